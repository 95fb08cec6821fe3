//! Every pair of a state and a move, for every machine: it is a row of the
//! table and succeeds, typed and at run time, landing where the row says; or
//! it is refused by name, and the entity comes back as it was.

use sales_process::Named;
use sales_process::lifecycle::deal::{
    AbandonReason, AnyDeal, DealCommand, DealMachine, DealState, DealVerb, Refund,
};
use sales_process::lifecycle::lead::{
    AnyLead, CustomerRef, Interest, LeadAmendment, LeadCommand, LeadMachine, LeadState, LeadVerb,
    Source,
};
use sales_process::lifecycle::{Machine, MoveCommand, Reason, transition};
use sales_process::policy::Answer;

use crate::samples::{
    Policies, act, call, day, deal_command, deal_in, deal_ready, id, interest, lead_command,
    lead_in, lead_ready, main_pipeline, money, other_map, other_pipeline, pipeline_for, second_map,
    second_revision, step,
};

/// The typed methods of the moves that a state has, as rows of a table; a
/// move that a state does not have is not a method there.
macro_rules! by_method {
    ($entity:expr, $verb:expr, $Any:ident, $Verb:ident, $method:ident;
     $($State:ident: $($V:ident)*;)+) => {
        match $entity {
            $($Any::$State(entity) => match $verb {
                $($Verb::$V => Some($Any::from($method!(entity, $V).unwrap())),)*
                _ => { let _ = entity; None }
            },)+
        }
    };
}

/// The move of a lead as a method, with what [`lead_command`] supplies.
fn lead_by_method(lead: AnyLead, verb: LeadVerb) -> Option<AnyLead> {
    let (policies, act) = (Policies::new(), &act());
    let rules = policies.rules();
    macro_rules! method {
        ($lead:ident, ShowInterest) => {
            $lead.show_interest(interest(), Some(Source::Referral(id("globex"))), act)
        };
        ($lead:ident, Drop) => {
            $lead.drop(rules, "no_fit", act)
        };
        ($lead:ident, Assign) => {
            $lead.assign(id("bob"), act)
        };
        ($lead:ident, FirstContact) => {
            $lead.first_contact(call("who decides"), act)
        };
        ($lead:ident, Qualify) => {
            $lead.qualify(rules, act)
        };
        ($lead:ident, Convert) => {
            $lead.convert(id("D-1"), CustomerRef::Existing(id("acme")), act)
        };
        ($lead:ident, Nurture) => {
            $lead.nurture("next year", day("2027-01-04"), act)
        };
        ($lead:ident, Reactivate) => {
            $lead.reactivate(id("bob"), act)
        };
        ($lead:ident, Reassign) => {
            $lead.reassign(id("carl"), act)
        };
        ($lead:ident, Reclaim) => {
            $lead.reclaim("no call in a week", act)
        };
        ($lead:ident, Disqualify) => {
            $lead.disqualify(rules, Reason::new("other").note("a student"), act)
        };
        ($lead:ident, Merge) => {
            $lead.merge(id("L-2"), act)
        };
        ($lead:ident, Reopen) => {
            $lead.reopen_interested(
                "they grew",
                Interest::called("wants a quote"),
                Some(Source::Campaign("fair".into())),
                act,
            )
        };
        ($lead:ident, Interact) => {
            $lead.interact(call("how they are"), act)
        };
        ($lead:ident, Screen) => {
            $lead.screen(rules, id("segment"), Answer::Partial, "their mail", act)
        };
        ($lead:ident, Answer) => {
            $lead.answer(rules, id("budget"), Answer::Partial, "their mail", act)
        };
        ($lead:ident, TakeBack) => {
            $lead.take_back("a misclick", act)
        };
        ($lead:ident, Erase) => {
            $lead.erase(act)
        };
        ($lead:ident, Amend) => {
            $lead.amend(LeadAmendment::NextStep(Some(step("write"))), act)
        };
    }
    by_method! { lead, verb, AnyLead, LeadVerb, method;
        Prospect: ShowInterest Drop Merge Interact Screen Answer Amend Erase;
        New: Assign Disqualify Merge Interact Screen Answer Amend TakeBack Erase;
        Assigned: FirstContact Reassign Reclaim Disqualify Merge Interact Screen Answer Amend
            TakeBack Erase;
        Working: Qualify Nurture Reassign Reclaim Disqualify Merge Interact Screen Answer Amend
            TakeBack Erase;
        Qualified: Convert Nurture Reassign Disqualify Merge Interact Screen Answer Amend TakeBack
            Erase;
        Nurturing: Reactivate Disqualify Merge Interact Screen Answer Amend TakeBack Erase;
        Disqualified: Reopen Interact Amend TakeBack Erase;
        Converted: Interact Amend TakeBack Erase;
        Merged: Interact Amend TakeBack Erase;
    }
}

