//! Winning: the closing event, where it happens, and what evidences it.

use sales_process::lifecycle::deal::{AnyDeal, Deal, DealCommand, DealDemand, Open};
use sales_process::lifecycle::{Act, HasDemand};
use sales_process::process::{ClosingEvent, Pipeline, SalesProcess};

use crate::samples::{act, day, flow, id, main_draft, money, new_deal, opened_at, overridden};

fn win() -> DealCommand {
    DealCommand::Win { amount: None, evidence: Some("ref 7/26".into()), on: day("2026-03-02") }
}

/// Whether a deal that has gone along some stages can be won by an event.
fn is_won(pipeline: &Pipeline, went: &[&str]) -> bool {
    let mut deal = AnyDeal::from(opened_at(pipeline, went[0]));
    for stage in &went[1..] {
        let to = (*stage).try_into().unwrap();
        deal = deal.apply(pipeline, DealCommand::Advance { to }, &overridden()).unwrap();
    }
    match deal.apply(pipeline, win(), &act()) {
        Ok(_) => true,
        Err(refused) => {
            let unmet: Vec<_> = refused.refusal().unmet().iter().map(HasDemand::demand).collect();
            assert_eq!(unmet, [DealDemand::ClosingPlace], "{refused}");
            assert!(!refused.refusal().can_be_overridden());
            false
        }
    }
}

/// The stages at which a deal that was opened there, and has been nowhere
/// else, can be won.
#[track_caller]
fn check_places(pipeline: &str, event: ClosingEvent, expected: &str) {
    let pipeline = flow(pipeline).closing_on(event);
    let free = pipeline.stages().iter().map(|stage| stage.id.as_str());
    let found: Vec<_> = free
        .filter(|stage| {
            // With nothing to pay, money received asks for the place alone.
            let new = new_deal().amount(money("0 GBP")).evidence("done before");
            let open: Deal<Open> = Deal::open(new, &pipeline, *stage, &act()).unwrap();
            AnyDeal::from(open).apply(&pipeline, win(), &act()).is_ok()
        })
        .collect();
    assert_eq!(found.join(" "), expected);
}

use ClosingEvent::{ContractSigned, DealAgreed, PaymentReceived, PurchaseMade};

#[test]
fn each_event_has_its_place() {
    let all = "find* > offer:proposal > talk:negotiation > sign:contract > pay:payment_tracking \
               > use:onboarding > won";
    check_places(all, ContractSigned, "sign pay use");
    check_places(all, PurchaseMade, "talk sign pay use");
    check_places(all, DealAgreed, "talk sign pay use");
    check_places(all, PaymentReceived, "pay use");
}

#[test]
fn a_contract_signed_is_the_default() {
    let pipeline = flow("find* > sign:contract > won");
    assert_eq!(pipeline.closing_event(), ContractSigned);
    assert!(!pipeline.reaches_closing(pipeline.key("find").unwrap()));
    assert!(pipeline.reaches_closing(pipeline.key("sign").unwrap()));
}

#[test]
fn the_process_names_the_event() {
    let mut draft = SalesProcess::draft("acme", "Acme");
    draft.pipelines.push(main_draft());
    draft.closing_event = PurchaseMade;
    let process = draft.build().unwrap();
    let pipeline = process.pipeline("main").unwrap();
    assert_eq!(pipeline.closing_event(), PurchaseMade);
    assert!(is_won(pipeline, &["offer"]));
}

/// Where no stage has the purpose, every stage with a move to Won is a place.
#[test]
fn without_the_purpose_any_stage_before_won_will_do() {
    let shop = "ask* > try > won, ask > buy > won, try > buy, ask > lost";
    check_places(shop, ContractSigned, "try buy");
    check_places(shop, PaymentReceived, "try buy");
    // Beyond a stage with a move to Won, too.
    check_places("ask* > try > won, try > fit > buy > won", DealAgreed, "try fit buy");
    // Two outcomes that count as won.
    check_places("ask* > small > won_small, ask > big > won_big", ContractSigned, "small big");
    check_places("ask* > dead", ContractSigned, "");
}

/// A purpose that only the other event has does not help.
#[test]
fn proposal_or_negotiation_whichever_is_last() {
    check_places("a* > b:negotiation > c:proposal > d > won", DealAgreed, "c d");
    check_places("a* > b:negotiation > d > won", DealAgreed, "b d");
    check_places("a* > b:negotiation > d > won", ContractSigned, "d");
}

#[test]
fn a_stage_with_several_purposes_is_the_place_of_each() {
    let two = "a* > b:proposal+contract+payment_tracking > c > won";
    for event in [ContractSigned, PurchaseMade, DealAgreed, PaymentReceived] {
        check_places(two, event, "b c");
    }
}

