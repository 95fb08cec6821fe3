//! From the journals of leads, deals, customers and handoffs to facts:
//! [`Journals`].
//!
//! Entries are given one by one, or all of a log by [`Journals::add_all`], each
//! with the id of its object, as an event log has them: those of one object in
//! time, those of several mixed. What is gathered apart, of other objects or of other times of the same ones, is put
//! together by [`Journals::merge`].
//!
//! ```
//! use sales_process::kpi::{Journals, Question};
//! use sales_process::lifecycle::{Act, deal::{Deal, NewDeal}};
//! use sales_process::process::{PipelineDraft, Stage};
//!
//! let pipeline = PipelineDraft::new("web")
//!     .stage(Stage::new("talk", "Talk").start())
//!     .won("won").lost("lost").go("talk", "won").go("talk", "lost").build()?;
//! let on = |day: &str| -> Result<Act, Box<dyn std::error::Error>> {
//!     Ok(Act::new(format!("{day}T09:00:00Z").parse()?, "ann".parse()?))
//! };
//! let new = NewDeal::new("D-1".parse()?, "acme".parse()?, "ann".parse()?)
//!     .amount("900.00 GBP".parse()?);
//! let deal = Deal::open(new, &pipeline, "talk", &on("2026-05-04")?)?;
//! let deal = deal.win(&pipeline, None, "7/26", "2026-05-14".parse()?, &on("2026-05-14")?)?;
//! let mut deal = deal.reopen("they want more", "2026-07-01".parse()?, &on("2026-06-10")?)?;
//!
//! let mut journals = Journals::new();
//! for entry in deal.take_entries() {
//!     journals.deal(&"D-1".parse()?, &entry)?;
//! }
//! let facts = journals.facts();
//! let as_of = |day: &str| -> Result<_, Box<dyn std::error::Error>> {
//!     Ok(facts.report(&Question::as_of(format!("{day}T00:00:00Z").parse()?)))
//! };
//! let may = as_of("2026-05-31")?;
//! assert_eq!((may.sell.deals_won, may.sell.average_deal.to_string()), (1, "900.00 GBP".into()));
//! assert_eq!(as_of("2026-06-30")?.sell.deals_won, 0); // it is open again
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! What an entry says counts from its instant on, so that a report as of an
//! earlier one sees what was known then:
//!
//! - A **lead** is created when it first shows interest; a prospect is none.
//!   Disqualified and reopened, it is open again. From the instant at which it
//!   was merged it is counted no more, and deals that name it are those of the
//!   lead that goes on; a deal of a lead that is not there has no lead. A deal
//!   that names a lead has its source as soon as that is known, even before the
//!   lead shows interest.
//! - Its *source* is the name of the channel or campaign, or the id of the
//!   customer who recommended us. Whether it *fits the target* is what was last
//!   amended. Whether it *passed the filter* is in no entry, only the answers
//!   are: [`Journals::filtering_by`] judges these as they come. It passed where
//!   the answers so far pass, it failed where no answer still to come could
//!   make it pass.
//! - A **deal** is lost or abandoned at the instant of its entry, and won on the
//!   day that the win names: at the instant of the entry where it was made on
//!   that day in the company's zone ([`Journals::in_zone`]), else when that day
//!   began. A deal reopened is open until it is closed again, and the last close
//!   that is seen counts. Its amount is the one last stated: by the opening, a
//!   win, a change, or a refund given back.
//! - What was **taken back** has never been: the move and its correction are both
//!   left out.
//! - What was **adopted** is opened, owned and won when that happened elsewhere. A
//!   deal adopted as lost counts from when it came to its last stage, as nothing
//!   else is known. What an adopted customer had ordered is known as
//!   [`EarlierOrders`]: its first order was placed there.
//! - **Customers** that were merged are one.
//! - The **owner** is the one at the date of what is counted, by the entries
//!   that assign and reassign; a succession and a reclaim are among them.
//! - **Orders** are in no journal; they are added by [`KpiFacts::add_line`].
//!   [`Customers::label`] gives each line the owner of its customer on the day
//!   and the source of the lead whose deal won the customer.
//!
//! An object whose entries contradict themselves is set aside, whole, and listed
//! ([`Journals::set_aside`]); the others are counted.
//!
//! For what is counted stage by stage ([`StageFlow`]: conversion, time in
//! stage, discovery quality, trial to paid; [`WeightedPipeline`]) the entries
//! of a deal are collected to a [`History`].

