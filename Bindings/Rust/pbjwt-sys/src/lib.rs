// SPDX-License-Identifier: Apache-2.0

//! The functions, types and constants of `pbjwt.h`. That header describes ownership, threads and the lifetime of every
//! view; the crate `pbjwt` enforces these rules for you.
//!
//! The build script asks pkg-config for the shared library, or with the feature `static` for `libpbjwt.a`.
//! It sets `DEP_PBJWT_INCLUDE` for the build scripts of crates that depend on this one.
#![allow(non_camel_case_types)]

mod bindings;
pub use bindings::*;