/// The move of a deal as a method, with what [`deal_command`] supplies.
fn deal_by_method(deal: AnyDeal, verb: DealVerb) -> Option<AnyDeal> {
    let (p, act) = (&main_pipeline(), &act());
    let to = if deal.state() == DealState::Won { "won" } else { "pay" };
    let is_won = matches!(deal.state(), DealState::Won | DealState::Completed);
    let criterion = if is_won { "received" } else { "signed" };
    let DealCommand::Amend(change) = deal_command(deal.state(), DealVerb::Amend) else {
        unreachable!()
    };
    macro_rules! method {
        ($deal:ident, Advance) => {
            $deal.advance(p, to, act)
        };
        ($deal:ident, Win) => {
            $deal.win(p, Some(money("950.00 GBP")), "contract 7/26", day("2026-03-02"), act)
        };
        ($deal:ident, Hold) => {
            $deal.hold("budget is frozen", day("2026-06-01"), act)
        };
        ($deal:ident, Resume) => {
            $deal.resume(act)
        };
        ($deal:ident, Lose) => {
            $deal.lose(p, "price", act)
        };
        ($deal:ident, Abandon) => {
            $deal.abandon(AbandonReason::Duplicate, act)
        };
        ($deal:ident, Complete) => {
            $deal.complete(p, act)
        };
        ($deal:ident, Refund) => {
            $deal.refund(money("100.00 GBP"), Refund::DueAgain, act)
        };
        ($deal:ident, Reopen) => {
            $deal.reopen("they came back", day("2026-05-01"), act)
        };
        ($deal:ident, Amend) => {
            $deal.amend(change.clone(), act)
        };
        ($deal:ident, Pay) => {
            $deal.pay(money("100.00 GBP"), day("2026-03-02"), act)
        };
        ($deal:ident, Interact) => {
            $deal.interact(call("how it goes"), act)
        };
        ($deal:ident, Satisfy) => {
            $deal.satisfy(p, id(criterion), "their mail of Monday", act)
        };
        ($deal:ident, ReturnPayment) => {
            $deal.return_payment(money("100.00 GBP"), day("2026-03-02"), "paid twice", act)
        };
        ($deal:ident, Retract) => {
            $deal.retract(id(criterion), "a misread mail", act)
        };
        ($deal:ident, Transfer) => {
            $deal.transfer(&other_pipeline(), &other_map(), act)
        };
        ($deal:ident, TakeBack) => {
            $deal.take_back("a misclick", act)
        };
        ($deal:ident, Erase) => {
            $deal.erase(act)
        };
        ($deal:ident, Migrate) => {
            $deal.migrate(&second_revision(), &second_map(), act)
        };
    }
    by_method! { deal, verb, AnyDeal, DealVerb, method;
        Open: Advance Win Hold Lose Abandon Amend Pay ReturnPayment Interact Satisfy Retract
            Migrate Transfer TakeBack Erase;
        OnHold: Resume Lose Abandon Amend Pay ReturnPayment Interact Satisfy Retract Migrate
            Transfer TakeBack Erase;
        Won: Advance Complete Reopen Amend Pay ReturnPayment Interact Satisfy Retract Migrate
            Transfer TakeBack Erase;
        Completed: Refund Amend Pay ReturnPayment Interact Satisfy Retract Migrate Transfer
            TakeBack Erase;
        Lost: Reopen Amend ReturnPayment Interact TakeBack Erase;
        Abandoned: Reopen Amend ReturnPayment Interact TakeBack Erase;
    }
}

