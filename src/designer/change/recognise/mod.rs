//! Which old stage is which new one.
//!
//! First what is known: pairs that are stated, and ids that stay. Then what is
//! left is recognised by evidence, strongest first: the same name, shared
//! purposes, exit criteria, actions and tactics, and neighbours in the flow
//! that are recognised already. An old stage that is left and whose contents
//! are now in a stage with another origin was merged into that; a new stage
//! whose contents came out of a stage that went elsewhere was split off it.
//!
//! What stands in very many stages says little about any, and is paired in
//! the order of the document only, so that the work grows with the size of
//! the pipelines and not with its square.

mod content;

use std::cmp::Reverse;
use std::collections::HashMap;

use self::content::{Facts, MOST_NEIGHBOURS, folded, held};
use crate::process::{Outcome, OutcomeKind, Pipeline, StageKey};

/// What old and new stages and outcomes have to do with one another, by
/// their place: stages, then outcomes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Links {
    /// What each old one became, and how that is known.
    pub(super) became: Vec<Option<(usize, Known)>>,
    /// Which old one each new one was; the inverse.
    pub(super) was: Vec<Option<usize>>,
    /// The new stage into which an old one was merged, besides the one that
    /// this was.
    pub(super) merged: Vec<Option<(usize, Known)>>,
    /// The old stage off which a new one was split.
    pub(super) split: Vec<Option<usize>>,
}

/// How it is known that two stages are one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Known {
    Told,
    SameId,
    Recognised,
}

/// The evidence from which on two stages are one, in the order it is asked for.
const ENOUGH: [i32; 3] = [8, 6, 4];

impl Links {
    pub(super) fn between(old: &Pipeline, new: &Pipeline, told: &[(StageKey, StageKey)]) -> Self {
        let count = |p: &Pipeline| p.stages().len() + p.outcomes().len();
        let mut links = Self {
            became: vec![None; count(old)],
            was: vec![None; count(new)],
            merged: vec![None; count(old)],
            split: vec![None; count(new)],
        };
        links.by_what_is_told(old, new, told);
        links.outcomes(old, new);
        let facts = Facts::of(old, new);
        links.by_evidence(&facts);
        links.by_place(&facts);
        links.merges(&facts);
        links.splits(&facts);
        links.most_alike(&facts);
        links
    }

    fn join(&mut self, old: usize, new: usize, known: Known) -> bool {
        match (self.became.get_mut(old), self.was.get_mut(new)) {
            (Some(became @ None), Some(was @ None)) => {
                (*became, *was) = (Some((new, known)), Some(old));
                true
            }
            _ => false,
        }
    }

    /// Whether nothing is known yet of what an old stage became.
    pub(super) fn is_gone(&self, old: usize) -> bool {
        let none = |of: &[Option<(usize, Known)>]| of.get(old).is_some_and(Option::is_none);
        none(&self.became) && none(&self.merged)
    }

    /// Whether it is stated what an old stage became, and so all of it is known.
    fn is_told(&self, old: usize) -> bool {
        let of = |known: &[Option<(usize, Known)>]| known.get(old).copied().flatten();
        [of(&self.became), of(&self.merged)]
            .iter()
            .flatten()
            .any(|(_, known)| *known == Known::Told)
    }

    pub(super) fn is_new(&self, new: usize) -> bool {
        let none = |of: &[Option<usize>]| of.get(new).is_some_and(Option::is_none);
        none(&self.was) && none(&self.split)
    }

    /// The new stage that an old one is, or is merged into.
    pub(super) fn place_of(&self, old: usize) -> Option<usize> {
        let merged = || self.merged.get(old).copied().flatten().map(|(new, _)| new);
        self.image(old).or_else(merged)
    }

    pub(super) fn image(&self, old: usize) -> Option<usize> {
        self.became.get(old).copied().flatten().map(|(new, _)| new)
    }

    pub(super) fn origin(&self, new: usize) -> Option<usize> {
        self.was.get(new).copied().flatten()
    }

