//! Corrections: what is returned, retracted, taken back and amended, and dates
//! that cannot be.

use sales_process::lifecycle::customer::Ownership;
use sales_process::lifecycle::customer::{AdoptedCustomer, AnyCustomer, New, NewCustomer};
use sales_process::lifecycle::deal::{
    AdoptedDeal, Amendment, AnyDeal, Deal, DealCommand, DealMachine, DealState, DealVerb,
    Instalment, OnHold, OwnerChange, Refund,
};
use sales_process::lifecycle::handoff::{AdoptedHandoff, AnyHandoff};
use sales_process::lifecycle::lead::{
    AdoptedLead, AnyLead, CustomerRef, LeadAmendment, LeadCommand, LeadMachine, LeadState,
    LeadVerb, Nurturing, Source,
};
use sales_process::lifecycle::{Act, History, NextStep};
use sales_process::process::Pipeline;

use crate::samples::{
    Policies, act, call, day, deal_command, deal_in, flow, id, instant, later, lead_command,
    lead_in, main_pipeline, money, new_deal, new_lead, noon, opened_at, second_map,
    second_revision,
};

/// Makes moves one after the other: the deal, or why one is refused.
fn story(p: &Pipeline, deal: AnyDeal, moves: &[DealCommand]) -> Result<AnyDeal, String> {
    moves.iter().zip(1..).try_fold(deal, |deal, (command, n)| {
        deal.apply(p, command.clone(), &later(n)).map_err(|refused| refused.to_string())
    })
}

fn to(stage: &str) -> DealCommand {
    DealCommand::Advance { to: stage.try_into().unwrap() }
}

fn back() -> DealCommand {
    DealCommand::TakeBack { reason: "a misclick".into(), entry: None }
}

/// Whatever the last move was, taking it back leaves all as it was, but for the
/// journal: state, stage, time of entry, visits, passes, amount, dates, money.
#[track_caller]
fn check_taken_back(p: &Pipeline, before: &AnyDeal, command: DealCommand) {
    let name = format!("{command:?}");
    let moved = before.clone().apply(p, command, &later(20).overriding(id("boss"), "x")).unwrap();
    assert_eq!(moved.record().last_move(), Some(before.version() + 1), "{name}");
    let between = DealCommand::Interact(call("what happened between"));
    let moved = moved.apply(p, between, &later(21)).unwrap();
    let mut taken = moved.apply(p, back(), &later(22)).unwrap();
    assert_eq!(taken.view(), before.view(), "{name}");
    let record = |deal: &AnyDeal| {
        let mut stored = serde_json::to_value(deal).unwrap();
        let record = stored["record"].as_object_mut().unwrap();
        record.remove("last_move");
        stored["record"].clone()
    };
    assert_eq!(record(&taken), record(before), "{name}");
    assert_eq!(taken.version(), before.version() + 3);
    assert_eq!(taken.record().last_move(), None, "a move before the last cannot be taken back");
    let refused = taken.clone().apply(p, back(), &later(23)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot make the move `take_back`: there is no move to take back: none was made, or the last one was taken back"
    );
    let entry = taken.take_entries().next_back().unwrap();
    let DealCommand::TakeBack { entry, .. } = entry.command else { panic!("{entry:?}") };
    assert_eq!(entry, Some(before.version() + 1), "the entry says which it took back");
}

/// Of two ways back to one stage, the one that was gone counts.
#[test]
fn one_of_two_rework_moves_into_a_stage_is_taken_back() {
    let p = flow("a* > b > c > won, b ~2> a, c ~2> a");
    let steps = [to("b"), to("c"), to("a"), to("b")];
    let deal = steps.into_iter().fold(AnyDeal::from(opened_at(&p, "a")), |deal, step| {
        deal.apply(&p, step, &later(1)).unwrap()
    });
    check_taken_back(&p, &deal, to("a"));
    let moved = deal.apply(&p, to("a"), &later(2)).unwrap();
    assert_eq!((moved.record().passes("b", "a"), moved.record().passes("c", "a")), (1, 1));
}

