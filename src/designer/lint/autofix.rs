//! Applying fixes, until there is nothing left that a fix mends.

use std::collections::BTreeSet;

use super::{Finding, Fix, Group, Lint, Safety};
use crate::process::{ProcessDraft, SalesProcess};
use crate::value::PipelineId;
use crate::value::StageId;

/// A process with fixes applied.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Fixed {
    /// The process as it is now. Versions and revisions are as they were: they
    /// are raised once, by whoever puts it into use.
    pub process: SalesProcess,
    /// What has been fixed, in the order in which it was; each finding with
    /// its fix.
    pub applied: Vec<Finding>,
    /// What the linter still finds.
    pub left: Vec<Finding>,
}

impl SalesProcess {
    /// Applies the fixes of what the linter finds, and of what it finds then,
    /// until nothing is left that a fix of such safety mends: with
    /// [`Safety::Safe`] those that keep what the process means, with
    /// [`Safety::Suggested`] the others too.
    ///
    /// It comes to an end, since no fix is applied to the same finding twice.
    /// The structure is mended first and stages are merged last, so that what
    /// one fix adds the next can use.
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
        let mut process = self.clone();
        let mut left = process.lint();
        let mut applied = Vec::new();
        let mut tried = BTreeSet::new();
        while let Some(next) = next(&left, safety, &tried) {
            let fixes: Vec<&Fix> = next.iter().filter_map(|finding| finding.fix.as_ref()).collect();
            // The first is tried in any case, so that the next round is another.
            let (fixed, count) = match apply(&process, &fixes) {
                Some((fixed, count)) => (Some(fixed), count),
                None => (None, 0),
            };
            tried.extend(next.iter().take(count.max(1)).map(|finding| Mark::of(finding)));
            if let Some(fixed) = fixed {
                applied.extend(next.into_iter().take(count).cloned());
                left = fixed.lint();
                process = fixed;
            }
        }
        Fixed { process, applied, left }
    }
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

/// The findings of one lint that are to be fixed next; `None` where there are
/// none that have not been tried.
fn next<'a>(
    findings: &'a [Finding],
    safety: Safety,
    tried: &BTreeSet<Mark>,
) -> Option<Vec<&'a Finding>> {
    let fits = |finding: &&Finding| {
        finding.fix.as_ref().is_some_and(|fix| fix.safety <= safety)
            && !tried.contains(&Mark::of(finding))
    };
    let to_fix: Vec<&Finding> = findings.iter().filter(fits).collect();
    // Among equals the first.
    let first = to_fix.iter().min_by_key(|finding| turn(finding.lint))?;
    let lint = first.lint;
    Some(to_fix.into_iter().filter(|finding| finding.lint == lint).collect())
}

/// In which turn the findings of a lint are fixed: ways first, since others
/// stand on them; then what is missing; then how many stages there are; and
/// what is allowed for nothing last.
fn turn(lint: &Lint) -> u8 {
    match lint.group {
        // To merge a stage away is to change how many there are.
        Group::Structure if lint.code == "S11" => 4,
        Group::Structure => 0,
        Group::Forecast => 1,
        Group::Quality => 2,
        Group::Handoff | Group::Targets | Group::Names => 3,
        Group::Size => 4,
        Group::Settings => 5,
    }
}

/// The process with fixes applied to it at once, and how many they are: all of
/// them, or those before the first that another has made superfluous.
fn apply(process: &SalesProcess, fixes: &[&Fix]) -> Option<(SalesProcess, usize)> {
    let mut count = fixes.len();
    while count > 0 {
        let draft = process.as_draft().clone();
        match edit(draft, fixes.get(..count)?) {
            Ok(draft) => match draft.build() {
                Ok(fixed) => return Some((fixed, count)),
                // They do not go together: the first alone.
                Err(_) if count > 1 => count = 1,
                Err(_) => return None,
            },
            Err(fitting) => count = fitting,
        }
    }
    None
}

/// Applies fixes to a draft, or says how many of them can be.
fn edit(mut draft: ProcessDraft, fixes: &[&Fix]) -> Result<ProcessDraft, usize> {
    for (done, fix) in fixes.iter().enumerate() {
        for edit in &fix.edits {
            edit.apply(&mut draft).map_err(|_| done)?;
        }
    }
    Ok(draft)
}
