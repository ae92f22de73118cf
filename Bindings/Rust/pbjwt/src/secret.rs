// SPDX-License-Identifier: Apache-2.0

use crate::ffi::{numeric_date, Owned};
use crate::{Error, Status};
use pbjwt_sys as sys;
use std::fmt;
use std::os::raw::c_char;
use std::time::SystemTime;

/// How a secret's bytes are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum SecretFormat {
    /// The characters are the key, as in ProductBridge's secrets.
    Text,
    /// Hex digits of either case, decoded.
    Hex,
    /// Base64 with its padding, decoded.
    Base64,
}

/// A signing secret. The library keeps a copy of the bytes and wipes it; wiping the caller's own is up to the
/// caller.
pub struct Secret(pub(crate) Owned<sys::pbjwt_secret>);

impl Secret {
    /// Of at least 32 bytes, whose characters are the key. Nothing is trimmed: a newline at the end is
    /// part of the key.
    pub fn text(text: impl AsRef<[u8]>) -> Result<Self, Error> {
        Self::new(text, SecretFormat::Text)
    }

    /// The same, written in any format.
    pub fn new(bytes: impl AsRef<[u8]>, format: SecretFormat) -> Result<Self, Error> {
        Self::make(bytes.as_ref(), format, sys::pbjwt_secret_new)
    }

    /// The same, but keys of 1 to 31 bytes are accepted. Anyone with one token can search for such a key;
    /// identities that it verifies carry a warning.
    pub fn new_weak(bytes: impl AsRef<[u8]>, format: SecretFormat) -> Result<Self, Error> {
        Self::make(bytes.as_ref(), format, sys::pbjwt_secret_new_weak)
    }

    fn make(bytes: &[u8], format: SecretFormat, by: Maker) -> Result<Self, Error> {
        let format = match format {
            SecretFormat::Text => sys::PBJWT_SECRET_TEXT,
            SecretFormat::Hex => sys::PBJWT_SECRET_HEX,
            SecretFormat::Base64 => sys::PBJWT_SECRET_BASE64,
        };
        // SAFETY: the bytes are borrowed for the call; what is made is ours.
        unsafe { Owned::made_by(|to| by(bytes.as_ptr().cast(), bytes.len(), format, to)).map(Self) }
    }

    /// Names the secret, such as "production": tokens with that `kid` are tried with it only, and those
    /// that it issues have that `kid`.
    pub fn with_id(mut self, id: &str) -> Result<Self, Error> {
        // SAFETY: the text is borrowed for the call, and nothing else uses the secret.
        Status::check(unsafe {
            sys::pbjwt_secret_set_id(self.0.as_mut_ptr(), id.as_ptr().cast(), id.len())
        })
        .map_err(|error| error.about("id"))?;
        Ok(self)
    }

    /// The last second at which the secret is valid, for rotation.
    pub fn with_not_after(mut self, time: SystemTime) -> Result<Self, Error> {
        let time = numeric_date(time)?;
        // SAFETY: nothing else uses the secret.
        Status::check(unsafe { sys::pbjwt_secret_set_not_after(self.0.as_mut_ptr(), time) })
            .map_err(|error| error.about("not_after"))?;
        Ok(self)
    }

    /// The `user_hash` of a user id: 64 lower-case hex characters.
    pub fn user_hash(&self, user_id: &str) -> Result<String, Error> {
        hex(|to, capacity| {
            let (id, length) = (user_id.as_ptr().cast(), user_id.len());
            // SAFETY: `to` has that capacity, and the id is borrowed for the call.
            unsafe { sys::pbjwt_user_hash(self.0.as_ptr(), id, length, to, capacity) }
        })
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str("Secret")
    }
}

/// Makes a new secret as ProductBridge does: 64 hex characters of 32 random bytes.
pub fn generate_secret() -> Result<String, Error> {
    // SAFETY: `to` has that capacity.
    hex(|to, capacity| unsafe { sys::pbjwt_generate_secret(to, capacity) })
}

fn hex(write: impl FnOnce(*mut c_char, usize) -> sys::pbjwt_status) -> Result<String, Error> {
    let mut bytes = vec![0u8; sys::PBJWT_HASH_HEX_SIZE as usize];
    Status::check(write(bytes.as_mut_ptr().cast(), bytes.len()))?;
    bytes.pop(); // the NUL
    String::from_utf8(bytes).map_err(|_| Status::INTERNAL.into())
}

type Maker = unsafe extern "C" fn(
    *const std::os::raw::c_void,
    usize,
    sys::pbjwt_secret_format,
    *mut *mut sys::pbjwt_secret,
) -> sys::pbjwt_status;