#[test]
fn the_last_move_is_taken_back() {
    let p = flow("a* > b!c > sign:contract > pay > won, b ~2> a, a > lost");
    let at = |stages: &[&str]| {
        let steps: Vec<_> = stages.iter().map(|stage| to(stage)).collect();
        let deal = AnyDeal::from(opened_at(&p, "a"));
        let by = |n| later(n).overriding(id("boss"), "x");
        steps.into_iter().zip(1..).fold(deal, |deal, (s, n)| deal.apply(&p, s, &by(n)).unwrap())
    };
    check_taken_back(&p, &at(&[]), to("b"));
    check_taken_back(&p, &at(&["b"]), to("a"));
    check_taken_back(&p, &at(&["b", "a"]), to("b"));
    check_taken_back(&p, &at(&["b", "a", "b"]), to("a"));
    check_taken_back(&p, &at(&["b"]), to("pay"));
    for verb in [DealVerb::Win, DealVerb::Hold, DealVerb::Lose, DealVerb::Abandon] {
        check_taken_back(&p, &at(&["b", "sign"]), command(DealState::Open, verb));
    }
    for state in [DealState::OnHold, DealState::Won, DealState::Completed] {
        for verb in [
            DealVerb::Resume,
            DealVerb::Lose,
            DealVerb::Abandon,
            DealVerb::Advance,
            DealVerb::Complete,
            DealVerb::Reopen,
            DealVerb::Refund,
        ] {
            let deal = deal_in(state);
            if deal.permitted().contains(&verb) {
                check_taken_back(&main_pipeline(), &deal, command(state, verb));
            }
        }
    }
    for state in [DealState::Lost, DealState::Abandoned] {
        check_taken_back(&main_pipeline(), &deal_in(state), command(state, DealVerb::Reopen));
    }
}

/// A move with what it demands, on the days of these tests.
fn command(state: DealState, verb: DealVerb) -> DealCommand {
    match verb {
        DealVerb::Refund => {
            DealCommand::Refund { amount: money("100 GBP"), refund: Refund::GivenBack }
        }
        _ => deal_command(state, verb),
    }
}

/// What came after the move and is its own stays.
#[test]
fn what_came_since_stays() {
    let p = main_pipeline();
    let pay = DealCommand::Pay { amount: money("50 GBP"), on: day("2026-03-02") };
    let worth = DealCommand::Amend(Amendment::Amount(money("70 GBP")));
    let win = deal_command(DealState::Open, DealVerb::Win);
    let deal = story(&p, deal_in(DealState::Open), &[win.clone(), pay, back()]).unwrap();
    assert_eq!(deal.record().payments().received, Some(money("50 GBP")));
    assert_eq!(deal.record().amount(), Some(money("900 GBP")), "that of before the win");
    let deal = story(&p, deal_in(DealState::Open), &[win, worth, back()]).unwrap();
    assert_eq!(deal.record().amount(), Some(money("70 GBP")), "amended since");
}

/// Figures leave out what was taken back, and what took it back.
#[test]
fn history_leaves_out_what_was_taken_back() {
    let p = flow("a* > b > c > won");
    let moves = [to("b"), to("c"), back(), to("c")];
    let mut deal = story(&p, AnyDeal::from(opened_at(&p, "a")), &moves).unwrap();
    let history: History<DealMachine> = deal.take_entries().collect();
    let versions: Vec<u32> = history.standing().map(|entry| entry.version).collect();
    assert_eq!(versions, [1, 2, 5]);
    assert_eq!(history.entries().len(), 5, "nothing is deleted");
    let days: Vec<_> = history.stays().iter().map(|s| (s.from - noon()).num_days()).collect();
    assert_eq!(days, [0, 1, 4], "it stood in `b` until it came to `c` for good");
    assert_eq!(history.regressions(), 0);
    assert_eq!(history.replay().unwrap(), deal);
}

