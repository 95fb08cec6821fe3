//! Records of a CRM as entities that live on here, each with its first entry.

use std::collections::{BTreeMap, HashMap};
use std::fmt;

use chrono::{DateTime, Utc};

use super::Import;
use super::records::{DealEnd, ImportedDeal, ImportedLead, ImportedStay};
use crate::lifecycle::customer::{self, AdoptedCustomer, AnyCustomer, NewCustomer};
use crate::lifecycle::deal::{AdoptedDeal, AnyDeal, Lost, NewDeal, Won};
use crate::lifecycle::lead::{
    AdoptedLead, AnyLead, Converted, CustomerRef, Disqualified, Interest, NewLead, Source,
};
use crate::lifecycle::{Act, Reason};
use crate::process::{DealKind, Pipeline, SalesProcess};
use crate::value::{CustomerId, DealId, PersonId, StageId};

/// What is said of one record.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct AdoptionNote {
    /// `deal`, `lead` or `customer`.
    pub kind: &'static str,
    /// Its id.
    pub id: String,
    /// What there is to say.
    pub words: String,
}

impl fmt::Display for AdoptionNote {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} `{}`: {}", self.kind, self.id, self.words)
    }
}

/// What was made of the records. Every entity has one entry, which says that it
/// was adopted and waits to be taken.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct Adoption {
    /// Whoever has a deal, by id.
    pub customers: Vec<AnyCustomer>,
    /// As they were imported.
    pub leads: Vec<AnyLead>,
    /// As they were imported.
    pub deals: Vec<AnyDeal>,
    /// What is not among them, and why.
    pub set_aside: Vec<AdoptionNote>,
    /// What the entities say and the records do not.
    pub guessed: Vec<AdoptionNote>,
}

impl Import {
    /// Makes entities of all deals and leads, and of the customers of the deals.
    /// One record that cannot be adopted never stops the others.
    ///
    /// A deal stands where it stands in the CRM, since it came there; one that
    /// was closed stands in the last stage before its end. A customer with won
    /// deals is a new one, with an order for each of them: exports of deals know
    /// no orders. A deal without a customer is its own customer's. `owner` gets
    /// what nobody owns; without one that is set aside. A lead that became a
    /// deal is taken to have shown interest. All of that is told.
    ///
    /// ```
    /// use sales_process::import::{Import, ImportFile, ImportOptions, System};
    /// use sales_process::lifecycle::Act;
    ///
    /// let pipelines = br#"{"results": [{"id": "default", "label": "Sales", "displayOrder": 0, "stages": [
    ///     {"id": "1", "label": "Offer", "displayOrder": 0, "metadata": {"isClosed": "false", "probability": "0.2"}},
    ///     {"id": "2", "label": "Won", "displayOrder": 1, "metadata": {"isClosed": "true", "probability": "1.0"}}]}]}"#;
    /// let deals = "Record ID,Deal Stage,Pipeline,Amount,Currency,Create Date,Deal owner\n\
    ///              7,Offer,Sales,900,EUR,2026-01-05,ann\n8,Offer,Sales,,,,ann\n";
    /// let files = [ImportFile::new("p.json", pipelines), ImportFile::new("deals.csv", deals)];
    /// let import = Import::read(System::Hubspot, &files, &ImportOptions::new());
    /// let process = import.process.clone().ok_or("no process")?.build()?;
    /// let act = Act::new("2026-03-02T09:00:00Z".parse()?, "import".parse()?);
    /// let mut adoption = import.adopt(&process, &act, None);
    /// assert_eq!(adoption.deals[0].take_entries().count(), 1);
    /// assert_eq!(adoption.set_aside[0].to_string(), "deal `8`: nothing says when it was opened");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn adopt(&self, process: &SalesProcess, act: &Act, owner: Option<&PersonId>) -> Adoption {
        let mut adoption = Adoption::default();
        let mut stays: HashMap<&DealId, Vec<&ImportedStay>> = HashMap::new();
        for stay in &self.stays {
            stays.entry(&stay.deal).or_default().push(stay);
        }
        let mut adopter = Adopter { process, act, owner, guessed: &mut adoption.guessed };
        let mut aside = |kind, id: &str, words| {
            adoption.set_aside.push(AdoptionNote { kind, id: id.to_owned(), words });
        };
        let mut customers: BTreeMap<CustomerId, Known> = BTreeMap::new();
        let mut customer_of: HashMap<&DealId, CustomerId> = HashMap::new();
        for deal in &self.deals {
            let stays = stays.get(&deal.id).map(Vec::as_slice).unwrap_or_default();
            match adopter.deal(deal, stays) {
                Ok(adopted) => {
                    let record = adopted.record();
                    customer_of.insert(&deal.id, record.customer().clone());
                    let known = customers.entry(record.customer().clone());
                    known.or_default().note(record.opened_at(), record.owner(), deal);
                    adoption.deals.push(adopted);
                }
                Err(words) => aside("deal", deal.id.as_str(), words),
            }
        }
        for lead in &self.leads {
            let customer = lead.deal.as_ref().and_then(|deal| customer_of.get(deal));
            match adopter.lead(lead, customer) {
                Ok(adopted) => adoption.leads.push(adopted),
                Err(words) => aside("lead", lead.id.as_str(), words),
            }
        }
        for (id, known) in customers {
            match known.adopt(&id, act) {
                Ok(adopted) => adoption.customers.push(adopted),
                Err(words) => aside("customer", id.as_str(), words),
            }
        }
        adoption
    }
}

