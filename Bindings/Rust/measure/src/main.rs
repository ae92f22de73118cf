// SPDX-License-Identifier: Apache-2.0

//! Measures the time from a token's text to its claims, in turns of 20 ms: for this crate, hand-written code with ring
//! and serde_json as the control, jsonwebtoken as the peer, and an empty call as the floor. Prints one JSON object for
//! each row.

mod others;

use pbjwt::{Identity, Secret, Verifier, Workspace};
use std::hint::black_box;

fn file(name: &str) -> String {
    let folder = std::env::var("PBJWT_TOKENS").expect("PBJWT_TOKENS names a folder");
    std::fs::read_to_string(format!("{folder}/{name}")).expect("a token")
}

/// Three strings that the caller owns.
fn read_three(who: &Identity) {
    black_box((
        who.email().to_owned(),
        who.user_id().map(str::to_owned),
        who.name().map(str::to_owned),
    ));
}

/// Every documented claim, lent.
fn read_all(who: &Identity) {
    black_box((
        who.email(),
        who.canonical_email(),
        who.user_id(),
        who.name(),
    ));
    black_box((who.avatar_url(), who.company_id(), who.company_name()));
    black_box((who.company_mrr(), who.customer_status()));
    black_box((who.renewal_date(), who.renewal_date_seconds()));
    black_box((who.renewal_risk(), who.account_owner_id()));
    black_box((who.account_owner_email(), who.external_user_id()));
    black_box((who.user_hash(), who.issued_at(), who.expires_at()));
}

/// A row, and the time of a call in each turn.
struct Row<'a> {
    token: &'static str,
    name: &'static str,
    about: String,
    call: Box<dyn FnMut() + 'a>,
    calls: u32,
    turns: Vec<f64>,
}

const TURN_NS: f64 = 20e6;

/// CPU time, so that other load on the machine does not count.
fn processor_ns() -> f64 {
    let mut now = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: it writes one struct.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &mut now) };
    now.tv_sec as f64 * 1e9 + now.tv_nsec as f64
}

impl<'a> Row<'a> {
    fn new(token: &'static str, name: &'static str, about: &str, call: impl FnMut() + 'a) -> Self {
        let mut row = Row {
            token,
            name,
            about: about.to_owned(),
            call: Box::new(call),
            calls: 1,
            turns: Vec::new(),
        };
        while row.turn() * f64::from(row.calls) < TURN_NS / 2.0 {
            row.calls *= 2;
        }
        row
    }

    fn turn(&mut self) -> f64 {
        let start = processor_ns();
        for _ in 0..self.calls {
            (self.call)();
        }
        (processor_ns() - start) / f64::from(self.calls)
    }

    fn median(&mut self) -> f64 {
        self.turns.sort_by(f64::total_cmp);
        self.turns[self.turns.len() / 2]
    }
}

fn main() {
    let seconds = std::env::var("PBJWT_BENCH_SECONDS").map_or(3.0, |text| text.parse().unwrap());
    let turns = (seconds * 1e9 / TURN_NS) as usize;
    let key = file("secret");
    let verifier = &Verifier::new([Secret::text(&key).unwrap()]).unwrap();
    let (by_hand, peer) = (&others::ByHand::new(&key), &others::Peer::new(&key));
    let ours = format!("pbjwt {}, {}", pbjwt::version(), env!("PBJWT_COMPILER"));
    let (hand_about, peer_about) = ("ring and serde_json, by hand", env!("PBJWT_PEER"));

    let mut rows = Vec::new();
    for kind in ["minimal", "full"] {
        let token: &str = Box::leak(file(kind).into_boxed_str());
        let mut workspace = Workspace::new().unwrap();
        rows.push(Row::new(kind, "ours", &ours, move || {
            read_three(&verifier.verify(token).unwrap())
        }));
        rows.push(Row::new(kind, "ours in a workspace", &ours, move || {
            read_three(verifier.verify_in(&mut workspace, token).unwrap())
        }));
        rows.push(Row::new(kind, "control", hand_about, move || {
            black_box(by_hand.verify(token).unwrap());
        }));
        rows.push(Row::new(kind, "peer jsonwebtoken", peer_about, move || {
            black_box(peer.verify(token).unwrap());
        }));
    }
    let token: &str = Box::leak(file("full").into_boxed_str());
    rows.push(Row::new("full-all", "ours", &ours, move || {
        read_all(&verifier.verify(token).unwrap())
    }));
    rows.push(Row::new("full-all", "control", hand_about, move || {
        black_box(by_hand.verify_all(token).unwrap());
    }));
    rows.push(Row::new(
        "full-all",
        "peer jsonwebtoken",
        peer_about,
        move || {
            black_box(peer.verify_all(token).unwrap());
        },
    ));
    rows.push(Row::new(
        "minimal",
        "floor",
        "a call of the library that does nothing",
        || {
            // SAFETY: it takes nothing.
            black_box(unsafe { pbjwt_sys::pbjwt_version_number() });
        },
    ));

    for _ in 0..turns {
        for row in &mut rows {
            let taken = row.turn();
            row.turns.push(taken);
        }
    }
    for row in &mut rows {
        let ns = row.median();
        let (token, name, about) = (row.token, row.name, &row.about);
        println!(
            "{}",
            serde_json::json!({"language": "Rust", "token": token, "row": name, "ns": ns, "about": about})
        );
    }
}
