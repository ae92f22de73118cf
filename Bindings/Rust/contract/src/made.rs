// SPDX-License-Identifier: Apache-2.0

//! Secrets, policies and verifiers as a case describes them.

use pbjwt::{
    EmailForm, Error, Policy, Reader, Secret, SecretFormat, Status, UserHashMode, Verifier,
};
use serde_json::Value;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

pub fn at(seconds: &Value) -> SystemTime {
    let seconds = seconds.as_i64().expect("whole seconds");
    let distance = Duration::from_secs(seconds.unsigned_abs());
    if seconds < 0 {
        UNIX_EPOCH - distance
    } else {
        UNIX_EPOCH + distance
    }
}

pub fn secret(from: &Value) -> Result<Secret, Error> {
    let text = from["text"].as_str().expect("a secret's text");
    let format = match from["format"].as_str() {
        None | Some("text") => SecretFormat::Text,
        Some("hex") => SecretFormat::Hex,
        Some("base64") => SecretFormat::Base64,
        Some(other) => panic!("an unknown format: {other}"),
    };
    let mut secret = if from["weak"].as_bool().unwrap_or(false) {
        Secret::new_weak(text, format)?
    } else {
        Secret::new(text, format)?
    };
    if let Some(id) = from["id"].as_str() {
        secret = secret.with_id(id)?;
    }
    if let Some(time) = from.get("not_after") {
        secret = secret.with_not_after(at(time))?;
    }
    Ok(secret)
}

/// None if there are none.
pub fn secrets(from: &Value) -> Result<Vec<Secret>, Error> {
    let all = from.as_array().map(Vec::as_slice).unwrap_or_default();
    all.iter().map(secret).collect()
}

/// A `Duration` can't be negative, so the language itself refuses such a value.
fn duration(value: &Value) -> Result<Duration, Error> {
    let seconds = value.as_u64().ok_or(Status::INVALID_ARGUMENT)?;
    Ok(Duration::from_secs(seconds))
}

pub fn policy(from: Option<&Value>) -> Result<Policy, Error> {
    let none = Value::Object(Default::default());
    let settings = from.unwrap_or(&none).as_object().expect("settings");
    let mut policy = match settings.get("profile").and_then(Value::as_str) {
        None | Some("sso") => Policy::sso(),
        Some("widget") => Policy::widget(),
        Some(other) => panic!("an unknown profile: {other}"),
    };
    for (name, value) in settings {
        let text = value.as_str().unwrap_or_default();
        let flag = value.as_bool().unwrap_or_default();
        policy = match name.as_str() {
            "profile" => policy,
            "max_token_bytes" => policy.max_token_bytes(value.as_u64().unwrap() as usize),
            "leeway" => policy.leeway(duration(value)?),
            "max_lifetime" => policy.max_lifetime(duration(value)?),
            "allow_missing_exp" => policy.allow_missing_exp(flag),
            "user_hash" => policy.user_hash(match text {
                "off" => UserHashMode::Off,
                "if_present" => UserHashMode::IfPresent,
                "required" => UserHashMode::Required,
                other => panic!("an unknown mode: {other}"),
            }),
            "issuer" => policy.issuer(text),
            "audience" => policy.audience(text),
            "type" => policy.token_type(text),
            "strict_claims" => policy.strict_claims(flag),
            "email_form" => policy.email_form(match text {
                "as_sent" => EmailForm::AsSent,
                "lowercased" => EmailForm::Lowercased,
                "require_lowercase" => EmailForm::RequireLowercase,
                other => panic!("an unknown form: {other}"),
            }),
            "reader" => policy.reader(match text {
                "fast" => Reader::Fast,
                "both" => Reader::Both,
                other => panic!("an unknown reader: {other}"),
            }),
            other => panic!("an unknown setting: {other}"),
        };
    }
    Ok(policy)
}

pub fn verifier(case: &Value) -> Result<Verifier, Error> {
    let (secrets, policy_) = (secrets(&case["secrets"])?, policy(case.get("policy"))?);
    match case.get("report") {
        None => Verifier::with_policy(&secrets, &policy_),
        report => Verifier::with_report(&secrets, &policy_, &policy(report)?),
    }
}
