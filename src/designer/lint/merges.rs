//! Advice on which stages to merge, and the edit that does it.

use super::edit::Edit;
use super::facts::{Facts, listed};
use super::finding::Flaw;
use super::fix::{Fix, Safety};
use crate::designer::kin::belong_together;
use crate::designer::label::spoken;
use crate::designer::merge::{MergePair, merges_down_to};
use crate::process::StageKey;

/// How many merges are listed at most.
const SHOWN: usize = 24;

/// Says which merges would leave at most so many stages, best first and why
/// those, and offers to make them.
pub(super) fn advised(flaw: Flaw, facts: &Facts<'_>, most: usize) -> Flaw {
    let merges: Vec<_> = merges_down_to(facts.pipeline, most, true)
        .into_iter()
        .map(|merge| (merge.first, merge.second))
        .collect();
    if merges.is_empty() {
        return flaw.help(
            "no two neighbours have purposes that go together and lead only to one another; say \
             first which stages belong to one hand",
        );
    }
    let list = listed(merges.iter().map(|pair| described(facts, *pair)), SHOWN);
    let left = facts.stage_count().saturating_sub(merges.len());
    let stages = if left == 1 { "stage" } else { "stages" };
    let rest = if left > most { "; what is left differs in subprocess or purpose" } else { "" };
    let title = format!("merge {} stages into {left}", facts.stage_count());
    let ids = |key| facts.pipeline.id_of(key).cloned();
    let pairs = merges.iter().filter_map(|(first, second)| {
        Some(MergePair { first: ids(*first)?, second: ids(*second)? })
    });
    let edit = Edit::MergeStages { pipeline: facts.pipeline.id().clone(), pairs: pairs.collect() };
    flaw.help(format!("merge, best first: {list}; that leaves {left} {stages}{rest}"))
        .fix(Fix::new(Safety::Suggested, title, vec![edit]))
}

/// The two stages, why these, and whose work it becomes.
fn described(facts: &Facts<'_>, (first, second): (StageKey, StageKey)) -> String {
    let pair = format!("{} with {}", facts.name(first), facts.name(second));
    let stage = |key| facts.pipeline.working_stage(key);
    let (Some(a), Some(b)) = (stage(first), stage(second)) else { return pair };
    let shared = a.purposes.iter().find(|purpose| b.is_for(purpose));
    let kin = a
        .purposes
        .iter()
        .find_map(|one| Some((one, b.purposes.iter().find(|other| belong_together(one, other))?)));
    let mut why = Vec::new();
    match (shared, kin) {
        (Some(purpose), _) => why.push(format!("both are for {}", spoken(purpose.name()))),
        (None, Some((one, other))) => {
            why.push(format!(
                "{} and {} are done in one go",
                spoken(one.name()),
                spoken(other.name())
            ));
        }
        (None, None) => {}
    }
    if let (Some(role), Some(other)) = (&a.role, &b.role) {
        if role != other {
            why.push(format!("then it is the work of {}", facts.role(role)));
        }
    }
    if why.is_empty() { pair } else { format!("{pair} ({})", why.join("; ")) }
}