#[test]
fn the_entry_named_must_be_that_of_the_last_move() {
    let p = flow("a* > b > won");
    let deal = story(&p, AnyDeal::from(opened_at(&p, "a")), &[to("b")]).unwrap();
    let wrong = DealCommand::TakeBack { reason: "x".into(), entry: Some(1) };
    let refused = deal.clone().apply(&p, wrong, &later(2)).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot make the move `take_back`: entry 1 is not the last move of stage or outcome, which is entry 2"
    );
    let right = DealCommand::TakeBack { reason: "x".into(), entry: Some(2) };
    assert_eq!(deal.apply(&p, right, &later(2)).unwrap().record().stage(), &"a");
}

/// A refund taken back does not leave money due on a completed deal.
#[test]
fn taking_back_leaves_nothing_due_on_a_completed_deal() {
    let p = main_pipeline();
    let refund = DealCommand::Refund { amount: money("100 GBP"), refund: Refund::DueAgain };
    let worth = DealCommand::Amend(Amendment::Amount(money("950 GBP")));
    let told = story(&p, deal_in(DealState::Completed), &[refund, worth, back()]);
    assert_eq!(
        told.unwrap_err(),
        "the deal cannot make the move `take_back`: 50.00 GBP is still due"
    );
}

#[test]
fn payments_are_returned_and_never_more_than_was_received() {
    let p = main_pipeline();
    let give = |amount: &str| DealCommand::ReturnPayment {
        amount: money(amount),
        on: day("2026-03-02"),
        reason: "paid twice".into(),
    };
    let pay = || DealCommand::Pay { amount: money("100 GBP"), on: day("2026-03-02") };
    let open = || deal_in(DealState::Open);
    let received = |told: Result<AnyDeal, String>| {
        told.map(|deal| deal.record().payments().received.unwrap().to_string())
    };
    assert_eq!(received(story(&p, open(), &[pay(), give("30 GBP")])).unwrap(), "70.00 GBP");
    let no = |moves: &[DealCommand]| received(story(&p, open(), moves)).unwrap_err();
    let head = "the deal cannot make the move `return_payment`: ";
    assert_eq!(
        no(&[give("1 GBP")]),
        format!("{head}no payment was received, so nothing can go back")
    );
    assert_eq!(
        no(&[pay(), give("101 GBP")]),
        format!(
            "{head}the amount 101.00 GBP does not fit; expected at most the 100.00 GBP received"
        )
    );
    assert_eq!(
        no(&[pay(), give("0 GBP")]),
        format!("{head}the amount 0.00 GBP does not fit; expected more than zero")
    );
    assert!(no(&[pay(), give("1 EUR")]).contains("one currency"));
    // In every state; of a completed deal only what was paid beyond its worth.
    for state in [DealState::Lost, DealState::Abandoned] {
        let deal = crate::samples::deal_ready(state, DealVerb::ReturnPayment);
        assert_eq!(received(story(&p, deal, &[give("100 GBP")])).unwrap(), "0.00 GBP");
    }
    let told = story(&p, deal_in(DealState::Completed), &[give("1 GBP")]).unwrap_err();
    assert_eq!(told, format!("{head}1.00 GBP is still due"));
    assert!(story(&p, deal_in(DealState::Completed), &[pay(), give("100 GBP")]).is_ok());
}

#[test]
fn a_retracted_criterion_is_met_no_more() {
    let p = main_pipeline();
    let retract = deal_command(DealState::Open, DealVerb::Retract);
    let told = story(&p, deal_in(DealState::Open), &[retract.clone(), to("pay")]).unwrap_err();
    assert_eq!(
        told,
        "the deal cannot advance: not met in `sign`: both have signed (criterion `signed`)"
    );
    let told = story(&p, deal_in(DealState::Open), &[retract.clone(), retract]).unwrap_err();
    assert_eq!(
        told,
        "the deal cannot retract: the criterion `signed` of `sign` is not met, so it cannot be retracted"
    );
    // Reopened, a deal has its criteria to meet again.
    let moves = [
        deal_command(DealState::Open, DealVerb::Lose),
        deal_command(DealState::Lost, DealVerb::Reopen),
    ];
    let deal = story(&p, deal_in(DealState::Open), &moves).unwrap();
    assert!(!deal.record().is_met("sign", "signed"));
}

