//! [`Qualification`]: whether a lead is ready to become a deal, by a
//! framework such as BANT.
//!
//! Each criterion is answered Unknown, No, Partial or Yes. The rule says how
//! many must be answered Yes, or how many points must be reached; in points a
//! Partial is worth half, in a count it is not a Yes. How much was asked at
//! all is told apart from the score: Unknown is not No.
//!
//! ```
//! use std::collections::HashMap;
//! use sales_process::policy::{Answer, Framework, Qualification, QualificationRule};
//!
//! let bant = Qualification::by(Framework::Bant).rule(QualificationRule::AtLeast(3)).build()?;
//! let answers = HashMap::from([
//!     ("budget", Answer::Yes),
//!     ("authority", Answer::Yes),
//!     ("need", Answer::Partial),
//! ]);
//! let verdict = bant.judge(|id| answers.get(id.as_str()).copied().unwrap_or_default());
//! assert!(!verdict.qualified);
//! assert_eq!(
//!     verdict.to_string(),
//!     "not qualified: 2 of 4 answered yes, 3 needed; partial: need; unknown: timeline"
//! );
//! # Ok::<(), sales_process::process::Problems>(())
//! ```

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Answer, Points};
use crate::value::problem::{ProblemKind, Problems, Report, join};
use crate::value::text::{choices, is_default};
use crate::value::words::told;
use crate::value::{CriterionId, Language};

choices! {
    /// A framework that is built in.
    pub enum Framework {
        /// Budget, authority, need, timeline.
        Bant = "bant",
        /// Challenges, authority, money, prioritization.
        Champ = "champ",
        /// Metrics, economic buyer, decision criteria, decision process,
        /// identified pain, champion, competition.
        Meddicc = "meddicc",
    }
}

impl Framework {
    /// The ids and texts of its criteria.
    fn criteria(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Bant => &[
                ("budget", "there is a budget for it"),
                ("authority", "we talk to the decision maker"),
                ("need", "the need is real and ours to meet"),
                ("timeline", "it is known when they want it"),
            ],
            Self::Champ => &[
                ("challenges", "the challenge is one that we solve"),
                ("authority", "we know who decides and how"),
                ("money", "there is money for it"),
                ("prioritization", "solving it has priority now"),
            ],
            Self::Meddicc => &[
                ("metrics", "what it is worth to them is in numbers"),
                ("economic_buyer", "we talk to who holds the budget"),
                ("decision_criteria", "we know what they decide by"),
                ("decision_process", "we know how and when they decide"),
                ("identified_pain", "we know what hurts and whom"),
                ("champion", "somebody inside sells for us"),
                ("competition", "we know what else they consider"),
            ],
        }
    }
}

/// When a lead counts as qualified.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum QualificationRule {
    /// Every criterion is answered Yes. Stored as `"all"`; the default.
    #[default]
    All,
    /// So many criteria are answered Yes; from 1 to all of them. Stored as
    /// `{"at_least": 3}`.
    AtLeast(u32),
    /// The points earned reach so many; above 0, and no more than all
    /// criteria earn. Stored as `{"score": {"at_least": 5}}`.
    Score {
        /// The points needed.
        at_least: Points,
    },
}

/// A criterion of a framework of the company's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QualificationCriterion {
    /// The id it is answered by.
    pub id: String,
    /// What should be true, in words.
    pub text: String,
    /// The points it earns; one where absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weight: Option<Points>,
}

impl QualificationCriterion {
    /// A criterion worth one point.
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Self {
        Self { id: id.into(), text: text.into(), weight: None }
    }

    /// Sets the points it earns.
    #[must_use]
    pub fn weight(mut self, points: impl Into<Points>) -> Self {
        self.weight = Some(points.into());
        self
    }

    /// The points it earns: as set, or one.
    pub(crate) fn points(&self) -> Points {
        self.weight.unwrap_or(Points::ONE)
    }
}

