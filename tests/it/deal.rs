//! Deals on their way: along the pipeline, back, past it, to their end.

use std::collections::BTreeSet;

use sales_process::lifecycle::deal::{
    AbandonReason, Amendment, AnyDeal, Deal, DealCommand, DealRules, DealState, DealVerb, Open,
    Stale,
};
use sales_process::lifecycle::{NextStep, Reason};
use sales_process::process::Pipeline;

use crate::samples::{
    act, call, day, deal_command, deal_in, flow, id, instant, later, main_draft, main_pipeline,
    money, new_deal, noon, opened_at, overridden, second_revision, step,
};

/// Goes along stages; a `!` before one does so by override. The text of the
/// first refusal, or where it stands in the end.
fn go(pipeline: &Pipeline, way: &str) -> String {
    let mut stages = way.split_whitespace();
    let mut deal = AnyDeal::from(opened_at(pipeline, stages.next().unwrap()));
    for stage in stages {
        let (act, stage) = match stage.strip_prefix('!') {
            Some(stage) => (overridden(), stage),
            None => (act(), stage),
        };
        let to = stage.try_into().unwrap();
        match deal.apply(pipeline, DealCommand::Advance { to }, &act) {
            Ok(moved) => deal = moved,
            Err(refused) => return refused.to_string(),
        }
    }
    format!("in {}", deal.record().stage())
}

#[track_caller]
fn check_way(pipeline: &str, way: &str, expected: &str) {
    assert_eq!(go(&flow(pipeline), way), expected);
}

#[test]
fn along_the_moves_of_the_pipeline_or_by_override() {
    let p = "a* > b > c > won, b > lost, c ~> a";
    check_way(p, "a b c", "in c");
    check_way(p, "a c", "the deal cannot advance: the pipeline has no move from `a` to `c`");
    check_way(p, "a !c", "in c");
    check_way(p, "a b a", "the deal cannot advance: the pipeline has no move from `b` to `a`");
    check_way(p, "a b !a b", "in b");
    check_way(p, "a b b", "the deal cannot advance: the pipeline has no move from `b` to `b`");
    check_way(p, "a b c a", "in a");
    check_way("a* > a > won", "a a a", "in a");
}

#[test]
fn never_to_an_outcome_nor_nowhere() {
    let p = "a* > b > won, b > lost";
    let outcome = "is an outcome, not a stage to stand in; win or lose the deal instead";
    for act in ["", "!"] {
        check_way(
            p,
            &format!("a b {act}won"),
            &format!("the deal cannot advance: `won` {outcome}"),
        );
        check_way(
            p,
            &format!("a {act}lost"),
            &format!("the deal cannot advance: `lost` {outcome}"),
        );
        check_way(
            p,
            &format!("a {act}bb"),
            "the deal cannot advance: the pipeline has no stage `bb`, did you mean `b`?",
        );
    }
}

#[test]
fn a_way_back_may_be_taken_so_often() {
    let p = "a* > b > won, b ~2> a, b ~> c, c > b";
    check_way(p, "a b a b a b", "in b");
    let spent = "the deal cannot advance: the way back from `b` to `a` is used up (limit 2)";
    check_way(p, "a b a b a b a", spent);
    check_way(p, "a b a b a b !a b", "in b");
    check_way(p, "a b a b a b !a b a", spent);
    // Each way back is counted for itself, and this one has no limit.
    check_way(p, "a b a b a b c b c b c b", "in b");
}

#[test]
fn passes_and_visits_are_counted() {
    let p = flow("a* > b > won, b ~2> a");
    let deal = opened_at(&p, "a").advance(&p, "b", &act()).unwrap();
    let deal = deal.advance(&p, "a", &later(3)).unwrap().advance(&p, "b", &later(4)).unwrap();
    let record = deal.record();
    assert_eq!((record.passes("b", "a"), record.passes("a", "b")), (1, 0));
    assert_eq!((record.visits("a"), record.visits("b"), record.visits("c")), (2, 2, 0));
    assert_eq!(
        record.visited().map(sales_process::StageId::as_str).collect::<Vec<_>>(),
        ["a", "b"]
    );
    assert_eq!(record.entered_at(), later(4).at());
}

