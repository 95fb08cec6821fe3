//! What the moves of a deal are checked against besides its record.

use crate::lifecycle::customer::CustomerRecord;
use crate::lifecycle::lead::LeadRecord;
use crate::process::Pipeline;
use crate::value::text::sets;

/// The pipeline that a deal runs by, and where the company has fields of leads
/// and customers, those of the deal: criteria can ask for them. A move that
/// needs the pipeline is refused without.
#[derive(Debug, Clone, Copy, Default)]
pub struct DealRules<'a> {
    pub(super) pipeline: Option<&'a Pipeline>,
    pub(super) customer: Option<&'a CustomerRecord>,
    pub(super) lead: Option<&'a LeadRecord>,
}

impl<'a> From<&'a Pipeline> for DealRules<'a> {
    fn from(pipeline: &'a Pipeline) -> Self {
        Self { pipeline: Some(pipeline), ..Self::default() }
    }
}

impl<'a> DealRules<'a> {
    sets! {
        /// Says whose deal it is: criteria can ask for fields of the customer.
        customer(customer: &'a CustomerRecord) customer = Some(customer);

        /// Says which lead it came from: criteria can ask for fields of the lead.
        lead(lead: &'a LeadRecord) lead = Some(lead);
    }
}