/// A qualification being written: plain data, also its stored form.
///
/// It either names a framework that is built in, or lists criteria of its
/// own; `framework` is then the name people call it by, if any.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QualificationDraft {
    /// The framework: `bant`, `champ`, `meddicc`, or the name of an own one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub framework: Option<String>,
    /// The criteria of an own framework.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub criteria: Vec<QualificationCriterion>,
    /// When a lead counts as qualified; all criteria where absent.
    #[serde(default, skip_serializing_if = "is_default")]
    pub rule: QualificationRule,
}

impl QualificationDraft {
    /// Names an own framework.
    #[must_use]
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.framework = Some(name.into());
        self
    }

    /// Adds a criterion of an own framework.
    #[must_use]
    pub fn criterion(mut self, criterion: QualificationCriterion) -> Self {
        self.criteria.push(criterion);
        self
    }

    /// Sets when a lead counts as qualified.
    #[must_use]
    pub fn rule(mut self, rule: QualificationRule) -> Self {
        self.rule = rule;
        self
    }

    /// Checks that the parts fit together.
    ///
    /// # Errors
    ///
    /// [`Problems`]: no framework and no criteria, a framework that is not
    /// built in, criteria of one's own under the name of one that is, blank
    /// or repeated ids, a rule that no lead can meet.
    pub fn build(self) -> Result<Qualification, Problems> {
        let mut report = Report::default();
        let built = Qualification::check(self, "", &mut report);
        report.finish(built)
    }
}

/// A qualification whose parts fit together.
///
/// Invariants: there is at least one criterion; their ids are not blank and
/// differ; the rule can be met and does not hold of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "QualificationDraft", into = "QualificationDraft")]
pub struct Qualification {
    draft: QualificationDraft,
    criteria: Vec<QualificationCriterion>,
    ids: Vec<CriterionId>,
}

impl TryFrom<QualificationDraft> for Qualification {
    type Error = Problems;
    fn try_from(draft: QualificationDraft) -> Result<Self, Problems> {
        draft.build()
    }
}

impl From<Qualification> for QualificationDraft {
    fn from(qualification: Qualification) -> Self {
        qualification.draft
    }
}

impl Qualification {
    /// Begins a qualification by a framework that is built in.
    pub fn by(framework: Framework) -> QualificationDraft {
        QualificationDraft::default().named(framework.name())
    }

    /// Begins a qualification by a framework of one's own.
    pub fn draft() -> QualificationDraft {
        QualificationDraft::default()
    }

    /// Builds a draft, noting what is wrong with it at places below `place`.
    pub(crate) fn check(
        draft: QualificationDraft,
        place: &str,
        report: &mut Report,
    ) -> Option<Self> {
        let criteria = Self::find_criteria(&draft, place, report);
        report.distinct_ids(criteria.iter().map(|c| c.id.as_str()), |i| {
            join(place, format_args!("criteria[{i}].id"))
        });
        if criteria.is_empty() {
            return None;
        }
        match draft.rule {
            QualificationRule::All => {}
            QualificationRule::AtLeast(count) => {
                if count == 0 {
                    report.add(
                        join(place, "rule.at_least"),
                        ProblemKind::range(
                            0,
                            [
                                "1 criterion or more",
                                "1 критерий или больше",
                                "1 criteriu sau mai mult",
                            ],
                        ),
                    );
                } else if usize::try_from(count).map_or(true, |count| count > criteria.len()) {
                    let (wanted, most) = (count.to_string(), criteria.len().to_string());
                    report.add(
                        join(place, "rule.at_least"),
                        ProblemKind::OutOfReach { wanted, most },
                    );
                }
            }
            QualificationRule::Score { at_least } => {
                let of: Points = criteria.iter().map(QualificationCriterion::points).sum();
                if at_least == Points::ZERO {
                    report.add(
                        join(place, "rule.score.at_least"),
                        ProblemKind::range(
                            0,
                            ["more than 0 points", "больше 0 баллов", "mai mult de 0 puncte"],
                        ),
                    );
                } else if at_least > of {
                    let (wanted, most) = (at_least.to_string(), of.to_string());
                    report.add(
                        join(place, "rule.score.at_least"),
                        ProblemKind::OutOfReach { wanted, most },
                    );
                }
            }
        }
        let ids: Vec<_> = criteria.iter().filter_map(|c| CriterionId::new(&c.id).ok()).collect();
        (ids.len() == criteria.len()).then_some(Self { draft, criteria, ids })
    }

