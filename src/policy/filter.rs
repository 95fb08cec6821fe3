//! [`LeadFilter`]: whether a lead is worth the cost of selling, by written
//! criteria instead of by feel.
//!
//! Each criterion is answered for a lead. A *required* one must be answered
//! Yes. A *weighted* one earns its points for Yes and half of them for
//! Partial; the sum must reach the pass score. A lead passes where both hold,
//! and every rejection names the criteria that failed or are not answered.
//!
//! A filter without criteria passes everybody.
//!
//! ```
//! use std::collections::HashMap;
//! use sales_process::policy::{Answer, FilterCriterion, LeadFilter};
//!
//! let filter = LeadFilter::draft()
//!     .pass_score(2)
//!     .criterion(FilterCriterion::new("segment", "in our segment").required())
//!     .criterion(FilterCriterion::new("size", "over 50 seats").weight(2))
//!     .build()?;
//! let answers = HashMap::from([("segment", Answer::Yes), ("size", Answer::No)]);
//! let verdict = filter.judge(|id| answers.get(id.as_str()).copied().unwrap_or_default());
//! assert!(!verdict.passed);
//! assert_eq!(verdict.to_string(), "rejected: 0 of 2 points, 2 needed; failed: size");
//! # Ok::<(), sales_process::process::Problems>(())
//! ```

use serde::{Deserialize, Serialize};

use super::{Answer, Points};
use crate::value::problem::{ProblemKind, Problems, Report};
use crate::value::text::{is_default, is_false};
use crate::value::words::told;
use crate::value::{CriterionId, Language};

/// A lead filter being written: plain data, also its stored form.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LeadFilterDraft {
    /// The points a lead must reach; 0 where absent, so that only the
    /// required criteria decide.
    #[serde(default, skip_serializing_if = "is_default")]
    pub pass_score: Points,
    /// What is asked about a lead.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<FilterCriterion>,
}

/// Something a lead filter asks about a lead.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FilterCriterion {
    /// The id it is answered by.
    pub id: String,
    /// What should be true of the lead, in words.
    pub text: String,
    /// Whether a lead for which it is not so is rejected at once.
    #[serde(default, skip_serializing_if = "is_false")]
    pub required: bool,
    /// The points it earns; where absent, none if it is required and one
    /// otherwise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Points>,
}

impl FilterCriterion {
    /// A criterion worth one point.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), required: false, weight: None }
    }

    /// Rejects leads for which it is not so.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Sets the points it earns.
    #[must_use]
    pub fn weight(mut self, points: impl Into<Points>) -> Self {
        self.weight = Some(points.into());
        self
    }

    /// The points it earns: as set, or none if it is required and one
    /// otherwise.
    pub fn points(&self) -> Points {
        self.weight.unwrap_or(if self.required { Points::ZERO } else { Points::ONE })
    }
}

impl LeadFilterDraft {
    /// Sets the points a lead must reach.
    #[must_use]
    pub fn pass_score(mut self, points: impl Into<Points>) -> Self {
        self.pass_score = points.into();
        self
    }

    /// Adds something to ask about a lead.
    #[must_use]
    pub fn criterion(mut self, criterion: FilterCriterion) -> Self {
        self.criteria.push(criterion);
        self
    }

    /// Checks that the parts fit together.
    ///
    /// # Errors
    ///
    /// [`Problems`]: blank or repeated ids, a pass score above what all
    /// criteria together earn.
    pub fn build(self) -> Result<LeadFilter, Problems> {
        let mut report = Report::default();
        let built = LeadFilter::check(self, "", &mut report);
        report.finish(built)
    }
}

/// A lead filter whose parts fit together.
///
/// Invariants: ids are not blank and differ; the pass score can be reached.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(try_from = "LeadFilterDraft", into = "LeadFilterDraft")]
pub struct LeadFilter {
    draft: LeadFilterDraft,
    ids: Vec<CriterionId>,
    of: Points,
}