#[test]
fn a_stage_is_left_once_its_criteria_are_met() {
    let p = flow("a*!x+y > b > won");
    let deal = opened_at(&p, "a");
    let refused = deal.advance(&p, "b", &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot advance: not met in `a`: x is so (criterion `x`); not met in `a`: y is so (criterion `y`)"
    );
    let deal = refused.entity.satisfy(&p, id("y"), "their mail", &act()).unwrap();
    let refused = deal.advance(&p, "b", &act()).unwrap_err();
    assert_eq!(refused.refusal().unmet().len(), 1);
    let deal = refused.entity.satisfy(&p, id("x"), "a call", &act()).unwrap();
    // Met is met, however often it is said.
    let deal = deal.satisfy(&p, id("x"), "another call", &act()).unwrap();
    assert!(deal.record().is_met("a", "x") && !deal.record().is_met("b", "x"));
    deal.advance(&p, "b", &act()).unwrap();
}

/// A criterion can be met ahead of its stage, or after it.
#[test]
fn a_criterion_of_another_stage() {
    let p = flow("a* > b!x > won");
    let deal = AnyDeal::from(opened_at(&p, "a"));
    let given = |stage: Option<&str>, criterion: &str| {
        DealCommand::Satisfy(sales_process::lifecycle::deal::Given {
            stage: stage.map(id),
            ..sales_process::lifecycle::deal::Given::new(id(criterion), "seen")
        })
    };
    let refused = deal.apply(&p, given(None, "x"), &act()).unwrap_err();
    assert_eq!(refused.to_string(), "the deal cannot satisfy: the stage `a` has no criterion `x`");
    let refused = refused.entity.apply(&p, given(Some("b"), "y"), &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot satisfy: the stage `b` has no criterion `y`, did you mean `x`?"
    );
    let refused = refused.entity.apply(&p, given(Some("won"), "x"), &act()).unwrap_err();
    assert!(refused.to_string().contains("`won` is an outcome"), "{refused}");
    let deal = refused.entity.apply(&p, given(Some("b"), "x"), &act()).unwrap();
    assert!(deal.record().is_met("b", "x"));
}

/// What is wrong with the way does not hide what is wrong with the stage left.
#[test]
fn a_wrong_target_and_an_open_criterion_are_told_together() {
    let p = flow("a*!x > b > won");
    let deal = opened_at(&p, "a");
    for target in ["nowhere", "won"] {
        let refused = deal.clone().advance(&p, target, &act()).unwrap_err();
        assert_eq!(refused.refusal().unmet().len(), 2, "{refused}");
    }
}

#[test]
fn only_by_its_own_pipeline_and_revision() {
    let deal = AnyDeal::from(opened_at(&main_pipeline(), "offer"));
    let mut other = main_draft();
    other.id = "other".into();
    for (pipeline, named) in [
        (second_revision(), "revision 2 of `main`"),
        (other.build().unwrap(), "revision 1 of `other`"),
    ] {
        for verb in [DealVerb::Advance, DealVerb::Win, DealVerb::Lose, DealVerb::Satisfy] {
            let command = deal_command(DealState::Open, verb);
            let refused = deal.clone().apply(&pipeline, command, &overridden()).unwrap_err();
            assert_eq!(
                refused.to_string(),
                format!(
                    "the deal cannot {verb}: the deal runs by revision 1 of pipeline `main`, not by {named}"
                )
            );
        }
        assert!(deal.permitted_stages(&pipeline).is_empty());
    }
}

#[test]
fn stages_by_name_by_id_and_by_key() {
    let p = flow("a* > b > won");
    let key = p.key("b").unwrap();
    let by_key = opened_at(&p, "a").advance(&p, key, &act()).unwrap();
    let by_name = opened_at(&p, "a").advance(&p, "b", &act()).unwrap();
    let by_id = opened_at(&p, "a").advance(&p, p.id_of(key).unwrap(), &act()).unwrap();
    assert_eq!(by_key, by_name);
    assert_eq!(by_key, by_id);
}

