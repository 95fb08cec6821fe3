//! [`RoleKind`]: what a role is there for. A process names its roles by it, and
//! a policy picks people by it.

use crate::value::text::choices;

choices! {
    /// What a role is there for.
    pub enum RoleKind {
        /// Wins new customers: account executive, field sales, SDR, BDR.
        Hunter = "hunter",
        /// Grows existing customers: account manager, customer success.
        Farmer = "farmer",
        /// Leads the department; escalations and overrides go there.
        HeadOfSales = "head_of_sales",
        /// Sells for us in the indirect channel.
        Partner = "partner",
        /// Takes part before the sale: solution consultant, engineer.
        Presales = "presales",
        /// Takes part after the sale.
        Delivery = "delivery",
    }
}