mod customer;
mod deal;
mod lead;
mod log;
mod shared;
mod track;

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

pub use customer::Customers;
pub use log::Logged;

use super::common::Common;
use super::facts::KpiFacts;
use super::fault::{JournalError, Lifecycle, SetAside};
use super::records::FactError;
#[cfg(doc)]
use super::{DealAges, EarlierOrders, StageFlow, WeightedPipeline};
use crate::lifecycle::Entry;
#[cfg(doc)]
use crate::lifecycle::History;
use crate::lifecycle::customer::CustomerMachine;
use crate::lifecycle::deal::DealMachine;
use crate::lifecycle::handoff::HandoffMachine;
use crate::lifecycle::lead::LeadMachine;
use crate::policy::LeadFilter;
use crate::value::{CustomerId, CustomerMerges, DealId, HandoffId, LeadId, Zone};

use customer::{Change, CustomerStory, HandoffStory};
use deal::DealStory;
use lead::LeadStory;
use shared::Shared;
use track::Tracks;

/// What the entries of leads, deals, customers and handoffs say, gathered one
/// by one.
#[derive(Debug, Clone, Default)]
pub struct Journals {
    shared: Shared,
    leads: Tracks<LeadStory>,
    deals: Tracks<DealStory>,
    customers: Tracks<CustomerStory>,
    handoffs: Tracks<HandoffStory>,
}

impl Journals {
    /// No entries yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// No entries yet; the answers of leads are judged by a filter, which no
    /// entry holds. Without one no lead has passed it or failed it.
    pub fn filtering_by(filter: LeadFilter) -> Self {
        let shared = Shared { filter: Some(filter), ..Shared::default() };
        Self { shared, ..Self::default() }
    }

    /// Adds an entry of a lead.
    ///
    /// # Errors
    ///
    /// [`JournalError`] where it cannot come after the entries before; nothing
    /// is added then.
    pub fn lead(&mut self, id: &LeadId, entry: &Entry<LeadMachine>) -> Result<(), JournalError> {
        self.leads.add((id, self.leads.hash(id)), entry, &self.shared)
    }

    /// Adds an entry of a deal.
    ///
    /// # Errors
    ///
    /// As [`Journals::lead`], and for an amount in a second currency or below
    /// zero, and a deal won without an amount.
    pub fn deal(&mut self, id: &DealId, entry: &Entry<DealMachine>) -> Result<(), JournalError> {
        self.deals.add((id, self.deals.hash(id)), entry, &self.shared)
    }

    /// Adds an entry of a customer.
    ///
    /// # Errors
    ///
    /// As [`Journals::lead`].
    pub fn customer(
        &mut self,
        id: &CustomerId,
        entry: &Entry<CustomerMachine>,
    ) -> Result<(), JournalError> {
        self.customers.add((id, self.customers.hash(id)), entry, &self.shared)
    }

    /// Adds an entry of a handoff.
    ///
    /// # Errors
    ///
    /// As [`Journals::lead`].
    pub fn handoff(
        &mut self,
        id: &HandoffId,
        entry: &Entry<HandoffMachine>,
    ) -> Result<(), JournalError> {
        self.handoffs.add((id, self.handoffs.hash(id)), entry, &self.shared)
    }

    /// With the days of a zone: those of wins, and those from which on somebody
    /// is the owner of a customer.
    #[must_use]
    pub fn in_zone(mut self, zone: impl Into<Zone>) -> Self {
        self.shared.zone = zone.into();
        self
    }