#[test]
fn the_permitted_stages_are_those_of_the_moves() {
    let p = flow("a* > b > won, a > lost, a > c > won, b ~> a");
    let named = |deal: &AnyDeal| {
        let stages = deal.permitted_stages(&p);
        stages.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(" ")
    };
    let open = opened_at(&p, "a");
    assert_eq!(named(&open.clone().into()), "b c");
    let at_b = open.clone().advance(&p, "b", &act()).unwrap();
    assert_eq!(named(&at_b.clone().into()), "a");
    assert_eq!(named(&open.hold("later", day("2026-06-01"), &act()).unwrap().into()), "");
    let won = at_b.win(&p, None, "7/26", day("2026-03-02"), &act()).unwrap();
    assert_eq!(named(&won.clone().into()), "won a");
    let reached = won.advance(&p, "won", &act()).unwrap();
    assert_eq!(named(&reached.into()), "");
}

/// After the outcome is reached there is nothing left but by override.
#[test]
fn a_won_deal_goes_on_to_the_outcome_won() {
    let p = flow("a* > sign:contract > pay > won, pay > lost");
    let won = opened_at(&p, "sign").win(&p, None, "7/26", day("2026-03-02"), &act()).unwrap();
    let refused = won.advance(&p, "won", &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot advance: the pipeline has no move from `sign` to `won`"
    );
    let won = refused.entity.advance(&p, "pay", &act()).unwrap();
    let refused = won.advance(&p, "lost", &overridden()).unwrap_err();
    assert!(refused.to_string().contains("`lost` is an outcome"), "{refused}");
    let won = refused.entity.advance(&p, "won", &later(2)).unwrap();
    assert_eq!(won.record().outcome(), Some(&id("won")));
    assert_eq!((won.record().stage().as_str(), won.record().visits("pay")), ("pay", 1));
    assert_eq!(won.record().entered_at(), later(2).at());
    for target in ["won", "pay", "sign"] {
        let refused = won.clone().advance(&p, target, &later(2)).unwrap_err();
        assert_eq!(
            refused.to_string(),
            format!("the deal cannot advance: the pipeline has no move from `won` to `{target}`")
        );
    }
    // It comes back into the pipeline by override only.
    let back = won.advance(&p, "pay", &later(3).overriding(id("boss"), "reclaimed")).unwrap();
    assert_eq!((back.record().outcome(), back.record().visits("pay")), (None, 2));
}

#[test]
fn completing_takes_the_outcome_near_the_criteria_met_and_nothing_due() {
    let p = flow("a* > sign:contract > use!trained > won");
    let won = opened_at(&p, "sign").win(&p, None, "7/26", day("2026-03-02"), &act()).unwrap();
    let refused = won.complete(&p, &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot complete: 900.00 GBP is still due; from `sign` the outcome Won is more than one move away"
    );
    assert!(!refused.refusal().can_be_overridden());
    let won = refused.entity.pay(money("1000 GBP"), day("2026-03-02"), &act()).unwrap();
    let won = won.advance(&p, "use", &act()).unwrap();
    let refused = won.complete(&p, &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot complete: not met in `use`: trained is so (criterion `trained`)"
    );
    let near = refused.entity.satisfy(&p, id("trained"), "their sheet", &act()).unwrap();
    // One move away.
    let done = near.clone().complete(&p, &act()).unwrap();
    assert_eq!(done.state().won.on, day("2026-03-02"));
    assert_eq!(done.record().outcome(), None);
    // Reached.
    let reached = near.advance(&p, "won", &act()).unwrap();
    assert_eq!(reached.complete(&p, &act()).unwrap().record().outcome(), Some(&id("won")));
}

/// The outcome reached by override counts as reached.
#[test]
fn completing_from_afar_takes_a_recorded_override() {
    let p = flow("a* > sign:contract > use > won");
    let won = opened_at(&p, "sign").win(&p, None, "7/26", day("2026-03-02"), &act()).unwrap();
    let won = won.pay(money("900 GBP"), day("2026-03-02"), &act()).unwrap();
    let won = won.complete(&p, &overridden()).unwrap_err().entity;
    let won = won.advance(&p, "won", &overridden()).unwrap();
    won.complete(&p, &act()).unwrap();
}

