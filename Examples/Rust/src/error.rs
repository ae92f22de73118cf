// SPDX-License-Identifier: Apache-2.0

use crate::sys;
use std::ffi::CStr;
use std::fmt;
use std::os::raw::c_char;

/// What became of a call. Numbers and names are stable, but new ones may come: a `match` needs an arm
/// for the rest that refuses.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(sys::pbjwt_status);

macro_rules! statuses {
    ($($name:ident = $number:literal)*) => {
        impl Status {
            $(pub const $name: Status = Status($number);)*

            /// All that this crate knows, by the names that they have in pbjwt.h.
            pub const ALL: &'static [(Status, &'static str)] =
                &[$((Status::$name, stringify!($name))),*];
        }
    };
}
statuses! {
    MALFORMED_TOKEN = 10 TOKEN_TOO_LARGE = 11
    MALFORMED_HEADER = 20 UNSUPPORTED_ALGORITHM = 21 UNSUPPORTED_TYPE = 22 CRITICAL_HEADER = 23
    UNKNOWN_KEY = 24
    MALFORMED_SIGNATURE = 30 SIGNATURE_MISMATCH = 31
    MALFORMED_PAYLOAD = 40 DUPLICATE_MEMBER = 41
    MISSING_EXP = 50 EXPIRED = 51 NOT_YET_VALID = 52 ISSUED_IN_FUTURE = 53 LIFETIME_TOO_LONG = 54
    MISSING_EMAIL = 60 MALFORMED_CLAIM = 61 CONFLICTING_USER_ID = 62 MISSING_USER_HASH = 63
    MISSING_USER_ID = 64 USER_HASH_MISMATCH = 65 ISSUER_MISMATCH = 66 AUDIENCE_MISMATCH = 67
    EMAIL_NOT_CANONICAL = 68
    INVALID_ARGUMENT = 90 WEAK_SECRET = 91 OUT_OF_MEMORY = 92 INTERNAL = 93
}

impl Status {
    /// The stable number.
    pub fn number(self) -> u32 {
        self.0
    }

    /// The stable name, such as "signature_mismatch".
    pub fn name(self) -> &'static str {
        text(unsafe { sys::pbjwt_status_name(self.0) }).unwrap_or_default()
    }

    /// `Ok` for the status of success.
    pub(crate) fn check(status: sys::pbjwt_status) -> Result<(), Error> {
        match status {
            0 => Ok(()),
            number => Err(Status(number).into()),
        }
    }
}

impl fmt::Debug for Status {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        write!(to, "{}({})", self.name(), self.0)
    }
}

/// Why a token is refused, or why a call failed. It holds no byte of any token, claim or secret, and
/// displays as a line for the log, such as "malformed_claim (email): email must be text …".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    status: Status,
    claim: sys::pbjwt_claim,
}

impl Error {
    /// With the claim of that number, or none.
    pub(crate) fn new(status: Status, claim: sys::pbjwt_claim) -> Self {
        Self { status, claim }
    }

    /// What is wrong.
    pub fn status(&self) -> Status {
        self.status
    }

    /// The claim at fault of a `MALFORMED_CLAIM`, as the token calls it.
    pub fn claim(&self) -> Option<&'static str> {
        claim_name(self.claim)
    }

    /// For the operator: what is wrong and what to do about it.
    pub fn message(&self) -> &'static str {
        text(unsafe { sys::pbjwt_claim_message(self.status.0, self.claim) }).unwrap_or_default()
    }

    /// For whoever sent the token.
    pub fn public_message(&self) -> &'static str {
        text(unsafe { sys::pbjwt_status_public_message(self.status.0) }).unwrap_or_default()
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Self { status, claim: 0 }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(self.status.name())?;
        if let Some(claim) = self.claim() {
            write!(to, " ({claim})")?;
        }
        write!(to, ": {}", self.message())
    }
}

impl std::error::Error for Error {}

/// The library's static texts are NUL-terminated English.
pub(crate) fn text(pointer: *const c_char) -> Option<&'static str> {
    if pointer.is_null() {
        return None;
    }
    unsafe { CStr::from_ptr(pointer) }.to_str().ok()
}

pub(crate) fn claim_name(claim: sys::pbjwt_claim) -> Option<&'static str> {
    text(unsafe { sys::pbjwt_claim_name(claim) })
}
