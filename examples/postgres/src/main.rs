//! An application over PostgreSQL: leads, deals, customers and handoffs in one
//! table, an outbox, and what goes wrong where several work at once.
//!
//! Shown here: two writers in conflict; a web hook delivered twice; an erasure
//! against writers at work; what can be done next with 100,000 deals; and the
//! nightly job that opens the handoffs that are due.
//!
//! `bash tests/clients/postgres.sh` starts a private server for it. With one
//! of your own, and an empty database in it:
//! `cargo run -p sales-process-postgres -- "host=/run/postgresql user=me dbname=empty"`.

mod nightly;
mod store;

use std::error::Error;
use std::sync::Barrier;
use std::thread;
use std::time::Instant;

use sales_process::lifecycle::customer::{AnyCustomer, Customer, NewCustomer};
use sales_process::lifecycle::deal::{
    AdoptedDeal, AnyDeal, Deal, DealCommand, DealMachine, DealVerb, NewDeal,
};
use sales_process::lifecycle::lead::{
    AnyLead, Interest, Lead, LeadCommand, LeadMachine, LeadRules, NewLead, Source,
};
use sales_process::lifecycle::{Act, Available, Entity, Interaction, InteractionKind, MoveCommand};
use sales_process::policy::Rule;
use sales_process::policy::assignment::Person;
use sales_process::process::{HandoffPolicy, Pipeline, PipelineDraft, Purpose, RoleKind, Stage};
use sales_process::{Line, Order, SalesProcess};

use nightly::odd;
use store::{Store, StoreError};

/// How many deals there are in the scene of many.
const DEALS: usize = 100_000;

type Done = Result<(), Box<dyn Error>>;

fn main() -> Done {
    let Some(to) = std::env::args().nth(1) else {
        return Err("say where an empty database is, such as \"host=localhost user=me\"".into());
    };
    Store::connect(&to)?.create_tables()?;
    two_writers(&to)?;
    a_hook_delivered_twice(&to)?;
    erasure_against_writers(&to)?;
    many_deals(&to)?;
    every_night(&to)
}

/// Two people press a button of one page at the same time: one of them is
/// told, sees what the other did, and goes on from there.
fn two_writers(to: &str) -> Done {
    let (pipeline, mut store) = (pipeline()?, Store::connect(to)?);
    let new = NewDeal::new("D-1".parse()?, "acme".parse()?, "anna".parse()?)
        .amount("4800.00 GBP".parse()?);
    let mut deal = Deal::open(new, &pipeline, "discovery", &at("09:00", "anna")?)?.into();
    store.once(|unit| unit.save::<AnyDeal>(&mut deal))?;

    let both_loaded = Barrier::new(2);
    let press = |who: &str, said: &str| -> Result<bool, StoreError> {
        let mut store = Store::connect(to)?;
        let act = at("10:00", who).map_err(odd)?;
        let deal: AnyDeal = store.once(|unit| unit.load("D-1"))?;
        both_loaded.wait();
        let call = Interaction::outbound(InteractionKind::Call, said);
        let mut deal = deal.apply(&pipeline, DealCommand::Interact(call), &act)?;
        match store.once(|unit| unit.save(&mut deal)) {
            Err(StoreError::Overtaken { version: 1, .. }) => Ok(false),
            stored => stored.map(|()| true),
        }
    };
    let stored = thread::scope(|scope| {
        let others =
            [scope.spawn(|| press("anna", "price")), scope.spawn(|| press("ben", "terms"))];
        others.map(|other| other.join().unwrap_or_else(|_| Err(odd("a writer panicked"))))
    });
    let [annas, bens] = stored;
    check(annas? != bens?, "one of two writers is stored, and one is told")?;

    // Both are made where each begins from what is there.
    for who in ["anna", "ben"] {
        let act = at("10:05", who)?;
        store.again(|unit| {
            let budget = Interaction::inbound(InteractionKind::Message, "the budget");
            let deal: AnyDeal = unit.load("D-1")?;
            unit.save(&mut deal.apply(&pipeline, DealCommand::Interact(budget), &act)?)
        })?;
    }
    let history = store.once(|unit| unit.history::<DealMachine>("D-1"))?;
    let row = store.once(|unit| unit.load::<AnyDeal>("D-1"))?;
    check(history.entries().len() == 4 && history.replay()? == row, "the entries are the row")?;

    // Every entry is a message, and nothing of what was not stored is.
    let mut versions = Vec::new();
    store.relay(|message| versions.extend(version(message)))?;
    check(versions == [1, 2, 3, 4], "each entry is told once, in order")?;
    check(store.relay(|_| {})? == 0, "nothing is left to tell")?;
    println!("two writers: one stored, one told; 4 entries, 4 messages");
    Ok(())
}

