//! Many entries at once, as an event log has them: [`Logged`].

use std::convert::Infallible;

use super::Journals;
use crate::kpi::index::{in_blocks, prefetch_texts};
use crate::lifecycle::Entry;
use crate::lifecycle::customer::CustomerMachine;
use crate::lifecycle::deal::DealMachine;
use crate::lifecycle::handoff::HandoffMachine;
use crate::lifecycle::lead::LeadMachine;
use crate::value::prefetch::prefetch;
use crate::value::{CustomerId, DealId, HandoffId, LeadId};

/// An entry of an event log, with the id of its object.
#[derive(Debug, Clone, Copy)]
pub enum Logged<'e> {
    /// Of a lead.
    Lead(&'e LeadId, &'e Entry<LeadMachine>),
    /// Of a deal.
    Deal(&'e DealId, &'e Entry<DealMachine>),
    /// Of a customer.
    Customer(&'e CustomerId, &'e Entry<CustomerMachine>),
    /// Of a handoff.
    Handoff(&'e HandoffId, &'e Entry<HandoffMachine>),
}

impl Logged<'_> {
    fn id(&self) -> &str {
        match self {
            Self::Lead(id, _) => id.as_str(),
            Self::Deal(id, _) => id.as_str(),
            Self::Customer(id, _) => id.as_str(),
            Self::Handoff(id, _) => id.as_str(),
        }
    }
}

impl Journals {
    /// Adds the entries of an event log, those of all kinds of objects mixed.
    /// It is the same as adding them one by one, and faster: the objects of
    /// some entries are looked up together. An object with an entry that cannot
    /// be where it is is set aside ([`Journals::set_aside`]), and the others
    /// stay.
    pub fn add_all<'e>(&mut self, log: impl IntoIterator<Item = Logged<'e>>) {
        let mut hashes = Vec::new();
        let Ok(()) = in_blocks(log, |block| {
            self.prefetch(block, &mut hashes);
            let Self { shared, leads, deals, customers, handoffs } = self;
            for (logged, hash) in block.iter().zip(&hashes) {
                // What is wrong is kept with the object.
                let _ = match logged {
                    Logged::Lead(id, entry) => leads.add((id, *hash), entry, shared),
                    Logged::Deal(id, entry) => deals.add((id, *hash), entry, shared),
                    Logged::Customer(id, entry) => customers.add((id, *hash), entry, shared),
                    Logged::Handoff(id, entry) => handoffs.add((id, *hash), entry, shared),
                };
            }
            Ok::<_, Infallible>(())
        });
    }

    /// The hashes of the ids of some entries; what adding the entries reads is
    /// read ahead.
    fn prefetch(&self, block: &[Logged<'_>], hashes: &mut Vec<u32>) {
        prefetch_texts(block.iter().map(Logged::id));
        hashes.clear();
        hashes.extend(block.iter().map(|logged| match logged {
            Logged::Lead(id, _) => self.leads.hash(id),
            Logged::Deal(id, _) => self.deals.hash(id),
            Logged::Customer(id, _) => self.customers.hash(id),
            Logged::Handoff(id, _) => self.handoffs.hash(id),
        }));
        let hashed = || block.iter().zip(hashes.iter());
        let guess = |(logged, hash): (&Logged<'_>, &u32)| match logged {
            Logged::Lead(..) => self.leads.guess(*hash),
            Logged::Deal(..) => self.deals.guess(*hash),
            Logged::Customer(..) => self.customers.guess(*hash),
            Logged::Handoff(..) => self.handoffs.guess(*hash),
        };
        prefetch(hashed().map(guess));
        let read = |logged: (&Logged<'_>, &u32)| match logged.0 {
            Logged::Lead(..) => self.leads.prefetch(guess(logged)),
            Logged::Deal(..) => self.deals.prefetch(guess(logged)),
            Logged::Customer(..) => self.customers.prefetch(guess(logged)),
            Logged::Handoff(..) => self.handoffs.prefetch(guess(logged)),
        };
        prefetch(hashed().map(read));
    }
}
