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

#[repr(C)]
#[derive(Clone, Copy)]
pub struct pbjwt_text {
    pub data: *const c_char,
    pub length: usize,
}

#[repr(C)]
#[derive(Clone, Copy)]
pub struct pbjwt_noted_warning {
    pub kind: u8,
    pub claim: u8,
}

pub const PBJWT_HAS_COMPANY_MRR: u32 = 1;
pub const PBJWT_HAS_RENEWAL_DATE: u32 = 2;
pub const PBJWT_HAS_ISSUED_AT: u32 = 4;
pub const PBJWT_HAS_NOT_BEFORE: u32 = 8;
pub const PBJWT_HAS_EXPIRES_AT: u32 = 16;

#[repr(C)]
pub struct pbjwt_identity_view {
    pub size: usize,
    pub email: pbjwt_text,
    pub canonical_email: pbjwt_text,
    pub user_id: pbjwt_text,
    pub name: pbjwt_text,
    pub avatar_url: pbjwt_text,
    pub company_id: pbjwt_text,
    pub company_name: pbjwt_text,
    pub customer_status: pbjwt_text,
    pub renewal_date: pbjwt_text,
    pub renewal_risk: pbjwt_text,
    pub account_owner_id: pbjwt_text,
    pub account_owner_email: pbjwt_text,
    pub external_user_id: pbjwt_text,
    pub issuer: pbjwt_text,
    pub token_id: pbjwt_text,
    pub key_id: pbjwt_text,
    pub payload: pbjwt_text,
    pub audiences: *const pbjwt_text,
    pub audience_count: usize,
    pub warnings: *const pbjwt_noted_warning,
    pub warning_count: usize,
    pub company_mrr: c_double,
    pub renewal_date_seconds: c_double,
    pub issued_at: c_double,
    pub not_before: c_double,
    pub expires_at: c_double,
    pub numbers: u32,
    pub customer_status_kind: u8,
    pub renewal_risk_kind: u8,
    pub user_hash: u8,
    pub has_custom: u8,
}

extern "C" {
    pub fn pbjwt_version() -> *const c_char;

    pub fn pbjwt_status_name(status: pbjwt_status) -> *const c_char;
    pub fn pbjwt_status_public_message(status: pbjwt_status) -> *const c_char;
    pub fn pbjwt_claim_name(claim: pbjwt_claim) -> *const c_char;
    pub fn pbjwt_claim_message(status: pbjwt_status, claim: pbjwt_claim) -> *const c_char;
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
    pub fn pbjwt_identity_read(
        identity: *const pbjwt_identity,
        view: *mut pbjwt_identity_view,
    ) -> pbjwt_status;
    pub fn pbjwt_identity_custom_json(
        identity: *const pbjwt_identity,
        json: *mut *mut c_char,
        length: *mut usize,
    ) -> pbjwt_status;
    pub fn pbjwt_free(memory: *mut c_void);
}
