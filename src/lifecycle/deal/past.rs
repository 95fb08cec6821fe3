//! What only the past of a deal can tell: where it stood and for how long, how
//! often it went back.

use chrono::{DateTime, TimeDelta, Utc};

use super::{DealCommand, DealMachine};
use crate::lifecycle::History;
use crate::value::StageId;

/// A time that a deal stood in a stage.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// The stage, by its id in the revision that the deal runs by now.
    pub stage: StageId,
    /// When it came.
    pub from: DateTime<Utc>,
    /// When it left; `None` while it stands there.
    pub until: Option<DateTime<Utc>>,
}

impl Stay {
    /// How long it stood there, up to an instant where it still does.
    pub(crate) fn length(&self, now: DateTime<Utc>) -> TimeDelta {
        self.until.unwrap_or(now) - self.from
    }
}

impl History<DealMachine> {
    /// The stages the deal stood in, one after the other. A deal on hold stands
    /// where it stood; one that is lost, abandoned or completed, or has reached
    /// the outcome Won, stands nowhere until it is taken up again. What was
    /// taken back is left out. An adopted deal stood somewhere before, which
    /// nobody knows; its first stay begins when it came to its stage.
    pub fn stays(&self) -> Vec<Stay> {
        let mut stays: Vec<Stay> = Vec::new();
        let leave = |stays: &mut Vec<Stay>, at| {
            if let Some(last) = stays.last_mut() {
                last.until.get_or_insert(at);
            }
        };
        let mut reached = false;
        for entry in self.standing() {
            let at = entry.at;
            match &entry.command {
                DealCommand::Open { stage: to, .. }
                | DealCommand::Advance { to }
                | DealCommand::Rework { to } => {
                    leave(&mut stays, at);
                    reached = false;
                    stays.push(Stay { stage: to.id().clone(), from: at, until: None });
                }
                DealCommand::Adopt(adopted) => {
                    let Some(place) = &adopted.place else { continue };
                    let (stage, from) = (place.stage.id().clone(), adopted.in_stage_since);
                    reached = adopted.outcome.is_some();
                    let ended = reached || adopted.state.has_ended();
                    stays.push(Stay { stage, from, until: ended.then_some(from) });
                }
                DealCommand::Reach { .. } => {
                    reached = true;
                    leave(&mut stays, at);
                }
                DealCommand::Lose { .. }
                | DealCommand::Abandon { .. }
                | DealCommand::Complete {} => leave(&mut stays, at),
                DealCommand::Reopen { .. } | DealCommand::Refund { .. } => {
                    reached &= matches!(entry.command, DealCommand::Refund { .. });
                    let back = stays.last().filter(|last| !reached && last.until.is_some());
                    if let Some(stage) = back.map(|last| last.stage.clone()) {
                        stays.push(Stay { stage, from: at, until: None });
                    }
                }
                DealCommand::Migrate(map) | DealCommand::Transfer(map) => {
                    for stay in &mut stays {
                        if let Some(now) = map.target(stay.stage.as_str()) {
                            stay.stage = now.clone();
                        }
                    }
                }
                _ => {}
            }
        }
        stays
    }

    /// How long the deal stood in a stage in all, up to an instant where it
    /// still does; nothing for a stage it has not been in.
    pub fn time_in(&self, stage: &str, now: DateTime<Utc>) -> TimeDelta {
        let stays = self.stays();
        let lengths = stays.iter().filter(|stay| stay.stage == *stage).map(|stay| stay.length(now));
        lengths.fold(TimeDelta::zero(), |sum, length| {
            // Instants from outside can lie any time apart.
            sum.checked_add(&length).unwrap_or(TimeDelta::MAX)
        })
    }

    /// How often the deal went back: along a rework move, or to a stage that it
    /// had come to before the one it left.
    pub fn regressions(&self) -> usize {
        // The stages in the order the deal first came to them.
        let mut order: Vec<StageId> = Vec::new();
        let mut here = 0;
        let mut count = 0;
        for entry in self.standing() {
            match &entry.command {
                DealCommand::Adopt(adopted) => {
                    order.extend(adopted.place.as_ref().map(|place| place.stage.id().clone()));
                }
                DealCommand::Open { stage: to, .. }
                | DealCommand::Advance { to }
                | DealCommand::Rework { to } => {
                    let known = order.iter().position(|stage| stage == to.id());
                    let place = known.unwrap_or_else(|| {
                        order.push(to.id().clone());
                        order.len() - 1
                    });
                    let rework = matches!(entry.command, DealCommand::Rework { .. });
                    count += usize::from(rework || place < here);
                    here = place;
                }
                DealCommand::Migrate(map) | DealCommand::Transfer(map) => {
                    for stage in &mut order {
                        if let Some(now) = map.target(stage.as_str()) {
                            *stage = now.clone();
                        }
                    }
                    // Of stages that are one now, the first stands for all.
                    let stage = order.get(here).cloned();
                    here = order.iter().position(|s| Some(s) == stage.as_ref()).unwrap_or(here);
                }
                _ => {}
            }
        }
        count
    }
}
