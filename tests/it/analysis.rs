//! The analysis of a pipeline: cases worked by hand, and random pipelines
//! against second versions that list every way or solve for all stages at once.

mod brute;
mod by_hand;
mod dense;
mod large;
pub(crate) mod random;
mod sources;

use sales_process::designer::Analysis;
use sales_process::designer::analysis::Figure;
use sales_process::process::{Pipeline, StageKey};

fn ids(pipeline: &Pipeline, keys: impl IntoIterator<Item = StageKey>) -> Vec<String> {
    keys.into_iter().map(|key| pipeline.id_of(key).unwrap().to_string()).collect()
}

fn analysis(pipeline: &Pipeline) -> Analysis {
    pipeline.analysis().unwrap_or_else(|error| panic!("{error}\n{:?}", pipeline.draft()))
}

/// Checks that two numbers are the same but for rounding, or both none.
#[track_caller]
fn near(found: Option<Figure>, expected: Option<f64>, what: &str) {
    let found = found.map(Figure::if_equal);
    let is_near = match (found, expected) {
        (Some(a), Some(b)) => (a - b).abs() <= 1e-9 * b.abs().max(1.0),
        (a, b) => a.is_none() && b.is_none(),
    };
    assert!(is_near, "{what}: found {found:?}, expected {expected:?}");
}
