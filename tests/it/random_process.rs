//! Random sales processes that can be built.

use proptest::collection::{btree_map, btree_set, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};
use rust_decimal::Decimal;
use sales_process::policy::{
    FilterCriterion, LeadFilter, LeadFilterDraft, Points, QualificationCriterion,
    QualificationDraft, QualificationRule, Rule, RuleForm,
};
use sales_process::process::{
    Activity, Bound, Channel, ClosingEvent, Criterion, Days, DealKind, Demand, HandoffPolicy,
    Hours, LintLevel, LintSettings, Market, Move, Nature, Novelty, Offering, PipelineDraft,
    ProcessDraft, Profile, Purpose, Role, RoleKind, ServiceLevel, Stage, Subprocess,
    SubprocessPlan, Target,
};
use sales_process::{Money, Months, Percent, Probability, SalesProcess};

/// Text with what could trip a reader or writer.
fn text() -> impl Strategy<Value = String> {
    r#"[a-z "\\/.\[\]{}é\u{0}\n😀]{0,12}"#
}

fn id() -> impl Strategy<Value = String> {
    r#"[a-z."\\\[\]é]{1,4}"#
}

fn ids(most: usize) -> impl Strategy<Value = Vec<String>> {
    btree_set(id(), 0..=most).prop_map(|ids| ids.into_iter().collect())
}

fn any_of<T: Clone + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    select(all)
}

fn days() -> impl Strategy<Value = Days> {
    prop_oneof![
        (1..400u16).prop_map(Days::from),
        (0.001..36_525.0).prop_map(|n| Days::new(n).unwrap())
    ]
}

fn share() -> impl Strategy<Value = Probability> {
    (0.0..=1.0).prop_map(|n| Probability::new(n).unwrap())
}

fn points() -> impl Strategy<Value = Points> {
    (0..100_000_u32).prop_map(|n| Points::new(f64::from(n) / 100.0).unwrap())
}

fn money() -> impl Strategy<Value = Money> {
    (-10i64.pow(12)..10i64.pow(12), 0..9u32)
        .prop_map(|(n, scale)| Money::new(Decimal::new(n, scale), "GBP".parse().unwrap()).unwrap())
}

fn months() -> impl Strategy<Value = Months> {
    (1..=1200u32).prop_map(|n| Months::new(n).unwrap())
}

fn rule() -> impl Strategy<Value = RuleForm> {
    let leaf = prop_oneof![
        (1..9u32).prop_map(|n| Rule::orders(n).unwrap()),
        money().prop_map(Rule::volume),
        months().prop_map(Rule::tenure),
        (money(), months()).prop_map(|(m, n)| Rule::smallest_order(m, n)),
        (money(), months()).prop_map(|(m, n)| Rule::monthly_volume(m, n)),
        vec(id(), 1..3)
            .prop_map(|ids| { Rule::bought(ids.iter().map(|id| id.parse().unwrap())).unwrap() }),
    ];
    leaf.prop_recursive(5, 20, 3, |rule| {
        prop_oneof![
            vec(rule.clone(), 1..4).prop_map(|of| Rule::all(of).unwrap()),
            vec(rule.clone(), 1..4).prop_map(|of| Rule::at_least(1, of).unwrap()),
            rule.prop_map(|of| of.not().unwrap()),
        ]
    })
    .prop_map(RuleForm::from)
}

fn profile() -> impl Strategy<Value = Profile> {
    (
        option::of(any_of(Nature::ALL)),
        option::of(any_of(Novelty::ALL)),
        option::of(any_of(Demand::ALL)),
        option::of(any_of(Market::ALL)),
        option::of(any_of(Offering::ALL)),
        option::of(any_of(Channel::ALL)),
        option::of(any_of(Activity::ALL)),
        any::<bool>(),
    )
        .prop_map(|(nature, novelty, demand, market, offering, channel, activity, depends)| {
            Profile {
                nature,
                novelty,
                demand,
                market,
                offering,
                channel,
                activity,
                payment_depends_on_onboarding: depends,
            }
        })
}

