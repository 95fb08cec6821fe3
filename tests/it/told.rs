//! What people are told of many customers at once (alerts, errands, plans), of
//! rules and of histories: in three languages, and with a code for programs.

use std::collections::BTreeSet;

use sales_process::lifecycle::customer::RiskReason;
use sales_process::lifecycle::customer::status::{Alert, AlertReason};
use sales_process::lifecycle::deal::{DealMachine, DealState, DealUnmet};
use sales_process::lifecycle::handoff::desk::{Desk, Duty, Errand, HandoffCase, Readiness, Whose};
use sales_process::lifecycle::handoff::{HandoffState, Missing, Recipient};
use sales_process::lifecycle::succession::{Holdings, Item, Succession};
use sales_process::lifecycle::{Act, Language, ReplayError};
use sales_process::policy::assignment::{
    ChoiceReason, Decision, Needs, PassReason, PassedOver, Turn,
};
use sales_process::policy::{Progress, RuleReason, Verdict};
use sales_process::process::{HandoffPolicy, RoleKind};
use sales_process::{Message, Months, PersonId, ProductId};
use serde::Serialize;
use serde_json::{Value, json};

use crate::samples::{day, id, instant, money, noon};

/// Each language says it in its own words, without a name left in braces, and
/// keeps what is in backticks.
#[track_caller]
fn check_words(display: &str, text_in: impl Fn(Language) -> String) {
    let [english, russian, romanian] =
        [Language::English, Language::Russian, Language::Romanian].map(text_in);
    assert_eq!(english, display);
    assert!(russian != english && romanian != english && russian != romanian, "{english}");
    let quoted = |text: &str| -> BTreeSet<String> {
        text.split('`').skip(1).step_by(2).map(str::to_owned).collect()
    };
    for text in [&english, &russian, &romanian] {
        assert!(!text.contains(['{', '}']) && !text.contains("  "), "{text}");
        assert_eq!(quoted(text), quoted(&english), "{text}");
    }
    let mut outside = String::new();
    russian.split('`').step_by(2).for_each(|part| outside.push_str(part));
    for code in ["GBP", "UTC", "T", "Z", "CFO"] {
        outside = outside.replace(code, "");
    }
    assert!(!outside.contains(|c: char| c.is_ascii_alphabetic()), "{russian}");
    assert!(outside.contains(|c: char| ('а'..='я').contains(&c)), "{russian}");
}

/// The codes differ, and the English text stands beside them.
#[track_caller]
fn check_codes<T: Serialize + ToString>(all: &[T], place: &str) {
    let stored: Vec<Value> = all.iter().map(|one| serde_json::to_value(one).unwrap()).collect();
    let code = |value: &Value| value.pointer(place).and_then(Value::as_str).unwrap().to_owned();
    let codes: BTreeSet<String> = stored.iter().map(code).collect();
    assert_eq!(codes.len(), all.len(), "{codes:?}");
    for (one, stored) in all.iter().zip(&stored) {
        assert_eq!(stored["text"], one.to_string());
    }
}

#[test]
fn why_a_regular_customer_is_to_be_looked_after() {
    let reasons = [
        AlertReason::AtRisk { reason: RiskReason::NoSecondOrder, since: noon() },
        AlertReason::OrderOverdue { due_by: day("2026-02-10") },
        AlertReason::NoContact { until: noon() },
        AlertReason::WithHunter { regular_since: noon() },
    ];
    check_codes(&reasons, "/code");
    let due_by = day("2026-02-10");
    let risks = [RiskReason::OrderOverdue { due_by }, RiskReason::NoContact];
    let more = risks.map(|reason| AlertReason::AtRisk { reason, since: noon() });
    for reason in reasons.iter().chain(&more) {
        check_words(&reason.to_string(), |language| reason.text_in(language));
    }
    let alert = Alert { customer: id("acme"), owner: Some(id("anna")), reasons: reasons.to_vec() };
    check_words(&alert.to_string(), |language| alert.text_in(language));
    let alert = Alert { reasons: vec![reasons[1]], ..alert };
    assert_eq!(
        serde_json::to_value(&alert).unwrap(),
        json!({
            "customer": "acme",
            "owner": "anna",
            "reasons": [{
                "code": "order_overdue",
                "params": {"due_by": "2026-02-10"},
                "text": "the next order was due by 2026-02-10",
            }],
            "text": "`acme` of `anna`: the next order was due by 2026-02-10",
        })
    );
    assert_eq!(
        alert.text_in(Language::Russian),
        "`acme`, ответственный `anna`: следующий заказ ожидался до 2026-02-10"
    );
}

