//! The playbook: how a company sells, as a document for people.
//!
//! It is the regulation and the tactics in one: why the process looks as it
//! does, the four parts of selling, each pipeline with its picture and a card
//! for each stage, which leads are worked, how customers become regular and
//! pass from hunter to farmer, who does what, what is measured and where the
//! company stands, and what a linter has found.
//!
//! - [`Playbook`] makes the document of a process: [`Playbook::to_markdown`] for
//!   a wiki or a repository, [`Playbook::to_html`] for one file to hand over,
//!   to read on a screen or on paper;
//! - [`Headings`] are the fixed words, in English, Russian or Romanian, or the
//!   company's own: [`Titles`], [`Labels`], [`Names`], [`Reasons`], [`Phrases`],
//!   [`Signs`], [`Measures`], [`Numbers`], and [`Counted`] nouns in the forms of a
//!   [`PluralRule`].
//!
//! ```
//! use sales_process::process::Profile;
//! use sales_process::playbook::{Headings, Playbook};
//! use sales_process::{Language, SalesProcess};
//!
//! let process = SalesProcess::propose(Profile::new()).build()?;
//! let playbook = Playbook::of(&process);
//! assert!(playbook.to_markdown().starts_with("# Consultative B2B sales of a product\n"));
//!
//! let process = SalesProcess::propose_in(Language::Russian, Profile::new()).build()?;
//! let playbook = Playbook::of(&process).headings(Headings::of(Language::Russian));
//! assert!(playbook.to_html().contains("Постоянные клиенты и передача клиента"));
//! # Ok::<(), sales_process::process::Problems>(())
//! ```
//!
//! # Invariants
//!
//! The document is built once and then written in a form, so that no form has
//! what the other leaves out. Texts of users are not translated and not changed:
//! whatever characters they have, they are shown as text, and by their names
//! rather than ids. Nothing is printed of what is not stated. Anchors are numbered
//! and not made of texts. The same process gives the same bytes.
//!
//! The playbook stands outermost: it reads every other part, findings, pictures
//! and KPIs among them, and nothing reads it.

#[cfg(feature = "simulate")]
mod audit;
mod company;
mod criteria;
mod customers;
mod figures;
mod headings;
mod html;
mod kpis;
mod leads;
mod markdown;
mod page;
mod people;
mod pipelines;
mod plot;
mod remarks;
mod rules;
mod stages;
mod writing;

#[cfg(feature = "simulate")]
pub use audit::{
    Audit, AuditChapter, AuditGap, AuditReport, HandoffDue, PipelineAudit, history_html,
};
pub use headings::{
    Counted, Headings, Labels, Measures, Names, Numbers, Phrases, PluralRule, Reasons, Signs,
    Titles,
};

use crate::designer::lint::Finding;
use crate::draw::{Flow, Picture};
use crate::kpi::Overview;
use crate::process::SalesProcess;
use crate::value::text::sets;
use page::Page;
use writing::Writing;

/// The playbook of a process: what goes into it, and in which words.
#[derive(Debug, Clone)]
pub struct Playbook<'a> {
    process: &'a SalesProcess,
    findings: Option<&'a [Finding]>,
    headings: Headings<'a>,
    flow: Option<Flow>,
    picture_files: Vec<String>,
    kpis: Option<&'a Overview>,
}

impl<'a> Playbook<'a> {
    /// The playbook of a process in English, without findings.
    pub fn of(process: &'a SalesProcess) -> Self {
        Self {
            process,
            findings: None,
            headings: Headings::default(),
            flow: None,
            picture_files: Vec::new(),
            kpis: None,
        }
    }

    sets! {
        /// Adds a chapter on what a linter has found, for those who work on the
        /// process; the document for a client has none.
        findings(findings: &'a [Finding]) findings = Some(findings);

        /// Adds where the company stands: the figures of a KPI report beside the
        /// targets of the process, the weak place, and plots of the statistics, which
        /// the Markdown form has as tables.
        kpis(overview: &'a Overview) kpis = Some(overview);

        /// Sets the fixed words.
        headings(headings: Headings<'a>) headings = headings;

        /// Sets where the pictures run. Unless set, the HTML form has each picture
        /// across for wide screens and down for narrow ones and for paper.
        layout(flow: Flow) flow = Some(flow);
    }

    /// Names the files that have the pictures of the pipelines, in the order of
    /// the process. The Markdown form points to them, and has no picture of a
    /// pipeline without one; the HTML form has all pictures inside.
    #[must_use]
    pub fn picture_files<F: Into<String>>(mut self, files: impl IntoIterator<Item = F>) -> Self {
        self.picture_files = files.into_iter().map(Into::into).collect();
        self
    }

    /// The document as Markdown: `CommonMark`, with tables and lists to tick
    /// off as GitHub has them. Texts that turn the direction of writing, and
    /// lines within a text, take the HTML elements `bdi` and `br`.
    pub fn to_markdown(&self) -> String {
        markdown::write(&self.page())
    }

    /// The document as one HTML file: no scripts, nothing from elsewhere, the
    /// pictures inside. It is readable on light and dark screens and on paper,
    /// where a stage is kept on one page, and is well-formed XML.
    pub fn to_html(&self) -> String {
        html::write(&self.page())
    }

    /// The picture of each pipeline as the HTML form has it, to be written in
    /// other formats: with the figures of the analysis where the shares of the
    /// moves are stated.
    pub fn pictures(&self) -> Vec<Picture> {
        let writing = Writing::new(self);
        let pipelines = self.process.pipelines().iter().enumerate();
        let flow = self.flow.unwrap_or(Flow::Across);
        pipelines.map(|(number, pipeline)| writing.drawn(number, pipeline).flow(flow)).collect()
    }

    fn page(&self) -> Page {
        let mut writing = Writing::new(self);
        writing.company();
        writing.subprocesses();
        writing.leads();
        writing.pipelines();
        writing.closing();
        writing.customers();
        writing.fields();
        writing.roles();
        writing.targets();
        writing.kpis();
        writing.findings();
        writing.finish()
    }
}
