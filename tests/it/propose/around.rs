//! What stands around the stages of every proposal: which stages are merged,
//! how soon and how often customers are contacted, why leads are declined.

use std::collections::BTreeSet;

use sales_process::Language;
use sales_process::playbook::{Headings, Playbook};
use sales_process::process::{
    Channel, Days, DealKind, Market, Nature, Novelty, Offering, OutcomeKind, Pipeline, Profile,
    Purpose, SalesProcess,
};

use super::{PROPOSALS, carries, check_all, main_of};

/// Purposes share a stage in one order, and only until seven stages are left.
#[test]
fn stages_are_merged_in_order_and_no_more_than_need_be() {
    use Purpose::{
        Contract, InboundRequest, NeedsDiscovery, Negotiation, Onboarding, PaymentTracking,
        ProactiveContact, Prospecting, Qualification,
    };
    check_all(|profile, process| {
        let main = main_of(process);
        let mut order = vec![
            [Negotiation, Contract],
            [Prospecting, ProactiveContact],
            [Qualification, NeedsDiscovery],
            [PaymentTracking, Onboarding],
            [ProactiveContact, InboundRequest],
        ];
        if profile.channel == Some(Channel::Indirect) {
            let search = order.remove(1);
            order.push(search);
        }
        let there = order.iter().filter(|pair| pair.iter().all(|it| carries(main, it)));
        let merged: Vec<bool> = there
            .map(|pair| main.stages().iter().any(|stage| pair.iter().all(|it| stage.is_for(it))))
            .collect();
        assert!(merged.is_sorted_by(|one, next| one >= next), "{merged:?}");
        assert!(main.stages().len() == 7 || !merged.contains(&true), "{merged:?}");
        // Whatever else shares a stage does so of its own nature.
        for stage in main.stages().iter().filter(|stage| stage.purposes.len() > 1) {
            let known = |pair: &[Purpose; 2]| pair.iter().all(|it| stage.is_for(it));
            let visits = stage.is_for(&Purpose::Delivery) && stage.is_for(&PaymentTracking);
            let steered = stage.is_for(&Purpose::PartnerManagement);
            assert!(order.iter().any(known) || visits || steered, "{}", stage.id);
        }
    });
}

/// How many days a deal takes in all stages.
fn whole(pipeline: &Pipeline) -> f64 {
    pipeline.stages().iter().map(|stage| stage.typical_days.map_or(0.0, Days::count)).sum()
}

fn of(profile: Profile) -> &'static SalesProcess {
    &PROPOSALS.iter().find(|(other, _)| *other == profile).unwrap().1
}

/// Who should buy again does so in the time that another sale takes, and later
/// the larger the sale is.
#[test]
fn a_second_purchase_is_expected_when_it_can_be() {
    check_all(|profile, process| {
        let consumer = profile.market == Some(Market::B2c);
        let Some(days) = process.as_draft().first_repeat_within_days.map(Days::count) else {
            assert!(consumer && profile.nature == Some(Nature::Project));
            return;
        };
        let again = process.pipeline_for(DealKind::Repeat).unwrap();
        assert!(days >= whole(again), "{days} {}", whole(again));
        let other = |nature| {
            let days = of(Profile { nature: Some(nature), ..*profile })
                .as_draft()
                .first_repeat_within_days;
            days.map_or(f64::INFINITY, Days::count)
        };
        match profile.nature.unwrap() {
            Nature::Transactional => assert!(days < other(Nature::Consultative)),
            Nature::Consultative => assert!(days < other(Nature::Project)),
            Nature::Project => {}
        }
        // What is new to companies is sold by the year.
        let known = of(Profile { novelty: Some(Novelty::Established), ..*profile });
        let sooner = known.as_draft().first_repeat_within_days.map_or(0.0, Days::count);
        let by_year = !consumer
            && profile.nature == Some(Nature::Consultative)
            && profile.novelty == Some(Novelty::Innovative);
        assert_eq!(sooner < days, by_year);
    });
}

/// Who has bought is heard of before the second purchase is late, and answered
/// no later than who asks for the first time.
#[test]
fn regular_customers_are_looked_after() {
    let promised = |process: &SalesProcess| -> f64 {
        let stages = main_of(process).stages().iter();
        let texts = stages.filter(|stage| stage.start).flat_map(|stage| &stage.actions);
        let hours = texts.filter_map(|text| match text.as_str() {
            _ if text.contains("within the hour") || text.contains("at once") => Some(1.0),
            _ if text.contains("same day") => Some(8.0),
            _ => None,
        });
        hours.fold(24.0, f64::min)
    };
    check_all(|profile, process| {
        let level = process.as_draft().service_level.as_ref().unwrap();
        let hours = level.respond_within_hours.unwrap().count();
        assert!(hours <= promised(process), "{hours} {}", promised(process));
        let every = level.contact_every_days.unwrap().count();
        let again = process.as_draft().first_repeat_within_days.map_or(f64::INFINITY, Days::count);
        assert!(every <= again, "{every} {again}");
        // Companies are contacted more often than consumers.
        let consumers = of(Profile { market: Some(Market::B2c), ..*profile }).as_draft();
        let consumers =
            consumers.service_level.as_ref().unwrap().contact_every_days.unwrap().count();
        assert_eq!(every < consumers, profile.market == Some(Market::B2b));
        assert!(level.priority.is_some());
    });
}