#[test]
fn a_cancelled_order_is_reopened_where_it_stood() {
    let p = flow("a* > sign:contract > pay > won");
    let won = opened_at(&p, "sign").win(&p, None, "7/26", day("2026-03-02"), &act()).unwrap();
    let won = won.advance(&p, "pay", &act()).unwrap().advance(&p, "won", &act()).unwrap();
    let open = won.reopen("the order was cancelled", day("2026-09-01"), &act()).unwrap();
    let record = open.record();
    assert_eq!((record.stage().as_str(), record.outcome()), ("pay", None));
    assert_eq!(record.expected_close(), Some(day("2026-09-01")));
    assert_eq!(record.visits("sign"), 1, "nothing is cleared");
    // It can be won again, by new evidence.
    let again = open.win(&p, None, "8/26", day("2026-03-03"), &crate::samples::later(1)).unwrap();
    assert_eq!(again.state().evidence, Some("8/26".into()));
}

#[test]
fn lost_and_abandoned_deals_come_back() {
    let p = main_pipeline();
    let lost = opened_at(&p, "offer").lose(&p, "price", &act()).unwrap();
    assert_eq!(lost.record().stage(), &"offer", "the stage it was lost at");
    let open = lost.reopen("they came back", day("2026-05-01"), &act()).unwrap();
    let gone = open.abandon(AbandonReason::NoDecision, &act()).unwrap();
    assert_eq!(gone.state().reason, AbandonReason::NoDecision);
    let open = gone.reopen("they decided", day("2026-06-01"), &act()).unwrap();
    assert_eq!(open.record().stage(), &"offer");
}

#[test]
fn a_deal_on_hold_is_taken_up_lost_or_abandoned() {
    let p = main_pipeline();
    let held = opened_at(&p, "offer").hold("frozen", day("2026-06-01"), &act()).unwrap();
    assert_eq!(held.state().until, day("2026-06-01"));
    assert_eq!(held.clone().resume(&act()).unwrap().record().stage(), &"offer");
    held.clone().lose(&p, "timing", &act()).unwrap();
    held.abandon(AbandonReason::Error, &act()).unwrap();
}

#[track_caller]
fn check_lost(list: &[&str], reason: Reason, expected: &str) {
    let reasons: Vec<String> = list.iter().map(|name| (*name).to_owned()).collect();
    let p = main_draft().build().unwrap().losing_for(reasons);
    let deal: Deal<Open> = opened_at(&p, "find");
    match deal.lose(&p, reason, &overridden()) {
        Ok(gone) => assert_eq!(gone.state().reason.to_string(), expected),
        Err(refused) => {
            assert_eq!(refused.to_string(), format!("the deal cannot lose: {expected}"));
        }
    }
}

#[test]
fn the_reasons_for_losing() {
    let list = ["price", "no_budget", "other"];
    check_lost(&list, "price".into(), "price");
    check_lost(&list, Reason::new("price").note("20% above"), "price: 20% above");
    check_lost(
        &list,
        "prise".into(),
        "`prise` is not a reason of the list, did you mean `price`?; expected one of `price`, `no_budget`, `other`",
    );
    check_lost(
        &list,
        "weather".into(),
        "`weather` is not a reason of the list; expected one of `price`, `no_budget`, `other`",
    );
    check_lost(
        &list,
        " ".into(),
        "the reason is missing; expected one of `price`, `no_budget`, `other`",
    );
    check_lost(&list, "other".into(), "the reason `other` needs a note that says what");
    check_lost(
        &list,
        Reason::new("other").note("  "),
        "the reason `other` needs a note that says what",
    );
    check_lost(&list, Reason::new("other").note("moved away"), "other: moved away");
    // Without a list any reason will do, but not none.
    check_lost(&[], "weather".into(), "weather");
    check_lost(&[], "".into(), "the reason is missing");
    check_lost(&[], "other".into(), "the reason `other` needs a note that says what");
    check_lost(
        &["price"],
        Reason::new("other").note("x"),
        "`other` is not a reason of the list; expected one of `price`",
    );
}

