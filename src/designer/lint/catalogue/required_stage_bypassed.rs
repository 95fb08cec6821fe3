use crate::designer::label::{because, spoken};
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::Facts;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fit::{Fitness, given};
use crate::designer::lint::reroute::through;
use crate::process::{DemandedPurpose, StageKey};

lint! {
    REQUIRED_STAGE_BYPASSED = "Q02" "required-stage-bypassed", Quality, Error;
    what: "Looks for purposes that the profile demands and some stage carries, but a deal can be \
           won without meeting any stage that does; it shows a shortest such way. Purposes that \
           start a cycle (inbound request, prospecting, proactive contact) are alternatives to one \
           another and not looked at here. A pipeline that does not serve new business is only asked \
           for payment tracking. The first fix gives the \
           purpose to a stage on the path, where it may happen; another leads the moves that go past \
           such a stage to it instead, unless deals begin behind it, it does not lead on to what the \
           move led to, or another demand or the order of the stages would suffer.",
    why: "The stage is there, and those who need it most go past it: the offer goes out before \
          anybody knows what is needed.",
    example: r#"process {"profile": {"nature": "consultative"}}
start -> request -> discovery -> offer -> won
request -> offer
discovery [needs_discovery]
offer [proposal, payment_tracking]"#,
    instead: r#"process {"profile": {"nature": "consultative"}}
start -> request -> discovery -> offer -> won
request -> lost
discovery [needs_discovery]
offer [proposal, payment_tracking]"#,
    checks: [Pipeline(check)],
}

fn check(facts: &Facts<'_>) -> Vec<Flaw> {
    if facts.lacks_purposes() {
        return Vec::new();
    }
    let demands = facts.demands().iter().filter(|demand| !demand.purpose.starts_a_cycle());
    demands.filter_map(|demand| flaw(facts, demand)).collect()
}

