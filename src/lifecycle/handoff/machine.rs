//! The machine of handoffs: where each move leads, and what it changes.

use chrono::{DateTime, Utc};

use super::check::Checking;
use super::new::AdoptedHandoff;
use super::{
    Accepted, AnyHandoff, Cancelled, Completed, Credit, Declined, Due, Escalated, HandoffCommand,
    HandoffDemand, HandoffFault, HandoffMachine, HandoffRecord, HandoffRules, HandoffState,
    HandoffStatus, HandoffUnmet, HandoffView, Offer, Offered,
};
use crate::lifecycle::conduct::Core;
use crate::lifecycle::{Act, Conduct, Entry};
use crate::value::HandoffId;

impl Conduct for HandoffMachine {
    type Unmet = HandoffUnmet;
    type Fault = HandoffFault;
    type Record = HandoffRecord;
    type Status = HandoffStatus;
    type Any = AnyHandoff;
    type View<'a> = HandoffView<'a>;
    type Rules<'a> = HandoffRules<'a>;

    const REPLAYED: &'static [HandoffDemand] =
        &[HandoffDemand::Farmer, HandoffDemand::Recipient, HandoffDemand::DeadlinePassed];

    fn id(record: &HandoffRecord) -> &HandoffId {
        &record.id
    }

    fn check(
        core: &Core<Self>,
        view: HandoffView<'_>,
        command: &mut HandoffCommand,
        act: &Act,
        rules: HandoffRules<'_>,
        unmet: &mut Vec<HandoffUnmet>,
    ) -> HandoffState {
        if act.at() < core.last_at {
            unmet.push(HandoffUnmet::TimeOrder { last: core.last_at });
        }
        let mut checking = Checking { record: &core.record, act, rules, unmet };
        match (command, view) {
            (HandoffCommand::Due(_) | HandoffCommand::Adopt(_) | HandoffCommand::Erase {}, _) => {
                view.state()
            }
            (HandoffCommand::Offer { to, package, deadline }, _) => {
                checking.offer(to, package, deadline);
                if let HandoffView::Declined(declined) = view {
                    checking.remedy(declined, to, package);
                }
                HandoffState::Offered
            }
            (HandoffCommand::Accept { load }, HandoffView::Offered(offered)) => {
                checking.accept(&offered.offer, load);
                HandoffState::Accepted
            }
            (HandoffCommand::Accept { .. }, _) => HandoffState::Accepted,
            (HandoffCommand::Decline(missing), HandoffView::Offered(offered)) => {
                checking.decline(&offered.offer, missing);
                HandoffState::Declined
            }
            (HandoffCommand::Decline(_), _) => HandoffState::Declined,
            (HandoffCommand::Escalate {}, _) => {
                if let HandoffView::Offered(offered) = view {
                    checking.escalate(&offered.offer);
                }
                HandoffState::Escalated
            }
            (HandoffCommand::Assign { farmer, reason }, _) => {
                checking.farmer(farmer);
                checking.reason(reason);
                HandoffState::Accepted
            }
            (HandoffCommand::Complete { introduction, from, credit }, _) => {
                if introduction.is_blank() {
                    checking.unmet.push(HandoffUnmet::Introduction);
                }
                checking.effective(*from);
                let split = rules.policy.and_then(|policy| policy.credit_split);
                *credit = split.map(|split| Credit::of(split, *from));
                HandoffState::Completed
            }
            (HandoffCommand::Cancel { reason }, _) => {
                checking.reason(reason);
                HandoffState::Cancelled
            }
        }
    }

