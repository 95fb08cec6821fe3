//! The playbook: what is in it, in which words, and what no text can do to it.

mod both_forms;

use std::collections::BTreeSet;

use proptest::prelude::*;
use sales_process::kpi::Question;
use sales_process::playbook::{Headings, Playbook};
use sales_process::policy::{
    FilterCriterion, Framework, LeadFilter, Qualification, QualificationCriterion,
    QualificationRule, Rule,
};
use sales_process::process::{
    Channel, Criterion, Demand, HandoffPolicy, LintLevel, LintSettings, Market, Material, Move,
    Nature, Novelty, Offering, Outcome, OutcomeKind, PipelineDraft, ProcessDraft, Profile, Purpose,
    Role, RoleKind, ServiceLevel, Stage, Subprocess, SubprocessPlan, Target,
};
use sales_process::{Language, SalesProcess};
use sales_process::{Months, Percent, Probability};

use crate::random_process;

/// What a stage says beside its work: how it is described, what is demanded to come
/// in, what is at hand, what is to be remembered; in both forms, links as links.
#[test]
fn what_is_at_hand_in_a_stage() {
    let material = |label: &str, link: Option<&str>, text: Option<&str>| {
        let [link, text] = [link, text].map(|it| it.map(str::to_owned));
        Material { label: label.into(), link, text }
    };
    let stage = Stage::new("talk", "Talk")
        .purpose(Purpose::NeedsDiscovery)
        .start()
        .role("lawyer")
        .description("we listen")
        .entry_criterion(Criterion::new("fit", "it fits").approved_by(["lawyer"]))
        .material(material("call script", Some("https://a.example/x?a=1&b=(2)"), None))
        .material(material("opening", None, Some("ask for *five* minutes")))
        .note("never on Fridays");
    let process = SalesProcess::draft("acme", "Acme")
        .role(Role::new("lawyer", "legal".parse().unwrap()).title("Lawyer"))
        .pipeline(PipelineDraft::new("web").stage(stage).won("won").go("talk", "won"))
        .build()
        .unwrap();
    let book = Playbook::of(&process);
    let said = [
        (
            "[call script](https://a.example/x?a=1&b=%282%29)",
            r#"href="https://a.example/x?a=1&amp;b=(2)""#,
        ),
        ("opening: ask for \\*five\\* minutes", "opening: ask for *five* minutes"),
        ("we listen", "we listen"),
        ("it fits", "it fits"),
        ("never on Fridays", "never on Fridays"),
        ("Lawyer", "Lawyer"),
    ];
    let (markdown, html) = (book.to_markdown(), book.to_html());
    for (in_markdown, in_html) in said {
        assert!(markdown.contains(in_markdown), "{in_markdown}: {markdown}");
        assert!(html.contains(in_html), "{in_html}: {html}");
    }
}

