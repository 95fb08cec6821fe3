//! Applying fixes, as long as they make nothing worse.

use std::collections::{BTreeMap, BTreeSet};

use super::{Edit, Finding, Fix, Group, Lint, Safety};
use crate::designer::outlook::Effect;
use crate::process::{ProcessDraft, SalesProcess};
use crate::value::{PipelineId, StageId};

/// How much the linter may look at while fixes are tried, in stages and moves:
/// a second or two for the largest pipelines, never met by one that people drew.
const MOST_LOOKED_AT: usize = 500_000;

/// A process with fixes applied.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fixed {
    /// The process as it is now. Versions and revisions are as they were: they
    /// are raised once, by whoever puts it into use.
    pub process: SalesProcess,
    /// What has been fixed, in the order in which it was; each finding with
    /// the fix that was applied.
    pub applied: Vec<Finding>,
    /// What the linter still finds. A finding that has a fix here was left
    /// because the fix is of another safety, would add a finding, or would cost
    /// a chance to win that somebody stated.
    pub left: Vec<Finding>,
    /// What was done to each pipeline that is not the same now: its stages,
    /// chance to win and days until won, before and after.
    pub effects: Vec<(PipelineId, Effect)>,
    /// Whether trying fixes was given up because the process is so large that
    /// it would have taken too long.
    pub is_cut_short: bool,
}

impl Fixed {
    /// How many stages and moves a process may have for fixes to be tried;
    /// where it has more, none is.
    pub const LARGEST: usize = 100_000;

    /// The findings left that have a fix, to be looked at one by one.
    pub fn offered(&self) -> impl Iterator<Item = &Finding> {
        self.left.iter().filter(|finding| finding.fix.is_some())
    }
}

impl SalesProcess {
    /// Applies the fixes of what the linter finds, and of what it finds then,
    /// until nothing is left that a fix of such safety helps: with
    /// [`Safety::Safe`] those that keep what the process means, with
    /// [`Safety::Suggested`] the others too, and with [`Safety::Costly`] also
    /// those that cost a figure somebody stated.
    ///
    /// A fix is taken back where the linter then finds something that it did
    /// not find before, and, but with [`Safety::Costly`], where a chance to win
    /// that was stated is another afterwards or not stated any more: its finding
    /// stays, with the fix offered. Stages are merged before any are added, so
    /// that none of the author's make room for those of a fix.
    ///
    /// It comes to an end, since no fix is applied to the same finding twice.
    /// In a process of tens of thousands of moves it may be cut short, and in one
    /// of more than [`Fixed::LARGEST`] stages and moves it does not begin
    /// ([`Fixed::is_cut_short`]).
    ///
    /// ```
    /// use sales_process::SalesProcess;
    /// use sales_process::designer::lint::Safety;
    /// use sales_process::process::{PipelineDraft, Stage};
    ///
    /// let process = SalesProcess::draft("acme", "Acme")
    ///     .pipeline(
    ///         PipelineDraft::new("web")
    ///             .stage(Stage::new("request", "Take the request"))
    ///             .stage(Stage::new("pay", "Get paid"))
    ///             .won("won")
    ///             .go("request", "pay")
    ///             .go("pay", "won"),
    ///     )
    ///     .build()?;
    /// let safe = process.fix(Safety::Safe);
    /// let starts: Vec<_> = safe.process.pipelines()[0].stages().iter().filter(|s| s.start).collect();
    /// assert_eq!(starts[0].id, "request");
    ///
    /// let suggested = process.fix(Safety::Suggested);
    /// assert_eq!(suggested.process.pipelines()[0].outcomes()[1].id, "lost");
    /// # Ok::<(), sales_process::process::Problems>(())
    /// ```
    pub fn fix(&self, safety: Safety) -> Fixed {
        let left = self.lint();
        let counts: BTreeSet<_> = left.iter().filter(|it| merges(it.lint)).map(place).collect();
        let mut fixing = Fixing {
            process: self.clone(),
            left,
            applied: Vec::new(),
            counts,
            safety,
            looked_at: work(self),
            is_cut_short: size(self) > Fixed::LARGEST,
        };
        let mut tried = BTreeSet::new();
        while let Some(next) = fixing.next(&tried).filter(|_| !fixing.is_cut_short) {
            let next: Vec<Finding> = next.into_iter().cloned().collect();
            tried.extend(next.iter().map(Mark::of));
            if next.len() == 1 || !fixing.attempt(&next) {
                for finding in next {
                    if !fixing.attempt(std::slice::from_ref(&finding)) {
                        fixing.attempt_others(&finding);
                    }
                }
            }
        }
        let Fixing { process, left, applied, is_cut_short, .. } = fixing;
        let changed = process.pipelines().iter().filter_map(|after| {
            let before = self.pipeline(after.id().as_str())?;
            let is_same = before.draft() == after.draft();
            (!is_same).then(|| (after.id().clone(), Effect::of(before, after)))
        });
        Fixed { effects: changed.collect(), process, applied, left, is_cut_short }
    }
}

