//! What is wrong with a sales process, with proof and advice.
//!
//! [`SalesProcess::lint`](crate::process::SalesProcess::lint) gives a list of
//! [`Finding`]s: which [`Lint`] found it, how serious it is ([`Severity`]), what
//! is wrong, at which stages, the [`Witness`] that proves it where something
//! can, what to do, and, where it is known, the [`Fix`] that does it. A
//! [`Report`] shows the list as text, as JSON or as SARIF. [`all`] lists the
//! lints, [`catalogue`] has a page for each, and [`explain`] finds one by its
//! name or code. [`SalesProcess::fix`](crate::process::SalesProcess::fix) applies fixes
//! until there is nothing left that one mends.
//!
//! ```
//! use sales_process::SalesProcess;
//! use sales_process::designer::lint::{Safety, explain};
//! use sales_process::process::{PipelineDraft, Purpose, Stage};
//!
//! let process = SalesProcess::draft("acme", "Acme")
//!     .pipeline(
//!         PipelineDraft::new("web")
//!             .stage(Stage::new("request", "Take the request"))
//!             .stage(Stage::new("pay", "Get paid").purpose(Purpose::PaymentTracking))
//!             .won("won")
//!             .lost("lost")
//!             .go("request", "pay")
//!             .go("request", "lost")
//!             .go("pay", "won"),
//!     )
//!     .build()?;
//! let findings = process.lint();
//! let found = findings.iter().find(|finding| finding.lint.code == "S01").ok_or("no finding")?;
//! assert_eq!(
//!     found.to_string(),
//!     "error[S01 no-start]: no stage of `web` is marked as a start, so no deal can begin"
//! );
//!
//! let fix = found.fix.as_ref().ok_or("no fix")?;
//! assert_eq!((fix.safety, fix.title.as_str()), (Safety::Safe, "mark `Take the request` as a start"));
//! let fixed = fix.apply(&process)?;
//! assert!(fixed.lint().iter().all(|finding| finding.lint.code != "S01"));
//!
//! // Or everything at once, and what follows from it.
//! let fixed = process.fix(Safety::Suggested);
//! assert!(fixed.applied.len() > 1 && fixed.left.len() < findings.len());
//!
//! println!("{}", explain("C02").ok_or("no such lint")?);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Settings
//!
//! The process says in its [`LintSettings`](crate::process::LintSettings) how serious
//! the findings of a lint are, by its name or its code (the name counts where
//! both are given), or switches it off, and where lints draw their lines. A
//! stage allows a lint with a reason ([`Allow`](crate::process::Allow)): nothing that
//! the lint finds there is reported. A lint that reports several stages together
//! because each has the flaw leaves the stage out; one that tells of a set, such
//! as a trap, is silent where any stage of the set allows it. What is about a
//! pipeline as a whole no stage can allow.
//!
//! # Causes, not cascades
//!
//! Where one flaw follows from another, only the cause is reported: without a
//! start no stage is reported as out of reach, what stands apart is reported once
//! and not stage by stage, and what leads into a dead end is not reported beside
//! it. Each lint says in its text what it leaves to which other. A lint that is
//! off or allowed leaves it to the other all the same.
//!
//! # Order
//!
//! Findings about the whole process, then pipeline by pipeline as in the
//! document; within each by the codes of the lints; those of one lint by the
//! order of the stages. The same process gives the same list.
//!
//! # Sketches
//!
//! The examples in the lints' texts are sketches of a pipeline, as
//! [`PipelineDraft`](crate::process::PipelineDraft) reads them: `a -> b` is a move, `a ~> b` one
//! that goes back on purpose, `a [proposal] @hunter 5d` what a stage is for, who works it and how
//! long. What a sketch has no words for stands in its stored form: `a {…}` for a stage,
//! `pipeline {…}` and `process {…}`.
//!
//! # A lint more
//!
//! It is a file of the `catalogue` and a line in its list. It asks its
//! questions of what is known of a pipeline (`Facts`: what can be reached,
//! loops, islands, demands …), which is found out once for all lints.

mod autofix;
pub mod catalogue;
mod cycle;
mod definition;
mod edit;
mod facts;
mod finding;
mod fit;
mod fix;
mod insert;
mod linter;
mod loops;
mod merges;
mod order;
mod report;
mod reroute;
mod samples;
mod seller_words;
#[cfg(test)]
mod sketch;
mod ways;
mod whole;
mod words;

pub use autofix::Fixed;
pub use catalogue::all;
pub use definition::{Group, Lint};
pub use edit::{Edit, FixError};
pub use finding::{Finding, Severity, Witness};
pub use fix::{Fix, Safety};

pub use report::Report;
pub(crate) use words::words;

/// The lint with a name or a code, such as `dead-end-stage` or `S05`; `None`
/// where no lint is called that. To print it is to explain it: what it does,
/// why it matters, an example, what to use instead.
pub fn explain(name_or_code: &str) -> Option<&'static Lint> {
    all().iter().copied().find(|lint| lint.is_called(name_or_code))
}
