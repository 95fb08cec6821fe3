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

/// The incomplete beta function by B(a, b), from 0 to 1: the continued fraction
/// (Lentz) on the side where it converges fast.
pub(super) fn beta_p(a: f64, b: f64, x: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return x.clamp(0.0, 1.0);
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta_p(b, a, 1.0 - x);
    }
    let ln_scale = ln_gamma(a + b) - ln_gamma(a) - ln_gamma(b) + a * x.ln() + b * (-x).ln_1p();
    let mut inverse = 1.0 / nonzero(1.0 - (a + b) * x / (a + 1.0));
    let (mut above, mut fraction) = (1.0, inverse);
    for step in 1..10_000 {
        let m = f64::from(step);
        let at = a + 2.0 * m;
        let even = m * (b - m) * x / ((at - 1.0) * at);
        let odd = -(a + m) * (a + b + m) * x / (at * (at + 1.0));
        let mut change = 1.0;
        for factor in [even, odd] {
            inverse = 1.0 / nonzero(factor * inverse + 1.0);
            above = nonzero(1.0 + factor / above);
            change = inverse * above;
            fraction *= change;
        }
        if (change - 1.0).abs() < 1e-15 {
            break;
        }
    }
    (ln_scale.exp() * fraction / a).clamp(0.0, 1.0)
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
        check(beta_p(1.0, 6.0, 0.2), 0.737_856);
        check(beta_p(4.0, 24.0, 0.2), 0.817_717);
        check(beta_p(64.0, 384.0, 0.15), 0.676_541);
    }
}
