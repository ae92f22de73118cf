// SPDX-License-Identifier: Apache-2.0

use crate::ffi::Owned;
use crate::{Error, Status};
use pbjwt_sys as sys;
use std::os::raw::c_void;
use std::time::Duration;

/// How "user_hash" is checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum UserHashMode {
    /// It is ignored.
    Off,
    /// It is checked if present.
    IfPresent,
    /// A token without it, or without a user id, is refused.
    Required,
}

/// What [`Identity::canonical_email`](crate::Identity::canonical_email) gives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EmailForm {
    /// The address as sent.
    AsSent,
    /// Without white space at the ends, A-Z as a-z.
    Lowercased,
    /// An address that this would change is refused.
    RequireLowercase,
}

/// Who reads the payload's JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reader {
    /// The library's own strict reader.
    Fast,
    /// Jansson as well; any difference is an `INTERNAL` error.
    Both,
}

/// What a token needs besides a valid signature. Settings that aren't made have the profile's values. Creating a
/// verifier refuses a setting out of range, and names it.
///
/// ```
/// use pbjwt::{Policy, UserHashMode};
/// let policy = Policy::widget()
///     .audience("widget")
///     .user_hash(UserHashMode::Required);
/// ```
#[derive(Clone, Debug)]
#[must_use]
pub struct Policy {
    profile: sys::pbjwt_profile,
    max_token_bytes: Option<usize>,
    leeway: Option<Duration>,
    max_lifetime: Option<Duration>,
    allow_missing_exp: bool,
    user_hash: UserHashMode,
    issuer: Option<String>,
    audience: Option<String>,
    type_: Option<String>,
    strict_claims: bool,
    email_form: EmailForm,
    reader: Reader,
}

impl Policy {
    fn of(profile: sys::pbjwt_profile) -> Self {
        Self {
            profile,
            max_token_bytes: None,
            leeway: None,
            max_lifetime: None,
            allow_missing_exp: false,
            user_hash: UserHashMode::Off,
            issuer: None,
            audience: None,
            type_: None,
            strict_claims: false,
            email_form: EmailForm::AsSent,
            reader: Reader::Fast,
        }
    }

    /// For the redirect flow's callback.
    pub fn sso() -> Self {
        Self::of(sys::PBJWT_PROFILE_SSO)
    }

    /// For the widget's init and identify.
    pub fn widget() -> Self {
        Self::of(sys::PBJWT_PROFILE_WIDGET)
    }

    /// The longest token to accept: 256 bytes to 1 MiB, by default 8192 bytes.
    pub fn max_token_bytes(mut self, bytes: usize) -> Self {
        self.max_token_bytes = Some(bytes);
        self
    }

    /// How far clocks may differ: 0 to 300 whole seconds, by default 30.
    pub fn leeway(mut self, leeway: Duration) -> Self {
        self.leeway = Some(leeway);
        self
    }

    /// The longest time from "iat" to "exp" in whole seconds, by default an hour; zero turns the check off.
    pub fn max_lifetime(mut self, longest: Duration) -> Self {
        self.max_lifetime = Some(longest);
        self
    }

    /// Whether a token without "exp", which never expires, is accepted. By default it is not.
    pub fn allow_missing_exp(mut self, allow: bool) -> Self {
        self.allow_missing_exp = allow;
        self
    }

    /// How "user_hash" is checked; by default it isn't.
    pub fn user_hash(mut self, mode: UserHashMode) -> Self {
        self.user_hash = mode;
        self
    }

    /// The only "iss" to accept.
    pub fn issuer(mut self, issuer: impl Into<String>) -> Self {
        self.issuer = Some(issuer.into());
        self
    }

    /// The value that "aud" must be or hold.
    pub fn audience(mut self, audience: impl Into<String>) -> Self {
        self.audience = Some(audience.into());
        self
    }

    /// The only "typ" of the header to accept.
    pub fn token_type(mut self, name: impl Into<String>) -> Self {
        self.type_ = Some(name.into());
        self
    }

    /// Whether a claim of a wrong type or form is a refusal instead of a warning.
    pub fn strict_claims(mut self, strict: bool) -> Self {
        self.strict_claims = strict;
        self
    }

