// SPDX-License-Identifier: Apache-2.0

//! The contents of errors, and what no output may contain.

mod support;

use pbjwt::*;
use std::collections::HashSet;
use std::time::{Duration, SystemTime};
use support::{claims, expired, issued, secret, verifier, KEY, OTHER_KEY};

#[test]
fn the_library_has_the_version_of_the_crate() {
    assert_eq!(version(), env!("CARGO_PKG_VERSION"));
}

#[test]
fn every_number_has_a_name_of_its_own() {
    let status = Status::ALL.iter().map(|status| status.name());
    let claim = Claim::ALL.iter().map(|claim| claim.name());
    let kind = WarningKind::ALL.iter().map(|kind| kind.name());
    for (names, count) in [
        (status.collect::<Vec<_>>(), 29),
        (claim.collect(), 22),
        (kind.collect(), 8),
    ] {
        assert_eq!(names.len(), count);
        assert_eq!(names.iter().collect::<HashSet<_>>().len(), count);
        assert!(!names
            .iter()
            .any(|name| name.is_empty() || name.starts_with("unknown_w")));
    }
}

#[test]
fn a_refused_token_is_no_error_of_the_server() {
    let error = verifier().verify(expired()).unwrap_err();
    assert_eq!(error.status(), Status::EXPIRED);
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.is_refused());
    assert!(
        error
            .to_string()
            .starts_with("expired: The token has expired"),
        "{error}"
    );
    assert_ne!(error.public_message(), error.message());
    assert_eq!(format!("{:?}", error.status()), "expired(51)");

    let far = SystemTime::UNIX_EPOCH + Duration::from_secs(1 << 40);
    for now in [far, SystemTime::UNIX_EPOCH - Duration::from_secs(1)] {
        let error = verifier().verify_at("", now).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Argument);
        assert!(!error.is_refused());
        assert!(verifier().verify_json("", Some(now)).is_err());
    }
}

#[test]
fn a_setting_out_of_range_is_named() {
    let sso = Policy::sso;
    let long = Duration::from_secs(u64::MAX);
    let half = Duration::from_millis(1500);
    let rows = [
        ("leeway", sso().leeway(Duration::from_secs(301))),
        ("leeway", sso().leeway(long)),
        ("max_lifetime", sso().max_lifetime(half)),
        ("max_token_bytes", sso().max_token_bytes(255)),
        ("issuer", sso().issuer("")),
        ("audience", sso().audience("a\0b")),
        ("type", sso().token_type("a b")),
    ];
    for (name, policy) in rows {
        let error = Verifier::with_policy([secret(KEY)], &policy).unwrap_err();
        assert_eq!(error.argument_name(), Some(name));
        assert_eq!(error.status(), Status::INVALID_ARGUMENT);
        let line = error.to_string();
        assert!(
            line.starts_with(&format!("invalid_argument ({name}): ")),
            "{line}"
        );
        let report = Verifier::with_report([secret(KEY)], &sso(), &policy).unwrap_err();
        assert_eq!(report, error);
    }
    let none: [Secret; 0] = [];
    assert_eq!(
        Verifier::new(none).unwrap_err().argument_name(),
        Some("secrets")
    );
    assert_eq!(
        secret(KEY).with_id("").unwrap_err().argument_name(),
        Some("id")
    );
    let error = secret(KEY).issue(&claims(), half).unwrap_err();
    assert_eq!(error.argument_name(), Some("lifetime"));
    let mut wrong = claims();
    let error = wrong.set_text(Claim::EXP, "1").unwrap_err();
    assert_eq!(error.argument_name(), Some("exp"));
    assert_eq!(
        Secret::text("short").unwrap_err().status(),
        Status::WEAK_SECRET
    );
}

#[test]
fn nothing_of_a_person_token_or_secret_shows() {
    let token = issued(KEY);
    let who = verifier().verify(&token).unwrap();
    let inspected = inspect_unverified(&token);
    assert!(inspected
        .payload
        .as_ref()
        .unwrap()
        .contains("ada@example.com"));
    let key = secret(KEY);
    let report = Explain::new([&key]).run(&token).unwrap();
    let shown = format!(
        "{who:?} {inspected:?} {key:?} {report:?} {:?} {:?} {:?} {:?}",
        claims(),
        verifier(),
        Workspace::new().unwrap(),
        VerifierStore::new(verifier()),
    );
    assert_eq!(
        shown,
        "Identity Unverified { error: None, .. } Secret Report IdentityClaims Verifier Workspace \
         VerifierStore"
    );
    let error = verifier().verify(issued(OTHER_KEY)).unwrap_err();
    let shown = format!("{error} {error:?}");
    for part in token.split('.').chain([KEY, OTHER_KEY, "ada", "usr_1"]) {
        assert!(!shown.contains(part));
    }
}

#[test]
fn errors_are_errors() {
    let error: Box<dyn std::error::Error + Send + Sync> =
        verifier().verify("a.b.c").unwrap_err().into();
    assert!(error.source().is_none());
    assert!(error.downcast_ref::<Error>().is_some());
}

#[test]
fn generated_secrets_differ_and_are_long_enough() {
    let (one, other) = (generate_secret().unwrap(), generate_secret().unwrap());
    assert_ne!(one, other);
    assert_eq!(one.len(), 64);
    assert!(Secret::new(one, SecretFormat::Hex).is_ok());
}
