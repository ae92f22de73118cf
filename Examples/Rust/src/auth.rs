// SPDX-License-Identifier: Apache-2.0

//! Identifies the sender of a request: what a framework calls a guard, an extractor or middleware.

use pbjwt::{Error, Identity, Verifier};

const COOKIE: &str = "pbjwt";

/// The headers of a request, by their names in lower case.
pub type Headers = Vec<(String, String)>;

/// Why a request has no identity.
pub enum Unauthorized {
    /// The request has no token.
    Missing,
    /// The request's token is refused.
    Refused(Error),
    /// The token could not be checked, because of an error in the server.
    Failed(Error),
}

/// The identity from the token in `Authorization: Bearer …`, or else in the cookie.
pub fn identity(verifier: &Verifier, headers: &Headers) -> Result<Identity, Unauthorized> {
    let token = bearer(headers).or_else(|| cookie(headers));
    let token = token.ok_or(Unauthorized::Missing)?;
    verifier.verify(token).map_err(|error| {
        if error.is_refused() {
            Unauthorized::Refused(error)
        } else {
            Unauthorized::Failed(error)
        }
    })
}

fn values<'a>(headers: &'a Headers, name: &'a str) -> impl Iterator<Item = &'a str> {
    let named = headers.iter().filter(move |(key, _)| key == name);
    named.map(|(_, value)| value.as_str())
}

fn bearer(headers: &Headers) -> Option<&str> {
    let (scheme, token) = values(headers, "authorization").next()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

fn cookie(headers: &Headers) -> Option<&str> {
    values(headers, "cookie")
        .flat_map(|value| value.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == COOKIE).then_some(value))
}

impl Unauthorized {
    /// The end of the status line, and the challenge (RFC 6750, 3): without a token it names no error, and it
    /// never says which check failed.
    pub fn response(&self) -> (&'static str, Option<String>) {
        let challenge = "Bearer realm=\"greeter\"";
        match self {
            Unauthorized::Missing => ("401 Unauthorized", Some(challenge.to_owned())),
            Unauthorized::Refused(error) => {
                let why = error.public_message();
                let more = format!("error=\"invalid_token\", error_description=\"{why}\"");
                ("401 Unauthorized", Some(format!("{challenge}, {more}")))
            }
            Unauthorized::Failed(_) => ("503 Service Unavailable", None),
        }
    }

    /// A line for the log, without any part of the token.
    pub fn log_line(&self) -> String {
        match self {
            Unauthorized::Missing => "no token".to_owned(),
            Unauthorized::Refused(error) | Unauthorized::Failed(error) => error.to_string(),
        }
    }
}