    /// The form of the canonical e-mail; by default the address as sent.
    pub fn email_form(mut self, form: EmailForm) -> Self {
        self.email_form = form;
        self
    }

    /// Who reads the payload's JSON; by default the library's own reader.
    pub fn reader(mut self, reader: Reader) -> Self {
        self.reader = reader;
        self
    }

    pub(crate) fn make(&self) -> Result<Owned<sys::pbjwt_policy>, Error> {
        // SAFETY: it takes a number; what is made is ours.
        let mut made = unsafe { Owned::new(sys::pbjwt_policy_new(self.profile))? };
        let to = made.as_mut_ptr();
        let text = |name, set: TextSetter, text: &Option<String>| match text {
            // SAFETY: `to` is ours, and the text is borrowed for the call.
            Some(text) => named(name, unsafe { set(to, text.as_ptr().cast(), text.len()) }),
            None => Ok(()),
        };
        let seconds = |name, set: SecondsSetter, duration: Option<Duration>| match duration {
            // SAFETY: `to` is ours.
            Some(duration) => named(name, unsafe { set(to, whole_seconds(name, duration)?) }),
            None => Ok(()),
        };
        text("issuer", sys::pbjwt_policy_set_issuer, &self.issuer)?;
        text("audience", sys::pbjwt_policy_set_audience, &self.audience)?;
        text("type", sys::pbjwt_policy_set_type, &self.type_)?;
        seconds("leeway", sys::pbjwt_policy_set_leeway, self.leeway)?;
        seconds(
            "max_lifetime",
            sys::pbjwt_policy_set_max_lifetime,
            self.max_lifetime,
        )?;
        let user_hash = match self.user_hash {
            UserHashMode::Off => sys::PBJWT_USER_HASH_OFF,
            UserHashMode::IfPresent => sys::PBJWT_USER_HASH_IF_PRESENT,
            UserHashMode::Required => sys::PBJWT_USER_HASH_REQUIRED,
        };
        let form = match self.email_form {
            EmailForm::AsSent => sys::PBJWT_EMAIL_AS_SENT,
            EmailForm::Lowercased => sys::PBJWT_EMAIL_LOWERCASED,
            EmailForm::RequireLowercase => sys::PBJWT_EMAIL_REQUIRE_LOWERCASE,
        };
        let reader = match self.reader {
            Reader::Fast => sys::PBJWT_READER_FAST,
            Reader::Both => sys::PBJWT_READER_BOTH,
        };
        // SAFETY: `to` is ours.
        unsafe {
            if let Some(bytes) = self.max_token_bytes {
                let status = sys::pbjwt_policy_set_max_token_bytes(to, bytes);
                named("max_token_bytes", status)?;
            }
            let (exp, strict) = (self.allow_missing_exp, self.strict_claims);
            Status::check(sys::pbjwt_policy_set_allow_missing_exp(to, exp))?;
            Status::check(sys::pbjwt_policy_set_strict_claims(to, strict))?;
            Status::check(sys::pbjwt_policy_set_user_hash(to, user_hash))?;
            Status::check(sys::pbjwt_policy_set_email_form(to, form))?;
            Status::check(sys::pbjwt_policy_set_reader(to, reader))?;
        }
        Ok(made)
    }
}

impl Default for Policy {
    fn default() -> Self {
        Self::sso()
    }
}

type TextSetter = unsafe extern "C" fn(*mut sys::pbjwt_policy, *const c_void, usize) -> u32;
type SecondsSetter = unsafe extern "C" fn(*mut sys::pbjwt_policy, i64) -> u32;

fn named(name: &'static str, status: sys::pbjwt_status) -> Result<(), Error> {
    Status::check(status).map_err(|error| error.about(name))
}

fn whole_seconds(name: &'static str, duration: Duration) -> Result<i64, Error> {
    match i64::try_from(duration.as_secs()) {
        Ok(seconds) if duration.subsec_nanos() == 0 => Ok(seconds),
        _ => Err(Error::argument(name)),
    }
}