#[test]
fn whether_a_customer_is_to_be_handed_over() {
    let all = [
        Readiness::Due { hunter: id("hanna"), due_at: noon(), why: "`P-7`".into() },
        Readiness::NotYet { why: "`P-7`".into() },
        Readiness::HunterResult { have: 1, need: 2 },
        Readiness::State(sales_process::lifecycle::customer::CustomerState::Lapsed),
        Readiness::WithFarmer(id("fay")),
        Readiness::NoOwner,
    ];
    check_codes(&all, "/code");
    for one in &all {
        check_words(&one.to_string(), |language| one.text_in(language));
    }
    // Why is kept in the language of the desk.
    let policy = HandoffPolicy::new();
    let desk = Desk::new(&policy).language(Language::Russian);
    let customer =
        crate::customer::in_state(sales_process::lifecycle::customer::CustomerState::Regular);
    let reason =
        RuleReason { depth: 0, holds: true, progress: Progress::Orders { have: 3, need: 3 } };
    let verdict = Verdict { due_at: Some(noon()), holds: true, reasons: vec![reason] };
    let case = HandoffCase { customer: &customer, verdict: &verdict };
    let act = Act::new(instant("2026-06-02T09:00:00Z"), id("boss"));
    let opened = desk.open(&[case], [], |_| id("H-1"), &act);
    assert_eq!(opened[0].record().why().text(), Some("заказов: 3; нужно 3"));
}

#[test]
fn what_is_to_be_done_for_a_handoff() {
    let (to, deadline) = (Recipient::Person(id("fred")), day("2026-03-08"));
    let role = Recipient::Role(id("farmer"));
    let missing = Missing::items([id("contacts"), id("terms")]).note("`a phone`");
    let duties = [
        Duty::Late { to: to.clone(), deadline },
        Duty::Decide { to: role.clone(), deadline },
        Duty::Remedy { by: id("fred"), missing },
        Duty::Open { why: "`P-7`".into() },
        Duty::Offer { why: "`P-7`".into() },
        Duty::Introduce { since: noon() },
        Duty::Answer { deadline },
        Duty::Again { farmer: id("fred"), from: deadline },
        Duty::CalledOff { reason: "`moved`".into() },
    ];
    let errands = duties.map(|duty| Errand {
        customer: id("acme"),
        handoff: Some(id("H-1")),
        due_at: noon(),
        whose: Whose::HeadOfSales,
        duty,
    });
    check_codes(&errands, "/duty/code");
    for errand in &errands {
        check_words(&errand.to_string(), |language| errand.text_in(language));
        for whose in [Whose::Person(id("hanna")), Whose::Recipient(role.clone())] {
            let errand = Errand { whose, handoff: None, ..errand.clone() };
            check_words(&errand.to_string(), |language| errand.text_in(language));
        }
    }
    assert_eq!(
        errands[0].text_in(Language::Romanian),
        "șeful vânzărilor: de urgentat `acme` (predarea `H-1`); `fred` trebuia să răspundă până la \
         2026-03-08; scadent din 2026-03-02"
    );
}

