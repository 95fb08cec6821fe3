//! What an order day is worth: the Gamma–Gamma model of Fader, Hardie and Lee
//! (2005). The amounts of a customer vary as a gamma distribution around the
//! customer's own mean, and these means as an inverse gamma distribution.

use serde::Serialize;

use super::minimise::minimise;
use crate::loyalty::special::{digamma, ln_gamma};

#[allow(clippy::cast_precision_loss)] // 2^53 customers are more than there are.
pub(super) fn as_f64(count: usize) -> f64 {
    count as f64
}

/// The parameters of the value model.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[non_exhaustive]
pub struct ValueParameters {
    /// How alike the amounts of one customer are.
    pub p: f64,
    /// How alike customers are; above 1.
    pub q: f64,
    /// The scale, in the currency: `p · gamma / (q − 1)` is the mean of the base.
    pub gamma: f64,
}

impl ValueParameters {
    /// The mean worth of a customer's order day: between what it was on so many
    /// days and what it is in the base, by how much the days tell.
    pub(super) fn expected(&self, days: f64, mean: f64) -> f64 {
        (self.gamma + days * mean) * self.p / (self.p * days + self.q - 1.0)
    }

    /// From the order days and the mean amount of each customer, all above
    /// zero; gives the log-likelihood too. `None` where it has no maximum.
    pub(super) fn fit(customers: &[(u32, f64)]) -> Option<(Self, f64)> {
        let count = as_f64(customers.len());
        let mean = customers.iter().map(|(_, mean)| mean).sum::<f64>() / count;
        let mut scaled: Vec<(u32, f64)> =
            customers.iter().map(|(days, amount)| (*days, amount / mean)).collect();
        scaled.sort_unstable_by_key(|(days, _)| *days);
        let at = |logs: &[f64; 3]| {
            let [p, above_one, gamma] = logs.map(f64::exp);
            Self { p, q: 1.0 + above_one, gamma }
        };
        let (logs, value) = minimise([0.0; 3], 1e-7, |logs| {
            if logs.iter().any(|log| log.abs() > 12.0) {
                return (f64::INFINITY, [0.0; 3]);
            }
            let (sum, slope) = at(logs).log_likelihood(&scaled);
            (-sum / count, slope.map(|by| -by / count))
        })?;
        let Self { p, q, gamma } = at(&logs);
        // Scaled back: each mean has the density of the scaled one by the scale.
        let likelihood = -value * count - count * mean.ln();
        Some((Self { p, q, gamma: gamma * mean }, likelihood))
    }

    /// The log-likelihood, and its derivatives by the logarithms of p, q − 1 and
    /// gamma. Customers are sorted by their order days.
    fn log_likelihood(&self, customers: &[(u32, f64)]) -> (f64, [f64; 3]) {
        let Self { p, q, gamma } = *self;
        let (ln_q, by_q) = (ln_gamma(q), digamma(q));
        let (mut sum, mut slope) = (0.0, [0.0; 3]);
        let (mut same, mut shared) = (0, (0.0, 0.0, 0.0, 0.0));
        for (days, amount) in customers {
            let x = f64::from(*days);
            if same != *days {
                same = *days;
                let (all, own) = (digamma(p * x + q), digamma(p * x));
                let value = ln_gamma(p * x + q) - ln_gamma(p * x) - ln_q;
                shared = (value, all, own, x.ln());
            }
            let (value, all, own, ln_x) = shared;
            let (ln_amount, ln_rest) = (amount.ln(), (gamma + x * amount).ln());
            sum += value + q * gamma.ln() + (p * x - 1.0) * ln_amount + p * x * ln_x
                - (p * x + q) * ln_rest;
            slope[0] += x * (all - own + ln_amount + ln_x - ln_rest);
            slope[1] += all - by_q + gamma.ln() - ln_rest;
            slope[2] += q / gamma - (p * x + q) / (gamma + x * amount);
        }
        let [by_p, by_q, by_gamma] = slope;
        (sum, [by_p * p, by_q * (q - 1.0), by_gamma * gamma])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_that_of_the_likelihood() {
        let customers = [(1, 0.4), (1, 2.0), (3, 1.1), (40, 0.9)];
        let at = |[p, above, gamma]: [f64; 3]| {
            let [p, above, gamma] = [p, above, gamma].map(f64::exp);
            ValueParameters { p, q: 1.0 + above, gamma }.log_likelihood(&customers)
        };
        let logs = [0.3, 0.9, -0.2];
        let (_, slope) = at(logs);
        for place in 0..3 {
            let moved = |by: f64| {
                let mut to = logs;
                to[place] += by;
                at(to).0
            };
            let measured = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((slope[place] - measured).abs() < 1e-5, "{slope:?} {measured}");
        }
    }

    #[test]
    fn few_days_are_drawn_to_the_base_and_many_are_not() {
        let model = ValueParameters { p: 6.0, q: 4.0, gamma: 15.0 };
        let base = 6.0 * 15.0 / 3.0;
        assert!((model.expected(0.0, 0.0) - base).abs() < 1e-9);
        assert!((40.0..60.0).contains(&model.expected(1.0, 60.0)));
        assert!((model.expected(1e6, 60.0) - 60.0).abs() < 0.01);
    }
}
