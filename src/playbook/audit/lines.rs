//! The first lines of an audit, for a terminal.

use std::fmt;

use crate::designer::lint::Finding;

use super::document::{role_name, title};
use super::{AuditChapter, AuditReport, PipelineAudit};

/// What an audit says first: from how many records it is, a line for each chapter,
/// and what was missing for the others.
///
/// ```
/// use sales_process::SalesProcess;
/// use sales_process::playbook::Audit;
/// use sales_process::process::Profile;
///
/// let process = SalesProcess::propose(Profile::new()).build()?;
/// let lines = Audit::of(&process).report().to_string();
/// assert!(lines.contains("as designed: nothing is wrong"));
/// assert!(lines.contains("left out: figures, for there are no leads, deals, orders or costs"));
/// # Ok::<(), sales_process::process::Problems>(())
/// ```
impl fmt::Display for AuditReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut from: Vec<String> = Vec::new();
        for AuditChapter { records, of, .. } in &self.chapters {
            let records = format!("{records} {of}");
            if !from.contains(&records) {
                from.push(records);
            }
        }
        writeln!(f, "Audit of {}, from {}", self.process, listed(&from))?;
        // Of equals the first.
        match self.findings.iter().rev().max_by_key(|it| it.severity) {
            None => writeln!(f, "  as designed: nothing is wrong")?,
            Some(gravest) => {
                let (count, Finding { severity, message, .. }) = (self.findings.len(), gravest);
                let s = if count == 1 { "" } else { "s" };
                writeln!(
                    f,
                    "  as designed: {count} finding{s}, the gravest: {severity}: {message}"
                )?;
            }
        }
        for found in &self.pipelines {
            self.pipeline(f, found)?;
        }
        if let Some(weakness) = &self.weakness {
            if let Some(line) = weakness.to_string().lines().next() {
                writeln!(f, "  {line}")?;
            }
        }
        if let Some(first) = self.handoffs.first() {
            let (count, since) = (self.handoffs.len(), first.due_at.format("%Y-%m-%d"));
            writeln!(
                f,
                "  due for handoff: {count}, {} the longest, since {since}",
                first.customer
            )?;
        }
        if let Some(first) = self.contacts.first() {
            writeln!(f, "  to contact: {}, first: {first}", self.contacts.len())?;
        }
        for gaps in self.missing.chunk_by(|a, b| a.why == b.why) {
            let chapters: Vec<String> =
                gaps.iter().map(|gap| title(gap.chapter).to_owned()).collect();
            let why = gaps.first().map_or("", |gap| gap.why.as_str());
            writeln!(f, "  left out: {}, for {why}", listed(&chapters))?;
        }
        Ok(())
    }
}

impl AuditReport<'_> {
    fn pipeline(&self, f: &mut fmt::Formatter<'_>, found: &PipelineAudit) -> fmt::Result {
        let PipelineAudit { real, calibration, forecast, staffing, .. } = found;
        let named = self.design.pipeline(&found.pipeline).filter(|_| self.pipelines.len() > 1);
        let of = named.map_or_else(String::new, |it| format!(" ({})", it.name()));
        let ended = real.won + real.lost + real.abandoned;
        write!(f, "  as it really runs{of}: {} of {ended} ended deals won", real.won)?;
        if let Some(share) = real.conformance.as_ref().and_then(|it| it.as_designed.share) {
            write!(f, ", {:.0} % went as designed", share * 100.0)?;
        }
        if !calibration.is_empty() {
            write!(f, ", {} chances and days differ", calibration.len())?;
        }
        writeln!(f)?;
        if let Some(forecast) = forecast {
            let (wins, by) = (&forecast.wins, forecast.by.format("%Y-%m-%d"));
            write!(f, "  of {} open deals{of} {:.1} are won by {by}", forecast.deals, wins.mean)?;
            if let Some(revenue) = &forecast.revenue {
                write!(f, ", worth {}", revenue.mean)?;
            }
            writeln!(f)?;
        }
        for needed in staffing.iter().flat_map(|it| &it.people_needed) {
            let role = role_name(self.design, &needed.role);
            writeln!(f, "  people needed as {role}{of}: {}", needed.people)?;
        }
        Ok(())
    }
}

/// Names as in a sentence.
fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    }
}