    /// The pairs that are stated, and the ids that stay where nothing else is.
    fn by_what_is_told(&mut self, old: &Pipeline, new: &Pipeline, told: &[(StageKey, StageKey)]) {
        let fit = |(from, to): &&(StageKey, StageKey)| {
            old.working_stage(*from).is_some() == new.working_stage(*to).is_some()
        };
        let mut elsewhere: HashMap<usize, Vec<usize>> = HashMap::new();
        for (from, to) in told.iter().filter(fit) {
            elsewhere.entry(from.index()).or_default().push(to.index());
        }
        for from in 0..self.became.len() {
            let key = old.id_of(StageKey::of(from)).and_then(|id| new.key(id.as_str()));
            let Some(to) = key.map(StageKey::index) else { continue };
            let is_stage = from < old.stages().len();
            let goes_there = elsewhere.get(&from).is_none_or(|told| told.contains(&to));
            if is_stage == (to < new.stages().len()) && goes_there {
                self.join(from, to, Known::SameId);
            }
        }
        for (from, to) in told.iter().filter(fit).map(|(from, to)| (from.index(), to.index())) {
            if self.image(from) == Some(to) || self.join(from, to, Known::Told) {
                continue;
            }
            if self.is_gone(from) {
                if let Some(slot) = self.merged.get_mut(from) {
                    *slot = Some((to, Known::Told));
                }
            } else if self.is_new(to) {
                if let Some(slot) = self.split.get_mut(to) {
                    *slot = Some(from);
                }
            }
        }
    }

    /// Outcomes of one kind by their name, or as the only ones left.
    fn outcomes(&mut self, old: &Pipeline, new: &Pipeline) {
        let all = |p: &Pipeline| {
            let first = p.stages().len();
            let named = move |(i, o): (usize, &Outcome)| (first + i, o.kind, folded(o.name()));
            p.outcomes().iter().enumerate().map(named).collect::<Vec<_>>()
        };
        let (olds, news) = (all(old), all(new));
        let mut by_name: HashMap<_, Vec<usize>> = HashMap::new();
        for (to, kind, name) in news.iter().rev().filter(|(to, _, _)| self.is_new(*to)) {
            by_name.entry((kind.name(), name)).or_default().push(*to);
        }
        for (from, kind, name) in &olds {
            if self.is_gone(*from) {
                if let Some(to) = by_name.get_mut(&(kind.name(), name)).and_then(Vec::pop) {
                    self.join(*from, to, Known::Recognised);
                }
            }
        }
        for kind in OutcomeKind::ALL {
            let mut left = olds.iter().filter(|o| o.1 == *kind && self.is_gone(o.0));
            let mut more = news.iter().filter(|o| o.1 == *kind && self.is_new(o.0));
            let only = (left.next(), left.next(), more.next(), more.next());
            if let (Some((from, ..)), None, Some((to, ..)), None) = only {
                let (from, to) = (*from, *to);
                self.join(from, to, Known::Recognised);
            }
        }
    }

    fn by_evidence(&mut self, facts: &Facts) {
        let mut pairs = facts.candidates(|old| self.is_gone(old), |new| self.is_new(new));
        for enough in ENOUGH {
            pairs.retain(|pair| self.is_gone(pair.old) && self.is_new(pair.new));
            let mut ranked: Vec<_> = pairs
                .iter()
                .map(|pair| {
                    let all = pair.evidence + 2 * self.neighbours(facts, pair.old, pair.new);
                    let apart = pair.old.abs_diff(pair.new);
                    (Reverse(all), Reverse(pair.evidence), apart, pair.old, pair.new)
                })
                .filter(|(Reverse(all), ..)| *all >= enough)
                .collect();
            ranked.sort_unstable();
            for (_, _, _, old, new) in ranked {
                self.join(old, new, Known::Recognised);
            }
        }
    }

