//! [`Audit`]: everything that is known of a company in one document.

mod document;
mod lines;

use chrono::{DateTime, TimeDelta, Utc};
use serde::Serialize;

use crate::designer::lint::Finding;
use crate::history::{
    BackTest, CalibratedChange, DealForecast, ForecastOptions, RealPipeline, StageHistory, StageLog,
};
use crate::kpi::{Overview, Weakness};
use crate::process::{Pipeline, SalesProcess};
use crate::simulate::{MONTH_DAYS, Simulated, Simulation};
use crate::value::text::sets;
use crate::value::{CustomerId, Order, PipelineId};

pub use document::history_html;

/// The chapters that a stage history is needed for.
const OF_HISTORY: [&str; 5] = ["reality", "conformance", "calibration", "forecast", "staffing"];

/// How long a deal may wait for a person, in days.
const TARGET_WAIT: f64 = 1.0;

/// A history of less than a day is taken for a day.
const LEAST_MONTHS: f64 = 1.0 / MONTH_DAYS;

/// An audit: what it is made of.
///
/// Each part is optional. A chapter says from how many records it is, and those
/// that are left out say what was missing.
///
/// ```
/// use sales_process::SalesProcess;
/// use sales_process::playbook::Audit;
/// use sales_process::process::Profile;
///
/// let process = SalesProcess::propose(Profile::new()).build()?;
/// let audit = Audit::of(&process);
/// let report = audit.report();
/// assert!(report.missing.iter().any(|it| it.chapter == "forecast"));
/// assert!(audit.to_html(&report).contains("What was missing"));
/// # Ok::<(), sales_process::process::Problems>(())
/// ```
#[derive(Debug, Clone)]
pub struct Audit<'a> {
    process: &'a SalesProcess,
    findings: &'a [Finding],
    log: Option<&'a StageLog>,
    overview: Option<&'a Overview>,
    orders: &'a [Order],
    contacts: &'a [String],
    forecast_days: u16,
}

/// From how many records a chapter is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditChapter {
    /// The chapter.
    pub chapter: &'static str,
    /// How many records.
    pub records: u64,
    /// What a record is.
    pub of: &'static str,
}

/// A chapter that is left out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct AuditGap {
    /// The chapter.
    pub chapter: &'static str,
    /// What was missing.
    pub why: String,
}

/// What the history of a pipeline says.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct PipelineAudit {
    /// The pipeline.
    pub pipeline: String,
    /// How deals really moved, and how far that is from the design.
    pub real: RealPipeline,
    /// What is another in the history than in the design.
    pub calibration: Vec<CalibratedChange>,
    /// What the open deals will bring.
    pub forecast: Option<DealForecast>,
    /// How good such forecasts were.
    pub back_test: Option<BackTest>,
    /// The people it takes, with as many leads, and the shares and days, as there
    /// were.
    pub staffing: Option<Simulated>,
}

/// A customer who is due for handoff.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct HandoffDue {
    /// The customer.
    pub customer: CustomerId,
    /// Since when.
    pub due_at: DateTime<Utc>,
}

/// An audit for programs.
#[derive(Debug, Clone, Serialize)]
#[non_exhaustive]
pub struct AuditReport<'a> {
    /// The process.
    pub process: &'a str,
    /// The chapters, with what they are from.
    pub chapters: Vec<AuditChapter>,
    /// The chapters that are left out.
    pub missing: Vec<AuditGap>,
    /// What the linter has found.
    pub findings: &'a [Finding],
    /// What the history says, by pipeline.
    pub pipelines: Vec<PipelineAudit>,
    /// The figures of the company.
    pub kpis: Option<&'a Overview>,
    /// Where they are below target.
    pub weakness: Option<Weakness>,
    /// Who is due for handoff, the longest first.
    pub handoffs: Vec<HandoffDue>,
    /// Whom to contact, in words.
    pub contacts: &'a [String],
    /// The process itself, for the names in it.
    #[serde(skip)]
    pub(super) design: &'a SalesProcess,
}

