//! Entries and histories: what replays, what does not, and erasing.

use sales_process::lifecycle::deal::{
    AnyDeal, Deal, DealCommand, DealMachine, DealState, DealVerb, Refund,
};
use sales_process::lifecycle::lead::{
    AnyLead, Lead, LeadCommand, LeadMachine, LeadRules, LeadState,
};
use sales_process::lifecycle::{Conduct, Entity, Entry, History, MoveCommand, ReplayError};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::samples::{
    Policies, act, day, deal_command, flow, id, interest, lead_command, main_pipeline, money,
    new_deal, new_lead, overridden, second_revision,
};

/// A deal that has been everywhere, and all its entries.
fn long_deal() -> (AnyDeal, Vec<Entry<DealMachine>>) {
    let p = main_pipeline();
    let new = new_deal().evidence("worked as a lead");
    let mut deal = AnyDeal::from(Deal::open(new, &p, "offer", &act()).unwrap());
    let to = |stage: &str| DealCommand::Advance { to: stage.try_into().unwrap() };
    let plain = |verb| deal_command(DealState::Open, verb);
    for command in [
        plain(DealVerb::Interact),
        plain(DealVerb::Amend),
        to("needs"),
        to("offer"),
        to("sign"),
        plain(DealVerb::Satisfy),
        plain(DealVerb::Hold),
        plain(DealVerb::Resume),
        plain(DealVerb::Lose),
        plain(DealVerb::Reopen),
        plain(DealVerb::Abandon),
        plain(DealVerb::Reopen),
        plain(DealVerb::Win),
        to("pay"),
        DealCommand::Pay { amount: money("1000 GBP"), on: day("2026-03-02") },
        deal_command(DealState::Won, DealVerb::Satisfy),
        to("won"),
        plain(DealVerb::Complete),
        DealCommand::Refund { amount: money("100 GBP"), refund: Refund::GivenBack },
        plain(DealVerb::Complete),
        plain(DealVerb::Refund),
        plain(DealVerb::Migrate),
    ] {
        let pipeline = command.verb().map_or_else(main_pipeline, crate::samples::pipeline_for);
        deal = deal.apply(&pipeline, command, &overridden()).unwrap();
    }
    let entries = deal.take_entries().collect();
    (deal, entries)
}

/// A lead that has been everywhere but in its ends, and all its entries.
fn long_lead() -> (AnyLead, Vec<Entry<LeadMachine>>) {
    use sales_process::lifecycle::lead::LeadVerb::{
        Amend, Answer, Assign, Disqualify, Drop, FirstContact, Interact, Nurture, Qualify,
        Reactivate, Reassign, Reclaim, Reopen, Screen,
    };
    let policies = Policies::new();
    let mut lead = AnyLead::from(Lead::capture(new_lead(), &act()).unwrap());
    for verb in [
        Screen,
        Answer,
        Amend,
        Interact,
        Drop,
        Reopen,
        Assign,
        Reclaim,
        Assign,
        Reassign,
        FirstContact,
        Nurture,
        Reactivate,
        FirstContact,
        Qualify,
        Disqualify,
    ] {
        lead = lead.apply(policies.rules(), lead_command(verb), &overridden()).unwrap();
    }
    let contact = sales_process::lifecycle::lead::LeadAmendment::Contact(Some("Bea".into()));
    lead = lead.apply(policies.rules(), lead_command(Reopen), &act()).unwrap();
    lead = lead.apply(policies.rules(), LeadCommand::Amend(contact), &act()).unwrap();
    lead = lead.apply(policies.rules(), lead_command(Disqualify), &act()).unwrap();
    let entries = lead.take_entries().collect();
    (lead, entries)
}

#[test]
fn replaying_all_entries_gives_the_entity() {
    let (deal, entries) = long_deal();
    assert_eq!(deal.version(), u32::try_from(entries.len()).unwrap());
    assert!(entries.iter().zip(1..).all(|(entry, n)| entry.version == n));
    let history: History<DealMachine> = entries.into_iter().collect();
    let mut replayed = history.replay().unwrap();
    assert_eq!(replayed, deal);
    assert_eq!(replayed.take_entries().count(), 0, "nothing happens twice");

    let (lead, entries) = long_lead();
    assert_eq!(lead.version(), u32::try_from(entries.len()).unwrap());
    let mut history = History::<LeadMachine>::new();
    history.extend(entries);
    assert_eq!(history.replay().unwrap(), lead);
}

