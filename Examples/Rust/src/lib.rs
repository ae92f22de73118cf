// SPDX-License-Identifier: Apache-2.0

//! Verifies the HS256 JSON Web Tokens that tell ProductBridge who a person is, by libpbjwt.
//!
//! ```no_run
//! # fn main() -> Result<(), pbjwt::Error> {
//! # let (secret, token) = ("", "");
//! let verifier = pbjwt::Verifier::new(&[secret])?;
//! match verifier.verify(token) {
//!     Ok(identity) => println!("Hello {}", identity.canonical_email),
//!     Err(error) => {
//!         eprintln!("{error}"); // "malformed_claim (email): email must be text …"
//!         println!("{}", error.public_message()); // safe to show to whoever sent the token
//!     }
//! }
//! # Ok(())
//! # }
//! ```

// Why the unsafe blocks are sound, unless one says more: pointers to objects come from the library, each
// is given back once, by the type that owns it; bytes are borrowed with their true length and for the
// call alone; and places for results are local variables of the right type.
mod error;
mod identity;
mod sys;

pub use error::{Error, Status};
pub use identity::{CustomerStatus, Identity, RenewalRisk, UserHash, Warning};

use identity::Found;
use std::fmt;
use std::ptr::{null_mut, NonNull};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The version of the library that is running.
pub fn version() -> &'static str {
    error::text(unsafe { sys::pbjwt_version() }).unwrap_or_default()
}

/// Where tokens come in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Profile {
    /// The redirect flow's callback.
    #[default]
    Sso = 0,
    /// The widget's init and identify.
    Widget = 1,
}

/// What is demanded of "user_hash".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UserHashMode {
    #[default]
    Ignored = 0,
    IfPresent = 1,
    Required = 2,
}

/// What is demanded beyond a good signature; `None` is as the profile has it.
#[derive(Clone, Debug, Default)]
pub struct Policy {
    pub profile: Profile,
    /// How far clocks may differ: whole seconds.
    pub leeway: Option<Duration>,
    /// The longest time from "iat" to "exp": whole seconds; zero switches the check off.
    pub max_lifetime: Option<Duration>,
    pub user_hash: UserHashMode,
    pub issuer: Option<String>,
    pub audience: Option<String>,
}

impl Policy {
    fn make(&self) -> Result<Owned<sys::pbjwt_policy>, Error> {
        let made = unsafe {
            let policy = sys::pbjwt_policy_new(self.profile as sys::pbjwt_profile);
            Owned::new(policy, sys::pbjwt_policy_free)?
        };
        let policy = made.as_ptr();
        unsafe {
            let mode = self.user_hash as sys::pbjwt_user_hash_mode;
            Status::check(sys::pbjwt_policy_set_user_hash(policy, mode))?;
            if let Some(leeway) = self.leeway {
                Status::check(sys::pbjwt_policy_set_leeway(policy, whole_seconds(leeway)?))?;
            }
            if let Some(longest) = self.max_lifetime {
                Status::check(sys::pbjwt_policy_set_max_lifetime(
                    policy,
                    whole_seconds(longest)?,
                ))?;
            }
            if let Some(issuer) = &self.issuer {
                let (bytes, length) = (issuer.as_ptr().cast(), issuer.len());
                Status::check(sys::pbjwt_policy_set_issuer(policy, bytes, length))?;
            }
            if let Some(audience) = &self.audience {
                let (bytes, length) = (audience.as_ptr().cast(), audience.len());
                Status::check(sys::pbjwt_policy_set_audience(policy, bytes, length))?;
            }
        }
        Ok(made)
    }
}

fn whole_seconds(duration: Duration) -> Result<i64, Error> {
    if duration.subsec_nanos() != 0 {
        return Err(Status::INVALID_ARGUMENT.into());
    }
    i64::try_from(duration.as_secs()).map_err(|_| Status::INVALID_ARGUMENT.into())
}

