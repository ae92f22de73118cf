// SPDX-License-Identifier: Apache-2.0

//! The verify step of a small service: the file named by the first argument holds the secret, a token
//! comes on standard input. Prints who it is, or why the token is refused; exit status 0 or 1.
//!
//!     cargo run --example verify -- SECRET_FILE < TOKEN

use std::error::Error;
use std::ffi::OsStr;
use std::fs::File;
use std::io::{stdin, stdout, Read, Write};
use std::process::ExitCode;
use std::sync::atomic::{compiler_fence, Ordering};

/// One byte more than the library takes, so that what is too long shows; and a newline.
const SECRET_BYTES: usize = 4096 + 2;

/// A service does this once, at its start.
fn verifier_from(path: &OsStr) -> Result<pbjwt::Verifier, Box<dyn Error>> {
    let mut secret = [0; SECRET_BYTES]; // in one place, to be wiped there
    let verifier = read_into(&mut secret, path)
        .map_err(|error| format!("{}: {error}", path.to_string_lossy()).into())
        .and_then(|length| Ok(pbjwt::Verifier::new(&[without_newline(&secret[..length])])?));
    wipe(&mut secret);
    verifier
}

fn read_into(bytes: &mut [u8], path: &OsStr) -> std::io::Result<usize> {
    let mut file = File::open(path)?;
    let mut length = 0;
    loop {
        match file.read(&mut bytes[length..])? {
            0 => return Ok(length),
            count => length += count,
        }
    }
}

fn without_newline(bytes: &[u8]) -> &[u8] {
    bytes.strip_suffix(b"\n").unwrap_or(bytes)
}

fn wipe(bytes: &mut [u8]) {
    for byte in bytes {
        unsafe { std::ptr::write_volatile(byte, 0) } // which the compiler can't leave out
    }
    compiler_fence(Ordering::SeqCst);
}

fn run() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<_> = std::env::args_os().collect();
    if arguments.len() != 2 {
        return Err("usage: verify SECRET_FILE < TOKEN".into());
    }
    let verifier = verifier_from(&arguments[1])?;
    let mut token = Vec::new();
    stdin().read_to_end(&mut token)?;
    let who = verifier.verify(without_newline(&token))?;
    let name = who.name.as_ref().unwrap_or(&who.canonical_email);
    writeln!(stdout(), "{name} <{}>", who.canonical_email)?;
    Ok(())
}

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // For the log. Whoever sent the token may see its public_message and no more.
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
