// SPDX-License-Identifier: Apache-2.0

//! Objects that threads share, and secrets that are rotated under load.

mod support;

use pbjwt::*;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};
use support::{expired, issued, secret, verifier, KEY, OTHER_KEY};

#[test]
fn everything_may_go_to_another_thread_and_be_read_by_several() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Verifier>();
    is_shared::<VerifierStore>();
    is_shared::<Identity>();
    is_shared::<Workspace>();
    is_shared::<Secret>();
    is_shared::<Policy>();
    is_shared::<IdentityClaims>();
    is_shared::<Explain>();
    is_shared::<Report>();
    is_shared::<Error>();
}

#[test]
fn threads_share_a_verifier_an_identity_and_a_secret() {
    let (by, good, late) = (verifier(), issued(KEY), expired());
    let (who, key) = (by.verify(&good).unwrap(), secret(KEY));
    let hash = key.user_hash("usr_1").unwrap();
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                let mut workspace = Workspace::new().unwrap();
                for _ in 0..2000 {
                    assert_eq!(by.verify(&good).unwrap().user_id(), Some("usr_1"));
                    let lent = by.verify_in(&mut workspace, &good).unwrap();
                    assert_eq!(lent.email(), who.email());
                    let error = by.verify_in(&mut workspace, &late).unwrap_err();
                    assert_eq!(error.status(), Status::EXPIRED);
                    assert_eq!(key.user_hash("usr_1").unwrap(), hash);
                }
            });
        }
    });
}

#[test]
fn secrets_are_rotated_while_threads_verify() {
    let until = SystemTime::now() + Duration::from_secs(3600);
    let rotated = || {
        let old = secret(KEY)
            .with_id("old")
            .and_then(|old| old.with_not_after(until));
        Verifier::new([secret(OTHER_KEY), old.unwrap()]).unwrap()
    };
    let (store, old, new) = (
        VerifierStore::new(verifier()),
        issued(KEY),
        issued(OTHER_KEY),
    );
    assert!(store.current().verify(&new).is_err());
    let rotating = AtomicBool::new(true);
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while rotating.load(Ordering::Acquire) {
                    let by = store.current();
                    assert!(by.verify(&old).is_ok());
                    assert!(by.verify(&new).map_or(true, |who| who.key_id().is_none()));
                }
                assert!(store.current().verify(&new).is_ok());
            });
        }
        (0..500).for_each(|_| drop(store.replace(rotated())));
        rotating.store(false, Ordering::Release);
    });
    assert_eq!(store.current().verify(&old).unwrap().key_id(), Some("old"));
}

#[test]
fn an_identity_outlives_its_verifier_and_its_thread() {
    let who = thread::spawn(|| verifier().verify(issued(KEY)).unwrap())
        .join()
        .unwrap();
    assert_eq!(who.name(), Some("Ada"));
    assert_eq!(who.member_json("name"), Some("\"Ada\""));
}

#[test]
fn a_workspace_shows_no_one_after_a_refusal() {
    let (by, mut workspace) = (verifier(), Workspace::new().unwrap());
    assert_eq!(
        by.verify_in(&mut workspace, issued(KEY)).unwrap().name(),
        Some("Ada")
    );
    let at = SystemTime::now() + Duration::from_secs(1200);
    let error = by
        .verify_in_at(&mut workspace, issued(KEY), at)
        .unwrap_err();
    assert_eq!(error.status(), Status::EXPIRED);
}
