//! Who does what, and what is measured.

use super::page::Text;
use super::writing::{Writing, visible};
use crate::process::{Bound, Channel, Role, RoleKind, Target};

/// KPIs whose plain number is a share from 0 to 1.
const SHARES: [&str; 7] = [
    "attract.lead_quality",
    "retain.repeat_purchase_rate",
    "sell.conversion.rate",
    "sell.customer_quality",
    "sell.filter_pass_rate",
    "sell.win_rate",
    "sell.win_rate_by_value",
];
/// KPIs whose plain number is one of days.
const DAYS: [&str; 3] = ["sell.cycle_days.mean", "sell.cycle_days.median", "sell.cycle_days.p90"];

impl Writing<'_> {
    pub(super) fn roles(&mut self) {
        let (words, labels) = (self.words, &self.words.labels);
        let roles = self.process.roles();
        if roles.is_empty() {
            return;
        }
        let number = |number: Option<u32>| {
            number.map(|it| Text::fixed(words.numbers.number(f64::from(it)))).unwrap_or_default()
        };
        let row = |role: &Role| {
            // Where partners sell, our own people look after partners.
            let leads_partners = role.kind == RoleKind::Hunter
                && self.process.profile().channel == Some(Channel::Indirect);
            let capacity = role.capacity.map(|number| {
                let number = words.numbers.number(f64::from(number));
                let phrases = &words.phrases;
                let phrase =
                    if leads_partners { phrases.partners_led } else { phrases.customers_or_leads };
                Text::phrase(phrase, &[("number", number.into())])
            });
            let hours = role.hours_per_week.map(|it| words.numbers.number(it.count()));
            vec![
                Text::user(visible(role.title_or_id(), &role.id)),
                Text::fixed(if leads_partners {
                    words.names.partner_hunter
                } else {
                    words.names.role_kind(&role.kind)
                }),
                capacity.unwrap_or_default(),
                number(role.people),
                hours.map(Text::fixed).unwrap_or_default(),
            ]
        };
        let rows: Vec<_> = roles.iter().map(row).collect();
        self.chapter("roles", words.titles.roles);
        let head =
            [labels.role, labels.kind, labels.capacity, labels.people, labels.hours_per_week];
        self.table(head, rows);
        if roles.iter().any(|role| role.kind == RoleKind::HeadOfSales) {
            self.paragraph(words.phrases.head_decides);
        }
    }

    pub(super) fn targets(&mut self) {
        let (words, labels) = (self.words, &self.words.labels);
        let mut rows = Vec::new();
        for (path, target) in self.process.targets() {
            let name = match words.kpis.get(path) {
                Some(name) => Text::fixed(*name),
                None => Text::user(path),
            };
            // A cycle ends where a deal counts as won, with stages still to come.
            let name = if DAYS.contains(&path) {
                let event = words.names.closing_event(self.process.closing_event());
                let puts = [("name", name), ("event", Text::fixed(event))];
                Text::phrase(words.phrases.until, &puts)
            } else {
                name
            };
            rows.push(vec![name, self.target(path, target)]);
        }
        if rows.is_empty() {
            return;
        }
        self.chapter("targets", words.titles.targets);
        self.paragraph(words.phrases.targets_intro);
        self.table([labels.kpi, labels.target], rows);
    }

    pub(super) fn target(&self, path: &str, target: Target) -> Text {
        let bound = match target.bound() {
            Bound::Money(amount) => Text::fixed(self.words.numbers.money(amount)),
            Bound::Number(number) if SHARES.contains(&path) && (0.0..=1.0).contains(&number) => {
                self.percent(number)
            }
            Bound::Number(number) if DAYS.contains(&path) => self.days(number),
            Bound::Number(number) => Text::fixed(self.words.numbers.number(number)),
        };
        let phrases = &self.words.phrases;
        let phrase = match target {
            Target::AtMost(_) => phrases.at_most,
            Target::AtLeast(_) => phrases.at_least,
        };
        Text::phrase(phrase, &[("bound", bound)])
    }
}