fn stage(id: String, role: Option<String>) -> impl Strategy<Value = Stage> {
    let purpose = prop_oneof![
        any_of(&Purpose::BUILT_IN),
        "[a-z][a-z0-9_]{0,5}".prop_map(|word| word.parse().unwrap()),
    ];
    (
        option::of(text()),
        vec(purpose, 0..3),
        option::of(any_of(Subprocess::ALL)),
        any::<bool>(),
        (ids(2), vec(text(), 0..2)),
        option::of(days()),
        option::of(days()),
        option::of(share()),
    )
        .prop_map(
            move |(name, purposes, subprocess, start, (criteria, words), typical, stale, win)| {
                let mut stage = Stage::new(id.clone(), "");
                stage.name = name;
                stage.purposes = purposes;
                stage.subprocess = subprocess;
                stage.start = start;
                stage.role.clone_from(&role);
                stage.exit_criteria = criteria.iter().map(|id| Criterion::new(id, id)).collect();
                stage.entry_criteria = stage.exit_criteria.clone();
                stage.entry_criteria.reverse();
                stage.description = words.first().cloned();
                stage.notes = words.iter().skip(1).cloned().collect();
                stage.mean_days = stale;
                stage.actions.clone_from(&words);
                stage.tactics = words;
                stage.typical_days = typical;
                stage.stale_after_days = stale;
                stage.win_probability = win;
                stage
            },
        )
}

fn pipeline(
    id: String,
    serves: Vec<DealKind>,
    role: Option<String>,
) -> impl Strategy<Value = PipelineDraft> {
    (btree_set(id_of_stage(), 1..5), 1..9u32, any::<bool>(), option::of(days())).prop_flat_map(
        move |(ids, revision, prepaid, max_cycle_days)| {
            let ids: Vec<String> = ids.into_iter().collect();
            let stages: Vec<_> = ids.iter().map(|id| stage(id.clone(), role.clone())).collect();
            let step = (
                select(ids.clone()),
                select(ids),
                option::of(share()),
                option::of(option::of(1..9u32)),
            );
            let draft = PipelineDraft::new(id.clone()).won("WON").lost("LOST").revision(revision);
            let serves = serves.clone();
            (stages, vec(step, 0..6)).prop_map(move |(stages, steps)| {
                let mut draft = draft.clone();
                draft.serves.clone_from(&serves);
                draft.prepaid = prepaid;
                draft.max_cycle_days = max_cycle_days;
                draft.stages = stages;
                for (from, to, probability, rework) in steps {
                    let mut step = Move::new(from, to);
                    step.probability = probability;
                    if let Some(max_passes) = rework {
                        step = step.rework(max_passes);
                    }
                    draft = draft.step(step);
                }
                draft
            })
        },
    )
}

fn id_of_stage() -> impl Strategy<Value = String> {
    id()
}

fn filter() -> impl Strategy<Value = LeadFilterDraft> {
    (ids(3), any::<bool>(), option::of(points()), any::<bool>()).prop_map(
        |(ids, required, weight, score)| {
            let mut draft = LeadFilter::draft();
            for id in ids {
                let mut criterion = FilterCriterion::new(id, "text");
                criterion.required = required;
                criterion.weight = weight;
                if score {
                    draft.pass_score = criterion.points();
                }
                draft = draft.criterion(criterion);
            }
            draft
        },
    )
}

fn qualification() -> impl Strategy<Value = QualificationDraft> {
    let own = (ids(3), option::of("[A-Z]{4}"), points()).prop_map(|(mut ids, name, weight)| {
        ids.push("LAST".to_owned());
        let criteria = ids.iter().map(|id| QualificationCriterion::new(id, "").weight(weight));
        let rule = if weight == Points::ZERO {
            QualificationRule::AtLeast(1)
        } else {
            QualificationRule::Score { at_least: weight }
        };
        QualificationDraft { framework: name, criteria: criteria.collect(), rule }
    });
    let rule =
        prop_oneof![Just(QualificationRule::All), (1..=4u32).prop_map(QualificationRule::AtLeast)];
    let built_in = (select(vec!["bant", "champ", "meddicc"]), rule).prop_map(|(name, rule)| {
        QualificationDraft { framework: Some(name.to_owned()), criteria: Vec::new(), rule }
    });
    prop_oneof![own, built_in]
}

fn lint() -> impl Strategy<Value = LintSettings> {
    (
        option::of(1..99u32),
        option::of((1..9u32, 9..99u32)),
        option::of(share()),
        btree_map(text(), any_of(LintLevel::ALL), 0..3),
    )
        .prop_map(|(max_stages, optimal, share, severity)| {
            let mut settings = LintSettings::new();
            settings.options.max_stages = max_stages;
            settings.options.max_exits = max_stages;
            settings.options.optimal_stages = optimal.map(|(fewest, most)| [fewest, most]);
            settings.options.bottleneck_share = share;
            settings.severity = severity;
            settings
        })
}

