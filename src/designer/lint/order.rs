//! The purposes that need others before them.

use super::facts::Facts;
use crate::process::Purpose;

/// A purpose that needs another one before it.
pub(super) struct Order {
    pub(super) purpose: Purpose,
    pub(super) needs: Purpose,
    /// Why, in words.
    pub(super) because: &'static str,
}

impl Facts<'_> {
    /// Which purposes need which others before them.
    pub(super) fn orders(&self) -> Vec<Order> {
        let order = |purpose, needs, because| Order { purpose, needs, because };
        let mut orders = vec![
            order(
                Purpose::Proposal,
                Purpose::NeedsDiscovery,
                "an offer is built on what the customer needs",
            ),
            order(Purpose::Onboarding, Purpose::Contract, "nothing is set up before it is signed"),
        ];
        if !self.pipeline.draft().prepaid {
            orders.push(order(
                Purpose::PaymentTracking,
                Purpose::Contract,
                "nothing is due before it is signed, unless deals are paid in advance",
            ));
        }
        if self.process.profile().payment_depends_on_onboarding {
            orders.push(order(
                Purpose::PaymentTracking,
                Purpose::Onboarding,
                "the customer pays once it works",
            ));
        }
        orders
    }
}
