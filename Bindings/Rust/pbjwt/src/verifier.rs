// SPDX-License-Identifier: Apache-2.0

use crate::ffi::{numeric_date, Owned};
use crate::spare::Held;
use crate::{Error, Identity, Policy, Secret, Status};
use pbjwt_sys as sys;
use std::borrow::Borrow;
use std::fmt;
use std::ptr::null;
use std::time::SystemTime;

/// Secrets and a policy, ready to verify with. It is immutable, and any number of threads may use one at
/// once, by reference or `Arc`. A clone is one more reference to the same.
///
/// Once it is dropped it can't be used:
///
/// ```compile_fail,E0382
/// # let verifier = pbjwt::Verifier::new([pbjwt::Secret::text([b'k'; 64]).unwrap()]).unwrap();
/// drop(verifier);
/// let _ = verifier.verify("");
/// ```
pub struct Verifier(Owned<sys::pbjwt_verifier>);

impl Verifier {
    /// From one to eight secrets, any of which may have signed, and the policy of single sign-on. The
    /// secrets are not kept.
    pub fn new<S: Borrow<Secret>>(secrets: impl IntoIterator<Item = S>) -> Result<Self, Error> {
        Self::make(secrets, &Policy::sso(), None)
    }

    /// The same with another policy.
    pub fn with_policy<S: Borrow<Secret>>(
        secrets: impl IntoIterator<Item = S>,
        policy: &Policy,
    ) -> Result<Self, Error> {
        Self::make(secrets, policy, None)
    }

    /// The same with a second policy that refuses nobody: [`Identity::would_refuse`] lists what it would
    /// refuse. Use it to try a stricter policy before you enforce it.
    pub fn with_report<S: Borrow<Secret>>(
        secrets: impl IntoIterator<Item = S>,
        policy: &Policy,
        report: &Policy,
    ) -> Result<Self, Error> {
        Self::make(secrets, policy, Some(report))
    }

    fn make<S: Borrow<Secret>>(
        secrets: impl IntoIterator<Item = S>,
        policy: &Policy,
        report: Option<&Policy>,
    ) -> Result<Self, Error> {
        let policy = policy.make()?;
        let report = report.map(Policy::make).transpose()?;
        let report = report.as_ref().map_or(null(), Owned::as_ptr);
        let owners: Vec<S> = secrets.into_iter().collect();
        let secrets = pointers(&owners);
        // SAFETY: all that is pointed to stays for the call, which reads it; what is made is ours.
        let made = unsafe {
            Owned::made_by(|to| {
                let (first, count) = (secrets.as_ptr(), secrets.len());
                sys::pbjwt_verifier_new_reporting(first, count, policy.as_ptr(), report, to)
            })
        };
        made.map(Self).map_err(|error| error.about("secrets"))
    }

    /// Who the token says it is, now. The token is text or bytes, without white space around it.
    pub fn verify(&self, token: impl AsRef<[u8]>) -> Result<Identity, Error> {
        self.verify_owned(token.as_ref(), None)
    }

    /// Who the token says it is, at that time.
    pub fn verify_at(&self, token: impl AsRef<[u8]>, now: SystemTime) -> Result<Identity, Error> {
        self.verify_owned(token.as_ref(), Some(now))
    }

    fn verify_owned(&self, token: &[u8], now: Option<SystemTime>) -> Result<Identity, Error> {
        let mut identity = Identity(Held::for_token(token.len())?);
        self.verify_into(token, now, &mut identity)?;
        Ok(identity)
    }

    /// The same in a workspace, which is the caller's own and grows to the longest token: for loops and for
    /// threads that verify all the time. The identity is lent until the next token:
    ///
    /// ```compile_fail,E0499
    /// # let verifier = pbjwt::Verifier::new([pbjwt::Secret::text([b'k'; 64]).unwrap()]).unwrap();
    /// let mut workspace = pbjwt::Workspace::new().unwrap();
    /// let first = verifier.verify_in(&mut workspace, "a.b.c");
    /// let second = verifier.verify_in(&mut workspace, "d.e.f");
    /// println!("{first:?}");
    /// ```
    pub fn verify_in<'a>(
        &self,
        workspace: &'a mut Workspace,
        token: impl AsRef<[u8]>,
    ) -> Result<&'a Identity, Error> {
        self.verify_into(token.as_ref(), None, &mut workspace.0)?;
        Ok(&workspace.0)
    }

    /// The same at that time.
    pub fn verify_in_at<'a>(
        &self,
        workspace: &'a mut Workspace,
        token: impl AsRef<[u8]>,
        now: SystemTime,
    ) -> Result<&'a Identity, Error> {
        self.verify_into(token.as_ref(), Some(now), &mut workspace.0)?;
        Ok(&workspace.0)
    }

    /// The library's own line of JSON for the result, now or at a time. An error is never the token's fault.
    pub fn verify_json(
        &self,
        token: impl AsRef<[u8]>,
        now: Option<SystemTime>,
    ) -> Result<String, Error> {
        match self.verify_owned(token.as_ref(), now) {
            Ok(identity) => identity.to_result_json(),
            Err(error) if error.is_refused() => error.to_result_json(),
            Err(error) => Err(error),
        }
    }

    #[inline]
    fn verify_into(
        &self,
        token: &[u8],
        now: Option<SystemTime>,
        identity: &mut Identity,
    ) -> Result<(), Error> {
        let (verifier, start) = (self.0.as_ptr(), token.as_ptr().cast());
        let into = identity.as_mut_ptr();
        let status = match now {
            // SAFETY: the token is borrowed for the call, and nothing else uses the identity. A `&[u8]` can't be
            // of a `&mut Identity`'s own bytes.
            None => unsafe { sys::pbjwt_verify(verifier, start, token.len(), into) },
            Some(now) => {
                let now = numeric_date(now)?;
                // SAFETY: as above.
                unsafe { sys::pbjwt_verify_at(verifier, start, token.len(), now, into) }
            }
        };
        match Status::failure(status) {
            None => Ok(()),
            Some(status) => Err(Error::with_claim(status, identity.claim_at_fault())),
        }
    }
}

/// The secrets in the form for the library, which only reads them.
pub(crate) fn pointers<S: Borrow<Secret>>(secrets: &[S]) -> Vec<*mut sys::pbjwt_secret> {
    let pointer = |secret: &S| secret.borrow().0.as_ptr() as *mut sys::pbjwt_secret;
    secrets.iter().map(pointer).collect()
}

impl Clone for Verifier {
    fn clone(&self) -> Self {
        // SAFETY: `self` is a reference to it, and the count is atomic; the new reference is ours.
        let more = unsafe {
            let held = self.0.as_ptr() as *mut sys::pbjwt_verifier;
            Owned::new(sys::pbjwt_verifier_retain(held))
        };
        Self(more.expect("a verifier that is held can be held once more"))
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("Verifier")
    }
}

/// Memory for one verification after another: see [`Verifier::verify_in`].
pub struct Workspace(Identity);

impl Workspace {
    /// An empty one. It grows to the longest token so far.
    pub fn new() -> Result<Self, Error> {
        Ok(Self(Identity(Held::for_workspace()?)))
    }
}

impl fmt::Debug for Workspace {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("Workspace")
    }
}
