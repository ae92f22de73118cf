// SPDX-License-Identifier: Apache-2.0

//! Links the libpbjwt that pkg-config finds.

use std::env;
use std::process::{exit, Command};

const AT_LEAST: &str = "pbjwt >= 0.1";

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    for name in [
        "PKG_CONFIG",
        "PKG_CONFIG_PATH",
        "PKG_CONFIG_LIBDIR",
        "PKG_CONFIG_SYSROOT_DIR",
    ] {
        println!("cargo:rerun-if-env-changed={name}");
    }
    let is_static = env::var_os("CARGO_FEATURE_STATIC").is_some();
    let libraries = if is_static {
        pkg_config(&["--static", "--libs", AT_LEAST])
    } else {
        pkg_config(&["--libs", AT_LEAST])
    };
    for flag in libraries.split_whitespace() {
        if let Some(folder) = flag.strip_prefix("-L") {
            println!("cargo:rustc-link-search=native={folder}");
        } else if flag == "-lpbjwt" && is_static {
            println!("cargo:rustc-link-lib=static=pbjwt");
        } else if let Some(library) = flag.strip_prefix("-l") {
            println!("cargo:rustc-link-lib={library}");
        }
    }
    if is_static {
        // pkg-config omits the system's folders, where rustc looks only for shared libraries.
        let folder = pkg_config(&["--variable=libdir", "pbjwt"]);
        println!("cargo:rustc-link-search=native={}", folder.trim_end());
    }
    let include = pkg_config(&["--variable=includedir", "pbjwt"]);
    println!("cargo:include={}", include.trim_end());
}

fn pkg_config(arguments: &[&str]) -> String {
    let program = env::var_os("PKG_CONFIG").unwrap_or_else(|| "pkg-config".into());
    match Command::new(program).args(arguments).output() {
        Ok(output) if output.status.success() => {
            String::from_utf8_lossy(&output.stdout).into_owned()
        }
        Ok(output) => give_up(&String::from_utf8_lossy(&output.stderr)),
        Err(error) => give_up(&format!("pkg-config can't be run: {error}")),
    }
}

fn give_up(reason: &str) -> ! {
    eprintln!(
        "libpbjwt is not found. Install it and pkg-config, or set PKG_CONFIG_PATH to the folder of pbjwt.pc."
    );
    eprintln!("{}", reason.trim_end());
    exit(1)
}