#[test]
fn what_is_known_is_amended_in_every_state() {
    let p = main_pipeline();
    for &state in DealState::ALL {
        let from = Some(day("2026-03-20"));
        let changes = [
            Amendment::Owner(OwnerChange { to: id("bob"), from }),
            Amendment::Customer(id("globex")),
            Amendment::Kind(sales_process::process::DealKind::Renewal),
            Amendment::Lead(Some(id("L-7"))),
        ];
        let changes = changes.map(DealCommand::Amend);
        let deal = story(&p, deal_in(state), &changes).unwrap();
        let record = deal.record();
        assert_eq!(record.owner(), &"bob");
        assert_eq!(record.owner_on(day("2026-03-19")).unwrap(), &"anna");
        assert_eq!(record.owner_on(day("2026-03-20")).unwrap(), &"bob");
        assert_eq!(record.customer(), &"globex");
        assert_eq!(record.lead().unwrap(), &"L-7");
        assert!(deal.apply(&p, DealCommand::Interact(call("x")), &later(9)).is_ok());
        // Figures only where it has not ended.
        let ended = matches!(state, DealState::Lost | DealState::Abandoned);
        let amount = DealCommand::Amend(Amendment::Amount(money("900 GBP")));
        assert_eq!(story(&p, deal_in(state), &[amount]).is_err(), ended, "{state}");
        let early = DealCommand::Amend(Amendment::Owner(OwnerChange {
            to: id("bob"),
            from: Some(day("1999-01-01")),
        }));
        let told = story(&p, deal_in(state), &[early]).unwrap_err();
        assert_eq!(
            told,
            "the deal cannot amend: the first day of the owner, 1999-01-01, lies before 2026-03-02, the first day that it can be"
        );
    }
    let policies = Policies::new();
    for &state in LeadState::ALL {
        let lead = lead_in(state);
        let source = LeadAmendment::Source(Source::Campaign("fair".into()));
        let lead = lead.apply(policies.rules(), LeadCommand::Amend(source), &act()).unwrap();
        assert_eq!(lead.record().source(), Some(&Source::Campaign("fair".into())));
        let before = lead.clone();
        let owner = |to: &str| LeadCommand::Amend(LeadAmendment::Owner(id(to)));
        let amended = lead.apply(policies.rules(), owner("carl"), &later(1));
        let Some(was) = before.record().owner() else {
            assert_eq!(
                amended.unwrap_err().to_string(),
                "the lead cannot amend: nobody works on the lead; assign it first",
                "{state}"
            );
            continue;
        };
        // It is carl's, and stands where it stood: this is no reassignment.
        let mut lead = amended.unwrap();
        assert_eq!((was, lead.record().owner()), (&id("anna"), Some(&id("carl"))), "{state}");
        assert_eq!((lead.view(), lead.state()), (before.view(), state));
        assert_eq!(lead.record().since(), before.record().since(), "{state}");
        let entry = lead.take_entries().next_back().unwrap();
        assert_eq!((entry.by, entry.from, entry.to), (id("anna"), Some(state), state));
        let refused = lead.apply(policies.rules(), owner("carl"), &later(2)).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the lead cannot amend: `carl` has the lead already; name another owner"
        );
        // Taking back the move before leaves who has it alone.
        if state == LeadState::Working {
            let back = LeadCommand::TakeBack { reason: "a misclick".into(), entry: None };
            let taken = refused.entity.apply(policies.rules(), back, &later(3)).unwrap();
            assert_eq!(
                (taken.state(), taken.record().owner()),
                (LeadState::Assigned, Some(&id("carl")))
            );
        }
    }
}

/// Amended so that something would be due, a completed deal is refused.
#[test]
fn an_amendment_leaves_nothing_due_on_a_completed_deal() {
    let raise = DealCommand::Amend(Amendment::Amount(money("901 GBP")));
    let told = story(&main_pipeline(), deal_in(DealState::Completed), &[raise]).unwrap_err();
    assert_eq!(told, "the deal cannot amend: 1.00 GBP is still due");
}

