//! The main job, start to finish: `cargo run --example quickstart`.
//!
//! A company states how it sells and has its process proposed; the linter looks
//! at a worse idea and mends it; a lead becomes a deal and the deal a customer;
//! and real orders say which customers are due to pass from hunter to farmer,
//! and why, and later whom the farmer is to contact on a day. An audit puts it
//! together.

use std::collections::BTreeSet;
use std::error::Error;

use chrono::NaiveDate;
use sales_process::designer::lint::{Report, Safety};
use sales_process::lifecycle::Act;
use sales_process::lifecycle::customer::{Customer, New, NewCustomer};
use sales_process::lifecycle::deal::{Deal, NewDeal};
use sales_process::lifecycle::handoff::{Handoff, Load, NewHandoff, Package};
use sales_process::lifecycle::lead::{CustomerRef, Interest, Lead, LeadRules, NewLead, Source};
use sales_process::lifecycle::{Interaction, InteractionKind};
use sales_process::loyalty::{
    Base, Cadence, CadenceOptions, Candidate, CustomerOutlook, ModelOptions, OrderModel,
    OrderPattern, Rhythm, drop_chance_rhythms, worklist,
};
use sales_process::order::csv;
use sales_process::playbook::Audit;
use sales_process::policy::{Answer, Rule, Verdict};
use sales_process::process::{
    Demand, Market, Nature, Offering, Pipeline, PipelineDraft, Profile, Stage,
};
use sales_process::{CustomerId, Months, Order, SalesProcess, UtcOffset};

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let process = process()?;
    let pipeline = process.pipelines().first().ok_or("the process has a pipeline")?;
    let stages: Vec<_> = pipeline.stages().iter().map(Stage::name).collect();
    println!("{} is proposed to sell by:\n  {} → won", process.name(), stages.join(" → "));

    println!("\nA worse idea, and what the linter says of it:");
    let mut worse = process.as_draft().clone();
    worse.pipelines = vec![worsened(pipeline.draft().clone())];
    let worse = worse.build()?;
    let findings = worse.lint();
    print!("{}", Report::new(&worse, &findings).to_text());
    let fixed = worse.fix(Safety::Suggested);
    println!("All fixes applied; {} findings are left to a person.", fixed.left.len());

    // Real orders of a music shop: the first sixty customers of 1997 and 1998.
    let orders = csv::read(&include_bytes!("data/cdnow.csv")[..])?;
    let bought: Vec<&Order> = orders.iter().filter(|o| o.customer() == "C0001").collect();
    let [first, second, ..] = bought.as_slice() else { return Err("C0001 orders twice".into()) };

    let customer = sell(&process, pipeline, first, second)?;
    hand_over(&process, &orders, customer)?;
    let tasks = contact(&orders, "1998-06-30".parse()?)?;

    // All that is known of the shop in one document; here its first lines.
    println!();
    let findings = process.lint();
    let audit = Audit::of(&process).findings(&findings).orders(&orders).contacts(&tasks);
    print!("{}", audit.report());
    Ok(())
}

