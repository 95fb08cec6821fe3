//! [`Lint`]: what a lint looks for and why, in words, and the function that
//! looks.

use std::fmt;

use super::facts::Facts;
use super::finding::{Flaw, Severity};
use crate::process::{SalesProcess, StageKey};
use crate::value::text::choices;

choices! {
    /// What a lint is about; the letter its code begins with.
    pub enum Group {
        /// How many stages there are, and ways out of them (C).
        Size = "size",
        /// How customers pass from hunter to farmer (H).
        Handoff = "handoff",
        /// The settings of the linter (M).
        Settings = "settings",
        /// Names (N).
        Names = "names",
        /// Chances and durations (P).
        Forecast = "forecast",
        /// Whether the stages do what the company's way to sell asks for (Q).
        Quality = "quality",
        /// Whether deals can begin, move on and end (S).
        Structure = "structure",
        /// What the KPIs should be (T).
        Targets = "targets",
    }
}

impl Group {}

/// One flaw that the linter looks for: its names, and its text in four parts.
///
/// Its `Display` is the whole text, for a terminal. The examples in it are
/// sketches; see the [module](super#sketches).
#[non_exhaustive]
pub struct Lint {
    /// The name: the flaw, in kebab case.
    pub name: &'static str,
    /// The short name: the letter of the group and a number.
    pub code: &'static str,
    /// What it is about.
    pub group: Group,
    /// How serious its findings are unless the process says otherwise.
    pub severity: Severity,
    /// What it does.
    pub what: &'static str,
    /// Why that matters.
    pub why: &'static str,
    /// A sketch that has the flaw.
    pub example: &'static str,
    /// The same without the flaw.
    pub instead: &'static str,
    pub(super) checks: &'static [Check],
}

/// A function that looks for the flaw. The linter puts what it finds in the
/// order of the stages, by the first of each finding; where that is the same,
/// the order stays as it is given.
pub(super) enum Check {
    /// In the process as a whole.
    Process(fn(&SalesProcess) -> Vec<Flaw>),
    /// In what the process says besides its pipelines: reported after them.
    Rest(fn(&SalesProcess) -> Vec<Flaw>),
    /// In one pipeline of it.
    Pipeline(fn(&Facts<'_>) -> Vec<Flaw>),
}

impl Lint {
    /// Whether a text is its name or its code.
    pub(crate) fn is_called(&self, name_or_code: &str) -> bool {
        self.name == name_or_code || self.code == name_or_code
    }

    /// Whether a stage allows what it finds there.
    pub(super) fn is_allowed(&self, facts: &Facts<'_>, stage: StageKey) -> bool {
        let stage = facts.pipeline.working_stage(stage).filter(|_| facts.heeds_allows);
        stage.is_some_and(|stage| stage.allow.iter().any(|allow| self.is_called(&allow.lint)))
    }
}

/// Codes differ from lint to lint.
impl PartialEq for Lint {
    fn eq(&self, other: &Self) -> bool {
        self.code == other.code
    }
}

impl Eq for Lint {}

impl fmt::Debug for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Lint({} {})", self.code, self.name)
    }
}

impl fmt::Display for Lint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, code, group, severity, what, why, .. } = self;
        writeln!(f, "{code} {name} ({group}, {severity})")?;
        writeln!(f, "\nWhat it does\n\n{what}\n\nWhy it matters\n\n{why}\n\nExample\n")?;
        for line in self.example.lines() {
            writeln!(f, "    {line}")?;
        }
        writeln!(f, "\nUse instead\n")?;
        for line in self.instead.lines() {
            writeln!(f, "    {line}")?;
        }
        Ok(())
    }
}

/// Defines a lint; its documentation is made of the same text as what
/// `explain` shows.
macro_rules! lint {
    (
        $LINT:ident = $code:literal $name:literal, $Group:ident, $Severity:ident;
        what: $what:literal,
        why: $why:literal,
        example: $example:literal,
        instead: $instead:literal,
        checks: [$($Scope:ident($check:path)),+ $(,)?],
    ) => {
        #[doc = concat!("`", $code, "` `", $name, "`: ", $what)]
        #[doc = concat!("\n\n# Why it matters\n\n", $why)]
        #[doc = concat!("\n\n# Example\n\n```text\n", $example, "\n```")]
        #[doc = concat!("\n\n# Use instead\n\n```text\n", $instead, "\n```")]
        pub static $LINT: $crate::designer::lint::Lint = $crate::designer::lint::Lint {
            name: $name,
            code: $code,
            group: $crate::designer::lint::Group::$Group,
            severity: $crate::designer::lint::Severity::$Severity,
            what: $what,
            why: $why,
            example: $example,
            instead: $instead,
            checks: &[$($crate::designer::lint::definition::Check::$Scope($check)),+],
        };
    };
}
pub(super) use lint;
