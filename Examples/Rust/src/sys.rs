// SPDX-License-Identifier: Apache-2.0

//! What of pbjwt.h this crate calls, as it stands there.

#![allow(non_camel_case_types)]

use std::os::raw::{c_char, c_double, c_uint, c_void};

macro_rules! opaque {
    ($($name:ident)*) => {$(
        #[repr(C)]
        pub struct $name {
            _opaque: [u8; 0],
            // Nothing is known of its threads, its place or its borrows.
            _marker: std::marker::PhantomData<(*mut u8, std::marker::PhantomPinned)>,
        }
    )*};
}
opaque! { pbjwt_secret pbjwt_policy pbjwt_verifier pbjwt_identity }

/* C's enumerations; as integers, since a newer library may give numbers that aren't listed here. */
pub type pbjwt_status = c_uint;
pub type pbjwt_claim = c_uint;
pub type pbjwt_warning = c_uint;
pub type pbjwt_secret_format = c_uint;
pub type pbjwt_profile = c_uint;
pub type pbjwt_user_hash_mode = c_uint;

pub const PBJWT_SECRET_TEXT: pbjwt_secret_format = 0;

pub type text_accessor = unsafe extern "C" fn(*const pbjwt_identity, *mut usize) -> *const c_char;
pub type number_accessor = unsafe extern "C" fn(*const pbjwt_identity, *mut c_double) -> bool;

extern "C" {
    pub fn pbjwt_version() -> *const c_char;

    pub fn pbjwt_status_name(status: pbjwt_status) -> *const c_char;
    pub fn pbjwt_status_message(status: pbjwt_status) -> *const c_char;
    pub fn pbjwt_status_public_message(status: pbjwt_status) -> *const c_char;
    pub fn pbjwt_claim_name(claim: pbjwt_claim) -> *const c_char;
    pub fn pbjwt_warning_name(kind: pbjwt_warning) -> *const c_char;

    pub fn pbjwt_secret_new(
        bytes: *const c_void,
        length: usize,
        format: pbjwt_secret_format,
        secret: *mut *mut pbjwt_secret,
    ) -> pbjwt_status;
    pub fn pbjwt_secret_free(secret: *mut pbjwt_secret);

    pub fn pbjwt_policy_new(profile: pbjwt_profile) -> *mut pbjwt_policy;
    pub fn pbjwt_policy_free(policy: *mut pbjwt_policy);
    pub fn pbjwt_policy_set_leeway(policy: *mut pbjwt_policy, seconds: i64) -> pbjwt_status;
    pub fn pbjwt_policy_set_max_lifetime(policy: *mut pbjwt_policy, seconds: i64) -> pbjwt_status;
    pub fn pbjwt_policy_set_user_hash(
        policy: *mut pbjwt_policy,
        mode: pbjwt_user_hash_mode,
    ) -> pbjwt_status;
    pub fn pbjwt_policy_set_issuer(
        policy: *mut pbjwt_policy,
        issuer: *const c_void,
        length: usize,
    ) -> pbjwt_status;
    pub fn pbjwt_policy_set_audience(
        policy: *mut pbjwt_policy,
        audience: *const c_void,
        length: usize,
    ) -> pbjwt_status;

    pub fn pbjwt_verifier_new(
        secrets: *const *mut pbjwt_secret,
        count: usize,
        policy: *const pbjwt_policy,
        verifier: *mut *mut pbjwt_verifier,
    ) -> pbjwt_status;
    pub fn pbjwt_verifier_release(verifier: *mut pbjwt_verifier);

    pub fn pbjwt_identity_new(token_bytes: usize) -> *mut pbjwt_identity;
    pub fn pbjwt_identity_free(identity: *mut pbjwt_identity);
    pub fn pbjwt_verify(
        verifier: *const pbjwt_verifier,
        token: *const c_void,
        length: usize,
        identity: *mut pbjwt_identity,
    ) -> pbjwt_status;
    pub fn pbjwt_verify_at(
        verifier: *const pbjwt_verifier,
        token: *const c_void,
        length: usize,
        now: i64,
        identity: *mut pbjwt_identity,
    ) -> pbjwt_status;

    pub fn pbjwt_identity_claim_at_fault(identity: *const pbjwt_identity) -> pbjwt_claim;
    pub fn pbjwt_identity_audience_count(identity: *const pbjwt_identity) -> usize;
    pub fn pbjwt_identity_audience(
        identity: *const pbjwt_identity,
        index: usize,
        length: *mut usize,
    ) -> *const c_char;
    pub fn pbjwt_identity_customer_status(identity: *const pbjwt_identity) -> c_uint;
    pub fn pbjwt_identity_renewal_risk(identity: *const pbjwt_identity) -> c_uint;
    pub fn pbjwt_identity_user_hash(identity: *const pbjwt_identity) -> c_uint;
    pub fn pbjwt_identity_warning_count(identity: *const pbjwt_identity) -> usize;
    pub fn pbjwt_identity_warning(
        identity: *const pbjwt_identity,
        index: usize,
        claim: *mut pbjwt_claim,
    ) -> pbjwt_warning;
    pub fn pbjwt_identity_custom_json(
        identity: *const pbjwt_identity,
        json: *mut *mut c_char,
        length: *mut usize,
    ) -> pbjwt_status;
    pub fn pbjwt_free(memory: *mut c_void);
}

macro_rules! accessors {
    ($result:ty, $value:ty: $($name:ident)*) => {
        extern "C" {$(
            pub fn $name(identity: *const pbjwt_identity, value: *mut $value) -> $result;
        )*}
    };
}
accessors! { *const c_char, usize:
    pbjwt_identity_email pbjwt_identity_canonical_email pbjwt_identity_user_id pbjwt_identity_name
    pbjwt_identity_avatar_url pbjwt_identity_company_name pbjwt_identity_company_id
    pbjwt_identity_customer_status_text pbjwt_identity_renewal_date_text
    pbjwt_identity_account_owner_id pbjwt_identity_account_owner_email
    pbjwt_identity_external_user_id pbjwt_identity_issuer pbjwt_identity_token_id
}
accessors! { bool, c_double:
    pbjwt_identity_issued_at pbjwt_identity_not_before pbjwt_identity_expires_at
    pbjwt_identity_company_mrr pbjwt_identity_renewal_date
}
