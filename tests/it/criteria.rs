//! Criteria of every kind, their conditions, and the fields of a company.

use sales_process::SalesProcess;
use sales_process::kpi::StageFlow;
use sales_process::lifecycle::customer::{
    AnyCustomer, Customer, CustomerAmendment, CustomerCommand, CustomerContext, NewCustomer,
};
use sales_process::lifecycle::deal::{
    Amendment, AnyDeal, Deal, DealCommand, DealMachine, DealRules, Given, NewDeal,
};
use sales_process::lifecycle::lead::{AnyLead, LeadAmendment, LeadCommand, LeadRules, LeadState};
use sales_process::lifecycle::{Act, Entity, Entry, History, Language, Message};
use sales_process::process::ProcessDraft;

use serde::Serialize;

use crate::samples::{act, id, lead_in, money};

/// Tenders above a limit, a discount that is approved, a required field: three
/// lines of the document each.
fn company() -> SalesProcess {
    SalesProcess::from_json(
        r#"{ "format": "sales-process/1", "id": "acme", "name": "Acme",
        "fields": [
            {"id": "budget", "label": "Budget", "of": "deal", "kind": "money"},
            {"id": "tier", "of": "deal", "kind": "choice", "options": ["gold", "silver"]},
            {"id": "phone", "of": "lead", "kind": "text", "personal": true},
            {"id": "mobile", "of": "customer", "kind": "text", "personal": true},
            {"id": "passport", "of": "deal", "kind": "text", "personal": true},
            {"id": "seats", "label": "Seats", "of": "customer", "kind": "number"}],
        "pipelines": [{"id": "main", "stages": [
            {"id": "talk", "purpose": "needs_discovery", "start": true, "exit_criteria": [
                {"id": "budget", "field": "budget"},
                {"id": "seats", "field": "seats", "when": {"field": "tier", "equals": "gold"}},
                {"id": "need", "text": "the need is known", "when": {"kinds": ["new_business"]}}]},
            {"id": "offer", "purpose": "proposal", "entry_criteria": [
                {"id": "discount", "text": "the discount is approved", "approval": ["director", "head_of_sales"],
                 "when": {"amount_at_least": "25000.00 GBP"}},
                {"id": "fit", "text": "the solution fits"}]},
            {"id": "sign", "purpose": "contract"}],
            "outcomes": [{"id": "won", "kind": "won"}, {"id": "lost", "kind": "lost"}],
            "moves": [{"from": "talk", "to": "offer"}, {"from": "offer", "to": "sign"}, {"from": "sign", "to": "won"}]}]}"#,
    )
    .unwrap()
}

fn boss() -> Act {
    act().in_role(id("head_of_sales"))
}

fn deal(process: &SalesProcess, amount: &str) -> AnyDeal {
    let new = NewDeal::new(id("D-1"), id("acme"), id("anna")).amount(money(amount));
    Deal::open(new, &process.pipelines()[0], "talk", &act()).unwrap().into()
}

fn make(process: &SalesProcess, deal: AnyDeal, command: DealCommand, act: &Act) -> AnyDeal {
    deal.apply(&process.pipelines()[0], command, act).unwrap_or_else(|no| panic!("{no}"))
}

fn to_offer() -> DealCommand {
    DealCommand::Advance { to: "offer".try_into().unwrap() }
}

fn satisfy(criterion: &str, stage: &str) -> DealCommand {
    DealCommand::Satisfy(Given::new(id(criterion), "seen").of(id(stage)))
}

/// What stands in the way, and who can take it away.
#[track_caller]
fn check_unmet(process: &SalesProcess, deal: &AnyDeal, rules: DealRules<'_>, expected: &[&str]) {
    let _ = process;
    let told: Vec<String> = match deal.clone().apply(rules, to_offer(), &act()) {
        Ok(_) => Vec::new(),
        Err(refused) => refused.refusal().unmet().iter().map(ToString::to_string).collect(),
    };
    assert_eq!(told, expected);
    let shown = deal.available(rules, &act());
    let advance = shown.iter().find(|found| found.stage.as_ref().is_some_and(|s| *s == "offer"));
    let shown: Vec<String> = advance.unwrap().unmet.iter().map(ToString::to_string).collect();
    assert_eq!(shown, expected, "what is shown is what stands in the way");
}