impl TryFrom<LeadFilterDraft> for LeadFilter {
    type Error = Problems;
    fn try_from(draft: LeadFilterDraft) -> Result<Self, Problems> {
        draft.build()
    }
}

impl From<LeadFilter> for LeadFilterDraft {
    fn from(filter: LeadFilter) -> Self {
        filter.draft
    }
}

impl LeadFilter {
    /// Begins a filter.
    pub fn draft() -> LeadFilterDraft {
        LeadFilterDraft::default()
    }

    /// Builds a draft, noting what is wrong with it at places below `place`.
    pub(crate) fn check(draft: LeadFilterDraft, place: &str, report: &mut Report) -> Option<Self> {
        report.distinct_ids(draft.criteria.iter().map(|c| c.id.as_str()), |i| {
            crate::value::problem::join(place, format_args!("criteria[{i}].id"))
        });
        let of: Points = draft.criteria.iter().map(FilterCriterion::points).sum();
        if draft.pass_score > of {
            report.add(
                crate::value::problem::join(place, "pass_score"),
                ProblemKind::OutOfReach {
                    wanted: draft.pass_score.to_string(),
                    most: of.to_string(),
                },
            );
        }
        let ids: Vec<_> =
            draft.criteria.iter().filter_map(|c| CriterionId::new(&c.id).ok()).collect();
        (ids.len() == draft.criteria.len()).then_some(Self { draft, ids, of })
    }

    /// What is asked about a lead, in order.
    pub fn criteria(&self) -> &[FilterCriterion] {
        &self.draft.criteria
    }

    /// The points a lead must reach.
    pub(crate) fn pass_score(&self) -> Points {
        self.draft.pass_score
    }

    /// Judges a lead by what is known about each criterion; one that nothing
    /// is known about is [`Answer::Unknown`].
    pub fn judge(&self, answer: impl Fn(&CriterionId) -> Answer) -> FilterVerdict {
        let mut verdict = FilterVerdict {
            passed: true,
            score: Points::ZERO,
            of: self.of,
            needed: self.draft.pass_score,
            failed: Vec::new(),
            unanswered: Vec::new(),
        };
        for (criterion, id) in self.draft.criteria.iter().zip(&self.ids) {
            let answer = answer(id);
            verdict.score = verdict.score.plus(answer.earns(criterion.points()));
            match answer {
                Answer::Yes => continue,
                Answer::Unknown => verdict.unanswered.push(id.clone()),
                Answer::No | Answer::Partial => verdict.failed.push(id.clone()),
            }
            verdict.passed &= !criterion.required;
        }
        verdict.passed &= verdict.score >= verdict.needed;
        verdict
    }
}

/// What a filter says of a lead, and why.
///
/// Its text is one line, such as `rejected: 0 of 2 points, 2 needed; failed: size`.
/// Where the lead is rejected, at least one criterion is named as failed or
/// unanswered.
/// For programs it is an object with its members and the English `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterVerdict {
    /// Whether the lead passes.
    pub passed: bool,
    /// The points it has.
    pub score: Points,
    /// The points it could have.
    pub of: Points,
    /// The points it must have.
    pub needed: Points,
    /// The criteria answered No or Partial, in the order of the filter.
    pub failed: Vec<CriterionId>,
    /// The criteria nobody has answered, in the order of the filter.
    pub unanswered: Vec<CriterionId>,
}

impl FilterVerdict {
    /// What the filter says, in words of a language. English is that of
    /// `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let word = |words| language.of::<&str>(words);
        let mut text = word(if self.passed {
            ["passed", "проходит", "trece"]
        } else {
            ["rejected", "не проходит", "nu trece"]
        })
        .to_owned();
        if self.needed > Points::ZERO {
            let (score, of, needed) = (self.score, self.of, self.needed);
            text += &match language {
                Language::English => format!(": {score} of {of} points, {needed} needed"),
                Language::Russian => format!(": баллов {score} из {of}, нужно {needed}"),
                Language::Romanian => format!(": {score} din {of} puncte, trebuie {needed}"),
            };
        }
        text += &super::list(word(["failed", "не выполнено", "neîndeplinite"]), &self.failed);
        let unanswered = word(["not answered", "нет ответа", "fără răspuns"]);
        text + &super::list(unanswered, &self.unanswered)
    }
}

