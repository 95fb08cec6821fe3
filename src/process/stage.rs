//! The parts a pipeline is drafted from: [`Stage`], [`Outcome`], [`Move`].
//!
//! They are plain data, written by hand or read from a file. Building a
//! [`Pipeline`](super::Pipeline) checks how they fit together.

use serde::{Deserialize, Serialize};

use super::{Criterion, Days, Fields, Hours, Purpose, Subprocess};
use crate::value::Probability;
use crate::value::problem::{ProblemKind, Report};
use crate::value::text::{choices, is_default, is_false, one_or_many, sets};

/// Somebody from outside sales who takes part in a stage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Participant {
    /// What they are to us, such as `department`, `partner`, `contractor`,
    /// `competitor`.
    pub party: String,
    /// Who they are.
    pub name: String,
}

/// Something to hand in a stage: a link, or the text itself, or both.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// What it is, such as `call script`.
    pub label: String,
    /// Where it is: an address that begins with `https://`, `http://` or
    /// `mailto:`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub link: Option<String>,
    /// The text itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
}

impl Material {
    fn check(&self, place: &str, report: &mut Report) {
        if self.link.is_none() && self.text.is_none() {
            let missing = [
                "there is neither `link` nor `text`; say where it is, or what it says",
                "нет ни `link`, ни `text`; укажите, где это или что там написано",
                "nu există nici `link`, nici `text`; scrieți unde este sau ce conține",
            ];
            report.add(place, ProblemKind::missing(missing));
        }
        // Other addresses, such as `javascript:`, run in the page that shows them.
        let known = ["https://", "http://", "mailto:"];
        let link =
            self.link.as_ref().filter(|link| !known.iter().any(|start| link.starts_with(start)));
        if let Some(link) = link {
            report.add(format_args!("{place}.link"), ProblemKind::Link { link: link.clone() });
        }
    }
}

choices! {
    /// How the hours of work in a stage vary from deal to deal.
    #[derive(Default)]
    pub enum Spread {
        /// Every deal takes the same.
        #[default]
        Fixed = "fixed",
        /// Many take less and a few much more, as exponential times do.
        Exponential = "exponential",
    }
}

/// Silences one lint for a stage, or for the whole process, with the reason why.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Allow {
    /// The name or code of the lint.
    pub lint: String,
    /// Why the finding is fine here.
    pub reason: String,
}

/// A working stage of a pipeline: what is done in it, by whom, until what is
/// true, for how long.
///
/// ```
/// use sales_process::process::{Purpose, Stage, Subprocess};
///
/// let stage = Stage::new("discovery", "Understand the need")
///     .purpose(Purpose::NeedsDiscovery)
///     .subprocess(Subprocess::Qualify)
///     .role("hunter")
///     .exit_when("budget", "the budget is known")
///     .typical_days(5)
///     .stale_after_days(14);
/// assert_eq!(stage.name(), "Understand the need");
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Stage {
    /// The id, one of its own among the stages and outcomes of the pipeline.
    pub id: String,
    /// The name people read; the id where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it is about, in a sentence or two.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Why it is there; stored as one purpose or a list of them.
    #[serde(
        default,
        rename = "purpose",
        with = "one_or_many",
        skip_serializing_if = "Vec::is_empty"
    )]
    #[cfg_attr(feature = "schema", schemars(with = "one_or_many::OneOrMany<Purpose>"))]
    pub purposes: Vec<Purpose>,
    /// The part of the whole process it belongs to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subprocess: Option<Subprocess>,
    /// Whether a deal can begin here.
    #[serde(default, skip_serializing_if = "is_false")]
    pub start: bool,
    /// Who is responsible: a role's id, or a kind of role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<String>,
    /// Who else takes part.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub participants: Vec<Participant>,
    /// What must be true to come into it, by any move or by opening there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entry_criteria: Vec<Criterion>,
    /// What must be true to leave it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exit_criteria: Vec<Criterion>,
    /// What the salesperson does here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<String>,
    /// How the salesperson does it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tactics: Vec<String>,
    /// What is to hand here: call scripts, e-mails, answers to objections.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub materials: Vec<Material>,
    /// Remarks for those who work here; stored as one text or a list of them.
    #[serde(default, with = "one_or_many", skip_serializing_if = "Vec::is_empty")]
    #[cfg_attr(feature = "schema", schemars(with = "one_or_many::OneOrMany<String>"))]
    pub notes: Vec<String>,
    /// How long a deal usually stays: the median where it was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub typical_days: Option<Days>,
    /// How long a deal stays in the mean. Expected times are computed from it
    /// where it is there, and from the typical days otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mean_days: Option<Days>,
    /// How much work a deal is here for the responsible role.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub work_hours: Option<Hours>,
    /// How the work varies from deal to deal.
    #[serde(default, skip_serializing_if = "is_default")]
    pub spread: Spread,
    /// After how long in the stage a deal is stale.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stale_after_days: Option<Days>,
    /// The stated chance that a deal here is won in the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub win_probability: Option<Probability>,
    /// The lints that do not apply here.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allow: Vec<Allow>,
}

