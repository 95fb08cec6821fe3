//! KPIs: what open deals are worth.

#![allow(clippy::cast_precision_loss, reason = "numbers of tests are small")]

use chrono::TimeDelta;
use proptest::prelude::*;
use rust_decimal::Decimal;
use sales_process::Money;
use sales_process::kpi::Length;
use sales_process::kpi::{ChanceBasis, SalesVelocity, Value, WeightedPipeline};
use sales_process::process::Pipeline;
use sales_process::process::{Move, PipelineDraft, Stage};

/// The offer is won by this share, and lost by that one where there is one.
fn pipeline(won: &str, lost: Option<&str>) -> Pipeline {
    draft(won, lost).build().unwrap()
}

fn draft(won: &str, lost: Option<&str>) -> PipelineDraft {
    let on = Move::new("offer", "won").probability(won.parse().unwrap());
    let mut off = Move::new("offer", "lost");
    off.probability = lost.map(|share| share.parse().unwrap());
    PipelineDraft::new("web")
        .stage(Stage::new("talk", "Talk").win_probability("0.1".parse().unwrap()).start())
        .stage(Stage::new("offer", "Offer"))
        .won("won")
        .lost("lost")
        .go("talk", "offer")
        .step(on)
        .step(off)
}

fn amount(text: &str) -> Option<Money> {
    (text != "-").then(|| text.parse().unwrap())
}

#[track_caller]
fn check(pipeline: &Pipeline, deals: &[(&str, &str)], expected: &str) {
    let mut weighted = WeightedPipeline::new(pipeline);
    let mut shown = String::new();
    for (stage, text) in deals {
        if let Err(error) = weighted.add(stage, amount(text)) {
            shown += &format!("{error}; ");
        }
    }
    let value = weighted.value();
    match value.value() {
        Ok(worth) => shown += &format!("{worth} of {} deals", value.basis()),
        Err(why) => shown += &why.to_string(),
    }
    assert_eq!(shown, expected);
}

#[test]
fn amounts_by_their_chance() {
    let web = pipeline("0.5", Some("0.5"));
    check(&web, &[], "there is nothing to measure");
    check(&web, &[("talk", "-")], "there is nothing to measure");
    check(
        &web,
        &[("talk", "1000 GBP"), ("offer", "300 GBP"), ("offer", "-")],
        "250.00 GBP of 2 deals",
    );
    // 0.25 × 0.1 = 0.025, half-even; a float of 0.1 would be above it.
    check(&web, &[("talk", "0.25 GBP")], "0.02 GBP of 1 deals");
    check(&web, &[("talk", "15 JPY"), ("offer", "1 JPY")], "2 JPY of 2 deals");
    check(
        &web,
        &[("talk", "1 GBP"), ("offer", "1 EUR"), ("won", "1 GBP"), ("tlak", "-")],
        "EUR cannot be put together with GBP; convert one of them first; \
         there is no working stage `won` in the pipeline; \
         there is no working stage `tlak` in the pipeline; 0.10 GBP of 1 deals",
    );
    let largest = "999999999999999999 GBP";
    check(&web, &[("offer", largest), ("talk", largest)], "599999999999999999.40 GBP of 2 deals");
}

#[test]
fn a_chance_that_is_not_known_is_not_made_up() {
    // The one move out of the offer without a share takes the rest; of two,
    // nobody knows which takes how much.
    check(&pipeline("0.9", None), &[("offer", "1000 GBP")], "900.00 GBP of 1 deals");
    let unclear = draft("0.9", None).go("offer", "talk").build().unwrap();
    check(&unclear, &[("talk", "1000 GBP")], "100.00 GBP of 1 deals");
    check(&unclear, &[("offer", "1000 GBP")], "there is nothing to measure");
    let weighted = WeightedPipeline::new(&unclear);
    let bases: Vec<_> = weighted.stages().map(|(_, s)| s.chance.map(|(_, basis)| basis)).collect();
    assert_eq!(bases, [Some(ChanceBasis::Stated), None]);
}