#[test]
fn a_lead_is_put_back_as_it_was() {
    let policies = Policies::new();
    let make = |lead: AnyLead, command| lead.apply(policies.rules(), command, &act()).unwrap();
    let back = || LeadCommand::TakeBack { reason: "a misclick".into(), entry: None };
    for &state in LeadState::ALL {
        let verbs = lead_in(state).permitted().into_iter();
        for verb in verbs.filter(|verb| *verb != LeadVerb::TakeBack) {
            let before = lead_in(state);
            let moved = make(before.clone(), lead_command(verb));
            let moves = moved.state() != state || verb == LeadVerb::Reassign;
            if !moves {
                continue;
            }
            let mut taken = make(moved, back());
            assert_eq!((taken.state(), taken.view()), (state, before.view()), "{state} {verb}");
            let record = taken.record();
            assert_eq!(record.owner(), before.record().owner(), "{state} {verb}");
            assert_eq!(record.source(), before.record().source(), "{state} {verb}");
            assert_eq!(record.since(), before.record().since(), "{state} {verb}");
            let history: History<LeadMachine> = taken.take_entries().collect();
            assert_eq!(history.standing().count(), 0, "both are left out");
        }
    }
}

/// A lead is not referred by the customer that it becomes.
#[test]
fn nobody_refers_themselves() {
    let policies = Policies::new();
    let source = LeadCommand::Amend(LeadAmendment::Source(Source::Referral(id("acme"))));
    let referred = || {
        let lead = lead_in(LeadState::Qualified);
        lead.apply(policies.rules(), source.clone(), &act()).unwrap()
    };
    let convert = |to: &str| LeadCommand::Convert {
        deal: id("D-1"),
        customer: CustomerRef::Existing(id(to)),
    };
    let refused = referred().apply(policies.rules(), convert("acme"), &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the lead cannot convert: the lead was referred by `acme`, the customer it would become; correct its source first"
    );
    assert!(referred().apply(policies.rules(), convert("globex"), &act()).is_ok());
    let converted = lead_in(LeadState::Converted);
    assert!(converted.apply(policies.rules(), source.clone(), &act()).is_err());
}

#[test]
fn a_lead_is_not_reassigned_to_its_owner() {
    let policies = Policies::new();
    let same = LeadCommand::Reassign { owner: id("anna") };
    let refused = lead_in(LeadState::Working).apply(policies.rules(), same, &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the lead cannot reassign: `anna` has the lead already; name another owner"
    );
}

/// A date out of its bounds is refused, and an override does without.
#[track_caller]
fn check_date(deal: AnyDeal, command: DealCommand, why: &str) {
    let p = main_pipeline();
    let refused = deal.apply(&p, command.clone(), &act()).unwrap_err();
    let text = refused.to_string();
    assert!(text.ends_with(why), "{text}");
    assert!(refused.refusal().can_be_overridden());
    let granted = act().overriding(id("boss"), "typed in later");
    refused.entity.apply(&p, command, &granted).unwrap();
}

