// SPDX-License-Identifier: Apache-2.0

#![allow(dead_code)] // not every file of tests wants all of it

use std::path::Path;

/// A file of the folder PBJWT_TOKENS.
pub fn file(name: &str) -> Vec<u8> {
    let folder = std::env::var_os("PBJWT_TOKENS").expect("PBJWT_TOKENS names a folder");
    std::fs::read(Path::new(&folder).join(name)).unwrap()
}

pub fn text_file(name: &str) -> String {
    String::from_utf8(file(name)).unwrap()
}

pub fn verifier() -> pbjwt::Verifier {
    pbjwt::Verifier::new(&[file("secret")]).unwrap()
}

pub fn refusal(by: &pbjwt::Verifier, token: impl AsRef<[u8]>) -> pbjwt::Error {
    by.verify(token).expect_err("the token is refused")
}

pub fn some(text: &str) -> Option<String> {
    Some(text.to_owned())
}
