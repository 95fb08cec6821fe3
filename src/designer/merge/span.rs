//! [`Span`]: how far the purposes of a stage reach in canonical order.

use crate::process::{Pipeline, Purpose, Stage};

/// How far apart the purposes of one stage may lie in canonical order:
/// prospecting goes with qualification, not with needs discovery.
pub(super) const WIDEST: usize = 3;

/// The first and the last purpose of a stage by canonical order. Purposes of
/// the company's own have no place in it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    first: usize,
    last: usize,
}

impl Span {
    pub(super) fn of(stage: &Stage) -> Option<Self> {
        let place = |purpose| Purpose::BUILT_IN.iter().position(|known| known == purpose);
        let mut places = stage.purposes.iter().filter_map(place);
        let place = places.next()?;
        let one = |place| Self { first: place, last: place };
        Some(places.fold(one(place), |span, place| span.with(one(place))))
    }

    pub(super) fn with(self, other: Self) -> Self {
        Self { first: self.first.min(other.first), last: self.last.max(other.last) }
    }

    pub(super) fn width(self) -> usize {
        self.last - self.first
    }
}

/// The moves between different stages that do not go back on purpose.
pub(super) fn forward(pipeline: &Pipeline) -> impl Iterator<Item = (usize, usize)> + '_ {
    let stages = pipeline.stages().len();
    let moves = pipeline.move_ends().iter().zip(pipeline.moves());
    moves
        .filter(|(_, step)| step.rework.is_none())
        .map(|((from, to), _)| (from.index(), to.index()))
        .filter(move |(from, to)| from != to && *to < stages)
}
