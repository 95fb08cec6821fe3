//! [`Finding`]: what the linter found, with the proof.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{Fix, Lint};
use crate::process::{LintLevel, Purpose, StageKey};
use crate::value::text::choices;
use crate::value::{PipelineId, StageId};

choices! {
    /// How serious a finding is, the least first.
    pub enum Severity {
        /// To be considered.
        Notice = "notice",
        /// Probably wrong.
        Warning = "warning",
        /// Cannot work.
        Error = "error",
    }
}

impl Severity {
    /// The severity that a configured level stands for; `None` where the lint
    /// is off.
    pub(crate) fn of(level: LintLevel) -> Option<Self> {
        match level {
            LintLevel::Error => Some(Self::Error),
            LintLevel::Warning => Some(Self::Warning),
            LintLevel::Notice => Some(Self::Notice),
            LintLevel::Off => None,
        }
    }
}

/// Something the linter found wrong with a process.
///
/// Its text is one line, such as `error[S05 dead-end-stage]: no move leads out
/// of …`; a [`Report`](super::Report) tells where it is, the proof and the
/// advice too. Stored as an object of `lint` (its name), `code`, `severity`, `message`,
/// `pipeline` (its id, or null), `stages` (ids), `witness` (ids, or null) and
/// `help` (or null).
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Finding {
    /// The lint that found it.
    pub lint: &'static Lint,
    /// How serious it is: as the process says, or else as the lint does.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// The pipeline it is in; `None` where it is about the whole process.
    pub pipeline: Option<PipelineId>,
    /// The stages and outcomes it is about, in the order of the pipeline; none
    /// where it is about the pipeline or the process as a whole.
    pub stages: Vec<StageId>,
    /// The purposes of stages that it is about, where it is about any.
    pub purposes: Vec<Purpose>,
    /// What proves it, where something can.
    pub witness: Option<Witness>,
    /// What to do about it.
    pub help: Option<String>,
    /// Edits that do it: the first to think of.
    pub fix: Option<Fix>,
    /// Other edits that do it, in the order in which to think of them.
    pub other_fixes: Vec<Fix>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lint, severity, message, .. } = self;
        write!(f, "{severity}[{} {}]: {message}", lint.code, lint.name)
    }
}

impl Serialize for Finding {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_struct("Finding", 8)?;
        object.serialize_field("lint", self.lint.name)?;
        object.serialize_field("code", self.lint.code)?;
        object.serialize_field("severity", &self.severity)?;
        object.serialize_field("message", &self.message)?;
        object.serialize_field("pipeline", &self.pipeline)?;
        object.serialize_field("stages", &self.stages)?;
        object.serialize_field("witness", &self.witness.as_ref().map(Witness::ids))?;
        object.serialize_field("help", &self.help)?;
        object.end()
    }
}

/// What proves a finding: stages and outcomes of the pipeline it is in.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Witness {
    /// A way that a deal can go, in the order it goes.
    Path(Vec<StageId>),
    /// A set of stages, in the order of the pipeline.
    Set(Vec<StageId>),
}

impl Witness {
    /// The ids of the stages and outcomes.
    pub fn ids(&self) -> &[StageId] {
        match self {
            Self::Path(ids) | Self::Set(ids) => ids,
        }
    }
}

impl fmt::Display for Witness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let between = match self {
            Self::Path(_) => " -> ",
            Self::Set(_) => ", ",
        };
        for (i, id) in self.ids().iter().enumerate() {
            write!(f, "{}`{id}`", if i > 0 { between } else { "" })?;
        }
        Ok(())
    }
}

/// A finding as a lint makes it: the linter adds what is the same for all
/// findings of the lint in a pipeline.
#[derive(Debug)]
pub(super) struct Flaw {
    pub(super) message: String,
    pub(super) stages: Vec<StageKey>,
    pub(super) purposes: Vec<Purpose>,
    pub(super) proof: Option<Proof>,
    pub(super) help: Option<String>,
    pub(super) fix: Option<Fix>,
    pub(super) other_fixes: Vec<Fix>,
}

/// A witness by keys.
#[derive(Debug)]
pub(super) enum Proof {
    Path(Vec<StageKey>),
    Set(Vec<StageKey>),
}

impl Flaw {
    pub(super) fn new(message: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            stages: Vec::new(),
            purposes: Vec::new(),
            proof: None,
            help: None,
            fix: None,
            other_fixes: Vec::new(),
        }
    }

    /// The stages it is about, in the order of the pipeline.
    pub(super) fn about(mut self, stages: impl IntoIterator<Item = StageKey>) -> Self {
        self.stages.extend(stages);
        self
    }

    /// A purpose of stages that it is about.
    pub(super) fn on(mut self, purpose: &Purpose) -> Self {
        self.purposes.push(purpose.clone());
        self
    }

    /// The way that proves it.
    pub(super) fn path(mut self, way: Vec<StageKey>) -> Self {
        self.proof = Some(Proof::Path(way));
        self
    }

    /// The set that proves it.
    pub(super) fn set(mut self, stages: Vec<StageKey>) -> Self {
        self.proof = Some(Proof::Set(stages));
        self
    }

    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    pub(super) fn fix(mut self, fix: impl Into<Option<Fix>>) -> Self {
        self.fix = fix.into();
        self
    }

    /// Fixes in the order in which to think of them.
    pub(super) fn fixes(mut self, fixes: impl IntoIterator<Item = Fix>) -> Self {
        let mut fixes = fixes.into_iter();
        self.fix = fixes.next();
        self.other_fixes = fixes.collect();
        self
    }
}