    /// On how many sides, before and after, some neighbour of the one became
    /// a neighbour of the other.
    fn neighbours(&self, facts: &Facts, old: usize, new: usize) -> i32 {
        let near = |olds: &[usize], news: &[usize]| {
            let mut images = olds.iter().take(MOST_NEIGHBOURS).filter_map(|o| self.image(*o));
            i32::from(images.any(|image| news.binary_search(&image).is_ok()))
        };
        near(facts.old.before(old), facts.new.before(new))
            + near(facts.old.after(old), facts.new.after(new))
    }

    /// A stage that says nothing of itself is known by its place, where all
    /// its neighbours are known.
    fn by_place(&mut self, facts: &Facts) {
        for old in 0..facts.old.contents.len() {
            if !self.is_gone(old) || !facts.old.says_nothing(old) {
                continue;
            }
            let (before, after) = (facts.old.before(old), facts.old.after(old));
            let few = before.len() <= MOST_NEIGHBOURS && after.len() <= MOST_NEIGHBOURS;
            let (Some(first), true) = (before.first(), few && !after.is_empty()) else { continue };
            let images = |olds: &[usize]| {
                let mut news: Vec<_> = olds.iter().filter_map(|o| self.image(*o)).collect();
                news.sort_unstable();
                (news.len() == olds.len()).then_some(news)
            };
            let (Some(into), Some(out)) = (images(before), images(after)) else { continue };
            let Some(near) = self.image(*first) else { continue };
            let same = |new: &&usize| {
                self.is_new(**new)
                    && facts.new.says_nothing(**new)
                    && facts.new.before(**new) == into
                    && facts.new.after(**new) == out
            };
            let found = facts.new.after(near).iter().take(MOST_NEIGHBOURS).find(same).copied();
            if let Some(new) = found {
                self.join(old, new, Known::Recognised);
            }
        }
    }

    /// Old stages that are left, in stages that hold what they held.
    fn merges(&mut self, facts: &Facts) {
        for old in 0..facts.old.contents.len() {
            if !self.is_gone(old) {
                continue;
            }
            let mut near: Vec<usize> =
                facts.old.around(old).filter_map(|o| self.image(o)).collect();
            near.retain(|new| *new < facts.new.contents.len());
            let holders = facts.new.holders(facts.old.content(old));
            let mut best: Option<(i32, Reverse<usize>)> = None;
            for new in holders.into_iter().chain(near.iter().copied()) {
                let is_near = near.contains(&new);
                let other = self.origin(new).map(|other| facts.old.content(other));
                let held = held(facts.old.content(old), facts.new.content(new), other, is_near);
                best = best.max(held.map(|held| (held, Reverse(new))));
            }
            let Some((_, Reverse(new))) = best else { continue };
            if !self.join(old, new, Known::Recognised) {
                if let Some(slot) = self.merged.get_mut(old) {
                    *slot = Some((new, Known::Recognised));
                }
            }
        }
    }

    /// New stages that are left, out of stages that held what they hold.
    fn splits(&mut self, facts: &Facts) {
        for new in 0..facts.new.contents.len() {
            if !self.is_new(new) {
                continue;
            }
            let mut near: Vec<usize> =
                facts.new.around(new).filter_map(|n| self.origin(n)).collect();
            near.retain(|old| *old < facts.old.contents.len());
            let holders = facts.old.holders(facts.new.content(new));
            let mut best: Option<(i32, Reverse<usize>)> = None;
            for old in holders.into_iter().chain(near.iter().copied()) {
                if self.is_told(old) {
                    continue;
                }
                let is_near = near.contains(&old);
                let other = self.image(old).map(|other| facts.new.content(other));
                let held = held(facts.new.content(new), facts.old.content(old), other, is_near);
                best = best.max(held.map(|held| (held, Reverse(old))));
            }
            let Some((_, Reverse(old))) = best else { continue };
            if self.is_gone(old) {
                self.join(old, new, Known::Recognised);
            } else if let Some(slot) = self.split.get_mut(new) {
                *slot = Some(old);
            }
        }
    }
}

