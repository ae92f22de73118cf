// SPDX-License-Identifier: Apache-2.0

//! A server that greets the person whom a token identifies: `greeter SECRET_FILE`. It prints the address that it
//! listens on. The code that uses the library is in auth.rs; the HTTP code is minimal, to need no other crate.

mod auth;

use pbjwt::{Secret, Verifier, VerifierStore};
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

const MOST_BYTES: u64 = 64 * 1024;

fn headers(stream: &TcpStream) -> std::io::Result<auth::Headers> {
    let mut lines = BufReader::new(stream.take(MOST_BYTES)).lines();
    lines.next().transpose()?; // the request line
    let mut all = Vec::new();
    for line in lines {
        let line = line?;
        match line.split_once(':') {
            Some((name, value)) => {
                all.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
            None => break,
        }
    }
    Ok(all)
}

fn answer(mut stream: TcpStream, verifier: &Verifier) -> std::io::Result<()> {
    stream.set_read_timeout(Some(Duration::from_secs(5)))?;
    let (status, challenge, body) = match auth::identity(verifier, &headers(&stream)?) {
        Ok(who) => {
            let name = who.name().unwrap_or_else(|| who.canonical_email());
            ("200 OK", None, format!("Hello {name}\n"))
        }
        Err(why) => {
            eprintln!("{}", why.log_line());
            let (status, challenge) = why.response();
            (status, challenge, String::new())
        }
    };
    let challenge = challenge.map_or(String::new(), |it| format!("WWW-Authenticate: {it}\r\n"));
    write!(
        stream,
        "HTTP/1.1 {status}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: {}\r\n\
         Cache-Control: no-store\r\nConnection: close\r\n{challenge}\r\n{body}",
        body.len()
    )
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os()
        .nth(1)
        .ok_or("usage: greeter SECRET_FILE")?;
    let text = std::fs::read(path)?;
    let text = text.strip_suffix(b"\n").unwrap_or(&text);
    let store = Arc::new(VerifierStore::new(Verifier::new([Secret::text(text)?])?));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    println!("http://{}/", listener.local_addr()?);
    for stream in listener.incoming().flatten() {
        let verifier = store.current(); // so that secrets can be rotated
        std::thread::spawn(move || {
            if let Err(error) = answer(stream, &verifier) {
                eprintln!("a connection failed: {error}");
            }
        });
    }
    Ok(())
}
