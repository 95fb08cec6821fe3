//! [`Criterion`]: something that must be true, of a stage or of those whom the
//! product is for.

use serde::{Deserialize, Serialize};

use super::{Case, Condition, ConditionError, Fields};
use crate::value::problem::{ProblemKind, Report, join};
use crate::value::text::some;

/// Something that must be true, known by an id: a demand of a stage, a trait
/// of the target audience.
///
/// It is a *statement* in words, satisfied by evidence; or a *field* that must
/// be filled; or an *approval* by a person in one of some roles. `when` says for
/// which deals it is demanded; for all where absent.
///
/// ```
/// use sales_process::Money;
/// use sales_process::process::{Case, Condition, Criterion, CriterionKind, DealKind};
///
/// let discount = Criterion::new("discount", "the discount is approved")
///     .approved_by(["head_of_sales"])
///     .when(Condition::amount_at_least("25000 GBP".parse()?));
/// assert!(matches!(discount.kind(), CriterionKind::Approval(_)));
/// let small = Case::new(DealKind::Repeat).amount(Some("900 GBP".parse()?));
/// assert!(!discount.applies(&small)?, "nobody has to approve it");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// The id it is answered and satisfied by.
    pub id: String,
    /// What must be true, in words; may be left out for a field.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub text: String,
    /// The field of the deal, its customer or lead that must be filled.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The roles that can approve it: by id, or by kind where the process lists
    /// no roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "some")]
    pub approval: Vec<String>,
    /// For which deals it is demanded; for all where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Condition>,
}

/// How a criterion is satisfied.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CriterionKind<'a> {
    /// By evidence.
    Statement,
    /// By a value in this field; no evidence is needed.
    Field(&'a str),
    /// By a person in one of these roles.
    Approval(&'a [String]),
}

impl Criterion {
    /// A statement.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), field: None, approval: Vec::new(), when: None }
    }

    /// A field that must be filled.
    pub fn field(id: impl Into<String>, field: impl Into<String>) -> Self {
        Self { field: Some(field.into()), ..Self::new(id, "") }
    }

    /// Makes it an approval by somebody in one of some roles.
    #[must_use]
    pub fn approved_by<R: Into<String>>(mut self, roles: impl IntoIterator<Item = R>) -> Self {
        self.approval.extend(roles.into_iter().map(Into::into));
        self
    }

    /// Demands it only of some deals.
    #[must_use]
    pub fn when(mut self, condition: Condition) -> Self {
        self.when = Some(condition);
        self
    }

    /// How it is satisfied.
    pub fn kind(&self) -> CriterionKind<'_> {
        match &self.field {
            Some(field) => CriterionKind::Field(field),
            None if self.approval.is_empty() => CriterionKind::Statement,
            None => CriterionKind::Approval(&self.approval),
        }
    }

    /// Whether it is demanded of a deal.
    ///
    /// # Errors
    ///
    /// [`ConditionError`] where that cannot be said, as for
    /// [`Condition::holds`].
    pub fn applies(&self, case: &Case<'_>) -> Result<bool, ConditionError> {
        self.when.as_ref().map_or(Ok(true), |when| when.holds(case))
    }

    /// What must be true, in words: the text or, where a field has none, that
    /// it is filled.
    pub fn words(&self, fields: &Fields) -> String {
        match &self.field {
            Some(id) if self.text.trim().is_empty() => {
                let label = fields.get(id).map_or(id.as_str(), |def| def.label_or_id());
                format!("{label} is filled in")
            }
            _ if self.text.trim().is_empty() => self.id.clone(),
            _ => self.text.clone(),
        }
    }

    /// Notes what is wrong with it at places below `place`. Fields are looked up
    /// where the process is known.
    pub(super) fn check(&self, place: &str, fields: Option<&Fields>, report: &mut Report) {
        if self.field.is_none() && self.text.is_empty() {
            let missing = [
                "`text` is missing; say what must be true",
                "нет `text`; напишите, что должно быть верно",
                "lipsește `text`; scrieți ce trebuie să fie adevărat",
            ];
            report.add(place, ProblemKind::missing(missing));
        }
        if self.field.is_some() && !self.approval.is_empty() {
            let unfit = [
                "a criterion is a field or an approval, not both; make two of it",
                "критерий — это поле или одобрение, но не оба; сделайте из него два",
                "un criteriu este un câmp sau o aprobare, nu amândouă; faceți două din el",
            ];
            report.add(place, ProblemKind::unfit(unfit));
        }
        if let (Some(field), Some(fields)) = (&self.field, fields) {
            if fields.get(field).is_none() {
                report.unknown(join(place, "field"), "field", field, fields.ids());
            }
        }
        if let Some(when) = &self.when {
            when.check(&join(place, "when"), fields, report);
        }
    }
}
