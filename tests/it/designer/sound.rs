//! What holds of every finding.

use sales_process::SalesProcess;
use sales_process::designer::lint::{Finding, Witness, explain};
use sales_process::process::Allow;

/// What holds of every finding: its lint explains itself, its parts are in the
/// pipeline it names, and a fix of it can be applied and makes it go.
#[track_caller]
pub(crate) fn sound(process: &SalesProcess, finding: &Finding) {
    assert_eq!(explain(finding.lint.code), Some(finding.lint));
    assert_eq!(explain(finding.lint.name), Some(finding.lint));
    assert!(!finding.message.contains(char::is_control), "{finding:?}");
    let witness = finding.witness.iter().flat_map(Witness::ids);
    let ids: Vec<_> = finding.stages.iter().chain(witness).collect();
    match &finding.pipeline {
        Some(id) => {
            let pipeline = process.pipeline(id.as_str()).unwrap();
            assert!(ids.iter().all(|id| pipeline.key(id.as_str()).is_some()), "{finding:?}");
            let keys: Vec<_> = finding.stages.iter().map(|id| pipeline.key(id.as_str())).collect();
            assert!(keys.is_sorted(), "in the order of the stages: {finding:?}");
        }
        None => assert!(ids.is_empty(), "{finding:?}"),
    }
    if let Some(fix) = &finding.fix {
        let fixed = fix.apply(process).unwrap();
        let same = |other: &Finding| {
            (other.lint, &other.pipeline, &other.stages, &other.message)
                == (finding.lint, &finding.pipeline, &finding.stages, &finding.message)
        };
        assert!(!fixed.lint().iter().any(same), "{finding:?} is still there");
    }
    // A stage that allows the lint is not told of again.
    if let (Some(pipeline), Some(stage)) = (&finding.pipeline, finding.stages.first()) {
        let mut draft = process.as_draft().clone();
        let allow = Allow { lint: finding.lint.name.to_owned(), reason: "known".to_owned() };
        let mut stages = draft
            .pipelines
            .iter_mut()
            .filter(|p| *pipeline == p.id.as_str())
            .flat_map(|p| &mut p.stages);
        if let Some(stage) = stages.find(|s| *stage == s.id.as_str()) {
            stage.allow.push(allow);
            let (id, allowed) = (stage.id.clone(), draft.build().unwrap());
            let told = |f: &Finding| {
                f.lint == finding.lint
                    && f.pipeline.as_ref() == Some(pipeline)
                    && f.stages.iter().any(|s| *s == id.as_str())
            };
            assert!(!allowed.lint().iter().any(told), "{finding:?} is allowed");
        }
    }
}
