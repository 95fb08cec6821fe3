//! Reading many places of memory at once.
//!
//! Among millions of objects each look-up waits for memory. Where something of
//! many of them is read one right after the other, and no read needs what
//! another gave, the waits overlap; the look-ups that follow wait no more.

use std::hint::black_box;

/// Does the reads and forgets what they gave.
#[inline]
pub(crate) fn prefetch(reads: impl Iterator<Item = usize>) {
    black_box(reads.fold(0, |seen, read| seen ^ read));
}

/// The first of each run of neighbours that are alike.
pub(crate) fn firsts<T>(
    all: &[T],
    alike: impl Fn(&T, &T) -> bool + Clone,
) -> impl Iterator<Item = &T> + Clone {
    let begins = all.windows(2).filter_map(move |two| match two {
        [before, next] if !alike(before, next) => Some(next),
        _ => None,
    });
    all.first().into_iter().chain(begins)
}