const BUDGET: &str = "not filled in `talk`: Budget (field `budget`)";
const NEED: &str = "not met in `talk`: the need is known (criterion `need`)";
const SEATS: &str = "not filled in `talk`: Seats (field `seats`)";
const DISCOUNT: &str = "not approved to come into `offer`: the discount is approved (criterion `discount`, by `director`, `head_of_sales`)";
const FIT: &str = "not met to come into `offer`: the solution fits (criterion `fit`)";

#[test]
fn each_kind_of_criterion_is_demanded_where_it_applies() {
    let process = company();
    let p = &process.pipelines()[0];
    let large = deal(&process, "30000 GBP");
    check_unmet(&process, &large, p.into(), &[BUDGET, NEED, DISCOUNT, FIT]);
    check_unmet(&process, &deal(&process, "900 GBP"), p.into(), &[BUDGET, NEED, FIT]);
    // Not of new business, nobody asks for the need.
    let repeat = DealCommand::Amend(Amendment::Kind(sales_process::process::DealKind::Repeat));
    let repeat = make(&process, deal(&process, "900 GBP"), repeat, &act());
    check_unmet(&process, &repeat, p.into(), &[BUDGET, FIT]);

    let fill = |field: &str, value: &str| DealCommand::Amend(Amendment::field(field, value));
    let filled = make(&process, large, fill("budget", "40000 GBP"), &act());
    let filled = make(&process, filled, satisfy("need", "talk"), &act());
    let filled = make(&process, filled, satisfy("fit", "offer"), &act());
    check_unmet(&process, &filled, p.into(), &[DISCOUNT]);
    let refused = filled.clone().apply(p, satisfy("discount", "offer"), &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot satisfy: `discount` is approved by `director`, `head_of_sales`; act in that role"
    );
    let accountant = act().in_role(id("accountant"));
    assert!(filled.clone().apply(p, satisfy("discount", "offer"), &accountant).is_err());
    let shown = filled.available(p, &act());
    let given = shown
        .into_iter()
        .find(|found| found.verb == sales_process::lifecycle::deal::DealVerb::Satisfy)
        .unwrap();
    assert_eq!(given.choices, ["need"], "a field is met by its value");
    let approved = make(&process, filled, satisfy("discount", "offer"), &boss());
    check_unmet(&process, &approved, p.into(), &[]);

    // The approval ends when the amount rises above what was approved.
    let worth = |amount: &str| DealCommand::Amend(Amendment::Amount(money(amount)));
    let less = make(&process, approved.clone(), worth("28000 GBP"), &act());
    check_unmet(&process, &less, p.into(), &[]);
    let more = make(&process, less, worth("30001 GBP"), &act());
    check_unmet(&process, &more, p.into(), &[DISCOUNT]);
    let euros = make(&process, more, worth("30001 EUR"), &act());
    check_unmet(
        &process,
        &euros,
        p.into(),
        &["the criterion `discount` to come into `offer` asks about GBP, and the deal is in EUR"],
    );

    // Nor is one there again that a reopening ended, once that is taken back.
    let lost = DealCommand::Lose { reason: "price".into(), outcome: None };
    let reopen = DealCommand::Reopen {
        reason: "they came back".into(),
        expected_close: crate::samples::day("2026-05-01"),
    };
    let back = DealCommand::TakeBack { reason: "a misclick".into(), entry: None };
    for (amount, stands) in [("30000 GBP", true), ("30001 GBP", false)] {
        let moves = [lost.clone(), reopen.clone(), worth(amount), back.clone()];
        let deal = moves.into_iter().fold(approved.clone(), |d, it| make(&process, d, it, &act()));
        assert_eq!(deal.record().is_met("offer", "discount"), stands, "{amount}");
    }

    // A field of the customer is asked for only where the condition holds.
    let mut gold = make(&process, approved, fill("tier", "gold"), &act());
    check_unmet(&process, &gold, p.into(), &[SEATS]);
    let customer = Customer::register(NewCustomer::new(id("acme"), id("anna")), &act());
    let seats = CustomerCommand::Amend(CustomerAmendment::Field {
        field: "seats".into(),
        value: Some(200.into()),
        personal: false,
    });
    let context = CustomerContext::from(&process);
    let customer = AnyCustomer::from(customer).apply(context, seats, &act()).unwrap();
    let rules = DealRules::from(p).customer(customer.record());
    check_unmet(&process, &gold, rules, &[]);
    let entries: Vec<Entry<DealMachine>> = gold.take_entries().collect();
    assert_eq!(entries.into_iter().collect::<History<_>>().replay().unwrap(), gold);
}

