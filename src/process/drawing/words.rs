//! [`DrawingWords`]: the fixed words of a picture.

use std::collections::BTreeMap;

use crate::value::Probability;

/// The fixed words that a [`Drawing`](super::Drawing) puts into a picture,
/// English unless set. What users wrote is never translated.
///
/// ```
/// use sales_process::process::DrawingWords;
///
/// let mut words = DrawingWords::default();
/// words.start = "Início".into();
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct DrawingWords {
    /// Names of the four subprocesses, in the order they run: `Attract`, `Qualify`,
    /// `Close`, `Retain`.
    pub subprocesses: [String; 4],
    /// What a start mark is called: `Start`.
    pub start: String,
    /// Name of an outcome that has none of its own and counts as won: `Won`.
    pub won: String,
    /// Name of an outcome that has none of its own and counts as lost: `Lost`.
    pub lost: String,
    /// Before the limit of a rework move, as in `max 2×`: `max`.
    pub at_most: String,
    /// What stands before the decimals of a number: `.`.
    pub decimal: String,
    /// What stands behind a number of percent: `%`.
    pub percent: String,
    /// After a chance, as in `35% win`: `win`.
    pub win: String,
    /// After a number of days, as in `12 days`: `days`.
    pub days: String,
    /// After the days a deal in a stage still takes, as in `12 days to go`:
    /// `to go`.
    pub to_go: String,
    /// What every path to Won passes: `mandatory`.
    pub mandatory: String,
    /// What holds deals up most: `bottleneck`.
    pub bottleneck: String,
    /// What is asked where paths part: `Next?`.
    pub next: String,
    /// Who is responsible where no role is: `Nobody`.
    pub nobody: String,
    /// Heading of the purposes of a stage: `Purpose`.
    pub purpose: String,
    /// Heading of who is responsible: `Responsible`.
    pub role: String,
    /// Heading of who else takes part: `Takes part`.
    pub participants: String,
    /// Heading of what to do: `Actions`.
    pub actions: String,
    /// Heading of how to do it: `Tactics`.
    pub tactics: String,
    /// Heading of what must be true to leave a stage: `Exit criteria`.
    pub exit_criteria: String,
    /// Heading of how long a stage takes: `Typical duration`.
    pub typical: String,
    /// Heading of when a deal in a stage is stale: `Stale after`.
    pub stale: String,
    /// Heading of the stated chance to win: `Stated chance to win`.
    pub stated_chance: String,
    /// Heading of the kinds of deal a pipeline serves: `Serves`.
    pub serves: String,
    /// Heading of what counts as won: `Counts as won when`.
    pub closing_event: String,
    /// Heading of how long a deal should take at most: `Longest cycle`.
    pub longest_cycle: String,
    /// Heading of the result of a subprocess: `Result`.
    pub result: String,
    /// Heading of who heads a subprocess: `Owner`.
    pub owner: String,
    /// Heading of what a subprocess is to reach: `Goal`.
    pub goal: String,
    /// Heading of how it is to reach it: `Plan`.
    pub plan: String,
    /// What purposes, kinds of deal and role, and closing events are called, by the names
    /// they are stored under, such as `needs_discovery`. What is not here is
    /// shown by that name, with spaces; none are here unless set.
    pub names: BTreeMap<String, String>,
}

impl Default for DrawingWords {
    fn default() -> Self {
        Self {
            subprocesses: ["Attract", "Qualify", "Close", "Retain"].map(str::to_owned),
            start: "Start".into(),
            won: "Won".into(),
            lost: "Lost".into(),
            at_most: "max".into(),
            decimal: ".".into(),
            percent: "%".into(),
            win: "win".into(),
            days: "days".into(),
            to_go: "to go".into(),
            mandatory: "mandatory".into(),
            bottleneck: "bottleneck".into(),
            next: "Next?".into(),
            nobody: "Nobody".into(),
            purpose: "Purpose".into(),
            role: "Responsible".into(),
            participants: "Takes part".into(),
            actions: "Actions".into(),
            tactics: "Tactics".into(),
            exit_criteria: "Exit criteria".into(),
            typical: "Typical duration".into(),
            stale: "Stale after".into(),
            stated_chance: "Stated chance to win".into(),
            serves: "Serves".into(),
            closing_event: "Counts as won when".into(),
            longest_cycle: "Longest cycle".into(),
            result: "Result".into(),
            owner: "Owner".into(),
            goal: "Goal".into(),
            plan: "Plan".into(),
            names: BTreeMap::new(),
        }
    }
}

impl DrawingWords {
    /// A number as this language writes it.
    pub(super) fn number(&self, number: f64) -> String {
        number.to_string().replace('.', &self.decimal)
    }

    /// A share in percent, to a tenth, as in `12.5%`; one that is there but would
    /// read as nothing is `<0.1%`.
    pub(super) fn share(&self, share: Probability) -> String {
        let tenths = (share.value() * 1000.0).round();
        let least = tenths < 1.0 && share.value() > 0.0;
        let (sign, tenths) = if least { ("<", 1.0) } else { ("", tenths) };
        format!("{sign}{}{}", self.number(tenths / 10.0), self.percent)
    }

    /// What something is called that is stored under a name.
    pub(crate) fn spoken(&self, name: &str) -> String {
        self.names.get(name).cloned().unwrap_or_else(|| name.replace('_', " "))
    }
}
