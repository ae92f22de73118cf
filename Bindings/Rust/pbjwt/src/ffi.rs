// SPDX-License-Identifier: Apache-2.0

//! The library's objects and texts in Rust.

use crate::{Error, Status};
use pbjwt_sys as sys;
use std::ffi::CStr;
use std::os::raw::c_char;
use std::ptr::{null_mut, NonNull};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A type of library object.
///
/// # Safety
///
/// `free` is the function that pbjwt.h names for objects of this type, and may be called by any thread.
/// Functions that take a pointer to const may run in several threads at once.
pub(crate) unsafe trait Object {
    unsafe fn free(object: *mut Self);
}

macro_rules! objects {
    ($($object:ident $free:ident)*) => {$(
        // SAFETY: so says pbjwt.h, under "Threads" and beside each function.
        unsafe impl Object for sys::$object {
            unsafe fn free(object: *mut Self) {
                // SAFETY: the caller's promise.
                unsafe { sys::$free(object) }
            }
        }
    )*};
}
objects! {
    pbjwt_secret pbjwt_secret_free
    pbjwt_policy pbjwt_policy_free
    pbjwt_verifier pbjwt_verifier_release
    pbjwt_identity pbjwt_identity_free
    pbjwt_claims pbjwt_claims_free
    pbjwt_report pbjwt_report_free
}

/// An object of the library, or one reference to it, that is released once.
pub(crate) struct Owned<T: Object>(NonNull<T>);

// SAFETY: the promise of `Object`; what changes an object takes `&mut self` here.
unsafe impl<T: Object> Send for Owned<T> {}
// SAFETY: as above.
unsafe impl<T: Object> Sync for Owned<T> {}

impl<T: Object> Owned<T> {
    /// Takes ownership of an object that a function of the library returned; NULL means that memory ran out.
    ///
    /// # Safety
    ///
    /// The caller owns the object.
    pub(crate) unsafe fn new(object: *mut T) -> Result<Self, Error> {
        NonNull::new(object)
            .map(Self)
            .ok_or_else(|| Status::OUT_OF_MEMORY.into())
    }

    /// The same for a function that returns a status and sets its last argument.
    ///
    /// # Safety
    ///
    /// As above, if the status is that of success.
    pub(crate) unsafe fn made_by(
        make: impl FnOnce(*mut *mut T) -> sys::pbjwt_status,
    ) -> Result<Self, Error> {
        let mut object = null_mut();
        Status::check(make(&mut object))?;
        // SAFETY: the caller's promise.
        unsafe { Self::new(object) }
    }

    /// To read it.
    pub(crate) fn as_ptr(&self) -> *const T {
        self.0.as_ptr()
    }

    /// To change it.
    pub(crate) fn as_mut_ptr(&mut self) -> *mut T {
        self.0.as_ptr()
    }
}

impl<T: Object> Drop for Owned<T> {
    fn drop(&mut self) {
        // SAFETY: it came from `new` and is given back here only.
        unsafe { T::free(self.0.as_ptr()) }
    }
}

/// A NUL-terminated text that the library keeps forever.
pub(crate) fn static_text(pointer: *const c_char) -> Option<&'static str> {
    if pointer.is_null() {
        return None;
    }
    // SAFETY: static, NUL-terminated and English is what pbjwt.h says of each that is passed here.
    Some(unsafe { std::str::from_utf8_unchecked(CStr::from_ptr(pointer).to_bytes()) })
}

/// A text that an object lends, returned by `read`, which sets its length.
///
/// # Safety
///
/// `read` is an accessor of the library, and the object outlives `'a` unchanged.
#[inline]
pub(crate) unsafe fn lent_text<'a>(
    read: impl FnOnce(*mut usize) -> *const c_char,
) -> Option<&'a str> {
    let mut length = 0;
    let data = read(&mut length);
    if data.is_null() {
        return None;
    }
    // SAFETY: pbjwt.h promises valid UTF-8 of that length, and the caller that it stays.
    unsafe {
        let bytes = std::slice::from_raw_parts(data.cast(), length);
        Some(std::str::from_utf8_unchecked(bytes))
    }
}

/// Copies a text whose ownership the library passes on.
///
/// # Safety
///
/// `write` is a function of the library whose text is freed by `pbjwt_free`.
pub(crate) unsafe fn copied_text(
    write: impl FnOnce(*mut *mut c_char, *mut usize) -> sys::pbjwt_status,
) -> Result<String, Error> {
    let (mut data, mut length) = (null_mut(), 0);
    Status::check(write(&mut data, &mut length))?;
    // SAFETY: it is ours until it is freed.
    unsafe { Ok(take_text(data, length).unwrap_or_default()) }
}

/// The same for a text that may be NULL.
///
/// # Safety
///
/// The text is freed by `pbjwt_free`, and not used any more.
pub(crate) unsafe fn take_text(data: *mut c_char, length: usize) -> Option<String> {
    // SAFETY: it stays until it is freed below.
    unsafe {
        let text = lent_text(|to| {
            *to = length;
            data
        })
        .map(str::to_owned);
        sys::pbjwt_free(data.cast());
        text
    }
}

/// A NumericDate of whole seconds; a time before 1970 isn't valid.
pub(crate) fn numeric_date(time: SystemTime) -> Result<i64, Error> {
    let since = time
        .duration_since(UNIX_EPOCH)
        .map_err(|_| Error::argument("time"))?;
    i64::try_from(since.as_secs()).map_err(|_| Error::argument("time"))
}

/// Seconds since 1970 as a time, if the clock's type has that range.
pub(crate) fn system_time(seconds: f64) -> Option<SystemTime> {
    let distance = Duration::from_secs_f64(seconds.abs());
    if seconds < 0.0 {
        UNIX_EPOCH.checked_sub(distance)
    } else {
        UNIX_EPOCH.checked_add(distance)
    }
}