/// What was said of a criterion before it became a field is not its value.
#[test]
fn a_criterion_that_became_a_field_asks_for_its_value() {
    let process = company();
    let mut before = ProcessDraft::from(process.clone());
    let demanded = &mut before.pipelines[0].stages[0].exit_criteria;
    demanded.retain(|criterion| criterion.id == "budget");
    demanded[0].field = None;
    demanded[0].text = "the budget is known".into();
    let before = before.build().unwrap();
    let deal = make(&before, deal(&before, "900 GBP"), satisfy("budget", "talk"), &act());
    check_unmet(&before, &deal, (&before.pipelines()[0]).into(), &[FIT]);
    check_unmet(&process, &deal, (&process.pipelines()[0]).into(), &[BUDGET, NEED, FIT]);
}

/// How well discovery was done asks for what was demanded of the deal: a field by
/// its value, nothing where a condition does not hold, nothing that was retracted
/// or ended by a reopening.
#[test]
fn figures_ask_for_the_criteria_that_applied() {
    let process = company();
    let p = &process.pipelines()[0];
    let (boss, fill) =
        (boss().overriding(id("boss"), "a hurry"), Amendment::field("budget", "900 GBP"));
    let (fill, need) = (DealCommand::Amend(fill), satisfy("need", "talk"));
    let repeat = DealCommand::Amend(Amendment::Kind(sales_process::process::DealKind::Repeat));
    let gold = DealCommand::Amend(Amendment::field("tier", "gold"));
    let retract = DealCommand::Retract { stage: None, criterion: id("need"), reason: "x".into() };
    let empty = DealCommand::Amend(Amendment::Field {
        field: "budget".into(),
        value: None,
        personal: false,
    });
    let lose = DealCommand::Lose { reason: "price".into(), outcome: None };
    let reopen = DealCommand::Reopen {
        reason: "x".into(),
        expected_close: crate::samples::day("2026-05-01"),
    };
    for (moves, met, asked) in [
        (vec![], 0, 2),
        (vec![&fill], 1, 2),
        (vec![&fill, &need], 2, 2),
        (vec![&fill, &need, &retract], 1, 2),
        (vec![&fill, &empty], 0, 2),
        (vec![&fill, &need, &lose, &reopen], 1, 2),
        (vec![&need, &lose, &reopen, &need], 1, 2),
        (vec![&fill, &repeat], 1, 1),
        // How many seats the customer has is in no journal of the deal.
        (vec![&fill, &need, &gold], 2, 2),
    ] {
        let told = format!("{moves:?}");
        let moves = moves.into_iter().cloned().chain([to_offer()]);
        let mut deal = moves.fold(deal(&process, "900 GBP"), |d, it| make(&process, d, it, &boss));
        let history: History<DealMachine> = deal.take_entries().collect();
        let mut flow = StageFlow::new(p, act().at());
        flow.add(&history).unwrap();
        let quality = flow.discovery_quality();
        let shown =
            quality.numerator().zip(quality.denominator()).map(|(m, a)| format!("{m} of {a}"));
        assert_eq!(shown, Some(format!("{met} of {asked}")), "{told}");
    }
}

#[test]
fn a_field_is_met_by_its_value() {
    let process = company();
    let refused = deal(&process, "1 GBP")
        .apply(&process.pipelines()[0], satisfy("budget", "talk"), &act())
        .unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot satisfy: the criterion `budget` is met by filling the field `budget`"
    );
}

/// Entry criteria are demanded on opening there too.
#[test]
fn opening_further_on_demands_what_coming_there_does() {
    let process = company();
    let p = &process.pipelines()[0];
    let new = || NewDeal::new(id("D-1"), id("acme"), id("anna")).amount(money("30000 GBP"));
    let refused = Deal::open(new(), p, "offer", &act()).unwrap_err();
    let text = refused.to_string();
    assert!(text.contains(DISCOUNT) && text.contains(FIT), "{text}");
    assert!(Deal::open(new().evidence("done before"), p, "offer", &act()).is_err());
    assert!(Deal::open(new().evidence("done before"), p, "offer", &boss()).is_ok());
}

