//! The text of a real pipeline for people.

use std::fmt::{self, Display, Write};

use super::conformance::Conformance;
use super::real::{RealExit, RealPipeline};
use super::stage_history::StageHistory;
use crate::value::{DealId, StageId};

/// How many variants and witnesses are shown.
const SHOWN: usize = 10;

impl StageHistory<'_> {
    /// The real pipeline as text of at most 100 columns, with the names of the
    /// design.
    pub fn to_text(&self, real: &RealPipeline) -> String {
        let mut out = String::new();
        let text = Text { history: self, real };
        // Writing into a string cannot fail.
        let _ = write!(out, "{text}");
        out
    }

    pub(crate) fn name_of<'t>(&'t self, id: &'t StageId) -> &'t str {
        let place = self.places.iter().position(|place| place.id == *id);
        place.map_or(id.as_str(), |place| self.name(place))
    }

    /// Each departure from the design in words, how often, and witnesses.
    pub(crate) fn departures<'c>(
        &self,
        found: &'c Conformance,
    ) -> Vec<(String, u64, &'c [DealId])> {
        let name = |id: &StageId| self.name_of(id).to_owned();
        let mut all: Vec<(String, u64, &[DealId])> = Vec::new();
        for it in &found.moves_not_in_design {
            let what = format!("not in the design, {} → {}", name(&it.from), name(&it.to));
            all.push((what, it.count, &it.witnesses));
        }
        for it in &found.mandatory_passed_by {
            all.push((format!("won without {}", name(&it.stage)), it.deals, &it.witnesses));
        }
        for it in &found.rework_over_limit {
            let what = format!("beyond its limit, {} → {}", name(&it.from), name(&it.to));
            all.push((what, it.deals, &it.witnesses));
        }
        for it in &found.over_stale_limit {
            all.push((format!("stale in {}", name(&it.stage)), it.deals, &it.witnesses));
        }
        all
    }
}

struct Text<'a> {
    history: &'a StageHistory<'a>,
    real: &'a RealPipeline,
}

impl Display for Text<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let real = self.real;
        let name = |id: &StageId| cut(self.history.name_of(id), 24);
        let s = if real.deals == 1 { "" } else { "s" };
        write!(f, "{} deal{s}: {} won, {} lost, ", real.deals, real.won, real.lost)?;
        if real.abandoned > 0 {
            write!(f, "{} abandoned, ", real.abandoned)?;
        }
        writeln!(f, "{} open", real.open)?;
        if let Some(mean) = real.mean_days_to_win {
            writeln!(f, "won deals took {mean:.1} days on average")?;
        }
        if real.transferred > 0 {
            writeln!(f, "{} went on in another pipeline", real.transferred)?;
        }
        if real.begun_before > 0 {
            writeln!(f, "{} begun before the history does", real.begun_before)?;
        }
        if real.reopened > 0 {
            writeln!(f, "{} reopened", real.reopened)?;
        }
        if !real.stages.is_empty() {
            writeln!(
                f,
                "\n{:<24} {:>7} {:>7} {:>8} {:>8} {:>8}",
                "stage", "visits", "left", "median", "mean", "p90"
            )?;
        }
        for stage in &real.stages {
            let few = if stage.enough { "" } else { "  few stays" };
            writeln!(
                f,
                "{:<24} {:>7} {:>7} {:>8} {:>8} {:>8}{few}",
                name(&stage.stage),
                stage.visits,
                stage.completed,
                days(stage.median_days),
                days(stage.mean_days),
                days(stage.p90_days),
            )?;
        }
        if !real.moves.is_empty() {
            writeln!(
                f,
                "\n{:<24} {:<24} {:>7} {:>7} {:>14} {:>8}",
                "from", "to", "count", "counted", "estimated", "median"
            )?;
        }
        for step in &real.moves {
            let exit = real.exits.iter().find(|it| it.stage == step.from && it.to == step.to);
            let estimated = exit.map_or(String::new(), estimated);
            let mark = if step.in_design == Some(false) { "  unplanned" } else { "" };
            let line = format!(
                "{:<24} {:<24} {:>7} {:>7} {estimated:>14} {:>8}{mark}",
                name(&step.from),
                name(&step.to),
                step.count,
                percent(step.share),
                days(Some(step.median_days)),
            );
            writeln!(f, "{}", line.trim_end())?;
        }
        if !real.variants.is_empty() {
            writeln!(
                f,
                "\npaths of finished deals, the most frequent of {} first:",
                real.variants_total
            )?;
        }
        for variant in real.variants.iter().take(SHOWN) {
            let path: Vec<&str> = variant.path.iter().map(|id| self.history.name_of(id)).collect();
            writeln!(
                f,
                "  {:>6} {:>7}  {}",
                variant.deals,
                percent(variant.share),
                cut(&path.join(" → "), 82)
            )?;
        }
        self.conformance(f)
    }
}

impl Text<'_> {
    fn conformance(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(found) = &self.real.conformance else { return Ok(()) };
        let share =
            found.as_designed.share.map_or(String::new(), |it| format!(" ({})", percent(it)));
        writeln!(
            f,
            "\nas designed: {} of {} deals{share}",
            found.as_designed.deals, self.real.deals
        )?;
        for (what, count, witnesses) in self.history.departures(found) {
            let first: Vec<&str> = witnesses.iter().take(3).map(DealId::as_str).collect();
            let more = if count > 3 { ", …" } else { "" };
            writeln!(f, "  {what}: {count} ({}{more})", first.join(", "))?;
        }
        Ok(())
    }
}

/// A share with its standard error, where it is known: that of a share which all
/// have, or none, is not.
pub(crate) fn estimated(exit: &RealExit) -> String {
    if exit.standard_error <= 0.0 {
        return percent(exit.share);
    }
    format!("{:.1} ± {:.1} %", exit.share * 100.0, exit.standard_error * 100.0)
}

pub(super) fn percent(share: f64) -> String {
    format!("{:.1} %", share * 100.0)
}

fn days(days: Option<f64>) -> String {
    days.map_or("–".to_owned(), |days| format!("{days:.1} d"))
}

fn cut(text: &str, most: usize) -> String {
    crate::value::text::beginning(text, most.saturating_sub(1))
}