#[test]
fn what_makes_a_deal_stale() {
    let p = main_pipeline();
    let deal = opened_at(&p, "needs");
    let at = |text: &str| instant(text);
    assert_eq!(deal.record().stale(&p, noon()), [Stale::NoNextStep]);
    let next = NextStep::new("call", day("2026-03-09"));
    let deal = deal.amend(Amendment::NextStep(Some(next)), &act()).unwrap();
    let stale = |text| deal.record().stale(&p, at(text));
    assert_eq!(stale("2026-03-09T23:59:59Z"), []);
    assert_eq!(stale("2026-03-10T00:00:00Z"), [Stale::NextStepOverdue(day("2026-03-09"))]);
    // Fourteen days in the stage are the limit, and not beyond it.
    let overdue = Stale::NextStepOverdue(day("2026-03-09"));
    assert_eq!(stale("2026-03-16T12:00:00Z"), [overdue]);
    assert_eq!(stale("2026-03-16T12:00:01Z"), [overdue, Stale::StageLimit(noon())]);
    // Done: there is none again.
    let deal = deal.amend(Amendment::NextStep(None), &act()).unwrap();
    assert_eq!(deal.record().stale(&p, noon()), [Stale::NoNextStep]);
    // A stage without a limit, and coming to a stage anew.
    let deal = deal.advance(&p, "offer", &overridden()).unwrap();
    assert_eq!(deal.record().stale(&p, instant("2030-01-01T00:00:00Z")), [Stale::NoNextStep]);
    let deal = deal.advance(&p, "needs", &later(30)).unwrap();
    assert_eq!(deal.record().stale(&p, later(44).at()), [Stale::NoNextStep]);
    assert_eq!(deal.record().stale(&p, later(45).at()).len(), 2);
}

#[test]
fn amendments_of_the_record() {
    let deal = deal_in(DealState::Open);
    let amend = |deal: AnyDeal, change| {
        deal.apply(&main_pipeline(), DealCommand::Amend(change), &act()).unwrap()
    };
    let deal = amend(deal, Amendment::owner(id("bob")));
    let deal = amend(deal, Amendment::Amount(money("5 EUR")));
    let deal = amend(deal, Amendment::ExpectedClose(Some(day("2026-05-05"))));
    let deal = amend(deal, Amendment::NextStep(Some(step("write"))));
    let record = deal.record();
    assert_eq!(record.owner(), &"bob");
    assert_eq!(record.amount(), Some(money("5.00 EUR")));
    assert_eq!(record.expected_close(), Some(day("2026-05-05")));
    assert_eq!(record.next_step(), Some(&step("write")));
    assert_eq!(amend(deal, Amendment::ExpectedClose(None)).record().expected_close(), None);
}

/// Acts come in the order of time; one at the same instant is in order.
#[test]
fn nothing_happens_before_what_has_happened() {
    let deal = opened_at(&main_pipeline(), "find");
    let early = sales_process::lifecycle::Act::new(instant("2026-03-02T11:59:59Z"), id("anna"));
    let refused = deal.interact(call("hello"), &early).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot interact: the deal was last changed at 2026-03-02T12:00:00Z, after this act; act at that instant or later"
    );
    let deal = refused.entity.interact(call("hello"), &act()).unwrap();
    assert_eq!(AnyDeal::from(deal).last_at(), noon());
}

