use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::listed;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::whole::works_deals;
use crate::designer::propose::default_lost_reasons;
use crate::process::SalesProcess;

lint! {
    NO_LOST_REASONS = "Q11" "no-lost-reasons", Quality, Warning;
    what: "Looks for a process that lists no reasons for losing a deal. It is silent as long as no \
           pipeline has a stage. The fix lists those that are proposed for the profile.",
    why: "Without a list everybody writes down a reason of their own, and nobody can count them: \
          whether deals are lost on price, to a competitor or for want of a budget stays unknown.",
    example: "start -> request -> offer -> won\n\
              request -> lost",
    instead: r#"process {"lost_reasons": ["price", "competitor", "no_budget", "timing", "other"]}
start -> request -> offer -> won
request -> lost"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    if !process.lost_reasons().is_empty() || !works_deals(process) {
        return Vec::new();
    }
    let message = "no reasons for losing a deal are listed, so everybody writes down their own";
    let help =
        "list the few reasons that you would act on, such as `price` and `competitor`, and `other`";
    let reasons = default_lost_reasons(*process.profile());
    let names = reasons.iter().map(|reason| format!("`{reason}`"));
    let title = format!("list the usual reasons: {}", listed(names, reasons.len()));
    let fix = Fix::new(Safety::Safe, title, vec![Edit::SetLostReasons { reasons }]);
    vec![Flaw::new(message).help(help).fix(fix)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix};

    #[test]
    fn no_reasons_are_listed() {
        check(
            &NO_LOST_REASONS,
            "start -> a -> won\npipeline other\nstart -> b -> won",
            &["no reasons for losing a deal are listed, so everybody writes down their own\n\
               help: list the few reasons that you would act on, such as `price` and `competitor`, and `other`"],
        );
    }

    #[test]
    fn one_reason_is_a_list() {
        check(&NO_LOST_REASONS, "process {\"lost_reasons\": [\"price\"]}\nstart -> a -> won", &[]);
    }

    #[test]
    fn the_usual_reasons_can_be_listed_safely() {
        let fixed = check_fix(
            &NO_LOST_REASONS,
            "start -> a -> won",
            Some(
                "safe: list the usual reasons: `price`, `competitor`, `no_budget`, `no_need`, \
                 `timing`, `no_answer`, `withdrawn`, `not_paid` and `other`",
            ),
        );
        assert!(fixed.contains("\"lost_reasons\":[\"price\","), "{fixed}");
    }

    #[test]
    fn where_no_deal_is_worked_none_is_lost() {
        check(&NO_LOST_REASONS, "process {\"pipelines\": []}", &[]);
        check(&NO_LOST_REASONS, "won\nlost", &[]);
    }
}