impl Stage {
    /// A stage with an id and a name, and nothing else yet.
    pub fn new(id: impl Into<String>, name: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            name: Some(name.into()),
            description: None,
            purposes: Vec::new(),
            subprocess: None,
            start: false,
            role: None,
            participants: Vec::new(),
            entry_criteria: Vec::new(),
            exit_criteria: Vec::new(),
            actions: Vec::new(),
            tactics: Vec::new(),
            materials: Vec::new(),
            notes: Vec::new(),
            typical_days: None,
            mean_days: None,
            work_hours: None,
            spread: Spread::Fixed,
            stale_after_days: None,
            win_probability: None,
            allow: Vec::new(),
        }
    }

    /// Notes what is wrong with it at places below `place`. Fields are looked up
    /// where the process is known.
    pub(super) fn check(&self, place: &str, fields: Option<&Fields>, report: &mut Report) {
        let lists =
            [("entry_criteria", &self.entry_criteria), ("exit_criteria", &self.exit_criteria)];
        for (name, criteria) in lists {
            report.distinct_ids(criteria.iter().map(|c| c.id.as_str()), |k| {
                format!("{place}.{name}[{k}].id")
            });
            for (k, criterion) in criteria.iter().enumerate() {
                criterion.check(&format!("{place}.{name}[{k}]"), fields, report);
            }
        }
        for (k, material) in self.materials.iter().enumerate() {
            material.check(&format!("{place}.materials[{k}]"), report);
        }
    }

    /// The name people read: the given one, or the id.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }

    /// Whether the stage carries a purpose.
    pub fn is_for(&self, purpose: &Purpose) -> bool {
        self.purposes.contains(purpose)
    }

    /// Adds a purpose.
    #[must_use]
    pub fn purpose(mut self, purpose: Purpose) -> Self {
        self.purposes.push(purpose);
        self
    }

    /// Sets the subprocess it belongs to.
    #[must_use]
    pub fn subprocess(mut self, subprocess: Subprocess) -> Self {
        self.subprocess = Some(subprocess);
        self
    }

    /// Lets deals begin here.
    #[must_use]
    pub fn start(mut self) -> Self {
        self.start = true;
        self
    }

    /// Sets the responsible role, by its id or kind.
    #[must_use]
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// Adds somebody from outside sales.
    #[must_use]
    pub fn participant(mut self, party: impl Into<String>, name: impl Into<String>) -> Self {
        self.participants.push(Participant { party: party.into(), name: name.into() });
        self
    }

    /// Says what it is about.
    #[must_use]
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// Adds something that must be true to come into the stage.
    #[must_use]
    pub fn entry_criterion(mut self, criterion: Criterion) -> Self {
        self.entry_criteria.push(criterion);
        self
    }

    /// Adds something that must be true to leave the stage.
    #[must_use]
    pub fn exit_criterion(mut self, criterion: Criterion) -> Self {
        self.exit_criteria.push(criterion);
        self
    }

    /// Adds a statement that must be true to leave the stage.
    #[must_use]
    pub fn exit_when(self, id: impl Into<String>, text: impl Into<String>) -> Self {
        self.exit_criterion(Criterion::new(id, text))
    }

    /// Adds something to hand here.
    #[must_use]
    pub fn material(mut self, material: Material) -> Self {
        self.materials.push(material);
        self
    }

    /// Adds a remark for those who work here.
    #[must_use]
    pub fn note(mut self, text: impl Into<String>) -> Self {
        self.notes.push(text.into());
        self
    }

    /// Sets how long a deal stays in the mean.
    #[must_use]
    pub fn mean_days(mut self, days: impl Into<Days>) -> Self {
        self.mean_days = Some(days.into());
        self
    }

    /// Sets how much work a deal is here, and how that varies.
    #[must_use]
    pub fn work_hours(mut self, hours: impl Into<Hours>, spread: Spread) -> Self {
        self.work_hours = Some(hours.into());
        self.spread = spread;
        self
    }

    /// Adds something the salesperson does here.
    #[must_use]
    pub fn action(mut self, text: impl Into<String>) -> Self {
        self.actions.push(text.into());
        self
    }

    /// Adds how the salesperson does it.
    #[must_use]
    pub fn tactic(mut self, text: impl Into<String>) -> Self {
        self.tactics.push(text.into());
        self
    }

    sets! {
        /// Sets how long a deal usually stays.
        typical_days(days: impl Into<Days>) typical_days = Some(days.into());

        /// Sets after how long in the stage a deal is stale.
        stale_after_days(days: impl Into<Days>) stale_after_days = Some(days.into());

        /// Sets the stated chance that a deal here is won in the end.
        win_probability(chance: Probability) win_probability = Some(chance);
    }

    /// Silences a lint for this stage.
    #[must_use]
    pub fn allow(mut self, lint: impl Into<String>, reason: impl Into<String>) -> Self {
        self.allow.push(Allow { lint: lint.into(), reason: reason.into() });
        self
    }
}