/// The payment provider calls twice, and both calls come at once.
fn a_hook_delivered_twice(to: &str) -> Done {
    let hook = |delivery: &str| -> Result<bool, StoreError> {
        let (act, paid) = (at("11:00", "bank").map_err(odd)?, "1200.00 GBP".parse().map_err(odd)?);
        let (mut store, pipeline) = (Store::connect(to)?, pipeline().map_err(odd)?);
        store.again(|unit| {
            if !unit.is_first(delivery)? {
                return Ok(false);
            }
            let pay = DealCommand::Pay { amount: paid, on: act.at().date_naive() };
            let deal: AnyDeal = unit.load("D-1")?;
            unit.save(&mut deal.apply(&pipeline, pay, &act)?)?;
            Ok(true)
        })
    };
    let counted = thread::scope(|scope| {
        let calls = ["evt-1", "evt-1", "evt-2", "evt-1"].map(|id| scope.spawn(move || hook(id)));
        calls.map(|call| call.join().unwrap_or_else(|_| Err(odd("a call panicked"))))
    });
    let mut first = 0;
    for counted in counted {
        first += u32::from(counted?);
    }
    let deal: AnyDeal = Store::connect(to)?.once(|unit| unit.load("D-1"))?;
    let received = deal.record().payments().received.map(|money| money.to_string());
    check(first == 2 && received.as_deref() == Some("2400.00 GBP"), "two payments count twice")?;
    println!("a web hook: delivered four times, two payments of 1200.00 GBP received");
    Ok(())
}

/// Somebody asks to be forgotten while others write. Who loaded the lead before
/// cannot bring the text back; who loads it after starts from the erased one.
fn erasure_against_writers(to: &str) -> Done {
    const SECRET: &str = "Ms Li, 555-0199";
    let mut store = Store::connect(to)?;
    let form = Interest::filled_form(SECRET);
    let new = NewLead::inbound("L-1".parse()?).source(Source::Channel("web".into()));
    let mut lead = Lead::capture_interested(new, form, &at("09:00", "web")?)?.into();
    store.once(|unit| unit.save::<AnyLead>(&mut lead))?;
    let mut stale: AnyLead = store.once(|unit| unit.load("L-1"))?;

    let note = |unit: &mut store::Unit<'_>, who: &str, said: &str| -> Result<(), StoreError> {
        let act = at("12:00", who).map_err(odd)?;
        let call = LeadCommand::Interact(Interaction::outbound(InteractionKind::Call, said));
        let lead: AnyLead = unit.load("L-1")?;
        let act = act.no_earlier_than(lead.last_at());
        unit.save(&mut lead.apply(LeadRules::default(), call, &act)?)
    };
    thread::scope(|scope| -> Done {
        let write = |who: &'static str| {
            let mut store = Store::connect(to)?;
            (0..20).try_for_each(|_| store.again(|unit| note(unit, who, "spoke with Ms Li")))
        };
        let writers = ["anna", "ben"].map(|who| scope.spawn(move || write(who)));
        let act = at("12:00", "dpo")?;
        store.again(|unit| {
            let lead: AnyLead = unit.load("L-1")?;
            unit.save(&mut lead.apply(LeadRules::default(), LeadCommand::Erase {}, &act)?)
        })?;
        for writer in writers {
            writer.join().map_err(|_| "a writer panicked")??;
        }
        Ok(())
    })?;

    let history = store.once(|unit| unit.history::<LeadMachine>("L-1"))?;
    let row: AnyLead = store.once(|unit| unit.load("L-1"))?;
    check(
        history.replay()? == row && row.version() == 42,
        "nothing is lost, the entries are the row",
    )?;
    let before = history.iter().take_while(|entry| !entry.command.erases());
    let erased = before.map(serde_json::to_string).collect::<Result<String, _>>()?;
    check(!erased.contains("Li") && !row.to_json()?.contains(SECRET), "the text is nowhere")?;
    store.relay(|message| assert!(!message.contains(SECRET), "the outbox told what was erased"))?;

    // Who loaded the lead at the start holds the text, and cannot store it.
    let late = LeadCommand::Interact(Interaction::inbound(InteractionKind::Message, "thanks"));
    stale = stale.apply(LeadRules::default(), late, &at("12:30", "anna")?)?;
    let refused = store.once(|unit| unit.save(&mut stale));
    check(matches!(refused, Err(StoreError::Overtaken { .. })), "a late writer is refused")?;
    println!("an erasure among 40 writes: all kept, the text gone, a late writer refused");
    Ok(())
}

