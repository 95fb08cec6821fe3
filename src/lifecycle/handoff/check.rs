//! What each move of a handoff demands, and what it changes.

use chrono::{DateTime, NaiveDate, Utc};

use super::{
    Accepted, AnyHandoff, Cancelled, Completed, Credit, Declined, Due, Escalated, HandoffCommand,
    HandoffDemand, HandoffMachine, HandoffRecord, HandoffState, HandoffStatus, HandoffVerb,
    HandoffView, Load, Missing, NewHandoff, Offer, Offered, Package, Recipient,
};
use crate::lifecycle::machine::{Core, HasDemand, Transition};
use crate::lifecycle::{Act, Entry, Machine, Note};
use crate::process::{ChecklistItem, HandoffPolicy};
use crate::value::text::did_you_mean;
use crate::value::{CriterionId, PersonId};

/// A demand of a handoff's move that is not met.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum HandoffUnmet {
    /// The act lies before the last entry.
    #[error("the handoff was last changed at {last}, after this act; act at that instant or later")]
    TimeOrder {
        /// When the last entry was made.
        last: DateTime<Utc>,
    },
    /// It is due only after the act.
    #[error("the customer is due for handoff only from {0} on")]
    NotDueYet(DateTime<Utc>),
    /// The hunter is to be the farmer.
    #[error("`{0}` is the hunter; name a farmer, or cancel the handoff")]
    ToHunter(PersonId),
    /// The package lacks a text.
    #[error(
        "the package says nothing of {}; where there is nothing to say, write so",
        .0.join(", ")
    )]
    Package(Vec<&'static str>),
    /// The checklist has no such item.
    #[error("the checklist has no item `{item}`{hint}")]
    UnknownItem {
        /// The item.
        item: CriterionId,
        /// The nearest known one, as a question.
        hint: String,
    },
    /// Neither the offer nor the process sets a deadline.
    #[error("the deadline is missing, and the process sets none")]
    NoDeadline,
    /// The deadline has passed already.
    #[error("the deadline {0} has passed already")]
    DeadlinePast(NaiveDate),
    /// The deadline is later than the process allows.
    #[error("the deadline {deadline} is later than {latest}, the last day the process gives")]
    DeadlineLate {
        /// The deadline.
        deadline: NaiveDate,
        /// The last day that the process gives.
        latest: NaiveDate,
    },
    /// Declined, and offered again with nothing changed.
    #[error("{to} declined because of {missing}; hand that over, or offer to another farmer")]
    StillMissing {
        /// Who declined.
        to: PersonId,
        /// What is still missing, in words.
        missing: String,
    },
    /// The offer is another person's to answer.
    #[error("the offer is to {to}, not to `{by}`")]
    NotOfferedTo {
        /// Who it is to.
        to: Recipient,
        /// Who answers.
        by: PersonId,
    },
    /// The hunter answers the offer.
    #[error("`{0}` is the hunter, and cannot answer the offer")]
    ByHunter(PersonId),
    /// The farmer has no room.
    #[error("`{farmer}` holds {open} customers of at most {capacity}; there is no room")]
    Capacity {
        /// The farmer.
        farmer: PersonId,
        /// How many customers the farmer holds.
        open: u32,
        /// How many the farmer can hold.
        capacity: u32,
    },
    /// A required item of the checklist is not in the package.
    #[error("not handed over: {text} (item `{item}`)")]
    Checklist {
        /// The item.
        item: String,
        /// What it is, in words.
        text: String,
    },
    /// It is not said what is missing.
    #[error("it is not said what is missing; name items of the checklist, or write a note")]
    Missing,
    /// The deadline has not passed.
    #[error("the offer can be answered until the end of {0}")]
    DeadlineAhead(NaiveDate),
    /// No reason is given.
    #[error("the reason is missing")]
    Reason,
    /// The introduction is not evidenced.
    #[error("the warm introduction is not evidenced; say when and how it was done")]
    Introduction,
}

impl HasDemand<HandoffDemand> for HandoffUnmet {
    fn demand(&self) -> HandoffDemand {
        match self {
            Self::TimeOrder { .. } => HandoffDemand::TimeOrder,
            Self::NotDueYet(_) => HandoffDemand::DueAt,
            Self::ToHunter(_) => HandoffDemand::Farmer,
            Self::Package(_) => HandoffDemand::Package,
            Self::UnknownItem { .. } => HandoffDemand::Items,
            Self::NoDeadline | Self::DeadlinePast(_) => HandoffDemand::Deadline,
            Self::DeadlineLate { .. } => HandoffDemand::AcceptTime,
            Self::StillMissing { .. } => HandoffDemand::Remedy,
            Self::NotOfferedTo { .. } | Self::ByHunter(_) => HandoffDemand::Recipient,
            Self::Capacity { .. } => HandoffDemand::Capacity,
            Self::Checklist { .. } => HandoffDemand::Checklist,
            Self::Missing => HandoffDemand::Missing,
            Self::DeadlineAhead(_) => HandoffDemand::DeadlinePassed,
            Self::Reason => HandoffDemand::Reason,
            Self::Introduction => HandoffDemand::Introduction,
        }
    }
}

