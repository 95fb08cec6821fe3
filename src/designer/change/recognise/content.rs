//! What stages can be known by, and how much it says.

use std::collections::HashMap;

use crate::process::Pipeline;

/// How many neighbours of a stage are looked at.
pub(super) const MOST_NEIGHBOURS: usize = 32;

/// How many pairs may come of one thing that several stages share.
const MOST_PAIRS: usize = 1_024;

/// How much of a stage is in another; `None` where that is not enough, or
/// where `other`, which is known to be in there, explains it: unless all is
/// there and the two stood beside one another.
pub(super) fn held(
    part: &Content,
    whole: &Content,
    other: Option<&Content>,
    is_near: bool,
) -> Option<i32> {
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
pub(super) struct Content {
    /// Sorted; no two alike.
    tokens: Vec<Token>,
    pub(super) name: String,
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
    pub(super) fn evidence(&self, other: &Self) -> i32 {
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
pub(super) struct Side {
    pub(super) contents: Vec<Content>,
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

    pub(super) fn content(&self, stage: usize) -> &Content {
        static NOTHING: Content = Content { tokens: Vec::new(), name: String::new() };
        self.contents.get(stage).unwrap_or(&NOTHING)
    }

    pub(super) fn says_nothing(&self, stage: usize) -> bool {
        self.content(stage).inner().next().is_none()
    }

    pub(super) fn before(&self, place: usize) -> &[usize] {
        self.before.get(place).map_or(&[], Vec::as_slice)
    }

    pub(super) fn after(&self, place: usize) -> &[usize] {
        self.after.get(place).map_or(&[], Vec::as_slice)
    }

    pub(super) fn around(&self, place: usize) -> impl Iterator<Item = usize> + '_ {
        let few =
            |near: &'_ [usize]| near.iter().take(MOST_NEIGHBOURS).copied().collect::<Vec<_>>();
        few(self.before(place)).into_iter().chain(few(self.after(place)))
    }

    /// The stages that have anything of a content but the name.
    pub(super) fn holders(&self, content: &Content) -> Vec<usize> {
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

pub(super) struct Facts {
    pub(super) old: Side,
    pub(super) new: Side,
}

/// Two stages that may be one.
pub(super) struct Pair {
    pub(super) old: usize,
    pub(super) new: usize,
    /// What their contents say.
    pub(super) evidence: i32,
}

impl Facts {
    pub(super) fn of(old: &Pipeline, new: &Pipeline) -> Self {
        let mut words = HashMap::new();
        Self { old: Side::of(old, &mut words), new: Side::of(new, &mut words) }
    }

    /// The pairs that share something.
    pub(super) fn candidates(
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
pub(super) fn folded(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::chain;
    use super::*;
    use crate::process::{Purpose, Stage};

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