#[test]
fn dates_have_bounds() {
    let open = || deal_in(DealState::Open);
    let win = |on: &str| DealCommand::Win { amount: None, evidence: Some("x".into()), on: day(on) };
    check_date(
        open(),
        win("1900-01-01"),
        "the day of closing, 1900-01-01, lies before 2026-03-02, the first day that it can be",
    );
    check_date(
        open(),
        win("9999-12-31"),
        "the day of closing, 9999-12-31, lies after today, 2026-03-02; give a day that has come",
    );
    let pay = |on: &str| DealCommand::Pay { amount: money("1 GBP"), on: day(on) };
    check_date(
        open(),
        pay("9999-12-31"),
        "the day of the payment, 9999-12-31, lies after today, 2026-03-02; give a day that has come",
    );
    check_date(
        open(),
        pay("1899-12-31"),
        "the day of the payment, 1899-12-31, lies before 1900-01-01, the first day that it can be",
    );
    let hold = |until: &str| DealCommand::Hold { reason: "x".into(), until: day(until) };
    check_date(
        open(),
        hold("1990-01-01"),
        "the day it is put off to, 1990-01-01, lies before today, 2026-03-02; give a day to come",
    );
    check_date(
        open(),
        hold("9999-12-31"),
        "the day it is put off to, 9999-12-31, lies after 2200-12-31, the last day that it can be",
    );
    let reopen = DealCommand::Reopen { reason: "x".into(), expected_close: day("2026-03-01") };
    check_date(
        deal_in(DealState::Lost),
        reopen,
        "the expected close, 2026-03-01, lies before today, 2026-03-02; give a day to come",
    );
    let due = |due: &str| {
        let part = Instalment { due: day(due), amount: money("1 GBP") };
        DealCommand::Amend(Amendment::Schedule(vec![part]))
    };
    check_date(
        open(),
        due("9999-12-31"),
        "the day of an instalment, 9999-12-31, lies after 2200-12-31, the last day that it can be",
    );
    let step = |due: &str| NextStep::new("call", day(due));
    check_date(
        open(),
        DealCommand::Amend(Amendment::NextStep(Some(step("0001-01-01")))),
        "the day of the next step, 0001-01-01, lies before 1900-01-01, the first day that it can be",
    );
    let amend = LeadCommand::Amend(LeadAmendment::NextStep(Some(step("2201-01-01"))));
    let refused =
        lead_in(LeadState::New).apply(Policies::new().rules(), amend, &act()).unwrap_err();
    assert!(refused.refusal().can_be_overridden(), "{refused}");
    let tomorrow = DealCommand::Interact(call("x").on(day("2026-03-03")));
    check_date(
        open(),
        tomorrow,
        "the day of the interaction, 2026-03-03, lies after today, 2026-03-02; give a day that has come",
    );
}

/// Nor is anything adopted on a day that stands for another thing.
#[test]
fn dates_of_what_is_adopted_have_bounds() {
    let p = main_pipeline();
    let at = instant("2025-11-03T09:00:00Z");
    let deal = || AdoptedDeal::new(new_deal(), at);
    let far = || day("9999-12-31");
    let mut deals = [deal().owner_since(far()), deal(), deal(), deal(), deal()];
    deals[1].earlier_owners = vec![Ownership { from: day("0001-01-01"), owner: id("bob") }];
    deals[2].schedule = vec![Instalment { due: far(), amount: money("1 GBP") }];
    deals[3].state = OnHold { reason: "x".into(), until: far() }.into();
    deals[4].new.expected_close = Some(far());
    for known in deals {
        let refused = AnyDeal::adopt(known, &p, "offer", &act()).unwrap_err();
        assert!(refused.refusal().can_be_overridden(), "{refused}");
    }
    let customer = || AdoptedCustomer::new(NewCustomer::new(id("acme"), id("anna")), at);
    let mut renewed = customer();
    renewed.renewal = Some(far());
    let old = customer().orders(1, instant("1899-12-31T00:00:00Z"), at).state(New {});
    for known in [customer().owner_since(far()), renewed, old] {
        let refused = AnyCustomer::adopt(known, &act()).unwrap_err();
        assert!(refused.refusal().can_be_overridden(), "{refused}");
    }
    let nurtured = AdoptedLead::new(new_lead(), at)
        .interest(crate::samples::interest())
        .owner(id("anna"))
        .state(Nurturing { reason: "x".into(), revisit: far() });
    assert!(AnyLead::adopt(nurtured, &act()).unwrap_err().refusal().can_be_overridden());
}

/// The day of an act is the company's; what happened yesterday is recorded
/// today; and a server whose clock is a little behind can act.
#[test]
fn the_day_is_that_of_the_company() {
    let p = main_pipeline();
    let late = Act::new(instant("2026-03-02T23:30:00Z"), id("anna"));
    let pay = |on: &str| DealCommand::Pay { amount: money("1 GBP"), on: day(on) };
    let deal = || deal_in(DealState::Open);
    assert!(deal().apply(&p, pay("2026-03-03"), &late).is_err());
    let offset: sales_process::UtcOffset = "+02:00".parse().unwrap();
    let there = late.clone().in_zone(offset);
    assert_eq!(there.day(), day("2026-03-03"));
    assert!(deal().apply(&p, pay("2026-03-03"), &there).is_ok());
    let yesterday = DealCommand::Interact(call("the call of yesterday").on(day("2026-03-01")));
    assert!(deal().apply(&p, yesterday, &act()).is_ok());

    let behind = Act::new(noon() - chrono::TimeDelta::milliseconds(3), id("anna"));
    assert!(deal().apply(&p, pay("2026-03-02"), &behind).is_err());
    let behind = behind.no_earlier_than(deal().last_at());
    assert_eq!(deal().apply(&p, pay("2026-03-02"), &behind).unwrap().last_at(), noon());
}