#[test]
fn every_prefix_of_a_history_replays() {
    let (deal, entries) = long_deal();
    for n in 1..=entries.len() {
        let history: History<DealMachine> = entries[..n].iter().cloned().collect();
        let prefix = history.replay().unwrap();
        assert_eq!(prefix.version(), u32::try_from(n).unwrap());
        assert_eq!(prefix.last_at(), deal.last_at());
        assert_eq!(prefix.state(), entries[n - 1].to);
    }
}

/// Words that people wrote in the samples; none of them may stay.
const WORDS: [&str; 14] = [
    "Ann",
    "Bea",
    "20 seats",
    "frozen",
    "contract 7/26",
    "call them",
    "how it goes",
    "came back",
    "their mail",
    "a student",
    "they grew",
    "wants a quote",
    "in a hurry",
    "next year",
];

#[track_caller]
fn check_erased(stored: &str) {
    for word in WORDS {
        assert!(!stored.contains(word), "`{word}` is still in {stored}");
    }
}

#[test]
fn a_redacted_history_replays_to_the_redacted_entity() {
    let (deal, entries) = long_deal();
    let mut history: History<DealMachine> = entries.into_iter().collect();
    history.redact();
    let mut redacted = deal.apply(&second_revision(), DealCommand::Erase {}, &act()).unwrap();
    history.extend(redacted.take_entries());
    assert_eq!(history.replay().unwrap(), redacted);
    check_erased(&serde_json::to_string(&redacted).unwrap());
    check_erased(&serde_json::to_string(history.entries()).unwrap());
    // It can be stored, and goes on.
    let stored = serde_json::to_string(history.entries()).unwrap();
    let read: Vec<Entry<DealMachine>> = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, history.entries());
    let stored = serde_json::to_string(&redacted).unwrap();
    let read: AnyDeal = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, redacted);
    let p = crate::samples::second_revision();
    read.apply(&p, deal_command(DealState::Won, DealVerb::Pay), &act()).unwrap();
}

#[test]
fn a_redacted_lead_replays_from_its_redacted_history() {
    let (lead, entries) = long_lead();
    let mut history: History<LeadMachine> = entries.into_iter().collect();
    history.redact();
    let mut redacted = lead.apply(LeadRules::default(), LeadCommand::Erase {}, &act()).unwrap();
    history.extend(redacted.take_entries());
    assert_eq!(history.replay().unwrap(), redacted);
    check_erased(&serde_json::to_string(&redacted).unwrap());
    check_erased(&serde_json::to_string(history.entries()).unwrap());
    let stored = serde_json::to_string(history.entries()).unwrap();
    let read: Vec<Entry<LeadMachine>> = serde_json::from_str(&stored).unwrap();
    assert_eq!(read.into_iter().collect::<History<_>>().replay().unwrap(), redacted);
    let read: AnyLead = serde_json::from_str(&serde_json::to_string(&redacted).unwrap()).unwrap();
    assert_eq!(read, redacted);
}

/// In every state, waiting entries included.
#[test]
fn every_state_can_be_redacted() {
    for &state in DealState::ALL {
        let deal = crate::samples::deal_in(state);
        let p = main_pipeline();
        let erased = deal.clone().apply(&p, DealCommand::Erase {}, &act()).unwrap();
        assert_eq!((erased.state(), erased.version()), (state, deal.version() + 1));
        check_erased(&serde_json::to_string(&erased).unwrap());
    }
    for &state in LeadState::ALL {
        let lead = crate::samples::lead_in(state);
        let erased = lead.apply(LeadRules::default(), LeadCommand::Erase {}, &act()).unwrap();
        check_erased(&serde_json::to_string(&erased).unwrap());
    }
    let waiting = Lead::capture_interested(new_lead(), interest(), &act()).unwrap();
    let mut waiting = AnyLead::from(waiting.erase(&act()).unwrap());
    check_erased(&serde_json::to_string(&waiting.take_entries().next().unwrap()).unwrap());
}

