// SPDX-License-Identifier: Apache-2.0

//! Runs the cases of the file that PBJWT_CONTRACT names.

mod made;

use made::{at, policy, secret, secrets, verifier};
use pbjwt::{
    inspect_unverified, Claim, CustomerStatus, Error, Explain, Identity, IdentityClaims, Status,
    UserHash, Workspace,
};
use serde_json::{json, Value};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The failures of a case.
#[derive(Default)]
struct Faults(Vec<String>);

impl Faults {
    fn compare(&mut self, what: &str, found: impl Into<Value>, expected: impl Into<Value>) {
        let (found, expected) = (found.into(), expected.into());
        let same = match (found.as_f64(), expected.as_f64()) {
            // System times have nanoseconds.
            (Some(a), Some(b)) => (a - b).abs() < 1e-6,
            _ => found == expected,
        };
        if !same {
            self.0.push(format!("{what} is {found} and not {expected}"));
        }
    }

    fn compare_error(&mut self, error: Error, expected: &Value) {
        self.compare("status", error.status().name(), expected["status"].clone());
        if let Some(claim) = expected.get("claim") {
            self.compare("claim", error.claim().map(Claim::name), claim.clone());
        }
    }

    fn compare_identity(&mut self, who: &Identity, expected: &Value) {
        let found = fields(who);
        for (name, value) in found.as_object().unwrap() {
            let absent = match name.as_str() {
                "audience" => json!([]),
                "custom_json" => json!("{}"),
                _ => Value::Null,
            };
            let expected = expected.get(name).cloned().unwrap_or(absent);
            self.compare(name, value.clone(), expected);
        }
        for name in expected.as_object().unwrap().keys() {
            if found.get(name).is_none() {
                self.0.push(format!("there is no {name}"));
            }
        }
    }

    fn compare_warnings(&mut self, who: &Identity, expected: &Value) {
        let mut warnings = Vec::new();
        for one in who.warnings() {
            let claim = one.claim().map(Claim::name);
            warnings.push(json!({"kind": one.kind().name(), "claim": claim}));
            if one.message().is_empty() || !one.message().contains(claim.unwrap_or_default()) {
                self.0.push(format!("a warning's message is {one}"));
            }
        }
        let refusals = who.would_refuse().map(
            |one| json!({"status": one.status().name(), "claim": one.claim().map(Claim::name)}),
        );
        self.compare("warnings", warnings, expected["warnings"].clone());
        let refusals: Vec<Value> = refusals.collect();
        self.compare("would_refuse", refusals, expected["would_refuse"].clone());
    }
}

fn seconds(time: Option<SystemTime>) -> Option<f64> {
    Some(time?.duration_since(UNIX_EPOCH).unwrap().as_secs_f64())
}

fn fields(who: &Identity) -> Value {
    let kind = who.customer_status_kind().map(|kind| match kind {
        CustomerStatus::Active => "active",
        CustomerStatus::Trial => "trial",
        CustomerStatus::Churned => "churned",
        _ => "other",
    });
    let user_hash = match who.user_hash() {
        UserHash::Absent => "absent",
        UserHash::Unchecked => "unchecked",
        _ => "verified",
    };
    let audience: Vec<&str> = who.audience().collect();
    json!({
        "email": who.email(), "canonical_email": who.canonical_email(), "user_id": who.user_id(),
        "name": who.name(), "avatar_url": who.avatar_url(), "company_id": who.company_id(),
        "company_name": who.company_name(), "company_mrr": who.company_mrr(),
        "customer_status": who.customer_status(), "customer_status_kind": kind,
        "renewal_date": who.renewal_date(), "renewal_date_seconds": who.renewal_date_seconds(),
        "renewal_risk": who.renewal_risk(), "account_owner_id": who.account_owner_id(),
        "account_owner_email": who.account_owner_email(),
        "external_user_id": who.external_user_id(), "user_hash": user_hash,
        "issued_at": seconds(who.issued_at()), "not_before": seconds(who.not_before()),
        "expires_at": seconds(who.expires_at()), "issuer": who.issuer(),
        "token_id": who.token_id(), "key_id": who.key_id(), "audience": audience,
        "custom_json": who.custom_json().unwrap(),
    })
}

type Outcome = Result<(), Error>;

fn verify(case: &Value, faults: &mut Faults) -> Outcome {
    let expected = &case["expect"];
    let token = match case.get("token_hex") {
        Some(digits) => unhex(digits.as_str().unwrap()),
        None => case["token"].as_str().unwrap().into(),
    };
    let (by, now) = (verifier(case)?, at(&case["now"]));
    let mut workspace = Workspace::new()?;
    let lent = by.verify_in_at(&mut workspace, &token, now);
    let written = by.verify_json(&token, Some(now))?;
    match by.verify_at(&token, now) {
        Ok(who) => {
            faults.compare("status", "ok", expected["status"].clone());
            faults.compare_identity(&who, &expected["identity"]);
            faults.compare_warnings(&who, expected);
            faults.compare("JSON", written, expected["json"].clone());
            faults.compare("the workspace's e-mail", lent?.email(), who.email());
        }
        Err(error) => {
            faults.compare_error(error, expected);
            let start = expected["json_start"].as_str().unwrap();
            let message = json!(error.message()).to_string();
            let whole = format!("{}{message}}}", start.strip_suffix('"').unwrap());
            faults.compare("JSON", written, whole);
            let other = lent.expect_err("the workspace accepts it");
            faults.compare(
                "the workspace's error",
                other.to_string(),
                error.to_string(),
            );
        }
    }
    Ok(())
}

fn make(case: &Value, faults: &mut Faults) -> Outcome {
    let status = verifier(case)
        .err()
        .map_or("ok", |error| error.status().name());
    faults.compare("status", status, case["expect"]["status"].clone());
    Ok(())
}

