//! Which old stage is which new one.
//!
//! First what is known: pairs that are told, and ids that stay. Then what is
//! left is recognised by evidence, strongest first: the same name, shared
//! purposes, exit criteria, actions and tactics, and neighbours in the flow
//! that are recognised already. An old stage that is left and whose contents
//! are now in a stage with another origin was merged into that; a new stage
//! whose contents came out of a stage that went elsewhere was split off it.
//!
//! What stands in very many stages says little about any, and is paired in
//! the order of the document only, so that the work grows with the size of
//! the pipelines and not with its square.

use std::cmp::Reverse;
use std::collections::HashMap;

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

/// How many pairs may come of one thing that several stages share.
const MOST_PAIRS: usize = 1_024;
/// How many neighbours of a stage are looked at.
const MOST_NEIGHBOURS: usize = 32;
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

    /// Whether it is told what an old stage became, and so all of it is known.
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

    /// The pairs that are told, and the ids that stay where nothing else is.
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

/// How much of a stage is in another; `None` where that is not enough, or
/// where `other`, which is known to be in there, explains it: unless all is
/// there and the two stood beside one another.
fn held(part: &Content, whole: &Content, other: Option<&Content>, is_near: bool) -> Option<i32> {
    let of: i32 = part.inner().map(Token::weight).sum();
    let (mut held, mut own) = (0, 0);
    for token in part.inner().filter(|token| whole.has(*token)) {
        held += token.weight();
        own += if other.is_some_and(|other| other.has(token)) { 0 } else { token.weight() };
    }
    let named = is_near
        && part.name.len() >= 3
        && whole.name.len() > part.name.len()
        && whole.name.contains(&part.name)
        && other.is_none_or(|other| !other.name.contains(&part.name));
    if named {
        return Some(6 + held + own);
    }
    let enough = held >= 2 && 2 * held >= of && (own > 0 || (held == of && is_near));
    enough.then_some(held + own + i32::from(is_near))
}

/// Something a stage can be known by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Token {
    kind: Kind,
    /// Which of its kind, by number.
    text: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
enum Kind {
    Name,
    Purpose,
    Criterion,
    Action,
    Tactic,
}

impl Token {
    /// How much it says.
    fn weight(self) -> i32 {
        match self.kind {
            Kind::Name => 6,
            Kind::Purpose | Kind::Criterion | Kind::Action => 2,
            Kind::Tactic => 1,
        }
    }
}

impl Kind {
    /// How much all of a kind can say together.
    fn most(self) -> i32 {
        match self {
            Self::Name | Self::Criterion => 6,
            Self::Purpose => 3,
            Self::Action => 4,
            Self::Tactic => 2,
        }
    }
}

/// What a stage can be known by.
#[derive(Debug, Default)]
struct Content {
    /// Sorted; no two alike.
    tokens: Vec<Token>,
    name: String,
}

impl Content {
    fn has(&self, token: Token) -> bool {
        self.tokens.binary_search(&token).is_ok()
    }

    /// All but its name.
    fn inner(&self) -> impl Iterator<Item = Token> + '_ {
        self.tokens.iter().copied().filter(|token| token.kind != Kind::Name)
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = Token> + '_ {
        self.tokens.iter().copied().filter(move |token| token.kind == kind)
    }

    /// How much speaks for two stages being one.
    fn evidence(&self, other: &Self) -> i32 {
        let shared = |kind| {
            let says = self.of_kind(kind).filter(|token| other.has(*token)).map(Token::weight);
            says.sum::<i32>().min(kind.most())
        };
        let of_both = self.of_kind(Kind::Purpose).zip(other.of_kind(Kind::Purpose)).count();
        let purposes = match shared(Kind::Purpose) {
            // Both say what they are for, and it is not the same.
            0 if of_both > 0 => -4,
            0 => 0,
            _ if self.of_kind(Kind::Purpose).eq(other.of_kind(Kind::Purpose)) => 4,
            says => says,
        };
        purposes
            + shared(Kind::Name)
            + shared(Kind::Criterion)
            + shared(Kind::Action)
            + shared(Kind::Tactic)
    }
}

/// What there is to know of the stages of one pipeline.
struct Side {
    contents: Vec<Content>,
    /// The stages that have a token, in order.
    holders: HashMap<Token, Vec<usize>>,
    /// The places each stage or outcome is entered from, and left to; sorted.
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
}

impl Side {
    fn of(pipeline: &Pipeline, words: &mut HashMap<(Kind, String), u32>) -> Self {
        let mut contents = Vec::new();
        let mut holders: HashMap<Token, Vec<usize>> = HashMap::new();
        for (i, stage) in pipeline.stages().iter().enumerate() {
            let mut tokens = Vec::new();
            let mut add = |kind, text: String| {
                if !text.is_empty() {
                    let next = u32::try_from(words.len()).unwrap_or(u32::MAX);
                    tokens.push(Token { kind, text: *words.entry((kind, text)).or_insert(next) });
                }
            };
            add(Kind::Name, folded(stage.name()));
            add(Kind::Name, folded(&stage.id));
            stage.purposes.iter().for_each(|p| add(Kind::Purpose, p.name().to_owned()));
            for criterion in &stage.exit_criteria {
                add(Kind::Criterion, folded(&criterion.id));
                add(Kind::Criterion, folded(&criterion.text));
            }
            stage.actions.iter().for_each(|action| add(Kind::Action, folded(action)));
            stage.tactics.iter().for_each(|tactic| add(Kind::Tactic, folded(tactic)));
            tokens.sort_unstable();
            tokens.dedup();
            for token in &tokens {
                holders.entry(*token).or_default().push(i);
            }
            contents.push(Content { tokens, name: folded(stage.name()) });
        }
        let places = contents.len() + pipeline.outcomes().len();
        let (mut before, mut after) = (vec![Vec::new(); places], vec![Vec::new(); places]);
        for (from, to) in pipeline.move_ends() {
            let (from, to) = (from.index(), to.index());
            if let (Some(out), Some(into)) = (after.get_mut(from), before.get_mut(to)) {
                out.push(to);
                into.push(from);
            }
        }
        for near in before.iter_mut().chain(&mut after) {
            near.sort_unstable();
            near.dedup();
        }
        Self { contents, holders, before, after }
    }