/// A lead becomes a deal, the deal is won, the customer has ordered twice.
fn sell(
    process: &SalesProcess,
    pipeline: &Pipeline,
    first: &Order,
    second: &Order,
) -> Result<Customer<New>> {
    println!("\nA lead, a deal, a customer:");
    let rules = LeadRules::from(process);
    let new = NewLead::inbound("L-1".parse()?).source(Source::Channel("web".into()));
    let lead = Lead::capture_interested(
        new,
        Interest::filled_form("asks for a catalogue"),
        &on("1996-12-20")?,
    )?;
    let lead = lead.assign("hanna".parse()?, &on("1996-12-20")?)?;
    let call =
        Interaction::outbound(InteractionKind::Call, "what they listen to, and when they buy");
    let mut lead = lead.first_contact(call, &on("1996-12-21")?)?;
    for fits in ["need", "means", "reach"] {
        lead = lead.screen(rules, fits.parse()?, Answer::Yes, "said so", &on("1996-12-21")?)?;
    }
    for known in ["fit", "price", "decides", "date"] {
        lead = lead.answer(rules, known.parse()?, Answer::Yes, "said so", &on("1996-12-21")?)?;
    }
    let lead = lead.qualify(rules, &on("1996-12-21")?)?;
    let lead =
        lead.convert("D-1".parse()?, CustomerRef::New("C0001".parse()?), &on("1996-12-22")?)?;
    println!(
        "  lead L-1 is worth a deal: all four questions are answered yes; it becomes {}",
        lead.state().deal
    );

    let new =
        NewDeal::new("D-1".parse()?, "C0001".parse()?, "hanna".parse()?).amount(first.total());
    // What came before was done with the lead; the pipeline asks for it by name.
    let found = ["request_noted", "qualified"];
    let mut deal = Deal::open(new, pipeline, "request", &on("1996-12-22")?)?;
    for (criterion, next) in found.iter().zip(["qualification", "discovery"]) {
        deal = deal.satisfy(pipeline, criterion.parse()?, "lead L-1", &on("1996-12-22")?)?;
        deal = deal.advance(pipeline, next, &on("1996-12-22")?)?;
    }
    deal =
        deal.satisfy(pipeline, "use".parse()?, "jazz that is hard to find", &on("1996-12-23")?)?;
    let Err(refused) = deal.advance(pipeline, "proposal", &on("1996-12-23")?) else {
        return Err("the deal was to be refused".into());
    };
    println!("  refused: {refused}");
    let decision = "decision".parse()?;
    let deal = refused.entity.satisfy(pipeline, decision, "alone, today", &on("1996-12-23")?)?;
    let deal = deal.advance(pipeline, "proposal", &on("1996-12-24")?)?;
    let deal = deal.satisfy(pipeline, "offer_chosen".parse()?, "by letter", &on("1996-12-28")?)?;
    let deal = deal.advance(pipeline, "contract", &on("1996-12-28")?)?;
    let deal =
        deal.win(pipeline, None, "order O00001", "1997-01-01".parse()?, &on("1997-01-01")?)?;
    println!("  deal D-1 is won on {} for {}", deal.state().on, first.total());

    let customer = Customer::register(
        NewCustomer::new("C0001".parse()?, "hanna".parse()?),
        &on("1996-12-22")?,
    );
    let customer = customer.first_order(first, &on("1997-01-01")?)?;
    let customer = customer.record_order(second, &on("1997-01-18")?)?;
    let orders_so_far = customer.record().orders();
    println!("  customer C0001 is new, with {orders_so_far} orders, and hanna's");
    Ok(customer)
}

/// The customers whom the handoff rule finds due, and the handoff of one.
fn hand_over(process: &SalesProcess, orders: &[Order], customer: Customer<New>) -> Result<()> {
    println!("\nWho is due for handoff on 1997-07-01, of {} orders? The first two:", orders.len());
    let rule = process.handoff_rule().ok_or("the process has a handoff rule")?;
    let mut due = due(rule, process, orders)?;
    due.retain(|(_, verdict)| verdict.due_at.is_some());
    due.sort_by_key(|(_, verdict)| verdict.due_at);
    for (id, verdict) in due.iter().take(2) {
        println!("  {id}: {}", verdict.to_string().replace('\n', "\n    "));
    }

    let (id, verdict) = due.iter().find(|(id, _)| *id == "C0001").ok_or("C0001 is due")?;
    let due_at = verdict.due_at.ok_or("C0001 is due")?;
    let new =
        NewHandoff::new("H-1".parse()?, id.parse()?, "hanna".parse()?, due_at, "smallest order");
    let policy = process.as_draft().handoff.as_ref().ok_or("the process has a handoff policy")?;
    let package = Package::new()
        .people("the customer decides alone")
        .promises("no charge for shipping")
        .open_issues("none")
        .goals("box sets");
    let required = policy.checklist.iter().filter(|item| item.required);
    let package = required
        .map(|item| item.id.parse())
        .try_fold(package, |package, item| item.map(|item| package.provide(item)))?;
    let handoff = Handoff::due(new, &on("1997-07-01")?)?;
    let fred: sales_process::PersonId = "fred".parse()?;
    let handoff = handoff.offer(policy, fred, package, None, &on("1997-07-01")?)?;
    let load = Load { open: 119, capacity: process.role("farmer").and_then(|role| role.capacity) };
    let fred = Act::new("1997-07-02T12:00:00Z".parse()?, "fred".parse()?);
    let handoff = handoff.accept(policy, load, &fred)?;
    let farmer = &handoff.state().farmer;
    println!("  handoff H-1 is accepted by {farmer}, his 120th of at most 120 customers");
    let handoff =
        handoff.complete(policy, "introduced by telephone", "1997-07-15".parse()?, &fred)?;
    let change = handoff.handover();
    let customer = customer.change_owner(change.farmer, change.from, &fred)?;
    for day in ["1997-07-14", "1997-07-15"] {
        let owner = customer.record().owner_on(day.parse()?).ok_or("every day has an owner")?;
        println!("  on {day} the owner of C0001 is {owner}");
    }
    Ok(())
}

