//! [`Decision`]: who takes it and why, and of everybody else why not.

use std::fmt;

use chrono::NaiveDate;
use serde::Serialize;

use super::Turn;
use crate::value::role_kind::RoleKind;
use crate::value::words::{Say, put, shown, told};
use crate::value::{Language, PersonId, ProductId};

/// Who takes something, and why nobody else does.
///
/// `Display` is a line for the person chosen and one for each who was passed
/// over; where nobody can take it, one line that begins with "nobody,
/// because". For programs it is an object with its members and the English
/// `text`; the reasons have `code`, `params` and `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// Who takes it, and why; `None` where nobody can.
    pub chosen: Option<(PersonId, ChoiceReason)>,
    /// Everybody else, in the order in which they were given.
    pub passed_over: Vec<PassedOver>,
    /// What to give to the next choice that is made in turn. It is what was
    /// given to this one unless somebody was chosen in turn.
    pub turn: Turn,
}

impl Decision {
    /// Who takes it; `None` where nobody can.
    pub fn person(&self) -> Option<&PersonId> {
        self.chosen.as_ref().map(|(person, _)| person)
    }
}

/// Why a person was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(remote = "Self", tag = "code", content = "params", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChoiceReason {
    /// Has the least load relative to capacity.
    LeastLoaded {
        /// How many customers or leads the person held before.
        load: u32,
        /// How many at most; without a limit where `None`.
        capacity: Option<u32>,
        /// How many could have taken it.
        of: usize,
    },
    /// Is named for the most of what is needed, and of those has the least
    /// load.
    BestMatch {
        /// For how many of territory, products and segment.
        named: u32,
        /// How many could have taken it.
        of: usize,
    },
    /// It is the person's turn.
    InTurn {
        /// Who had the turn before; `None` for the first.
        after: Option<PersonId>,
        /// How many could have taken it.
        of: usize,
    },
}

/// Somebody who was passed over, and everything that spoke against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PassedOver {
    /// Who.
    pub person: PersonId,
    /// Why; never empty.
    pub reasons: Vec<PassReason>,
}

impl PassedOver {
    /// Whether the person could have taken it, and another was the better
    /// choice.
    pub fn could_have(&self) -> bool {
        self.reasons.iter().all(PassReason::is_comparison)
    }
}

/// Why a person was passed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(remote = "Self", tag = "code", content = "params", rename_all = "snake_case")]
#[non_exhaustive]
pub enum PassReason {
    /// Is in the list before: the first place counts.
    Twice,
    /// Is not to take it, whatever else.
    Excepted,
    /// Is there for something else.
    Role {
        /// What the person is there for.
        has: RoleKind,
        /// What is needed.
        needed: RoleKind,
    },
    /// Is not there on the day.
    OnLeave {
        /// The day the person is back; never where `None`.
        until: Option<NaiveDate>,
    },
    /// Does not serve the territory.
    Territory(String),
    /// Does not sell these products.
    Products(Vec<ProductId>),
    /// Does not serve the segment.
    Segment(String),
    /// Has no room.
    Full {
        /// How many customers or leads the person holds.
        load: u32,
        /// How many at most.
        capacity: u32,
    },
    /// Could take it, but is more loaded relative to capacity.
    MoreLoaded {
        /// How many customers or leads the person holds.
        load: u32,
        /// How many at most; without a limit where `None`.
        capacity: Option<u32>,
    },
    /// Could take it and is as loaded, but has less room left, or comes later
    /// by id.
    AsLoaded,
    /// Could take it, but is named for less of what is needed.
    WeakerMatch {
        /// For how many of territory, products and segment.
        named: u32,
        /// For how many the one chosen is named.
        best: u32,
    },
    /// Could take it, but it is another one's turn.
    NotInTurn,
}

impl PassReason {
    fn is_comparison(&self) -> bool {
        match self {
            Self::MoreLoaded { .. }
            | Self::AsLoaded
            | Self::WeakerMatch { .. }
            | Self::NotInTurn => true,
            Self::Twice
            | Self::Excepted
            | Self::Role { .. }
            | Self::OnLeave { .. }
            | Self::Territory(_)
            | Self::Products(_)
            | Self::Segment(_)
            | Self::Full { .. } => false,
        }
    }
}

/// The load in words: `3 of at most 10`, or `3` without a limit.
fn held(load: u32, capacity: Option<u32>, language: Language) -> String {
    match capacity {
        Some(capacity) => {
            let of = language.of(["of at most", "из возможных", "din cel mult"]);
            format!("{load} {of} {capacity}")
        }
        None => load.to_string(),
    }
}

