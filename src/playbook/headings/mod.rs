//! [`Headings`]: the fixed words of a playbook, in the language of its reader.

#[macro_use]
mod words;
mod known;
mod lookup;
mod measures;
mod numbers;
mod plural;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

pub use measures::Measures;
pub use numbers::Numbers;
pub use plural::{Counted, PluralRule};
pub use words::{Labels, Names, Phrases, Reasons, Signs, Titles};

use crate::designer::propose::REMINDER;
use crate::process::{ClosingEvent, DealKind, DrawingWords, Purpose, RoleKind};
use crate::value::Language;

/// The fixed words of a playbook: every word in it that is neither a user's
/// text nor an id.
///
/// All words are public, to be changed by a company that has its own. In a
/// phrase, what stands in braces is put in; a brace that names nothing stays as
/// it is.
///
/// ```
/// use sales_process::Language;
/// use sales_process::playbook::Headings;
///
/// let mut headings = Headings::of(Language::English);
/// headings.titles.playbook = "How Acme sells";
/// headings.names.hunter = "Account executive";
/// assert_eq!(headings.language, "en");
/// assert_eq!(Headings::of(Language::Romanian).names.won, "Câștigată");
/// ```
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Headings<'w> {
    /// The language, as a tag such as `en`.
    pub language: &'w str,
    /// How the language forms the plural.
    pub plural: PluralRule,
    /// How the language writes numbers, amounts and days of the calendar.
    pub numbers: Numbers<'w>,
    /// A number of days.
    pub days: Counted<'w>,
    /// A number of hours.
    pub hours: Counted<'w>,
    /// A number of months.
    pub months: Counted<'w>,
    /// A number of orders, which are purchases, visits or projects.
    pub orders: Counted<'w>,
    /// A number of points.
    pub points: Counted<'w>,
    /// A number of times.
    pub times: Counted<'w>,
    /// About so many more customers.
    pub more_customers: Counted<'w>,
    /// About so many more customers who buy again.
    pub more_again: Counted<'w>,
    /// Headings of the parts of the document.
    pub titles: Titles<'w>,
    /// What stands before a value or at the head of a column.
    pub labels: Labels<'w>,
    /// Names of what the stored form has words for.
    pub names: Names<'w>,
    /// Why the process looks as it does.
    pub reasons: Reasons<'w>,
    /// Sentences.
    pub phrases: Phrases<'w>,
    /// Words of the picture.
    pub signs: Signs<'w>,
    /// Words of the figures.
    pub measures: Measures<'w>,
    /// Reasons to lose a deal or decline a lead that have words in this
    /// language, by how they are stored, such as `no_budget`. Others are shown
    /// as they are.
    pub known_reasons: BTreeMap<&'w str, &'w str>,
    /// KPIs by their path in the KPI report. Others are shown by their path.
    pub kpis: BTreeMap<&'w str, &'w str>,
    /// The criteria of the built-in frameworks, such as `bant.budget`.
    pub criteria: BTreeMap<&'w str, &'w str>,
    /// What a lint has found and what helps, by the name of the lint. A finding
    /// of a lint that is not here is written in its own words, which are English; in
    /// English there are none.
    pub lints: BTreeMap<&'w str, [&'w str; 2]>,
}

