//! Parts that travel: what one process folded, stored as bytes, read by another
//! and put together there, is what one pass over all orders gives.

use chrono::{DateTime, Utc};
use proptest::prelude::*;
use proptest::sample::select;
use sales_process::loyalty::Base;
use sales_process::policy::{RuleSegment, RuleState};
use sales_process::{Line, Purchase, UtcOffset};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::sql::{instants, rules};

const CUSTOMERS: usize = 4;

/// A customer, an instant, lines.
type Placed = (usize, DateTime<Utc>, Vec<Line>);

fn history() -> impl Strategy<Value = Vec<Placed>> {
    let amount = select(vec!["-60", "-0.5", "0", "0.01", "10", "20.5", "70", "100000000000"]);
    let line = (select((0..14).collect::<Vec<u32>>()), amount).prop_map(|(product, amount)| {
        Line::new(format!("P{product}").parse().unwrap(), format!("{amount} GBP").parse().unwrap())
    });
    let placed = (0..CUSTOMERS, instants(), prop::collection::vec(line, 1..4));
    prop::collection::vec(placed, 0..60).prop_map(|mut history| {
        history.sort_by_key(|(_, at, _)| *at);
        history
    })
}

/// To another process and back, as it were.
fn sent<T: Serialize + DeserializeOwned>(part: &T) -> T {
    serde_json::from_slice(&serde_json::to_vec(part).unwrap()).unwrap()
}

fn base(history: &[Placed], keep: impl Fn(&Placed) -> bool) -> Base {
    let mut base = Base::new("GBP".parse().unwrap(), UtcOffset::UTC, CUSTOMERS);
    for placed in history.iter().filter(|placed| keep(placed)) {
        base.record(placed.0, Purchase::new(placed.1, &placed.2).unwrap()).unwrap();
    }
    base
}

fn answers(base: &Base) -> Vec<String> {
    let of = |c| format!("{:?} {:?} {:?}", base.facts(c), base.rhythm(c), base.effects(c));
    (0..base.customers()).map(of).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    /// Parts of customers and of periods, each from another process.
    #[test]
    fn bases_put_together_from_bytes_are_the_whole(
        history in history(),
        cut in instants(),
        spread in prop::collection::vec(any::<bool>(), CUSTOMERS),
    ) {
        let part = |first: bool, late: bool| {
            sent(&base(&history, |(c, at, _)| spread[*c] == first && (*at >= cut) == late))
        };
        let mut whole = part(true, false);
        whole.merge(&part(false, false)).unwrap();
        let mut later = part(false, true);
        later.merge(&part(true, true)).unwrap();
        sent(&whole).merge(&later).unwrap();
        whole.merge(&sent(&later)).unwrap();
        prop_assert_eq!(answers(&sent(&whole)), answers(&base(&history, |_| true)));
    }

    /// The states of one period, and the segments of the next.
    #[test]
    fn states_and_segments_put_together_from_bytes_are_the_whole(
        rule in rules(),
        history in history(),
        cut in instants(),
    ) {
        let fold = rule.fold(UtcOffset::UTC);
        let mut whole: Vec<RuleState> = vec![fold.begin(); CUSTOMERS];
        let mut earlier = whole.clone();
        let mut later: Vec<RuleSegment> = vec![fold.begin_segment(); CUSTOMERS];
        for (customer, at, lines) in &history {
            let purchase = Purchase::new(*at, lines).unwrap();
            fold.record(&mut whole[*customer], purchase).unwrap();
            if *at < cut {
                fold.record(&mut earlier[*customer], purchase).unwrap();
            } else {
                fold.record_in(&mut later[*customer], purchase).unwrap();
            }
        }
        let mut together: Vec<RuleState> = sent(&earlier);
        for (state, segment) in together.iter_mut().zip(sent(&later)) {
            fold.merge(state, &segment).unwrap();
        }
        prop_assert_eq!(sent(&together), whole);
        // A state that was read goes on as if it had never been stored.
        let mut gone_on: Vec<RuleState> = sent(&earlier);
        for (customer, at, lines) in history.iter().filter(|(_, at, _)| *at >= cut) {
            fold.record(&mut gone_on[*customer], Purchase::new(*at, lines).unwrap()).unwrap();
        }
        prop_assert_eq!(gone_on, together);
    }

    /// Whatever the bytes are, reading them is an answer or an error.
    #[test]
    fn damaged_parts_are_refused_or_harmless(
        history in history(),
        place in any::<prop::sample::Index>(),
        with in any::<u8>(),
    ) {
        let mut bytes = serde_json::to_vec(&base(&history, |_| true)).unwrap();
        let place = place.index(bytes.len());
        bytes[place] = with;
        if let Ok(mut read) = serde_json::from_slice::<Base>(&bytes) {
            drop(answers(&read));
            let at = "2030-01-01T00:00:00Z".parse().unwrap();
            let line = [Line::new("P1".parse().unwrap(), "7 GBP".parse().unwrap())];
            drop(read.record(0, Purchase::new(at, &line).unwrap()));
        }
    }
}

#[test]
fn unknown_forms_are_refused_by_name() {
    let base = serde_json::to_string(&base(&[], |_| true)).unwrap();
    let refused = |text: &str| serde_json::from_str::<Base>(text).unwrap_err().to_string();
    assert_eq!(
        refused(&base.replace("loyalty-base/1", "loyalty-base/9")),
        "`loyalty-base/9` is not a stored form that is known here; expected `loyalty-base/1`"
    );
    assert!(
        refused(&base.replace("\"orders\":0", "\"orders\":1"))
            .starts_with("what is stored of customer 0 contradicts itself")
    );
    let rule = sales_process::policy::Rule::orders(2).unwrap();
    let state = serde_json::to_string(&rule.fold(UtcOffset::UTC).begin()).unwrap();
    let refused = |text: &str| serde_json::from_str::<RuleState>(text).unwrap_err().to_string();
    assert_eq!(
        refused(&state.replace("rule-state/1", "rule-state/2")),
        "`rule-state/2` is not a stored form that is known here; expected `rule-state/1`"
    );
    assert!(refused(&state.replace("\"last\":null", "\"more\":1")).contains("unknown field"));
}

#[test]
fn two_processes_answer_as_one() {
    let ran = crate::commands::run_example("parts");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    insta::assert_snapshot!(ran.stdout, @r"
    a process folded 134 orders
    a process folded 29 orders
    together: 7 of 60 customers are due for handoff
    revenue 5196.29 USD: 1614.26 USD of first purchases, 3582.03 USD of repeat ones
    one pass over all orders says the same
    ");
}