fn claims(case: &Value) -> Result<IdentityClaims, Error> {
    let mut claims = IdentityClaims::new()?;
    for (name, value) in case["claims"].as_object().unwrap() {
        let claim = Claim::ALL.iter().find(|claim| claim.name() == name);
        let claim = *claim.expect("a claim");
        match value {
            Value::Array(all) => {
                for audience in all {
                    claims.add_audience(audience.as_str().unwrap())?;
                }
            }
            Value::Number(number) => {
                claims.set_number(claim, number.as_f64().unwrap())?;
            }
            text => {
                claims.set_text(claim, text.as_str().unwrap())?;
            }
        }
    }
    claims.set_user_hash(case["user_hash"].as_bool().unwrap_or(false))?;
    if let Some(json) = case.get("custom") {
        claims.set_custom_json(json.as_str().unwrap())?;
    }
    if let Some(name) = case.get("type") {
        claims.set_token_type(name.as_str().unwrap())?;
    }
    Ok(claims)
}

fn issue(case: &Value, faults: &mut Faults) -> Outcome {
    let (expected, now) = (&case["expect"], at(&case["now"]));
    let lifetime = Duration::from_secs(case["lifetime"].as_u64().unwrap_or(0));
    let secret = secret(&case["secret"])?;
    let issued = claims(case).and_then(|claims| secret.issue_at(&claims, now, lifetime));
    match issued {
        Ok(token) => {
            faults.compare("status", "ok", expected["status"].clone());
            let by = pbjwt::Verifier::with_policy([&secret], &policy(case.get("policy"))?)?;
            let who = by.verify_at(token, now)?;
            faults.compare_identity(&who, &expected["identity"]);
            faults.compare("warnings", who.warnings().count(), 0);
        }
        Err(error) => faults.compare_error(error, expected),
    }
    Ok(())
}

fn user_hash(case: &Value, faults: &mut Faults) -> Outcome {
    let expected = &case["expect"];
    match secret(&case["secret"])?.user_hash(case["user_id"].as_str().unwrap()) {
        Ok(hash) => {
            faults.compare("status", "ok", expected["status"].clone());
            faults.compare("user_hash", hash, expected["user_hash"].clone());
        }
        Err(error) => faults.compare_error(error, expected),
    }
    Ok(())
}

fn explain(case: &Value, faults: &mut Faults) -> Outcome {
    let expected = &case["expect"];
    let (own, others) = (secrets(&case["secrets"])?, secrets(&case["other_secrets"])?);
    let mut explain = Explain::new(&own)
        .other_secrets(&others)
        .policy(&policy(case.get("policy"))?)
        .at(at(&case["now"]));
    if let Some(second) = case["second_token"].as_str() {
        explain = explain.second_token(second);
    }
    let report = explain.run(case["token"].as_str().unwrap())?;
    let status = |error: Option<Error>| error.map_or("ok", |error| error.status().name());
    let error = report.error();
    faults.compare("status", status(error), expected["status"].clone());
    let claim = error.and_then(|error| error.claim()).map(Claim::name);
    faults.compare("claim", claim, expected["claim"].clone());
    let after = status(report.error_after_cleaning());
    faults.compare(
        "after cleaning",
        after,
        expected["status_after_cleaning"].clone(),
    );
    let cause = report.causes().next();
    faults.compare(
        "cause",
        cause.map(|cause| cause.name),
        expected["cause"].clone(),
    );
    let side = cause.map(|cause| cause.side.name());
    faults.compare("side", side, expected["side"].clone());
    if let Some(failed) = expected["failed_check"].as_str() {
        let written: Value = serde_json::from_str(&report.to_json()?).unwrap();
        let checks = written["checks"].as_array().unwrap();
        let check = checks.iter().find(|check| check["name"] == failed);
        let outcome = check.map(|check| check["outcome"].clone());
        faults.compare("the check's outcome", outcome.unwrap_or_default(), "failed");
    }
    Ok(())
}

fn inspect(case: &Value, faults: &mut Faults) -> Outcome {
    let expected = &case["expect"];
    let found = inspect_unverified(case["token"].as_str().unwrap());
    let status = found.error.map(|error| error.status());
    let status = status.map_or("ok", Status::name);
    faults.compare("status", status, expected["status"].clone());
    faults.compare("header", found.header, expected["header"].clone());
    faults.compare("payload", found.payload, expected["payload"].clone());
    Ok(())
}

fn unhex(digits: &str) -> Vec<u8> {
    let pair = |start| u8::from_str_radix(&digits[start..start + 2], 16).unwrap();
    (0..digits.len()).step_by(2).map(pair).collect()
}

fn main() {
    let path = std::env::var_os("PBJWT_CONTRACT").expect("PBJWT_CONTRACT names a file");
    let text = std::fs::read_to_string(path).unwrap();
    let contract: Value = serde_json::from_str(&text).unwrap();
    let cases = contract["cases"].as_array().unwrap();
    let mut wrong = 0;
    for case in cases {
        let run = match case["operation"].as_str().unwrap() {
            "verify" => verify,
            "make" => make,
            "issue" => issue,
            "user_hash" => user_hash,
            "explain" => explain,
            "inspect" => inspect,
            other => panic!("an unknown operation: {other}"),
        };
        let mut faults = Faults::default();
        if let Err(error) = run(case, &mut faults) {
            faults.0.push(error.to_string());
        }
        for fault in &faults.0 {
            println!("{}: {fault}", case["name"]);
        }
        wrong += usize::from(!faults.0.is_empty());
    }
    println!("contract: {} cases", cases.len());
    let complete = contract["count"] == cases.len();
    std::process::exit(i32::from(wrong > 0 || !complete));
}
