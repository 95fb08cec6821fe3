//! [`Headings`]: the fixed words of a playbook, in the language of its reader.

#[macro_use]
mod words;
mod known;
mod lookup;
mod measures;
mod plural;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use measures::Measures;
pub use plural::{Counted, PluralRule};
pub use words::{Labels, Names, Phrases, Reasons, Signs, Titles};

use crate::designer::propose::REMINDER;
use crate::process::DrawingWords;
use crate::process::{ClosingEvent, DealKind, Purpose};

/// The fixed words of a playbook: every word in it that is neither a user's
/// text nor an id.
///
/// All words are public, to be changed by a company that has its own. In a
/// phrase, what stands in braces is put in; a brace that names nothing stays as
/// it is.
///
/// ```
/// use sales_process::playbook::Headings;
///
/// let mut headings = Headings::english();
/// headings.titles.playbook = "How Acme sells".into();
/// headings.names.hunter = "Account executive".into();
/// assert_eq!(headings.language, "en");
/// assert_eq!(Headings::romanian().names.won, "Câștigat");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Headings {
    /// The language, as a tag such as `en`.
    pub language: String,
    /// How the language forms the plural.
    pub plural: PluralRule,
    /// A number of days.
    pub days: Counted,
    /// A number of hours.
    pub hours: Counted,
    /// A number of months.
    pub months: Counted,
    /// A number of orders.
    pub orders: Counted,
    /// A number of points.
    pub points: Counted,
    /// A number of times.
    pub times: Counted,
    /// About so many more customers.
    pub more_customers: Counted,
    /// About so many more customers who buy again.
    pub more_again: Counted,
    /// Headings of the parts of the document.
    pub titles: Titles,
    /// What stands before a value or at the head of a column.
    pub labels: Labels,
    /// Names of what the stored form has words for.
    pub names: Names,
    /// Why the process looks as it does.
    pub reasons: Reasons,
    /// Sentences.
    pub phrases: Phrases,
    /// Words of the picture.
    pub signs: Signs,
    /// Words of the figures.
    pub measures: Measures,
    /// Reasons to lose a deal or decline a lead that have words in this
    /// language, by how they are stored, such as `no_budget`. Others are shown
    /// as they are.
    pub known_reasons: BTreeMap<String, String>,
    /// KPIs by their path in the KPI report. Others are shown by their path.
    pub kpis: BTreeMap<String, String>,
    /// The criteria of the built-in frameworks, such as `bant.budget`.
    pub criteria: BTreeMap<String, String>,
    /// What a lint has found, by the name of the lint. A finding of a lint that
    /// is not here is told in its own words, which are English; in English
    /// there are none.
    pub lints: BTreeMap<String, String>,
}

impl Headings {
    /// In English.
    pub fn english() -> Self {
        let two = |one: &str, many: &str| Counted::new(one, many, many);
        Self {
            language: "en".into(),
            plural: PluralRule::OneOrMany,
            days: two("{number} day", "{number} days"),
            hours: two("{number} hour", "{number} hours"),
            months: two("{number} month", "{number} months"),
            orders: two("{number} order", "{number} orders"),
            points: two("{number} point", "{number} points"),
            times: two("once", "{number} times"),
            more_customers: two("about {number} more customer", "about {number} more customers"),
            more_again: two(
                "about {number} more customer who buys again",
                "about {number} more customers who buy again",
            ),
            titles: Titles::english(),
            labels: Labels::english(),
            names: Names::english(),
            reasons: Reasons::english(),
            phrases: Phrases::english(),
            signs: Signs::english(),
            measures: Measures::english(),
            known_reasons: known::table(known::REASONS, 0),
            kpis: known::table(known::KPIS, 0),
            criteria: known::table(known::CRITERIA, 0),
            lints: BTreeMap::new(),
        }
    }

    /// In Russian.
    pub fn russian() -> Self {
        let same = |words: &str| Counted::new(words, words, words);
        Self {
            language: "ru".into(),
            plural: PluralRule::Russian,
            days: Counted::new("{number} день", "{number} дня", "{number} дней"),
            hours: Counted::new("{number} час", "{number} часа", "{number} часов"),
            months: Counted::new("{number} месяц", "{number} месяца", "{number} месяцев"),
            orders: Counted::new("{number} заказ", "{number} заказа", "{number} заказов"),
            points: Counted::new("{number} балл", "{number} балла", "{number} баллов"),
            times: Counted::new("{number} раз", "{number} раза", "{number} раз"),
            more_customers: same("клиентов больше примерно на {number}"),
            more_again: same("покупающих снова больше примерно на {number}"),
            titles: Titles::russian(),
            labels: Labels::russian(),
            names: Names::russian(),
            reasons: Reasons::russian(),
            phrases: Phrases::russian(),
            signs: Signs::russian(),
            measures: Measures::russian(),
            known_reasons: known::table(known::REASONS, 1),
            kpis: known::table(known::KPIS, 1),
            criteria: known::table(known::CRITERIA, 1),
            lints: lints(0),
        }
    }

