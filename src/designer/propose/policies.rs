//! Filter, rules, handoff, service level, reasons and targets of a proposal.
//!
//! Rules count orders and months: what an order is worth, and in which
//! currency, only the company knows.

use std::collections::BTreeMap;

use super::pipeline::days_until_won;
use super::text::{self, Kind, Line};
use crate::policy::{
    FilterCriterion, Framework, LeadFilter, LeadFilterDraft, Qualification, QualificationCriterion,
    QualificationDraft, QualificationRule, RuleForm,
};
use crate::process::{
    Criterion, Days, Demand, HandoffPolicy, Market, Nature, Novelty, Offering, PipelineDraft,
    Profile, ServiceLevel, Target,
};
use crate::value::{Language, Months, Percent};

fn is_company(profile: Profile) -> bool {
    profile.or_defaults().market == Some(Market::B2b)
}

fn nature(profile: Profile) -> Nature {
    profile.nature.unwrap_or_default()
}

/// Who it is of most value to.
pub(super) fn target_audience(profile: Profile, language: Language) -> Vec<Criterion> {
    let lines = text::lines_of(text::policy::AUDIENCE, profile);
    let criterion = |line: &Line| match line.kind {
        Kind::For(id) => Some(Criterion::new(id, line.text(language))),
        _ => None,
    };
    lines.filter_map(criterion).collect()
}

/// Which leads are worth the cost of selling. Whoever needs nothing is none;
/// more is asked where selling takes meetings and talks than where it takes
/// minutes.
pub(crate) fn default_lead_filter(profile: Profile) -> LeadFilterDraft {
    lead_filter(profile.or_defaults(), Language::English)
}

/// The same in a language, for a profile whose dimensions are all known.
pub(super) fn lead_filter(profile: Profile, language: Language) -> LeadFilterDraft {
    let criterion = |id: &'static str| {
        FilterCriterion::new(id, text::spoken(text::policy::FILTER, id, profile, language))
    };
    let [need, segment, means] = ["need", "segment", "means"].map(|id| move || criterion(id));
    let [size, soon, reach] = ["size", "soon", "reach"].map(|id| move || criterion(id));
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
            .criterion(need().required())
            .criterion(reach().required())
            .criterion(segment()),
        (Nature::Project, false) => LeadFilter::draft()
            .pass_score(1)
            .criterion(need().required())
            .criterion(reach().required())
            .criterion(means())
            .criterion(soon()),
        (Nature::Consultative, false) => LeadFilter::draft()
            .pass_score(1)
            .criterion(need().required())
            .criterion(reach().required())
            .criterion(means()),
        (Nature::Transactional, false) => {
            LeadFilter::draft().criterion(need().required()).criterion(reach().required())
        }
    }
}

/// BANT where selling takes meetings: three of four, as it is mostly read.
/// Buyers who pick and pay, and consumers, are asked a few plain questions
/// instead, and who has not thought of buying is asked about the problem.
pub(super) fn qualification(profile: Profile, language: Language) -> QualificationDraft {
    let mut table = text::policy::QUESTIONS;
    if is_company(profile) && nature(profile) != Nature::Transactional {
        if profile.demand != Some(Demand::Unformed) {
            return Qualification::by(Framework::Bant).rule(QualificationRule::AtLeast(3));
        }
        table = text::policy::PROBLEM;
    }
    let mut questions = Qualification::draft();
    for line in text::lines_of(table, profile) {
        if let Kind::For(id) = line.kind {
            questions = questions.criterion(QualificationCriterion::new(id, line.text(language)));
        }
    }
    questions.rule(QualificationRule::All)
}

/// Why leads are declined.
pub(super) fn disqualify_reasons(profile: Profile) -> Vec<String> {
    // One for each criterion of the filter and each question that is answered
    // with no.
    let offering = profile.offering.unwrap_or_default();
    let none_fits = [if offering == Offering::Product { "not_available" } else { "not_our_work" }];
    let no_time: &[&str] = if offering == Offering::Product { &[] } else { &["no_free_time"] };
    let parts: [&[&str]; 4] = match (is_company(profile), nature(profile)) {
        (true, Nature::Transactional) => [
            &["not_our_segment", "no_need", "no_budget", "no_authority"],
            &none_fits,
            &["out_of_area"],
            no_time,
        ],
        (true, _) => [
            &["not_our_segment", "no_need", "no_budget", "no_authority", "too_small", "timing"],
            &[],
            &[],
            &[],
        ],
        (false, nature) => [
            &["no_need", "too_expensive", "out_of_area"],
            &none_fits,
            if nature == Nature::Transactional { &[] } else { &["no_authority"] },
            if nature == Nature::Project { &["timing"] } else { no_time },
        ],
    };
    texts(&[&parts.concat()[..], &["unreachable", "other"]].concat())
}