/// What the deals of a customer say of it.
#[derive(Default)]
struct Known {
    first: Option<DateTime<Utc>>,
    /// Of the deal opened last.
    owner: Option<(DateTime<Utc>, PersonId)>,
    won: Vec<DateTime<Utc>>,
}

impl Known {
    fn note(&mut self, opened: DateTime<Utc>, owner: &PersonId, deal: &ImportedDeal) {
        self.first = Some(self.first.map_or(opened, |first| first.min(opened)));
        if self.owner.as_ref().is_none_or(|(last, _)| *last <= opened) {
            self.owner = Some((opened, owner.clone()));
        }
        self.won.extend(deal.closed_at.filter(|_| deal.end == DealEnd::Won));
    }

    fn adopt(self, id: &CustomerId, act: &Act) -> Result<AnyCustomer, String> {
        let (first, (_, owner)) = self.first.zip(self.owner).ok_or("it has no deal")?;
        let mut adopted = AdoptedCustomer::new(NewCustomer::new(id.clone(), owner), first)
            .external_id(id.as_str());
        if let Some((begun, last)) = self.won.iter().min().zip(self.won.iter().max()) {
            let count = u32::try_from(self.won.len()).unwrap_or(u32::MAX);
            adopted = adopted.orders(count, *begun, *last).since((*begun).max(first));
            adopted = adopted.state(customer::New {});
        }
        AnyCustomer::adopt(adopted, act).map_err(|refused| refused.to_string())
    }
}

struct Adopter<'a> {
    process: &'a SalesProcess,
    act: &'a Act,
    owner: Option<&'a PersonId>,
    guessed: &'a mut Vec<AdoptionNote>,
}

