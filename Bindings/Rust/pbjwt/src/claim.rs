// SPDX-License-Identifier: Apache-2.0

use crate::ffi::static_text;
use pbjwt_sys as sys;
use std::fmt;

/// A typed claim, by one of its names.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Claim(sys::pbjwt_claim);

macro_rules! claims {
    ($($name:ident = $constant:ident)*) => {
        impl Claim {
            $(
                #[doc = concat!("`", stringify!($constant), "`")]
                pub const $name: Claim = Claim(sys::$constant);
            )*

            /// Every claim that this crate knows.
            pub const ALL: &'static [Claim] = &[$(Claim::$name),*];
        }
    };
}
claims! {
    EMAIL = PBJWT_CLAIM_EMAIL
    SUB = PBJWT_CLAIM_SUB
    ID = PBJWT_CLAIM_ID
    USER_HASH = PBJWT_CLAIM_USER_HASH
    NAME = PBJWT_CLAIM_NAME
    AVATAR_URL = PBJWT_CLAIM_AVATAR_URL
    AVATAR_URL_CAMEL = PBJWT_CLAIM_AVATAR_URL_CAMEL
    COMPANY_NAME = PBJWT_CLAIM_COMPANY_NAME
    COMPANY_ID = PBJWT_CLAIM_COMPANY_ID
    COMPANY_MRR = PBJWT_CLAIM_COMPANY_MRR
    CUSTOMER_STATUS = PBJWT_CLAIM_CUSTOMER_STATUS
    RENEWAL_DATE = PBJWT_CLAIM_RENEWAL_DATE
    RENEWAL_RISK = PBJWT_CLAIM_RENEWAL_RISK
    ACCOUNT_OWNER_ID = PBJWT_CLAIM_ACCOUNT_OWNER_ID
    ACCOUNT_OWNER_EMAIL = PBJWT_CLAIM_ACCOUNT_OWNER_EMAIL
    EXTERNAL_USER_ID = PBJWT_CLAIM_EXTERNAL_USER_ID
    EXP = PBJWT_CLAIM_EXP
    NBF = PBJWT_CLAIM_NBF
    IAT = PBJWT_CLAIM_IAT
    ISS = PBJWT_CLAIM_ISS
    AUD = PBJWT_CLAIM_AUD
    JTI = PBJWT_CLAIM_JTI
}

impl Claim {
    /// `None` for the number of no claim.
    pub(crate) fn new(claim: sys::pbjwt_claim) -> Option<Self> {
        (claim != sys::PBJWT_CLAIM_NONE).then_some(Self(claim))
    }

    /// The stable number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The name that it has in a payload, such as "avatarURL".
    pub fn name(self) -> &'static str {
        // SAFETY: any number may be asked for.
        static_text(unsafe { sys::pbjwt_claim_name(self.0) }).unwrap_or("unknown")
    }
}

impl fmt::Display for Claim {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(self.name())
    }
}

impl fmt::Debug for Claim {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(self.name())
    }
}
