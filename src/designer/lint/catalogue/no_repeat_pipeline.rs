use crate::designer::label::because;
use crate::designer::lint::definition::lint;
use crate::designer::lint::edit::Edit;
use crate::designer::lint::facts::listed;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::whole::works_deals;
use crate::designer::propose::repeat_pipeline;
use crate::process::{Because, DealKind, Market, SalesProcess};

lint! {
    NO_REPEAT_PIPELINE = "Q14" "no-repeat-pipeline", Quality, Notice;
    what: "Looks for sales to companies (market is b2b) in which repeat sales have no pipeline of \
           their own: none serves the kind `repeat`, or the one that does serves new business too. It \
           is silent as long as no pipeline has a stage. The fix adds the pipeline that is proposed \
           for the profile; kinds of deal that another pipeline names stay with that one, but for \
           `repeat`.",
    why: "Who has bought before need not be searched for, won over and filtered. Led through the \
          whole pipeline again they cost as much as a new customer, or, what happens more often, their \
          orders pass by every pipeline and nobody sees that one is due.",
    example: r#"process {"profile": {"market": "b2b"}}
start -> request -> offer -> payment -> won"#,
    instead: r#"process {"profile": {"market": "b2b"}}
pipeline {"for": ["new_business"]}
start -> request -> offer -> payment -> won
pipeline again
pipeline {"for": ["repeat"]}
start -> reminder -> payment -> won"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    if process.profile().market != Some(Market::B2b) || !works_deals(process) {
        return Vec::new();
    }
    let serving = |kind| process.pipeline_for(kind);
    let how = match (serving(DealKind::Repeat), serving(DealKind::NewBusiness)) {
        (None, _) => "no pipeline serves repeat sales".to_owned(),
        (Some(one), Some(other)) if one.id() == other.id() => {
            format!("repeat sales go through `{}` like new business", one.id())
        }
        _ => return Vec::new(),
    };
    let help = "add a shorter pipeline for repeat sales, without search, first contact and filter: it \
                begins when the customer's next order is due, or with their request";
    let flaw = Flaw::new(format!("{how}; {}", because(Because::Market(Market::B2b))));
    vec![flaw.help(help).fix(proposed(process))]
}

fn proposed(process: &SalesProcess) -> Fix {
    let mut pipeline = Box::new(repeat_pipeline(*process.profile(), process.roles()));
    let is_named = |kind: &DealKind| process.pipelines().iter().any(|p| p.serves().contains(kind));
    pipeline.serves.retain(|kind| *kind == DealKind::Repeat || !is_named(kind));
    for stage in &mut pipeline.stages {
        // A part of selling that nobody heads yet would need a result, an owner
        // and a goal.
        stage.subprocess = stage.subprocess.filter(|own| process.subprocess(*own).is_some());
    }
    let name = pipeline.id.clone();
    // The first of `repeat`, `repeat_2`, `repeat_3` … that is free.
    let mut number = 1_u32;
    while process.pipeline(&pipeline.id).is_some() {
        number += 1;
        pipeline.id = format!("{name}_{number}");
    }
    let stages = pipeline.stages.iter().map(|stage| format!("`{}`", stage.id));
    let stages = listed(stages, pipeline.stages.len());
    let title = format!("add the pipeline `{}` for repeat sales: {stages}", pipeline.id);
    Fix::new(Safety::Suggested, title, vec![Edit::AddPipeline { pipeline }])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes, read};

    const B2B: &str = "process {\"profile\": {\"market\": \"b2b\"}}\n";
    const HELP: &str = "help: add a shorter pipeline for repeat sales, without search, first contact and \
                        filter: it begins when the customer's next order is due, or with their request";

    #[track_caller]
    fn check_pipelines(pipelines: &str, expected: &str) {
        let told = format!(
            "{expected}; market is b2b: companies buy again, from somebody they know\n{HELP}"
        );
        let told = [told.as_str()];
        let expected: &[&str] = if expected.is_empty() { &[] } else { &told };
        check(&NO_REPEAT_PIPELINE, &format!("{B2B}{pipelines}"), expected);
    }

    const SHARED: &str = "repeat sales go through `main` like new business";

    #[test]
    fn repeat_sales_go_the_long_way() {
        check_pipelines("start -> a -> won", SHARED);
        check_pipelines(
            "pipeline {\"for\": [\"repeat\", \"new_business\"]}\nstart -> a -> won",
            SHARED,
        );
        // Those that are left over go through the first that names nothing.
        let up_sell = "start -> a -> won\npipeline more\npipeline {\"for\": [\"up_sell\"]}\nstart -> b -> won";
        check_pipelines(up_sell, SHARED);
    }

    #[test]
    fn repeat_sales_go_nowhere() {
        check_pipelines(
            "pipeline {\"for\": [\"new_business\"]}\nstart -> a -> won",
            "no pipeline serves repeat sales",
        );
    }

    #[test]
    fn a_pipeline_of_their_own() {
        let own =
            "pipeline again\npipeline {\"for\": [\"repeat\", \"renewal\"]}\nstart -> b -> won";
        check_pipelines(&format!("start -> a -> won\n{own}"), "");
        check_pipelines(own, "");
        let rest = "pipeline {\"for\": [\"new_business\"]}\nstart -> a -> won\npipeline rest\nstart -> b -> won";
        check_pipelines(rest, "");
    }

    #[test]
    fn the_fix_adds_a_pipeline() {
        let stages = "`reminder`, `request`, `offer`, `order`, `fulfilment` and `retention`";
        let add =
            |id: &str| format!("suggested: add the pipeline `{id}` for repeat sales: {stages}");
        let fixed = check_fix(
            &NO_REPEAT_PIPELINE,
            &format!("{B2B}start -> a -> won\na {{\"purpose\": \"payment_tracking\"}}"),
            Some(&add("repeat")),
        );
        assert_eq!(codes("S Q01 P", &fixed), "P03 S03", "of the pipeline that was there");
    }

    #[test]
    fn the_fix_takes_no_other_kind_from_another_pipeline() {
        let roles = "process {\"roles\": [{\"id\": \"ae\", \"kind\": \"hunter\"}]}\n";
        let fixed = check_fix(
            &NO_REPEAT_PIPELINE,
            &format!(
                "{B2B}{roles}pipeline {{\"for\": [\"new_business\", \"repeat\", \"renewal\"]}}\n\
                 start -> a -> won\npipeline repeat\npipeline {{\"for\": [\"up_sell\"]}}\nstart -> b -> won"
            ),
            Some(
                "suggested: add the pipeline `repeat_2` for repeat sales: `reminder`, `request`, \
                 `offer`, `order`, `fulfilment` and `retention`",
            ),
        );
        let fixed = read(&fixed);
        let serves = fixed.pipelines().iter().map(|p| p.serves().to_vec());
        assert_eq!(
            serves.collect::<Vec<_>>(),
            [
                vec![DealKind::NewBusiness, DealKind::Renewal],
                vec![DealKind::UpSell],
                vec![DealKind::Repeat, DealKind::CrossSell],
            ]
        );
    }

    #[test]
    fn consumers_and_unknown_markets_need_none() {
        check(&NO_REPEAT_PIPELINE, "start -> a -> won", &[]);
        let b2c = "process {\"profile\": {\"market\": \"b2c\"}}\nstart -> a -> won";
        check(&NO_REPEAT_PIPELINE, b2c, &[]);
        check_pipelines("won", "");
    }
}
