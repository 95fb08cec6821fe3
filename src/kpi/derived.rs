//! What else is asked of facts, in one call each: the ages of deals, the sales
//! velocity, how good forecasts were.

use chrono::{DateTime, Utc};

use super::cycle::Length;
use super::dimension::Question;
use super::facts::KpiFacts;
use super::forecast::{Forecast, ForecastErrors};
use super::pipeline_value::SalesVelocity;
use super::records::{ClosedAs, DealFacts};
use super::survival::{DealAges, Fate};
use crate::value::{Money, MoneyError};

impl KpiFacts {
    /// The ages of all deals opened by an instant, with what had become of
    /// them by then: for the [`ClosingChances`](super::ClosingChances) of those still open. A
    /// deal that was adopted is watched from then on; one that had ended before
    /// is left out.
    pub fn deal_ages(&self, as_of: DateTime<Utc>) -> DealAges {
        Self::ages_of(self.deals.iter().filter(|deal| !deal.opened_after(as_of)), as_of)
    }

    /// The ages of some deals; of those only of which it is known when they were
    /// opened.
    pub(super) fn ages_of<'d>(
        deals: impl Iterator<Item = &'d DealFacts>,
        as_of: DateTime<Utc>,
    ) -> DealAges {
        let mut ages = DealAges::new();
        for deal in deals {
            let (until, fate) = match deal.close.known(as_of) {
                None => (as_of, Fate::Open),
                Some((at, close)) => (at, Fate::from(close.outcome)),
            };
            let Some(age) = age(deal, until) else { continue };
            match deal.adopted_at.and_then(|at| self::age(deal, at)) {
                None => ages.add(age, fate),
                Some(from) => ages.add_watched_from(from, age, fate),
            }
        }
        ages
    }

    /// The sales velocity: the deals that are open, as the report counts them,
    /// at the win rate, average and cycle of those closed in the period; a deal
    /// won without an amount, or of which nobody knows when it was opened, is
    /// left out.
    ///
    /// # Errors
    ///
    /// [`MoneyError::Overflow`] for a sum past 30 digits.
    pub fn velocity(&self, question: &Question) -> Result<SalesVelocity, MoneyError> {
        let (mut open, mut lost) = (0, 0);
        let seen = || self.deals.iter().filter(|deal| !deal.opened_after(question.as_of));
        for deal in seen() {
            match deal.close.known(question.as_of) {
                None => {
                    let begun = deal.opened_at.is_none_or(|opened| question.before_end(opened));
                    open += u64::from(begun);
                }
                Some((at, close)) => {
                    lost += u64::from(close.outcome == ClosedAs::Lost && question.covers(at));
                }
            }
        }
        let mut velocity = SalesVelocity::new(open, lost);
        for deal in seen() {
            if let Some((at, amount)) = won(deal, question.as_of) {
                if let Some(age) = age(deal, at).filter(|_| question.covers(at)) {
                    velocity.add_won(age, amount)?;
                }
            }
        }
        Ok(velocity)
    }

    /// Stored forecasts held against the deals that were won, as seen at an
    /// instant.
    ///
    /// # Errors
    ///
    /// As [`ForecastErrors::of`].
    pub fn forecast_errors(
        &self,
        forecasts: impl IntoIterator<Item = Forecast>,
        as_of: DateTime<Utc>,
    ) -> Result<ForecastErrors, MoneyError> {
        ForecastErrors::of(forecasts, self.deals.iter().filter_map(|deal| won(deal, as_of)), as_of)
    }
}

impl From<ClosedAs> for Fate {
    fn from(outcome: ClosedAs) -> Self {
        match outcome {
            ClosedAs::Won => Self::Won,
            ClosedAs::Lost => Self::Lost,
            ClosedAs::Abandoned => Self::Abandoned,
        }
    }
}

/// When a deal was won and for how much, where it is won at an instant.
fn won(deal: &DealFacts, as_of: DateTime<Utc>) -> Option<(DateTime<Utc>, Money)> {
    let (at, _) = deal.close.known(as_of).filter(|(_, close)| close.outcome == ClosedAs::Won)?;
    Some((at, *deal.amount.at(as_of)?))
}

/// The age of a deal at an instant; `None` where nobody knows when it was
/// opened. Facts hold no deal that ends before it begins.
fn age(deal: &DealFacts, until: DateTime<Utc>) -> Option<Length> {
    Length::between(deal.opened_at?, until).ok()
}
