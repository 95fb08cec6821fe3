//! Filter, rules, handoff, service level, reasons and targets of a proposal.
//!
//! Rules count orders and months: what an order is worth, and in which
//! currency, only the company knows.

use std::collections::BTreeMap;

use super::pipeline::usual_days;
use crate::policy::{
    FilterCriterion, Framework, LeadFilter, LeadFilterDraft, Qualification, QualificationDraft,
    QualificationRule, RuleForm,
};
use crate::process::{
    Criterion, Days, HandoffPolicy, Market, Nature, Novelty, PipelineDraft, Profile, ServiceLevel,
    Target,
};
use crate::value::{Months, Percent};

fn is_company(profile: Profile) -> bool {
    profile.or_defaults().market == Some(Market::B2b)
}

fn nature(profile: Profile) -> Nature {
    profile.nature.unwrap_or_default()
}

/// Who the product is of most value to.
pub(super) fn target_audience(profile: Profile) -> Vec<Criterion> {
    let traits: &[(&str, &str)] = if is_company(profile) {
        &[
            ("segment", "works in a field where we have customers to refer to"),
            ("size", "large enough to gain from it, and not so large as to make it themselves"),
            ("occasion", "grows, moves, renews or must meet a new rule this year"),
        ]
    } else {
        &[
            ("use", "has a use for it in everyday life"),
            ("means", "buys in our range of prices"),
            ("reach", "lives where we deliver, and can be reached by our channels"),
        ]
    };
    traits.iter().map(|(id, text)| Criterion::new(*id, *text)).collect()
}

/// Which leads are worth the cost of selling: hard where selling takes
/// meetings and talks, soft where it takes minutes.
pub(crate) fn default_lead_filter(profile: Profile) -> LeadFilterDraft {
    let need = || FilterCriterion::new("need", "has a need for something that we sell");
    let segment = || FilterCriterion::new("segment", "belongs to a segment that we serve");
    let means = || FilterCriterion::new("means", "can pay for it, as far as can be seen");
    let size = || FilterCriterion::new("size", "is large enough to be worth a visit");
    let soon = || FilterCriterion::new("soon", "wants to decide within the next months");
    let reach = || FilterCriterion::new("reach", "is where we deliver, and can be reached");
    match (nature(profile), is_company(profile)) {
        (Nature::Project, true) => LeadFilter::draft()
            .pass_score(2)
            .criterion(need().required())
            .criterion(segment().required())
            .criterion(means().weight(2))
            .criterion(size())
            .criterion(soon()),
        (Nature::Consultative, true) => LeadFilter::draft()
            .pass_score(2)
            .criterion(need().required())
            .criterion(segment().weight(2))
            .criterion(means())
            .criterion(size())
            .criterion(soon()),
        (Nature::Transactional, true) => LeadFilter::draft()
            .pass_score(2)
            .criterion(need())
            .criterion(segment())
            .criterion(reach()),
        (Nature::Project, false) => LeadFilter::draft()
            .pass_score(1)
            .criterion(need().required())
            .criterion(reach().required())
            .criterion(means())
            .criterion(soon()),
        (Nature::Consultative, false) => LeadFilter::draft()
            .pass_score(2)
            .criterion(need())
            .criterion(reach())
            .criterion(means()),
        (Nature::Transactional, false) => {
            LeadFilter::draft().pass_score(1).criterion(need()).criterion(reach())
        }
    }
}

/// BANT: three of four, as it is mostly read; two where consumers pick and
/// pay, who answer no more questions than that.
pub(super) fn qualification(profile: Profile) -> QualificationDraft {
    let quick = nature(profile) == Nature::Transactional && !is_company(profile);
    Qualification::by(Framework::Bant).rule(QualificationRule::AtLeast(if quick { 2 } else { 3 }))
}

/// Why leads are declined.
pub(super) fn disqualify_reasons() -> Vec<String> {
    texts(&["not_our_segment", "no_need", "no_budget", "no_authority", "unreachable", "other"])
}

/// Why deals are lost.
pub(crate) fn default_lost_reasons(profile: Profile) -> Vec<String> {
    let mut reasons =
        texts(&["price", "competitor", "no_budget", "no_need", "timing", "no_answer", "other"]);
    if profile.novelty == Some(Novelty::Innovative) {
        reasons.insert(0, "trial_failed".to_owned());
    }
    reasons
}

