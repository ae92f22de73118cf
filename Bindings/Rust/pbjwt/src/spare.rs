// SPDX-License-Identifier: Apache-2.0

//! The library's identities. A thread keeps one for its next verification, so that most need no allocation.

use crate::ffi::Owned;
use crate::Error;
use pbjwt_sys as sys;
use std::cell::Cell;
use std::mem::ManuallyDrop;
use std::ptr::null;

/// The longest token whose identity is kept: what most policies accept.
const USUAL_TOKEN_BYTES: usize = sys::PBJWT_DEFAULT_TOKEN_BYTES_LIMIT as usize;

thread_local! {
    static SPARE: Cell<Option<Owned<sys::pbjwt_identity>>> = const { Cell::new(None) };
}

/// An identity. When it is dropped it may be emptied and become the thread's spare one.
pub(crate) struct Held {
    object: ManuallyDrop<Owned<sys::pbjwt_identity>>,
    is_kept: bool,
}

impl Held {
    fn made(token_bytes: usize, is_kept: bool) -> Result<Self, Error> {
        // SAFETY: it takes a number; what is made is ours.
        let made = unsafe { Owned::new(sys::pbjwt_identity_new(token_bytes)) };
        made.map(|object| Self {
            object: ManuallyDrop::new(object),
            is_kept,
        })
    }

    /// For any number of tokens.
    pub(crate) fn for_workspace() -> Result<Self, Error> {
        Self::made(0, false)
    }

    /// For one token of that length.
    pub(crate) fn for_token(token_bytes: usize) -> Result<Self, Error> {
        if token_bytes > USUAL_TOKEN_BYTES {
            return Self::made(0, false);
        }
        // A thread that is ending has no spare one.
        match SPARE.try_with(Cell::take) {
            Ok(Some(object)) => Ok(Self {
                object: ManuallyDrop::new(object),
                is_kept: true,
            }),
            // Includes the room for the token, in one allocation.
            _ => Self::made(token_bytes, true),
        }
    }

    /// To read it.
    pub(crate) fn as_ptr(&self) -> *const sys::pbjwt_identity {
        self.object.as_ptr()
    }

    /// To change it.
    pub(crate) fn as_mut_ptr(&mut self) -> *mut sys::pbjwt_identity {
        self.object.as_mut_ptr()
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        // SAFETY: nothing uses the field after this.
        let mut object = unsafe { ManuallyDrop::take(&mut self.object) };
        if !self.is_kept {
            return;
        }
        // SAFETY: the identity is ours, and without a verifier nothing else is read. It can only fail, and
        // what a verification failed for is empty.
        let _ = unsafe { sys::pbjwt_verify_at(null(), null(), 0, 0, object.as_mut_ptr()) };
        let _ = SPARE.try_with(|spare| spare.set(Some(object)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Claim, Identity, IdentityClaims, Secret, Verifier};
    use std::cell::RefCell;
    use std::thread;
    use std::time::Duration;

    fn ada() -> Identity {
        let secret = Secret::text([b'k'; 64]).unwrap();
        let mut claims = IdentityClaims::new().unwrap();
        claims.set_text(Claim::EMAIL, "ada@example.com").unwrap();
        let token = secret.issue(&claims, Duration::from_secs(600)).unwrap();
        Verifier::new([secret]).unwrap().verify(token).unwrap()
    }

    #[test]
    fn a_spare_one_holds_no_one() {
        let who = ada();
        let place = who.0.as_ptr();
        drop(who);
        let next = Held::for_token(1).unwrap();
        assert_eq!(next.as_ptr(), place);
        // SAFETY: it reads an identity.
        let email = unsafe { sys::pbjwt_identity_text(place, sys::PBJWT_CLAIM_EMAIL, &mut 0) };
        assert!(email.is_null());
        assert_ne!(Held::for_token(1).unwrap().as_ptr(), place);
    }

    #[test]
    fn only_that_of_a_usual_token_is_kept() {
        drop(Held::for_token(USUAL_TOKEN_BYTES + 1).unwrap());
        drop(Held::for_workspace().unwrap());
        assert!(SPARE.with(Cell::take).is_none());
        drop(Held::for_token(USUAL_TOKEN_BYTES).unwrap());
        assert!(SPARE.with(Cell::take).is_some());
    }

    thread_local! {
        static LAST: RefCell<Option<Identity>> = const { RefCell::new(None) };
    }

    #[test]
    fn an_identity_may_be_dropped_while_its_thread_ends() {
        for spare_first in [false, true] {
            let ended = thread::spawn(move || {
                if spare_first {
                    drop(ada());
                }
                LAST.with(|last| last.replace(Some(ada())));
                drop(ada());
            });
            ended.join().unwrap();
        }
    }
}
