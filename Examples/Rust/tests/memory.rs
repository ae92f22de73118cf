// SPDX-License-Identifier: Apache-2.0

//! In a process of its own, since the memory of all of it is counted.
#![cfg(target_os = "linux")]

mod support;

use pbjwt::{Status, Verifier};
use support::{file, verifier};

/// Half an allocation's least size, 20,000 times, is more.
const SLACK_KIB: u64 = 256;

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn twenty_thousand_verifications_leave_memory_flat() {
    let (by, secrets) = (verifier(), [file("secret"), file("other-secret")]);
    let (good, bad) = (file("good"), file("number-as-email"));
    let round = || {
        assert_eq!(by.verify(&good).unwrap().custom_json.len(), 21);
        assert_eq!(
            by.verify(&bad).unwrap_err().status(),
            Status::MALFORMED_CLAIM
        );
        assert!(Verifier::new(&secrets).is_ok());
        assert!(Verifier::new(&[&secrets[0][..], b"too short"]).is_err());
    };
    (0..1000).for_each(|_| round());
    let before = resident_kib();
    (0..10_000).for_each(|_| round());
    let after = resident_kib();
    assert!(after <= before + SLACK_KIB, "from {before} to {after} KiB");
}