impl Headings<'static> {
    /// The words in a language.
    pub fn of(language: Language) -> Self {
        let counted = |words: [[&'static str; 3]; 3]| {
            let [one, few, many] = language.of(words);
            Counted::new(one, few, many)
        };
        Self {
            language: language.name(),
            plural: language.of([PluralRule::OneOrMany, PluralRule::Russian, PluralRule::Romanian]),
            numbers: language.of(Numbers::IN),
            days: counted([
                ["{number} day", "{number} days", "{number} days"],
                ["{number} день", "{number} дня", "{number} дней"],
                ["o zi", "{number} zile", "{number} de zile"],
            ]),
            hours: counted([
                ["{number} hour", "{number} hours", "{number} hours"],
                ["{number} час", "{number} часа", "{number} часов"],
                ["o oră", "{number} ore", "{number} de ore"],
            ]),
            months: counted([
                ["{number} month", "{number} months", "{number} months"],
                ["{number} месяц", "{number} месяца", "{number} месяцев"],
                ["o lună", "{number} luni", "{number} de luni"],
            ]),
            orders: counted([
                ["{number} purchase", "{number} purchases", "{number} purchases"],
                ["{number} покупка", "{number} покупки", "{number} покупок"],
                ["o cumpărare", "{number} cumpărări", "{number} de cumpărări"],
            ]),
            points: counted([
                ["{number} point", "{number} points", "{number} points"],
                ["{number} балл", "{number} балла", "{number} баллов"],
                ["un punct", "{number} puncte", "{number} de puncte"],
            ]),
            times: counted([
                ["once", "{number} times", "{number} times"],
                ["{number} раз", "{number} раза", "{number} раз"],
                ["o dată", "de {number} ori", "de {number} de ori"],
            ]),
            more_customers: counted([
                [
                    "about {number} more customer",
                    "about {number} more customers",
                    "about {number} more customers",
                ],
                ["клиентов больше примерно на {number}"; 3],
                [
                    "cu circa un client mai mult",
                    "cu circa {number} clienți mai mult",
                    "cu circa {number} de clienți mai mult",
                ],
            ]),
            more_again: counted([
                [
                    "about {number} more customer who buys again",
                    "about {number} more customers who buy again",
                    "about {number} more customers who buy again",
                ],
                ["покупающих снова больше примерно на {number}"; 3],
                [
                    "cu circa un client care revine mai mult",
                    "cu circa {number} clienți care revin mai mult",
                    "cu circa {number} de clienți care revin mai mult",
                ],
            ]),
            titles: language.of(Titles::IN),
            labels: language.of(Labels::IN),
            names: language.of(Names::IN),
            reasons: language.of(Reasons::IN),
            phrases: language.of(Phrases::IN),
            signs: language.of(Signs::IN),
            measures: language.of(Measures::IN),
            known_reasons: known::table(known::REASONS, language),
            kpis: known::table(known::KPIS, language),
            criteria: known::table(known::CRITERIA, language),
            lints: known::lints(language),
        }
    }
}

impl Headings<'_> {
    /// The fixed words of a [`Drawing`](crate::process::Drawing), in the
    /// same language.
    pub fn picture_words(&self) -> DrawingWords {
        let (labels, names, signs) = (&self.labels, &self.names, &self.signs);
        let parts = [names.attract, names.qualify, names.close, names.retain];
        let mut words =
            DrawingWords { subprocesses: parts.map(str::to_owned), ..DrawingWords::default() };
        for (word, ours) in [
            (&mut words.decimal, self.numbers.decimal),
            (&mut words.percent, self.phrases.percent.trim_start_matches("{number}")),
            (&mut words.start, signs.start),
            (&mut words.won, names.won),
            (&mut words.lost, names.lost),
            (&mut words.at_most, signs.at_most),
            (&mut words.win, signs.win),
            (&mut words.days, signs.days),
            (&mut words.to_go, signs.to_go),
            (&mut words.mandatory, signs.mandatory),
            (&mut words.bottleneck, signs.bottleneck),
            (&mut words.next, signs.next),
            (&mut words.nobody, signs.nobody),
            (&mut words.purpose, names.purpose),
            (&mut words.role, labels.responsible),
            (&mut words.participants, labels.participants),
            (&mut words.actions, labels.actions),
            (&mut words.tactics, labels.tactics),
            (&mut words.exit_criteria, labels.exit),
            (&mut words.typical, labels.typical),
            (&mut words.stale, labels.stale),
            (&mut words.stated_chance, labels.stated_chance),
            (&mut words.serves, labels.serves),
            (&mut words.closing_event, labels.closing_event),
            (&mut words.longest_cycle, labels.longest_cycle),
            (&mut words.result, labels.result),
            (&mut words.owner, labels.owner),
            (&mut words.goal, labels.goal),
            (&mut words.plan, labels.plan),
        ] {
            ours.clone_into(word);
        }
        let mut name = |stored: &str, ours: &str| {
            words.names.insert(stored.to_owned(), ours.to_owned());
        };
        let reminder = REMINDER.parse().ok();
        for purpose in Purpose::BUILT_IN.iter().chain(&reminder) {
            name(purpose.name(), names.purpose(purpose).unwrap_or(purpose.name()));
        }
        DealKind::ALL.iter().for_each(|kind| name(kind.name(), names.deal_kind(*kind)));
        RoleKind::ALL.iter().for_each(|kind| name(kind.name(), names.role_called(kind)));
        let events = ClosingEvent::ALL;
        events.iter().for_each(|event| name(event.name(), names.closing_event(*event)));
        words
    }
}

impl Default for Headings<'static> {
    fn default() -> Self {
        Self::of(Language::English)
    }
}
