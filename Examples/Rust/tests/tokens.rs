// SPDX-License-Identifier: Apache-2.0

//! What tokens get.

mod support;

use pbjwt::{CustomerStatus, Policy, RenewalRisk, Status, UserHash, Verifier};
use std::time::{Duration, SystemTime, UNIX_EPOCH};
use support::{file, refusal, some, text_file, verifier};

fn at(seconds: f64) -> Option<SystemTime> {
    Some(UNIX_EPOCH + Duration::from_secs_f64(seconds))
}

#[test]
fn the_library_has_the_version_of_the_crate() {
    assert_eq!(pbjwt::version(), env!("CARGO_PKG_VERSION"));
}

#[test]
fn the_librarys_names_are_those_of_the_constants() {
    assert_eq!(Status::ALL.len(), 29);
    for (status, name) in Status::ALL {
        assert_eq!(status.name().to_uppercase(), *name);
    }
    assert_eq!(format!("{:?}", Status::EXPIRED), "expired(51)");
}

#[test]
fn the_good_token_tells_all_its_claims() {
    let who = verifier().verify(file("good")).unwrap();
    assert_eq!(who.email, "ada@example.com");
    assert_eq!(who.canonical_email, "ada@example.com");
    assert_eq!(who.user_id, some("usr_7Yk2L"));
    assert_eq!(who.name, some("Zoë \"Ada\" Lovelace"));
    assert_eq!(
        who.avatar_url,
        some("https://cdn.example.com/avatars/7Yk2L.png")
    );
    assert_eq!(who.company_name, some("Analytical Engines Ltd"));
    assert_eq!(who.company_id, some("cmp_0042"));
    assert_eq!(who.company_mrr, Some(1249.5));
    assert_eq!(who.customer_status, Some(CustomerStatus::Active));
    assert_eq!(who.renewal_date, at(1774915200.0));
    assert_eq!(who.renewal_date_text, some("2026-03-31"));
    assert_eq!(who.renewal_risk, Some(RenewalRisk::Low));
    assert_eq!(who.account_owner_id, some("own_17"));
    assert_eq!(who.account_owner_email, some("charles@example.org"));
    assert_eq!(who.external_user_id, some("003Dn00000XyZAB"));
    assert_eq!(who.user_hash, UserHash::Unchecked);
    assert_eq!(
        who.expires_at,
        who.issued_at.map(|time| time + Duration::from_secs(3600))
    );
    assert!(who.issued_at.unwrap().elapsed().unwrap() < Duration::from_secs(600));
    assert_eq!(who.warnings, []);
    assert_eq!(who.custom_json, r#"{"plan":{"seats":25}}"#);
}

#[test]
fn the_minimal_token_leaves_all_else_absent() {
    let who = verifier().verify(file("minimal")).unwrap();
    assert_eq!(who.name, some("Ada Lovelace"));
    for absent in [
        &who.avatar_url,
        &who.company_name,
        &who.company_id,
        &who.renewal_date_text,
        &who.account_owner_id,
        &who.account_owner_email,
        &who.external_user_id,
        &who.issuer,
        &who.token_id,
    ] {
        assert_eq!(*absent, None);
    }
    assert_eq!(who.company_mrr, None);
    assert_eq!(who.customer_status, None);
    assert_eq!(who.renewal_date, None);
    assert_eq!(who.renewal_risk, None);
    assert_eq!(who.not_before, None);
    assert_eq!(who.user_hash, UserHash::Absent);
    assert!(who.audience.is_empty());
    assert_eq!(who.custom_json, "{}");
}

#[test]
fn an_unusual_token_tells_the_rest_and_what_is_odd_about_it() {
    let who = verifier().verify(file("unusual")).unwrap();
    assert_eq!(who.email, "Ada@Example.com");
    assert_eq!(who.user_id, some("4711"));
    assert_eq!(who.avatar_url, some("http://example.com/a.png"));
    assert_eq!(
        who.customer_status,
        Some(CustomerStatus::Other("paused".to_owned()))
    );
    assert_eq!(
        who.renewal_date,
        Some(UNIX_EPOCH - Duration::from_secs(14182940))
    );
    assert_eq!(who.renewal_risk, Some(RenewalRisk::High));
    assert_eq!(who.issuer, some("https://id.example.com"));
    assert_eq!(who.audience, ["sso", "widget"]);
    assert_eq!(who.token_id, some("t-1"));
    assert_eq!(who.not_before, at(1000000000.25));
    assert_eq!(who.issued_at, None);
    assert_eq!(who.company_mrr, None);
    assert_eq!(who.company_id, None);
    let odd: Vec<_> = who
        .warnings
        .iter()
        .map(|w| (w.number, w.name, w.claim))
        .collect();
    let expected = [
        (4, "missing_iat", Some("iat")),
        (2, "not_canonical", Some("email")),
        (3, "placeholder", Some("company_id")),
        (1, "wrong_type", Some("company_mrr")),
    ];
    assert_eq!(odd, expected);
}

#[test]
fn bad_tokens_are_refused_by_status_name_claim_and_message() {
    let rows = [
        ("expired", Status::EXPIRED, 51, None, "has expired"),
        (
            "forged",
            Status::SIGNATURE_MISMATCH,
            31,
            None,
            "does not match",
        ),
        (
            "no-email",
            Status::MISSING_EMAIL,
            60,
            None,
            "no email claim",
        ),
        (
            "number-as-email",
            Status::MALFORMED_CLAIM,
            61,
            Some("email"),
            "email must be text",
        ),
    ];
    for (name, status, number, claim, message) in rows {
        let token = text_file(name);
        let error = refusal(&verifier(), &token);
        assert_eq!(error.status(), status);
        assert_eq!(error.status().number(), number);
        assert_eq!(error.claim(), claim);
        assert!(error.message().contains(message), "{error}");
        assert!(!error.public_message().is_empty());
        assert_ne!(error.public_message(), error.message());
        let signature = &token[token.rfind('.').unwrap()..];
        for part in [&token, signature, &text_file("secret")] {
            assert!(!error.to_string().contains(part) && !format!("{error:?}").contains(part));
        }
    }
    let error: Box<dyn std::error::Error> = refusal(&verifier(), file("number-as-email")).into();
    assert!(
        error
            .to_string()
            .starts_with("malformed_claim (email): email must be text"),
        "{error}"
    );
    let error = refusal(&verifier(), file("expired"));
    assert!(
        error
            .to_string()
            .starts_with("expired: The token has expired"),
        "{error}"
    );
}

#[test]
fn a_token_is_verified_at_a_given_time() {
    let by = verifier();
    let expiry = by.verify(file("good")).unwrap().expires_at.unwrap();
    let seconds = Duration::from_secs;
    let status = |token: &str, time| by.verify_at(file(token), time).err().map(|e| e.status());
    assert_eq!(status("expired", expiry - seconds(7200)), None);
    assert_eq!(status("good", expiry + Duration::from_millis(29_999)), None);
    assert_eq!(status("good", expiry + seconds(30)), Some(Status::EXPIRED));
    assert_eq!(
        status("good", UNIX_EPOCH - seconds(1)),
        Some(Status::INVALID_ARGUMENT)
    );
    assert_eq!(
        status("good", UNIX_EPOCH + seconds(1 << 40)),
        Some(Status::INVALID_ARGUMENT)
    );

    let exact = Policy {
        leeway: Some(Duration::ZERO),
        ..Policy::default()
    };
    let strict = Verifier::with_policy(&[file("secret")], &exact).unwrap();
    assert!(strict.verify_at(file("good"), expiry - seconds(1)).is_ok());
    let error = strict
        .verify_at(file("good"), expiry)
        .expect_err("it is over");
    assert_eq!(error.status(), Status::EXPIRED);
}

#[test]
fn what_is_no_token_is_refused() {
    let by = verifier();
    assert_eq!(refusal(&by, "").status(), Status::MALFORMED_TOKEN);
    assert_eq!(refusal(&by, "a\0b").status(), Status::MALFORMED_TOKEN);
    assert_eq!(refusal(&by, [0xFF; 100]).status(), Status::MALFORMED_TOKEN);
    assert_eq!(
        refusal(&by, vec![b'a'; 2 << 20]).status(),
        Status::TOKEN_TOO_LARGE
    );
    assert_eq!(
        refusal(&by, text_file("good") + "\0").status(),
        Status::MALFORMED_SIGNATURE
    );
    let mut token = file("good");
    let middle = token.len() / 2;
    token[middle] = 0;
    assert!(by.verify(token).is_err());
}