fn flaw(facts: &Facts<'_>, demand: &DemandedPurpose) -> Option<Flaw> {
    let (pipeline, purpose) = (facts.pipeline, &demand.purpose);
    let carries =
        |key: &StageKey| pipeline.working_stage(*key).is_some_and(|stage| stage.is_for(purpose));
    let stages: Vec<StageKey> = pipeline.stage_keys().filter(carries).collect();
    if stages.is_empty() {
        return None;
    }
    let way = pipeline.graph().shortest_path(
        pipeline.starts(),
        |key| !carries(&key),
        |key| pipeline.is_won(key),
    )?;
    let name = spoken(purpose.name());
    let help =
        format!("lead the path through {}, or give {name} to a stage on it", facts.names(&stages));
    let flaw = Flaw::new(format!("a deal can be won without {name}; {}", because(demand)));
    Some(
        flaw.about(stages).on(purpose).path(way).help(help).fixes(
            given(facts, purpose, Fitness::Close).into_iter().chain(through(facts, purpose)),
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes, read};

    const CONSULTATIVE: &str = "process {\"profile\": {\"nature\": \"consultative\"}}\n\
                                offer {\"purpose\": [\"proposal\", \"payment_tracking\"]}\n";

    #[test]
    fn a_way_leads_past_the_stage() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!(
                "{CONSULTATIVE}start -> a -> b -> discovery -> offer -> won\na -> c -> d -> offer\n\
                 c -> offer\ndiscovery {{\"purpose\": \"needs_discovery\"}}\na {{\"purpose\": \"own\"}}"
            ),
            &["discovery: a deal can be won without needs discovery; nature is consultative: \
               the customer must first be advised\n\
               witness: `a` -> `c` -> `offer` -> `won`\n\
               help: lead the path through `discovery`, or give needs discovery to a stage on it"],
        );
    }

    #[test]
    fn several_stages_can_carry_the_purpose() {
        let carried =
            "visit {\"purpose\": \"needs_discovery\"}\ncall {\"purpose\": \"needs_discovery\"}";
        let both = format!(
            "{CONSULTATIVE}start -> a -> visit -> offer -> won\na -> call -> offer\n{carried}"
        );
        check(&REQUIRED_STAGE_BYPASSED, &both, &[]);
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!("{both}\na -> offer"),
            &["visit, call: a deal can be won without needs discovery; nature is \
               consultative: the customer must first be advised\n\
               witness: `a` -> `offer` -> `won`\n\
               help: lead the path through `visit` and `call`, or give needs discovery to a stage on it"],
        );
    }

    #[test]
    fn a_start_behind_the_stage_leads_past_it() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!(
                "{CONSULTATIVE}start -> a -> offer -> won\nstart -> offer\n\
                 a {{\"purpose\": \"needs_discovery\"}}"
            ),
            &["a: a deal can be won without needs discovery; nature is consultative: the \
               customer must first be advised\n\
               witness: `offer` -> `won`\n\
               help: lead the path through `a`, or give needs discovery to a stage on it"],
        );
    }

    #[test]
    fn a_lost_deal_need_not_meet_it() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!(
                "{CONSULTATIVE}start -> a -> b -> offer -> won\na -> lost\n\
                 b {{\"purpose\": \"needs_discovery\"}}"
            ),
            &[],
        );
    }

    #[test]
    fn what_starts_a_cycle_is_not_looked_at() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            "process {\"profile\": {\"demand\": \"unformed\"}}\n\
             start -> search -> call -> pay -> won\nstart -> call\n\
             search {\"purpose\": \"prospecting\"}\ncall {\"purpose\": \"proactive_contact\"}\n\
             pay {\"purpose\": \"payment_tracking\"}",
            &[],
        );
    }

    #[test]
    fn what_no_stage_carries_is_told_as_that() {
        check(&REQUIRED_STAGE_BYPASSED, &format!("{CONSULTATIVE}start -> a -> offer -> won"), &[]);
    }

    #[test]
    fn a_pipeline_for_other_deals_is_only_asked_for_payment_tracking() {
        let repeat = format!(
            "{CONSULTATIVE}pipeline {{\"for\": [\"repeat\"]}}\nstart -> a -> b -> offer -> won\n\
             a -> offer\nb {{\"purpose\": \"needs_discovery\"}}"
        );
        check(&REQUIRED_STAGE_BYPASSED, &repeat, &[]);
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!("{repeat}\na -> won"),
            &[
                "offer: a deal can be won without payment tracking; payment is tracked in every case\n\
               witness: `a` -> `won`\n\
               help: lead the path through `offer`, or give payment tracking to a stage on it",
            ],
        );
    }

    #[test]
    fn a_stage_that_carries_it_can_allow_it() {
        check(
            &REQUIRED_STAGE_BYPASSED,
            &format!(
                "{CONSULTATIVE}start -> a -> b -> offer -> won\na -> offer\n\
                 b {{\"purpose\": \"needs_discovery\", \
                 \"allow\": [{{\"lint\": \"Q02\", \"reason\": \"known customers\"}}]}}"
            ),
            &[],
        );
    }

    /// Checks the fix of a sketch, and the moves out of some stages after it.
    /// That no fix leads deals elsewhere.
    #[track_caller]
    fn no_reroute(sketch: &str) {
        let findings = read(sketch).lint();
        let found = findings.iter().find(|it| it.lint == &REQUIRED_STAGE_BYPASSED).unwrap();
        let mut fixes = found.fix.iter().chain(&found.other_fixes);
        assert!(!fixes.any(|fix| fix.title.starts_with("lead deals")), "{found:?}");
    }

    #[test]
    fn first_it_is_asked_whether_it_happens_in_a_stage_on_the_path() {
        let sketch = format!(
            "{CONSULTATIVE}d {{\"purpose\": \"needs_discovery\"}}\nq {{\"purpose\": \"qualification\"}}\n\
             start -> q -> d -> offer -> won\nq -> offer"
        );
        let title = Some("suggested: give needs discovery to `q`, if it happens there");
        let fixed = check_fix(&REQUIRED_STAGE_BYPASSED, &sketch, title);
        assert_eq!(codes("Q02 Q03", &fixed), "");
    }

    #[track_caller]
    fn check_rerouted(sketch: &str, title: Option<&str>, left: &[&str]) {
        let sketch = format!(
            "{CONSULTATIVE}d {{\"purpose\": \"needs_discovery\"}}\na {{\"purpose\": \"own\"}}\n{sketch}"
        );
        let Some(title) = title else { return no_reroute(&sketch) };
        let fixed =
            check_fix(&REQUIRED_STAGE_BYPASSED, &sketch, Some(&format!("suggested: {title}")));
        for step in left {
            assert!(fixed.contains(step), "{step} in {fixed}");
        }
        assert_eq!(codes("S01 S04 S05 S06 S10 S09 Q03", &fixed), "");
    }

    #[test]
    fn the_fix_leads_through_the_stage() {
        check_rerouted(
            "start -> a -> d -> offer -> won\na -> offer",
            Some("lead deals in `a` through `d`"),
            &[r#"[{"from":"a","to":"d"},{"from":"d","to":"offer"},{"from":"offer","to":"won"}]"#],
        );
        check_rerouted(
            "start -> a -> b -> d -> offer -> won\na -> x -> offer\nx -> lost",
            Some("lead deals in `x` through `d`"),
            &[r#"{"from":"a","to":"x"},{"from":"x","to":"d"},{"from":"x","to":"lost"}"#],
        );
        // Past it straight to Won.
        let fixed = check_fix(
            &REQUIRED_STAGE_BYPASSED,
            "start -> a -> b -> p -> won\nb -> won\np {\"purpose\": \"payment_tracking\"}\na {\"purpose\": \"own\"}",
            Some("suggested: lead deals in `b` through `p`"),
        );
        assert_eq!(fixed.matches(r#""to":"won""#).count(), 1);
    }

    #[test]
    fn the_fix_leads_every_way_through() {
        check_rerouted(
            "start -> a -> b -> c -> d -> offer -> won\na -> offer\nb -> offer\nstart -> x -> offer",
            Some("lead deals in `a`, `b` and `x` through `d`"),
            &[r#"{"from":"a","to":"d"}"#, r#"{"from":"b","to":"d"}"#, r#"{"from":"x","to":"d"}"#],
        );
        // Through the stage that is nearest, and where there is a move already.
        check_rerouted(
            "start -> a -> d -> e -> offer -> won\na -> d2 -> offer\na -> e\na -> offer\n\
             d2 {\"purpose\": \"needs_discovery\"}",
            Some("lead deals in `a` through `d` and `d2`"),
            &[r#"{"from":"a","to":"d"},{"from":"d","to":"e"}"#],
        );
    }

    #[test]
    fn shares_are_added_up() {
        let step = |from: &str, to: &str, share: f64| serde_json::json!({"from": from, "to": to, "probability": share});
        let process = serde_json::json!({
            "profile": {"nature": "consultative"},
            "pipelines": [{
                "id": "main",
                "stages": [
                    {"id": "a", "start": true}, {"id": "d", "purpose": "needs_discovery"},
                    {"id": "o", "purpose": ["proposal", "payment_tracking"]}],
                "outcomes": [{"id": "won", "kind": "won"}],
                "moves": [step("a", "o", 0.25), step("a", "d", 0.75), step("d", "o", 1.0), step("o", "won", 1.0)]
            }]
        });
        let fixed = check_fix(
            &REQUIRED_STAGE_BYPASSED,
            &format!("process {process}"),
            Some("suggested: lead deals in `a` through `d`"),
        );
        let moves =
            r#"[{"from":"a","to":"d","probability":1.0},{"from":"d","to":"o","probability":1.0}"#;
        assert!(fixed.contains(moves), "{fixed}");
    }

    #[test]
    fn where_it_would_make_another_flaw_there_is_no_fix() {
        // A deal begins behind it.
        check_rerouted("start -> d -> offer -> won\nstart -> offer", None, &[]);
        // It does not lead on.
        check_rerouted("start -> a -> offer -> won\na -> d -> lost", None, &[]);
        // The offer would come before it.
        check_rerouted(
            "start -> a -> offer -> x -> won\nstart -> d -> o2 -> x\n\
             o2 {\"purpose\": [\"proposal\", \"payment_tracking\"]}",
            None,
            &[],
        );
    }

    #[test]
    fn another_demand_must_not_suffer() {
        // From `c`, which leads to the trial, to `d`, which comes after another.
        let sketch = "process {\"profile\": {\"nature\": \"consultative\", \"novelty\": \"innovative\"}}\n\
                      start -> a -> t -> d -> offer -> won\na -> c -> t2 -> offer\nd -> t2\n\
                      d {\"purpose\": \"needs_discovery\"}\n\
                      offer {\"purpose\": [\"proposal\", \"payment_tracking\"]}\n\
                      t {\"purpose\": \"trial\"}\nt2 {\"purpose\": \"trial\"}";
        assert_eq!(codes("Q02", sketch), "Q02");
        no_reroute(sketch);
    }
}
