//! A pipeline as text: a sketch, for prototypes, tests and chat.
//!
//! ```
//! use sales_process::process::PipelineDraft;
//!
//! let pipeline = r#"
//!     ## B2B, enterprise
//!     start -> talk "Understand the need" [needs_discovery] 5d -> offer [proposal] 10d
//!         -> sign [contract] -> paid [payment_tracking] -> won
//!     talk -> lost 40%
//!     offer ~2> talk          # rework, at most twice
//! "#
//! .parse::<PipelineDraft>()?
//! .build()?;
//! assert_eq!(pipeline.stages().len(), 4);
//!
//! let error = "start -> talk ~> [proposal]".parse::<PipelineDraft>().unwrap_err();
//! assert_eq!(
//!     error.to_string(),
//!     "line 1, column 18: expected a stage or an outcome, found `[`"
//! );
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Each line is a chain of moves. `->` goes on, `~>` goes back on purpose, `~2>`
//! does so at most twice. `start ->` says that deals begin at what follows. What
//! follows an id belongs to it, in any order:
//!
//! | text | means |
//! |---|---|
//! | `"Understand"` | the name |
//! | `[proposal, negotiation]` | the purposes of a stage |
//! | `5d`, `stale 14d` | the days it usually takes, and after how many a deal is stale |
//! | `@hunter` | the responsible role |
//! | `win 30%` | the stated chance that a deal here is won |
//! | `(lost)` | an outcome of a kind; `won`, `lost` and `abandoned` are such without |
//! | `40%` | the share of the deals that take the move before it |
//!
//! A stage alone on a line is there without a move. A line that begins with an
//! arrow goes on with the line before; `#` begins a remark. An id that is no
//! plain word, or is one of the words above, stands in backticks: `` `start` ``.
//! The first line can name the pipeline, which is `main` otherwise:
//!
//! ```text
//! pipeline renewals "Renewals" revision 3 for renewal, repeat prepaid max 30d
//! ```
//!
//! A sketch holds this and no more; criteria, actions and the like need the
//! JSON form.

mod error;
mod read;

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write as _};
use std::str::FromStr;

use super::{Move, OutcomeKind, PipelineDraft, ProcessDraft, ReadError, SalesProcess, Stage};
use crate::value::problem::Problems;
use crate::value::text::is_invisible;
use crate::value::{Limit, Limits, Probability};
pub use error::{SketchError, SketchFault};

/// Words that mean something of their own, so that an id like one of them
/// stands in backticks.
const WORDS: [&str; 10] =
    ["start", "won", "lost", "abandoned", "pipeline", "stale", "win", "for", "prepaid", "max"];

impl FromStr for PipelineDraft {
    type Err = SketchError;

    /// Reads a sketch.
    ///
    /// # Errors
    ///
    /// [`SketchError`]: the first place that is not understood, and what was
    /// expected there.
    fn from_str(text: &str) -> Result<Self, SketchError> {
        read::Sketch::of(text).map(|sketch| sketch.draft)
    }
}

impl SalesProcess {
    /// Reads a process from a text that is either its stored form, which begins
    /// with `{`, or a sketch of a pipeline.
    ///
    /// A sketch becomes a process of one pipeline, named by the pipeline or by
    /// the first remark.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn from_text(text: &str) -> Result<Self, ReadError> {
        Self::from_text_within(text, &Limits::new())
    }

    /// As [`SalesProcess::from_text`], with other limits.
    ///
    /// # Errors
    ///
    /// [`ReadError`].
    pub fn from_text_within(text: &str, limits: &Limits) -> Result<Self, ReadError> {
        let begin = text.trim_start_matches('\u{feff}').trim_start();
        if begin.is_empty() || begin.starts_with(['{', '[']) {
            return Self::from_json_within(text, limits);
        }
        limits.check(Limit::DocumentBytes, text.len()).map_err(ReadError::TooLarge)?;
        let read::Sketch { draft, remark, lines } =
            read::Sketch::of(text).map_err(ReadError::Sketch)?;
        super::json::within(std::slice::from_ref(&draft), 0, limits)?;
        let name = draft.name.clone().or(remark).unwrap_or_else(|| draft.id.clone());
        let process = ProcessDraft::new(draft.id.clone(), name).pipeline(draft);
        process.build().map_err(|problems| located(problems, &lines))
    }
}

/// Problems with the lines of the stages that they are about.
fn located(problems: Problems, lines: &[usize]) -> ReadError {
    let line_of = |place: &str| {
        let number = place.split_once("stages[")?.1.split_once(']')?.0;
        lines.get(number.parse::<usize>().ok()?).copied()
    };
    let located = problems.into_vec().into_iter().map(|problem| super::json::Located {
        line: line_of(&problem.place).unwrap_or(1),
        problem,
    });
    ReadError::Content(located.collect())
}