    /// In Romanian.
    pub fn romanian() -> Self {
        Self {
            language: "ro".into(),
            plural: PluralRule::Romanian,
            days: Counted::new("o zi", "{number} zile", "{number} de zile"),
            hours: Counted::new("o oră", "{number} ore", "{number} de ore"),
            months: Counted::new("o lună", "{number} luni", "{number} de luni"),
            orders: Counted::new("o comandă", "{number} comenzi", "{number} de comenzi"),
            points: Counted::new("un punct", "{number} puncte", "{number} de puncte"),
            times: Counted::new("o dată", "de {number} ori", "de {number} de ori"),
            more_customers: Counted::new(
                "cu circa un client mai mult",
                "cu circa {number} clienți mai mult",
                "cu circa {number} de clienți mai mult",
            ),
            more_again: Counted::new(
                "cu circa un client care revine mai mult",
                "cu circa {number} clienți care revin mai mult",
                "cu circa {number} de clienți care revin mai mult",
            ),
            titles: Titles::romanian(),
            labels: Labels::romanian(),
            names: Names::romanian(),
            reasons: Reasons::romanian(),
            phrases: Phrases::romanian(),
            signs: Signs::romanian(),
            measures: Measures::romanian(),
            known_reasons: known::table(known::REASONS, 2),
            kpis: known::table(known::KPIS, 2),
            criteria: known::table(known::CRITERIA, 2),
            lints: lints(1),
        }
    }
}

impl Headings {
    /// The fixed words of a [`Drawing`](crate::process::Drawing), in the
    /// same language.
    pub fn picture_words(&self) -> DrawingWords {
        let (labels, names, signs) = (&self.labels, &self.names, &self.signs);
        let parts = [&names.attract, &names.qualify, &names.close, &names.retain];
        let mut words =
            DrawingWords { subprocesses: parts.map(Clone::clone), ..DrawingWords::default() };
        for (word, ours) in [
            (&mut words.start, &signs.start),
            (&mut words.won, &names.won),
            (&mut words.lost, &names.lost),
            (&mut words.at_most, &signs.at_most),
            (&mut words.win, &signs.win),
            (&mut words.days, &signs.days),
            (&mut words.to_go, &signs.to_go),
            (&mut words.mandatory, &signs.mandatory),
            (&mut words.bottleneck, &signs.bottleneck),
            (&mut words.next, &signs.next),
            (&mut words.nobody, &signs.nobody),
            (&mut words.purpose, &labels.purpose),
            (&mut words.role, &labels.responsible),
            (&mut words.participants, &labels.participants),
            (&mut words.actions, &labels.actions),
            (&mut words.tactics, &labels.tactics),
            (&mut words.exit_criteria, &labels.exit),
            (&mut words.typical, &labels.typical),
            (&mut words.stale, &labels.stale),
            (&mut words.stated_chance, &labels.stated_chance),
            (&mut words.serves, &labels.serves),
            (&mut words.closing_event, &labels.closing_event),
            (&mut words.longest_cycle, &labels.longest_cycle),
            (&mut words.result, &labels.result),
            (&mut words.owner, &labels.owner),
            (&mut words.goal, &labels.goal),
            (&mut words.plan, &labels.plan),
        ] {
            word.clone_from(ours);
        }
        let mut name = |stored: &str, ours: &str| {
            words.names.insert(stored.to_owned(), ours.to_owned());
        };
        let reminder = REMINDER.parse().ok();
        for purpose in Purpose::BUILT_IN.iter().chain(&reminder) {
            name(purpose.name(), names.purpose(purpose).unwrap_or(purpose.name()));
        }
        DealKind::ALL.iter().for_each(|kind| name(kind.name(), names.deal_kind(*kind)));
        let events = ClosingEvent::ALL;
        events.iter().for_each(|event| name(event.name(), names.closing_event(*event)));
        words
    }
}

impl Default for Headings {
    fn default() -> Self {
        Self::english()
    }
}

fn lints(language: usize) -> BTreeMap<String, String> {
    let sentence = |(name, words): &(&str, [&str; 2])| {
        words.get(language).map(|words| ((*name).to_owned(), (*words).to_owned()))
    };
    known::LINTS.iter().filter_map(sentence).collect()
}
