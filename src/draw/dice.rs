//! Random choices for tests that give the same ones each time.

/// A small generator of numbers, good enough to vary pictures with.
pub(crate) struct Dice(u64);

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number from `low` to below `high`.
    pub(crate) fn between(&mut self, low: usize, high: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        let range = u64::try_from(high - low).unwrap();
        low + usize::try_from(self.0 % range).unwrap()
    }

    pub(crate) fn yes(&mut self) -> bool {
        self.between(0, 2) == 1
    }

    pub(crate) fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.between(0, of.len())]
    }

    /// So many of something, from `low` to below `high`.
    pub(crate) fn many<T>(
        &mut self,
        low: usize,
        high: usize,
        of: impl Fn(&mut Self) -> T,
    ) -> Vec<T> {
        let count = self.between(low, high);
        (0..count).map(|_| of(self)).collect()
    }
}
