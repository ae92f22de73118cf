// SPDX-License-Identifier: Apache-2.0

use crate::ffi::static_text;
use crate::Error;
use pbjwt_sys as sys;
use std::fmt;

/// The result of a call. Numbers and names are stable, but new ones may be added: a `match` needs an arm for
/// the rest that refuses.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Status(sys::pbjwt_status);

macro_rules! statuses {
    ($($name:ident = $constant:ident)*) => {
        impl Status {
            $(
                #[doc = concat!("`", stringify!($constant), "`")]
                pub const $name: Status = Status(sys::$constant);
            )*

            /// Every status that this crate knows, except that of success.
            pub const ALL: &'static [Status] = &[$(Status::$name),*];
        }
    };
}
statuses! {
    MALFORMED_TOKEN = PBJWT_MALFORMED_TOKEN
    TOKEN_TOO_LARGE = PBJWT_TOKEN_TOO_LARGE
    MALFORMED_HEADER = PBJWT_MALFORMED_HEADER
    UNSUPPORTED_ALGORITHM = PBJWT_UNSUPPORTED_ALGORITHM
    UNSUPPORTED_TYPE = PBJWT_UNSUPPORTED_TYPE
    CRITICAL_HEADER = PBJWT_CRITICAL_HEADER
    UNKNOWN_KEY = PBJWT_UNKNOWN_KEY
    MALFORMED_SIGNATURE = PBJWT_MALFORMED_SIGNATURE
    SIGNATURE_MISMATCH = PBJWT_SIGNATURE_MISMATCH
    MALFORMED_PAYLOAD = PBJWT_MALFORMED_PAYLOAD
    DUPLICATE_MEMBER = PBJWT_DUPLICATE_MEMBER
    MISSING_EXP = PBJWT_MISSING_EXP
    EXPIRED = PBJWT_EXPIRED
    NOT_YET_VALID = PBJWT_NOT_YET_VALID
    ISSUED_IN_FUTURE = PBJWT_ISSUED_IN_FUTURE
    LIFETIME_TOO_LONG = PBJWT_LIFETIME_TOO_LONG
    MISSING_EMAIL = PBJWT_MISSING_EMAIL
    MALFORMED_CLAIM = PBJWT_MALFORMED_CLAIM
    CONFLICTING_USER_ID = PBJWT_CONFLICTING_USER_ID
    MISSING_USER_HASH = PBJWT_MISSING_USER_HASH
    MISSING_USER_ID = PBJWT_MISSING_USER_ID
    USER_HASH_MISMATCH = PBJWT_USER_HASH_MISMATCH
    ISSUER_MISMATCH = PBJWT_ISSUER_MISMATCH
    AUDIENCE_MISMATCH = PBJWT_AUDIENCE_MISMATCH
    EMAIL_NOT_CANONICAL = PBJWT_EMAIL_NOT_CANONICAL
    INVALID_ARGUMENT = PBJWT_INVALID_ARGUMENT
    WEAK_SECRET = PBJWT_WEAK_SECRET
    OUT_OF_MEMORY = PBJWT_OUT_OF_MEMORY
    INTERNAL = PBJWT_INTERNAL
}

impl Status {
    /// The stable number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The stable name, such as "signature_mismatch".
    pub fn name(self) -> &'static str {
        // SAFETY: any number may be asked for.
        static_text(unsafe { sys::pbjwt_status_name(self.0) }).unwrap_or_default()
    }

    /// `None` for the status of success.
    pub(crate) fn failure(status: sys::pbjwt_status) -> Option<Status> {
        (status != sys::PBJWT_OK).then_some(Status(status))
    }

    /// `Ok` for the status of success.
    pub(crate) fn check(status: sys::pbjwt_status) -> Result<(), Error> {
        match Self::failure(status) {
            None => Ok(()),
            Some(status) => Err(status.into()),
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(self.name())
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "{}({})", self.name(), self.0)
    }
}
