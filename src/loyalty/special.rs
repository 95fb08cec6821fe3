//! The special functions of the models: those of the crate `special`, by the
//! names that statistics has for them. Same figures on every machine, since
//! what is below them is `libm`.

use special::{Beta, Gamma};

/// ln Γ(x) for x > 0.
pub(super) fn ln_gamma(x: f64) -> f64 {
    Gamma::ln_gamma(x).0
}

/// The derivative of ln Γ for x > 0.
pub(super) fn digamma(x: f64) -> f64 {
    Gamma::digamma(x)
}

/// The lower incomplete gamma function by Γ(shape), from 0 to 1, for a shape
/// above 0; 0 for what is no number.
pub(super) fn gamma_p(shape: f64, x: f64) -> f64 {
    if shape > 0.0 && x > 0.0 { Gamma::inc_gamma(x, shape) } else { 0.0 }
}

/// The incomplete beta function by B(a, b), from 0 to 1, for a and b above 0;
/// 0 for what is no number.
pub(super) fn beta_p(a: f64, b: f64, x: f64) -> f64 {
    if a > 0.0 && b > 0.0 && x > 0.0 {
        Beta::inc_beta(x.min(1.0), a, b, Beta::ln_beta(a, b)).clamp(0.0, 1.0)
    } else {
        0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(found: f64, expected: f64) {
        assert!((found - expected).abs() <= 1e-9 * expected.abs(), "{found}, expected {expected}");
    }

    /// Values of tables.
    #[test]
    fn functions_have_their_tabulated_values() {
        check(digamma(1.0), -0.577_215_664_902);
        check(digamma(0.5), -1.963_510_026_021);
        check(digamma(10.0), 2.251_752_589_067);
        check(gamma_p(1.0, 1.0), 0.632_120_558_829);
        check(gamma_p(3.0, 2.0), 0.323_323_583_817);
        check(gamma_p(2.5, 9.0), 0.997_053_595_412);
        check(beta_p(1.0, 6.0, 0.2), 0.737_856);
        check(beta_p(4.0, 24.0, 0.2), 0.817_716_653_761);
        check(beta_p(64.0, 384.0, 0.15), 0.676_541_470_502);
    }
}