fn handoff() -> impl Strategy<Value = HandoffPolicy> {
    (option::of(rule()), ids(3), option::of(days()), option::of((0..=10_000u16, months())))
        .prop_map(|(when, items, accept_within_days, split)| {
            let mut policy = HandoffPolicy::new();
            for (i, id) in items.into_iter().enumerate() {
                policy = if i == 0 { policy.require(id, "") } else { policy.hand_over(id, "") };
            }
            policy.when = when;
            policy.accept_within_days = accept_within_days;
            if let Some((hundredths, months)) = split {
                let percent = Percent::new(f64::from(hundredths) / 100.0).unwrap();
                policy = policy.credit_split(percent, months);
            }
            policy
        })
}

fn target() -> impl Strategy<Value = Target> {
    let number = prop::num::f64::NORMAL | prop::num::f64::ZERO | prop::num::f64::SUBNORMAL;
    let bound = prop_oneof![money().prop_map(Bound::Money), number.prop_map(Bound::Number)];
    (bound, any::<bool>())
        .prop_map(|(bound, most)| if most { Target::AtMost(bound) } else { Target::AtLeast(bound) })
}

fn plan() -> impl Strategy<Value = SubprocessPlan> {
    (option::of(text()), option::of(text()), option::of(text()), option::of(text()))
        .prop_map(|(result, owner, goal, plan)| SubprocessPlan { result, owner, goal, plan })
}

fn service_level() -> impl Strategy<Value = ServiceLevel> {
    let hours = (0.01..8784.0).prop_map(|n| Hours::new(n).unwrap());
    (option::of(hours), option::of(days()), option::of(text())).prop_map(
        |(respond_within_hours, contact_every_days, priority)| ServiceLevel {
            respond_within_hours,
            contact_every_days,
            priority,
        },
    )
}

/// A random process that can be built.
pub(crate) fn process() -> impl Strategy<Value = ProcessDraft> {
    let pipelines = (ids(3), subsequence(DealKind::ALL, 0..=5), ids(2)).prop_flat_map(
        |(names, mut kinds, roles)| {
            let role = roles.first().cloned().or_else(|| Some("hunter".to_owned()));
            let pipelines: Vec<_> = names
                .into_iter()
                .map(|id| pipeline(id, kinds.pop().into_iter().collect(), role.clone()))
                .collect();
            let roles: Vec<_> = roles
                .into_iter()
                .map(|id| {
                    (Just(id), any_of(RoleKind::ALL), option::of(text()), option::of(any::<u32>()))
                        .prop_map(|(id, kind, title, capacity)| {
                            let mut role = Role::new(id, kind);
                            (role.title, role.capacity) = (title, capacity);
                            role
                        })
                })
                .collect();
            (pipelines, roles)
        },
    );
    let policies = (
        option::of(filter()),
        option::of(qualification()),
        option::of(rule()),
        option::of(handoff()),
        option::of(service_level()),
        option::of(days()),
        any::<bool>(),
    );
    let lists = (ids(3), ids(3), ids(3));
    let rest = (
        profile(),
        btree_map(any_of(Subprocess::ALL), plan(), 0..4),
        any_of(ClosingEvent::ALL),
        lint(),
        btree_map("[a-z.\\[\\]]{1,9}", target(), 0..3),
        (1..u32::MAX, 1..9u32),
        select(vec!["+00:00", "-03:30", "+14:00"]),
    );
    (id(), text(), pipelines, policies, lists, rest).prop_map(
        |(id, name, (pipelines, roles), policies, lists, rest)| {
            let mut draft = SalesProcess::draft(id, name);
            draft.pipelines = pipelines;
            draft.roles = roles;
            draft.lead_filter = policies.0;
            draft.qualification = policies.1;
            draft.regular_when = policies.2;
            draft.handoff = policies.3;
            draft.service_level = policies.4;
            draft.first_repeat_within_days = policies.5;
            draft.regular_reexamined = policies.6;
            draft.lost_reasons = lists.0;
            draft.disqualify_reasons = lists.1;
            draft.target_audience = lists.2.iter().map(|id| Criterion::new(id, "fits")).collect();
            draft.profile = rest.0;
            draft.subprocesses = rest.1;
            draft.closing_event = rest.2;
            draft.lint = rest.3;
            draft.targets = rest.4;
            (draft.version, draft.hunter_result_orders) = rest.5;
            draft.utc_offset = rest.6.parse().unwrap();
            draft
        },
    )
}