#[test]
fn what_goes_to_whom() {
    let deals = |names: &[&str]| names.iter().map(|name| id(name)).collect::<Vec<_>>();
    let items = [
        Item::Customer { customer: id("acme"), itself: true, deals: Vec::new() },
        Item::Customer { customer: id("acme"), itself: true, deals: deals(&["D-1"]) },
        Item::Customer { customer: id("acme"), itself: true, deals: deals(&["D-1", "D-2"]) },
        Item::Customer { customer: id("acme"), itself: false, deals: deals(&["D-1"]) },
        Item::Customer { customer: id("acme"), itself: false, deals: deals(&["D-1", "D-2"]) },
        Item::Lead(id("L-1")),
        Item::Handoff { handoff: id("H-1"), customer: id("acme") },
    ];
    for item in &items {
        check_words(&item.to_string(), |language| item.text_in(language));
    }
    let handoffs = vec![crate::handoff::in_state(HandoffState::Offered)];
    let holdings = Holdings { handoffs, ..Holdings::default() };
    let plan = Succession::new(id("fred"), day("2026-03-10"), &[])
        .plan(&holdings, |_| Needs::new(RoleKind::Farmer));
    let [step] = plan.steps() else { panic!("one step") };
    check_words(&step.to_string(), |language| step.text_in(language));
    assert_eq!(
        serde_json::to_value(step).unwrap(),
        json!({
            "item": {"code": "handoff", "params": {"handoff": "H-1", "customer": "acme"}},
            "to": null,
            "text": "the handoff `H-1` of `acme`: called off and begun again",
        })
    );
}

#[test]
fn who_takes_it_and_why_not_others() {
    let person: PersonId = id("fred");
    let whys = [
        ChoiceReason::LeastLoaded { load: 3, capacity: Some(10), of: 2 },
        ChoiceReason::BestMatch { named: 2, of: 3 },
        ChoiceReason::InTurn { after: Some(id("anna")), of: 2 },
    ];
    check_codes(&whys, "/code");
    let first = [
        ChoiceReason::InTurn { after: None, of: 2 },
        ChoiceReason::LeastLoaded { load: 3, capacity: None, of: 2 },
    ];
    for why in whys.iter().chain(&first) {
        check_words(&why.to_string(), |language| why.text_in(language));
    }
    let reasons = [
        PassReason::Twice,
        PassReason::Excepted,
        PassReason::OnLeave { until: Some(day("2026-03-09")) },
        PassReason::Territory("north".into()),
        PassReason::Products(vec![id("P-1"), id("P-2")]),
        PassReason::Segment("large".into()),
        PassReason::Full { load: 3, capacity: 3 },
        PassReason::MoreLoaded { load: 3, capacity: Some(9) },
        PassReason::AsLoaded,
        PassReason::WeakerMatch { named: 1, best: 2 },
        PassReason::NotInTurn,
    ];
    check_codes(&reasons, "/code");
    let left = PassReason::OnLeave { until: None };
    for reason in reasons.iter().chain([&left]) {
        check_words(&reason.to_string(), |language| reason.text_in(language));
    }
    let role = PassReason::Role { has: RoleKind::Hunter, needed: RoleKind::Farmer };
    assert_eq!(role.text_in(Language::Russian), "роль `hunter`, а нужна `farmer`");
    let passed_over = vec![PassedOver { person: id("anna"), reasons: reasons.to_vec() }];
    let turn = Turn::new();
    let chosen = Some((person, whys[0].clone()));
    for chosen in [chosen, None] {
        let decision = Decision { chosen, passed_over: passed_over.clone(), turn: turn.clone() };
        let line = |text: String| text.replace("\n  ", " ");
        check_words(&line(decision.to_string()), |language| line(decision.text_in(language)));
    }
    let nobody = Decision { chosen: None, passed_over: Vec::new(), turn };
    check_words(&nobody.to_string(), |language| nobody.text_in(language));
    assert_eq!(serde_json::to_value(&nobody).unwrap()["text"], nobody.to_string());
}

