// SPDX-License-Identifier: Apache-2.0

//! Links libpbjwt where pkg-config finds it.

use std::process::{exit, Command};

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-env-changed=PKG_CONFIG_PATH");
    let output = match Command::new("pkg-config")
        .args(["--libs", "pbjwt >= 0.1"])
        .output()
    {
        Ok(output) if output.status.success() => output.stdout,
        Ok(output) => give_up(&String::from_utf8_lossy(&output.stderr)),
        Err(error) => give_up(&format!("pkg-config can't be run: {error}")),
    };
    for flag in String::from_utf8_lossy(&output).split_whitespace() {
        if let Some(folder) = flag.strip_prefix("-L") {
            println!("cargo:rustc-link-search=native={folder}");
        } else if let Some(library) = flag.strip_prefix("-l") {
            println!("cargo:rustc-link-lib={library}");
        }
    }
}

fn give_up(reason: &str) -> ! {
    eprintln!("libpbjwt is not found. Install it and pkg-config, or have PKG_CONFIG_PATH name the folder of pbjwt.pc.");
    eprintln!("{}", reason.trim_end());
    exit(1)
}
