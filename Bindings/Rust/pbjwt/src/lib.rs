// SPDX-License-Identifier: Apache-2.0

//! Verifies the HS256 JSON Web Tokens that tell ProductBridge who a person is, by libpbjwt.
//!
//! ```
//! use pbjwt::{Secret, Verifier};
//!
//! # fn main() -> Result<(), pbjwt::Error> {
//! # let (text, token) = ("0123456789abcdef0123456789abcdef", "");
//! let verifier = Verifier::new([Secret::text(text)?])?; // once, at the start
//! match verifier.verify(token) {
//!     Ok(identity) => println!("Hello {}", identity.name().unwrap_or("you")),
//!     Err(error) => {
//!         eprintln!("{error}"); // for the log: "expired: The token has expired …"
//!         println!("{}", error.public_message()); // safe to show to the sender
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! An [`Identity`] lends its texts and copies none. Everything here is immutable or changed through
//! `&mut`, and is `Send` and `Sync`.
#![deny(
    missing_docs,
    unsafe_op_in_unsafe_fn,
    clippy::undocumented_unsafe_blocks
)]

mod claim;
mod error;
mod explain;
mod ffi;
mod identity;
mod inspect;
mod issue;
mod policy;
mod secret;
mod spare;
mod status;
mod store;
mod verifier;
mod warning;

pub use claim::Claim;
pub use error::{Error, ErrorKind};
pub use explain::{Cause, Check, Explain, Outcome, PolicyResult, Report, Side};
pub use identity::{CustomerStatus, Identity, RenewalRisk, UserHash};
pub use inspect::{inspect_unverified, Unverified};
pub use issue::IdentityClaims;
pub use policy::{EmailForm, Policy, Reader, UserHashMode};
pub use secret::{generate_secret, Secret, SecretFormat};
pub use status::Status;
pub use store::VerifierStore;
pub use verifier::{Verifier, Workspace};
pub use warning::{Refusal, Warning, WarningKind};

/// Compiles the programs of the README.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

/// The version of libpbjwt that is running, such as "0.1.0".
pub fn version() -> &'static str {
    // SAFETY: it takes nothing.
    ffi::static_text(unsafe { pbjwt_sys::pbjwt_version() }).unwrap_or_default()
}