/// The demands of a handoff's beginning.
pub(super) fn beginning(new: &NewHandoff, act: &Act, unmet: &mut Vec<HandoffUnmet>) {
    if new.due_at > act.at() {
        unmet.push(HandoffUnmet::NotDueYet(new.due_at));
    }
    if new.why.is_blank() {
        unmet.push(HandoffUnmet::Reason);
    }
}

/// A move being checked: the handoff, the act, what is not met so far.
struct Checking<'a> {
    record: &'a HandoffRecord,
    act: &'a Act,
    policy: Option<&'a HandoffPolicy>,
    unmet: &'a mut Vec<HandoffUnmet>,
}

impl<'a> Checking<'a> {
    fn checklist(&self) -> &'a [ChecklistItem] {
        self.policy.map_or(&[], |policy| policy.checklist.as_slice())
    }

    /// The last day that the process gives to answer an offer made now.
    fn latest(&self) -> Option<NaiveDate> {
        let within = self.policy?.accept_within_days?.duration();
        let until = self.act.at().checked_add_signed(within);
        Some(until.map_or(NaiveDate::MAX, |until| until.date_naive()))
    }

    /// Checks an offer, and sets its deadline where it names none.
    fn offer(&mut self, to: &Recipient, package: &Package, deadline: &mut Option<NaiveDate>) {
        if let Recipient::Person(person) = to {
            self.farmer(person);
        }
        let blanks = package.blanks();
        if !blanks.is_empty() {
            self.unmet.push(HandoffUnmet::Package(blanks));
        }
        self.items(&package.provided);
        let latest = self.latest();
        *deadline = deadline.or(latest);
        let Some(deadline) = *deadline else {
            self.unmet.push(HandoffUnmet::NoDeadline);
            return;
        };
        if deadline < self.act.at().date_naive() {
            self.unmet.push(HandoffUnmet::DeadlinePast(deadline));
        }
        if let Some(latest) = latest.filter(|latest| deadline > *latest) {
            self.unmet.push(HandoffUnmet::DeadlineLate { deadline, latest });
        }
    }

    fn farmer(&mut self, person: &PersonId) {
        if *person == self.record.hunter {
            self.unmet.push(HandoffUnmet::ToHunter(person.clone()));
        }
    }

    fn items(&mut self, items: &[CriterionId]) {
        let known = || self.checklist().iter().map(|item| item.id.as_str());
        let unknown: Vec<_> = items
            .iter()
            .filter(|item| !known().any(|id| **item == id))
            .map(|item| HandoffUnmet::UnknownItem {
                item: item.clone(),
                hint: did_you_mean(item.as_str(), known()),
            })
            .collect();
        self.unmet.extend(unknown);
    }

    /// Offered again to whoever declined, an offer must be another one, with
    /// every item that was missing.
    fn remedy(&mut self, declined: &Declined, to: &Recipient, package: &Package) {
        let again = *to == declined.offer.to || *to == Recipient::Person(declined.by.clone());
        let items = &declined.missing.items;
        let lacking: Vec<_> =
            items.iter().filter(|item| !package.provides(item.as_str())).collect();
        if !again || (lacking.is_empty() && *package != *declined.offer.package) {
            return;
        }
        let names = |items: Vec<&CriterionId>| {
            items.iter().map(|item| format!("`{item}`")).collect::<Vec<_>>().join(", ")
        };
        let missing = match &declined.missing.note {
            _ if !lacking.is_empty() => names(lacking),
            Some(note) => note.to_string(),
            None => names(items.iter().collect()),
        };
        self.unmet.push(HandoffUnmet::StillMissing { to: declined.by.clone(), missing });
    }

    fn recipient(&mut self, offer: &Offer) {
        let by = self.act.by();
        match &offer.to {
            Recipient::Person(person) if person != by => {
                let to = offer.to.clone();
                self.unmet.push(HandoffUnmet::NotOfferedTo { to, by: by.clone() });
            }
            Recipient::Role(_) if *by == self.record.hunter => {
                self.unmet.push(HandoffUnmet::ByHunter(by.clone()));
            }
            Recipient::Person(_) | Recipient::Role(_) => {}
        }
    }

    fn accept(&mut self, offer: &Offer, load: Load) {
        self.recipient(offer);
        if let Some(capacity) = load.capacity.filter(|capacity| load.open >= *capacity) {
            let farmer = self.act.by().clone();
            self.unmet.push(HandoffUnmet::Capacity { farmer, open: load.open, capacity });
        }
        for item in self.checklist().iter().filter(|item| item.required) {
            if !offer.package.provides(&item.id) {
                let (item, text) = (item.id.clone(), item.text.clone());
                self.unmet.push(HandoffUnmet::Checklist { item, text });
            }
        }
    }

    fn decline(&mut self, offer: &Offer, missing: &Missing) {
        self.recipient(offer);
        if missing.is_blank() {
            self.unmet.push(HandoffUnmet::Missing);
        }
        self.items(&missing.items);
    }

    fn escalate(&mut self, offer: &Offer) {
        if self.act.at().date_naive() <= offer.deadline {
            self.unmet.push(HandoffUnmet::DeadlineAhead(offer.deadline));
        }
    }

    fn reason(&mut self, reason: &Note) {
        if reason.is_blank() {
            self.unmet.push(HandoffUnmet::Reason);
        }
    }
}