/// Whom the farmer is to contact on a day, why, and worth how much.
fn contact(orders: &[Order], day: NaiveDate) -> Result<Vec<String>> {
    let ids: BTreeSet<&CustomerId> = orders.iter().map(Order::customer).collect();
    let ids: Vec<&CustomerId> = ids.into_iter().collect();
    let mut base = Base::new("USD".parse()?, UtcOffset::UTC, ids.len());
    base.record_all(orders.iter().filter_map(|order| {
        let customer = ids.binary_search(&order.customer()).ok()?;
        (order.placed_at().date_naive() <= day).then_some((customer, order))
    }))?;
    let rhythms: Vec<Rhythm> =
        (0..ids.len()).filter_map(|customer| base.rhythm(customer)).collect();
    let options = CadenceOptions::default();
    let mut cadences: Vec<Cadence> =
        rhythms.iter().map(|rhythm| rhythm.cadence(&options)).collect();
    drop_chance_rhythms(&mut cadences, options.level);
    let patterns: Vec<Option<OrderPattern>> = (0..ids.len())
        .zip(&rhythms)
        .map(|(customer, rhythm)| OrderPattern::of(rhythm, base.facts(customer)?.ordered))
        .collect();
    let model = OrderModel::fit(patterns.iter().flatten().copied(), day, &ModelOptions::default())?;
    let outlooks: Vec<Option<CustomerOutlook>> =
        patterns.iter().map(|pattern| model.outlook(pattern.as_ref()?, 30)).collect();
    let fred = "fred".parse()?;
    let candidates = ids.iter().enumerate().filter_map(|(customer, id)| {
        let worth = base.facts(customer)?.average_order()?;
        let candidate = Candidate::new(id, cadences.get(customer)?, worth).owned_by(&fred);
        Some(candidate.expecting(outlooks.get(customer)?.as_ref()?))
    });
    println!("\nWhom to contact on {day}, most valuable first:");
    let tasks: Vec<String> = worklist(candidates, day)?.iter().map(ToString::to_string).collect();
    for task in tasks.iter().take(2) {
        println!("  {task}");
    }
    println!("  by {model}");
    Ok(tasks)
}

/// How the shop sells: what is proposed for its profile, with a handoff rule of
/// its own.
fn process() -> Result<SalesProcess> {
    let profile = Profile::new()
        .nature(Nature::Consultative)
        .market(Market::B2c)
        .demand(Demand::Formed)
        .offering(Offering::Product);
    let mut draft = SalesProcess::propose(profile);
    draft.id = "shop".into();
    draft.name = "The music shop".into();
    let any_of = Rule::any([
        Rule::volume("300.00 USD".parse()?),
        Rule::smallest_order("25.00 USD".parse()?, Months::new(3)?),
    ])?;
    draft.handoff = draft.handoff.map(|policy| policy.when(any_of));
    Ok(draft.build()?)
}

/// The same pipeline, with a way around discovery, and a stage that deals go
/// into and never leave.
fn worsened(pipeline: PipelineDraft) -> PipelineDraft {
    pipeline
        .stage(
            Stage::new("committee", "Ask the committee")
                .role("hunter")
                .exit_when("minutes", "the committee has decided")
                .typical_days(10)
                .stale_after_days(20),
        )
        .go("qualification", "proposal")
        .go("proposal", "committee")
}

/// What the rule says of each customer, by their orders up to the first of July.
fn due<'a>(
    rule: &Rule,
    process: &SalesProcess,
    orders: &'a [Order],
) -> Result<Vec<(&'a str, Verdict)>> {
    let as_of = "1997-07-01T00:00:00Z".parse()?;
    let mut customers: Vec<&str> = orders.iter().map(|order| order.customer().as_str()).collect();
    customers.sort_unstable();
    customers.dedup();
    let fold = rule.fold(process.as_draft().utc_offset);
    let mut verdicts = Vec::new();
    for id in customers {
        let mut state = fold.begin();
        let own = orders.iter().filter(|order| *order.customer() == *id);
        for order in own.filter(|order| order.placed_at() <= as_of) {
            fold.record(&mut state, order)?;
        }
        verdicts.push((id, fold.verdict(&state, as_of)?));
    }
    Ok(verdicts)
}

/// Hanna, who wins customers, does something on a day.
fn on(day: &str) -> Result<Act> {
    Ok(Act::new(format!("{day}T12:00:00Z").parse()?, "hanna".parse()?))
}
