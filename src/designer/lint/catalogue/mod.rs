//! Every lint, one file each: what it looks for, in words and in code, and
//! its tests.

use super::Lint;

/// Lists the lints by file and name, in the order of their codes.
///
/// A new lint is a file and a line here. `rustfmt` does not see files that are
/// named in a macro: format them by name, `rustfmt src/designer/lint/catalogue/*.rs`.
macro_rules! catalogue {
    ($($file:ident: $LINT:ident,)*) => {
        $(
            mod $file;
            pub use $file::$LINT;
        )*

        static LINTS: &[&Lint] = &[$(&$LINT),*];

        #[cfg(test)]
        static FILES: &[&str] = &[$(stringify!($file)),*];
    };
}

catalogue! {
    too_many_stages: TOO_MANY_STAGES,
    stage_count_off_optimum: STAGE_COUNT_OFF_OPTIMUM,
    too_few_stages: TOO_FEW_STAGES,
    wide_branching: WIDE_BRANCHING,
    no_handoff_rule: NO_HANDOFF_RULE,
    no_regular_rule: NO_REGULAR_RULE,
    handoff_never_due: HANDOFF_NEVER_DUE,
    handoff_always_due: HANDOFF_ALWAYS_DUE,
    no_farmers: NO_FARMERS,
    no_service_level: NO_SERVICE_LEVEL,
    unused_allow: UNUSED_ALLOW,
    unknown_lint: UNKNOWN_LINT,
    empty_name: EMPTY_NAME,
    duplicate_name: DUPLICATE_NAME,
    probabilities_do_not_sum: PROBABILITIES_DO_NOT_SUM,
    win_probability_falls: WIN_PROBABILITY_FALLS,
    no_stale_limit: NO_STALE_LIMIT,
    cycle_too_long: CYCLE_TOO_LONG,
    bottleneck_stage: BOTTLENECK_STAGE,
    stated_chance_contradicts_moves: STATED_CHANCE_CONTRADICTS_MOVES,
    implausible_chances: IMPLAUSIBLE_CHANCES,
    missing_required_stage: MISSING_REQUIRED_STAGE,
    required_stage_bypassed: REQUIRED_STAGE_BYPASSED,
    stages_out_of_order: STAGES_OUT_OF_ORDER,
    wrong_start: WRONG_START,
    no_early_exit: NO_EARLY_EXIT,
    no_exit_criteria: NO_EXIT_CRITERIA,
    no_responsible_role: NO_RESPONSIBLE_ROLE,
    owner_ping_pong: OWNER_PING_PONG,
    subprocess_without_result: SUBPROCESS_WITHOUT_RESULT,
    subprocess_backwards: SUBPROCESS_BACKWARDS,
    no_lost_reasons: NO_LOST_REASONS,
    no_lead_filter: NO_LEAD_FILTER,
    no_discovery_criteria: NO_DISCOVERY_CRITERIA,
    no_repeat_pipeline: NO_REPEAT_PIPELINE,
    missing_usual_stage: MISSING_USUAL_STAGE,
    contradictory_profile: CONTRADICTORY_PROFILE,
    project_without_participants: PROJECT_WITHOUT_PARTICIPANTS,
    subprocess_without_owner: SUBPROCESS_WITHOUT_OWNER,
    filter_too_soft: FILTER_TOO_SOFT,
    no_target_audience: NO_TARGET_AUDIENCE,
    no_purposes: NO_PURPOSES,
    stage_named_by_seller_activity: STAGE_NAMED_BY_SELLER_ACTIVITY,
    no_exit_from_discovery: NO_EXIT_FROM_DISCOVERY,
    approval_without_approver: APPROVAL_WITHOUT_APPROVER,
    no_start: NO_START,
    no_won_outcome: NO_WON_OUTCOME,
    no_lost_outcome: NO_LOST_OUTCOME,
    unreachable_stage: UNREACHABLE_STAGE,
    dead_end_stage: DEAD_END_STAGE,
    trapped_stages: TRAPPED_STAGES,
    cannot_be_won: CANNOT_BE_WON,
    endless_rework: ENDLESS_REWORK,
    duplicate_move: DUPLICATE_MOVE,
    disconnected_island: DISCONNECTED_ISLAND,
    pass_through_stage: PASS_THROUGH_STAGE,
    condition_never_true: CONDITION_NEVER_TRUE,
    no_targets: NO_TARGETS,
    revenue_only_targets: REVENUE_ONLY_TARGETS,
}

/// Every lint, in the order of the codes.
pub fn all() -> &'static [&'static Lint] {
    LINTS
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::designer::lint::Group;
    use crate::designer::lint::sketch::found_by;
    use crate::process::PipelineDraft;

    #[test]
    fn codes_and_names_are_in_order_and_differ() {
        let codes: Vec<_> = all().iter().map(|lint| lint.code).collect();
        let sorted: BTreeSet<_> = codes.iter().copied().collect();
        assert_eq!(codes, sorted.into_iter().collect::<Vec<_>>(), "sorted by code, each once");
        let names: BTreeSet<_> = all().iter().map(|lint| lint.name).collect();
        assert_eq!(names.len(), all().len(), "each name once");
    }

    #[test]
    fn codes_and_names_have_the_shape_of_one() {
        for lint in all() {
            let word =
                |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase());
            assert!(lint.name.split('-').all(word), "{lint:?}: not in kebab case");
            let letter = match lint.group {
                Group::Size => 'C',
                Group::Handoff => 'H',
                Group::Settings => 'M',
                Group::Names => 'N',
                Group::Forecast => 'P',
                Group::Quality => 'Q',
                Group::Structure => 'S',
                Group::Targets => 'T',
            };
            let number = lint.code.strip_prefix(letter);
            let digits = |n: &str| n.len() == 2 && n.bytes().all(|b| b.is_ascii_digit());
            assert!(number.is_some_and(digits), "{lint:?}: not the letter of {}", lint.group);
        }
    }

    #[test]
    fn the_text_is_whole() {
        for lint in all() {
            for part in [lint.what, lint.why] {
                assert!(part.ends_with('.'), "{lint:?}: not sentences: {part:?}");
                assert!(part.starts_with(char::is_uppercase), "{lint:?}: not sentences: {part:?}");
            }
            assert!(!lint.checks.is_empty(), "{lint:?} looks for nothing");
        }
    }

    #[test]
    fn the_example_has_the_flaw_and_what_to_use_instead_has_not() {
        for lint in all() {
            assert_ne!(found_by(lint, lint.example), [""; 0], "{lint:?}");
            assert_eq!(found_by(lint, lint.instead), [""; 0], "{lint:?}");
            // What is not in its stored form is a sketch as anybody writes one.
            for text in [lint.example, lint.instead] {
                let is_plain = |line: &&str| !line.contains('{') && !line.starts_with("pipeline");
                let plain: Vec<&str> = text.lines().filter(is_plain).collect();
                let read = plain.join("\n").parse::<PipelineDraft>();
                assert!(read.is_ok(), "{lint:?}: {read:?}");
            }
        }
    }

    #[test]
    fn every_file_is_listed_and_named_like_its_lint() {
        let here = concat!(env!("CARGO_MANIFEST_DIR"), "/../src/designer/lint/catalogue");
        let files: BTreeSet<String> = std::fs::read_dir(here)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
            .filter(|stem| stem != "mod")
            .collect();
        let listed: BTreeSet<String> = FILES.iter().map(ToString::to_string).collect();
        assert_eq!(files, listed);
        for (file, lint) in FILES.iter().zip(all()) {
            assert_eq!(*file, lint.name.replace('-', "_"));
        }
    }
}
