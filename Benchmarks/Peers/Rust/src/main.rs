// SPDX-License-Identifier: Apache-2.0

//! Verifies tokens with jsonwebtoken, as the driver asks on standard input.

mod sweep;

use std::collections::HashMap;
use std::io::{self, BufRead, Write};
use std::os::raw::{c_char, c_ulong, c_void};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::Arc;
use std::time::Instant;

use jsonwebtoken::{decode, Algorithm, DecodingKey, Validation};
use serde::Deserialize;

#[derive(Deserialize)]
#[allow(dead_code)] // the worker reads two of the fields
struct Claims {
    email: String,
    sub: String,
    name: Option<String>,
    avatar_url: Option<String>,
    company_name: Option<String>,
    company_id: Option<String>,
    company_mrr: Option<f64>,
    customer_status: Option<String>,
    renewal_date: Option<String>,
    renewal_risk: Option<String>,
    account_owner_email: Option<String>,
    external_user_id: Option<String>,
    user_hash: Option<String>,
    iat: Option<u64>,
    exp: u64,
}

/// Takes the lengths of the claims, so that the compiler can't remove the reads.
static SINK: AtomicUsize = AtomicUsize::new(0);

struct Token {
    outcome: String,
    text: String,
    verifier: Arc<Verifier>,
}

struct Verifier {
    key: DecodingKey,
    validation: Validation,
}

impl Verifier {
    fn new(secret: &str) -> Self {
        let mut validation = Validation::new(Algorithm::HS256);
        validation.leeway = 0;
        validation.validate_nbf = true;
        let key = DecodingKey::from_secret(secret.as_bytes());
        Self { key, validation }
    }

    fn verify(&self, token: &Token) -> Option<Claims> {
        decode(&token.text, &self.key, &self.validation)
            .ok()
            .map(|data| data.claims)
    }

    fn check(&self, token: &Token) -> Result<(), String> {
        let accepted = token.outcome == "accepted";
        match self.verify(token) {
            Some(_) if !accepted => Err(format!("accepted a token marked {}", token.outcome)),
            Some(claims) if claims.email.is_empty() => Err("read no email".into()),
            None if accepted => Err("refused an accepted token".into()),
            _ => Ok(()),
        }
    }

    /// How many of the verifications accepted the token.
    fn repeat(&self, token: &Token, count: usize) -> usize {
        let mut accepted = 0;
        for _ in 0..count {
            if let Some(claims) = self.verify(token) {
                accepted += 1;
                SINK.fetch_add(claims.email.len() + claims.sub.len(), Ordering::Relaxed);
            }
        }
        accepted
    }
}

/// Allocations of this process so far, where the driver has preloaded the counter.
fn counter() -> Option<unsafe extern "C" fn() -> c_ulong> {
    extern "C" {
        fn dlsym(handle: *mut c_void, name: *const c_char) -> *mut c_void;
    }
    let name = b"bench_allocations\0";
    // SAFETY: the name is NUL-terminated, NULL is RTLD_DEFAULT, and the symbol of that name is a function of this type.
    unsafe {
        let symbol = dlsym(std::ptr::null_mut(), name.as_ptr().cast());
        std::mem::transmute(symbol)
    }
}

fn answer(tokens: &[Token], command: &str) -> Result<String, String> {
    let words: Vec<&str> = command.split_whitespace().collect();
    let index = words[1].parse::<usize>().expect("an index");
    let count = words[2].parse().expect("a count");
    let (token, verifier) = (&tokens[index], &tokens[index].verifier);
    match words[0] {
        "sweep" => return sweep::all(&tokens[index..index + count], 1),
        "pair" => return sweep::all(&tokens[index..index + count], 2),
        "p50" => return sweep::percentile(&tokens[index..index + count], 50),
        "p99" => return sweep::percentile(&tokens[index..index + count], 99),
        _ => (),
    }
    let counter = counter();
    if words[0] == "count" && counter.is_none() {
        return Ok("-".into());
    }
    verifier.check(token)?;

    // SAFETY: the counter takes no arguments and only reads a number.
    let allocations = || counter.map_or(0, |count| unsafe { count() });
    let before = allocations();
    let start = Instant::now();
    let accepted = verifier.repeat(token, count);
    let elapsed = start.elapsed().as_nanos();
    let allocated = allocations() - before;

    let expected = if token.outcome == "accepted" {
        count
    } else {
        0
    };
    if accepted != expected {
        Err("did not decide alike each time".into())
    } else if words[0] == "count" {
        Ok(allocated.to_string())
    } else {
        Ok(elapsed.to_string())
    }
}

fn main() -> io::Result<()> {
    let path = std::env::args()
        .nth(2)
        .expect("usage: worker LIBRARY TOKENS");
    let text = std::fs::read_to_string(path)?;
    let (secret, rest) = text.split_once('\n').expect("a secret");
    let mut verifiers = HashMap::new();
    let tokens: Vec<Token> = rest
        .lines()
        .map(|line| {
            let words: Vec<&str> = line.split(' ').collect();
            let secret = *words.get(3).unwrap_or(&secret); // the token's own, or the first line's
            let verifier = verifiers
                .entry(secret)
                .or_insert_with(|| Arc::new(Verifier::new(secret)));
            Token {
                outcome: words[1].into(),
                text: words[2].into(),
                verifier: Arc::clone(verifier),
            }
        })
        .collect();

    let mut output = io::stdout();
    // The build passes the version of jsonwebtoken, because the crate doesn't provide it.
    writeln!(output, "ready\t{}", env!("PEER_VERSION"))?;
    for command in io::stdin().lock().lines() {
        match answer(&tokens, &command?) {
            Ok(number) => writeln!(output, "{number}")?,
            Err(wrong) => writeln!(output, "wrong {wrong}")?,
        }
        output.flush()?;
    }
    Ok(())
}
