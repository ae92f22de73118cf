// SPDX-License-Identifier: Apache-2.0

use crate::ffi::{copied_text, static_text};
use crate::{Claim, Status};
use pbjwt_sys as sys;
use std::fmt;
use std::ptr::null;

/// Why a token is refused, or why a call failed. It contains no byte of any token, claim or secret, and
/// displays as a line for the log, such as "malformed_claim (email): email must be text …".
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Error {
    status: Status,
    claim: Option<Claim>,
    argument: Option<&'static str>,
}

/// Who has to do something about an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The token is refused: answer its sender, with 401.
    Refused,
    /// A secret, setting or other argument is invalid: change the program.
    Argument,
    /// Memory, the clock or the crypto library failed: a problem on the server.
    System,
}

impl Error {
    pub(crate) fn with_claim(status: Status, claim: Option<Claim>) -> Self {
        Self {
            status,
            claim,
            argument: None,
        }
    }

    /// The caller's mistake in the argument with this name.
    pub(crate) fn argument(name: &'static str) -> Self {
        Self {
            status: Status::INVALID_ARGUMENT,
            claim: None,
            argument: Some(name),
        }
    }

    /// The same error, with the argument's name if it is the caller's mistake.
    pub(crate) fn about(self, name: &'static str) -> Self {
        match self.status {
            Status::INVALID_ARGUMENT => Self::argument(name),
            _ => self,
        }
    }

    /// The stable status.
    pub fn status(&self) -> Status {
        self.status
    }

    /// Who has to do something about it. A status that this crate doesn't know is a refusal only if its number is in the
    /// range for tokens.
    pub fn kind(&self) -> ErrorKind {
        match self.status {
            Status::INVALID_ARGUMENT | Status::WEAK_SECRET => ErrorKind::Argument,
            status if status.number() < sys::PBJWT_INVALID_ARGUMENT => ErrorKind::Refused,
            _ => ErrorKind::System,
        }
    }

    /// Whether the token is at fault, and neither the program nor the machine.
    pub fn is_refused(&self) -> bool {
        self.kind() == ErrorKind::Refused
    }

    /// The claim at fault of a `MALFORMED_CLAIM`, by the name that the token uses.
    pub fn claim(&self) -> Option<Claim> {
        self.claim
    }

    /// The setting or argument that an `INVALID_ARGUMENT` is about, if known.
    pub fn argument_name(&self) -> Option<&'static str> {
        self.argument
    }

    /// For the operator: what is wrong and what to do about it.
    pub fn message(&self) -> &'static str {
        // SAFETY: any numbers may be asked for.
        static_text(unsafe { sys::pbjwt_claim_message(self.status.number(), self.claim_number()) })
            .unwrap_or_default()
    }

    /// For the sender of the token: it doesn't tell which check failed.
    pub fn public_message(&self) -> &'static str {
        // SAFETY: any number may be asked for.
        static_text(unsafe { sys::pbjwt_status_public_message(self.status.number()) })
            .unwrap_or_default()
    }

    /// The library's own line of JSON for a refused token: `{"status":"expired","verified":false,…}`.
    pub fn to_result_json(&self) -> Result<String, Error> {
        // SAFETY: without an identity, for a status other than that of success.
        unsafe {
            copied_text(|json, length| {
                let (status, claim) = (self.status.number(), self.claim_number());
                sys::pbjwt_result_json(status, claim, null(), json, length)
            })
        }
    }

    fn claim_number(&self) -> sys::pbjwt_claim {
        self.claim.map_or(sys::PBJWT_CLAIM_NONE, Claim::number)
    }
}

impl From<Status> for Error {
    fn from(status: Status) -> Self {
        Self::with_claim(status, None)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(self.status.name())?;
        if let Some(about) = self.claim.map(Claim::name).or(self.argument) {
            write!(to, " ({about})")?;
        }
        write!(to, ": {}", self.message())
    }
}

impl std::error::Error for Error {}
