//! First, repeat or cross-sell: to what a line of an order counts.

use super::orders::NONE;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RevenueKind {
    First,
    Repeat,
    CrossSell,
}

/// What nobody knows of the orders of one customer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Unknown {
    #[default]
    Nothing,
    /// What was bought in some.
    Some,
    /// What was bought in the first one.
    First,
}

/// The past of one customer, as far as it decides.
#[derive(Debug, Default)]
pub(super) struct CustomerPast {
    /// The place of the first order with a total above zero. Without one, all
    /// orders lie before it.
    first: Option<usize>,
    unknown: Unknown,
    /// Which customer it is, counted.
    customer: u64,
    /// By product, of the last customer who bought it.
    bought: Vec<Option<Bought>>,
}

#[derive(Debug, Clone, Copy)]
struct Bought {
    customer: u64,
    /// The order in which it was first bought.
    since: usize,
    /// What its last positive line counted to.
    kind: RevenueKind,
}

impl CustomerPast {
    /// Goes on to another customer.
    pub(super) fn begin(&mut self, first: Option<usize>, unknown: Unknown) {
        (self.first, self.unknown) = (first, unknown);
        self.customer += 1;
    }

    /// What the next line counts to. What is given back counts to what the
    /// last line of the product before it counted to, or to repeat. A line
    /// without product counts to first in the first order, else to repeat. Where
    /// something was bought of which nobody knows, nothing is new for certain.
    pub(super) fn of(&mut self, order: usize, product: u32, units: i128) -> RevenueKind {
        let is_first = self.first.is_none_or(|first| order <= first);
        match self.unknown {
            Unknown::Nothing => {}
            Unknown::Some if is_first => return RevenueKind::First,
            Unknown::Some | Unknown::First => return RevenueKind::Repeat,
        }
        if product == NONE {
            let is_first = self.first == Some(order);
            return if is_first { RevenueKind::First } else { RevenueKind::Repeat };
        }
        let place = product as usize;
        if self.bought.len() <= place {
            self.bought.resize(place + 1, None);
        }
        let Some(bought) = self.bought.get_mut(place) else { return RevenueKind::Repeat };
        let before = bought.filter(|bought| bought.customer == self.customer);
        if units <= 0 {
            return before.map_or(RevenueKind::Repeat, |bought| bought.kind);
        }
        let kind = match (self.first, before) {
            (Some(first), Some(known)) if order > first && known.since < order => {
                RevenueKind::Repeat
            }
            (Some(first), _) if order > first => RevenueKind::CrossSell,
            _ => RevenueKind::First,
        };
        let since = before.map_or(order, |known| known.since);
        *bought = Some(Bought { customer: self.customer, since, kind });
        kind
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines as `order product amount`, of a customer whose first order is at
    /// a place.
    #[track_caller]
    fn check(first: Option<usize>, lines: &[(usize, u32, i128)], expected: &[RevenueKind]) {
        let mut past = CustomerPast::default();
        past.begin(first, Unknown::Nothing);
        let found: Vec<RevenueKind> =
            lines.iter().map(|(order, product, units)| past.of(*order, *product, *units)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn each_line_has_its_kind() {
        use RevenueKind::{CrossSell, First, Repeat};
        // Bought first, again, something new twice in one order, then that again.
        check(
            Some(0),
            &[(0, 1, 5), (1, 1, 5), (1, 2, 5), (1, 2, 5), (2, 2, 5)],
            &[First, Repeat, CrossSell, CrossSell, Repeat],
        );
        // A return goes to what was bought last; without that, to repeat.
        check(
            Some(0),
            &[(0, 1, 5), (1, 2, 5), (2, 2, -5), (2, 1, -1)],
            &[First, CrossSell, CrossSell, First],
        );
        check(Some(0), &[(0, 1, 5), (1, 3, -5), (2, 3, 5)], &[First, Repeat, CrossSell]);
        // What lies before the first order belongs to it.
        check(Some(1), &[(0, 1, -5), (0, 2, 1), (1, 1, 5)], &[Repeat, First, First]);
        check(None, &[(0, 2, 1), (0, 2, -4)], &[First, First]);
        // Lines of the order as a whole.
        check(
            Some(1),
            &[(0, NONE, -1), (1, 1, 5), (1, NONE, -1), (2, NONE, 3), (2, NONE, -1)],
            &[Repeat, First, First, Repeat, Repeat],
        );
    }
}