#[track_caller]
fn check_velocity(velocity: &SalesVelocity, expected: &str) {
    assert_eq!(velocity.value().to_string(), expected);
}

#[test]
fn money_a_day() {
    let day = |days| Length::new(TimeDelta::days(days)).unwrap();
    let mut velocity = SalesVelocity::new(12, 6);
    check_velocity(&velocity, "-");
    velocity.add_won(day(0), amount("1000 GBP").unwrap()).unwrap();
    check_velocity(&velocity, "-");
    velocity.add_won(day(60), amount("2000 GBP").unwrap()).unwrap();
    check_velocity(&velocity, "150.00 GBP");
    assert!(velocity.add_won(day(1), amount("1 EUR").unwrap()).is_err());
    check_velocity(&velocity, "150.00 GBP");
}

#[test]
fn deals_without_an_amount_are_merged_too() {
    let web = pipeline("0.5", Some("0.5"));
    let fold = |deals: &[(&str, Option<&str>)]| {
        let mut weighted = WeightedPipeline::new(&web);
        for (stage, worth) in deals {
            weighted.add(stage, worth.and_then(amount)).unwrap();
        }
        weighted
    };
    let first = [("talk", None), ("offer", None), ("offer", Some("100 GBP"))];
    let second = [("offer", None), ("talk", Some("50 GBP")), ("talk", None), ("talk", None)];
    let mut merged = fold(&first);
    merged.merge(&fold(&second)).unwrap();
    let whole = fold(&[&first[..], &second[..]].concat());
    assert_eq!(format!("{merged:?}"), format!("{whole:?}"));
    assert_eq!(merged.value().to_string(), whole.value().to_string());
}

proptest! {
    #[test]
    fn merged_is_counted_together(
        deals in prop::collection::vec((any::<bool>(), 0_i64..1_000_000, 1_i64..400), 0..20),
        cut in 0_usize..20,
    ) {
        let web = pipeline("0.5", Some("0.5"));
        let fold = |deals: &[(bool, i64, i64)]| {
            let mut weighted = WeightedPipeline::new(&web);
            let mut velocity = SalesVelocity::new(deals.len() as u64, 1);
            for (offer, pence, days) in deals {
                let worth = Money::new(Decimal::new(*pence, 2), "GBP".parse().unwrap()).unwrap();
                weighted.add(if *offer { "offer" } else { "talk" }, Some(worth)).unwrap();
                velocity.add_won(Length::new(TimeDelta::days(*days)).unwrap(), worth).unwrap();
            }
            (weighted, velocity)
        };
        let (first, second) = deals.split_at(cut.min(deals.len()));
        let (mut weighted, mut velocity) = fold(second);
        weighted.merge(&fold(first).0).unwrap();
        velocity.merge(fold(first).1).unwrap();
        let (whole, _) = fold(&deals);
        prop_assert_eq!(weighted.value(), whole.value());

        if deals.is_empty() {
            prop_assert!(whole.value().value().is_err());
        } else {
            let naive: f64 = deals
                .iter()
                .map(|(offer, pence, _)| *pence as f64 / 100.0 * if *offer { 0.5 } else { 0.1 })
                .sum();
            let Ok(Value::Money(worth)) = whole.value().value() else { panic!() };
            let worth: f64 = worth.amount().to_string().parse().unwrap();
            prop_assert!((worth - naive).abs() < 0.0051, "{worth} {naive}");

            let n = deals.len() as f64;
            let (sum, days) = deals.iter().fold((0.0, 0.0), |(sum, days), deal| {
                (sum + deal.1 as f64 / 100.0, days + deal.2 as f64)
            });
            // One in each of the two parts.
            let lost = 2.0;
            let naive = n * (n / (n + lost)) * (sum / n) / (days / n);
            let Ok(Value::Money(speed)) = velocity.value().value() else { panic!() };
            let speed: f64 = speed.amount().to_string().parse().unwrap();
            prop_assert!((speed - naive).abs() < 0.0051, "{speed} {naive}");
        }
    }
}
