//! [`Risks`]: competing risks, step by step along an age.

/// Kaplan–Meier and Aalen–Johansen while the age goes up: how many are at
/// risk, and what has become of one of them so far.
///
/// Within a span of ages at which nobody joins and nobody leaves unended, the
/// shares are counted from the beginning of the span: no error adds up, and
/// without anybody open they are plain proportions.
#[derive(Debug, Clone)]
pub(crate) struct Risks {
    /// At the beginning of the span: the share still open, and ended by cause.
    open: f64,
    shares: Vec<f64>,
    /// How many were at risk at the beginning of the span, and ended in it.
    at_risk: u64,
    ended: Vec<u64>,
    ended_in_all: u64,
}

impl Risks {
    /// So many at risk from the beginning, who can end by so many causes.
    pub(crate) fn new(causes: usize, at_risk: u64) -> Self {
        Self {
            open: 1.0,
            shares: vec![0.0; causes],
            at_risk,
            ended: vec![0; causes],
            ended_in_all: 0,
        }
    }

    /// How many are at risk.
    pub(crate) fn at_risk(&self) -> u64 {
        self.at_risk - self.ended_in_all
    }

    /// Some end at the present age. Ends come before those who leave at the
    /// same age: they were still at risk.
    pub(crate) fn end(&mut self, cause: usize, count: u64) {
        if let Some(ended) = self.ended.get_mut(cause) {
            *ended += count;
            self.ended_in_all += count;
        }
    }

    /// Some are watched no longer, and some are watched from here on.
    pub(crate) fn change(&mut self, left: u64, joined: u64) {
        if left == 0 && joined == 0 {
            return;
        }
        let (open, at_risk) = (self.open(), self.at_risk());
        let shares = (0..self.shares.len()).map(|cause| self.ended(cause)).collect();
        let causes = self.shares.len();
        let at_risk = at_risk.saturating_sub(left) + joined;
        *self = Self { open, shares, ..Self::new(causes, at_risk) };
    }

    /// The share that is still open, from 0 to 1.
    pub(crate) fn open(&self) -> f64 {
        if self.ended_in_all == 0 {
            self.open
        } else {
            self.open * share(self.at_risk(), self.at_risk)
        }
    }

    /// The share that has ended by a cause, from 0 to 1.
    pub(crate) fn ended(&self, cause: usize) -> f64 {
        let (before, ended) = (self.shares.get(cause), self.ended.get(cause));
        let now = self.open * share(ended.copied().unwrap_or_default(), self.at_risk);
        (before.copied().unwrap_or_default() + now).min(1.0)
    }
}

// Below 2^53 a float holds every count exactly.
#[allow(clippy::cast_precision_loss)]
fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}
