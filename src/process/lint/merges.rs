//! Advice on which stages to merge.

use super::facts::{Facts, listed};
use crate::process::merge::{Merge, merges_down_to};

/// How many merges are listed at most.
const SHOWN: usize = 24;

/// Which merges would leave at most so many stages, best first.
pub(super) fn merges(facts: &Facts<'_>, most: usize) -> String {
    let merges = merges_down_to(facts.pipeline, most);
    if merges.is_empty() {
        return "no two neighbours have the same role and subprocess and purposes that go together; \
                say first which stages belong to one hand"
            .to_owned();
    }
    let pair =
        |merge: &Merge| format!("`{}` with `{}`", facts.id(merge.first), facts.id(merge.second));
    let list = listed(merges.iter().map(pair), SHOWN);
    let left = facts.stage_count().saturating_sub(merges.len());
    let stages = if left == 1 { "stage" } else { "stages" };
    let rest =
        if left > most { "; what is left differs in role, subprocess or purpose" } else { "" };
    format!("merge, best first: {list}; that leaves {left} {stages}{rest}")
}
