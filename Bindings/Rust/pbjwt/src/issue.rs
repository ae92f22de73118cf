// SPDX-License-Identifier: Apache-2.0

use crate::ffi::{numeric_date, take_text, Owned};
use crate::{Claim, Error, Secret, Status};
use pbjwt_sys as sys;
use std::fmt;
use std::os::raw::c_void;
use std::ptr::null_mut;
use std::time::{Duration, SystemTime};

/// The claims of a token to issue.
///
/// ```
/// use pbjwt::{Claim, IdentityClaims, Secret};
/// use std::time::Duration;
///
/// # fn main() -> Result<(), pbjwt::Error> {
/// let mut claims = IdentityClaims::new()?;
/// claims
///     .set_text(Claim::EMAIL, "ada@example.com")?
///     .set_text(Claim::SUB, "usr_1")?
///     .set_number(Claim::COMPANY_MRR, 1249.5)?
///     .set_custom_json(r#"{"plan":"pro"}"#)?;
/// # let text = [b'k'; 64];
/// let token = Secret::text(text)?.issue(&claims, Duration::from_secs(600))?;
/// # assert!(token.starts_with("ey"));
/// # Ok(())
/// # }
/// ```
pub struct IdentityClaims(Owned<sys::pbjwt_claims>);

impl IdentityClaims {
    /// Without any.
    pub fn new() -> Result<Self, Error> {
        // SAFETY: what is made is ours.
        unsafe { Owned::new(sys::pbjwt_claims_new()).map(Self) }
    }

    /// Sets a text claim: any but company_mrr, exp, nbf, iat and user_hash; "aud" as its one audience.
    pub fn set_text(&mut self, claim: Claim, text: &str) -> Result<&mut Self, Error> {
        let to = self.0.as_mut_ptr();
        let (bytes, length) = (text.as_ptr().cast(), text.len());
        // SAFETY: nothing else uses the claims, and the text is borrowed for the call.
        let status = unsafe { sys::pbjwt_claims_set_text(to, claim.number(), bytes, length) };
        self.after(status, claim.name())
    }

    /// Sets company_mrr or nbf.
    pub fn set_number(&mut self, claim: Claim, value: f64) -> Result<&mut Self, Error> {
        // SAFETY: nothing else uses the claims.
        let status =
            unsafe { sys::pbjwt_claims_set_number(self.0.as_mut_ptr(), claim.number(), value) };
        self.after(status, claim.name())
    }

    /// Adds one audience to those of "aud".
    pub fn add_audience(&mut self, audience: &str) -> Result<&mut Self, Error> {
        self.with_bytes(sys::pbjwt_claims_add_audience, audience, "audience")
    }

    /// Removes a claim.
    pub fn unset(&mut self, claim: Claim) -> Result<&mut Self, Error> {
        // SAFETY: nothing else uses the claims.
        let status = unsafe { sys::pbjwt_claims_unset(self.0.as_mut_ptr(), claim.number()) };
        self.after(status, claim.name())
    }

    /// Whether the token carries the user_hash of its user id.
    pub fn set_user_hash(&mut self, with: bool) -> Result<&mut Self, Error> {
        // SAFETY: nothing else uses the claims.
        let status = unsafe { sys::pbjwt_claims_set_user_hash(self.0.as_mut_ptr(), with) };
        self.after(status, "user_hash")
    }

    /// Sets all claims of your own, from a JSON object.
    pub fn set_custom_json(&mut self, json: &str) -> Result<&mut Self, Error> {
        self.with_bytes(sys::pbjwt_claims_set_custom, json, "custom")
    }

    /// Sets the "typ" of the token's header.
    pub fn set_token_type(&mut self, name: &str) -> Result<&mut Self, Error> {
        self.with_bytes(sys::pbjwt_claims_set_type, name, "type")
    }

    fn with_bytes(
        &mut self,
        set: Setter,
        text: &str,
        name: &'static str,
    ) -> Result<&mut Self, Error> {
        // SAFETY: nothing else uses the claims, and the text is borrowed for the call.
        let status = unsafe { set(self.0.as_mut_ptr(), text.as_ptr().cast(), text.len()) };
        self.after(status, name)
    }

    fn after(&mut self, status: sys::pbjwt_status, name: &'static str) -> Result<&mut Self, Error> {
        Status::check(status).map_err(|error| error.about(name))?;
        Ok(self)
    }
}

type Setter = unsafe extern "C" fn(*mut sys::pbjwt_claims, *const c_void, usize) -> u32;

impl fmt::Debug for IdentityClaims {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("IdentityClaims")
    }
}

impl Secret {
    /// Signs a token that is valid from now on, for a lifetime of whole seconds.
    pub fn issue(&self, claims: &IdentityClaims, lifetime: Duration) -> Result<String, Error> {
        self.issue_at(claims, SystemTime::now(), lifetime)
    }

    /// The same from a given time on.
    pub fn issue_at(
        &self,
        claims: &IdentityClaims,
        now: SystemTime,
        lifetime: Duration,
    ) -> Result<String, Error> {
        let now = numeric_date(now)?;
        let lifetime = match i64::try_from(lifetime.as_secs()) {
            Ok(seconds) if lifetime.subsec_nanos() == 0 => seconds,
            _ => return Err(Error::argument("lifetime")),
        };
        let (mut token, mut length, mut fault) = (null_mut(), 0, sys::PBJWT_CLAIM_NONE);
        // SAFETY: secret and claims are read; the token is ours.
        let status = unsafe {
            sys::pbjwt_issue_at(
                self.0.as_ptr(),
                claims.0.as_ptr(),
                now,
                lifetime,
                &mut token,
                &mut length,
                &mut fault,
            )
        };
        if let Some(status) = Status::failure(status) {
            return Err(Error::with_claim(status, Claim::new(fault)));
        }
        // SAFETY: it is freed here, once.
        unsafe { take_text(token, length) }.ok_or_else(|| Status::INTERNAL.into())
    }
}
