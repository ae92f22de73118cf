// SPDX-License-Identifier: Apache-2.0

//! Verifies each of many tokens once: out of order, with caches full of other data.

use std::sync::atomic::Ordering;
use std::time::Instant;

use crate::{Token, SINK};

const COLD_BYTES: usize = 16 << 20;
const STRIDE: usize = 7919; // a prime

fn cool_down() {
    let cold = vec![1u8; COLD_BYTES];
    SINK.fetch_add(
        cold.iter().step_by(64).map(|&b| usize::from(b)).sum(),
        Ordering::Relaxed,
    );
}

/// Whether the library gives the right result for the token at this step.
fn step(tokens: &[Token], i: usize) -> bool {
    let token = &tokens[i * STRIDE % tokens.len()];
    let claims = token.verifier.verify(token);
    if let Some(claims) = &claims {
        SINK.fetch_add(claims.email.len() + claims.sub.len(), Ordering::Relaxed);
    }
    claims.is_some() == (token.outcome == "accepted")
}

fn judged(right: usize, tokens: &[Token], nanoseconds: u128) -> Result<String, String> {
    if right == tokens.len() {
        Ok(nanoseconds.to_string())
    } else {
        Err("misjudged a token in the sweep".into())
    }
}

/// The nanoseconds that all tokens take in this many threads.
pub fn all(tokens: &[Token], threads: usize) -> Result<String, String> {
    let share = |own: usize| {
        (own..tokens.len())
            .step_by(threads)
            .filter(|&i| step(tokens, i))
            .count()
    };
    cool_down();
    let start = Instant::now();
    let right = std::thread::scope(|scope| {
        let others: Vec<_> = (1..threads)
            .map(|own| scope.spawn(move || share(own)))
            .collect();
        share(0)
            + others
                .into_iter()
                .map(|other| other.join().expect("a thread"))
                .sum::<usize>()
    });
    judged(right, tokens, start.elapsed().as_nanos())
}

/// The nanoseconds within which this percentage of the calls finish.
pub fn percentile(tokens: &[Token], percent: usize) -> Result<String, String> {
    let (mut calls, mut right) = (Vec::with_capacity(tokens.len()), 0);
    cool_down();
    for i in 0..tokens.len() {
        let start = Instant::now();
        right += usize::from(step(tokens, i));
        calls.push(start.elapsed().as_nanos());
    }
    calls.sort_unstable();
    judged(right, tokens, calls[(calls.len() - 1) * percent / 100])
}
