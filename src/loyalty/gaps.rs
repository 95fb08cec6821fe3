//! The days between one order day and the next, in their order.

/// Gaps that are kept without a place on the heap.
const FEW: usize = 6;

/// The gaps of one customer, in days: 16 bytes, and 4 bytes on the heap for
/// each gap where there are more than six or one is longer than 179 years.
///
/// The gaps themselves are kept, and not what follows from them, because a
/// median over two periods cannot be had of the medians of both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Gaps {
    Few {
        // INVARIANT: at most FEW.
        count: u8,
        days: [u16; FEW],
    },
    /// A pointer to the vector, so that those who have few take no more than
    /// these need.
    #[allow(clippy::box_collection, reason = "16 bytes where the vector itself takes 24")]
    Many(Box<Vec<u32>>),
}

impl Default for Gaps {
    fn default() -> Self {
        Self::Few { count: 0, days: [0; FEW] }
    }
}

impl Gaps {
    #[inline]
    pub(super) fn push(&mut self, gap: u32) {
        match self {
            Self::Few { count, days } => {
                let free = days.get_mut(usize::from(*count));
                if let (Some(free), Ok(gap)) = (free, u16::try_from(gap)) {
                    *free = gap;
                    *count += 1;
                } else {
                    let all = self.iter().chain([gap]).collect();
                    *self = Self::Many(Box::new(all));
                }
            }
            Self::Many(all) => all.push(gap),
        }
    }

    pub(super) fn count(&self) -> usize {
        match self {
            Self::Few { count, .. } => usize::from(*count),
            Self::Many(all) => all.len(),
        }
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        let (few, many) = match self {
            Self::Few { count, days } => (days.get(..usize::from(*count)), None),
            Self::Many(all) => (None, Some(all.iter().copied())),
        };
        let few = few.unwrap_or_default().iter().copied().map(u32::from);
        few.chain(many.into_iter().flatten())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_are_small() {
        assert_eq!(size_of::<Gaps>(), 16);
    }

    /// Few, many, and one too long for the short form.
    #[test]
    fn every_gap_is_kept() {
        for gaps in [vec![], vec![3; 6], (1..12).collect(), vec![5, 70_000, 7]] {
            let mut kept = Gaps::default();
            gaps.iter().for_each(|gap| kept.push(*gap));
            assert_eq!(kept.count(), gaps.len());
            assert_eq!(kept.iter().collect::<Vec<_>>(), gaps);
        }
    }
}
