//! The minimum of a smooth function of a few numbers.

/// Steps until a minimisation is given up.
const STEPS: usize = 500;

/// Where a function is smallest, as far as is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Minimum<const N: usize> {
    pub(super) at: [f64; N],
    pub(super) value: f64,
    /// The inverse of the curvature.
    inverse: Option<[[f64; N]; N]>,
}

impl<const N: usize> Minimum<N> {
    /// Somewhere to begin.
    pub(super) fn start(at: [f64; N]) -> Self {
        Self { at, value: f64::INFINITY, inverse: None }
    }
}

/// Where a function is smallest. `f` gives value and gradient; it may be
/// infinite, which is never a step forward. Who begins at the minimum of a
/// function that is much the same needs few steps.
///
/// The method of Broyden, Fletcher, Goldfarb and Shanno, with steps halved until
/// they bring what the slope promises.
pub(super) fn minimise<const N: usize>(
    start: Minimum<N>,
    tolerance: f64,
    mut f: impl FnMut(&[f64; N]) -> (f64, [f64; N]),
) -> Option<Minimum<N>> {
    let mut x = start.at;
    let (mut value, mut slope) = f(&x);
    let mut fresh = start.inverse.is_none();
    let mut inverse = start.inverse.unwrap_or_else(identity);
    let found = |at: [f64; N], value: f64, inverse: [[f64; N]; N], fresh: bool| {
        Some(Minimum { at, value, inverse: (!fresh).then_some(inverse) })
    };
    for _ in 0..STEPS {
        if !value.is_finite() {
            return None;
        }
        if slope.iter().all(|s| s.abs() <= tolerance) {
            return found(x, value, inverse, fresh);
        }
        let mut direction = [0.0; N];
        for (to, row) in direction.iter_mut().zip(&inverse) {
            *to = -dot(row, &slope);
        }
        let mut down = dot(&direction, &slope);
        if down >= 0.0 {
            inverse = identity();
            fresh = true;
            direction = slope.map(|s| -s);
            down = dot(&direction, &slope);
        }
        // In logarithms no step is longer than to the e²-fold.
        let longest = direction.iter().fold(0.0_f64, |most, d| most.max(d.abs()));
        let mut step = if fresh { (0.5 / longest).min(1.0) } else { (2.0 / longest).min(1.0) };
        let next = loop {
            let mut to = x;
            for (to, d) in to.iter_mut().zip(&direction) {
                *to += step * d;
            }
            let (there, slope_there) = f(&to);
            if there <= value + 1e-4 * step * down {
                break Some((to, there, slope_there));
            }
            step *= 0.4;
            if step < 1e-10 {
                break None;
            }
        };
        let Some((to, there, slope_there)) = next else {
            if fresh {
                return found(x, value, inverse, fresh);
            }
            inverse = identity();
            fresh = true;
            continue;
        };
        let (mut moved, mut turned) = ([0.0; N], [0.0; N]);
        for i in 0..N {
            moved[i] = to[i] - x[i];
            turned[i] = slope_there[i] - slope[i];
        }
        let done = (value - there).abs() <= 1e-13 * value.abs();
        update(&mut inverse, &moved, &turned, fresh);
        fresh = false;
        (x, value, slope) = (to, there, slope_there);
        if done {
            return found(x, value, inverse, fresh);
        }
    }
    found(x, value, inverse, fresh)
}

fn identity<const N: usize>() -> [[f64; N]; N] {
    let mut one = [[0.0; N]; N];
    for (i, row) in one.iter_mut().enumerate() {
        row[i] = 1.0;
    }
    one
}

fn dot<const N: usize>(a: &[f64; N], b: &[f64; N]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn update<const N: usize>(
    inverse: &mut [[f64; N]; N],
    moved: &[f64; N],
    turned: &[f64; N],
    fresh: bool,
) {
    let curvature = dot(moved, turned);
    if curvature <= 1e-12 * dot(turned, turned).sqrt() * dot(moved, moved).sqrt() {
        return;
    }
    if fresh {
        let scale = curvature / dot(turned, turned);
        for (i, row) in inverse.iter_mut().enumerate() {
            row[i] = scale;
        }
    }
    let mut through = [0.0; N];
    for (to, row) in through.iter_mut().zip(inverse.iter()) {
        *to = dot(row, turned);
    }
    let factor = (1.0 + dot(turned, &through) / curvature) / curvature;
    for i in 0..N {
        for j in 0..N {
            inverse[i][j] += factor * moved[i] * moved[j]
                - (through[i] * moved[j] + moved[i] * through[j]) / curvature;
        }
    }
}
