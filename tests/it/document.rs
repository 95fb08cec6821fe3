//! The stored form of a sales process, and building one.

use proptest::prelude::*;
use sales_process::policy::{
    FilterCriterion, Framework, LeadFilter, Qualification, QualificationRule, Rule,
};
use sales_process::process::json;
use sales_process::process::{
    Allow, ClosingEvent, DealKind, HandoffPolicy, LintLevel, LintSettings, Nature, Pipeline,
    PipelineDraft, ProcessDraft, Profile, Purpose, Role, RoleKind, ServiceLevel, Stage, Subprocess,
    SubprocessPlan, Target,
};
use sales_process::{Months, Percent, Probability, SalesProcess};

use crate::random_process::process;

const ACME: &str = include_str!("data/acme.json");

/// The sample, typed by a consultant.
fn acme() -> ProcessDraft {
    use sales_process::process::{Activity, Channel, Demand, Market, Move, Novelty, Offering};
    let share = |n| Probability::new(n).unwrap();
    let profile = Profile::new()
        .nature(Nature::Consultative)
        .novelty(Novelty::Innovative)
        .demand(Demand::Unformed)
        .market(Market::B2b)
        .offering(Offering::Product)
        .channel(Channel::Direct)
        .activity(Activity::Active);
    let search = Stage::new("search", "Find prospects")
        .purpose(Purpose::Prospecting)
        .subprocess(Subprocess::Attract)
        .start()
        .role("hunter")
        .participant("partner", "Reseller")
        .exit_when("decision_maker", "decision maker is known")
        .action("research the company")
        .tactic("ask for a referral first")
        .typical_days(3)
        .stale_after_days(14)
        .win_probability(share(0.1))
        .allow("no-exit-criteria", "...");
    let payment = Stage::new("payment", "Sign and track payment")
        .purpose(Purpose::Contract)
        .purpose(Purpose::PaymentTracking)
        .subprocess(Subprocess::Close)
        .role("hunter");
    let main = PipelineDraft::new("main")
        .serves(DealKind::NewBusiness)
        .max_cycle_days(90)
        .stage(search)
        .stage(payment)
        .won("won")
        .lost("lost")
        .step(Move::new("search", "payment").probability(share(0.4)))
        .step(Move::new("search", "lost").probability(share(0.6)))
        .go("payment", "won")
        .step(Move::new("payment", "search").rework(Some(2)));
    let due = Rule::any([
        Rule::volume("1000.00 GBP".parse().unwrap()),
        Rule::bought(["P-7".parse().unwrap()]).unwrap(),
    ]);
    SalesProcess::draft("acme", "Acme B2B")
        .profile(profile)
        .subprocess(
            Subprocess::Attract,
            SubprocessPlan::new()
                .result("lead")
                .owner("hunter")
                .goal("40 leads a month")
                .plan("two fairs, weekly mailing"),
        )
        .subprocess(Subprocess::Close, SubprocessPlan::new().result("paid contract"))
        .target_audience("size", "50 to 500 seats")
        .pipeline(main)
        .lead_filter(
            LeadFilter::draft()
                .pass_score(2)
                .criterion(FilterCriterion::new("segment", "in our segment").required())
                .criterion(FilterCriterion::new("size", "over 50 seats").weight(2)),
        )
        .qualification(Qualification::by(Framework::Bant).rule(QualificationRule::AtLeast(3)))
        .lost_reasons(["price", "competitor", "no_budget", "timing", "other"])
        .role(Role::new("hunter", RoleKind::Hunter).title("Account executive").capacity(40))
        .regular_when(Rule::orders(3).unwrap())
        .service_level(
            ServiceLevel::new().respond_within_hours(4).contact_every_days(30).priority("high"),
        )
        .handoff(
            HandoffPolicy::new()
                .when(due.unwrap())
                .require("contacts", "who the people are")
                .accept_within_days(5)
                .credit_split(Percent::new(50.0).unwrap(), Months::new(3).unwrap()),
        )
        .lint(
            LintSettings::new()
                .max_stages(10)
                .optimal_stages(5, 7)
                .severity("no-stale-limit", LintLevel::Off),
        )
        .target(
            "attract.cost_per_lead",
            Target::at_most("20.00 GBP".parse::<sales_process::Money>().unwrap()),
        )
        .target("sell.conversion.rate", Target::at_least(0.1))
}

#[test]
fn the_sample_is_read_as_it_would_be_built() {
    let read = SalesProcess::from_json(ACME).unwrap();
    assert_eq!(read, acme().build().unwrap());
    assert_eq!(SalesProcess::from_json(&read.to_json()).unwrap(), read);
    assert_eq!(SalesProcess::from_json(&format!("\u{feff}{ACME}")).unwrap(), read);
    assert_eq!(read.as_draft().targets["sell.conversion.rate"], Target::at_least(0.1));
    assert!(!read.as_draft().targets.contains_key("sell.conversion"));
    assert!(acme().lint(LintSettings::new().optimal_stages(6, 6)).build().is_ok());
}