    fn find_criteria(
        draft: &QualificationDraft,
        place: &str,
        report: &mut Report,
    ) -> Vec<QualificationCriterion> {
        let Some(name) = draft.framework.as_deref() else {
            if draft.criteria.is_empty() {
                report.add(
                    place,
                    ProblemKind::missing([
                        "there is nothing to qualify by; name a `framework`, such as `bant`, or list `criteria`",
                        "квалифицировать не по чему; назовите `framework`, например `bant`, или перечислите `criteria`",
                        "nu există după ce califica; numiți `framework`, de pildă `bant`, sau enumerați `criteria`",
                    ]),
                );
            }
            return draft.criteria.clone();
        };
        let built_in = Framework::ALL.iter().find(|framework| framework.name() == name);
        match (built_in, draft.criteria.is_empty()) {
            (Some(framework), true) => framework
                .criteria()
                .iter()
                .map(|(id, text)| QualificationCriterion::new(*id, *text))
                .collect(),
            (Some(_), false) => {
                report
                    .add(join(place, "framework"), ProblemKind::BuiltIn { name: name.to_owned() });
                draft.criteria.clone()
            }
            (None, true) => {
                let known = Framework::ALL.iter().map(|framework| framework.name());
                report.unknown(join(place, "framework"), "built-in framework", name, known);
                Vec::new()
            }
            (None, false) => draft.criteria.clone(),
        }
    }

    /// What is asked, in order; never empty.
    pub fn criteria(&self) -> &[QualificationCriterion] {
        &self.criteria
    }

    /// The name of the framework; `None` for an own one without a name.
    pub fn framework(&self) -> Option<&str> {
        self.draft.framework.as_deref()
    }

    /// When a lead counts as qualified.
    pub(crate) fn rule(&self) -> QualificationRule {
        self.draft.rule
    }

    /// Judges a lead by what is known about each criterion; one that nothing
    /// is known about is [`Answer::Unknown`].
    pub fn judge(&self, answer: impl Fn(&CriterionId) -> Answer) -> QualificationVerdict {
        let mut verdict = QualificationVerdict {
            qualified: false,
            rule: self.draft.rule,
            score: Points::ZERO,
            of: self.criteria.iter().map(QualificationCriterion::points).sum(),
            yes: Vec::new(),
            partial: Vec::new(),
            no: Vec::new(),
            unknown: Vec::new(),
        };
        for (criterion, id) in self.criteria.iter().zip(&self.ids) {
            let answer = answer(id);
            verdict.score = verdict.score.plus(answer.earns(criterion.points()));
            let answered = match answer {
                Answer::Yes => &mut verdict.yes,
                Answer::Partial => &mut verdict.partial,
                Answer::No => &mut verdict.no,
                Answer::Unknown => &mut verdict.unknown,
            };
            answered.push(id.clone());
        }
        verdict.qualified = match verdict.rule {
            QualificationRule::All | QualificationRule::AtLeast(_) => {
                verdict.yes.len() >= verdict.yes_needed().unwrap_or_default()
            }
            QualificationRule::Score { at_least } => verdict.score >= at_least,
        };
        verdict
    }
}