told! { FilterVerdict { passed, score, of, needed, failed, unanswered } }

#[cfg(test)]
mod tests {
    use super::*;

    fn judged(json: &str, answers: &str) -> FilterVerdict {
        let filter: LeadFilter = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&filter).unwrap(), json);
        filter.judge(|id| {
            let place = filter.criteria().iter().position(|c| *id == c.id.as_str());
            match place.and_then(|i| answers.chars().nth(i)) {
                Some('y') => Answer::Yes,
                Some('p') => Answer::Partial,
                Some('n') => Answer::No,
                _ => Answer::Unknown,
            }
        })
    }

    #[track_caller]
    fn check(json: &str, answers: &str, said: &str) {
        let verdict = judged(json, answers);
        assert_eq!(verdict.to_string(), said);
        assert_ne!(verdict.text_in(Language::Russian), verdict.text_in(Language::Romanian));
        let named = !verdict.failed.is_empty() || !verdict.unanswered.is_empty();
        assert!(verdict.passed || named, "a rejection names what failed");
    }

    const SAMPLE: &str = r#"{"pass_score":2,"criteria":[{"id":"segment","text":"s","required":true},{"id":"size","text":"z","weight":2}]}"#;
    const POINTS: &str = r#"{"pass_score":1.5,"criteria":[{"id":"a","text":""},{"id":"b","text":"","weight":0.5},{"id":"c","text":"","required":true,"weight":1}]}"#;
    const NO_SCORE: &str =
        r#"{"criteria":[{"id":"a","text":"","required":true},{"id":"b","text":""}]}"#;

    #[test]
    fn required_criteria_and_points_decide() {
        check("{}", "", "passed");
        check(SAMPLE, "yy", "passed: 2 of 2 points, 2 needed");
        check(SAMPLE, "ny", "rejected: 2 of 2 points, 2 needed; failed: segment");
        check(SAMPLE, "py", "rejected: 2 of 2 points, 2 needed; failed: segment");
        check(SAMPLE, "?y", "rejected: 2 of 2 points, 2 needed; not answered: segment");
        check(SAMPLE, "yn", "rejected: 0 of 2 points, 2 needed; failed: size");
        check(SAMPLE, "yp", "rejected: 1 of 2 points, 2 needed; failed: size");
        check(
            SAMPLE,
            "n?",
            "rejected: 0 of 2 points, 2 needed; failed: segment; not answered: size",
        );
        check(POINTS, "nyy", "passed: 1.5 of 2.5 points, 1.5 needed; failed: a");
        check(POINTS, "pny", "passed: 1.5 of 2.5 points, 1.5 needed; failed: a, b");
        check(POINTS, "ppp", "rejected: 1.25 of 2.5 points, 1.5 needed; failed: a, b, c");
        check(POINTS, "yyn", "rejected: 1.5 of 2.5 points, 1.5 needed; failed: c");
        check(NO_SCORE, "y?", "passed; not answered: b");
        check(NO_SCORE, "", "rejected; not answered: a, b");
    }

    #[track_caller]
    fn check_refused(json: &str, problems: &str) {
        let draft: LeadFilterDraft = serde_json::from_str(json).unwrap();
        assert_eq!(draft.build().unwrap_err().to_string(), problems);
    }

    #[test]
    fn what_is_no_filter_is_refused() {
        check_refused(
            r#"{"pass_score":3,"criteria":[{"id":"a","text":""},{"id":"a","text":""},{"id":" ","text":"","required":true}]}"#,
            "criteria[1].id: the id `a` is taken by criteria[0].id; ids of one kind must differ\n\
             criteria[2].id: an id is blank; give it at least one visible character\n\
             pass_score: 3 can never be reached; all criteria together make 2",
        );
    }
}
