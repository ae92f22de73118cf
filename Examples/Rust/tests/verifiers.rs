// SPDX-License-Identifier: Apache-2.0

//! What secrets and policies get, and verifiers that several threads share.

mod support;

use pbjwt::{Error, Policy, Profile, Status, UserHash, UserHashMode, Verifier};
use std::sync::Arc;
use std::time::Duration;
use support::{file, refusal, some, text_file, verifier};

fn refused_policy(policy: Policy) -> Status {
    Verifier::with_policy(&[file("secret")], &policy)
        .expect_err("the policy is refused")
        .status()
}

#[test]
fn another_secret_is_no_match_and_with_several_any_will_do() {
    let other = Verifier::new(&[file("other-secret")]).unwrap();
    assert_eq!(
        refusal(&other, file("good")).status(),
        Status::SIGNATURE_MISMATCH
    );
    let both = Verifier::new(&[text_file("secret"), text_file("other-secret")]).unwrap();
    assert!(both.verify(file("good")).is_ok());
    assert!(both.verify(file("forged")).is_ok());
    assert_eq!(refusal(&both, file("expired")).status(), Status::EXPIRED);
}

#[test]
fn secrets_that_can_not_be_are_refused() {
    let good = file("secret");
    let status = |secrets: &[&[u8]]| Verifier::new(secrets).err().map(|error| error.status());
    assert_eq!(status(&[b"too short"]), Some(Status::WEAK_SECRET));
    assert_eq!(status(&[b""]), Some(Status::WEAK_SECRET));
    assert_eq!(status(&[&good, b"too short"]), Some(Status::WEAK_SECRET));
    assert_eq!(status(&[&[b'k'; 5000]]), Some(Status::INVALID_ARGUMENT));
    assert_eq!(status(&[]), Some(Status::INVALID_ARGUMENT));
    assert_eq!(status(&[&good[..]; 9]), Some(Status::INVALID_ARGUMENT));
    assert_eq!(status(&[&[0; 32]]), None);
}

#[test]
fn a_policy_demands_more() {
    let status = |policy: &Policy, token: &str| {
        let by = Verifier::with_policy(&[file("secret")], policy).unwrap();
        by.verify(file(token)).err().map(|error| error.status())
    };
    let hashed = Policy {
        profile: Profile::Widget,
        user_hash: UserHashMode::Required,
        ..Policy::default()
    };
    let by = Verifier::with_policy(&[file("secret")], &hashed).unwrap();
    assert_eq!(
        by.verify(file("good")).unwrap().user_hash,
        UserHash::Verified
    );
    assert_eq!(status(&hashed, "minimal"), Some(Status::MISSING_USER_HASH));
    let if_present = Policy {
        user_hash: UserHashMode::IfPresent,
        ..Policy::default()
    };
    assert_eq!(status(&if_present, "minimal"), None);

    let short = Policy {
        max_lifetime: Some(Duration::from_secs(3500)),
        ..Policy::default()
    };
    assert_eq!(status(&short, "good"), Some(Status::LIFETIME_TOO_LONG));
    let issuer = Policy {
        issuer: some("https://id.example.com"),
        ..Policy::default()
    };
    assert_eq!(status(&issuer, "good"), Some(Status::ISSUER_MISMATCH));
    assert_eq!(status(&issuer, "unusual"), None);
    let audience = Policy {
        audience: some("widget"),
        ..Policy::default()
    };
    assert_eq!(status(&audience, "good"), Some(Status::AUDIENCE_MISMATCH));
    assert_eq!(status(&audience, "unusual"), None);
}

#[test]
fn policies_that_can_not_be_are_refused() {
    for seconds in [301, u64::MAX] {
        let leeway = Some(Duration::from_secs(seconds));
        let policy = Policy {
            leeway,
            ..Policy::default()
        };
        assert_eq!(refused_policy(policy), Status::INVALID_ARGUMENT);
    }
    let fraction = Some(Duration::from_millis(1500));
    let policy = Policy {
        max_lifetime: fraction,
        ..Policy::default()
    };
    assert_eq!(refused_policy(policy), Status::INVALID_ARGUMENT);
    for text in ["", "a\0b"] {
        let policy = Policy {
            issuer: some(text),
            ..Policy::default()
        };
        assert_eq!(refused_policy(policy), Status::INVALID_ARGUMENT);
        let policy = Policy {
            audience: some(text),
            ..Policy::default()
        };
        assert_eq!(refused_policy(policy), Status::INVALID_ARGUMENT);
    }
}

#[test]
fn nothing_of_a_secret_shows_in_a_verifier() {
    assert_eq!(format!("{:?}", verifier()), "Verifier");
}

#[test]
fn threads_share_a_verifier() {
    fn is_shared<T: Send + Sync>() {}
    is_shared::<Verifier>();
    is_shared::<pbjwt::Identity>();
    is_shared::<Error>();

    let by = Arc::new(verifier());
    let (good, forged) = (file("good"), file("forged"));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            let (by, good, forged) = (Arc::clone(&by), &good, &forged);
            scope.spawn(move || {
                for _ in 0..500 {
                    assert_eq!(
                        by.verify(good).unwrap().user_id.as_deref(),
                        Some("usr_7Yk2L")
                    );
                    assert_eq!(refusal(&by, forged).status(), Status::SIGNATURE_MISMATCH);
                }
            });
        }
    });
}

#[test]
fn a_verifier_may_end_in_another_thread() {
    let by = verifier();
    let thread = std::thread::spawn(move || by.verify(file("good")).is_ok());
    assert!(thread.join().unwrap());
}
