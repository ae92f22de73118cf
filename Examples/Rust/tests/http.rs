// SPDX-License-Identifier: Apache-2.0

//! Tests the server's answers. PBJWT_TOKENS names the folder that Examples/tokens.py filled.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

struct Server {
    process: Child,
    address: String,
}

fn token_path(name: &str) -> PathBuf {
    let folder = std::env::var_os("PBJWT_TOKENS").expect("PBJWT_TOKENS names a folder");
    PathBuf::from(folder).join(name)
}

fn token(name: &str) -> String {
    std::fs::read_to_string(token_path(name)).unwrap()
}

impl Server {
    fn start() -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_greeter"))
            .arg(token_path("secret"))
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut said = BufReader::new(process.stdout.take().unwrap());
        said.read_line(&mut line).unwrap();
        let address = line
            .trim()
            .trim_start_matches("http://")
            .trim_end_matches('/');
        Server {
            address: address.to_owned(),
            process,
        }
    }

    /// The answer to a request with these headers.
    fn ask(&self, headers: &str) -> String {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        write!(stream, "GET / HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n").unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    }

    /// Stops the server, and returns its log.
    fn log(mut self) -> String {
        self.process.kill().unwrap();
        let mut log = String::new();
        self.process
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut log)
            .unwrap();
        log
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn challenge(answer: &str) -> Option<&str> {
    answer
        .lines()
        .find_map(|line| line.strip_prefix("WWW-Authenticate: "))
}

#[test]
fn a_good_token_is_greeted_from_the_header_or_the_cookie() {
    let (server, good) = (Server::start(), token("good"));
    for headers in [
        format!("Authorization: Bearer {good}\r\n"),
        format!("authorization: bearer {good}\r\n"),
        format!("Cookie: theme=dark; pbjwt={good}\r\n"),
        format!("Authorization: Basic eDp5\r\nCookie: pbjwt={good}\r\n"),
    ] {
        let answer = server.ask(&headers);
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(
            answer.ends_with("\r\n\r\nHello Zoë \"Ada\" Lovelace\n"),
            "{answer}"
        );
        assert_eq!(challenge(&answer), None);
    }
}

#[test]
fn without_a_token_the_challenge_names_no_error() {
    let server = Server::start();
    for headers in [
        "",
        "Cookie: theme=dark\r\n",
        "Authorization: Basic eDp5\r\n",
    ] {
        let answer = server.ask(headers);
        assert!(
            answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"),
            "{answer}"
        );
        assert_eq!(challenge(&answer), Some("Bearer realm=\"greeter\""));
    }
}

#[test]
fn the_reason_for_a_refusal_goes_to_the_log_and_not_to_the_sender() {
    let server = Server::start();
    for name in ["expired", "forged"] {
        let token = token(name);
        let answer = server.ask(&format!("Authorization: Bearer {token}\r\n"));
        assert!(
            answer.starts_with("HTTP/1.1 401 Unauthorized\r\n"),
            "{answer}"
        );
        let challenge = challenge(&answer).unwrap();
        let start = "Bearer realm=\"greeter\", error=\"invalid_token\", error_description=\"";
        assert!(challenge.starts_with(start), "{challenge}");
        assert!(!answer.contains("signature") && !answer.contains(&token));
    }
    let log = server.log();
    assert!(
        log.contains("expired: ") && log.contains("signature_mismatch: "),
        "{log}"
    );
    for name in ["expired", "forged", "secret"] {
        assert!(!log.contains(&token(name)));
    }
}
