//! [`Fix`]: edits of a process that mend a finding.

use std::fmt;

use super::edit::{Edit, FixError, apply_all};
use super::facts::{Exit, Facts};
use crate::designer::analysis::{Figure, ShareSource};
use crate::designer::outlook::PipelineFigures;
use crate::process::{Move, OutcomeKind, SalesProcess, StageKey};
use crate::value::Probability;
use crate::value::text::choices;

choices! {
    /// Whether a fix can be applied unseen.
    pub enum Safety {
        /// It keeps what the process means.
        Safe = "safe",
        /// It is the likely thing to do; look first.
        Suggested = "suggested",
        /// It costs a figure that somebody stated: the chance to win is
        /// another afterwards, or is not stated any more. Somebody has to
        /// decide.
        Costly = "costly",
    }
}

/// Edits of a process that together mend a finding.
///
/// Its text is one line, such as ``fix (safe): mark `request` as a start``.
///
/// They do not raise the revision of a pipeline; that is done once, by whoever
/// puts the edited process into use.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fix {
    /// Whether it can be applied unseen.
    pub safety: Safety,
    /// What it does, in one line.
    pub title: String,
    /// The edits, in the order in which they are applied.
    pub edits: Vec<Edit>,
}

// Probabilities are numbers from 0 to 1, never NaN.
impl Eq for Fix {}

impl fmt::Display for Fix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "fix ({}): {}", self.safety, self.title)
    }
}

impl Fix {
    pub(super) fn new(safety: Safety, title: impl Into<String>, edits: Vec<Edit>) -> Self {
        Self { safety, title: title.into(), edits }
    }

    /// The process with the edits applied; all of them or none.
    ///
    /// # Errors
    ///
    /// [`FixError`] where the process is not the one that was linted, and what
    /// is to be edited is gone from it, or is there already.
    pub fn apply(&self, process: &SalesProcess) -> Result<SalesProcess, FixError> {
        let mut draft = process.as_draft().clone();
        apply_all(&self.edits, &mut draft)?;
        draft.build().map_err(FixError::Problems)
    }
}

/// The same for stages from which nothing can be won: a chance of 0, which
/// follows, says that losing is meant there.
pub(super) fn lost_from(facts: &Facts<'_>, exits: &[StageKey], stages: &[StageKey]) -> Vec<Edit> {
    let mut edits = exits_to(facts, OutcomeKind::Lost, exits);
    edits.extend(stages.iter().filter_map(|stage| {
        let (pipeline, stage) =
            (facts.pipeline.id().clone(), facts.pipeline.id_of(*stage)?.clone());
        Some(Edit::SetChance { pipeline, stage, chance: Probability::NEVER })
    }));
    edits
}

/// Whether moves from some stages to an outcome cost a chance to win that was
/// stated: where a stage has had one move only, all its deals took it, and
/// nobody says how many still do.
pub(super) fn exit_safety(facts: &Facts<'_>, from: &[StageKey]) -> Safety {
    let pipeline = facts.pipeline;
    let is_known = || PipelineFigures::of(pipeline).win_probability.is_some_and(Figure::is_stated);
    let Ok((shares, _)) = facts.flow() else { return Safety::Suggested };
    let only_move = |stage: &StageKey| {
        shares.source(*stage) == Some(ShareSource::Assumed) && !shares.is_guessed(pipeline, *stage)
    };
    if pipeline.states_chances() && from.iter().any(only_move) && is_known() {
        Safety::Costly
    } else {
        Safety::Suggested
    }
}