#[test]
fn a_small_playbook() {
    let process = SalesProcess::draft("acme", "Acme")
        .profile(Profile::new().nature(Nature::Transactional))
        .role(Role::new("ae", RoleKind::Hunter).title("Account executive").capacity(40))
        .pipeline(
            PipelineDraft::new("web")
                .stage(
                    Stage::new("request", "Take the request")
                        .purpose(Purpose::InboundRequest)
                        .subprocess(Subprocess::Attract)
                        .start()
                        .role("ae")
                        .exit_when("need", "the need is *known*")
                        .action("answer at once")
                        .tactic("ask | listen")
                        .typical_days(1)
                        .stale_after_days(3),
                )
                .stage(Stage::new("pay", "Get paid").purpose(Purpose::PaymentTracking))
                .won("won")
                .lost("lost")
                .step(Move::new("request", "pay").probability(share(0.4)))
                .step(Move::new("request", "lost").probability(share(0.6)))
                .step(Move::new("pay", "won").probability(share(0.9)))
                .step(Move::new("pay", "request").probability(share(0.1)).rework(Some(2))),
        )
        .lost_reasons(["price", "left us"])
        .regular_when(
            Rule::any([Rule::orders(3).unwrap(), Rule::volume("1000.00 GBP".parse().unwrap())])
                .unwrap(),
        )
        .target("sell.win_rate", Target::at_least(0.25))
        .build()
        .unwrap();
    let text = Playbook::of(&process).picture_files(["process.svg"]).to_markdown();
    insta::assert_snapshot!(text);
}

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// A process with something in every place, all of whose texts are one, and
/// whose ids begin with another.
fn full(text: &str, id: &str) -> ProcessDraft {
    let id = crate::samples::id_text(id);
    let id = id.as_str();
    let nth = |n: u32| format!("{id}{n}");
    let months = |n| Months::new(n).unwrap();
    let stage = |n: u32, purpose: Purpose, part: Subprocess| {
        let mut stage = Stage::new(nth(n), text)
            .purpose(purpose)
            .subprocess(part)
            .role(nth(1))
            .participant(text, text)
            .exit_when(nth(1), text)
            .action(text)
            .tactic(text)
            .typical_days(3)
            .stale_after_days(10)
            .win_probability(share(0.5))
            .allow("no-exit-criteria", text);
        stage.start = n == 1;
        stage
    };
    let mut main = PipelineDraft::new(nth(1))
        .prepaid()
        .max_cycle_days(60)
        .stage(stage(1, Purpose::Prospecting, Subprocess::Attract))
        .stage(stage(2, Purpose::NeedsDiscovery, Subprocess::Qualify))
        .stage(stage(3, Purpose::Onboarding, Subprocess::Close))
        .stage(stage(4, Purpose::Retention, Subprocess::Retain))
        .step(Move::new(nth(1), nth(2)).probability(share(0.5)))
        .step(Move::new(nth(1), nth(9)).probability(share(0.5)))
        .go(nth(2), nth(3))
        .step(Move::new(nth(3), nth(2)).rework(Some(2)))
        .go(nth(3), nth(4))
        .go(nth(4), nth(8));
    for (n, kind) in [(8, OutcomeKind::Won), (9, OutcomeKind::Lost)] {
        let outcome = format!(
            r#"{{"id": {}, "kind": "{kind}", "name": {}}}"#,
            serde_json::to_string(&nth(n)).unwrap(),
            serde_json::to_string(text).unwrap()
        );
        main.outcomes.push(serde_json::from_str::<Outcome>(&outcome).unwrap());
    }
    let plan = || SubprocessPlan::new().result(text).owner(text).goal(text).plan(text);
    let rule = || {
        let leaves = [
            Rule::orders(3).unwrap(),
            Rule::tenure(months(6)),
            Rule::bought([nth(1), nth(2)].iter().map(|it| it.parse().unwrap())).unwrap(),
        ];
        let two = Rule::at_least(2, leaves.clone()).unwrap();
        Rule::all([two, Rule::any(leaves).unwrap(), Rule::tenure(months(1)).not().unwrap()])
            .unwrap()
    };
    let mut draft = SalesProcess::draft(nth(1), text)
        .profile(
            Profile::new()
                .nature(Nature::Project)
                .novelty(Novelty::Innovative)
                .demand(Demand::Unformed)
                .market(Market::B2b)
                .offering(Offering::Product)
                .channel(Channel::Indirect)
                .payment_depends_on_onboarding(),
        )
        .utc_offset("+02:00".parse().unwrap())
        .target_audience(nth(1), text)
        .pipeline(main)
        .lead_filter(
            LeadFilter::draft()
                .pass_score(1)
                .criterion(FilterCriterion::new(nth(1), text).required())
                .criterion(FilterCriterion::new(nth(2), text).weight(2)),
        )
        .qualification(
            Qualification::draft()
                .named(text)
                .criterion(QualificationCriterion::new(nth(1), text).weight(2))
                .rule(QualificationRule::Score { at_least: 1.into() }),
        )
        .disqualify_reasons([id])
        .lost_reasons([id])
        .role(Role::new(nth(1), RoleKind::HeadOfSales).title(text).capacity(7))
        .hunter_result_orders(2)
        .regular_when(rule())
        .regular_reexamined()
        .first_repeat_within_days(90)
        .service_level(
            ServiceLevel::new().respond_within_hours(4).contact_every_days(30).priority(text),
        )
        .handoff(
            HandoffPolicy::new()
                .when(rule())
                .require(nth(1), text)
                .hand_over(nth(2), text)
                .accept_within_days(5)
                .credit_split(Percent::new(40.0).unwrap(), months(3)),
        )
        .lint(
            LintSettings::new()
                .max_stages(10)
                .optimal_stages(5, 7)
                .max_exits(4)
                .bottleneck_share(share(0.4))
                .severity(text, LintLevel::Notice),
        )
        .target(id, Target::at_most(20.0));
    for part in Subprocess::ALL {
        draft = draft.subprocess(*part, plan());
    }
    draft
}
