//! Payments of a deal: what is due, what is overdue, what goes back.

use sales_process::lifecycle::Machine;
use sales_process::lifecycle::deal::{
    Amendment, AnyDeal, Deal, DealCommand, DealState, Instalment, NewDeal, Refund,
};
use sales_process::process::Pipeline;

use crate::samples::{act, day, flow, id, money};

fn pipeline() -> Pipeline {
    flow("a*:contract > won, a > lost")
}

/// Runs a story of money on a deal and tells how it stands: worth, received,
/// due; or the first refusal.
///
/// `worth 900 GBP`, `pay 400 GBP`, `plan 300 GBP by 2026-03-10, …`, `win`,
/// `win 950 GBP`, `done`, `again 10 GBP` (due again), `back 10 GBP` (given back).
fn story(text: &str) -> Result<AnyDeal, String> {
    let p = pipeline();
    let new = NewDeal::new(id("D-1"), id("acme"), id("anna"));
    let mut deal = AnyDeal::from(Deal::open(new, &p, "a", &act()).unwrap());
    for line in text.split(';').map(str::trim).filter(|line| !line.is_empty()) {
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let on = day("2026-03-02");
        let command = match verb {
            "worth" => DealCommand::Amend(Amendment::Amount(money(rest))),
            "pay" => DealCommand::Pay { amount: money(rest), on },
            "plan" => {
                let part = |text: &str| {
                    let (amount, by) = text.split_once(" by ").unwrap();
                    Instalment { amount: money(amount.trim()), due: day(by) }
                };
                let parts = rest.split(',').filter(|part| !part.is_empty()).map(part).collect();
                DealCommand::Amend(Amendment::Schedule(parts))
            }
            "win" => {
                let amount = (!rest.is_empty()).then(|| money(rest));
                DealCommand::Win { amount, evidence: Some("7/26".into()), on }
            }
            "done" => DealCommand::Complete {},
            "again" => DealCommand::Refund { amount: money(rest), refund: Refund::DueAgain },
            "back" => DealCommand::Refund { amount: money(rest), refund: Refund::GivenBack },
            other => panic!("{other}"),
        };
        deal = deal.apply(&p, command, &act()).map_err(|refused| refused.to_string())?;
    }
    Ok(deal)
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let shown = match story(text) {
        Err(refused) => refused,
        Ok(deal) => {
            let record = deal.record();
            let show = |money: Option<sales_process::Money>| {
                money.map_or_else(|| "?".to_owned(), |money| money.to_string())
            };
            format!(
                "{}: worth {}, received {}, due {}",
                deal.state(),
                show(record.amount()),
                show(record.payments().received),
                show(record.due())
            )
        }
    };
    assert_eq!(shown, expected, "{text}");
}

#[test]
fn payments_come_before_winning_and_after() {
    check("", "open: worth ?, received ?, due ?");
    check("pay 1 GBP", "open: worth ?, received 1.00 GBP, due ?");
    check("worth 9 GBP", "open: worth 9.00 GBP, received ?, due 9.00 GBP");
    check("worth 9 GBP; pay 2 GBP", "open: worth 9.00 GBP, received 2.00 GBP, due 7.00 GBP");
    check(
        "worth 9 GBP; pay 2 GBP; win; pay 7 GBP; done",
        "completed: worth 9.00 GBP, received 9.00 GBP, due 0.00 GBP",
    );
    check("win 9 GBP; pay 10 GBP", "won: worth 9.00 GBP, received 10.00 GBP, due -1.00 GBP");
    check("win 0 GBP; done", "completed: worth 0.00 GBP, received ?, due 0.00 GBP");
    check("win 9 GBP; done", "the deal cannot complete: 9.00 GBP is still due");
}