impl<'a> Audit<'a> {
    /// The audit of a process; the open deals are forecast for 30 days.
    pub fn of(process: &'a SalesProcess) -> Self {
        let (findings, orders, contacts) = (&[][..], &[][..], &[][..]);
        Self { process, findings, log: None, overview: None, orders, contacts, forecast_days: 30 }
    }

    sets! {
        /// Adds what the linter has found.
        findings(findings: &'a [Finding]) findings = findings;

        /// Adds how deals moved.
        stages(log: &'a StageLog) log = Some(log);

        /// Adds the figures of the company.
        kpis(overview: &'a Overview) overview = Some(overview);

        /// Adds the orders, in the order of time: they say who is due for handoff.
        orders(orders: &'a [Order]) orders = orders;

        /// Adds whom to contact, most urgent first: the tasks of a worklist in words.
        contacts(tasks: &'a [String]) contacts = tasks;

        /// Sets for how many days the open deals are forecast; at least one.
        forecast_days(days: u16) forecast_days = days.max(1);
    }

    /// Works everything out.
    pub fn report(&self) -> AuditReport<'a> {
        let mut report = AuditReport {
            process: self.process.name(),
            chapters: Vec::new(),
            missing: Vec::new(),
            findings: self.findings,
            pipelines: Vec::new(),
            kpis: self.overview,
            weakness: self.overview.map(|it| it.report.weakness(self.process)),
            handoffs: Vec::new(),
            contacts: self.contacts,
            design: self.process,
        };
        let stages: usize = self.process.pipelines().iter().map(|it| it.stages().len()).sum();
        report.tell("design", stages as u64, "stages");
        if self.log.is_none() {
            for chapter in OF_HISTORY {
                report.lack(chapter, "there is no history of stages (stages.csv)");
            }
        }
        for pipeline in self.process.pipelines() {
            self.add_pipeline(&mut report, pipeline);
        }
        if let Some(log) = self.log.filter(|_| report.pipelines.is_empty()) {
            let ids = |ids: Vec<&PipelineId>| {
                ids.into_iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
            };
            let why = format!(
                "the history has no deal of a pipeline of the process: it names {}, and the \
                 process has {}",
                ids(log.pipelines()),
                ids(self.process.pipelines().iter().map(Pipeline::id).collect()),
            );
            for chapter in OF_HISTORY {
                report.lack(chapter, &why);
            }
        }
        match self.overview {
            Some(overview) => {
                let told = &overview.report;
                match told.attract.leads + told.sell.deals_opened {
                    0 => report.tell("kpis", told.retain.orders, "orders"),
                    facts => report.tell("kpis", facts, "leads and deals"),
                }
            }
            None => report.lack("kpis", "there are no leads, deals, orders or costs"),
        }
        self.add_handoffs(&mut report);
        if self.contacts.is_empty() {
            report.lack("contacts", "no order history says whom to contact");
        } else {
            report.tell("contacts", self.contacts.len() as u64, "customers");
        }
        report
    }

    fn add_pipeline(&self, report: &mut AuditReport<'_>, pipeline: &Pipeline) {
        let Some(log) = self.log_of(pipeline) else { return };
        let history = StageHistory::beside(&log, pipeline);
        let real = history.real_pipeline();
        if real.deals == 0 {
            return;
        }
        for chapter in ["reality", "conformance", "calibration"] {
            report.tell(chapter, real.deals, "deals");
        }
        let by = history.as_of() + TimeDelta::days(self.forecast_days.into());
        let options = ForecastOptions::before(by);
        let forecast = match history.forecast(&options) {
            Ok(forecast) => {
                report.tell("forecast", forecast.deals, "open deals");
                Some(forecast)
            }
            Err(error) => {
                report.lack("forecast", &error.to_string());
                None
            }
        };
        let back_test = history.back_test(&options).ok();
        let calibration = history.calibration();
        let staffing = match calibration.draft.build() {
            Ok(learned) => self.staffing(report, &log, &learned),
            Err(_) => self.staffing(report, &log, pipeline),
        };
        report.pipelines.push(PipelineAudit {
            pipeline: pipeline.id().to_string(),
            calibration: calibration.changes,
            forecast,
            back_test,
            staffing,
            real,
        });
    }

    /// The deals that ran by a pipeline.
    fn log_of(&self, pipeline: &Pipeline) -> Option<StageLog> {
        let log = self.log?.assigned(self.process.pipelines());
        Some(log.in_pipeline(pipeline.id().as_str()))
    }

    /// The people it takes with as many leads as deals began.
    fn staffing(
        &self,
        report: &mut AuditReport<'_>,
        log: &StageLog,
        pipeline: &Pipeline,
    ) -> Option<Simulated> {
        if !pipeline.stages().iter().any(|stage| stage.work_hours.is_some()) {
            report.lack("staffing", "no stage says how many hours of work it takes (work_hours)");
            return None;
        }
        let begins = log.paths().iter().filter_map(|deal| deal.visits.first());
        let first = begins.map(|visit| visit.entered_at).min()?;
        let months =
            crate::history::stays::days(crate::history::micros_between(first, log.as_of()?))
                / MONTH_DAYS;
        #[allow(clippy::cast_precision_loss, reason = "below 2^53 a float holds every count")]
        let a_month = log.deals() as f64 / months.max(LEAST_MONTHS);
        let simulation = Simulation::new(a_month, 24.0);
        match simulation.and_then(|it| it.with_people_for(TARGET_WAIT, self.process, pipeline)) {
            Ok(simulated) => {
                report.tell("staffing", log.deals() as u64, "deals");
                Some(simulated)
            }
            Err(error) => {
                report.lack("staffing", &error.to_string());
                None
            }
        }
    }

    fn add_handoffs(&self, report: &mut AuditReport<'_>) {
        let Some(last) = self.orders.last() else {
            return report.lack("handoffs", "there are no orders (orders.csv)");
        };
        let Some(rule) = self.process.handoff_rule() else {
            return report.lack("handoffs", "the process has no handoff rule");
        };
        let as_of = last.placed_at();
        let fold = rule.fold(self.process.zone());
        let (mut aside, mut set_aside) = (None, 0);
        let mut orders: Vec<&Order> = self.orders.iter().collect();
        // Stable: those of one customer stay in the order of time.
        orders.sort_by_key(|order| order.customer());
        for own in orders.chunk_by(|a, b| a.customer() == b.customer()) {
            let mut state = fold.begin();
            let recorded = own.iter().try_for_each(|order| fold.record(&mut state, *order));
            let due = recorded
                .map_err(|error| error.to_string())
                .and_then(|()| fold.due_at(&state, as_of).map_err(|error| error.to_string()));
            match (due, own.first()) {
                (Ok(Some(due_at)), Some(order)) => {
                    report.handoffs.push(HandoffDue { customer: order.customer().clone(), due_at });
                }
                (Ok(_), _) => {}
                (Err(error), of) => {
                    aside.get_or_insert((of.map(|order| order.customer()), error));
                    set_aside += 1;
                }
            }
        }
        if let Some((customer, error)) = aside {
            let customer = customer.map_or("", CustomerId::as_str);
            let more =
                if set_aside > 1 { format!(", and {} more", set_aside - 1) } else { String::new() };
            report.lack("handoffs", &format!("customer {customer} is left out{more}: {error}"));
        }
        report.handoffs.sort_by_key(|it| it.due_at);
        report.tell("handoffs", self.orders.len() as u64, "orders");
    }
}

impl AuditReport<'_> {
    fn tell(&mut self, chapter: &'static str, records: u64, of: &'static str) {
        self.chapters.push(AuditChapter { chapter, records, of });
    }

    fn lack(&mut self, chapter: &'static str, why: &str) {
        let gap = AuditGap { chapter, why: why.to_owned() };
        if !self.missing.contains(&gap) {
            self.missing.push(gap);
        }
    }
}