const OWN: &str = "their own words";

/// Puts words of somebody's own into every free text of a stored form. (The ones
/// that stand there are of several words, which names of reasons are not.)
fn write_in(value: &mut Value) {
    const TEXTS: [&str; 13] = [
        "about",
        "contact",
        "evidence",
        "goals",
        "introduction",
        "missing",
        "note",
        "open_issues",
        "people",
        "promises",
        "reason",
        "text",
        "why",
    ];
    match value {
        Value::Object(fields) => {
            for (field, value) in fields {
                match value {
                    Value::String(text) if TEXTS.contains(&field.as_str()) => {
                        if text.contains(' ') || text == "none" || text == "bankrupt" {
                            OWN.clone_into(text);
                        }
                    }
                    other => write_in(other),
                }
            }
        }
        Value::Array(values) => values.iter_mut().for_each(write_in),
        _ => {}
    }
}

fn written_in<T: Serialize + DeserializeOwned>(value: &T) -> (T, bool) {
    let mut stored = serde_json::to_value(value).unwrap();
    write_in(&mut stored);
    let has_words = stored.to_string().contains(OWN);
    (serde_json::from_value(stored).unwrap(), has_words)
}

/// Neither the entries nor the entity keep a word; how many of them had any.
fn check_no_words<E: Entity + DeserializeOwned>(mut entity: E, erase: impl FnOnce(E) -> E) -> usize
where
    Entry<E::Machine>: Serialize + DeserializeOwned,
{
    let mut with_words = 0;
    for entry in entity.take_entries() {
        let (mut entry, has_words) = written_in(&entry);
        with_words += usize::from(has_words);
        entry.redact();
        let stored = serde_json::to_string(&entry).unwrap();
        assert!(!stored.contains(OWN), "{stored}");
    }
    let (entity, has_words) = written_in(&entity);
    let stored = serde_json::to_string(&erase(entity)).unwrap();
    assert!(!stored.contains(OWN), "{stored}");
    with_words + usize::from(has_words)
}

/// Whatever anybody wrote, in whichever move and state of whichever machine, also
/// where it was adopted.
#[test]
fn nothing_that_was_written_stays() {
    use crate::adopting::{adopted_customer, adopted_deal, adopted_handoff, adopted_lead};
    use sales_process::lifecycle::customer::{CustomerCommand, CustomerRules, CustomerState};
    use sales_process::lifecycle::handoff::{HandoffCommand, HandoffState, HandoffVerb};
    use sales_process::lifecycle::lead::LeadVerb;
    use sales_process::process::Pipeline;

    let (p, policies) = (main_pipeline(), Policies::new());
    let mut with_words = 0;
    for &state in DealState::ALL {
        let erase =
            |p: &Pipeline, deal: AnyDeal| deal.apply(p, DealCommand::Erase {}, &act()).unwrap();
        with_words += check_no_words(adopted_deal(state, &p, "pay"), |deal| erase(&p, deal));
        for &verb in DealVerb::ALL {
            let (p, command) = (crate::samples::pipeline_for(verb), deal_command(state, verb));
            let ready = crate::samples::deal_ready(state, verb);
            if let Ok(deal) = ready.apply(&p, command, &overridden()) {
                with_words += check_no_words(deal, |deal| erase(&p, deal));
            }
        }
    }
    for &state in LeadState::ALL {
        let erase = |lead: AnyLead| {
            lead.apply(LeadRules::default(), LeadCommand::Erase {}, &act()).unwrap()
        };
        with_words += check_no_words(adopted_lead(state), erase);
        for &verb in LeadVerb::ALL {
            let ready = crate::samples::lead_ready(state, verb);
            if let Ok(lead) = ready.apply(policies.rules(), lead_command(verb), &act()) {
                with_words += check_no_words(lead, erase);
            }
        }
    }
    for &state in CustomerState::ALL {
        for customer in [adopted_customer(state), crate::customer::in_state(state)] {
            with_words += check_no_words(customer, |customer| {
                let act = crate::samples::later(100);
                customer.apply(CustomerRules::default(), CustomerCommand::Erase {}, &act).unwrap()
            });
        }
    }
    let policy = crate::handoff::policy();
    let erase = |handoff: sales_process::lifecycle::handoff::AnyHandoff| {
        handoff.apply(&policy, HandoffCommand::Erase {}, &crate::handoff::now()).unwrap()
    };
    for &state in HandoffState::ALL {
        with_words += check_no_words(adopted_handoff(state), erase);
        for &verb in HandoffVerb::ALL {
            let ready = crate::handoff::in_state(state);
            if let Ok(handoff) =
                ready.apply(&policy, crate::handoff::full(verb), &crate::handoff::now())
            {
                with_words += check_no_words(handoff, erase);
            }
        }
    }
    assert!(with_words > 250, "{with_words}");
}