impl Adopter<'_> {
    fn guess(&mut self, kind: &'static str, id: &str, words: impl Into<String>) {
        self.guessed.push(AdoptionNote { kind, id: id.to_owned(), words: words.into() });
    }

    fn owner(&mut self, kind: &'static str, id: &str, own: Option<&PersonId>) -> Option<PersonId> {
        let owner = own.or(self.owner)?;
        if own.is_none() {
            self.guess(kind, id, format!("nobody owned it; `{owner}` does"));
        }
        Some(owner.clone())
    }

    fn deal(&mut self, deal: &ImportedDeal, stays: &[&ImportedStay]) -> Result<AnyDeal, String> {
        let id = deal.id.as_str();
        let name = deal.pipeline.as_deref().ok_or("its pipeline is not known")?;
        let pipeline = self.process.pipeline(name);
        let pipeline = pipeline.ok_or_else(|| format!("the process has no pipeline `{name}`"))?;
        let opened = deal.opened_at.or(stays.first().map(|stay| stay.entered_at));
        let opened = opened.ok_or("nothing says when it was opened")?;
        let owner = self.owner("deal", id, deal.owner.as_ref()).ok_or("nobody owns it")?;
        let customer = if let Some(customer) = &deal.customer {
            customer.clone()
        } else {
            self.guess("deal", id, "it has no customer; it is its own customer's");
            CustomerId::new(format!("deal-{id}")).map_err(|error| error.to_string())?
        };
        let (stage, outcome) = self.stage(deal, stays, pipeline)?;
        let since = stays.iter().rev().find(|stay| stay.stage == stage);
        let mut new = NewDeal::new(deal.id.clone(), customer, owner);
        let kind = DealKind::ALL.iter().find(|kind| pipeline.is_for(**kind));
        new.kind = kind.copied().unwrap_or(DealKind::NewBusiness);
        new.lead.clone_from(&deal.lead);
        new.amount = deal.amount;
        let mut adopted = AdoptedDeal::new(new, opened)
            .external_id(id)
            .in_stage_since(since.map_or(opened, |stay| stay.entered_at.max(opened)));
        match (deal.end, deal.closed_at) {
            (DealEnd::Won, Some(at)) => {
                let on = self.process.zone().date_of(at).max(opened.date_naive());
                adopted = adopted.state(Won { on, evidence: None });
            }
            (DealEnd::Lost, _) => {
                let reason = match &deal.lost_reason {
                    Some(reason) => Reason::new(reason),
                    None => Reason::new(Reason::OTHER).note("the CRM gives none"),
                };
                adopted = adopted.state(Lost { reason, outcome });
            }
            _ => {}
        }
        let adopted = AnyDeal::adopt(adopted, pipeline, &stage, self.act);
        adopted.map_err(|refused| refused.to_string())
    }

    /// The stage in which a deal stands or stood before its end, and the outcome
    /// where it is one that is named.
    fn stage(
        &mut self,
        deal: &ImportedDeal,
        stays: &[&ImportedStay],
        pipeline: &Pipeline,
    ) -> Result<(StageId, Option<StageId>), String> {
        let works = |stage: &&StageId| {
            let key = pipeline.key(stage.as_str());
            key.is_some_and(|key| pipeline.working_stage(key).is_some())
        };
        let outcome = |stage: &&StageId| {
            pipeline.outcomes().iter().any(|outcome| outcome.id == stage.as_str())
        };
        let named = deal.stage.as_ref();
        let ended = named.filter(outcome).cloned();
        if let Some(stage) = named.filter(works) {
            return Ok((stage.clone(), ended));
        }
        let own = stays.iter().rev().filter(|stay| stay.pipeline == deal.pipeline);
        if let Some(stage) = own.map(|stay| &stay.stage).find(works) {
            return Ok((stage.clone(), ended));
        }
        let last = pipeline.stages().last().filter(|_| deal.end != DealEnd::Open);
        let last = last.ok_or("the stage it stands in is not known")?;
        let words =
            format!("nothing says where it stood before its end; taken as `{}`", last.name());
        self.guess("deal", deal.id.as_str(), words);
        Ok((StageId::new(&last.id).map_err(|error| error.to_string())?, ended))
    }

    fn lead(
        &mut self,
        lead: &ImportedLead,
        customer: Option<&CustomerId>,
    ) -> Result<AnyLead, String> {
        let id = lead.id.as_str();
        let mut new = NewLead::inbound(lead.id.clone());
        new.source = lead.source.clone().map(Source::Channel);
        let mut adopted = AdoptedLead::new(new, lead.created_at).external_id(id);
        adopted.owner.clone_from(&lead.owner);
        if let Some(at) = lead.converted_at {
            let deal = lead.deal.clone().ok_or("it was converted, and its deal is not known")?;
            let customer = customer.ok_or_else(|| format!("its deal `{deal}` is not adopted"))?;
            let customer = CustomerRef::Existing(customer.clone());
            adopted.owner = self.owner("lead", id, lead.owner.as_ref());
            self.guess("lead", id, "it became a deal; taken to have filled in a form");
            adopted = adopted.interest(Interest::filled_form(format!("became deal {deal}")));
            adopted = adopted.state(Converted { deal, customer });
            adopted.since = at;
        } else if let Some(at) = lead.disqualified_at {
            let reason = lead.disqualified_reason.as_deref().unwrap_or(Reason::OTHER);
            let reason = Reason::new(reason);
            adopted = adopted.state(Disqualified { reason, failed: Vec::new() });
            adopted.since = at;
        }
        AnyLead::adopt(adopted, self.act).map_err(|refused| refused.to_string())
    }
}
