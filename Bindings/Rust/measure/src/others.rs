// SPDX-License-Identifier: Apache-2.0

//! The alternatives to which the crate is compared.

use jsonwebtoken::{decode, Algorithm, DecodingKey, Validation};
use ring::hmac;
use serde::de::DeserializeOwned;
use serde::Deserialize;
use std::time::{SystemTime, UNIX_EPOCH};

#[derive(Deserialize)]
#[allow(dead_code)] // only its construction is measured
pub struct Three {
    email: String,
    sub: String,
    name: Option<String>,
    exp: u64,
}

#[derive(Deserialize)]
#[allow(dead_code)]
pub struct All {
    email: String,
    sub: String,
    name: Option<String>,
    avatar_url: Option<String>,
    company_id: Option<String>,
    company_name: Option<String>,
    company_mrr: Option<f64>,
    customer_status: Option<String>,
    renewal_date: Option<String>,
    renewal_risk: Option<String>,
    account_owner_id: Option<String>,
    account_owner_email: Option<String>,
    external_user_id: Option<String>,
    user_hash: Option<String>,
    iat: Option<u64>,
    exp: u64,
}

#[derive(Deserialize)]
struct Header {
    alg: String,
}

pub trait Expiring {
    fn exp(&self) -> u64;
}
impl Expiring for Three {
    fn exp(&self) -> u64 {
        self.exp
    }
}
impl Expiring for All {
    fn exp(&self) -> u64 {
        self.exp
    }
}

/// Written as in a careful service.
pub struct ByHand(hmac::Key);

impl ByHand {
    pub fn new(secret: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
    }

    pub fn verify(&self, token: &str) -> Option<Three> {
        self.decode(token)
    }

    pub fn verify_all(&self, token: &str) -> Option<All> {
        self.decode(token)
    }

    fn decode<Claims: DeserializeOwned + Expiring>(&self, token: &str) -> Option<Claims> {
        let (signed, signature) = token.rsplit_once('.')?;
        let (header, payload) = signed.split_once('.')?;
        let part = |text| base64::decode_config(text, base64::URL_SAFE_NO_PAD).ok();
        let header: Header = serde_json::from_slice(&part(header)?).ok()?;
        if header.alg != "HS256" {
            return None;
        }
        hmac::verify(&self.0, signed.as_bytes(), &part(signature)?).ok()?;
        let claims: Claims = serde_json::from_slice(&part(payload)?).ok()?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        (claims.exp() > now).then_some(claims)
    }
}

pub struct Peer {
    key: DecodingKey,
    validation: Validation,
}

impl Peer {
    pub fn new(secret: &str) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.validate_nbf = true;
        Self {
            key: DecodingKey::from_secret(secret.as_bytes()),
            validation,
        }
    }

    pub fn verify(&self, token: &str) -> Option<Three> {
        self.decode(token)
    }

    pub fn verify_all(&self, token: &str) -> Option<All> {
        self.decode(token)
    }

    fn decode<Claims: DeserializeOwned>(&self, token: &str) -> Option<Claims> {
        let decoded = decode(token, &self.key, &self.validation);
        decoded.ok().map(|data| data.claims)
    }
}