impl Fix {
    /// What the fix does to the pipelines it edits: stages, chance to win and
    /// days until won, before and after.
    ///
    /// # Errors
    ///
    /// As for [`Fix::apply`].
    pub fn effects(
        &self,
        process: &SalesProcess,
    ) -> Result<Vec<(PipelineId, Effect)>, super::FixError> {
        let fixed = self.apply(process)?;
        let changed = fixed.pipelines().iter().filter_map(|after| {
            let before = process.pipeline(after.id().as_str())?;
            let is_same = before.draft() == after.draft();
            (!is_same).then(|| (after.id().clone(), Effect::of(before, after)))
        });
        Ok(changed.collect())
    }
}

/// A process being fixed.
struct Fixing {
    process: SalesProcess,
    left: Vec<Finding>,
    applied: Vec<Finding>,
    /// Where merging was offered before anything was fixed.
    counts: BTreeSet<(&'static str, Option<PipelineId>)>,
    safety: Safety,
    looked_at: usize,
    is_cut_short: bool,
}

impl Fixing {
    /// The findings that are to be fixed next; `None` where there are none that
    /// have not been tried.
    fn next(&self, tried: &BTreeSet<Mark>) -> Option<Vec<&Finding>> {
        let fits = |finding: &&Finding| {
            let is_offered = |fix: &Fix| fix.safety <= self.safety;
            let fixes = finding.fix.iter().chain(&finding.other_fixes);
            fixes.into_iter().any(is_offered)
                && !tried.contains(&Mark::of(finding))
                && (!merges(finding.lint) || self.counts.contains(&place(finding)))
        };
        let to_fix: Vec<&Finding> = self.left.iter().filter(fits).collect();
        // Among equals the first.
        let first = *to_fix.iter().min_by_key(|finding| turn(finding.lint))?;
        if builds_on_others(first.lint) {
            return Some(vec![first]);
        }
        Some(to_fix.into_iter().filter(|finding| finding.lint == first.lint).collect())
    }

    /// Applies the first fixes of some findings together, unless that makes
    /// something worse.
    fn attempt(&mut self, findings: &[Finding]) -> bool {
        let fixes: Vec<&Fix> = findings
            .iter()
            .filter_map(|it| it.fix.as_ref())
            .filter(|fix| fix.safety <= self.safety)
            .collect();
        if fixes.is_empty() || !self.apply(&fixes) {
            return false;
        }
        self.applied.extend(findings.iter().cloned());
        true
    }

    /// Applies the first of the other fixes of a finding that makes nothing
    /// worse.
    fn attempt_others(&mut self, finding: &Finding) {
        for fix in &finding.other_fixes {
            if fix.safety <= self.safety && self.apply(&[fix]) {
                self.applied.push(Finding { fix: Some(fix.clone()), ..finding.clone() });
                return;
            }
        }
    }

