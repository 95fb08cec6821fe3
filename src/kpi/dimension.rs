//! [`Dimension`]: by what figures are told apart, and [`Question`]: for when.

use chrono::{DateTime, Utc};

use crate::value::Zone;
use crate::value::text::{choices, sets};

choices! {
    /// By what figures are told apart.
    ///
    /// - *Source*: of a lead, its own; of a deal, that of its lead; of a cost and
    ///   of an order, where it is known.
    /// - *Owner*: of a lead, when it was created; of a deal, when it was opened for
    ///   what is counted at opening, when it was closed for what is counted at
    ///   closing, as of the instant asked about for an open one; of an order,
    ///   where it is known.
    /// - *Product*: of a line of an order. An order counts for a product where its
    ///   total is above zero and so is that of its lines with the product.
    /// - *Month*: of the company's zone. The figures of a month are those of the
    ///   period cut to that month.
    /// - *Currency*: of a deal's amount, a cost and an order. A lead has none.
    ///
    /// What has no such thing (a lead has no product) is in the group `(none)`.
    pub enum Dimension {
        /// The source.
        Source = "source",
        /// The owner at the date of the event.
        Owner = "owner",
        /// The product.
        Product = "product",
        /// The month of the event.
        Month = "month",
        /// The currency of the amount.
        Currency = "currency",
    }
}

/// For when: the period `[from, to)`, open where no end is given, and the
/// instant as of which is asked; what happened after it is not seen. Months are
/// those of a zone, UTC where none is given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Question {
    pub(super) from: Option<DateTime<Utc>>,
    pub(super) to: Option<DateTime<Utc>>,
    pub(super) as_of: DateTime<Utc>,
    pub(super) zone: Zone,
}

impl Question {
    /// Everything up to and at an instant.
    pub fn as_of(as_of: DateTime<Utc>) -> Self {
        Self { from: None, to: None, as_of, zone: Zone::UTC }
    }

    sets! {
        /// Only from an instant on.
        from(from: DateTime<Utc>) from = Some(from);

        /// Only before an instant. Where it lies before the beginning of the
        /// period, nothing is in it.
        to(to: DateTime<Utc>) to = Some(to);

        /// With the months of a zone.
        in_zone(zone: impl Into<Zone>) zone = zone.into();
    }

    pub(super) fn covers(&self, at: DateTime<Utc>) -> bool {
        self.from.is_none_or(|from| from <= at) && self.before_end(at)
    }

    pub(super) fn before_end(&self, at: DateTime<Utc>) -> bool {
        self.to.is_none_or(|to| at < to)
    }

    /// Whether something is in the period and seen.
    pub(super) fn sees(&self, at: DateTime<Utc>) -> bool {
        at <= self.as_of && self.covers(at)
    }
}
