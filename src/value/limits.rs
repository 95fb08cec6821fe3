//! [`Limits`]: how large what comes from elsewhere may be.

use crate::value::text::choices;
use crate::value::words::messages;

choices! {
    /// A ceiling for what is read, far above what a company has. What is larger
    /// is refused in words before time or memory is spent on it, and a
    /// ceiling can be raised: [`Limits::with`].
    ///
    /// | ceiling | unless raised | of what |
    /// |---|---|---|
    /// | `document_bytes` | 16 MiB | a process as JSON, or a sketch |
    /// | `file_bytes` | 128 MiB | a file that is read whole, as of a CRM; a workbook once it is unpacked |
    /// | `pipelines` | 500 | pipelines of a process |
    /// | `stages` | 5,000 | stages and outcomes of all pipelines of a process |
    /// | `moves` | 20,000 | moves of all of them |
    /// | `allows` | 2,000 | findings that are allowed, in the process and in all stages |
    /// | `columns` | 1,000 | the header of a table |
    /// | `values` | 4,000,000 | values in one exported file of JSON or XML; cells of an ODS workbook |
    /// | `report_months` | 1,200 | months from the first to the last of a report |
    ///
    /// Others are part of what a thing is, and cannot be raised:
    ///
    /// | what | at most |
    /// |---|---|
    /// | an id | 200 characters |
    /// | a value of a field of the company | [`FieldDef::LONGEST_TEXT`] characters |
    /// | a row of a table | 1 MiB |
    /// | a number of months | [`Months::MOST`] |
    /// | conditions of a rule | [`Rule::MOST_LEAVES`], [`Rule::MOST_NESTED`] deep |
    /// | a condition on fields | [`Condition::MOST_NESTED`] deep |
    /// | JSON | 128 levels |
    /// | entries of a lead, deal, customer or handoff | 4,294,967,294 |
    ///
    /// A stored entity, an entry or a command is as large as the text that the
    /// application hands over, whose own ceiling for a request is the one that
    /// counts: reading it, and each move, takes time in proportion.
    ///
    /// [`FieldDef::LONGEST_TEXT`]: crate::value::FieldDef::LONGEST_TEXT
    /// [`Months::MOST`]: crate::value::Months::MOST
    /// [`Rule::MOST_LEAVES`]: crate::policy::Rule::MOST_LEAVES
    /// [`Rule::MOST_NESTED`]: crate::policy::Rule::MOST_NESTED
    /// [`Condition::MOST_NESTED`]: crate::process::Condition::MOST_NESTED
    pub enum Limit {
        /// Bytes of a process as JSON, or of a sketch.
        DocumentBytes = "document_bytes",
        /// Bytes of a file that is read whole, such as an export of a CRM, and of
        /// a workbook once it is unpacked.
        FileBytes = "file_bytes",
        /// Pipelines of a process.
        Pipelines = "pipelines",
        /// Stages and outcomes of all pipelines of a process.
        Stages = "stages",
        /// Moves of all pipelines of a process.
        Moves = "moves",
        /// Findings that are allowed, in a process and in all its stages.
        Allows = "allows",
        /// Columns of a table.
        Columns = "columns",
        /// Values in one exported file of JSON, nodes in one of XML, cells of an
        /// ODS workbook.
        Values = "values",
        /// Months from the first to the last of a report.
        ReportMonths = "report_months",
    }
}

impl Limit {
    /// How many there may be unless [`Limits`] say otherwise.
    pub(crate) fn usual(self) -> u64 {
        match self {
            Self::DocumentBytes => 16 << 20,
            Self::FileBytes => 128 << 20,
            Self::Pipelines => 500,
            Self::Stages => 5_000,
            Self::Moves => 20_000,
            Self::Allows => 2_000,
            Self::Columns => 1_000,
            Self::Values => 4_000_000,
            Self::ReportMonths => 1_200,
        }
    }
}

messages! {
    /// There is more than is read.
    pub enum LimitError {
        /// What was counted is over its ceiling.
        Over {
            /// The ceiling.
            limit: Limit,
            /// How many there are; of bytes and values, so many at least.
            found: u64,
            /// How many there may be.
            most: u64,
        } = "over_limit",
            "there is too much to read: {limit} {found}, at most {most}; raise the limit `{limit}` if that is meant",
            "слишком большой объём: {limit} {found}, не больше {most}; если так и надо, увеличьте предел `{limit}`",
            "este prea mult de citit: {limit} {found}, cel mult {most}; dacă așa trebuie, măriți limita `{limit}`";
    }
}

impl Eq for LimitError {}

/// The ceilings by which something is read; see [`Limit`] for what each of them
/// bounds.
///
/// ```
/// use sales_process::SalesProcess;
/// use sales_process::value::{Limit, Limits};
///
/// let sketch = "start -> talk -> offer -> won";
/// let two = Limits::new().with(Limit::Stages, 2);
/// let error = SalesProcess::from_text_within(sketch, &two).unwrap_err();
/// assert_eq!(
///     error.to_string(),
///     "there is too much to read: stages 3, at most 2; raise the limit `stages` if that is meant"
/// );
/// assert!(SalesProcess::from_text_within(sketch, &Limits::new()).is_ok());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct Limits([u64; Limit::ALL.len()]);

impl Default for Limits {
    fn default() -> Self {
        Self::new()
    }
}

impl Limits {
    /// The usual ceilings.
    pub fn new() -> Self {
        let mut all = [0; Limit::ALL.len()];
        for (most, limit) in all.iter_mut().zip(Limit::ALL) {
            *most = limit.usual();
        }
        Self(all)
    }

    /// With another ceiling.
    pub fn with(mut self, limit: Limit, most: u64) -> Self {
        for (slot, known) in self.0.iter_mut().zip(Limit::ALL) {
            if *known == limit {
                *slot = most;
            }
        }
        self
    }

    /// How many there may be.
    pub fn of(&self, limit: Limit) -> u64 {
        let found = Limit::ALL.iter().zip(self.0).find(|(known, _)| **known == limit);
        found.map_or(0, |(_, most)| most)
    }

    /// Whether so many may be read.
    ///
    /// # Errors
    ///
    /// [`LimitError`] where there are more.
    pub fn check(&self, limit: Limit, found: usize) -> Result<(), LimitError> {
        let (found, most) = (found as u64, self.of(limit));
        if found <= most { Ok(()) } else { Err(LimitError::Over { limit, found, most }) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_ceiling_is_kept_to_the_number() {
        for &limit in Limit::ALL {
            let raised = Limits::new().with(limit, 7);
            assert_eq!(raised.check(limit, 7), Ok(()));
            let over = LimitError::Over { limit, found: 8, most: 7 };
            assert_eq!(raised.check(limit, 8), Err(over));
            for &other in Limit::ALL.iter().filter(|other| **other != limit) {
                assert_eq!(raised.of(other), other.usual());
            }
            assert_eq!(limit.name().parse(), Ok(limit));
        }
        crate::value::words::check_table(LimitError::WORDS);
    }
}
