// SPDX-License-Identifier: Apache-2.0

//! In a separate process, because it measures the whole process's memory.
#![cfg(target_os = "linux")]

mod support;

use pbjwt::Workspace;
use support::{expired, issued, verifier, KEY};

/// Far less than a byte for each verification.
const SLACK_KIB: u64 = 512;

fn resident_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status
        .lines()
        .find(|line| line.starts_with("VmRSS:"))
        .unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn a_million_verifications_leave_memory_flat() {
    let (by, good, late) = (verifier(), issued(KEY), expired());
    let mut workspace = Workspace::new().unwrap();
    let mut rounds = |count: usize| {
        for round in 0..count {
            assert_eq!(by.verify(&good).unwrap().name(), Some("Ada"));
            assert!(by.verify_in(&mut workspace, &late).is_err());
            if round % 100 == 0 {
                assert!(by.verify_json(&good, None).unwrap().contains("Ada"));
                assert!(by.verify_json(&late, None).unwrap().contains("expired"));
                drop(by.clone());
            }
        }
    };
    rounds(10_000);
    let before = resident_kib();
    rounds(500_000);
    let after = resident_kib();
    assert!(after <= before + SLACK_KIB, "from {before} to {after} KiB");
}