/// What a framework says of a lead, and why. Each criterion stands in one of
/// the four lists, in the order of the framework.
///
/// Its text is one line, such as
/// `not qualified: 2 of 4 answered yes, 3 needed; partial: need; unknown: timeline`.
/// For programs it is an object with its members and the English `text`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QualificationVerdict {
    /// Whether the lead is qualified.
    pub qualified: bool,
    /// The rule that says so.
    pub rule: QualificationRule,
    /// The points it has: all of a criterion for Yes, half for Partial.
    pub score: Points,
    /// The points it could have.
    pub of: Points,
    /// The criteria answered Yes.
    pub yes: Vec<CriterionId>,
    /// The criteria answered Partial.
    pub partial: Vec<CriterionId>,
    /// The criteria answered No.
    pub no: Vec<CriterionId>,
    /// The criteria nobody has answered.
    pub unknown: Vec<CriterionId>,
}

/// How much of what was to be asked was answered, whatever the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Coverage {
    /// The criteria answered No, Partial or Yes.
    pub answered: usize,
    /// All criteria; at least 1.
    pub of: usize,
}

impl fmt::Display for Coverage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} answered", self.answered, self.of)
    }
}

impl QualificationVerdict {
    /// How much of what was to be asked was answered.
    pub fn coverage(&self) -> Coverage {
        let answered = self.yes.len() + self.partial.len() + self.no.len();
        Coverage { answered, of: answered + self.unknown.len() }
    }

    /// The criteria that are not answered Yes: first those answered Partial,
    /// then No, then those nobody has answered.
    pub fn missing(&self) -> impl Iterator<Item = &CriterionId> + '_ {
        self.partial.iter().chain(&self.no).chain(&self.unknown)
    }

    /// How many must be answered Yes; `None` where points count.
    fn yes_needed(&self) -> Option<usize> {
        match self.rule {
            QualificationRule::All => Some(self.coverage().of),
            QualificationRule::AtLeast(count) => Some(usize::try_from(count).unwrap_or(usize::MAX)),
            QualificationRule::Score { .. } => None,
        }
    }
}

impl QualificationVerdict {
    /// What the framework says, in words of a language. English is that of
    /// `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let word = |words| language.of::<&str>(words);
        let mut text = word(if self.qualified {
            ["qualified: ", "квалифицирован: ", "calificat: "]
        } else {
            ["not qualified: ", "не квалифицирован: ", "necalificat: "]
        })
        .to_owned();
        text += &if let QualificationRule::Score { at_least } = self.rule {
            let (score, of) = (self.score, self.of);
            match language {
                Language::English => format!("{score} of {of} points, {at_least} needed"),
                Language::Russian => format!("баллов {score} из {of}, нужно {at_least}"),
                Language::Romanian => format!("{score} din {of} puncte, trebuie {at_least}"),
            }
        } else {
            let needed = self.yes_needed().unwrap_or_default();
            let (yes, of) = (self.yes.len(), self.coverage().of);
            match language {
                Language::English => format!("{yes} of {of} answered yes, {needed} needed"),
                Language::Russian => format!("ответов «да» {yes} из {of}, нужно {needed}"),
                Language::Romanian => format!("{yes} din {of} răspunsuri „da”, trebuie {needed}"),
            }
        };
        text += &super::list(word(["partial", "частично", "parțial"]), &self.partial);
        text += &super::list(word(["no", "нет", "nu"]), &self.no);
        text + &super::list(word(["unknown", "неизвестно", "necunoscut"]), &self.unknown)
    }
}

