//! What is different in the moves between stages.

use std::collections::HashMap;

use super::recognise::Links;
use crate::process::{Move, Pipeline, Rework, StageKey};
use crate::value::{Probability, StageId};

/// A move that is there in one version only, or is another one in the other.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct MoveChange<'a> {
    /// Where it leaves: the stage as it is called now, or was where it is gone.
    pub from: StageId,
    /// Where it leads, named in the same way.
    pub to: StageId,
    /// The old move; `None` for one that is added.
    pub old: Option<&'a Move>,
    /// The new move; `None` for one that is removed.
    pub new: Option<&'a Move>,
}

/// An end of an old move, in the new pipeline where it is still there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum End {
    Now(usize),
    Gone(usize),
}

/// The moves that changed, and whether those that stay are in another order.
pub(super) fn compare<'a>(
    old: &'a Pipeline,
    new: &'a Pipeline,
    links: &Links,
) -> (Vec<MoveChange<'a>>, bool) {
    let now = |key: StageKey| links.place_of(key.index()).map_or(End::Gone(key.index()), End::Now);
    let mut left: HashMap<(End, End), Vec<usize>> = HashMap::new();
    for (i, (from, to)) in new.move_ends().iter().enumerate().rev() {
        left.entry((End::Now(from.index()), End::Now(to.index()))).or_default().push(i);
    }
    // Of moves that are one now, the one between the stages that are still
    // themselves is compared with it.
    let itself = |key: StageKey| links.image(key.index()).is_some();
    let ends = old.move_ends();
    let mut order: Vec<usize> = (0..ends.len()).collect();
    order.sort_by_key(|i| ends.get(*i).is_none_or(|(from, to)| !(itself(*from) && itself(*to))));
    let mut became: Vec<Option<usize>> = vec![None; ends.len()];
    let mut first_of: HashMap<(End, End), (StageKey, StageKey)> = HashMap::new();
    for i in order {
        let (Some(&(from, to)), Some(slot)) = (ends.get(i), became.get_mut(i)) else { continue };
        let between = (now(from), now(to));
        *slot = left.get_mut(&between).and_then(Vec::pop);
        if slot.is_some() {
            first_of.entry(between).or_insert((from, to));
        }
    }

    let name = |end: End| match end {
        End::Now(place) => new.id_of(StageKey::of(place)).cloned(),
        End::Gone(place) => old.id_of(StageKey::of(place)).cloned(),
    };
    let mut changes = Vec::new();
    let mut told = |from: End, to: End, old, new| {
        if let (Some(from), Some(to)) = (name(from), name(to)) {
            changes.push(MoveChange { from, to, old, new });
        }
    };
    for ((step, (from, to)), became) in old.moves().iter().zip(ends).zip(&became) {
        let between = (now(*from), now(*to));
        match became.and_then(|i| new.moves().get(i)) {
            Some(now) if !differ(step, now) => {}
            Some(now) => told(between.0, between.1, Some(step), Some(now)),
            None => {
                // Between stages that are one now there is nothing to go; and
                // two moves can be one.
                let within = from != to && between.0 == between.1;
                let joined = first_of.get(&between).is_some_and(|first| *first != (*from, *to));
                if !within && !joined {
                    told(between.0, between.1, Some(step), None);
                }
            }
        }
    }
    let mut more: Vec<usize> = left.into_values().flatten().collect();
    more.sort_unstable();
    for i in more {
        if let (Some(step), Some((from, to))) = (new.moves().get(i), new.move_ends().get(i)) {
            told(End::Now(from.index()), End::Now(to.index()), None, Some(step));
        }
    }
    (changes, !became.iter().flatten().is_sorted())
}

/// Whether two moves between the same stages are not the same.
fn differ(old: &Move, new: &Move) -> bool {
    let Move { from: _, to: _, probability, rework } = old;
    *probability != new.probability || *rework != new.rework
}

impl std::fmt::Display for MoveChange<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { from, to, .. } = self;
        match (self.old, self.new) {
            (None, Some(step)) if step.rework.is_some() => {
                write!(f, "from `{from}` one can now also go back to `{to}`{}", limit(step))?;
                share(f, step)
            }
            (None, Some(step)) => {
                write!(f, "from `{from}` one now also goes to `{to}`")?;
                share(f, step)
            }
            (Some(step), None) => {
                let back = if step.rework.is_some() { "back " } else { "" };
                write!(f, "from `{from}` one no longer goes {back}to `{to}`")
            }
            (Some(old), Some(new)) => {
                write!(f, "from `{from}` to `{to}`: ")?;
                let told = |chance: Option<Probability>| {
                    chance.map_or_else(|| "none".to_owned(), |chance| chance.to_string())
                };
                if old.probability != new.probability {
                    let (old, new) = (told(old.probability), told(new.probability));
                    write!(f, "probability {old} → {new}")?;
                }
                if old.rework != new.rework {
                    let comma = if old.probability == new.probability { "" } else { ", " };
                    write!(f, "{comma}{} → {}", way(old.rework), way(new.rework))?;
                }
                Ok(())
            }
            (None, None) => Ok(()),
        }
    }
}

fn share(f: &mut std::fmt::Formatter<'_>, step: &Move) -> std::fmt::Result {
    match step.probability {
        Some(chance) => write!(f, ", with probability {chance}"),
        None => Ok(()),
    }
}

fn limit(step: &Move) -> String {
    match step.rework.and_then(|rework| rework.max_passes) {
        Some(passes) => format!(", {passes} time{} at most", if passes == 1 { "" } else { "s" }),
        None => String::new(),
    }
}

fn way(rework: Option<Rework>) -> String {
    match rework {
        None => "a plain move".to_owned(),
        Some(Rework { max_passes: None }) => "back without limit".to_owned(),
        Some(Rework { max_passes: Some(1) }) => "back once at most".to_owned(),
        Some(Rework { max_passes: Some(passes) }) => format!("back {passes} times at most"),
    }
}