/// With two contract stages on a way, it is the last of them that counts.
#[test]
fn the_last_of_two_contracts() {
    check_places("a* > frame:contract > b > order:contract > c > won", ContractSigned, "order c");
    // Each branch has its own last contract.
    check_places(
        "a* > small:contract > c > won, a > big:contract > check:contract > c",
        ContractSigned,
        "small c check",
    );
    // A way past the second one: the first was the last there.
    check_places(
        "a* > frame:contract > order:contract > won, frame > fast > won",
        ContractSigned,
        "order fast",
    );
    // A way without any.
    check_places("a* > sign:contract > won, a > quick > won", ContractSigned, "sign");
}

/// A move that goes back does not make what lies before the contract lie
/// behind it, whether it is marked as rework or not.
#[test]
fn loops_do_not_reach_the_contract() {
    for back in ["~>", ">"] {
        let text = format!("a* > talk > sign:contract > pay > won, sign {back} talk, pay {back} a");
        check_places(&text, ContractSigned, if back == "~>" { "sign pay" } else { "sign" });
        let pipeline = flow(&text);
        assert!(!is_won(&pipeline, &["a", "talk"]));
        assert!(is_won(&pipeline, &["a", "talk", "sign"]));
        // What was passed stays passed.
        assert!(is_won(&pipeline, &["a", "talk", "sign", "talk"]));
        assert!(is_won(&pipeline, &["a", "talk", "sign", "pay"]));
    }
    // Two contracts of one loop are last together.
    check_places("a* > b:contract > c:contract > won, c > b", ContractSigned, "b c");
}

/// Who lets the contract be skipped lets the deal lie beyond it; winning
/// takes the contract's reference all the same.
#[test]
fn a_skipped_contract() {
    let pipeline = flow("a* > sign:contract > pay > won");
    assert!(is_won(&pipeline, &["a", "pay"]));
    let deal = opened_at(&pipeline, "a").advance(&pipeline, "pay", &overridden()).unwrap();
    let refused = deal.win(&pipeline, None, "", day("2026-03-02"), &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot win: there is no evidence that the contract is signed; give a reference"
    );
    // Skipped and gone back again: it has been beyond it.
    assert!(is_won(&pipeline, &["a", "pay", "a"]));
}

#[test]
fn the_place_is_told_in_words() {
    let pipeline = flow("a* > sign:contract > won");
    let deal = opened_at(&pipeline, "a");
    let refused = deal.win(&pipeline, None, "7/26", day("2026-03-02"), &act()).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot win: `a` lies before the stage where the contract is signed"
    );
}

/// Money received needs no paper: nothing due is its evidence.
#[test]
fn money_received_is_evidenced_by_nothing_due() {
    let pipeline = flow("a* > pay:payment_tracking > won").closing_on(PaymentReceived);
    let deal = opened_at(&pipeline, "pay");
    let on = day("2026-03-02");
    let refused = deal.win(&pipeline, None, "", on, &act()).unwrap_err();
    assert_eq!(refused.to_string(), "the deal cannot win: 900.00 GBP is still due");
    let deal = refused.entity.pay(money("899.99 GBP"), on, &act()).unwrap();
    let refused = deal.win(&pipeline, None, "paper", on, &act()).unwrap_err();
    assert_eq!(refused.to_string(), "the deal cannot win: 0.01 GBP is still due");
    // The amount that counts is the one it is won with.
    let won = refused.entity.clone().win(&pipeline, Some(money("899.99 GBP")), "", on, &act());
    assert_eq!(won.unwrap().record().due(), Some(money("0 GBP")));
    let deal = refused.entity.pay(money("0.02 GBP"), on, &act()).unwrap();
    assert_eq!(deal.win(&pipeline, None, "", on, &act()).unwrap().state().on, on);
}

/// The amount may come with the win, and it is the deal's from then on; the
/// day is the one that counts, not the instant of the entry.
#[test]
fn what_winning_records() {
    let pipeline = flow("a* > sign:contract > won");
    let mut new = new_deal();
    new.amount = None;
    let act = Act::new(act().at(), id("anna"));
    let deal = Deal::open(new.evidence("x"), &pipeline, "sign", &act).unwrap();
    let (on, later) = (day("2026-03-02"), crate::samples::later(1));
    let refused = deal.win(&pipeline, None, "7/26", on, &later).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "the deal cannot win: the amount is not known; give what the deal is worth"
    );
    let won = refused.entity.win(&pipeline, Some(money("1 GBP")), "7/26", on, &later).unwrap();
    assert_eq!(won.record().amount(), Some(money("1.00 GBP")));
    assert_eq!(
        (
            won.state().on,
            won.state().evidence.as_ref().and_then(sales_process::lifecycle::Note::text)
        ),
        (on, Some("7/26"))
    );
    // The process goes on after it: the deal stands where it stood.
    assert_eq!(won.record().stage(), &"sign");
}
