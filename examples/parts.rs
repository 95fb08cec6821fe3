//! Orders that no one machine holds: each process folds a part of them, the parts
//! travel as bytes, and together they answer what one pass over all orders does.
//!
//! ```sh
//! cargo run --example parts
//! ```
//!
//! Here this program starts itself twice, once for the orders of 1997 and once for
//! those of 1998. In a job system each part is a task, its bytes are a file, and
//! the last task puts them together. Parts may be periods, as here, or customers.

use std::error::Error;
use std::process::{Command, Stdio};

use sales_process::loyalty::Base;
use sales_process::order::csv;
use sales_process::policy::{Rule, RuleFold, RuleSegment, RuleState};
use sales_process::{CustomerId, Order, UtcOffset};
use serde::{Deserialize, Serialize};

const ORDERS: &str = include_str!("data/cdnow.csv");

/// What a part tells: of each customer, by the place in a list that all parts
/// share, what the orders of one year come to.
#[derive(Serialize, Deserialize)]
struct Part {
    orders: usize,
    base: Base,
    due: Vec<RuleSegment>,
}

/// When a customer becomes a farmer's.
fn rule() -> Result<RuleFold, Box<dyn Error>> {
    let volume = Rule::volume("300.00 USD".parse()?);
    Ok(Rule::any([volume, Rule::orders(5)?])?.fold(UtcOffset::UTC))
}

/// The list that all parts share.
fn customers(orders: &[Order]) -> Vec<&CustomerId> {
    let mut ids: Vec<&CustomerId> = orders.iter().map(Order::customer).collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}

fn fold(orders: &[Order], ids: &[&CustomerId], year: &str) -> Result<Part, Box<dyn Error>> {
    let rule = rule()?;
    let mut base = Base::new("USD".parse()?, UtcOffset::UTC, ids.len());
    let mut due = vec![rule.begin_segment(); ids.len()];
    let mut count = 0;
    for order in orders.iter().filter(|it| it.placed_at().to_string().starts_with(year)) {
        let place = ids.binary_search(&order.customer()).map_err(|_| "not in the list")?;
        base.record(place, order)?;
        rule.record_in(due.get_mut(place).ok_or("no such place")?, order)?;
        count += 1;
    }
    Ok(Part { orders: count, base, due })
}

fn main() -> Result<(), Box<dyn Error>> {
    let orders = csv::read(ORDERS.as_bytes())?;
    let ids = customers(&orders);
    if let Some(year) = std::env::args().nth(1) {
        // A part: its bytes go to whoever asked for it.
        serde_json::to_writer(std::io::stdout(), &fold(&orders, &ids, &year)?)?;
        return Ok(());
    }

    let begin = |year: &str| {
        Command::new(std::env::current_exe()?).arg(year).stdout(Stdio::piped()).spawn()
    };
    let processes = [begin("1997")?, begin("1998")?];
    let mut parts = Vec::new();
    for process in processes {
        let part: Part = serde_json::from_slice(&process.wait_with_output()?.stdout)?;
        println!("a process folded {} orders", part.orders);
        parts.push(part);
    }

    // Put together, the earlier period first.
    let rule = rule()?;
    let mut base = Base::new("USD".parse()?, UtcOffset::UTC, ids.len());
    let mut states: Vec<RuleState> = vec![rule.begin(); ids.len()];
    for part in &parts {
        base.merge(&part.base)?;
        for (state, segment) in states.iter_mut().zip(&part.due) {
            rule.merge(state, segment)?;
        }
    }
    let as_of = "1998-06-30T23:59:59Z".parse()?;
    let due: Vec<_> =
        states.iter().map(|state| rule.due_at(state, as_of)).collect::<Result<_, _>>()?;
    let count = due.iter().flatten().count();
    println!("together: {} of {} customers are due for handoff", count, ids.len());
    let effects = base.total_effects()?;
    let (revenue, first, repeat) = (base.revenue()?, effects.first, effects.repeat);
    println!("revenue {revenue}: {first} of first purchases, {repeat} of repeat ones");

    // What one pass over all orders says.
    let mut alone = vec![rule.begin(); ids.len()];
    let mut whole = Base::new("USD".parse()?, UtcOffset::UTC, ids.len());
    for order in &orders {
        let place = ids.binary_search(&order.customer()).map_err(|_| "not in the list")?;
        whole.record(place, order)?;
        rule.record(alone.get_mut(place).ok_or("no such place")?, order)?;
    }
    let same = alone == states
        && (0..ids.len()).all(|place| {
            whole.facts(place) == base.facts(place) && whole.rhythm(place) == base.rhythm(place)
        });
    println!("one pass over all orders says {}", if same { "the same" } else { "something else" });
    Ok(())
}
