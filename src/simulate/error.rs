//! [`SimulationError`]: why nothing can be simulated.

/// Why nothing can be simulated.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum SimulationError {
    /// Not a number of leads a month.
    #[error("`{0}` is not a number of leads a month; expected more than 0")]
    Leads(f64),
    /// Not a number of months.
    #[error("`{0}` is not a number of months; expected more than 0")]
    Months(f64),
    /// Too much at once.
    #[error("these are {0} leads; expected at most 1000000000, so take fewer months")]
    TooManyLeads(f64),
    /// Not a time to wait.
    #[error("`{0}` is not a number of days to wait; expected more than 0")]
    Target(f64),
    /// The pipeline has no start.
    #[error("the pipeline has no stage at which a deal can begin")]
    NoStart,
    /// The pipeline has more stages than can be simulated.
    #[error("the pipeline has {0} stages; at most 65535 can be simulated")]
    TooManyStages(usize),
    /// A role works no hours.
    #[error("the people of `{0}` work 0 hours a week; expected more")]
    NoHours(String),
}
