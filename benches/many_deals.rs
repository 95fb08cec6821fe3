//! How long do 100,000 deals take, on one core: to be read from their stored
//! form, to say what each can do next, and to be written?
//!
//! Not a criterion bench: each is done once over all deals, and the time is
//! printed, with the limit that it should stay under.
#![allow(clippy::unwrap_used, reason = "a bench that cannot be set up has to stop")]

use std::time::{Duration, Instant};

use sales_process::lifecycle::Entity;
use sales_process::lifecycle::deal::AnyDeal;

mod shared;

const DEALS: usize = 100_000;

fn timed<T>(what: &str, limit: Duration, work: impl FnOnce() -> T) -> T {
    let begin = Instant::now();
    let done = work();
    let took = begin.elapsed();
    println!("{what}: {:.3} s (limit {:.1} s)", took.as_secs_f64(), limit.as_secs_f64());
    assert!(took < limit * 4, "{what} took far longer than it should");
    done
}

fn main() {
    let pipeline = shared::pipeline();
    let deal = AnyDeal::from(shared::with_past(&pipeline));
    let stored = deal.to_json().unwrap();
    let rows: Vec<String> =
        (0..DEALS).map(|n| stored.replace("\"D-17\"", &format!("\"D-{n}\""))).collect();
    let deals: Vec<AnyDeal> = timed("load from JSON", Duration::from_secs(1), || {
        rows.iter().map(|row| AnyDeal::from_json(row).unwrap()).collect()
    });
    let act = shared::act();
    let shown = timed("available", Duration::from_millis(500), || {
        deals.iter().map(|deal| deal.available(&pipeline, &act).len()).sum::<usize>()
    });
    assert!(shown > DEALS);
    let written = timed("write as JSON", Duration::from_secs(1), || {
        deals.iter().map(|deal| deal.to_json().unwrap().len()).sum::<usize>()
    });
    println!("{shown} moves shown, {written} bytes");
}
