//! A company arrives with history: rows of its CRM are taken over as they are.
//!
//! `cargo run --example adopt`

use std::error::Error;

use chrono::{NaiveDate, TimeDelta};
use sales_process::lifecycle::customer::{AdoptedCustomer, AnyCustomer, NewCustomer, Regular};
use sales_process::lifecycle::deal::{AdoptedDeal, AnyDeal, DealCommand, NewDeal, Stale, Won};
use sales_process::lifecycle::{Act, Entity, History};
use sales_process::process::{PipelineDraft, Purpose, Stage};

fn main() -> Result<(), Box<dyn Error>> {
    let pipeline = PipelineDraft::new("main")
        .stage(Stage::new("talk", "Talk").purpose(Purpose::NeedsDiscovery).start())
        .stage(Stage::new("offer", "Offer").purpose(Purpose::Proposal))
        .stage(Stage::new("sign", "Sign").purpose(Purpose::Contract).stale_after_days(10))
        .stage(Stage::new("pay", "Payment").purpose(Purpose::PaymentTracking))
        .won("won")
        .lost("lost")
        .go("talk", "offer")
        .go("offer", "sign")
        .go("sign", "pay")
        .go("pay", "won")
        .build()?;
    let now = Act::new("2026-03-02T09:00:00Z".parse()?, "import".parse()?);

    // A deal that has stood in its third stage for two weeks: it is late here,
    // too, and what it did before the third stage nobody claims to know.
    let new = NewDeal::new("D-1".parse()?, "acme".parse()?, "anna".parse()?)
        .amount("4800.00 GBP".parse()?);
    let known = AdoptedDeal::new(new, "2026-01-10T10:00:00Z".parse()?)
        .in_stage_since(now.at() - TimeDelta::days(14))
        .external_id("crm-4711");
    let mut deal = AnyDeal::adopt(known, &pipeline, "sign", &now)?;
    let record = deal.record();
    let stale = record.stale(&pipeline, now.at());
    assert!(stale.iter().any(|why| matches!(why, Stale::StageLimit(_))));
    assert_eq!((record.visits("sign"), record.visits("talk")), (1, 0));
    println!("D-1 has been at `{}` since {}", record.stage(), record.entered_at().date_naive());
    let history: History<_> = deal.take_entries().collect();
    assert_eq!(history.time_in("sign", now.at()), TimeDelta::days(14));
    assert_eq!(history.replay()?, deal);

    // A won deal, half of it paid: it goes on as one that was won here.
    let new = NewDeal::new("D-2".parse()?, "bolt".parse()?, "anna".parse()?)
        .amount("900.00 GBP".parse()?);
    let known = AdoptedDeal::new(new, "2025-11-03T09:00:00Z".parse()?)
        .in_stage_since("2026-01-15T12:00:00Z".parse()?)
        .received("450.00 GBP".parse()?)
        .state(Won { on: "2026-01-15".parse()?, evidence: Some("contract 1/26".into()) });
    let deal = AnyDeal::adopt(known, &pipeline, "pay", &now)?;
    let Err(too_early) = deal.apply(&pipeline, DealCommand::Complete {}, &now) else {
        return Err("half of it is not all of it".into());
    };
    println!("D-2: {too_early}");
    let rest = DealCommand::Pay { amount: "450.00 GBP".parse()?, on: now.day() };
    let deal = too_early.entity.apply(&pipeline, rest, &now)?;
    let deal = deal.apply(&pipeline, DealCommand::Complete {}, &now)?;
    println!("D-2 is {} once the rest is paid", deal.state());

    // A regular customer since last year, with two earlier owners.
    let known = AdoptedCustomer::new(
        NewCustomer::new("acme".parse()?, "carl".parse()?),
        "2023-05-02T09:00:00Z".parse()?,
    )
    .earlier_owner("anna".parse()?, "2023-05-02".parse()?)
    .earlier_owner("ben".parse()?, "2024-06-01".parse()?)
    .owner_since("2025-09-01".parse()?)
    .orders(7, "2023-06-01T09:00:00Z".parse()?, "2026-02-10T09:00:00Z".parse()?)
    .regular_since("2025-04-01T09:00:00Z".parse()?)
    .since("2025-04-01T09:00:00Z".parse()?)
    .state(Regular {});
    let customer = AnyCustomer::adopt(known, &now)?;
    let owner = |day: &str| -> Result<_, Box<dyn Error>> {
        let day: NaiveDate = day.parse()?;
        Ok(customer.record().owner_on(day).map(ToString::to_string))
    };
    assert_eq!(owner("2023-12-24")?.as_deref(), Some("anna"));
    assert_eq!(owner("2024-12-24")?.as_deref(), Some("ben"));
    assert_eq!(owner("2026-01-02")?.as_deref(), Some("carl"));
    println!("acme is {} with {} orders", customer.state(), customer.record().orders());
    assert_eq!(AnyCustomer::from_json(&customer.to_json()?)?, customer);
    Ok(())
}
