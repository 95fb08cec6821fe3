//! Advice on which stages to merge, and the edit that does it.

use super::Edit;
use super::facts::{Facts, listed};
use super::finding::Flaw;
use super::fix::{Fix, Safety};
use crate::designer::merge::{MergePair, merges_down_to};

/// How many merges are listed at most.
const SHOWN: usize = 24;

/// Says which merges would leave at most so many stages, best first, and
/// offers to make them.
pub(super) fn advised(flaw: Flaw, facts: &Facts<'_>, most: usize) -> Flaw {
    let ids = |key| facts.pipeline.id_of(key).cloned();
    let pairs: Vec<MergePair> = merges_down_to(facts.pipeline, most)
        .into_iter()
        .filter_map(|merge| {
            Some(MergePair { first: ids(merge.first)?, second: ids(merge.second)? })
        })
        .collect();
    if pairs.is_empty() {
        return flaw.help(
            "no two neighbours have the same role and subprocess and purposes that go together; \
             say first which stages belong to one hand",
        );
    }
    let pair = |pair: &MergePair| format!("`{}` with `{}`", pair.first, pair.second);
    let list = listed(pairs.iter().map(pair), SHOWN);
    let left = facts.stage_count().saturating_sub(pairs.len());
    let stages = if left == 1 { "stage" } else { "stages" };
    let rest =
        if left > most { "; what is left differs in role, subprocess or purpose" } else { "" };
    let title = format!("merge {} stages into {left}", facts.stage_count());
    let edit = Edit::MergeStages { pipeline: facts.pipeline.id().clone(), pairs };
    flaw.help(format!("merge, best first: {list}; that leaves {left} {stages}{rest}"))
        .fix(Fix::new(Safety::Suggested, title, vec![edit]))
}