/// Moves from some stages to the first outcome of a kind, which is added where
/// there is none.
pub(super) fn exits_to(facts: &Facts<'_>, kind: OutcomeKind, from: &[StageKey]) -> Vec<Edit> {
    let pipeline = facts.pipeline;
    let Exit { outcome, is_there } = facts.exit_to(kind);
    let mut edits = Vec::new();
    if !is_there {
        let (pipeline, outcome) = (pipeline.id().clone(), outcome.clone());
        edits.push(Edit::AddOutcome { pipeline, outcome });
    }
    for stage in from {
        let mut step = Move::new(facts.id(*stage), outcome.id.as_str());
        // Nobody has said yet how many deals will take this one. Beside moves
        // that all have a share it has what they leave, which is nothing; where
        // one of them is left out already, that one keeps the rest.
        let shares = || pipeline.exits(*stage).map(|(_, step)| step.probability);
        if shares().any(|it| it.is_some()) && shares().any(|it| it.is_none()) {
            step.probability = Some(Probability::NEVER);
        }
        edits.push(Edit::AddMove { pipeline: pipeline.id().clone(), step });
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::analysis::Shares;
    use crate::designer::lint::catalogue::DEAD_END_STAGE;
    use crate::process::{Pipeline, PipelineDraft, Stage};

    fn process(draft: PipelineDraft) -> SalesProcess {
        SalesProcess::draft("p", "P").pipeline(draft).build().unwrap()
    }

    fn draft() -> PipelineDraft {
        PipelineDraft::new("main").stage(Stage::new("lost", "Lost and found").start()).won("lost_2")
    }

    fn dead_end_fix(process: &SalesProcess) -> Fix {
        let findings = process.lint();
        let found = findings.into_iter().find(|finding| finding.lint == &DEAD_END_STAGE);
        found.unwrap().fix.unwrap()
    }

    #[test]
    fn an_outcome_is_added_under_a_free_id() {
        let fixed = dead_end_fix(&process(draft())).apply(&process(draft())).unwrap();
        let pipeline = &fixed.pipelines()[0];
        assert_eq!(pipeline.outcomes()[1].id, "lost_3");
        assert_eq!(pipeline.moves(), [Move::new("lost", "lost_3")]);
    }

    #[test]
    fn a_move_added_to_others_has_nothing_of_their_shares() {
        #[track_caller]
        fn check(shares: &[Option<f64>], added: Option<Probability>) {
            let mut draft = PipelineDraft::new("main").stage(Stage::new("a", "A").start());
            for (nth, share) in shares.iter().enumerate() {
                let to = format!("s{nth}");
                let mut step = Move::new("a", to.as_str());
                step.probability = share.map(|it| Probability::new(it).unwrap());
                draft = draft.stage(Stage::new(to.as_str(), to.as_str())).step(step);
            }
            let process = process(draft);
            let facts = Facts::of(&process, &process.pipelines()[0]);
            let edits = exits_to(&facts, OutcomeKind::Lost, &[StageKey::of(0)]);
            let fixed = Fix::new(Safety::Suggested, "", edits).apply(&process).unwrap();
            let pipeline = &fixed.pipelines()[0];
            assert_eq!(pipeline.moves().last().unwrap().probability, added);
            if shares.iter().any(Option::is_some) {
                let of = |it: &Pipeline| {
                    let known = Shares::of(it).unwrap();
                    (0..shares.len()).map(|step| known.share(step)).collect::<Vec<_>>()
                };
                assert_eq!(of(pipeline), of(&process.pipelines()[0]));
            }
        }
        check(&[Some(1.0)], None);
        check(&[Some(0.4), Some(0.6)], None);
        check(&[Some(0.4), None], Some(Probability::NEVER));
        check(&[None, None], None);
    }

    #[test]
    fn a_fix_of_another_process_is_refused() {
        #[track_caller]
        fn check(fix: &Fix, draft: PipelineDraft, message: &str) {
            assert_eq!(fix.apply(&process(draft)).unwrap_err().to_string(), message);
        }
        let fix = dead_end_fix(&process(draft()));
        check(
            &fix,
            PipelineDraft::new("other"),
            "there is no pipeline `main` any more; lint the process again",
        );
        check(
            &fix,
            PipelineDraft::new("main").lost("x"),
            "there is no stage `lost` any more; lint the process again",
        );
        let (pipeline, stage) = ("main".parse().unwrap(), "gone".parse().unwrap());
        let mark = Fix::new(Safety::Safe, "", vec![Edit::MarkStart { pipeline, stage }]);
        check(&mark, draft(), "there is no stage `gone` any more; lint the process again");
    }
}