choices! {
    /// How a deal ends.
    pub enum OutcomeKind {
        /// The customer bought.
        Won = "won",
        /// The customer did not.
        Lost = "lost",
        /// There was no decision to wait for: unqualified, a duplicate, an error.
        Abandoned = "abandoned",
    }
}

/// An end of a pipeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// The id, one of its own among the stages and outcomes of the pipeline.
    pub id: String,
    /// Won, lost or abandoned.
    pub kind: OutcomeKind,
    /// The name people read; the id where it is absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

impl Outcome {
    /// The name people read: the given one, or the id.
    pub fn name(&self) -> &str {
        self.name.as_deref().unwrap_or(&self.id)
    }
}

/// Marks a move that goes back on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rework {
    /// How often one deal may take the move; without a limit where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_passes: Option<u32>,
}

/// A move of a pipeline from one stage to another, or to an outcome.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Move {
    /// The id of the stage it leaves.
    pub from: String,
    /// The id of the stage or outcome it enters.
    pub to: String,
    /// The share of the deals leaving the stage that take it. Where all the
    /// other moves out of the stage carry one, it is what they leave.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub probability: Option<Probability>,
    /// Present where the move goes back on purpose.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rework: Option<Rework>,
}

impl Move {
    /// A plain move.
    pub fn new(from: impl Into<String>, to: impl Into<String>) -> Self {
        Self { from: from.into(), to: to.into(), probability: None, rework: None }
    }

    sets! {
        /// Sets the share of deals that take it.
        probability(share: Probability) probability = Some(share);

        /// Marks it as going back on purpose, at most so many times for one deal
        /// (`None`: as often as it takes).
        rework(max_passes: Option<u32>) rework = Some(Rework { max_passes });
    }
}