/// Why deals are lost.
pub(crate) fn default_lost_reasons(profile: Profile) -> Vec<String> {
    let profile = profile.or_defaults();
    let consumer = profile.offering.unwrap_or_default();
    let mut reasons = texts(match (is_company(profile), nature(profile), consumer) {
        (_, Nature::Project, _) => &[
            "price",
            "competitor",
            "project_cancelled",
            "no_budget",
            "timing",
            "no_answer",
            "other",
        ],
        (true, Nature::Transactional, Offering::Product) => {
            &["price", "competitor", "not_available", "no_budget", "no_need", "no_answer", "other"]
        }
        (true, ..) => {
            &["price", "competitor", "no_budget", "no_need", "timing", "no_answer", "other"]
        }
        (false, _, Offering::Product) => {
            &["price", "competitor", "not_available", "no_need", "timing", "no_answer", "other"]
        }
        (false, _, Offering::Service) => {
            &["price", "competitor", "no_free_time", "no_need", "timing", "no_answer", "other"]
        }
    });
    if profile.novelty == Some(Novelty::Innovative) {
        reasons.insert(0, "trial_failed".to_owned());
    }
    // A deal can be lost after it was agreed.
    let before_the_last = reasons.len().saturating_sub(1);
    reasons.splice(before_the_last..before_the_last, texts(&["withdrawn", "not_paid"]));
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
    handoff(profile.or_defaults(), Language::English)
}

/// The same in a language, for a profile whose dimensions are all known.
pub(super) fn handoff(profile: Profile, language: Language) -> HandoffPolicy {
    let word = |of| text::spoken(text::policy::CHECKLIST, of, profile, language);
    let second_order = RuleForm::Orders { at_least: 2 };
    let when = match (nature(profile), Months::new(6)) {
        (Nature::Transactional, _) => RuleForm::Orders { at_least: 3 },
        // Who does not order again soon is not left to the hunter for ever.
        (_, Ok(months)) => RuleForm::Any(vec![second_order, RuleForm::Tenure { months }]),
        (_, Err(_)) => second_order,
    };
    let policy = HandoffPolicy::new()
        .when(when)
        .require("people", word("people"))
        .require("promises", word("promises"))
        .require("open_issues", word("open_issues"))
        .require("goals", word("goals"))
        .hand_over("history", word("history"))
        .accept_within_days(if is_company(profile) { 5 } else { 3 });
    match (Percent::new(50.0), Months::new(3)) {
        (Ok(half), Ok(quarter)) => policy.credit_split(half, quarter),
        _ => policy,
    }
}

/// How soon a new customer should order again before it is worth a call. `None`
/// where hardly anybody orders again.
pub(super) fn first_repeat_within(profile: Profile) -> Option<Days> {
    let days = match (nature(profile), is_company(profile)) {
        (Nature::Project, true) => 1095,
        (Nature::Project, false) => return None,
        // It is sold for a year.
        (Nature::Consultative, true) if profile.novelty == Some(Novelty::Innovative) => 365,
        (Nature::Consultative, true) => 120,
        (Nature::Consultative, false) => 180,
        (Nature::Transactional, true) => 60,
        (Nature::Transactional, false) => 90,
    };
    Some(Days::from(days))
}

/// How regular customers are looked after.
pub(crate) fn default_service_level(profile: Profile) -> ServiceLevel {
    service_level(profile.or_defaults(), Language::English)
}

/// The same in a language, for a profile whose dimensions are all known.
pub(super) fn service_level(profile: Profile, language: Language) -> ServiceLevel {
    let (hours, days): (u8, u16) = match (nature(profile), is_company(profile)) {
        // Nobody who asks for the first time is answered sooner.
        (Nature::Project, true) => (4, 30),
        (Nature::Consultative | Nature::Transactional, true) => (1, 30),
        (Nature::Project, false) => (1, 180),
        (Nature::Consultative, false) => (1, 60),
        (Nature::Transactional, false) => (1, 90),
    };
    ServiceLevel::new().respond_within_hours(hours).contact_every_days(days).priority(text::spoken(
        text::policy::PRIORITY,
        "priority",
        profile,
        language,
    ))
}

/// Where to begin with the KPIs of each part of selling. What is counted in
/// money is left to the company.
pub(super) fn targets(profile: Profile, main: &PipelineDraft) -> BTreeMap<String, Target> {
    // Of leads come deals, of deals customers; projects are few and chosen.
    // Whom we approach first buys less often than who asks.
    let asked = profile.demand != Some(Demand::Unformed);
    let (conversion, wins) = match nature(profile) {
        Nature::Consultative => (if asked { 0.1 } else { 0.06 }, 0.25),
        Nature::Transactional => (if asked { 0.16 } else { 0.1 }, 0.4),
        Nature::Project => (if asked { 0.08 } else { 0.05 }, 0.2),
    };
    // Equipment and homes are bought once in years, goods every month. Of those
    // who seldom buy again, the number of purchases says nothing more.
    let (repeat, orders) = match (nature(profile), is_company(profile)) {
        (Nature::Project, true) => (0.25, None),
        (Nature::Project, false) => (0.05, None),
        (Nature::Consultative, _) => (0.33, Some(1.5)),
        (Nature::Transactional, true) => (0.5, Some(4.0)),
        (Nature::Transactional, false) => (0.33, Some(2.0)),
    };
    let orders = orders.map(|orders| ("retain.orders_per_customer", Target::at_least(orders)));
    let others = [
        ("attract.lead_quality", Target::at_least(0.5)),
        ("sell.filter_pass_rate", Target::at_least(0.5)),
        ("sell.conversion.rate", Target::at_least(conversion)),
        ("sell.win_rate", Target::at_least(wins)),
        ("sell.cycle_days.median", Target::at_most(days_until_won(profile, main))),
        ("retain.repeat_purchase_rate", Target::at_least(repeat)),
    ];
    others.into_iter().chain(orders).map(|(path, target)| (path.to_owned(), target)).collect()
}
