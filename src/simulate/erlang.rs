//! The closed form of one queue: Erlang C.

/// The mean wait in a queue of a Poisson stream that so many people serve in
/// order of arrival, each piece of work taking exponential time: Erlang,
/// *Solution of some Problems in the Theory of Probabilities of Significance in
/// Automatic Telephone Exchanges* (1917). In the unit of `mean_work`; infinite
/// where there is more work than people.
///
/// ```
/// use sales_process::simulate::erlang_c_wait;
///
/// // One person, busy half of the time: ρ/(μ − λ) = 0.5/(1 − 0.5).
/// assert_eq!(erlang_c_wait(1, 0.5, 1.0), 1.0);
/// assert_eq!(erlang_c_wait(2, 2.0, 1.0), f64::INFINITY);
/// ```
pub fn erlang_c_wait(people: u32, arrivals: f64, mean_work: f64) -> f64 {
    let load = arrivals * mean_work;
    let people_count = f64::from(people);
    if load <= 0.0 {
        return 0.0;
    }
    if load >= people_count {
        return f64::INFINITY;
    }
    // The share of blocked calls, by its recursion over people: no factorials.
    let blocked =
        (1..=people).fold(1.0, |blocked, n| load * blocked / (f64::from(n) + load * blocked));
    let share = blocked / (1.0 - load / people_count * (1.0 - blocked));
    share * mean_work / (people_count - load)
}

#[cfg(test)]
#[allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    reason = "numbers of tests are small"
)]
mod tests {
    use super::*;

    #[test]
    fn known_waits() {
        // M/M/2 with ρ = 0.75: C = 9/14, wait = C ÷ (2 − 1.5) = 9/7.
        let wait = erlang_c_wait(2, 1.5, 1.0);
        assert!((wait - 9.0 / 7.0).abs() < 1e-12, "{wait}");
        // A published table: 10 Erlang, 12 people: C = 0.4494.
        let wait = erlang_c_wait(12, 10.0, 1.0);
        assert!((wait * 2.0 - 0.4494).abs() < 5e-5, "{wait}");
        assert_eq!([erlang_c_wait(3, 0.0, 1.0), erlang_c_wait(0, 0.0, 1.0)], [0.0, 0.0]);
        assert!(erlang_c_wait(100_000, 99_000.0, 1.0).is_finite());
    }
}