    fn apply(&mut self, fixes: &[&Fix]) -> bool {
        // The edited process is built, and looked at by the linter again.
        if self.is_cut_short || self.looked_at > MOST_LOOKED_AT {
            self.is_cut_short = true;
            return false;
        }
        let Some(fixed) = edited(self.process.as_draft().clone(), fixes) else { return false };
        self.looked_at += work(&fixed);
        let left = fixed.lint();
        let merged = merged_by(fixes);
        if is_worse(&self.left, &left, &merged)
            || (self.safety < Safety::Costly && costs_a_chance(&self.process, &fixed))
        {
            return false;
        }
        self.process = fixed;
        self.left = left;
        true
    }
}

/// What a look at a process costs: a pipeline, however small, as much as sixty
/// stages of a large one.
fn work(process: &SalesProcess) -> usize {
    size(process) + 60 * process.pipelines().len()
}

fn size(process: &SalesProcess) -> usize {
    let of = |pipeline: &crate::process::Pipeline| pipeline.stages().len() + pipeline.moves().len();
    process.pipelines().iter().map(of).sum::<usize>() + 1
}

/// The process with some fixes applied, if they go together.
fn edited(mut draft: ProcessDraft, fixes: &[&Fix]) -> Option<SalesProcess> {
    for fix in fixes {
        super::edit::apply_all(&fix.edits, &mut draft).ok()?;
    }
    draft.build().ok()
}

/// Whether a stated chance to win of some pipeline is another or gone.
fn costs_a_chance(before: &SalesProcess, after: &SalesProcess) -> bool {
    before.pipelines().iter().any(|old| {
        let new = after.pipeline(old.id().as_str());
        new.is_some_and(|new| {
            old.draft() != new.draft()
                && old.states_chances()
                && Effect::of(old, new).changes_stated_chance()
        })
    })
}

/// The stages that each stage is made of, where fixes merge some.
fn merged_by(fixes: &[&Fix]) -> BTreeMap<StageId, BTreeSet<StageId>> {
    let mut merged: BTreeMap<StageId, BTreeSet<StageId>> = BTreeMap::new();
    let mut first_of: BTreeMap<StageId, StageId> = BTreeMap::new();
    for edit in fixes.iter().flat_map(|fix| &fix.edits) {
        let Edit::MergeStages { pairs, .. } = edit else { continue };
        for pair in pairs {
            let part = |id: &StageId| first_of.get(id).unwrap_or(id).clone();
            let (first, second) = (part(&pair.first), part(&pair.second));
            let gone = merged.remove(&second).unwrap_or_else(|| BTreeSet::from([second]));
            first_of.extend(gone.iter().map(|id| (id.clone(), first.clone())));
            merged.entry(first.clone()).or_insert_with(|| BTreeSet::from([first])).extend(gone);
        }
    }
    merged
}

/// Whether the linter finds something that it did not find before: at a stage,
/// or more of a kind about a pipeline or the process as a whole.
fn is_worse(
    before: &[Finding],
    after: &[Finding],
    merged: &BTreeMap<StageId, BTreeSet<StageId>>,
) -> bool {
    type Key<'a> = (&'static str, Option<&'a PipelineId>);
    let mut at_stages: BTreeSet<(Key<'_>, &StageId)> = BTreeSet::new();
    let mut whole: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    // Too few stages or off the optimum is one flaw, however far off.
    let code = |finding: &Finding| match finding.lint.code {
        "C03" => "C02",
        other => other,
    };
    for finding in before {
        let key = (code(finding), finding.pipeline.as_ref());
        at_stages.extend(finding.stages.iter().map(|stage| (key, stage)));
        if finding.stages.is_empty() {
            *whole.entry(key).or_default() += 1;
        }
    }
    after.iter().any(|finding| {
        let key = (code(finding), finding.pipeline.as_ref());
        if finding.stages.is_empty() {
            let known = whole.get_mut(&key).filter(|count| **count > 0);
            return known.map(|count| *count -= 1).is_none();
        }
        finding.stages.iter().any(|stage| {
            let parts = merged.get(stage);
            !at_stages.contains(&(key, stage))
                && !parts.is_some_and(|parts| parts.iter().any(|it| at_stages.contains(&(key, it))))
        })
    })
}

/// What tells one finding from another, as far as its fix goes.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Mark {
    code: &'static str,
    pipeline: Option<PipelineId>,
    stages: Vec<StageId>,
    title: String,
}

impl Mark {
    fn of(finding: &Finding) -> Self {
        Self {
            code: finding.lint.code,
            pipeline: finding.pipeline.clone(),
            stages: finding.stages.clone(),
            title: finding.fix.as_ref().map(|fix| fix.title.clone()).unwrap_or_default(),
        }
    }
}

/// A lint and the pipeline it tells of.
fn place(finding: &Finding) -> (&'static str, Option<PipelineId>) {
    (finding.lint.code, finding.pipeline.clone())
}

/// Whether its fix makes fewer stages.
fn merges(lint: &Lint) -> bool {
    lint.group == Group::Size || lint.code == "S11"
}

/// Whether what one fix of it does changes what the next should do.
fn builds_on_others(lint: &Lint) -> bool {
    ["Q01", "Q02", "Q15", "C01", "C02", "S11"].contains(&lint.code)
}

/// In which turn the findings of a lint are fixed: the structure first, since
/// all else stands on it; what stages are for; how many there are, before any
/// is added; then what is missing; and what is allowed for nothing last.
fn turn(lint: &Lint) -> u8 {
    match lint.group {
        _ if merges(lint) => 2,
        _ if lint.code == "Q21" => 1,
        Group::Structure => 0,
        Group::Forecast => 3,
        Group::Quality => 4,
        Group::Handoff | Group::Targets | Group::Names | Group::Size => 5,
        Group::Settings => 6,
    }
}