impl Machine for HandoffMachine {
    const NAME: &'static str = "handoff";
    const FORMAT: &'static str = "sales-process.handoff/1";
    const ENTRY_FORMAT: &'static str = "sales-process.handoff-entry/1";
    const TABLE: &'static [Transition<Self>] = Self::ROWS;
    const STARTS: &'static [HandoffState] = Self::STARTING;

    type State = HandoffState;
    type Verb = HandoffVerb;
    type Demand = HandoffDemand;
    type Command = HandoffCommand;
    type Unmet = HandoffUnmet;
    type Record = HandoffRecord;
    type Status = HandoffStatus;
    type Any = AnyHandoff;
    type View<'a> = HandoffView<'a>;
    type Rules<'a> = Option<&'a HandoffPolicy>;

    fn row(from: HandoffState, verb: HandoffVerb) -> Option<&'static Transition<Self>> {
        Self::find_row(from, verb)
    }

    fn state(status: &HandoffStatus) -> HandoffState {
        status.state()
    }

    fn state_of(view: HandoffView<'_>) -> HandoffState {
        view.state()
    }

    fn view(status: &HandoffStatus) -> HandoffView<'_> {
        status.view()
    }

    fn verb(command: &HandoffCommand) -> Option<HandoffVerb> {
        command.verb()
    }

    fn check(
        core: &Core<Self>,
        view: HandoffView<'_>,
        command: &mut HandoffCommand,
        act: &Act,
        policy: Option<&HandoffPolicy>,
        unmet: &mut Vec<HandoffUnmet>,
    ) -> HandoffState {
        if act.at() < core.last_at {
            unmet.push(HandoffUnmet::TimeOrder { last: core.last_at });
        }
        let mut checking = Checking { record: &core.record, act, policy, unmet };
        match (command, view) {
            (HandoffCommand::Due(_), _) => HandoffState::Due,
            (HandoffCommand::Offer { to, package, deadline }, _) => {
                checking.offer(to, package, deadline);
                if let HandoffView::Declined(declined) = view {
                    checking.remedy(declined, to, package);
                }
                HandoffState::Offered
            }
            (HandoffCommand::Accept { load }, HandoffView::Offered(offered)) => {
                checking.accept(&offered.offer, *load);
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
                let split = policy.and_then(|policy| policy.credit_split);
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

    fn absorb(record: &mut HandoffRecord, entry: &Entry<Self>) {
        if matches!(entry.command, HandoffCommand::Offer { .. }) {
            record.offers = record.offers.saturating_add(1);
        }
        // No move stays in its state.
        record.since = entry.at;
    }

    fn create(entry: &Entry<Self>) -> Option<(HandoffRecord, HandoffStatus)> {
        let HandoffCommand::Due(new) = &entry.command else { return None };
        Some((HandoffRecord::new(new, entry.at), HandoffStatus::Due(Due {})))
    }

    fn redact(record: &mut HandoffRecord, status: &mut HandoffStatus) {
        record.why.redact();
        match status {
            HandoffStatus::Due(_) => {}
            HandoffStatus::Offered(Offered { offer })
            | HandoffStatus::Escalated(Escalated { offer }) => offer.package.redact(),
            HandoffStatus::Declined(Declined { offer, missing, .. }) => {
                offer.package.redact();
                missing.redact();
            }
            HandoffStatus::Accepted(Accepted { package, .. }) => package.redact(),
            HandoffStatus::Completed(Completed { package, introduction, .. }) => {
                package.redact();
                introduction.redact();
            }
            HandoffStatus::Cancelled(Cancelled { reason }) => reason.redact(),
        }
    }

    fn redact_command(command: &mut HandoffCommand) {
        command.redact();
    }

    fn validate(record: &HandoffRecord, status: &HandoffStatus) -> Result<(), String> {
        let farmer = match status {
            HandoffStatus::Accepted(Accepted { farmer, .. })
            | HandoffStatus::Completed(Completed { farmer, .. }) => Some(farmer),
            _ => None,
        };
        if farmer == Some(&record.hunter) {
            return Err(format!("`{}` is both the hunter and the farmer", record.hunter));
        }
        let state = status.state();
        match (state, record.offers) {
            (HandoffState::Due, 1..) => Err("the handoff is due, but was offered".to_owned()),
            (HandoffState::Due | HandoffState::Cancelled, _) => Ok(()),
            (_, 0) => Err(format!("the handoff is {state}, but was never offered")),
            _ => Ok(()),
        }
    }
}
