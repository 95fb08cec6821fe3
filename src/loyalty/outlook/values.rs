//! What an order day is worth: the Gamma–Gamma model of Fader, Hardie and Lee
//! (2005). The amounts of a customer vary as a gamma distribution around the
//! customer's own mean, and these means as an inverse gamma distribution.

use serde::Serialize;

use super::SAMPLE;
use super::minimise::{Minimum, minimise};
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
        let at = |logs: &[f64; 3]| {
            let [p, above_one, gamma] = logs.map(f64::exp);
            Self { p, q: 1.0 + above_one, gamma }
        };
        // First to a sample, from whose parameters the whole base is not far.
        let stride = customers.len().div_ceil(SAMPLE);
        let mut fitted = Minimum::start([0.0; 3]);
        for stride in if stride > 1 { vec![stride, 1] } else { vec![1] } {
            let amounts = Amounts::of(customers.iter().step_by(stride), mean);
            let count = as_f64(customers.len().div_ceil(stride));
            fitted = minimise(fitted, 1e-7, |logs| {
                if logs.iter().any(|log| log.abs() > 12.0) {
                    return (f64::INFINITY, [0.0; 3]);
                }
                let (sum, slope) = at(logs).log_likelihood(&amounts);
                (-sum / count, slope.map(|by| -by / count))
            })?;
        }
        let Self { p, q, gamma } = at(&fitted.at);
        // Scaled back: each mean has the density of the scaled one by the scale.
        let likelihood = -fitted.value * count - count * mean.ln();
        Some((Self { p, q, gamma: gamma * mean }, likelihood))
    }

    /// The log-likelihood, and its derivatives by the logarithms of p, q − 1 and
    /// gamma.
    fn log_likelihood(&self, amounts: &Amounts) -> (f64, [f64; 3]) {
        let Self { p, q, gamma } = *self;
        let (ln_q, by_q, ln_gamma_scale) = (ln_gamma(q), digamma(q), gamma.ln());
        let (mut sum, mut slope) = (0.0, [0.0; 3]);
        let mut begin = 0;
        for same in &amounts.groups {
            let totals = amounts.totals.get(begin..same.end).unwrap_or_default();
            begin = same.end;
            let (x, many) = (same.days, as_f64(totals.len()));
            let (shape, ln_x) = (p * x, x.ln());
            let value = ln_gamma(shape + q) - ln_gamma(shape) - ln_q;
            let (all, own) = (digamma(shape + q), digamma(shape));
            let (ln_rest, per_rest) = rests(gamma, totals);
            sum += many * (value + q * ln_gamma_scale + shape * ln_x)
                + (shape - 1.0) * same.ln_means
                - (shape + q) * ln_rest;
            slope[0] += x * (many * (all - own + ln_x) + same.ln_means - ln_rest);
            slope[1] += many * (all - by_q + ln_gamma_scale) - ln_rest;
            slope[2] += many * q / gamma - (shape + q) * per_rest;
        }
        let [by_p, by_q, by_gamma] = slope;
        (sum, [by_p * p, by_q * (q - 1.0), by_gamma * gamma])
    }
}

/// What the likelihood reads of the customers: those with as many order days
/// share all that only the days decide.
struct Amounts {
    groups: Vec<SameDays>,
    /// What each customer's order days add up to.
    totals: Vec<f64>,
}

struct SameDays {
    days: f64,
    /// Where their totals end.
    end: usize,
    /// The sum of the logarithms of their means.
    ln_means: f64,
}

impl Amounts {
    /// In units of a scale.
    fn of<'a>(customers: impl Iterator<Item = &'a (u32, f64)>, scale: f64) -> Self {
        let mut customers: Vec<(u32, f64)> = customers.copied().collect();
        customers.sort_unstable_by_key(|(days, _)| *days);
        let mut of = Self { groups: Vec::new(), totals: Vec::with_capacity(customers.len()) };
        for same in customers.chunk_by(|(a, _), (b, _)| a == b) {
            let days = same.first().map_or(0.0, |(days, _)| f64::from(*days));
            let mut ln_means = 0.0;
            for (_, mean) in same {
                let mean = mean / scale;
                ln_means += mean.ln();
                of.totals.push(days * mean);
            }
            of.groups.push(SameDays { days, end: of.totals.len(), ln_means });
        }
        of
    }
}

/// The sums of ln(gamma + total) and of 1 / (gamma + total). A logarithm takes
/// longer than all else here, so one is taken of eight numbers' product.
fn rests(gamma: f64, totals: &[f64]) -> (f64, f64) {
    let (mut ln_sum, mut per_sum) = (0.0, 0.0);
    for some in totals.chunks(8) {
        let mut product = 1.0;
        for total in some {
            let rest = gamma + total;
            product *= rest;
            per_sum += 1.0 / rest;
        }
        ln_sum += if product.is_normal() {
            product.ln()
        } else {
            some.iter().map(|total| (gamma + total).ln()).sum()
        };
    }
    (ln_sum, per_sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gradient_is_that_of_the_likelihood() {
        let customers = [(1, 0.4), (1, 2.0), (3, 1.1), (40, 0.9)];
        let customers = Amounts::of(customers.iter(), 1.0);
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

    /// Fitted to scaled amounts, and told of the real ones: no figure nearby makes
    /// them likelier.
    #[test]
    fn the_fit_is_the_likeliest() {
        let mean = |n: u32| f64::from(20 + (n * 37) % 53) + f64::from(n % 7) / 8.0;
        let customers: Vec<(u32, f64)> = (0..60).map(|n| (1 + n % 5, mean(n))).collect();
        let (found, likelihood) = ValueParameters::fit(&customers).unwrap();
        let amounts = Amounts::of(customers.iter(), 1.0);
        let of =
            |p: f64, q: f64, gamma: f64| ValueParameters { p, q, gamma }.log_likelihood(&amounts).0;
        let ValueParameters { p, q, gamma } = found;
        assert!((of(p, q, gamma) - likelihood).abs() < 1e-6, "{likelihood}");
        for by in [0.97, 1.03] {
            let nearby = [of(p * by, q, gamma), of(p, q * by, gamma), of(p, q, gamma * by)];
            assert!(nearby.iter().all(|other| *other < likelihood), "{nearby:?} {likelihood}");
        }
    }

    /// Products of many and of extreme numbers give the same sums.
    #[test]
    fn logarithms_of_products_are_sums_of_logarithms() {
        for extreme in [1.0, 1e-40, 1e60] {
            let totals: Vec<f64> = (1..30).map(|n| f64::from(n) * extreme).collect();
            let (ln, per) = rests(extreme, &totals);
            let expected: f64 = totals.iter().map(|total| (extreme + total).ln()).sum();
            assert!((ln - expected).abs() < 1e-11 * expected.abs());
            let expected: f64 = totals.iter().map(|total| 1.0 / (extreme + total)).sum();
            assert!((per - expected).abs() < 1e-12 * expected);
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
