//! What each move of a handoff demands.

use chrono::{Months, NaiveDate};

use super::{
    Declined, HandoffRecord, HandoffRules, HandoffUnmet, Load, Missing, NewHandoff, Offer, Package,
    Recipient,
};
use crate::lifecycle::date::{first_day, from_day, planned, until_day};
use crate::lifecycle::words::Hint;
use crate::lifecycle::{Act, DateOf, Note};
use crate::process::ChecklistItem;
use crate::value::{CriterionId, PersonId};

/// The demands of a handoff's beginning.
pub(super) fn beginning(new: &NewHandoff, act: &Act, unmet: &mut Vec<HandoffUnmet>) {
    if new.due_at > act.at() {
        unmet.push(HandoffUnmet::NotDueYet { from: new.due_at });
    }
    if new.why.is_blank() {
        unmet.push(HandoffUnmet::Reason);
    }
}

/// A move being checked: the handoff, the act, what is not met so far.
pub(super) struct Checking<'a> {
    pub(super) record: &'a HandoffRecord,
    pub(super) act: &'a Act,
    pub(super) rules: HandoffRules<'a>,
    pub(super) unmet: &'a mut Vec<HandoffUnmet>,
}

impl<'a> Checking<'a> {
    fn checklist(&self) -> &'a [ChecklistItem] {
        self.rules.policy.map_or(&[], |policy| policy.checklist.as_slice())
    }

    /// The last day that the process gives to answer an offer made now.
    fn latest(&self) -> Option<NaiveDate> {
        let within = self.rules.policy?.accept_within_days?.duration();
        let until = self.act.at().checked_add_signed(within);
        Some(until.map_or(NaiveDate::MAX, |until| self.act.day_of(until)))
    }

    /// Checks an offer, and sets its deadline where it names none.
    pub(super) fn offer(
        &mut self,
        to: &Recipient,
        package: &Package,
        deadline: &mut Option<NaiveDate>,
    ) {
        if let Recipient::Person(person) = to {
            self.farmer(person);
        }
        let blanks = package.blanks();
        if !blanks.is_empty() {
            self.unmet.push(HandoffUnmet::Package { texts: blanks });
        }
        self.items(&package.provided);
        let latest = self.latest();
        *deadline = deadline.or(latest);
        let Some(deadline) = *deadline else {
            self.unmet.push(HandoffUnmet::NoDeadline);
            return;
        };
        let past = planned(DateOf::Deadline, deadline, self.act);
        self.unmet.extend(past.map(HandoffUnmet::from));
        if let Some(latest) = latest.filter(|latest| deadline > *latest) {
            self.unmet.push(HandoffUnmet::DeadlineLate { deadline, latest });
        }
    }

    pub(super) fn farmer(&mut self, person: &PersonId) {
        if *person == self.record.hunter {
            self.unmet.push(HandoffUnmet::ToHunter { hunter: person.clone() });
        }
    }

    fn items(&mut self, items: &[CriterionId]) {
        let known = || self.checklist().iter().map(|item| item.id.as_str());
        let unknown: Vec<_> = items
            .iter()
            .filter(|item| !known().any(|id| **item == id))
            .map(|item| HandoffUnmet::UnknownItem {
                item: item.clone(),
                hint: Hint::of(item.as_str(), known()),
            })
            .collect();
        self.unmet.extend(unknown);
    }

    /// Offered again to whoever declined, an offer must be another one, with
    /// every item that was missing.
    pub(super) fn remedy(&mut self, declined: &Declined, to: &Recipient, package: &Package) {
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
        self.unmet
            .push(HandoffUnmet::StillMissing { to: declined.by.clone(), missing: missing.into() });
    }

    fn recipient(&mut self, offer: &Offer) {
        let by = self.act.by();
        match &offer.to {
            Recipient::Person(person) if person != by => {
                let to = offer.to.clone();
                self.unmet.push(HandoffUnmet::NotOfferedTo { to, by: by.clone() });
            }
            Recipient::Role(_) if *by == self.record.hunter => {
                self.unmet.push(HandoffUnmet::ByHunter { hunter: by.clone() });
            }
            Recipient::Person(_) | Recipient::Role(_) => {}
        }
    }

    pub(super) fn accept(&mut self, offer: &Offer, load: &mut Option<Load>) {
        self.recipient(offer);
        *load = self.rules.load;
        let Some(load) = *load else {
            self.unmet.push(HandoffUnmet::LoadUnknown { farmer: self.act.by().clone() });
            return self.complete_package(offer);
        };
        if let Some(capacity) = load.capacity.filter(|capacity| load.open >= *capacity) {
            let farmer = self.act.by().clone();
            self.unmet.push(HandoffUnmet::Capacity { farmer, open: load.open, capacity });
        }
        self.complete_package(offer);
    }

    fn complete_package(&mut self, offer: &Offer) {
        for item in self.checklist().iter().filter(|item| item.required) {
            if !offer.package.provides(&item.id) {
                let (item, text) = (item.id.clone(), item.text.as_str().into());
                self.unmet.push(HandoffUnmet::Checklist { item, text });
            }
        }
    }

    pub(super) fn decline(&mut self, offer: &Offer, missing: &Missing) {
        self.recipient(offer);
        if missing.is_blank() {
            self.unmet.push(HandoffUnmet::Missing);
        }
        self.items(&missing.items);
    }

    pub(super) fn escalate(&mut self, offer: &Offer) {
        if self.act.day() <= offer.deadline {
            self.unmet.push(HandoffUnmet::DeadlineAhead { deadline: offer.deadline });
        }
    }

    pub(super) fn reason(&mut self, reason: &Note) {
        if reason.is_blank() {
            self.unmet.push(HandoffUnmet::Reason);
        }
    }

    /// The first day of the farmer: not before the customer's present owner
    /// began, nor more than a year from the act.
    pub(super) fn effective(&mut self, from: NaiveDate) {
        let which = DateOf::Handover;
        let last = self.act.day().checked_add_months(Months::new(12)).unwrap_or(NaiveDate::MAX);
        let fault = from_day(which, from, self.rules.owner_since.or(first_day()))
            .or_else(|| until_day(which, from, last));
        self.unmet.extend(fault.map(HandoffUnmet::from));
    }
}