/// What the domain says: the states a move leads to, from the state it is in.
#[track_caller]
fn check_table<M: Machine>(expected: &str) {
    let rows = expected.split(';').map(str::trim).filter(|row| !row.is_empty());
    let expected: Vec<String> = rows.map(str::to_owned).collect();
    let mut found = Vec::new();
    for from in M::TABLE.iter().map(|row| row.from).collect::<std::collections::BTreeSet<_>>() {
        let verbs = M::TABLE.iter().filter(|row| row.from == from).map(|row| {
            let to: Vec<_> = row.to.iter().map(|to| to.name()).collect();
            format!("{} {}", row.verb, to.join("|"))
        });
        found.push(format!("{from}: {}", verbs.collect::<Vec<_>>().join(", ")));
    }
    assert_eq!(found, expected);
}

#[test]
fn the_table_of_a_lead() {
    check_table::<LeadMachine>(
        &"prospect: show_interest new, drop disqualified, merge merged, interact prospect, \
         screen prospect, answer prospect, amend prospect, erase prospect;
         new: assign assigned, disqualify disqualified, merge merged, interact new, screen new, \
         answer new, amend new, take_back BACK, erase new;
         assigned: first_contact working, reassign assigned, reclaim new, \
         disqualify disqualified, merge merged, interact assigned, screen assigned, \
         answer assigned, amend assigned, take_back BACK, erase assigned;
         working: qualify qualified, nurture nurturing, reassign assigned, reclaim new, \
         disqualify disqualified, merge merged, interact working, screen working, \
         answer working, amend working, take_back BACK, erase working;
         qualified: convert converted, nurture nurturing, reassign assigned, \
         disqualify disqualified, merge merged, interact qualified, screen qualified, \
         answer qualified, amend qualified, take_back BACK, erase qualified;
         nurturing: reactivate assigned, disqualify disqualified, merge merged, \
         interact nurturing, screen nurturing, answer nurturing, amend nurturing, \
         take_back BACK, erase nurturing;
         disqualified: reopen new, interact disqualified, amend disqualified, take_back BACK, \
         erase disqualified;
         converted: interact converted, amend converted, take_back BACK, erase converted;
         merged: interact merged, amend merged, take_back BACK, erase merged;"
            .replace("BACK", "prospect|new|assigned|working|qualified|nurturing|disqualified"),
    );
}

#[test]
fn the_table_of_a_deal() {
    check_table::<DealMachine>(
        &"open: advance open, win won, hold on_hold, lose lost, abandon abandoned, amend open, \
         pay open, return_payment open, interact open, satisfy open, retract open, migrate open, \
         transfer open, take_back BACK, erase open;
         on_hold: resume open, lose lost, abandon abandoned, amend on_hold, pay on_hold, \
         return_payment on_hold, interact on_hold, satisfy on_hold, retract on_hold, \
         migrate on_hold, transfer on_hold, take_back BACK, erase on_hold;
         won: advance won, complete completed, reopen open, amend won, pay won, \
         return_payment won, interact won, satisfy won, retract won, migrate won, transfer won, \
         take_back BACK, erase won;
         completed: refund won, amend completed, pay completed, return_payment completed, \
         interact completed, satisfy completed, retract completed, migrate completed, \
         transfer completed, take_back BACK, erase completed;
         lost: reopen open, amend lost, return_payment lost, interact lost, take_back BACK, \
         erase lost;
         abandoned: reopen open, amend abandoned, return_payment abandoned, \
         interact abandoned, take_back BACK, erase abandoned;"
            .replace("BACK", "open|on_hold|won|completed|lost|abandoned"),
    );
}

/// One pair: what became of the move at run time, and as a method if it is one.
macro_rules! check_pair {
    ($Machine:ident, $verb:ident, $before:ident, $made:expr, $typed:expr) => {
        let (state, typed) = ($before.state(), $typed);
        match ($made, transition::<$Machine>(state, $verb)) {
            (Ok(mut moved), Some(row)) => {
                assert!(row.to.contains(&moved.state()), "{state} {}", $verb);
                assert_eq!(typed.as_ref(), Some(&moved), "{state} {}", $verb);
                assert!($before.permitted().contains(&$verb));
                assert_eq!(moved.version(), $before.version() + 1);
                let entries: Vec<_> = moved.take_entries().collect();
                let [entry] = entries.as_slice() else { panic!("one entry: {entries:?}") };
                assert_eq!((entry.from, entry.to), (Some(state), moved.state()));
                assert_eq!(entry.command.verb(), Some($verb));
                assert_eq!(entry.waived, None);
            }
            (Err(refused), None) => {
                let refusal = refused.refusal();
                assert!(refusal.no_such_move(), "{state} {}: {refused}", $verb);
                assert!(!refusal.can_be_overridden());
                assert_eq!((refusal.state(), refusal.verb()), (state, Some($verb)));
                let permitted: Vec<_> = refusal.permitted().collect();
                assert_eq!(permitted, $before.permitted());
                assert!(!permitted.contains(&$verb), "{state} {}", $verb);
                let text = refused.to_string();
                assert!(permitted.iter().all(|verb| text.contains(verb.name())), "{text}");
                assert_eq!(refused.entity, $before);
                assert_eq!(typed, None, "{state} {}", $verb);
            }
            (Ok(_), None) => panic!("{state} {}: there is no such row", $verb),
            (Err(refused), Some(_)) => panic!("{state} {}: {refused}", $verb),
        }
    };
}

