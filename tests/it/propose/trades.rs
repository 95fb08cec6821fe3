//! What twelve trades are told: each its own, and nothing of another's.

use std::collections::BTreeSet;

use sales_process::Language;
use sales_process::playbook::{Headings, Playbook};
use sales_process::process::{
    Channel, ClosingEvent, Market, Nature, Novelty, Offering, OutcomeKind, Pipeline, Profile,
    Purpose, RoleKind, SalesProcess, Stage, StageKey, Target,
};

use super::{PROPOSALS, check_all, main_of, proposed, way};

/// How these trades sell.
const TRADES: [(&str, &str); 12] = [
    ("clinic", r#"{"market":"b2c","offering":"service"}"#),
    ("shop", r#"{"nature":"transactional","market":"b2c"}"#),
    (
        "gadgets",
        r#"{"nature":"transactional","market":"b2c","novelty":"innovative","channel":"indirect"}"#,
    ),
    ("courses", r#"{"market":"b2c","offering":"service","demand":"unformed","activity":"active"}"#),
    ("wholesaler", r#"{"nature":"transactional"}"#),
    ("integrator", r#"{"nature":"project","offering":"service"}"#),
    ("contractor", r#"{"nature":"project","market":"b2c","offering":"service"}"#),
    ("software", r#"{"novelty":"innovative"}"#),
    ("leasing", r#"{"demand":"unformed","activity":"active"}"#),
    ("partners", r#"{"channel":"indirect"}"#),
    ("agency", r#"{"offering":"service","activity":"active"}"#),
    ("manufacturer", r#"{"nature":"project","activity":"active"}"#),
];

/// Every sentence; what stages and roles are called, and who takes part, is not
/// among them.
fn told(process: &SalesProcess) -> BTreeSet<String> {
    fn collect(value: &serde_json::Value, inside: &str, texts: &mut BTreeSet<String>) {
        const SPOKEN: [&str; 5] = ["text", "actions", "tactics", "goal", "plan"];
        match value {
            serde_json::Value::Object(fields) => {
                fields.iter().for_each(|(key, value)| collect(value, key, texts));
            }
            serde_json::Value::Array(items) => {
                items.iter().for_each(|item| collect(item, inside, texts));
            }
            serde_json::Value::String(text) if SPOKEN.contains(&inside) => {
                texts.insert(text.clone());
            }
            _ => {}
        }
    }
    let mut texts = BTreeSet::new();
    collect(&serde_json::from_str(&process.to_json()).unwrap(), "", &mut texts);
    texts
}

/// Of what one trade is told, another is told three fifths at most.
#[test]
fn trades_are_told_different_things() {
    let told: Vec<_> = TRADES.map(|(name, json)| (name, told(&proposed(json)))).into();
    let mut closest = (0.0, "", "");
    for (i, (one, texts)) in told.iter().enumerate() {
        for (other, others) in &told[i + 1..] {
            let shared = texts.intersection(others).count() as f64;
            let share = shared / texts.len().min(others.len()) as f64;
            if share > closest.0 {
                closest = (share, one, other);
            }
        }
    }
    assert!(closest.0 <= 0.62, "{closest:?}");
}

/// Whether a text has a word that begins like this.
fn has(text: &str, beginning: &str) -> bool {
    let lower = text.to_lowercase();
    let found = lower.match_indices(beginning);
    let mut starts = found.map(|(at, _)| lower[..at].chars().next_back());
    starts.any(|before| before.is_none_or(|c| !c.is_alphanumeric()))
}

/// Words that only some are told, in the three languages.
#[test]
fn nobody_is_told_of_another_trade() {
    type Rule = (&'static str, fn(&Profile) -> bool, [&'static [&'static str]; 3]);
    let rules: [Rule; 7] = [
        (
            "partners sell",
            |it| it.channel == Some(Channel::Direct),
            [&["partner", "commission"], &["партнёр"], &["parten", "comision"]],
        ),
        (
            "companies buy",
            |it| it.market == Some(Market::B2c),
            [
                &["decision maker", "purchasing", "legal", "seats", "department", "bid"],
                &["закупк", "юрист", "отдел"],
                &["achiziț", "juridic", "departament"],
            ],
        ),
        (
            "goods are ordered",
            |it| it.offering == Some(Offering::Service) || it.nature == Some(Nature::Project),
            [&["order"], &["заказ"], &["comand", "comenz"]],
        ),
        (
            "goods are handed over",
            |it| it.offering == Some(Offering::Service),
            [&["in stock", "warranty", "accessor"], &["аксессуар", "склад"], &["accesor", "stoc"]],
        ),
        (
            "what is new is tried",
            |it| it.novelty == Some(Novelty::Established),
            [&["trial"], &["тестов"], &["de probă", "proba", "probei"]],
        ),
        (
            "companies and projects are invoiced",
            |it| it.market == Some(Market::B2c) && it.nature != Some(Nature::Project),
            [&["invoice"], &["счёт"], &["factur"]],
        ),
        (
            "nobody writes for one trade alone",
            |_| true,
            [&["tender", "building permit", "patient"], &["тендер", "пациент"], &["licitaț"]],
        ),
    ];
    for (place, language) in Language::ALL.iter().enumerate() {
        for (profile, _) in PROPOSALS.iter() {
            let texts = told(&SalesProcess::propose_in(*language, *profile).build().unwrap());
            for (only, _, words) in rules.iter().filter(|(_, holds, _)| holds(profile)) {
                for word in words[place] {
                    let alien = texts.iter().find(|text| has(text, word));
                    assert_eq!(alien, None, "{only}: {word}: {profile:?}");
                }
            }
        }
    }
}

/// Until the money is there and the work is done, a customer can say no.
#[test]
fn a_deal_can_be_lost_from_every_stage() {
    check_all(|_, process| {
        for pipeline in process.pipelines() {
            let lost = pipeline.ends(OutcomeKind::Lost).next().unwrap();
            for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
                let can_be = pipeline.move_between(key, lost).is_some();
                assert_eq!(can_be, !stage.is_for(&Purpose::Retention), "{}", stage.id);
            }
        }
    });
}

/// Where a deal counts as won, and how many days it usually takes to get there.
fn closing(process: &SalesProcess) -> (usize, f64, f64) {
    let main = main_of(process);
    let ways = main.starts().map(|start| way(main, start));
    let days = |keys: &[StageKey]| -> f64 {
        keys.iter().map(|key| main.working_stage(*key).unwrap().typical_days.unwrap().count()).sum()
    };
    let ways: Vec<_> = ways.collect();
    let longest = ways.iter().max_by(|a, b| days(a).total_cmp(&days(b))).unwrap();
    let at = longest.iter().position(|key| main.reaches_closing(*key)).unwrap();
    (longest.len() - 1 - at, days(&longest[..=at]), days(longest))
}

#[test]
fn the_cycle_aimed_at_is_the_one_that_the_stages_make() {
    check_all(|profile, process| {
        let (after, until_won, whole) = closing(process);
        let target = process.as_draft().targets["sell.cycle_days.median"];
        assert_eq!(target, Target::at_most(until_won));
        assert_eq!(after > 0, until_won < whole);
        // An end that comes after the deal is won says so.
        let main = main_of(process);
        let won = main.outcomes().iter().find(|it| it.kind == OutcomeKind::Won).unwrap();
        assert_eq!(won.name.is_some(), after > 0);
        let paid_after = profile.payment_depends_on_onboarding;
        assert_eq!(process.as_draft().closing_event == ClosingEvent::PaymentReceived, paid_after);
        for (word, event) in [
            (Purpose::Contract, ClosingEvent::ContractSigned),
            (Purpose::PaymentTracking, ClosingEvent::PaymentReceived),
        ] {
            let there = main.stages().iter().any(|stage| stage.is_for(&word));
            assert!(there || process.as_draft().closing_event != event);
        }
    });
}

/// Nobody buys less than once, and who buys again has bought twice.
#[test]
fn every_target_can_be_missed() {
    check_all(|_, process| {
        let target = |path: &str| {
            let (_, target) =
                process.as_draft().targets.iter().find(|(there, _)| *there == path)?;
            serde_json::to_value(target).unwrap()["at_least"].as_f64()
        };
        let again = target("retain.repeat_purchase_rate").unwrap();
        assert!(target("retain.orders_per_customer").is_none_or(|it| it >= 1.0 + again));
        let rates = ["attract.lead_quality", "sell.conversion.rate", "sell.win_rate"];
        assert!(rates.iter().all(|path| target(path).is_some_and(|it| 0.0 < it && it < 1.0)));
    });
}

/// A consumer does not pay the whole for a service that is still to come,
/// unless it is booked and paid in advance.
#[test]
fn a_service_is_not_paid_before_it_is_there() {
    check_all(|profile, process| {
        let consumer = profile.market == Some(Market::B2c)
            && profile.offering == Some(Offering::Service)
            && profile.nature != Some(Nature::Project);
        if !consumer || profile.payment_depends_on_onboarding {
            return;
        }
        let main = main_of(process);
        let payment = main.stages().iter().find(|it| it.is_for(&Purpose::PaymentTracking)).unwrap();
        assert!(payment.is_for(&Purpose::Delivery) || main.draft().prepaid);
    });
}

/// Surveyors measure what is needed, subcontractors work where work is
/// planned or done, and nobody is trained by a wholesaler.
#[test]
fn those_take_part_who_have_something_to_do() {
    check_all(|profile, process| {
        for stage in process.pipelines().iter().flat_map(Pipeline::stages) {
            let works = [
                Purpose::NeedsDiscovery,
                Purpose::Trial,
                Purpose::Proposal,
                Purpose::Negotiation,
                Purpose::Onboarding,
                Purpose::Delivery,
            ];
            let works = works.iter().any(|purpose| stage.is_for(purpose));
            assert!(works || stage.participants.iter().all(|it| it.party != "contractor"));
        }
        let delivery =
            process.as_draft().roles.iter().find(|it| it.kind == RoleKind::Delivery).unwrap();
        let sets_up = delivery.title.as_deref() == Some("Onboarding specialist");
        assert!(!sets_up || profile.nature == Some(Nature::Consultative));
    });
}

/// What is to be done after some time is done before its stage ends, and who has
/// bought before is not answered later than who asks for the first time.
#[test]
fn what_takes_time_has_it() {
    check_all(|profile, process| {
        for stage in process.pipelines().iter().flat_map(Pipeline::stages) {
            let days = stage.typical_days.unwrap().count();
            let texts = || stage.actions.iter().chain(&stage.tactics);
            for (words, least) in [
                ("within two days", 2.0),
                ("within two working days", 2.0),
                ("after two weeks", 14.0),
                ("a week later", 7.0),
                ("after a month", 30.0),
                ("few weeks", 14.0),
                ("day after", 1.0),
            ] {
                assert!(days >= least || texts().all(|text| !text.contains(words)), "{words}");
            }
        }
        let within = process
            .as_draft()
            .service_level
            .as_ref()
            .unwrap()
            .respond_within_hours
            .unwrap()
            .count();
        let project =
            profile.nature == Some(Nature::Project) && profile.market == Some(Market::B2b);
        assert!(within <= if project { 8.0 } else { 1.0 });
    });
}

/// Who sends the invoice is settled before anybody sends one.
#[test]
fn an_invoice_has_a_sender_first() {
    let settles = |text: &String| text.contains("who sends the invoice");
    check_all(|_, process| {
        for stage in process.pipelines().iter().flat_map(Pipeline::stages) {
            let invoices: Vec<_> =
                stage.actions.iter().filter(|text| has(text, "invoice")).collect();
            let at = invoices.iter().position(|text| settles(text));
            assert!(at.is_none_or(|at| at == 0), "{invoices:?}");
        }
    });
    for (profile, process) in PROPOSALS.iter() {
        if profile.channel == Some(Channel::Indirect) && profile.market == Some(Market::B2b) {
            let paid = |it: &&Stage| it.is_for(&Purpose::PaymentTracking);
            let stage = main_of(process).stages().iter().find(paid).unwrap();
            assert!(stage.actions.iter().any(settles), "{:?}", stage.actions);
        }
    }
}

/// What a playbook says of the filter and of the end of a cycle is true of its
/// process.
#[test]
fn a_playbook_of_a_proposal_contradicts_itself_nowhere() {
    for language in Language::ALL {
        let words = Headings::of(*language);
        let requires = [words.phrases.filter_points, words.phrases.filter_required];
        let requires = requires.map(|it| it.split('{').next().unwrap());
        let free = words.phrases.filter_points_only.split('{').next().unwrap();
        for (profile, _) in PROPOSALS.iter().step_by(7) {
            let process = SalesProcess::propose_in(*language, *profile).build().unwrap();
            let text = Playbook::of(&process).headings(words.clone()).to_markdown();
            let required = process.lead_filter().criteria().iter().any(|it| it.required);
            let told = requires.iter().any(|it| text.contains(it));
            assert_eq!((told, text.contains(free)), (required, !required));
            let outcomes = process.pipelines().iter().flat_map(Pipeline::outcomes);
            let goes_on = outcomes.filter(|it| it.name.is_some()).count() > 0;
            assert_eq!(text.contains(words.phrases.after_closing), goes_on);
            let event = match process.as_draft().closing_event {
                ClosingEvent::PaymentReceived => words.names.payment_received,
                ClosingEvent::PurchaseMade => words.names.purchase_made,
                _ => words.names.contract_signed,
            };
            let cycle =
                text.lines().find(|line| line.contains(words.kpis["sell.cycle_days.median"]));
            assert!(cycle.unwrap().contains(event), "{cycle:?}");
        }
    }
}

/// `Minimum` and `maximum` leave what they count in the nominative.
#[test]
fn a_bound_in_russian_needs_no_other_case() {
    let words = Headings::of(Language::Russian);
    for (target, expected) in
        [(Target::at_least(3.0), "минимум 3 дня"), (Target::at_most(21.0), "максимум 21 день")]
    {
        let mut draft = SalesProcess::draft("p", "P");
        draft.targets.insert("sell.cycle_days.mean".into(), target);
        let process = draft.build().unwrap();
        let text = Playbook::of(&process).headings(words.clone()).to_markdown();
        assert!(text.contains(expected), "{text}");
    }
}