#[test]
fn amounts_that_do_not_fit() {
    let more = "does not fit; expected more than zero";
    check("pay 0 GBP", &format!("the deal cannot pay: the amount 0.00 GBP {more}"));
    check("pay -1 GBP", &format!("the deal cannot pay: the amount -1.00 GBP {more}"));
    check(
        "plan 0 GBP by 2026-03-10",
        &format!("the deal cannot amend: the amount 0.00 GBP {more}"),
    );
    let zero = "does not fit; expected zero or more";
    check("worth -0.01 GBP", &format!("the deal cannot amend: the amount -0.01 GBP {zero}"));
    check("win -1 GBP", &format!("the deal cannot win: the amount -1.00 GBP {zero}"));
    check("worth -0.00 GBP", "open: worth 0.00 GBP, received ?, due 0.00 GBP");
}

/// Everything about one deal is in one currency, whichever comes first.
#[test]
fn one_currency() {
    let mixed = "the amount and all payments must be in one currency: EUR cannot be put together with GBP; convert one of them first";
    check("worth 9 GBP; pay 1 EUR", &format!("the deal cannot pay: {mixed}"));
    check("pay 9 GBP; worth 1 EUR", &format!("the deal cannot amend: {mixed}"));
    check("pay 9 GBP; pay 1 EUR", &format!("the deal cannot pay: {mixed}"));
    check("pay 9 GBP; win 1 EUR", &format!("the deal cannot win: {mixed}"));
    check("worth 9 GBP; plan 1 EUR by 2026-03-10", &format!("the deal cannot amend: {mixed}"));
    check("pay 9 GBP; plan 1 EUR by 2026-03-10", &format!("the deal cannot amend: {mixed}"));
    check("plan 9 GBP by 2026-03-10; worth 1 EUR", &format!("the deal cannot amend: {mixed}"));
    check("plan 9 GBP by 2026-03-10; pay 1 EUR", &format!("the deal cannot pay: {mixed}"));
    check(
        "plan 9 GBP by 2026-03-10, 1 EUR by 2026-03-11",
        &format!("the deal cannot amend: {mixed}"),
    );
    check("win 9 GBP; pay 9 GBP; done; back 1 EUR", &format!("the deal cannot refund: {mixed}"));
    // Before any payment the amount may change its currency.
    check("worth 9 GBP; worth 9 EUR; win 8 USD", "won: worth 8.00 USD, received ?, due 8.00 USD");
    check(
        "plan 9 GBP by 2026-03-10; plan ; worth 1 EUR",
        "open: worth 1.00 EUR, received ?, due 1.00 EUR",
    );
}

/// The largest amounts are amounts like others.
#[test]
fn large_amounts() {
    let most = "999999999999999999.99 GBP";
    check(
        &format!("worth {most}; pay {most}; win; done"),
        &format!("completed: worth {most}, received {most}, due 0.00 GBP"),
    );
    let deal = story(&format!("worth {most}; pay {most}")).unwrap();
    let stored = serde_json::to_string(&deal).unwrap();
    serde_json::from_str::<AnyDeal>(&stored).unwrap();
    let too_much = "the payments are too much: the sum is out of range";
    check(&format!("pay {most}; pay 1 GBP"), &format!("the deal cannot pay: {too_much}"));
    check(
        &format!("plan {most} by 2026-03-10, 1 GBP by 2026-03-11"),
        &format!("the deal cannot amend: {too_much}"),
    );
}

#[test]
fn a_refund_is_due_again_or_given_back() {
    let done = "win 9 GBP; pay 9 GBP; done";
    check(&format!("{done}; again 4 GBP"), "won: worth 9.00 GBP, received 5.00 GBP, due 4.00 GBP");
    check(&format!("{done}; again 4 GBP; done"), "the deal cannot complete: 4.00 GBP is still due");
    check(
        &format!("{done}; again 4 GBP; pay 4 GBP; done"),
        "completed: worth 9.00 GBP, received 9.00 GBP, due 0.00 GBP",
    );
    check(&format!("{done}; back 4 GBP"), "won: worth 5.00 GBP, received 5.00 GBP, due 0.00 GBP");
    check(
        &format!("{done}; back 9 GBP; done"),
        "completed: worth 0.00 GBP, received 0.00 GBP, due 0.00 GBP",
    );
    check(
        &format!("{done}; back 10 GBP"),
        "the deal cannot refund: the amount 10.00 GBP does not fit; expected at most the 9.00 GBP received",
    );
    check(
        &format!("{done}; again 0 GBP"),
        "the deal cannot refund: the amount 0.00 GBP does not fit; expected more than zero",
    );
    let nothing = "the deal cannot refund: no payment was received, so nothing can go back";
    check("win 0 GBP; done; back 1 GBP", nothing);
    check(&format!("{done}; back 9 GBP; done; back 1 GBP"), nothing);
}