impl Links {
    /// Of the parts that a stage was split into, lets the one that is most
    /// like it be what it became; the first of several that are.
    fn most_alike(&mut self, facts: &Facts) {
        for part in 0..self.split.len() {
            let Some(old) = self.split.get(part).copied().flatten() else { continue };
            let Some((first, Known::Recognised)) = self.became.get(old).copied().flatten() else {
                continue;
            };
            let alike = |new: usize| {
                let evidence = facts.old.content(old).evidence(facts.new.content(new));
                (evidence, Reverse(new))
            };
            if alike(part) > alike(first) {
                if let Some(became) = self.became.get_mut(old) {
                    *became = Some((part, Known::Recognised));
                }
                for (place, was, split) in [(part, Some(old), None), (first, None, Some(old))] {
                    if let (Some(is), Some(off)) =
                        (self.was.get_mut(place), self.split.get_mut(place))
                    {
                        (*is, *off) = (was, split);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Move, PipelineDraft, Purpose, Stage};

    /// A chain of stages, each with a way to the outcome Lost.
    pub(super) fn chain(count: usize, stage: impl Fn(usize) -> Stage) -> Pipeline {
        let mut draft = PipelineDraft::new("long").won("won").lost("lost");
        draft.stages = (0..count).map(stage).collect();
        for i in 0..count {
            let from = &draft.stages[i].id;
            draft.moves.push(Move::new(from, "lost"));
            let next = draft.stages.get(i + 1).map_or("won", |next| next.id.as_str());
            draft.moves.push(Move::new(from, next));
        }
        draft.build().unwrap()
    }

    /// How many of the stages of one chain are found in the other.
    #[track_caller]
    fn check(old: &Pipeline, new: &Pipeline, found: usize, expected: impl Fn(usize) -> usize) {
        let links = Links::between(old, new, &[]);
        let right = |old: &usize| links.place_of(*old) == Some(expected(*old));
        assert_eq!((0..old.stages().len()).filter(right).count(), found);
    }

    #[test]
    fn a_thousand_stages_with_other_ids() {
        const MANY: usize = 1_000;
        let named = |id: char| move |i: usize| Stage::new(format!("{id}{i}"), format!("Stage {i}"));
        check(&chain(MANY, named('a')), &chain(MANY, named('b')), MANY, |i| i);
        // One thing in all of them: by the order of the document.
        let alike = |id: char| {
            move |i: usize| {
                Stage::new(format!("{id}{i}"), format!("{id}{i}")).purpose(Purpose::Trial)
            }
        };
        check(&chain(MANY, alike('a')), &chain(MANY, alike('b')), MANY, |i| i);
        // Nothing at all to know them by.
        let bare = |id: char| move |i: usize| Stage::new(format!("{id}{i}"), format!("{id}{i}"));
        let (old, new) = (chain(MANY, bare('a')), chain(MANY, bare('b')));
        let links = Links::between(&old, &new, &[]);
        assert!((0..MANY).all(|i| links.is_gone(i) && links.is_new(i)));
    }

    #[test]
    fn five_hundred_pairs_merged_and_split() {
        const MANY: usize = 500;
        let one = |i: usize| {
            Stage::new(format!("one{i}"), "").exit_when(format!("c{i}"), format!("{i} is so"))
        };
        let both = |i: usize| {
            let stage =
                one(2 * i).exit_when(format!("c{}", 2 * i + 1), format!("{} is so", 2 * i + 1));
            Stage { id: format!("both{i}"), ..stage }
        };
        let (ones, pairs) = (chain(2 * MANY, one), chain(MANY, both));
        check(&ones, &pairs, 2 * MANY, |i| i / 2);
        let links = Links::between(&pairs, &ones, &[]);
        let out_of = |new: usize| links.origin(new).or(links.split[new]);
        assert!((0..2 * MANY).all(|new| out_of(new) == Some(new / 2)));
    }
}
