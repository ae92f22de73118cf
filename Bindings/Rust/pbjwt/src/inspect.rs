// SPDX-License-Identifier: Apache-2.0

use crate::ffi::take_text;
use crate::{Error, Status};
use pbjwt_sys as sys;
use std::fmt;
use std::ptr::null_mut;

/// A token's contents, UNVERIFIED: its sender wrote this. For troubleshooting only; never let anyone in based
/// on it.
#[derive(Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Unverified {
    /// The header's JSON, if it can be read.
    pub header: Option<String>,
    /// The payload's JSON, if it can be read.
    pub payload: Option<String>,
    /// What is wrong with the one that can't.
    pub error: Option<Error>,
}

/// Reads a token without verifying it.
pub fn inspect_unverified(token: impl AsRef<[u8]>) -> Unverified {
    let token = token.as_ref();
    let (mut header, mut header_length) = (null_mut(), 0);
    let (mut payload, mut payload_length) = (null_mut(), 0);
    // SAFETY: the token is borrowed for the call; both texts are ours, or NULL.
    let status = unsafe {
        sys::pbjwt_inspect_unverified(
            token.as_ptr().cast(),
            token.len(),
            &mut header,
            &mut header_length,
            &mut payload,
            &mut payload_length,
        )
    };
    // SAFETY: they are freed here, once.
    unsafe {
        Unverified {
            header: take_text(header, header_length),
            payload: take_text(payload, payload_length),
            error: Status::check(status).err(),
        }
    }
}

impl fmt::Debug for Unverified {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.debug_struct("Unverified")
            .field("error", &self.error)
            .finish_non_exhaustive()
    }
}