/// Writes a sketch: what the pipeline has that a sketch holds.
impl fmt::Display for PipelineDraft {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut writer = Writer::of(self);
        writer.heading();
        writer.moves();
        let (stages, outcomes) = (self.stages.len(), self.outcomes.len());
        writer.declare(stages, outcomes);
        f.write_str(&writer.text)
    }
}

/// Where an id stands in the draft.
#[derive(Clone, Copy, PartialEq)]
enum Spot {
    Stage(usize),
    Outcome(usize),
}

/// Writes the moves in their order, as chains. Stages and outcomes come in the
/// order in which they are first written, so that those a move would pass over
/// are written alone before it.
struct Writer<'a> {
    draft: &'a PipelineDraft,
    spots: HashMap<&'a str, Spot>,
    written: HashSet<&'a str>,
    /// How many stages and outcomes are written.
    stages: usize,
    outcomes: usize,
    text: String,
    /// The id that the present line ends with.
    end: Option<&'a str>,
}

impl<'a> Writer<'a> {
    fn of(draft: &'a PipelineDraft) -> Self {
        let stages = draft.stages.iter().enumerate().map(|(i, s)| (s.id.as_str(), Spot::Stage(i)));
        let outcomes =
            draft.outcomes.iter().enumerate().map(|(i, o)| (o.id.as_str(), Spot::Outcome(i)));
        Self {
            draft,
            spots: stages.chain(outcomes).collect(),
            written: HashSet::new(),
            stages: 0,
            outcomes: 0,
            text: String::new(),
            end: None,
        }
    }

    fn heading(&mut self) {
        let plain = PipelineDraft::new("main");
        let draft = self.draft;
        let same = (draft.id == plain.id, &draft.name, draft.revision, draft.prepaid);
        if same == (true, &None, 1, false)
            && draft.serves.is_empty()
            && draft.max_cycle_days.is_none()
        {
            return;
        }
        self.text += &format!("pipeline {}", id(&draft.id));
        if let Some(name) = &draft.name {
            self.text += &format!(" {}", quoted(name, '"'));
        }
        if draft.revision != 1 {
            self.text += &format!(" revision {}", draft.revision);
        }
        let kinds: Vec<&str> = draft.serves.iter().map(|kind| kind.name()).collect();
        if !kinds.is_empty() {
            self.text += &format!(" for {}", kinds.join(", "));
        }
        if draft.prepaid {
            self.text += " prepaid";
        }
        if let Some(days) = draft.max_cycle_days {
            self.text += &format!(" max {}d", days.count());
        }
        self.text.push('\n');
    }

    fn moves(&mut self) {
        for step in &self.draft.moves {
            if self.end != Some(step.from.as_str()) {
                self.end_line();
                self.before(&step.from);
                self.node(&step.from, true);
            }
            if self.is_out_of_order(&step.to) || self.is_unwritten_start(&step.to) {
                self.end_line();
                self.before(&step.to);
                if self.is_unwritten_start(&step.to) {
                    self.node(&step.to, true);
                    self.end_line();
                }
                self.node(&step.from, true);
            }
            self.text += &arrow(step);
            self.node(&step.to, false);
            if let Some(share) = step.probability {
                self.text += &format!(" {}", percent(share));
            }
            self.end = Some(&step.to);
        }
        self.end_line();
    }

    fn end_line(&mut self) {
        if !(self.text.is_empty() || self.text.ends_with('\n')) {
            self.text.push('\n');
        }
        self.end = None;
    }

    /// Whether writing an id now would pass over one that stands before it.
    fn is_out_of_order(&self, to: &str) -> bool {
        match self.spots.get(to) {
            Some(Spot::Stage(i)) => *i > self.stages,
            Some(Spot::Outcome(i)) => *i > self.outcomes,
            None => false,
        }
    }

    fn is_unwritten_start(&self, to: &str) -> bool {
        let Some(Spot::Stage(i)) = self.spots.get(to) else { return false };
        self.draft.stages.get(*i).is_some_and(|stage| stage.start) && !self.written.contains(to)
    }

    /// Writes alone all that stands before an id and is not written yet.
    fn before(&mut self, to: &str) {
        match self.spots.get(to) {
            Some(Spot::Stage(i)) => self.declare(*i, 0),
            Some(Spot::Outcome(i)) => self.declare(0, *i),
            None => {}
        }
    }

