// SPDX-License-Identifier: Apache-2.0

use crate::Verifier;
use std::fmt;
use std::sync::{PoisonError, RwLock};

/// Holds the verifier of a running program, so that secrets can be rotated without a restart.
///
/// ```
/// use pbjwt::{Secret, Verifier, VerifierStore};
/// use std::time::{Duration, SystemTime};
///
/// # fn main() -> Result<(), pbjwt::Error> {
/// # let (old, new) = ([b'o'; 64], [b'n'; 64]);
/// let store = VerifierStore::new(Verifier::new([Secret::text(old)?])?);
///
/// // When the key is regenerated: both secrets are valid for an hour.
/// let until = SystemTime::now() + Duration::from_secs(3600);
/// let retiring = Secret::text(old)?.with_id("old")?.with_not_after(until)?;
/// store.replace(Verifier::new([Secret::text(new)?, retiring])?);
///
/// let _ = store.current().verify("…");
/// # Ok(())
/// # }
/// ```
pub struct VerifierStore(RwLock<Verifier>);

impl VerifierStore {
    /// A store that holds this one.
    pub fn new(verifier: Verifier) -> Self {
        Self(RwLock::new(verifier))
    }

    /// The current verifier. Take it again for each request.
    pub fn current(&self) -> Verifier {
        // Nothing that could panic runs under the lock, so its value is always valid.
        let held = self.0.read().unwrap_or_else(PoisonError::into_inner);
        held.clone()
    }

    /// Replaces the verifier, and returns the old one.
    pub fn replace(&self, verifier: Verifier) -> Verifier {
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        std::mem::replace(&mut held, verifier)
    }
}

impl fmt::Debug for VerifierStore {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("VerifierStore")
    }
}