    fn content(&self, stage: usize) -> &Content {
        static NOTHING: Content = Content { tokens: Vec::new(), name: String::new() };
        self.contents.get(stage).unwrap_or(&NOTHING)
    }

    fn says_nothing(&self, stage: usize) -> bool {
        self.content(stage).inner().next().is_none()
    }

    fn before(&self, place: usize) -> &[usize] {
        self.before.get(place).map_or(&[], Vec::as_slice)
    }

    fn after(&self, place: usize) -> &[usize] {
        self.after.get(place).map_or(&[], Vec::as_slice)
    }

    fn around(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let few =
            |near: &'_ [usize]| near.iter().take(MOST_NEIGHBOURS).copied().collect::<Vec<_>>();
        few(self.before(place)).into_iter().chain(few(self.after(place)))
    }

    /// The stages that have anything of a content but the name.
    fn holders(&self, content: &Content) -> Vec<usize> {
        let mut found: Vec<usize> = content
            .inner()
            .filter_map(|token| self.holders.get(&token))
            .filter(|holders| holders.len() <= MOST_NEIGHBOURS)
            .flatten()
            .copied()
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }
}

struct Facts {
    old: Side,
    new: Side,
}

/// Two stages that may be one.
struct Pair {
    old: usize,
    new: usize,
    /// What their contents say.
    evidence: i32,
}

impl Facts {
    fn of(old: &Pipeline, new: &Pipeline) -> Self {
        let mut words = HashMap::new();
        Self { old: Side::of(old, &mut words), new: Side::of(new, &mut words) }
    }

    /// The pairs that share something.
    fn candidates(
        &self,
        gone: impl Fn(usize) -> bool,
        is_new: impl Fn(usize) -> bool,
    ) -> Vec<Pair> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (token, olds) in &self.old.holders {
            let Some(news) = self.new.holders.get(token) else { continue };
            let olds: Vec<usize> = olds.iter().copied().filter(|old| gone(*old)).collect();
            let news: Vec<usize> = news.iter().copied().filter(|new| is_new(*new)).collect();
            if olds.len().saturating_mul(news.len()) <= MOST_PAIRS {
                pairs.extend(olds.iter().flat_map(|old| news.iter().map(|new| (*old, *new))));
            } else {
                pairs.extend(olds.into_iter().zip(news));
            }
        }
        // Sorted, so that the order of the map does not show.
        pairs.sort_unstable();
        pairs.dedup();
        let weighed = |(old, new): (usize, usize)| {
            let evidence = self.old.content(old).evidence(self.new.content(new));
            Pair { old, new, evidence }
        };
        pairs.into_iter().map(weighed).filter(|pair| pair.evidence > 0).collect()
    }
}

/// A text without case, spaces and punctuation.
fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{Move, PipelineDraft, Purpose, Stage};

    /// A chain of stages, each with a way to the outcome Lost.
    fn chain(count: usize, stage: impl Fn(usize) -> Stage) -> Pipeline {
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

    #[track_caller]
    #[allow(clippy::needless_pass_by_value, reason = "stages are made at the call")]
    fn check_evidence(old: Stage, new: Stage, expected: i32) {
        let (old, new) = (chain(1, |_| old.clone()), chain(1, |_| new.clone()));
        let facts = Facts::of(&old, &new);
        assert_eq!(facts.old.content(0).evidence(facts.new.content(0)), expected);
        assert_eq!(facts.new.content(0).evidence(facts.old.content(0)), expected);
    }

    #[test]
    fn evidence_adds_up() {
        let stage = |id: &str, name: &str| Stage::new(id, name);
        check_evidence(stage("a", "x"), stage("b", "y"), 0);
        check_evidence(stage("a", "The offer"), stage("b", "the  OFFER!"), 6);
        check_evidence(stage("call", "x"), stage("b", "Call"), 6);
        let (trial, offer) = (Purpose::Trial, Purpose::Proposal);
        let one = || stage("a", "x").purpose(trial.clone());
        check_evidence(one(), stage("b", "y").purpose(trial.clone()), 4);
        check_evidence(one(), stage("b", "y").purpose(trial.clone()).purpose(offer.clone()), 2);
        check_evidence(one(), stage("b", "y").purpose(offer), -4);
        check_evidence(one(), stage("b", "y"), 0);
        let much = |stage: Stage| {
            stage.exit_when("c", "it is so").action("do it").action("do more").tactic("slowly")
        };
        check_evidence(much(stage("a", "x")), much(stage("b", "y")), 4 + 4 + 1);
    }
}
