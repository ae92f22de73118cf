// SPDX-License-Identifier: Apache-2.0

use crate::ffi::{copied_text, numeric_date, static_text, Owned};
use crate::verifier::pointers;
use crate::{Claim, Error, Policy, Secret, Status};
use pbjwt_sys as sys;
use std::ffi::CStr;
use std::fmt;
use std::mem::{size_of, zeroed};
use std::os::raw::c_char;
use std::ptr::null;
use std::time::SystemTime;

/// Asks why a token is refused or gets a warning, for people and programs that look for the cause.
///
/// An explanation is NEVER a verification. It is slow: don't run it on every refused token of a public
/// endpoint. A report quotes the token's claims: show it to operators and to those who sign, not to the
/// sender.
///
/// ```
/// # fn main() -> Result<(), pbjwt::Error> {
/// # let secret = pbjwt::Secret::text([b'k'; 64])?;
/// let report = pbjwt::Explain::new([&secret]).run("ey.ey.ey")?;
/// for cause in report.causes() {
///     println!("{}: {}", cause.found, cause.advice);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use]
pub struct Explain<'a> {
    secrets: Vec<&'a Secret>,
    other_secrets: Vec<&'a Secret>,
    policy: Policy,
    second_token: Option<&'a [u8]>,
    now: Option<SystemTime>,
}

impl<'a> Explain<'a> {
    /// With the verifier's secrets.
    pub fn new(secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        Self {
            secrets: secrets.into_iter().collect(),
            other_secrets: Vec::new(),
            policy: Policy::sso(),
            second_token: None,
            now: None,
        }
    }

    /// Secrets to try if none of the verifier's fits; the report names them by their ids.
    pub fn other_secrets(mut self, secrets: impl IntoIterator<Item = &'a Secret>) -> Self {
        self.other_secrets = secrets.into_iter().collect();
        self
    }

    /// The verifier's policy.
    pub fn policy(mut self, policy: &Policy) -> Self {
        self.policy = policy.clone();
        self
    }

    /// Another token, whose signature the first one may have.
    pub fn second_token(mut self, token: &'a (impl AsRef<[u8]> + ?Sized)) -> Self {
        self.second_token = Some(token.as_ref());
        self
    }

    /// The time to use instead of now.
    pub fn at(mut self, now: SystemTime) -> Self {
        self.now = Some(now);
        self
    }

    /// Explains a token exactly as received.
    pub fn run(&self, token: impl AsRef<[u8]>) -> Result<Report, Error> {
        let (secrets, others) = (pointers(&self.secrets), pointers(&self.other_secrets));
        let (policy, token) = (self.policy.make()?, token.as_ref());
        let second = self.second_token;
        let input = sys::pbjwt_explain_input {
            size: size_of::<sys::pbjwt_explain_input>(),
            secrets: secrets.as_ptr(),
            secret_count: secrets.len(),
            other_secrets: others.as_ptr(),
            other_secret_count: others.len(),
            policy: policy.as_ptr(),
            token: token.as_ptr().cast(),
            token_length: token.len(),
            second_token: second.map_or(null(), |token| token.as_ptr().cast()),
            second_token_length: second.map_or(0, <[u8]>::len),
            now: numeric_date(self.now.unwrap_or_else(SystemTime::now))?,
        };
        // SAFETY: all that is pointed to stays for the call; the report is ours.
        unsafe { Owned::made_by(|to| sys::pbjwt_explain(&input, to)).map(Report) }
    }
}

/// An explanation.
pub struct Report(Owned<sys::pbjwt_report>);

/// The result of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// An earlier check failed.
    NotReached,
    /// All is well.
    Passed,
    /// It gives a warning.
    Warned,
    /// It refuses the token.
    Failed,
}

/// One check of a report.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Check<'a> {
    /// The stable name, such as "signature".
    pub name: &'a str,
    /// The outcome.
    pub outcome: Outcome,
    /// The values that matter, which may be the token's.
    pub values: Option<&'a str>,
}

/// Who has to change something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Side {
    /// Nothing needs to change.
    Nobody,
    /// The customer's server, which makes the token.
    Signer,
    /// Whatever passes the token on.
    Carrier,
    /// The verifying side.
    Verifier,
}

impl Side {
    /// The stable name, such as "signer".
    pub fn name(self) -> &'static str {
        let number = match self {
            Side::Nobody => sys::PBJWT_SIDE_NOBODY,
            Side::Signer => sys::PBJWT_SIDE_SIGNER,
            Side::Carrier => sys::PBJWT_SIDE_CARRIER,
            Side::Verifier => sys::PBJWT_SIDE_VERIFIER,
        };
        // SAFETY: any number may be asked for.
        static_text(unsafe { sys::pbjwt_side_name(number) }).unwrap_or_default()
    }
}

/// A cause that fits.
#[derive(Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cause<'a> {
    /// Stable, and never reused.
    pub number: u32,
    /// The stable name, such as "key_hex_decoded".
    pub name: &'a str,
    /// Who has to fix it.
    pub side: Side,
    /// What was found, with values that may be the token's.
    pub found: &'a str,
    /// What to change.
    pub advice: &'a str,
}