/// What there is to choose from is said with the move.
#[test]
fn available_moves_say_what_to_choose_from() {
    let p = main_pipeline();
    let choices = |state, verb| {
        let found = deal_in(state).available(&p, &act());
        found.into_iter().find(|found| found.verb == verb).unwrap().choices
    };
    for state in [DealState::Open, DealState::OnHold] {
        assert_eq!(choices(state, DealVerb::Lose), crate::samples::lost_reasons());
        assert_eq!(choices(state, DealVerb::Satisfy), ["signed"]);
    }
    // What is won by its payment needs no other evidence.
    let paid = main_pipeline().closing_on(sales_process::process::ClosingEvent::PaymentReceived);
    let without = DealRules::default();
    for (rules, evidence) in [(DealRules::from(&p), true), ((&paid).into(), false), (without, true)]
    {
        let found = deal_in(DealState::Open).available(rules, &act());
        let win = found.into_iter().find(|found| found.verb == DealVerb::Win).unwrap();
        let need = sales_process::lifecycle::deal::DealDemand::ClosingEvidence;
        assert_eq!(win.needs.contains(&need), evidence);
    }
}

/// What buttons are drawn from.
#[test]
fn available_moves_say_what_they_need_and_what_is_in_the_way() {
    let p = main_pipeline();
    let deal = AnyDeal::from(opened_at(&p, "needs"));
    let shown: Vec<String> = deal
        .available(&p, &act())
        .into_iter()
        .map(|found| {
            let to = found.stage.map_or_else(String::new, |stage| format!(" {stage}"));
            let needs: Vec<_> = found.needs.iter().map(ToString::to_string).collect();
            let unmet: Vec<_> = found.unmet.iter().map(ToString::to_string).collect();
            let unmet = if unmet.is_empty() { "ready".into() } else { unmet.join("; ") };
            format!("{}{to} ({}): {unmet}", found.verb, needs.join(", "))
        })
        .collect();
    insta::assert_snapshot!(shown.join("\n"), @r"
    advance offer (): not met in `needs`: their problem is written down (criterion `problem`); not met in `needs`: their budget is known (criterion `budget`)
    win (closing_evidence, closing_date): `needs` lies before the stage where the contract is signed
    hold (reason, until): ready
    lose (lost_reason): ready
    abandon (reason): ready
    amend (change): ready
    pay (amount, payment_date): ready
    interact (interaction): ready
    satisfy (criterion, evidence): ready
    migrate (stage_map): ready
    transfer (stage_map): ready
    erase (): ready
    ");
    // Every move that is permitted is there, but those without a stage to go to.
    for &state in DealState::ALL {
        let deal = deal_in(state);
        let found: BTreeSet<_> = deal.available(&p, &act()).iter().map(|a| a.verb).collect();
        // Nor is what there is nothing to do with: no payment, no move yet.
        let there = |verb: &DealVerb| {
            let idle =
                matches!(verb, DealVerb::ReturnPayment | DealVerb::TakeBack | DealVerb::Retract);
            !idle || found.contains(verb)
        };
        let permitted: BTreeSet<_> = deal.permitted().into_iter().filter(there).collect();
        assert_eq!(found, permitted, "{state}");
        assert!(
            // Of what is paid in full nothing is there to give back.
            deal.available(&p, &act())
                .iter()
                .filter(|found| found.verb != DealVerb::ReturnPayment)
                .all(sales_process::lifecycle::Available::is_ready),
            "{state}"
        );
    }
    // Nothing received, nothing to give back.
    let p = flow("a*:contract > won");
    let free = Deal::open(new_deal().amount(money("0 GBP")), &p, "a", &act()).unwrap();
    let done = free.win(&p, None, "7", day("2026-03-02"), &act()).unwrap().complete(&p, &act());
    let deal = AnyDeal::from(done.unwrap());
    let refund = deal.available(&p, &act()).into_iter().find(|a| a.verb == DealVerb::Refund);
    let unmet: Vec<_> = refund.unwrap().unmet.iter().map(ToString::to_string).collect();
    assert_eq!(unmet, ["no payment was received, so nothing can go back"]);
    // No criterion anywhere, nothing to satisfy.
    assert!(!deal.available(&p, &act()).iter().any(|a| a.verb == DealVerb::Satisfy));
    // Even before the amount is known a payment can come.
    let mut unknown = new_deal();
    unknown.amount = None;
    let deal = AnyDeal::from(Deal::open(unknown, &p, "a", &act()).unwrap());
    assert!(deal.available(&p, &act()).iter().any(|a| a.verb == DealVerb::Pay && a.is_ready()));
}