/// The day of any instant is the company's too: in the west, the evening on which
/// a deal is opened is tomorrow in UTC; in the east it was yesterday.
#[test]
fn an_instant_falls_on_the_day_of_the_company() {
    let p = main_pipeline();
    let offset = |text: &str| text.parse::<sales_process::UtcOffset>().unwrap();
    // Ten and eleven in the evening of 1 March.
    let west = |hour: u32| {
        let at = instant(&format!("2026-03-02T{hour:02}:00:00Z"));
        Act::new(at, id("anna")).in_zone(offset("-05:00"))
    };
    let (opened, now, today) = (west(3), west(4), day("2026-03-01"));
    assert_eq!((opened.day(), now.day()), (today, today));
    let deal = AnyDeal::from(
        Deal::open(new_deal(), &p, "sign", &opened.clone().overriding(id("boss"), "x")).unwrap(),
    );
    let win = |on: &str| DealCommand::Win {
        amount: Some(money("9 GBP")),
        evidence: Some("x".into()),
        on: day(on),
    };
    assert_eq!(deal.clone().apply(&p, win("2026-03-01"), &now).unwrap().state(), DealState::Won);
    let owner = DealCommand::Amend(Amendment::owner(id("bob")));
    assert_eq!(deal.apply(&p, owner, &now).unwrap().record().owner(), "bob");
    let (new, at) = (NewCustomer::new(id("acme"), id("anna")), opened.at());
    AnyDeal::adopt(AdoptedDeal::new(new_deal(), at), &p, "offer", &now).unwrap();
    AnyLead::adopt(AdoptedLead::new(new_lead(), at), &now).unwrap();
    AnyCustomer::adopt(AdoptedCustomer::new(new, at), &now).unwrap();
    let new = crate::handoff::new_handoff();
    AnyHandoff::adopt(AdoptedHandoff::new(new, at), &now).unwrap();

    // One in the morning of 2 March, in UTC the day before.
    let east = Act::new(instant("2026-03-01T20:00:00Z"), id("anna")).in_zone(offset("+05:00"));
    let deal =
        Deal::open(new_deal(), &p, "sign", &east.clone().overriding(id("boss"), "x")).unwrap();
    let won = AnyDeal::from(deal).apply(&p, win("2026-03-01"), &east).unwrap_err();
    assert!(won.to_string().contains("lies before 2026-03-02"), "{won}");
    // A server that is behind acts on the day of the last entry, not of its own clock.
    let behind = Act::new(instant("2026-03-01T23:59:59.998Z"), id("anna"));
    assert_eq!(behind.no_earlier_than(instant("2026-03-02T00:00:00Z")).day(), day("2026-03-02"));
}