/// A company arrives with 100,000 deals; a page asks what can be done next with
/// every one of them.
fn many_deals(to: &str) -> Done {
    let (pipeline, mut store) = (pipeline()?, Store::connect(to)?);
    let (opened, act) = ("2025-11-03T09:00:00Z".parse()?, at("13:00", "import")?);
    let begin = Instant::now();
    for part in 0..DEALS / 5_000 {
        let adopted = (part * 5_000..(part + 1) * 5_000).map(|n| {
            let new = NewDeal::new(format!("old-{n}").parse()?, "acme".parse()?, "anna".parse()?)
                .amount("900.00 GBP".parse()?);
            let known = AdoptedDeal::new(new, opened).external_id(format!("crm-{n}"));
            let stage = if n % 4 == 0 { "contract" } else { "discovery" };
            Ok(AnyDeal::adopt(known, &pipeline, stage, &act)?)
        });
        let mut adopted = adopted.collect::<Result<Vec<_>, Box<dyn Error>>>()?;
        store.once(|unit| unit.save_new(&mut adopted))?;
    }
    println!("adopting {DEALS} deals: {:.1} s", begin.elapsed().as_secs_f64());

    let begin = Instant::now();
    let (mut deals, mut can_win, mut need_budget) = (0, 0, 0);
    store.each(|deal: AnyDeal| {
        if deal.record().adopted_at().is_none() {
            return;
        }
        let moves = deal.available(&pipeline, &act);
        let of = |verb| moves.iter().filter(move |it| it.verb == verb);
        deals += 1;
        can_win += usize::from(of(DealVerb::Win).any(Available::is_ready));
        need_budget += usize::from(of(DealVerb::Advance).any(|it| !it.unmet.is_empty()));
    })?;
    let took = begin.elapsed().as_secs_f64();
    check(deals == DEALS && can_win == DEALS / 4, "a quarter can be won")?;
    check(need_budget == DEALS - can_win, "the others need a criterion first")?;
    println!("loading them and asking each what is available: {took:.1} s");
    Ok(())
}

/// The orders lie in the database; every night it says who is due.
fn every_night(to: &str) -> Done {
    let mut store = Store::connect(to)?;
    let process = SalesProcess::draft("shop", "Shop")
        .handoff(HandoffPolicy::new().when(Rule::orders(3)?).accept_within_days(5))
        .build()?;
    let people = [
        Person::new("anna".parse()?, RoleKind::Hunter),
        Person::new("fay".parse()?, RoleKind::Farmer),
    ];
    for (customer, owner, orders) in [
        ("acme", "anna", &["2025-11-02", "2025-12-24", "2026-02-10"][..]),
        ("bolt", "anna", &["2026-01-05", "2026-02-20"]),
        ("coil", "fay", &["2025-06-01", "2025-07-01", "2025-08-01"]),
        ("dune", "anna", &["2025-12-01", "2026-01-02", "2026-02-01"]),
    ] {
        let known = Act::new("2025-05-01T09:00:00Z".parse()?, owner.parse()?);
        let new = NewCustomer::new(customer.parse()?, owner.parse()?);
        let mut registered = AnyCustomer::from(Customer::register(new, &known));
        store.once(|unit| unit.save(&mut registered))?;
        for (n, day) in orders.iter().enumerate() {
            let lines = vec![Line::new("P-7".parse()?, "80.00 GBP".parse()?)];
            let placed_at = format!("{day}T10:00:00Z").parse()?;
            let id = format!("{customer}-{n}").parse()?;
            let order = Order::new(id, customer.parse()?, placed_at, lines)?;
            store.again(|unit| {
                unit.take_order(&order, &Act::new(placed_at, "shop".parse().map_err(odd)?))
            })?;
        }
    }

    // Two machines run the job at once; a third one runs it an hour later.
    let act = at("23:00", "nightly")?;
    let run = || nightly::handoffs(&mut Store::connect(to)?, &process, &people, &act);
    let (one, two) = thread::scope(|scope| {
        let (one, two) = (scope.spawn(run), scope.spawn(run));
        (one.join(), two.join())
    });
    let (one, two) = (one.map_err(|_| "a run panicked")??, two.map_err(|_| "a run panicked")??);
    let opened = if one.is_empty() { &two } else { &one };
    check(
        opened.iter().map(ToString::to_string).eq(["dune", "acme"]),
        "who is due, longest first",
    )?;
    check(one.is_empty() || two.is_empty(), "two runs open each handoff once")?;
    let third = nightly::handoffs(&mut store, &process, &people, &at("23:59", "nightly")?)?;
    check(third.is_empty(), "a later run opens no more")?;
    println!("every night: 2 handoffs are due and opened once, in three runs");
    Ok(())
}

fn pipeline() -> Result<Pipeline, Box<dyn Error>> {
    let discovery = Stage::new("discovery", "Understand the need").purpose(Purpose::NeedsDiscovery);
    Ok(PipelineDraft::new("main")
        .stage(discovery.exit_when("budget", "the budget is known").start())
        .stage(Stage::new("contract", "Sign").purpose(Purpose::Contract))
        .won("won")
        .lost("lost")
        .go("discovery", "contract")
        .go("discovery", "lost")
        .go("contract", "won")
        .build()?)
}

fn at(time: &str, who: &str) -> Result<Act, Box<dyn Error>> {
    Ok(Act::new(format!("2026-03-02T{time}:00Z").parse()?, who.parse()?))
}

/// The version that a message tells.
fn version(message: &str) -> Option<u64> {
    serde_json::from_str::<serde_json::Value>(message).ok()?.get("version")?.as_u64()
}

fn check(holds: bool, what: &str) -> Done {
    if holds { Ok(()) } else { Err(format!("it does not hold that {what}").into()) }
}
