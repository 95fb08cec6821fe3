//! [`Figure`]: a number, and whether somebody stated what it rests on.

use serde::Serialize;

/// A number that follows from the shares of moves, with what it rests on.
///
/// A document for people prints what is [`Stated`](Figure::Stated) and says of
/// the other kind that it is not stated: it is only an answer to the question
/// what would follow.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Figure {
    /// It follows from shares that somebody stated or that were learned.
    Stated(f64),
    /// It rests on moves whose shares nobody stated: the number that would
    /// follow if those of one stage were equally likely.
    IfEqual(f64),
}

impl Figure {
    pub(crate) fn new(number: f64, is_stated: bool) -> Self {
        if is_stated { Self::Stated(number) } else { Self::IfEqual(number) }
    }

    /// The number, where it rests on nothing that nobody stated.
    pub fn stated(self) -> Option<f64> {
        match self {
            Self::Stated(number) => Some(number),
            Self::IfEqual(_) => None,
        }
    }

    /// The number, taking the moves of a stage whose shares nobody stated as
    /// equally likely.
    pub fn if_equal(self) -> f64 {
        match self {
            Self::Stated(number) | Self::IfEqual(number) => number,
        }
    }

    /// Whether it rests on nothing that nobody stated.
    pub fn is_stated(self) -> bool {
        self.stated().is_some()
    }

    pub(crate) fn map(self, change: impl FnOnce(f64) -> f64) -> Self {
        match self {
            Self::Stated(number) => Self::Stated(change(number)),
            Self::IfEqual(number) => Self::IfEqual(change(number)),
        }
    }
}
