//! [`Philox`]: random numbers by counter.

/// Philox4x32-10 by Salmon, Moraes, Dror & Shaw, *Parallel Random Numbers: As
/// Easy as 1, 2, 3* (2011): a number is a function of a seed and a counter, so
/// that a deal has its own numbers whatever becomes of the others, and whoever
/// asks first.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Philox {
    keys: [[u32; 2]; 10],
}

impl Philox {
    pub(crate) fn new(seed: u64) -> Self {
        #[allow(clippy::cast_possible_truncation, reason = "the two halves of a number")]
        let mut key = [seed as u32, (seed >> 32) as u32];
        let mut keys = [key; 10];
        for slot in &mut keys {
            *slot = key;
            key = [key[0].wrapping_add(0x9E37_79B9), key[1].wrapping_add(0xBB67_AE85)];
        }
        Self { keys }
    }

    #[inline]
    pub(crate) fn block(&self, counter: [u32; 4]) -> [u32; 4] {
        let [mut a, mut b, mut c, mut d] = counter;
        for [first, second] in self.keys {
            let (high, low) = product(0xD251_1F53, a);
            let (high_2, low_2) = product(0xCD9E_8D57, c);
            (a, b, c, d) = (high_2 ^ b ^ first, low_2, high ^ d ^ second, low);
        }
        [a, b, c, d]
    }

    /// Two numbers between 0 and 1, neither of which is among them.
    #[inline]
    pub(crate) fn pair(&self, counter: [u32; 4]) -> [f64; 2] {
        let [a, b, c, d] = self.block(counter);
        [unit(a, b), unit(c, d)]
    }
}

#[inline]
#[allow(clippy::cast_possible_truncation, reason = "the two halves of a product")]
fn product(a: u32, b: u32) -> (u32, u32) {
    let product = u64::from(a) * u64::from(b);
    ((product >> 32) as u32, product as u32)
}

/// The middle of one of 2^52 equal parts.
#[inline]
#[allow(clippy::cast_precision_loss, reason = "52 bits fit a float")]
fn unit(a: u32, b: u32) -> f64 {
    let bits = (u64::from(a) << 20) | u64::from(b >> 12);
    (bits as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        // Published with Random123 (kat_vectors, philox4x32, 10 rounds).
        let zero = Philox::new(0).block([0; 4]);
        assert_eq!(zero, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
        let ones = Philox::new(u64::MAX).block([u32::MAX; 4]);
        assert_eq!(ones, [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]);
        let pi = Philox::new(0x299f_31d0_a409_3822).block([
            0x243f_6a88,
            0x85a3_08d3,
            0x1319_8a2e,
            0x0370_7344,
        ]);
        assert_eq!(pi, [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1]);
    }

    #[test]
    fn numbers_are_between_zero_and_one() {
        assert!(unit(0, 0) > 0.0 && unit(u32::MAX, u32::MAX) < 1.0);
        let philox = Philox::new(7);
        let all = (0..10_000).flat_map(|i| philox.pair([i, 0, 0, 0]));
        let mean = all.sum::<f64>() / 20_000.0;
        assert!((mean - 0.5).abs() < 0.01, "{mean}");
    }
}