#[test]
fn every_state_and_move_of_a_lead() {
    let (policies, act) = (Policies::new(), act());
    for &state in LeadState::ALL {
        for &verb in LeadVerb::ALL {
            let (lead, command) = (lead_ready(state, verb), lead_command(verb));
            let made = lead.clone().apply(policies.rules(), command, &act);
            let typed = lead_by_method(lead.clone(), verb);
            check_pair!(LeadMachine, verb, lead, made, typed);
        }
    }
}

#[test]
fn every_state_and_move_of_a_deal() {
    let act = act();
    for &state in DealState::ALL {
        for &verb in DealVerb::ALL {
            let (deal, command) = (deal_ready(state, verb), deal_command(state, verb));
            let made = deal.clone().apply(&pipeline_for(verb), command, &act);
            let typed = deal_by_method(deal.clone(), verb);
            check_pair!(DealMachine, verb, deal, made, typed);
        }
    }
}

/// An override does without demands, not without a row of the table.
#[test]
fn no_override_makes_a_move() {
    let (policies, pipeline) = (Policies::new(), main_pipeline());
    let act = crate::samples::overridden();
    let lead = lead_in(LeadState::Converted);
    let again = lead.apply(policies.rules(), lead_command(LeadVerb::Convert), &act).unwrap_err();
    assert_eq!(
        again.to_string(),
        "a lead that is converted has no move `convert`; from here: interact, amend, take_back, erase"
    );
    let deal = deal_in(DealState::Lost);
    let won = deal.apply(&pipeline, deal_command(DealState::Lost, DealVerb::Win), &act);
    assert_eq!(
        won.unwrap_err().to_string(),
        "a deal that is lost has no move `win`; \
         from here: reopen, amend, return_payment, interact, take_back, erase"
    );
}

/// What exists is not created again.
#[test]
fn a_creation_is_no_move() {
    let (policies, pipeline, act) = (Policies::new(), main_pipeline(), act());
    let capture = LeadCommand::Capture { new: crate::samples::new_lead(), interest: None };
    for &state in LeadState::ALL {
        let refused = lead_in(state).apply(policies.rules(), capture.clone(), &act).unwrap_err();
        assert!(refused.refusal().no_such_move());
        assert_eq!(refused.refusal().verb(), None);
        assert_eq!(refused.to_string(), "a lead that exists cannot be created again");
        assert_eq!(refused.entity, lead_in(state));
    }
    let open = DealCommand::Open {
        new: Box::new(crate::samples::new_deal()),
        pipeline: id("main"),
        revision: 1,
        stage: "find".try_into().unwrap(),
    };
    for &state in DealState::ALL {
        let refused = deal_in(state).apply(&pipeline, open.clone(), &act).unwrap_err();
        assert!(refused.refusal().no_such_move());
        assert_eq!(refused.to_string(), "a deal that exists cannot be created again");
        assert_eq!(refused.entity, deal_in(state));
    }
}

/// Typed and any-state are one thing, and a wrong guess gives it back.
#[test]
fn the_state_is_told_when_it_is_not_the_expected_one() {
    use sales_process::lifecycle::deal::{Deal, Won};
    let open = deal_in(DealState::Open);
    let wrong = Deal::<Won>::try_from(open.clone()).unwrap_err();
    assert_eq!(wrong.to_string(), "expected a deal in won, found open");
    assert_eq!(*wrong.entity, open);
    let won = deal_in(DealState::Won);
    let typed = Deal::<Won>::try_from(won.clone()).unwrap();
    assert_eq!(AnyDeal::from(typed), won);
}