/// Secrets and a policy, made ready. Any number of threads may use one at once, by reference or `Arc`.
///
/// Once it is dropped it can't be used:
///
/// ```compile_fail,E0382
/// # let verifier = pbjwt::Verifier::new(&[[b'k'; 64]]).unwrap();
/// drop(verifier);
/// let _ = verifier.verify("");
/// ```
pub struct Verifier(Owned<sys::pbjwt_verifier>);

// SAFETY: By pbjwt.h a verifier may be used by any number of threads at once, and given back by any.
unsafe impl Send for Verifier {}
unsafe impl Sync for Verifier {}

impl Verifier {
    /// From one to eight secrets, any of which may have signed, and the policy of single sign-on.
    ///
    /// The secrets are not kept; to wipe the caller's own copy of them is up to the caller.
    pub fn new<S: AsRef<[u8]>>(secrets: &[S]) -> Result<Self, Error> {
        Self::with_policy(secrets, &Policy::default())
    }

    /// The same by another policy.
    pub fn with_policy<S: AsRef<[u8]>>(secrets: &[S], policy: &Policy) -> Result<Self, Error> {
        let policy = policy.make()?;
        // Each is wiped and freed on every way out.
        let owners = secrets
            .iter()
            .map(|s| secret(s.as_ref()))
            .collect::<Result<Vec<_>, _>>()?;
        let secrets: Vec<_> = owners.iter().map(Owned::as_ptr).collect();
        let mut verifier = null_mut();
        unsafe {
            Status::check(sys::pbjwt_verifier_new(
                secrets.as_ptr(),
                secrets.len(),
                policy.as_ptr(),
                &mut verifier,
            ))?;
            Ok(Self(Owned::new(verifier, sys::pbjwt_verifier_release)?))
        }
    }

    /// Who the token says it is, now.
    pub fn verify(&self, token: impl AsRef<[u8]>) -> Result<Identity, Error> {
        let token = token.as_ref();
        let mut found = Found::new()?;
        let status = unsafe {
            let bytes = token.as_ptr().cast();
            sys::pbjwt_verify(self.0.as_ptr(), bytes, token.len(), found.as_mut_ptr())
        };
        finish(status, found)
    }

    /// Who the token says it is, at that time.
    pub fn verify_at(&self, token: impl AsRef<[u8]>, at: SystemTime) -> Result<Identity, Error> {
        let token = token.as_ref();
        let since = at
            .duration_since(UNIX_EPOCH)
            .map_err(|_| Status::INVALID_ARGUMENT)?;
        let now = i64::try_from(since.as_secs()).map_err(|_| Status::INVALID_ARGUMENT)?;
        let mut found = Found::new()?;
        let status = unsafe {
            let bytes = token.as_ptr().cast();
            sys::pbjwt_verify_at(self.0.as_ptr(), bytes, token.len(), now, found.as_mut_ptr())
        };
        finish(status, found)
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("Verifier")
    }
}

fn finish(status: sys::pbjwt_status, found: Found) -> Result<Identity, Error> {
    match Status::check(status) {
        Ok(()) => found.read(),
        Err(error) => Err(Error::new(error.status(), found.claim_at_fault())),
    }
}

fn secret(bytes: &[u8]) -> Result<Owned<sys::pbjwt_secret>, Error> {
    let mut made = null_mut();
    unsafe {
        let start = bytes.as_ptr().cast();
        let format = sys::PBJWT_SECRET_TEXT;
        Status::check(sys::pbjwt_secret_new(start, bytes.len(), format, &mut made))?;
        Owned::new(made, sys::pbjwt_secret_free)
    }
}

/// An object of the library's, and how it is given back.
struct Owned<T> {
    object: NonNull<T>,
    free: unsafe extern "C" fn(*mut T),
}

impl<T> Owned<T> {
    /// `object` must be `free`'s to give back, once.
    unsafe fn new(object: *mut T, free: unsafe extern "C" fn(*mut T)) -> Result<Self, Error> {
        let object = NonNull::new(object).ok_or(Status::OUT_OF_MEMORY)?;
        Ok(Self { object, free })
    }

    fn as_ptr(&self) -> *mut T {
        self.object.as_ptr()
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        unsafe { (self.free)(self.object.as_ptr()) }
    }
}