fn texts(list: &[&str]) -> Vec<String> {
    list.iter().map(|text| (*text).to_owned()).collect()
}

/// When a customer is regular: by the number of orders, which come often
/// where the customer picks and pays, and seldom where they are projects.
pub(crate) fn default_regular_when(profile: Profile) -> RuleForm {
    RuleForm::Orders {
        at_least: match nature(profile) {
            Nature::Consultative => 3,
            Nature::Transactional => 4,
            Nature::Project => 2,
        },
    }
}

/// Quick sales count as the hunter's result from the second order on: the
/// first one proves little.
pub(super) fn hunter_result_orders(profile: Profile) -> u32 {
    if nature(profile) == Nature::Transactional { 2 } else { 1 }
}

/// When a customer passes to the farmer, and what comes along.
pub(crate) fn default_handoff(profile: Profile) -> HandoffPolicy {
    let second_order = RuleForm::Orders { at_least: 2 };
    let when = match (nature(profile), Months::new(6)) {
        (Nature::Transactional, _) => RuleForm::Orders { at_least: 3 },
        // Who does not order again soon is not left to the hunter for ever.
        (_, Ok(months)) => RuleForm::Any(vec![second_order, RuleForm::Tenure { months }]),
        (_, Err(_)) => second_order,
    };
    let policy = HandoffPolicy::new()
        .when(when)
        .require("people", "who decides, who uses and who pays, and how each likes to be contacted")
        .require("promises", "what was promised beyond the contract, to whom and by when")
        .require("open_issues", "what is unsettled: complaints, late deliveries, open invoices")
        .require("goals", "what the customer wants to reach, and what could be sold next")
        .hand_over("history", "how the first sale was won, and which objections came up")
        .accept_within_days(if is_company(profile) { 5 } else { 3 });
    match (Percent::new(50.0), Months::new(3)) {
        (Ok(half), Ok(quarter)) => policy.credit_split(half, quarter),
        _ => policy,
    }
}

/// How soon a new customer should order again before it is worth a call.
pub(super) fn first_repeat_within(profile: Profile) -> Days {
    Days::from(match (nature(profile), is_company(profile)) {
        (Nature::Project, _) => 365,
        (Nature::Consultative, true) => 120,
        (Nature::Consultative, false) => 180,
        (Nature::Transactional, true) => 60,
        (Nature::Transactional, false) => 90,
    })
}

/// How regular customers are looked after.
pub(crate) fn default_service_level(profile: Profile) -> ServiceLevel {
    let (hours, days): (u8, u16) = match (nature(profile), is_company(profile)) {
        (Nature::Project, true) => (4, 14),
        (Nature::Consultative, true) => (4, 30),
        (Nature::Transactional, true) => (8, 30),
        (Nature::Project | Nature::Consultative, false) => (8, 60),
        (Nature::Transactional, false) => (24, 90),
    };
    ServiceLevel::new().respond_within_hours(hours).contact_every_days(days).priority("high")
}

/// Where to begin with the KPIs of each part of selling. What is counted in
/// money is left to the company.
pub(super) fn targets(profile: Profile, main: &PipelineDraft) -> BTreeMap<String, Target> {
    // Of leads come deals, of deals customers; projects are few and chosen.
    let (conversion, wins) = match nature(profile) {
        Nature::Consultative => (0.1, 0.25),
        Nature::Transactional => (0.2, 0.4),
        Nature::Project => (0.05, 0.2),
    };
    let repeat = if nature(profile) == Nature::Project { 0.25 } else { 0.33 };
    [
        ("attract.lead_quality", Target::at_least(0.5)),
        ("sell.filter_pass_rate", Target::at_least(0.5)),
        ("sell.conversion.rate", Target::at_least(conversion)),
        ("sell.win_rate", Target::at_least(wins)),
        ("sell.cycle_days.median", Target::at_most(usual_days(main))),
        ("retain.repeat_purchase_rate", Target::at_least(repeat)),
        ("retain.orders_per_customer", Target::at_least(1.5)),
    ]
    .into_iter()
    .map(|(path, target)| (path.to_owned(), target))
    .collect()
}