/// The worklist, in each language.
#[test]
fn whom_to_contact_and_why() {
    use sales_process::loyalty::{CadenceOptions, Candidate, Rhythm, worklist};
    let first = day("2026-01-05");
    let gaps = |gap: u64| (0..7).map(move |n| first + chrono::Days::new(n * gap));
    let (acme, anna, product) = (id("acme"), id("anna"), id("P-7"));
    for (gap, today) in
        [(1, "2026-01-13"), (7, "2026-02-20"), (30, "2026-08-20"), (7, "2026-02-23")]
    {
        let cadence = Rhythm::of(gaps(gap)).cadence(&CadenceOptions::default());
        let known =
            Candidate::new(&acme, &cadence, money("80 GBP")).owned_by(&anna).of_product(&product);
        for task in worklist([known], day(today)).unwrap() {
            check_words(&task.to_string(), |language| task.text_in(language));
            assert_eq!(serde_json::to_value(&task).unwrap()["text"], task.to_string());
        }
    }
}

#[test]
fn how_far_a_customer_is_with_a_rule() {
    let (at_least, months) = (money("50.00 GBP"), Months::new(3).unwrap());
    let products: std::sync::Arc<[ProductId]> = vec![id("P-1"), id("P-2")].into();
    let (now, none) = (Some(noon()), None);
    let small = |full_at, live_until, small_until| Progress::SmallestOrder {
        at_least,
        months,
        full_at,
        live_until,
        small_until,
    };
    let zero = money("0.00 GBP");
    let all = [
        Progress::Orders { have: 1, need: 3 },
        Progress::Orders { have: 3, need: 3 },
        Progress::Volume { have: zero, need: at_least },
        Progress::Volume { have: at_least, need: at_least },
        Progress::Bought { any_of: products.clone(), first: None },
        Progress::Bought { any_of: products, first: Some((noon(), id("P-1"))) },
        small(none, none, none),
        small(now, none, none),
        small(now, now, none),
        small(now, now, now),
        Progress::MonthlyVolume { at_least, months, reached: 1, this_month: zero },
        Progress::MonthlyVolume { at_least, months, reached: 3, this_month: zero },
        Progress::Tenure { months, since: None, until: None },
        Progress::Tenure { months, since: now, until: now },
        Progress::All { hold: 1, of: 2 },
        Progress::Any { hold: 0, of: 2 },
        Progress::AtLeast { hold: 1, need: 2, of: 3 },
        Progress::Not,
    ];
    for progress in &all {
        check_words(&progress.to_string(), |language| progress.text_in(language));
    }
    let codes: BTreeSet<&str> = all.iter().map(Progress::code).collect();
    assert_eq!(codes.len(), 10);
    for (due_at, holds) in [(now, true), (now, false), (none, true), (none, false)] {
        let reason = RuleReason { depth: 1, holds, progress: Progress::Not };
        let verdict = Verdict { due_at, holds, reasons: vec![reason] };
        let lines = |language| verdict.text_in(language).replace("\n  ", " ");
        check_words(&verdict.to_string().replace("\n  ", " "), lines);
    }
}

#[test]
fn why_entries_do_not_replay() {
    type Error = ReplayError<DealMachine>;
    let stage = id("sign");
    let (expected, found) = (DealState::Open, DealState::Lost);
    let all = [
        Error::Empty,
        Error::Creation(2),
        Error::OtherEntity { version: 2, expected: id("D-{found}"), found: id("D-2") },
        Error::Sequence { expected: 2, found: 3 },
        Error::TimeOrder { version: 2, last: noon(), found: noon() },
        Error::State { version: 2, expected, found },
        Error::NoSuchMove { version: 2, from: expected, to: found },
        Error::Unmet { version: 2, unmet: DealUnmet::NoAmount },
        Error::Impossible {
            version: 2,
            fault: sales_process::lifecycle::deal::DealFault::NeverCame { stage },
        },
    ];
    check_codes(&all, "/code");
    for error in &all {
        // An id may hold what looks like a parameter.
        let plain = |text: String| text.replace("{found}", "1");
        check_words(&plain(error.to_string()), |language| plain(error.text_in(language)));
    }
}