#[test]
fn the_sample_is_written_without_what_is_at_its_default() {
    insta::assert_snapshot!(SalesProcess::from_json(ACME).unwrap().to_json(), @r#"
    {
      "format": "sales-process/1",
      "id": "acme",
      "name": "Acme B2B",
      "profile": {
        "nature": "consultative",
        "novelty": "innovative",
        "demand": "unformed",
        "market": "b2b",
        "offering": "product",
        "channel": "direct",
        "activity": "active"
      },
      "subprocesses": {
        "attract": {
          "result": "lead",
          "owner": "hunter",
          "goal": "40 leads a month",
          "plan": "two fairs, weekly mailing"
        },
        "close": {
          "result": "paid contract"
        }
      },
      "target_audience": [
        {
          "id": "size",
          "text": "50 to 500 seats"
        }
      ],
      "pipelines": [
        {
          "id": "main",
          "revision": 1,
          "for": [
            "new_business"
          ],
          "max_cycle_days": 90,
          "stages": [
            {
              "id": "search",
              "name": "Find prospects",
              "purpose": "prospecting",
              "subprocess": "attract",
              "start": true,
              "role": "hunter",
              "participants": [
                {
                  "party": "partner",
                  "name": "Reseller"
                }
              ],
              "exit_criteria": [
                {
                  "id": "decision_maker",
                  "text": "decision maker is known"
                }
              ],
              "actions": [
                "research the company"
              ],
              "tactics": [
                "ask for a referral first"
              ],
              "typical_days": 3,
              "stale_after_days": 14,
              "win_probability": 0.1,
              "allow": [
                {
                  "lint": "no-exit-criteria",
                  "reason": "..."
                }
              ]
            },
            {
              "id": "payment",
              "name": "Sign and track payment",
              "purpose": [
                "contract",
                "payment_tracking"
              ],
              "subprocess": "close",
              "role": "hunter"
            }
          ],
          "outcomes": [
            {
              "id": "won",
              "kind": "won"
            },
            {
              "id": "lost",
              "kind": "lost"
            }
          ],
          "moves": [
            {
              "from": "search",
              "to": "payment",
              "probability": 0.4
            },
            {
              "from": "search",
              "to": "lost",
              "probability": 0.6
            },
            {
              "from": "payment",
              "to": "won"
            },
            {
              "from": "payment",
              "to": "search",
              "rework": {
                "max_passes": 2
              }
            }
          ]
        }
      ],
      "lead_filter": {
        "pass_score": 2,
        "criteria": [
          {
            "id": "segment",
            "text": "in our segment",
            "required": true
          },
          {
            "id": "size",
            "text": "over 50 seats",
            "weight": 2
          }
        ]
      },
      "qualification": {
        "framework": "bant",
        "rule": {
          "at_least": 3
        }
      },
      "lost_reasons": [
        "price",
        "competitor",
        "no_budget",
        "timing",
        "other"
      ],
      "roles": [
        {
          "id": "hunter",
          "kind": "hunter",
          "title": "Account executive",
          "capacity": 40
        }
      ],
      "regular_when": {
        "orders": {
          "at_least": 3
        }
      },
      "service_level": {
        "respond_within_hours": 4,
        "contact_every_days": 30,
        "priority": "high"
      },
      "handoff": {
        "when": {
          "any": [
            {
              "volume": {
                "at_least": "1000.00 GBP"
              }
            },
            {
              "bought": {
                "any_of": [
                  "P-7"
                ]
              }
            }
          ]
        },
        "checklist": [
          {
            "id": "contacts",
            "text": "who the people are",
            "required": true
          }
        ],
        "accept_within_days": 5,
        "credit_split": {
          "hunter_percent": 50,
          "until_months": 3
        }
      },
      "lint": {
        "options": {
          "max_stages": 10,
          "optimal_stages": [
            5,
            7
          ]
        },
        "severity": {
          "no-stale-limit": "off"
        }
      },
      "targets": {
        "attract.cost_per_lead": {
          "at_most": "20.00 GBP"
        },
        "sell.conversion.rate": {
          "at_least": 0.1
        }
      }
    }
    "#);
}

#[test]
fn what_is_not_at_its_default_is_written() {
    let process = SalesProcess::draft("p", "P")
        .version(3)
        .utc_offset("+02:00".parse().unwrap())
        .closing_event(ClosingEvent::PaymentReceived)
        .disqualify_reasons(["other"])
        .hunter_result_orders(2)
        .regular_reexamined()
        .first_repeat_within_days(45)
        .handoff(HandoffPolicy::new().hand_over("goals", "what they want next"))
        .target("retain.repeat_purchase_rate", Target::at_least(3.0))
        .build()
        .unwrap();
    insta::assert_snapshot!(process.to_json(), @r#"
    {
      "format": "sales-process/1",
      "id": "p",
      "name": "P",
      "version": 3,
      "utc_offset": "+02:00",
      "closing_event": "payment_received",
      "disqualify_reasons": [
        "other"
      ],
      "hunter_result_orders": 2,
      "regular_reexamined": true,
      "first_repeat_within_days": 45,
      "handoff": {
        "checklist": [
          {
            "id": "goals",
            "text": "what they want next"
          }
        ]
      },
      "targets": {
        "retain.repeat_purchase_rate": {
          "at_least": 3
        }
      }
    }
    "#);
}

#[test]
fn the_least_process() {
    let least = SalesProcess::draft("p", "P").build().unwrap();
    assert_eq!(
        serde_json::to_string(&least).unwrap(),
        r#"{"format":"sales-process/1","id":"p","name":"P"}"#
    );
    assert_eq!(
        least,
        SalesProcess::from_json(r#"{"name":"P","id":"p","format":"sales-process/1"}"#).unwrap()
    );
    assert_eq!(least.as_draft().profile, Profile::new());
    assert!(least.pipelines().is_empty() && least.pipeline_for(DealKind::Repeat).is_none());
    assert!(least.lead_filter().judge(|_| unreachable!()).passed);
    assert!(least.qualification().is_none() && least.handoff_rule().is_none());
    assert_eq!((least.as_draft().version, least.as_draft().hunter_result_orders), (1, 1));
}

#[test]
fn the_handoff_follows_its_own_rule_or_the_regular_one() {
    let regular = Rule::orders(3).unwrap();
    let own = Rule::orders(5).unwrap();
    let rule = |draft: ProcessDraft| draft.build().unwrap().handoff_rule().cloned();
    let draft = || SalesProcess::draft("p", "P").regular_when(regular.clone());
    assert_eq!(rule(draft()), None);
    assert_eq!(rule(draft().handoff(HandoffPolicy::new())), Some(regular.clone()));
    assert_eq!(rule(draft().handoff(HandoffPolicy::new().when(own.clone()))), Some(own));
    assert_eq!(rule(SalesProcess::draft("p", "P").handoff(HandoffPolicy::new())), None);
}

#[test]
fn a_pipeline_serves_what_it_names_or_what_no_other_names() {
    let process = SalesProcess::draft("p", "P")
        .pipeline(PipelineDraft::new("rest"))
        .pipeline(PipelineDraft::new("again").serves(DealKind::Repeat))
        .pipeline(PipelineDraft::new("more").serves(DealKind::UpSell).serves(DealKind::CrossSell))
        .build()
        .unwrap();
    let serving = |kind| process.pipeline_for(kind).unwrap().id().to_string();
    let serving: Vec<_> = DealKind::ALL.iter().map(|kind| serving(*kind)).collect();
    assert_eq!(serving, ["rest", "again", "more", "more", "rest"]);
}

#[test]
fn the_process_says_how_its_pipelines_close_and_lose() {
    let process = SalesProcess::draft("p", "P")
        .closing_event(ClosingEvent::PurchaseMade)
        .lost_reasons(["price"])
        .pipeline(PipelineDraft::new("main"))
        .build()
        .unwrap();
    let main = process.pipeline("main").unwrap();
    assert_eq!(main.closing_event(), ClosingEvent::PurchaseMade);
    assert_eq!(main.lost_reasons(), ["price"]);
    assert!(process.pipeline("Main").is_none());
}

#[test]
fn roles_are_known_by_id_or_else_by_kind() {
    let bare = SalesProcess::draft("p", "P").build().unwrap();
    assert_eq!(bare.role_kind("head_of_sales"), Some(RoleKind::HeadOfSales));
    assert_eq!(bare.role_kind("ae").unwrap().name(), "ae");
    assert_eq!(bare.role_kind("Account executive"), None);
    let listed = SalesProcess::draft("p", "P").role(Role::new("ae", RoleKind::Hunter));
    let listed = listed.build().unwrap();
    assert_eq!(listed.role_kind("ae"), Some(RoleKind::Hunter));
    assert_eq!(listed.role_kind("hunter"), None);
}

#[test]
fn each_part_is_read_alone() {
    let profile: Profile = json::read(r#"{"nature":"project"}"#).unwrap();
    assert_eq!(profile, Profile::new().nature(Nature::Project));
    let allow: Allow = json::read(r#"{"lint":"Q06","reason":"r"}"#).unwrap();
    assert_eq!(allow.lint, "Q06");
    let pipeline: Pipeline = json::read_built(r#"{"id":"p"}"#, PipelineDraft::build).unwrap();
    assert_eq!(pipeline.id(), "p");
    let error = json::read_built("{\n\"id\":\"\"}", PipelineDraft::build).unwrap_err();
    assert_eq!(
        error.to_string(),
        "line 2: id: an id is blank; give it at least one visible character"
    );
}

proptest! {
    #[test]
    fn building_writing_and_reading_gives_the_same(draft in process()) {
        let built = draft.clone().build().unwrap();
        prop_assert_eq!(built.as_draft(), &draft);
        let text = built.to_json();
        let read = SalesProcess::from_json(&text).unwrap();
        prop_assert_eq!(&read, &built);
        prop_assert_eq!(read.to_json(), text);
        prop_assert_eq!(ProcessDraft::from(read), draft);
    }
}