    /// Writes alone the first stages and outcomes that are not written yet.
    fn declare(&mut self, stages: usize, outcomes: usize) {
        let draft = self.draft;
        while self.stages < stages {
            // Of two stages with one id only the last is described.
            let declared = self.stages + 1;
            let Some(stage) = draft.stages.get(self.stages) else { break };
            self.node(&stage.id, true);
            self.end_line();
            self.stages = declared;
        }
        while self.outcomes < outcomes {
            let declared = self.outcomes + 1;
            let Some(outcome) = draft.outcomes.get(self.outcomes) else { break };
            self.node(&outcome.id, true);
            self.end_line();
            self.outcomes = declared;
        }
    }

    /// Writes an id and, where it is written for the first time, what belongs to
    /// it.
    fn node(&mut self, name: &'a str, begins_line: bool) {
        if !self.written.insert(name) {
            self.text += &self.word_of(name);
            return;
        }
        match self.spots.get(name) {
            Some(Spot::Stage(i)) => {
                self.stages += 1;
                let Some(stage) = self.draft.stages.get(*i) else { return };
                if begins_line && stage.start {
                    self.text += "start -> ";
                }
                self.text += &id(name);
                self.stage(stage);
            }
            Some(Spot::Outcome(i)) => {
                self.outcomes += 1;
                let Some(outcome) = self.draft.outcomes.get(*i) else { return };
                self.text += &self.word_of(name);
                if name != outcome.kind.name() {
                    self.text += &format!(" ({})", outcome.kind);
                }
                if let Some(name) = &outcome.name {
                    self.text += &format!(" {}", quoted(name, '"'));
                }
            }
            None => self.text += &id(name),
        }
    }

    /// An id as it is written where it stands: the outcome `won` without
    /// backticks, a stage of that id with them.
    fn word_of(&self, name: &str) -> String {
        let is_outcome = matches!(self.spots.get(name), Some(Spot::Outcome(_)));
        let is_kind = OutcomeKind::ALL.iter().any(|kind| kind.name() == name);
        if is_outcome && is_kind { name.to_owned() } else { id(name) }
    }

    fn stage(&mut self, stage: &Stage) {
        if let Some(name) = &stage.name {
            self.text += &format!(" {}", quoted(name, '"'));
        }
        let purposes: Vec<&str> =
            stage.purposes.iter().map(super::purpose::Purpose::name).collect();
        if !purposes.is_empty() {
            self.text += &format!(" [{}]", purposes.join(", "));
        }
        if let Some(days) = stage.typical_days {
            self.text += &format!(" {}d", days.count());
        }
        if let Some(days) = stage.stale_after_days {
            self.text += &format!(" stale {}d", days.count());
        }
        if let Some(role) = &stage.role {
            self.text += &format!(" @{}", id(role));
        }
        if let Some(chance) = stage.win_probability {
            self.text += &format!(" win {}", percent(chance));
        }
    }
}

fn arrow(step: &Move) -> String {
    match step.rework {
        None => " -> ".to_owned(),
        Some(rework) => {
            let passes = rework.max_passes.map_or_else(String::new, |most| most.to_string());
            format!(" ~{passes}> ")
        }
    }
}

/// An id: plain where it is a word without a meaning of its own.
fn id(text: &str) -> String {
    let begins = text.starts_with(|c: char| c.is_alphabetic() || c == '_');
    let is_plain = begins && text.chars().all(is_word) && !WORDS.contains(&text);
    if is_plain { text.to_owned() } else { quoted(text, '`') }
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// A text in quotes, on one line.
fn quoted(text: &str, quote: char) -> String {
    let mut out = String::from(quote);
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            c if c == quote || c == '\\' => out.extend(['\\', c]),
            c if is_invisible(c) => {
                let _never_fails = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push(quote);
    out
}

/// A share in percent, exactly: the shortest text of the number with its point
/// moved by two places.
fn percent(share: Probability) -> String {
    let text = format!("{:e}", share.value());
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let digits = mantissa.replace('.', "");
    let point = 3 + exponent.parse::<i32>().unwrap_or_default();
    let whole = usize::try_from(point).unwrap_or_default();
    let zeros = "0".repeat(usize::try_from(-point).unwrap_or_default());
    let (before, after) = match digits.split_at_checked(whole) {
        Some((before, after)) => (before.to_owned(), format!("{zeros}{after}")),
        None => (format!("{digits}{}", "0".repeat(whole - digits.len())), String::new()),
    };
    let before = if before.is_empty() { "0" } else { before.as_str() };
    if after.is_empty() { format!("{before}%") } else { format!("{before}.{after}%") }
}