/// A redacted text is not one: what demands a reason cannot do with it.
#[test]
fn a_redacted_reason_is_no_reason() {
    let mut reason = sales_process::lifecycle::Note::new("frozen");
    reason.redact();
    assert!(reason.is_blank());
    assert_eq!(reason.to_string(), "[redacted]");
    let deal = crate::samples::deal_in(DealState::Open);
    let p = main_pipeline();
    let hold: DealCommand =
        serde_json::from_str(r#"{"hold": {"reason": {"redacted": true}, "until": "2026-06-01"}}"#)
            .unwrap();
    let refused = deal.apply(&p, hold, &act()).unwrap_err();
    assert_eq!(refused.to_string(), "the deal cannot hold: the reason is missing");
    let to = DealCommand::Advance { to: "find".try_into().unwrap() };
    let granted = act().overriding(id("boss"), reason);
    refused.entity.apply(&p, to, &granted).unwrap_err();
}

#[track_caller]
fn check_replay<M: Conduct>(
    entries: &[Entry<M>],
    change: impl FnOnce(&mut Vec<Entry<M>>),
    expected: &ReplayError<M>,
    text: &str,
) where
    M::Any: std::fmt::Debug,
{
    let mut entries = entries.to_vec();
    change(&mut entries);
    let error = entries.into_iter().collect::<History<M>>().replay().err().unwrap();
    assert_eq!(error.to_string(), text);
    assert!(error == *expected, "{error:?}");
}

#[test]
fn what_does_not_replay() {
    let (_, entries) = long_deal();
    let check = |change: &dyn Fn(&mut Vec<Entry<DealMachine>>), expected, text: &str| {
        check_replay(&entries, |entries| change(entries), &expected, text);
    };
    let empty = "the history of the deal is empty; its first entry creates it";
    check(&|entries| entries.clear(), ReplayError::Empty, empty);

    let creation = |n| format!("entry {n}: a deal is created by its first entry and only by it");
    let interact = entries[1].clone();
    check(
        &|entries| entries[0].command = interact.command.clone(),
        ReplayError::Creation(1),
        &creation(1),
    );
    check(
        &|entries| entries[0].from = Some(DealState::Open),
        ReplayError::Creation(1),
        &creation(1),
    );
    check(&|entries| entries[0].to = DealState::Won, ReplayError::Creation(1), &creation(1));
    let open = entries[0].clone();
    check(
        &|entries| entries[2].command = open.command.clone(),
        ReplayError::Creation(3),
        &creation(3),
    );
    check(&|entries| entries[2].from = None, ReplayError::Creation(3), &creation(3));

    let sequence = |expected, found| ReplayError::Sequence { expected, found };
    let missing = |expected, found| {
        format!(
            "entry {found} stands where entry {expected} belongs; one is missing or out of order"
        )
    };
    check(&|entries| drop(entries.remove(0)), sequence(1, 2), &missing(1, 2));
    check(&|entries| drop(entries.remove(4)), sequence(5, 6), &missing(5, 6));
    check(&|entries| entries.swap(3, 4), sequence(4, 5), &missing(4, 5));
    check(&|entries| entries.insert(1, entries[0].clone()), sequence(2, 1), &missing(2, 1));
    check(&|entries| entries[0].version = 0, sequence(1, 0), &missing(1, 0));
    check(&|entries| entries[1].version = u32::MAX, sequence(2, u32::MAX), &missing(2, u32::MAX));

    check(
        &|entries| entries[1].from = Some(DealState::Won),
        ReplayError::State { version: 2, expected: DealState::Open, found: DealState::Won },
        "entry 2 starts from won, but the deal is in open",
    );
    let nowhere = |from, to| ReplayError::NoSuchMove { version: 2, from, to };
    check(
        &|entries| entries[1].to = DealState::Won,
        nowhere(DealState::Open, DealState::Won),
        "entry 2: a deal has no such move from open to won",
    );
    check(
        &|entries| entries[1].command = DealCommand::Resume {},
        nowhere(DealState::Open, DealState::Open),
        "entry 2: a deal has no such move from open to open",
    );
}

#[test]
fn a_lead_does_not_replay_either() {
    let (_, entries) = long_lead();
    check_replay(
        &entries,
        |entries| entries[0].to = LeadState::New,
        &ReplayError::Creation(1),
        "entry 1: a lead is created by its first entry and only by it",
    );
    check_replay(
        &entries,
        |entries| entries[1].command = LeadCommand::Qualify {},
        &ReplayError::NoSuchMove { version: 2, from: LeadState::Prospect, to: LeadState::Prospect },
        "entry 2: a lead has no such move from prospect to prospect",
    );
}

/// Entries wait in the entity until they are taken, and are no part of what
/// is stored.
#[test]
fn entries_wait_until_they_are_taken() {
    let p = flow("a* > b > won");
    let deal = Deal::open(new_deal(), &p, "a", &act()).unwrap();
    let mut deal = deal.advance(&p, "b", &act()).unwrap();
    let stored = serde_json::to_string(&AnyDeal::from(deal.clone())).unwrap();
    let mut read: AnyDeal = serde_json::from_str(&stored).unwrap();
    assert_eq!(read.take_entries().count(), 0);
    let versions: Vec<u32> = deal.take_entries().map(|entry| entry.version).collect();
    assert_eq!(versions, [1, 2]);
    assert_eq!(deal.take_entries().count(), 0);
    assert_eq!(read, deal.clone().into());
    let deal = deal.interact(crate::samples::call("hello"), &act()).unwrap();
    assert_eq!(AnyDeal::from(deal).take_entries().next().unwrap().version, 3);
}

/// Where a deal stood, day by day: `stage from-until`, in days after noon.
fn stays(history: &History<DealMachine>) -> String {
    let days = |at: chrono::DateTime<chrono::Utc>| (at - crate::samples::noon()).num_days();
    let shown = history.stays().into_iter().map(|stay| {
        let until = stay.until.map_or_else(String::new, |until| days(until).to_string());
        format!("{} {}-{until}", stay.stage, days(stay.from))
    });
    shown.collect::<Vec<_>>().join(", ")
}

#[test]
fn time_in_stages_and_regressions_come_from_the_history() {
    let p = flow("a* > b > sign:contract > won, b ~> a, sign > a");
    let mut deal = AnyDeal::from(crate::samples::opened_at(&p, "a"));
    let to = |stage: &str| DealCommand::Advance { to: stage.try_into().unwrap() };
    let plain = |verb| deal_command(DealState::Open, verb);
    let pay = DealCommand::Pay { amount: money("950 GBP"), on: day("2026-03-02") };
    let back = DealCommand::Refund { amount: money("1 GBP"), refund: Refund::GivenBack };
    let commands = [
        to("b"),
        to("a"),
        to("b"),
        plain(DealVerb::Hold),
        plain(DealVerb::Resume),
        to("sign"),
        plain(DealVerb::Lose),
        plain(DealVerb::Reopen),
        to("a"),
        to("sign"),
        plain(DealVerb::Win),
        plain(DealVerb::Reopen),
        plain(DealVerb::Win),
        pay,
        DealCommand::Complete {},
        back.clone(),
        to("won"),
        DealCommand::Complete {},
        back,
    ];
    let mut told = Vec::new();
    let mut history = History::new();
    for (n, command) in (1..).zip(commands) {
        let act = crate::samples::later(n).overriding(id("boss"), "in a hurry");
        deal = deal.apply(&p, command, &act).unwrap();
        history.extend(deal.take_entries());
        told.push(stays(&history));
    }
    assert_eq!(told[0], "a 0-1, b 1-");
    assert_eq!(told[6], "a 0-1, b 1-2, a 2-3, b 3-6, sign 6-7", "on hold it stands where it stood");
    let rest = "a 0-1, b 1-2, a 2-3, b 3-6, sign 6-7, sign 8-9, a 9-10";
    assert_eq!(told[12], format!("{rest}, sign 10-"), "won, cancelled and won again");
    assert_eq!(told[14], format!("{rest}, sign 10-15"));
    assert_eq!(told[15], format!("{rest}, sign 10-15, sign 16-"), "one move away, and back");
    assert_eq!(told[18], format!("{rest}, sign 10-15, sign 16-17"), "the outcome stays reached");
    let now = crate::samples::later(30).at();
    assert_eq!(history.time_in("a", now).num_days(), 3);
    assert_eq!(history.time_in("nowhere", now).num_days(), 0);
    // Along the rework move, and along the plain move from `sign` to `a`;
    // going on from there is not going back.
    assert_eq!(history.regressions(), 2);
}

/// A stage that is called otherwise in the new revision is known there.
#[test]
fn going_back_to_a_stage_of_another_name_is_going_back() {
    use sales_process::lifecycle::deal::StageMap;
    let old = flow("a* > b > c > won");
    let new = flow("x* > b > c > won, c > x").draft().clone().revision(2).build().unwrap();
    let map = StageMap::new(&old, &new, [("a", "x")]).unwrap();
    let mut deal = AnyDeal::from(crate::samples::opened_at(&old, "a"));
    let to = |stage: &str| DealCommand::Advance { to: stage.try_into().unwrap() };
    for command in [to("b"), to("c")] {
        deal = deal.apply(&old, command, &act()).unwrap();
    }
    for command in [DealCommand::Migrate(map), to("x")] {
        deal = deal.apply(&new, command, &act()).unwrap();
    }
    let history: History<DealMachine> = deal.take_entries().collect();
    assert_eq!(history.regressions(), 1);

    // Where it stands is one with the first stage now: on from there is forward.
    let new = flow("ac* > b > won").draft().clone().revision(2).build().unwrap();
    let map = StageMap::new(&old, &new, [("a", "ac"), ("c", "ac")]).unwrap();
    let mut deal = AnyDeal::from(crate::samples::opened_at(&old, "a"));
    for command in [to("b"), to("c")] {
        deal = deal.apply(&old, command, &act()).unwrap();
    }
    for command in [DealCommand::Migrate(map), to("b")] {
        deal = deal.apply(&new, command, &act()).unwrap();
    }
    let history: History<DealMachine> = deal.take_entries().collect();
    assert_eq!(history.regressions(), 0);
}

#[test]
fn the_past_goes_along_to_another_revision() {
    use sales_process::lifecycle::deal::StageMap;
    let old = flow("a* > b > c > won, c ~> b");
    let new = flow("ab* > c > won, c ~> ab").draft().clone().revision(2).build().unwrap();
    let map = StageMap::new(&old, &new, [("a", "ab"), ("b", "ab")]).unwrap();
    let mut deal = AnyDeal::from(crate::samples::opened_at(&old, "a"));
    let to = |stage: &str| DealCommand::Advance { to: stage.try_into().unwrap() };
    let commands = [to("b"), to("c"), to("b"), DealCommand::Migrate(map), to("c"), to("ab")];
    for (n, command) in (1..).zip(commands) {
        let pipeline = if n < 4 { &old } else { &new };
        deal = deal.apply(pipeline, command, &crate::samples::later(n)).unwrap();
    }
    let history: History<DealMachine> = deal.take_entries().collect();
    assert_eq!(stays(&history), "ab 0-1, ab 1-2, c 2-3, ab 3-5, c 5-6, ab 6-");
    assert_eq!(history.regressions(), 2);
    assert_eq!(history.time_in("ab", crate::samples::later(7).at()).num_days(), 5);
}
