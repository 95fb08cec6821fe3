//! Stage histories from the journals of deals.

use std::collections::HashMap;

use chrono::{DateTime, Utc};

use super::log::{StageLog, StageRow};
use crate::lifecycle::History;
use crate::lifecycle::deal::{Amendment, DealCommand, DealMachine, DealStatus};
use crate::process::{OutcomeKind, Pipeline};
use crate::value::{Money, StageId};

impl StageLog {
    /// A log of deals from their journals. The deals run by one pipeline, whose
    /// outcomes are named where a deal ends; a deal that was won stands in the
    /// stages after the win until it is completed.
    ///
    /// Stages are named by their ids in the revision that each deal runs by now.
    /// What was taken back is left out. An adopted deal is watched from its
    /// adoption on, and has been in its stage since the instant given there.
    /// A deal that was abandoned reaches the outcome `abandoned` where the
    /// pipeline names none for that. A journal without an opening gives nothing.
    pub fn from_journals<'h>(
        histories: impl IntoIterator<Item = &'h History<DealMachine>>,
        pipeline: &Pipeline,
    ) -> Self {
        let mut wins = HashMap::new();
        let rows = histories.into_iter().flat_map(|history| {
            let (rows, won_at) = rows(history, pipeline);
            wins.extend(rows.first().map(|row| row.deal.clone()).zip(won_at));
            rows
        });
        let mut log: Self = rows.collect();
        log.set_won(&wins);
        log
    }
}

/// The outcome of a kind that a deal reaches; the kind's name where the
/// pipeline has none of it.
fn outcome(pipeline: &Pipeline, kind: &str) -> Option<StageId> {
    let named = pipeline.outcomes().iter().find(|outcome| outcome.kind.name() == kind);
    StageId::new(named.map_or(kind, |outcome| &outcome.id)).ok()
}

/// The rows of a deal, and when it was won where it goes on after that.
fn rows(
    history: &History<DealMachine>,
    pipeline: &Pipeline,
) -> (Vec<StageRow>, Option<DateTime<Utc>>) {
    let mut rows: Vec<StageRow> = Vec::new();
    let mut amount: Option<Money> = None;
    let mut deal = None;
    // The stage the deal stands in, or stood in when it ended.
    let mut stage: Option<StageId> = None;
    let mut ended = false;
    let mut won_at = None;
    for entry in history.standing() {
        let mut since = None;
        let entered = match &entry.command {
            DealCommand::Open { new, stage: to, .. } => {
                deal = Some(new.id.clone());
                amount = new.amount;
                stage = Some(to.id().clone());
                stage.clone()
            }
            DealCommand::Adopt(adopted) => {
                deal = Some(adopted.new.id.clone());
                amount = adopted.new.amount;
                stage = adopted.place.as_ref().map(|place| place.stage.id().clone());
                ended = adopted.outcome.is_some() || adopted.state.has_ended();
                since = Some(adopted.in_stage_since);
                won_at = matches!(adopted.state, DealStatus::Won(_)).then_some(entry.at);
                // What has ended before it was adopted was never seen to move.
                stage.clone().filter(|_| !ended)
            }
            DealCommand::Advance { to } | DealCommand::Rework { to } => {
                ended = false;
                stage = Some(to.id().clone());
                stage.clone()
            }
            DealCommand::Amend(Amendment::Amount(worth)) => {
                amount = Some(*worth);
                None
            }
            DealCommand::Win { amount: worth, .. } => {
                amount = worth.or(amount);
                won_at = Some(entry.at);
                None
            }
            DealCommand::Reach { to } => {
                ended = true;
                Some(to.id().clone())
            }
            DealCommand::Complete {} if !ended => {
                ended = true;
                outcome(pipeline, OutcomeKind::Won.name())
            }
            DealCommand::Lose { .. } => {
                ended = true;
                outcome(pipeline, OutcomeKind::Lost.name())
            }
            DealCommand::Abandon { .. } => {
                ended = true;
                outcome(pipeline, "abandoned")
            }
            DealCommand::Reopen { .. } | DealCommand::Refund { .. } if ended => {
                ended = false;
                stage.clone()
            }
            DealCommand::Migrate(map) | DealCommand::Transfer(map) => {
                for row in &mut rows {
                    if let Some(now) = map.target(row.stage.as_str()) {
                        row.stage = now.clone();
                    }
                }
                if let Some(now) = stage.as_ref().and_then(|id| map.target(id.as_str())) {
                    stage = Some(now.clone());
                }
                None
            }
            _ => None,
        };
        if let (Some(deal), Some(stage)) = (&deal, entered) {
            let entered_at = since.unwrap_or(entry.at);
            let row = StageRow::new(deal.clone(), stage, entered_at).by(entry.by.clone());
            let mut row = row.watched_from(entry.at);
            row.amount = amount;
            rows.push(row);
        }
    }
    (rows, won_at)
}
