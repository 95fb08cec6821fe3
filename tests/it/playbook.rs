//! The playbook: what is in it, in which words, and what no text can do to it.

mod both_forms;

use std::collections::BTreeSet;

use proptest::prelude::*;
use sales_process::SalesProcess;
use sales_process::kpi::Question;
use sales_process::playbook::{Headings, Playbook};
use sales_process::policy::{
    FilterCriterion, Framework, LeadFilter, Qualification, QualificationCriterion,
    QualificationRule, Rule,
};
use sales_process::process::{
    Channel, Demand, HandoffPolicy, LintLevel, LintSettings, Market, Move, Nature, Novelty,
    Offering, Outcome, OutcomeKind, PipelineDraft, ProcessDraft, Profile, Purpose, Role, RoleKind,
    ServiceLevel, Stage, Subprocess, SubprocessPlan, Target,
};
use sales_process::{Months, Percent, Probability};

use crate::random_process;

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
    insta::assert_snapshot!(text, @r#"
    # Acme

    Sales playbook · Version 1 · `acme`

    ## Contents

    - [How we sell](#profile)
      - [Why the process looks like this](#why)
    - [The four parts of selling](#parts)
      - [1. Attract](#part-1)
      - [2. Qualify](#part-2)
      - [3. Close](#part-3)
      - [4. Retain](#part-4)
    - [Which leads we work](#leads)
      - [Lead filter](#filter)
      - [Qualification](#qualification)
      - [Reasons to decline a lead](#disqualify)
    - [Pipeline: web](#pipeline-1)
      - [The way of a deal](#picture-1)
      - [What to expect](#figures-1)
      - [The stages at a glance](#overview-1)
      - [1. Take the request](#pipeline-1-stage-1)
      - [2. Get paid](#pipeline-1-stage-2)
      - [How a deal ends](#ends-1)
    - [Won and lost](#closing)
      - [Reasons a deal is lost for](#lost-reasons)
    - [Regular customers and handoff](#customers)
      - [When a customer is regular](#regular)
      - [From hunter to farmer](#handoff)
    - [Who does what](#roles)
    - [What we measure](#targets)

    <a id="profile"></a>

    ## How we sell

    | Question | Our answer | What it means |
    | --- | --- | --- |
    | How is the customer helped? | **Transactional: the need is clear** | the customer knows what to buy |

    <a id="why"></a>

    ### Why the process looks like this

    | Purpose | Why | Where |
    | --- | --- | --- |
    | **Payment tracking** | required: payment is tracked in every case | [Get paid](#pipeline-1-stage-2) |

    <a id="parts"></a>

    ## The four parts of selling

    <a id="part-1"></a>

    ### 1. Attract

    - **Result:** a lead
    - **Stages:** [Take the request](#pipeline-1-stage-1)

    <a id="part-2"></a>

    ### 2. Qualify

    - **Result:** a qualified deal

    <a id="part-3"></a>

    ### 3. Close

    - **Result:** a paid contract

    <a id="part-4"></a>

    ### 4. Retain

    - **Result:** loyalty

    <a id="leads"></a>

    ## Which leads we work

    <a id="filter"></a>

    ### Lead filter

    There is no filter: every lead is worked.

    <a id="qualification"></a>

    ### Qualification

    There are no questions of qualification.

    <a id="disqualify"></a>

    ### Reasons to decline a lead

    A lead may be declined for any reason that is written down.

    <a id="pipeline-1"></a>

    ## Pipeline: web

    - **Serves:** every kind that no other pipeline serves
    - **Revision:** 1

    <a id="picture-1"></a>

    ### The way of a deal

    ![The way of a deal](process.svg)

    <a id="figures-1"></a>

    ### What to expect

    Computed from the durations and shares of the stages below.

    - **Chance to win:** 37.5%
    - **Time to the end, won or lost:** 1 day, give or take 0.2 days
    - **Every won deal passes:** [Take the request](#pipeline-1-stage-1), [Get paid](#pipeline-1-stage-2)
    - **Takes most of the time:** [Take the request](#pipeline-1-stage-1), 100% of the time
    - **Most to gain:** [Take the request](#pipeline-1-stage-1): each point off the share lost there adds 1% to the chance to win

    <a id="overview-1"></a>

    ### The stages at a glance

    | Stage | Part | Responsible | Usually takes | Stale after |
    | --- | --- | --- | --- | --- |
    | 1. [Take the request](#pipeline-1-stage-1) | Attract | Account executive | 1 day | 3 days |
    | 2. [Get paid](#pipeline-1-stage-2) |  |  |  |  |

    <a id="pipeline-1-stage-1"></a>

    ### 1. Take the request

    **Inbound request**: a request is the surest sign of interest.

    - **Part:** Attract
    - **Responsible:** Account executive
    - **Usually takes:** 1 day
    - **Stale after:** 3 days
    - **Chance to win from here:** 37.5%
    - **Time to the end from here:** 1 day
    - **Known as:** `request`

    #### How a deal gets here

    - A deal can begin here.
    - back from [Get paid](#pipeline-1-stage-2)

    #### What to do

    1. answer at once

    #### How to do it well

    - ask \| listen

    #### Done when

    - [ ] the need is \*known\*

    #### Where it goes next

    | To | Share |
    | --- | --- |
    | [Get paid](#pipeline-1-stage-2) | 40% |
    | Lost | 60% |

    <a id="pipeline-1-stage-2"></a>

    ### 2. Get paid

    **Payment tracking** is required: payment is tracked in every case.

    - **Chance to win from here:** 93.8%
    - **Time to the end from here:** 0.1 days
    - **Known as:** `pay`

    #### How a deal gets here

    - from [Take the request](#pipeline-1-stage-1)
      - the need is \*known\*

    #### Done when

    Nothing has to be true before the deal moves on.

    #### Where it goes next

    | To | Share | Note |
    | --- | --- | --- |
    | Won | 90% |  |
    | [Take the request](#pipeline-1-stage-1) | 10% | goes back on purpose, at most 2 times |

    <a id="ends-1"></a>

    ### How a deal ends

    | End | Counts as | From |
    | --- | --- | --- |
    | Won | Won | [Get paid](#pipeline-1-stage-2) |
    | Lost | Lost | [Take the request](#pipeline-1-stage-1) |

    <a id="closing"></a>

    ## Won and lost

    - **A deal counts as won when:** the contract is signed

    <a id="lost-reasons"></a>

    ### Reasons a deal is lost for

    A deal may be lost from any stage, for one of these reasons.

    - the price (`price`)
    - left us

    <a id="customers"></a>

    ## Regular customers and handoff

    <a id="regular"></a>

    ### When a customer is regular

    A customer is regular from the first moment at which this is true:

    - any one of these:
      - 3 orders or more
      - 1000.00 GBP or more bought in total, returns taken off

    Regular, once gained, is kept.

    <a id="handoff"></a>

    ### From hunter to farmer

    The hunter's result is 1 order of the customer.

    It is not said when a customer passes from hunter to farmer.

    <a id="roles"></a>

    ## Who does what

    | Role | Kind | Can hold | Known as |
    | --- | --- | --- | --- |
    | Account executive | Hunter: wins new customers | 40 customers or open leads | `ae` |

    <a id="targets"></a>

    ## What we measure

    What we want our figures to be. Nobody is judged by revenue alone.

    | Measure | Target | In the report |
    | --- | --- | --- |
    | Win rate | at least 25% | `sell.win_rate` |
    "#);
}

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// A process with something in every place, all of whose texts are one, and
/// whose ids begin with another.
fn full(text: &str, id: &str) -> ProcessDraft {
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