impl ChoiceReason {
    /// Why, in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        match self {
            Self::LeastLoaded { load, capacity, of } => put(
                [
                    "the least loaded of {of} with {held}",
                    "наименее загружен из {of}: {held}",
                    "cel mai puțin încărcat din {of}: {held}",
                ],
                language,
                &[("of", of), ("held", &held(*load, *capacity, language))],
            ),
            Self::BestMatch { named, of } => put(
                [
                    "the best match of {of}, named for {named} of what is needed",
                    "лучше всех подходит из {of}, совпадений с нужным: {named}",
                    "cea mai bună potrivire din {of}, potriviri cu ce trebuie: {named}",
                ],
                language,
                &[("of", of), ("named", named)],
            ),
            Self::InTurn { after: Some(after), of } => put(
                [
                    "next of {of} after `{after}`",
                    "следующий из {of} после `{after}`",
                    "următorul din {of} după `{after}`",
                ],
                language,
                &[("of", of), ("after", after)],
            ),
            Self::InTurn { after: None, of } => put(
                ["the first of {of}", "первый из {of}", "primul din {of}"],
                language,
                &[("of", of)],
            ),
        }
    }
}

impl PassReason {
    /// Why not, in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let say =
            |words, parameters: &[(&str, &dyn fmt::Display)]| put(words, language, parameters);
        match self {
            Self::Twice => {
                say(["is listed before", "уже есть в списке", "este deja în listă"], &[])
            }
            Self::Excepted => {
                say(["is not to take it", "не должен брать", "nu trebuie să preia"], &[])
            }
            Self::Role { has, needed } => say(
                [
                    "is a {has}, and a {needed} is needed",
                    "роль `{has}`, а нужна `{needed}`",
                    "are rolul `{has}`, dar trebuie `{needed}`",
                ],
                &[("has", has), ("needed", needed)],
            ),
            Self::OnLeave { until: Some(until) } => say(
                [
                    "is on leave until {until}",
                    "в отпуске до {until}",
                    "este în concediu până la {until}",
                ],
                &[("until", until)],
            ),
            Self::OnLeave { until: None } => {
                say(["has left", "больше не работает", "a plecat"], &[])
            }
            Self::Territory(territory) => say(
                ["does not serve `{name}`", "не обслуживает `{name}`", "nu deservește `{name}`"],
                &[("name", territory)],
            ),
            Self::Products(products) => {
                let mut names = String::new();
                products.say(language, &mut names);
                let words = ["does not sell {names}", "не продаёт {names}", "nu vinde {names}"];
                say(words, &[("names", &names)])
            }
            Self::Segment(segment) => say(
                [
                    "does not serve the segment `{name}`",
                    "не обслуживает сегмент `{name}`",
                    "nu deservește segmentul `{name}`",
                ],
                &[("name", segment)],
            ),
            Self::Full { load, capacity } => say(
                ["holds {held}", "места нет: {held}", "nu mai are loc: {held}"],
                &[("held", &held(*load, Some(*capacity), language))],
            ),
            Self::MoreLoaded { load, capacity } => say(
                [
                    "is more loaded with {held}",
                    "загружен больше: {held}",
                    "este mai încărcat: {held}",
                ],
                &[("held", &held(*load, *capacity, language))],
            ),
            Self::AsLoaded => say(
                [
                    "is as loaded, and comes later",
                    "загружен так же, но стоит дальше",
                    "este la fel de încărcat, dar urmează mai târziu",
                ],
                &[],
            ),
            Self::WeakerMatch { named, best } => say(
                [
                    "is named for {named} of what is needed, not for {best}",
                    "совпадений с нужным {named}, а не {best}",
                    "potriviri cu ce trebuie: {named}, nu {best}",
                ],
                &[("named", named), ("best", best)],
            ),
            Self::NotInTurn => {
                say(["comes later in turn", "очередь позже", "îi vine rândul mai târziu"], &[])
            }
        }
    }
}

impl PassedOver {
    /// Who and why not, in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        // In English the reason is the verb of the sentence.
        let colon = language.of(["", ":", ":"]);
        format!("`{}`{colon} {}", self.person, self.why(language))
    }

    fn why(&self, language: Language) -> String {
        let reasons: Vec<String> = self.reasons.iter().map(|why| why.text_in(language)).collect();
        reasons.join(", ")
    }
}

impl Decision {
    /// Who and why, and why nobody else, in words of a language. English is
    /// that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        if let Some((person, why)) = &self.chosen {
            let mut text = format!("`{person}`, {}", why.text_in(language));
            for passed in &self.passed_over {
                let not = language.of(["not", "не", "nu"]);
                text += &format!("\n  {not} `{}`: {}", passed.person, passed.why(language));
            }
            return text;
        }
        let passed: Vec<String> =
            self.passed_over.iter().map(|passed| passed.text_in(language)).collect();
        let why = if passed.is_empty() {
            let nobody =
                ["there is nobody to choose from", "выбирать не из кого", "nu este din cine alege"];
            language.of(nobody).to_owned()
        } else {
            passed.join("; ")
        };
        let nobody = language.of(["nobody, because", "никто, потому что:", "nimeni, deoarece:"]);
        format!("{nobody} {why}")
    }
}

shown! { PassedOver }

told! { ChoiceReason PassReason }
told! { Decision { chosen, passed_over, turn } }
