// SPDX-License-Identifier: Apache-2.0

use crate::ffi::static_text;
use crate::{Claim, Status};
use pbjwt_sys as sys;
use std::fmt;

/// A kind of warning. The numbers are stable; new kinds may be added.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct WarningKind(sys::pbjwt_warning);

macro_rules! kinds {
    ($($(#[$about:meta])* $name:ident = $constant:ident)*) => {
        impl WarningKind {
            $($(#[$about])* pub const $name: WarningKind = WarningKind(sys::$constant);)*

            /// Every kind that this crate knows.
            pub const ALL: &'static [WarningKind] = &[$(WarningKind::$name),*];
        }
    };
}
kinds! {
    /// A JSON type that the claim doesn't have: left out.
    WRONG_TYPE = PBJWT_WARNING_WRONG_TYPE
    /// The e-mail is not in its canonical form.
    NOT_CANONICAL = PBJWT_WARNING_NOT_CANONICAL
    /// What servers write for a missing value, such as "undefined".
    PLACEHOLDER = PBJWT_WARNING_PLACEHOLDER
    /// There is no "iat".
    MISSING_IAT = PBJWT_WARNING_MISSING_IAT
    /// The secret is shorter than 32 bytes.
    WEAK_SECRET = PBJWT_WARNING_WEAK_SECRET
    /// Of the right type, but not of the claim's form: left out.
    WRONG_FORM = PBJWT_WARNING_WRONG_FORM
    /// Accepted, though it isn't written as it should be.
    COERCED = PBJWT_WARNING_COERCED
    /// A name that resembles the claim's.
    UNKNOWN_NAME = PBJWT_WARNING_UNKNOWN_NAME
}

impl WarningKind {
    /// The stable number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The stable name, such as "not_canonical".
    pub fn name(self) -> &'static str {
        // SAFETY: any number may be asked for.
        static_text(unsafe { sys::pbjwt_warning_name(self.0) }).unwrap_or("unknown_warning")
    }
}

impl fmt::Debug for WarningKind {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(self.name())
    }
}

/// What is odd about an accepted token. Displays as its sentence for the operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Warning {
    kind: WarningKind,
    claim: Option<Claim>,
}

impl Warning {
    pub(crate) fn new(kind: sys::pbjwt_warning, claim: sys::pbjwt_claim) -> Option<Self> {
        let claim = Claim::new(claim);
        (kind != sys::PBJWT_WARNING_NONE).then_some(Self {
            kind: WarningKind(kind),
            claim,
        })
    }

    /// What is odd.
    pub fn kind(&self) -> WarningKind {
        self.kind
    }

    /// The claim that it is about.
    pub fn claim(&self) -> Option<Claim> {
        self.claim
    }

    /// One sentence for the operator.
    pub fn message(&self) -> &'static str {
        let claim = self.claim.map_or(sys::PBJWT_CLAIM_NONE, Claim::number);
        // SAFETY: any numbers may be asked for.
        static_text(unsafe { sys::pbjwt_warning_message(self.kind.0, claim) }).unwrap_or_default()
    }
}

impl fmt::Display for Warning {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(self.message())
    }
}

/// What the second policy of [`Verifier::with_report`](crate::Verifier::with_report) would refuse.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refusal {
    pub(crate) status: Status,
    pub(crate) claim: Option<Claim>,
}

impl Refusal {
    /// The status that the token would get.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The claim at fault of a `MALFORMED_CLAIM`.
    pub fn claim(&self) -> Option<Claim> {
        self.claim
    }
}