/// What another policy says about the token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct PolicyResult<'a> {
    /// Such as "strict_claims".
    pub name: &'a str,
    /// Its first refusal.
    pub error: Option<Error>,
}

impl Report {
    /// The result of verifying the token as received; `None` if it is accepted.
    pub fn error(&self) -> Option<Error> {
        // SAFETY: it reads a report and writes one number.
        self.refusal(|claim| unsafe { sys::pbjwt_report_status(self.0.as_ptr(), claim) })
    }

    /// The same for the token without anything that was wrapped around it.
    pub fn error_after_cleaning(&self) -> Option<Error> {
        let read = sys::pbjwt_report_status_after_cleaning;
        // SAFETY: as above.
        self.refusal(|claim| unsafe { read(self.0.as_ptr(), claim) })
    }

    fn refusal(&self, read: impl FnOnce(*mut u32) -> sys::pbjwt_status) -> Option<Error> {
        let mut claim = sys::PBJWT_CLAIM_NONE;
        let status = Status::failure(read(&mut claim))?;
        Some(Error::with_claim(status, Claim::new(claim)))
    }

    /// The checks in their order.
    pub fn checks(&self) -> impl Iterator<Item = Check<'_>> + '_ {
        // SAFETY: it reads a report.
        let count = unsafe { sys::pbjwt_report_check_count(self.0.as_ptr()) };
        (0..count).map(move |index| {
            let (mut name, mut values) = (null(), null());
            // SAFETY: it reads a report and writes two pointers.
            let outcome =
                unsafe { sys::pbjwt_report_check(self.0.as_ptr(), index, &mut name, &mut values) };
            Check {
                name: self.text(name).unwrap_or_default(),
                outcome: match outcome {
                    sys::PBJWT_OUTCOME_PASSED => Outcome::Passed,
                    sys::PBJWT_OUTCOME_WARNED => Outcome::Warned,
                    sys::PBJWT_OUTCOME_FAILED => Outcome::Failed,
                    _ => Outcome::NotReached,
                },
                values: self.text(values),
            }
        })
    }

    /// The causes that fit, the most likely first.
    pub fn causes(&self) -> impl Iterator<Item = Cause<'_>> + '_ {
        // SAFETY: it reads a report.
        let count = unsafe { sys::pbjwt_report_cause_count(self.0.as_ptr()) };
        (0..count).filter_map(move |index| {
            // SAFETY: a C struct of numbers and pointers may be zero.
            let mut cause: sys::pbjwt_cause = unsafe { zeroed() };
            // SAFETY: it reads a report and fills the struct.
            let found = unsafe { sys::pbjwt_report_cause(self.0.as_ptr(), index, &mut cause) };
            found.then(|| Cause {
                number: cause.number,
                name: self.text(cause.name).unwrap_or_default(),
                side: match cause.side {
                    sys::PBJWT_SIDE_SIGNER => Side::Signer,
                    sys::PBJWT_SIDE_CARRIER => Side::Carrier,
                    sys::PBJWT_SIDE_VERIFIER => Side::Verifier,
                    _ => Side::Nobody,
                },
                found: self.text(cause.found).unwrap_or_default(),
                advice: self.text(cause.advice).unwrap_or_default(),
            })
        })
    }

    /// What other policies say about the token.
    pub fn policies(&self) -> impl Iterator<Item = PolicyResult<'_>> + '_ {
        // SAFETY: it reads a report.
        let count = unsafe { sys::pbjwt_report_policy_count(self.0.as_ptr()) };
        (0..count).map(move |index| {
            let mut name = null();
            // SAFETY: it reads a report, and writes a pointer and a number.
            let read = |claim: *mut u32| unsafe {
                sys::pbjwt_report_policy(self.0.as_ptr(), index, &mut name, claim)
            };
            let error = self.refusal(read);
            PolicyResult {
                name: self.text(name).unwrap_or_default(),
                error,
            }
        })
    }

    /// The report for people: at most 80 columns, optionally with ANSI colours.
    pub fn to_text(&self, color: bool) -> Result<String, Error> {
        // SAFETY: it reads a report; the text is ours.
        unsafe {
            copied_text(|to, length| sys::pbjwt_report_text(self.0.as_ptr(), color, to, length))
        }
    }

    /// The report as one line of JSON.
    pub fn to_json(&self) -> Result<String, Error> {
        // SAFETY: it reads a report; the text is ours.
        unsafe { copied_text(|to, length| sys::pbjwt_report_json(self.0.as_ptr(), to, length)) }
    }

    /// A text of the report's.
    fn text(&self, pointer: *const c_char) -> Option<&str> {
        if pointer.is_null() {
            return None;
        }
        // SAFETY: UTF-8, NUL-terminated, and lives as long as the report, says pbjwt.h.
        Some(unsafe { std::str::from_utf8_unchecked(CStr::from_ptr(pointer).to_bytes()) })
    }
}

impl fmt::Debug for Report {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("Report")
    }
}
