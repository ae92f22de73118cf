// SPDX-License-Identifier: Apache-2.0

#![allow(dead_code)] // not every file of tests needs all of it

use pbjwt::{Claim, IdentityClaims, Secret, Verifier};
use std::time::Duration;

pub const KEY: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";
pub const OTHER_KEY: &str = "fedcba9876543210fedcba9876543210fedcba9876543210fedcba9876543210";

pub fn secret(key: &str) -> Secret {
    Secret::text(key).unwrap()
}

pub fn verifier() -> Verifier {
    Verifier::new([secret(KEY)]).unwrap()
}

pub fn claims() -> IdentityClaims {
    let mut claims = IdentityClaims::new().unwrap();
    claims
        .set_text(Claim::EMAIL, "ada@example.com")
        .and_then(|claims| claims.set_text(Claim::SUB, "usr_1"))
        .and_then(|claims| claims.set_text(Claim::NAME, "Ada"))
        .unwrap();
    claims
}

pub fn issued(key: &str) -> String {
    let lifetime = Duration::from_secs(600);
    secret(key).issue(&claims(), lifetime).unwrap()
}

/// A token that expired an hour ago.
pub fn expired() -> String {
    let past = std::time::SystemTime::now() - Duration::from_secs(7200);
    let lifetime = Duration::from_secs(3600);
    secret(KEY).issue_at(&claims(), past, lifetime).unwrap()
}