/// Over to another pipeline by a checked map, and the last move is still there
/// to be taken back.
#[test]
fn a_deal_goes_over_to_another_pipeline() {
    let (from, other) = (flow("a* > b > won"), {
        let mut draft = flow("x* > y > won").draft().clone();
        draft.id = "other".to_owned();
        draft.build().unwrap()
    });
    use sales_process::lifecycle::deal::StageMap;
    let map = StageMap::between(&from, &other, [("a", "x"), ("b", "y")]).unwrap();
    let deal = AnyDeal::from(opened_at(&from, "a")).apply(&from, to("b"), &later(1)).unwrap();
    let moved = deal.apply(&other, DealCommand::Transfer(map.clone()), &later(2)).unwrap();
    assert_eq!(
        (moved.record().pipeline().as_str(), moved.record().stage().as_str()),
        ("other", "y")
    );
    let mut taken = moved.apply(&other, back(), &later(3)).unwrap();
    assert_eq!(taken.record().stage(), &"x");
    let history: History<DealMachine> = taken.take_entries().collect();
    assert_eq!(history.replay().unwrap(), taken);
    let stored: StageMap = serde_json::from_str(&serde_json::to_string(&map).unwrap()).unwrap();
    stored.check(&from, &other).unwrap();
    let within = DealCommand::Migrate(map);
    let refused =
        AnyDeal::from(opened_at(&from, "a")).apply(&other, within, &later(1)).unwrap_err();
    assert!(refused.to_string().contains("transfer to another one"), "{refused}");
    // Nor is a transfer what stays in the pipeline.
    let (second, to_itself) = (second_revision(), DealCommand::Transfer(second_map()));
    let refused = deal_in(DealState::Open).apply(&second, to_itself, &act()).unwrap_err();
    assert!(refused.to_string().contains("migrate within a pipeline"), "{refused}");
}

/// Nor is a deal given to whoever has it.
#[test]
fn a_deal_is_not_given_to_its_owner() {
    for &state in DealState::ALL {
        let same = DealCommand::Amend(Amendment::owner(id("anna")));
        let refused = deal_in(state).apply(&main_pipeline(), same, &act()).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "the deal cannot amend: `anna` has the deal on 2026-03-02 already"
        );
    }
}

/// Lost and abandoned by a named outcome of the pipeline, which must be one of
/// that kind.
#[test]
fn an_outcome_that_is_named_is_of_its_kind() {
    let p = flow("a* > won, a > lost_price, a > lost_need");
    let lose =
        |outcome: &str| DealCommand::Lose { reason: "price".into(), outcome: Some(id(outcome)) };
    let deal = || AnyDeal::from(opened_at(&p, "a"));
    assert!(story(&p, deal(), &[lose("lost_need")]).is_ok());
    let reason = sales_process::lifecycle::deal::AbandonReason::NoDecision;
    let abandon = DealCommand::Abandon { reason, outcome: Some(id("lost_need")) };
    assert!(story(&p, deal(), &[abandon]).unwrap_err().contains("`lost_need` is no outcome"));
    assert_eq!(
        story(&p, deal(), &[lose("won")]).unwrap_err(),
        "the deal cannot lose: `won` is no outcome of the pipeline for this; expected one of `lost_price`, `lost_need`"
    );
}

/// A criterion is one of its stage, and one taken back leaves the others.
#[test]
fn criteria_of_one_name_are_met_stage_by_stage() {
    let p = flow("a*!x+y > b!x > won");
    let given = |criterion: &str| {
        DealCommand::Satisfy(sales_process::lifecycle::deal::Given::new(id(criterion), "seen"))
    };
    let retract = |criterion: &str| DealCommand::Retract {
        stage: None,
        criterion: id(criterion),
        reason: "a misread mail".into(),
    };
    let met = |commands: &[DealCommand]| {
        let deal = story(&p, AnyDeal::from(opened_at(&p, "a")), commands).unwrap();
        [("a", "x"), ("a", "y"), ("b", "x")].map(|(stage, it)| deal.record().is_met(stage, it))
    };
    assert_eq!(met(&[given("x"), given("y")]), [true, true, false]);
    assert_eq!(met(&[given("x"), given("y"), retract("x")]), [false, true, false]);
    let all = [given("x"), given("y"), to("b"), given("x")];
    assert_eq!(met(&all), [true, true, true]);
    assert_eq!(met(&[&all[..], &[retract("x")]].concat()), [true, true, false]);
}

/// A draft about to be opened is not put into the past.
#[test]
fn a_deal_is_expected_to_close_after_it_is_opened() {
    let p = main_pipeline();
    let new = new_deal().expected_close(day("2026-03-01"));
    let refused = Deal::open(new, &p, "find", &act()).unwrap_err();
    assert!(refused.refusal().can_be_overridden(), "{refused}");
}
