//! Special functions beside those of `libm`.

/// ln Γ(x) for x > 0.
pub(super) fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

/// The derivative of ln Γ for x > 0: recurrence up to 8, then the asymptotic
/// series, whose next term is below 1e-13 there.
pub(super) fn digamma(mut x: f64) -> f64 {
    let mut sum = 0.0;
    while x < 8.0 {
        sum -= 1.0 / x;
        x += 1.0;
    }
    let square = 1.0 / (x * x);
    let series = square
        * (1.0 / 12.0
            - square
                * (1.0 / 120.0
                    - square
                        * (1.0 / 252.0
                            - square
                                * (1.0 / 240.0
                                    - square * (1.0 / 132.0 - square * 691.0 / 32_760.0)))));
    sum + x.ln() - 0.5 / x - series
}

/// The lower incomplete gamma function by Γ(shape), from 0 to 1: the series
/// below the mean, the continued fraction (Lentz) above it.
pub(super) fn gamma_p(shape: f64, x: f64) -> f64 {
    if x <= 0.0 {
        return 0.0;
    }
    let scale = (shape * x.ln() - x - ln_gamma(shape)).exp();
    if x < shape + 1.0 {
        let (mut term, mut sum, mut n) = (1.0 / shape, 1.0 / shape, shape);
        for _ in 0..10_000 {
            n += 1.0;
            term *= x / n;
            sum += term;
            if term < sum * 1e-15 {
                break;
            }
        }
        (sum * scale).min(1.0)
    } else {
        let mut below = x + 1.0 - shape;
        let (mut above, mut inverse) = (1e300, 1.0 / below);
        let mut fraction = inverse;
        for step in 1..10_000 {
            let step = f64::from(step);
            let factor = -step * (step - shape);
            below += 2.0;
            inverse = 1.0 / nonzero(factor * inverse + below);
            above = nonzero(below + factor / above);
            let change = inverse * above;
            fraction *= change;
            if (change - 1.0).abs() < 1e-15 {
                break;
            }
        }
        (1.0 - scale * fraction).max(0.0)
    }
}

fn nonzero(x: f64) -> f64 {
    if x.abs() < 1e-300 { 1e-300 } else { x }
}

/// The chance that a standard normal number is below `z`.
pub(super) fn normal_below(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The number below which a normal one lies with this chance, by bisection.
pub(super) fn normal_quantile(chance: f64) -> f64 {
    let (mut low, mut high) = (-9.0, 9.0);
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if normal_below(middle) < chance { low = middle } else { high = middle }
    }
    high
}

/// Student's distribution as a normal one: the z that is as likely as t with so
/// many degrees of freedom (Wallace 1959; off by less than 0.002 from five on).
pub(super) fn normal_of_student(t: f64, freedom: f64) -> f64 {
    let shrunk = (freedom * (t * t / freedom).ln_1p()).sqrt();
    (8.0 * freedom + 1.0) / (8.0 * freedom + 3.0) * shrunk * t.signum()
}

/// The inverse of [`normal_of_student`].
pub(super) fn student_of_normal(z: f64, freedom: f64) -> f64 {
    let shrunk = z * (8.0 * freedom + 3.0) / (8.0 * freedom + 1.0);
    (freedom * (shrunk * shrunk / freedom).exp_m1()).sqrt() * z.signum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 2e-3 * expected.abs(), "{found}, expected {expected}");
    }

    /// Values of tables.
    #[test]
    fn functions_have_their_tabulated_values() {
        check(digamma(1.0), -0.577_215_664_9);
        check(digamma(0.5), -1.963_510_026);
        check(digamma(10.0), 2.251_752_589);
        check(gamma_p(1.0, 1.0), 0.632_120_559);
        check(gamma_p(3.0, 2.0), 0.323_323_584);
        check(gamma_p(2.5, 9.0), 0.997_053_4);
        check(normal_quantile(0.9), 1.281_551_566);
        check(student_of_normal(normal_quantile(0.9), 5.0), 1.475_884);
        check(student_of_normal(normal_quantile(0.975), 10.0), 2.228_139);
        check(normal_below(normal_of_student(1.475_884, 5.0)), 0.9);
    }
}