#[track_caller]
fn check_field(change: Amendment, why: &str) {
    let process = company();
    let refused = deal(&process, "1 GBP")
        .apply(&process.pipelines()[0], DealCommand::Amend(change), &act())
        .unwrap_err();
    assert_eq!(refused.to_string(), format!("the deal cannot amend: {why}"));
    for language in Language::ALL {
        assert!(!refused.refusal().unmet()[0].text_in(*language).is_empty());
    }
}

#[test]
fn a_value_of_the_wrong_kind_or_of_no_field_is_refused_by_name() {
    check_field(
        Amendment::field("budgt", "1 GBP"),
        "there is no field `budgt`, did you mean `budget`?",
    );
    check_field(
        Amendment::field("budget", true),
        "`budget` is money, such as `1000.00 GBP`; found `true`",
    );
    check_field(
        Amendment::field("tier", "bronze"),
        "`bronze` is not an option of `tier`; expected one of `gold`, `silver`",
    );
    check_field(Amendment::field("seats", 7), "`seats` is a field of a customer, not of a deal");
    let process = company();
    let new = NewDeal::new(id("D-1"), id("acme"), id("anna")).field("tier", "bronze");
    assert!(Deal::open(new, &process.pipelines()[0], "talk", &act()).is_err());
}

/// A personal value is gone with the person, from the entity and its entries.
#[test]
fn a_personal_field_is_erased() {
    let process = company();
    let rules = LeadRules::from(&process);
    let phone = LeadCommand::Amend(LeadAmendment::Field {
        field: "phone".into(),
        value: Some("0123-456".into()),
        personal: false,
    });
    let lead: AnyLead = lead_in(LeadState::Working).apply(rules, phone, &act()).unwrap();
    check_gone(lead, |lead| lead.apply(rules, LeadCommand::Erase {}, &act()).unwrap());

    let mobile = CustomerCommand::Amend(CustomerAmendment::Field {
        field: "mobile".into(),
        value: Some("0123-456".into()),
        personal: false,
    });
    let context = CustomerContext::from(&process);
    let customer = Customer::register(NewCustomer::new(id("acme"), id("anna")), &act());
    let customer = AnyCustomer::from(customer).apply(context, mobile, &act()).unwrap();
    check_gone(customer, |it| it.apply(context, CustomerCommand::Erase {}, &act()).unwrap());

    let p = &process.pipelines()[0];
    let passport = DealCommand::Amend(Amendment::field("passport", "0123-456"));
    let amended = make(&process, deal(&process, "900 GBP"), passport, &act());
    let new = NewDeal::new(id("D-1"), id("acme"), id("anna")).field("passport", "0123-456");
    let opened: AnyDeal = Deal::open(new, p, "talk", &act()).unwrap().into();
    for deal in [amended, opened] {
        check_gone(deal, |deal| make(&process, deal, DealCommand::Erase {}, &act()));
    }
}

/// A number that stands in the entity and its last entry is gone from both, and
/// from the entries that wait to be stored.
#[track_caller]
fn check_gone<E: Entity + Clone + Serialize>(mut entity: E, erase: impl Fn(E) -> E)
where
    Entry<E::Machine>: Serialize,
{
    fn has(value: &impl Serialize) -> bool {
        serde_json::to_string(value).unwrap().contains("0123-456")
    }
    let waiting: Vec<_> = erase(entity.clone()).take_entries().collect();
    let mut entry = entity.take_entries().next_back().unwrap();
    assert!(has(&entity) && has(&entry));
    entry.redact();
    assert!(!has(&entry) && !has(&erase(entity)) && !has(&waiting));
}

#[test]
fn a_deal_of_another_segment_is_refused() {
    let segment = r#"{"label": "enterprise", "when": {"field": "tier", "equals": "gold"}}"#;
    let mut draft = company().pipelines()[0].draft().clone();
    draft.segment = Some(serde_json::from_str(segment).unwrap());
    let fields = company().fields().clone();
    let p = draft.build().unwrap().with_fields(fields);
    let new = |tier: &str| NewDeal::new(id("D-1"), id("acme"), id("anna")).field("tier", tier);
    assert!(Deal::open(new("gold"), &p, "talk", &act()).is_ok());
    let refused = Deal::open(new("silver"), &p, "talk", &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot begin: the pipeline `main` is for enterprise, and the deal is not of it"
    );
    assert!(refused.refusal().can_be_overridden());
}