told! { QualificationVerdict { qualified, rule, score, of, yes, partial, no, unknown } }

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, answers: &str, said: &str) {
        let qualification: Qualification = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::to_string(&qualification).unwrap(), json);
        let criteria = qualification.criteria();
        let verdict = qualification.judge(|id| {
            let place = criteria.iter().position(|c| *id == c.id.as_str());
            match place.and_then(|i| answers.chars().nth(i)) {
                Some('y') => Answer::Yes,
                Some('p') => Answer::Partial,
                Some('n') => Answer::No,
                _ => Answer::Unknown,
            }
        });
        assert_eq!(verdict.to_string(), said);
        assert_ne!(verdict.text_in(Language::Russian), verdict.text_in(Language::Romanian));
        assert_eq!(verdict.missing().count() + verdict.yes.len(), criteria.len());
        assert!(verdict.qualified || verdict.missing().next().is_some());
    }

    const BANT: &str = r#"{"framework":"bant"}"#;
    const THREE: &str = r#"{"framework":"bant","rule":{"at_least":3}}"#;
    const SCORE: &str = r#"{"framework":"ours","criteria":[{"id":"a","text":"","weight":5},{"id":"b","text":""},{"id":"c","text":"","weight":0}],"rule":{"score":{"at_least":2.5}}}"#;

    #[test]
    fn the_rule_says_when_a_lead_is_qualified() {
        check(BANT, "yyyy", "qualified: 4 of 4 answered yes, 4 needed");
        check(BANT, "yyyp", "not qualified: 3 of 4 answered yes, 4 needed; partial: timeline");
        check(THREE, "yyy", "qualified: 3 of 4 answered yes, 3 needed; unknown: timeline");
        check(THREE, "yynn", "not qualified: 2 of 4 answered yes, 3 needed; no: need, timeline");
        check(
            THREE,
            "yyp?",
            "not qualified: 2 of 4 answered yes, 3 needed; partial: need; unknown: timeline",
        );
        check(SCORE, "p??", "qualified: 2.5 of 6 points, 2.5 needed; partial: a; unknown: b, c");
        check(SCORE, "nyy", "not qualified: 1 of 6 points, 2.5 needed; no: a");
        check(SCORE, "", "not qualified: 0 of 6 points, 2.5 needed; unknown: a, b, c");
    }

    #[test]
    fn unknown_is_not_no() {
        let bant = Qualification::by(Framework::Bant).build().unwrap();
        let asked = bant.judge(|_| Answer::No);
        let not_asked = bant.judge(|_| Answer::Unknown);
        assert_eq!(
            (asked.score, asked.coverage().to_string()),
            (Points::ZERO, "4 of 4 answered".into())
        );
        assert_eq!(
            (not_asked.score, not_asked.coverage().to_string()),
            (Points::ZERO, "0 of 4 answered".into())
        );
    }

    #[test]
    fn built_in_frameworks_can_be_built() {
        let sizes = Framework::ALL
            .iter()
            .map(|framework| Qualification::by(*framework).build().unwrap().criteria().len());
        assert_eq!(sizes.collect::<Vec<_>>(), [4, 4, 7]);
    }

    #[track_caller]
    fn check_refused(json: &str, problems: &str) {
        let draft: QualificationDraft = serde_json::from_str(json).unwrap();
        assert_eq!(draft.build().unwrap_err().to_string(), problems);
    }

    #[test]
    fn what_is_no_qualification_is_refused() {
        check_refused(
            "{}",
            "there is nothing to qualify by; name a `framework`, such as `bant`, or list `criteria`",
        );
        check_refused(
            r#"{"framework":"bandt"}"#,
            "framework: there is no built-in framework `bandt`, did you mean `bant`?",
        );
        check_refused(
            r#"{"framework":"bant","criteria":[{"id":"a","text":""}]}"#,
            "framework: `bant` is built in and has its criteria; give your own criteria another name",
        );
        check_refused(
            r#"{"framework":"bant","rule":{"at_least":5}}"#,
            "rule.at_least: 5 can never be reached; all criteria together make 4",
        );
        check_refused(
            r#"{"framework":"bant","rule":{"at_least":0}}"#,
            "rule.at_least: 0 is out of range; expected 1 criterion or more",
        );
        check_refused(
            r#"{"framework":"bant","rule":{"score":{"at_least":0}}}"#,
            "rule.score.at_least: 0 is out of range; expected more than 0 points",
        );
        check_refused(
            r#"{"criteria":[{"id":"a","text":""},{"id":"a","text":""}],"rule":{"score":{"at_least":2.5}}}"#,
            "criteria[1].id: the id `a` is taken by criteria[0].id; ids of one kind must differ\n\
             rule.score.at_least: 2.5 can never be reached; all criteria together make 2",
        );
    }
}