    fn next(
        _: &HandoffRecord,
        view: HandoffView<'_>,
        entry: &Entry<Self>,
    ) -> Option<HandoffStatus> {
        Some(match (&entry.command, view) {
            (HandoffCommand::Offer { to, package, deadline }, _) => {
                let (to, package, deadline) = (to.clone(), package.clone().into(), (*deadline)?);
                let offer = Box::new(Offer { to, package, deadline });
                HandoffStatus::Offered(Offered { offer })
            }
            (HandoffCommand::Accept { .. }, HandoffView::Offered(offered)) => {
                let (farmer, package) = (entry.by.clone(), offered.offer.package.clone());
                HandoffStatus::Accepted(Accepted { farmer, package })
            }
            (HandoffCommand::Decline(missing), HandoffView::Offered(offered)) => {
                let (offer, missing) = (offered.offer.clone(), missing.clone());
                HandoffStatus::Declined(Declined { offer, by: entry.by.clone(), missing })
            }
            (
                HandoffCommand::Escalate {},
                HandoffView::Offered(Offered { offer })
                | HandoffView::Declined(Declined { offer, .. }),
            ) => HandoffStatus::Escalated(Escalated { offer: offer.clone() }),
            (HandoffCommand::Assign { farmer, .. }, HandoffView::Escalated(escalated)) => {
                let (farmer, package) = (farmer.clone(), escalated.offer.package.clone());
                HandoffStatus::Accepted(Accepted { farmer, package })
            }
            (
                HandoffCommand::Complete { introduction, from, credit },
                HandoffView::Accepted(Accepted { farmer, package }),
            ) => HandoffStatus::Completed(Completed {
                farmer: farmer.clone(),
                package: package.clone(),
                introduction: introduction.clone(),
                from: *from,
                credit: *credit,
            }),
            (HandoffCommand::Cancel { reason }, _) => {
                HandoffStatus::Cancelled(Cancelled { reason: reason.clone() })
            }
            _ => return None,
        })
    }

    fn absorb(record: &mut HandoffRecord, _: HandoffView<'_>, entry: &Entry<Self>) {
        if matches!(entry.command, HandoffCommand::Offer { .. }) {
            record.offers = record.offers.saturating_add(1);
        }
        // No move but an erasure stays in its state.
        record.since = entry.at;
    }

    fn create(entry: &Entry<Self>) -> Option<(HandoffRecord, HandoffStatus)> {
        if let HandoffCommand::Adopt(known) = &entry.command {
            return Some((adopted(known, entry.at), known.state.clone()));
        }
        let HandoffCommand::Due(new) = &entry.command else { return None };
        Some((HandoffRecord::new(new, entry.at), HandoffStatus::Due(Due {})))
    }

    fn redact_record(record: &mut HandoffRecord) {
        record.why.redact();
    }

    fn redact_status(status: &mut HandoffStatus) {
        status.redact();
    }

    fn validate(core: &Core<Self>, view: HandoffView<'_>) -> Result<(), HandoffFault> {
        let record = &core.record;
        let farmer = match view {
            HandoffView::Accepted(Accepted { farmer, .. })
            | HandoffView::Completed(Completed { farmer, .. }) => Some(farmer),
            _ => None,
        };
        if farmer == Some(&record.hunter) {
            return Err(HandoffFault::HunterIsFarmer { hunter: record.hunter.clone() });
        }
        let state = view.state();
        if record.since > core.last_at {
            return Err(HandoffFault::AfterLast { state: state.to_string() });
        }
        if record.due_at > core.last_at {
            return Err(HandoffFault::DueAfterLast);
        }
        match (state, record.offers) {
            (HandoffState::Due, 1..) => Err(HandoffFault::DueOffered),
            (HandoffState::Due | HandoffState::Cancelled, _) => Ok(()),
            (_, 0) => Err(HandoffFault::NeverOffered { state: state.to_string() }),
            _ => Ok(()),
        }
    }
}

/// The record of a handoff that has lived elsewhere.
fn adopted(known: &AdoptedHandoff, at: DateTime<Utc>) -> HandoffRecord {
    HandoffRecord {
        offers: known.offers,
        since: known.since,
        adopted_at: Some(at),
        external_id: known.external_id.clone(),
        ..HandoffRecord::new(&known.new, at)
    }
}

impl HandoffStatus {
    pub(super) fn redact(&mut self) {
        match self {
            Self::Due(_) => {}
            Self::Offered(Offered { offer }) | Self::Escalated(Escalated { offer }) => {
                offer.package.redact();
            }
            Self::Declined(Declined { offer, missing, .. }) => {
                offer.package.redact();
                missing.redact();
            }
            Self::Accepted(Accepted { package, .. }) => package.redact(),
            Self::Completed(Completed { package, introduction, .. }) => {
                package.redact();
                introduction.redact();
            }
            Self::Cancelled(Cancelled { reason }) => reason.redact(),
        }
    }
}
