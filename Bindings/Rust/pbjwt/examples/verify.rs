// SPDX-License-Identifier: Apache-2.0

//! Prints whom a token identifies. The first argument names the file with the secret; the token is read from standard
//! input. Exit status 0 or 1.
//!
//!     cargo run --example verify -- SECRET_FILE < TOKEN

use pbjwt::{Secret, Verifier};
use std::error::Error;
use std::io::{stdin, Read};
use std::process::ExitCode;

fn without_newline(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\n").unwrap_or(bytes)
}

fn run() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os()
        .nth(1)
        .ok_or("usage: verify SECRET_FILE < TOKEN")?;
    let secret = std::fs::read(path)?;
    let verifier = Verifier::new([Secret::text(without_newline(&secret))?])?;
    let mut token = Vec::new();
    stdin().read_to_end(&mut token)?;
    let who = verifier.verify(without_newline(&token))?;
    let name = who.name().unwrap_or_else(|| who.canonical_email());
    println!("{name} <{}>", who.canonical_email());
    for warning in who.warnings() {
        eprintln!("{}: {warning}", warning.kind().name());
    }
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // For the log. Show the sender of the token only its public_message.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