    /// Puts together what was gathered apart: of other objects, or of other
    /// periods of the same ones, in whatever order. Filter and zone are these
    /// journals'. An object with an entry in both, or whose later entries do not
    /// go on from the earlier, is set aside.
    pub fn merge(&mut self, other: Journals) {
        let Self { shared, leads, deals, customers, handoffs } = self;
        leads.merge(other.leads, shared);
        deals.merge(other.deals, shared);
        customers.merge(other.customers, shared);
        handoffs.merge(other.handoffs, shared);
    }

    /// The objects that contradict themselves, each with the first entry that
    /// does; also those of which the first entries were not given, or some in
    /// between.
    pub fn set_aside(&self) -> Vec<JournalError> {
        let all = self.leads.wrong().chain(self.deals.wrong());
        all.chain(self.customers.wrong()).chain(self.handoffs.wrong()).collect()
    }

    /// The facts of leads and deals. Orders and costs are added to them.
    pub fn facts(&self) -> KpiFacts {
        self.clone().into_facts()
    }

    /// As [`Journals::facts`], where nothing is followed or asked after it:
    /// leads and deals are handed on, not copied.
    pub fn into_facts(self) -> KpiFacts {
        let mut facts = KpiFacts::new();
        self.add_to(&mut facts);
        facts
    }

    /// Adds the leads and deals to facts, which say what becomes of several
    /// currencies. What does not fit is set aside there.
    pub fn add_to(self, facts: &mut KpiFacts) {
        for story in self.customers.stories() {
            if let Some(Err(error)) = story.earlier.clone().map(|it| facts.add_earlier_orders(it)) {
                facts.leave_out(Lifecycle::Customer, &story.id, error);
            }
            let Some(into) = story.merged.clone() else { continue };
            let mut merges = CustomerMerges::new();
            let added = merges.add(story.id.clone(), into).map_err(FactError::from);
            if let Err(error) = added.and_then(|()| facts.merge_customers(merges)) {
                facts.leave_out(Lifecycle::Customer, &story.id, error);
            }
        }
        facts.left_out.extend(self.set_aside().into_iter().map(SetAside::Journal));
        let merges = facts.merges.clone();
        facts.take_leads(self.leads.into_records(|story| story.into_lead(&merges)));
        facts.take_deals(self.deals.into_records(|story| Some(story.deal)));
    }

    /// Where each customer came from and whose it was, as known at an instant:
    /// to label the lines of orders with before they are added to the facts.
    pub fn customers(&self, facts: &KpiFacts, as_of: DateTime<Utc>) -> Customers {
        let mut customers = Customers::new(self.shared.zone, facts.merges.clone());
        for (customer, source) in Common::new(facts, as_of).sources_of_customers() {
            if let Ok(customer) = CustomerId::new(customer) {
                customers.came_from(customer, source);
            }
        }
        let mut told: BTreeMap<&CustomerId, Vec<Change>> = BTreeMap::new();
        for story in self.customers.stories() {
            told.insert(&story.id, story.changes.clone());
        }
        let mut handoffs: Vec<&HandoffStory> = self.handoffs.stories().collect();
        handoffs.sort_by(|a, b| (a.begun_at, &a.id).cmp(&(b.begun_at, &b.id)));
        for handoff in handoffs {
            // Without a journal of its own the customer was the hunter's.
            let first = (handoff.begun_at, chrono::NaiveDate::MIN, handoff.hunter.clone());
            let changes = told.entry(&handoff.customer).or_insert_with(|| vec![first]);
            changes.extend(handoff.change.clone());
        }
        for (customer, mut changes) in told {
            changes.retain(|(at, ..)| *at <= as_of);
            changes.sort_by_key(|(at, ..)| *at);
            if !changes.is_empty() {
                customers.owned(customer, &changes);
            }
        }
        customers
    }
}
