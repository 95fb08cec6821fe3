//! Which purposes are mostly done in one go.

use crate::process::Purpose;

/// The purposes that are mostly done in one go with another: where that is
/// done, this usually is.
pub(crate) fn kin(purpose: &Purpose) -> &'static [Purpose] {
    match purpose {
        Purpose::Qualification => &[Purpose::InboundRequest, Purpose::NeedsDiscovery],
        Purpose::NeedsDiscovery => &[Purpose::Qualification],
        Purpose::Proposal => &[Purpose::Negotiation],
        Purpose::Negotiation => &[Purpose::Proposal, Purpose::Contract],
        Purpose::Contract => &[Purpose::Negotiation, Purpose::PaymentTracking],
        Purpose::PaymentTracking => &[Purpose::Contract, Purpose::Delivery, Purpose::Onboarding],
        Purpose::Onboarding => &[Purpose::Delivery],
        Purpose::Delivery => &[Purpose::Onboarding],
        _ => &[],
    }
}

/// Whether two purposes are done by one hand in one go, so that one stage can
/// be for both.
pub(crate) fn belong_together(a: &Purpose, b: &Purpose) -> bool {
    let search = [Purpose::Prospecting, Purpose::ProactiveContact];
    kin(a).contains(b) || kin(b).contains(a) || (a != b && search.contains(a) && search.contains(b))
}