/// What was paid beyond the worth goes back without lessening it.
#[test]
fn an_overpayment_goes_back_first() {
    let done = "win 100 GBP; pay 150 GBP; done";
    check(
        &format!("{done}; back 20 GBP"),
        "won: worth 100.00 GBP, received 130.00 GBP, due -30.00 GBP",
    );
    check(
        &format!("{done}; back 50 GBP"),
        "won: worth 100.00 GBP, received 100.00 GBP, due 0.00 GBP",
    );
    check(
        &format!("{done}; back 120 GBP"),
        "won: worth 30.00 GBP, received 30.00 GBP, due 0.00 GBP",
    );
    // Raised so that something would be due: that is what a refund is for.
    check(
        "win 100 GBP; pay 100 GBP; done; worth 150 GBP",
        "the deal cannot amend: 50.00 GBP is still due",
    );
}

#[track_caller]
fn check_overdue(text: &str, on: &str, expected: Option<&str>) {
    let overdue = story(text).unwrap().record().overdue(day(on));
    assert_eq!(overdue.map(|money| money.to_string()).as_deref(), expected, "{text} on {on}");
}

#[test]
fn what_is_overdue_is_told_by_the_schedule() {
    let plan = "worth 100 GBP; plan 40 GBP by 2026-03-10, 60 GBP by 2026-04-10";
    check_overdue(plan, "2026-03-10", None);
    check_overdue(plan, "2026-03-11", Some("40.00 GBP"));
    check_overdue(plan, "2026-04-11", Some("100.00 GBP"));
    let part = format!("{plan}; pay 30 GBP");
    check_overdue(&part, "2026-03-11", Some("10.00 GBP"));
    check_overdue(&format!("{part}; pay 10 GBP"), "2026-03-11", None);
    check_overdue(&format!("{part}; pay 30 GBP"), "2026-04-11", Some("40.00 GBP"));
    // A plain balance has no day.
    check_overdue("worth 100 GBP", "2036-01-01", None);
    // The order of the parts does not matter.
    check_overdue(
        "plan 60 GBP by 2026-04-10, 40 GBP by 2026-03-10",
        "2026-03-11",
        Some("40.00 GBP"),
    );
}

/// What is not due at all is not overdue: the plan stands when money is given
/// back or the amount is lessened.
#[test]
fn never_more_is_overdue_than_due() {
    let done = "win 100 GBP; plan 100 GBP by 2026-03-10; pay 100 GBP; done";
    check_overdue(&format!("{done}; back 40 GBP"), "2026-03-11", None);
    check_overdue(&format!("{done}; again 40 GBP"), "2026-03-11", Some("40.00 GBP"));
    let less = "worth 100 GBP; plan 100 GBP by 2026-03-10; worth 70 GBP; pay 20 GBP";
    check_overdue(less, "2026-03-11", Some("50.00 GBP"));
}

/// Payments are recorded wherever the deal still is one.
#[test]
fn lost_deals_take_no_payment() {
    let paying = |state: DealState| {
        sales_process::lifecycle::deal::DealMachine::TABLE.iter().any(|row| {
            row.from == state && row.verb == sales_process::lifecycle::deal::DealVerb::Pay
        })
    };
    let states: Vec<_> = DealState::ALL.iter().filter(|state| paying(**state)).collect();
    assert_eq!(
        states,
        [&DealState::Open, &DealState::OnHold, &DealState::Won, &DealState::Completed]
    );
}