/// Each criterion of the filter and each question has a reason to decline a
/// lead of which it is not true, in words of each language.
#[test]
fn each_criterion_that_is_not_met_is_a_reason_to_decline() {
    let words = Language::ALL.iter().map(|language| Headings::of(*language)).collect::<Vec<_>>();
    check_all(|profile, process| {
        let reasons = &process.as_draft().disqualify_reasons;
        assert_eq!(reasons.iter().collect::<BTreeSet<_>>().len(), reasons.len());
        assert_eq!(reasons.last().unwrap(), "other");
        for reason in reasons.iter().chain(&process.as_draft().lost_reasons) {
            assert!(
                words.iter().all(|it| it.known_reasons.contains_key(reason.as_str())),
                "{reason}"
            );
        }
        let product = profile.offering == Some(Offering::Product);
        let criteria = process.lead_filter().criteria().iter().map(|it| it.id.clone());
        let questions = process.qualification().unwrap();
        let questions = questions.criteria().iter().map(|it| it.id.clone());
        for asked in criteria.chain(questions) {
            let expected: &[&str] = match asked.as_str() {
                "need" | "problem" => &["no_need"],
                "segment" => &["not_our_segment"],
                "means" | "price" | "budget" | "money" => &["no_budget", "too_expensive"],
                "size" => &["too_small"],
                "soon" | "timeline" | "next_step" => &["timing"],
                "reach" => &["out_of_area"],
                "fit" if product => &["not_available"],
                "fit" => &["not_our_work"],
                "decides" | "authority" | "sponsor" => &["no_authority"],
                "date" if profile.nature == Some(Nature::Project) => &["timing"],
                "date" if product => &["not_available"],
                "date" => &["no_free_time"],
                other => panic!("{other}"),
            };
            assert!(expected.iter().any(|it| reasons.iter().any(|reason| reason == it)), "{asked}");
        }
    });
}

/// What has been sold is delivered before it is forgotten, and its money is
/// watched to the end.
#[test]
fn what_is_sold_is_carried_out_and_paid() {
    check_all(|profile, process| {
        let last = main_of(process).stages().last().unwrap();
        let is_settled = |text: &str| ["paid", "received"].iter().any(|word| text.contains(word));
        let company = profile.market == Some(Market::B2b);
        if company && !profile.payment_depends_on_onboarding {
            assert!(last.exit_criteria.iter().any(|it| is_settled(&it.text)), "{}", last.id);
        }
        let Some(again) = process.pipelines().iter().find(|it| it.id().as_str() == "repeat") else {
            assert!(!company);
            return;
        };
        let provided = [Purpose::Onboarding, Purpose::Delivery];
        let stage = again.stages().iter().find(|it| provided.iter().any(|of| it.is_for(of)));
        let stage = stage.unwrap();
        assert!(stage.is_for(&Purpose::PaymentTracking));
        let order = again.stages().iter().find(|it| it.is_for(&Purpose::Contract)).unwrap();
        assert!(stage.typical_days > order.typical_days);
    });
}

/// Whoever needs nothing of ours is no lead, however near and rich.
#[test]
fn a_lead_has_a_need() {
    check_all(|_, process| {
        let need = process.lead_filter().criteria().iter().find(|it| it.id.as_str() == "need");
        assert!(need.unwrap().required);
    });
}

/// A request is written down before it goes to a partner, and a partner is told
/// no price for the customer.
#[test]
fn partners_get_what_was_written_down() {
    check_all(|profile, process| {
        if profile.channel != Some(Channel::Indirect) {
            return;
        }
        let stages = process.pipelines().iter().flat_map(Pipeline::stages);
        for stage in stages.filter(|it| it.is_for(&Purpose::InboundRequest)) {
            let first = |words: &[&str]| {
                let says = |text: &String| words.iter().any(|word| text.contains(word));
                stage.actions.iter().position(says)
            };
            let noted = first(&["Write down"]);
            let passed = first(&["Pass each request", "pass the request on the same day"]);
            let in_order = noted.zip(passed).is_none_or(|(noted, passed)| noted < passed);
            assert!(in_order, "{:?}", stage.actions);
        }
        let texts = process.to_json();
        assert!(!texts.contains("price and margin") && !texts.contains("prices checked"));
    });
}

/// What a playbook says of a customer between hunter and farmer, and of a deal
/// between won and completed, holds for its process.
#[test]
fn a_playbook_says_who_has_the_customer_and_what_is_lost_late() {
    for language in Language::ALL {
        let words = Headings::of(*language);
        for (profile, _) in PROPOSALS.iter().step_by(11) {
            let process = SalesProcess::propose_in(*language, *profile).build().unwrap();
            let text = Playbook::of(&process).headings(words.clone()).to_markdown();
            // In the chapter of the handoff, and where a farmer works a pipeline.
            let told = text.matches(words.phrases.until_handoff).count();
            assert_eq!(told, process.pipelines().len());
            let is_late = |pipeline: &Pipeline| {
                let lost = pipeline.ends(OutcomeKind::Lost).next().unwrap();
                let late = pipeline.stage_keys().filter(|key| pipeline.reaches_closing(*key));
                late.skip(1).any(|key| pipeline.move_between(key, lost).is_some())
            };
            let is_late = process.pipelines().iter().any(is_late);
            assert_eq!(text.contains(words.phrases.lost_after_closing), is_late);
            // Of a department that is called one nobody says so again.
            for party in [words.names.department, words.names.partner_firm, words.names.contractor]
            {
                let label = format!(" ({party})");
                for (at, _) in text.match_indices(&label) {
                    let name = text[..at].rsplit([':', ',', '\n']).next().unwrap().to_lowercase();
                    assert!(!name.contains(party), "{name}{label}");
                }
            }
            let partners = profile.channel == Some(Channel::Indirect);
            assert_eq!(text.contains(words.names.partner_hunter), partners);
        }
    }
}
