//! Weak places in words.

use std::fmt;

use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

use super::{WeakPlace, Weakness};
use crate::kpi::report::ReportFigure;
use crate::kpi::table::{process_of, words};
use crate::kpi::value::Value;
use crate::process::{Bound, Target};
use crate::value::Probability;

/// The bound in the unit in which the figure is shown.
fn shown_bound(figure: ReportFigure, bound: Bound) -> String {
    let Bound::Number(number) = bound else { return bound.to_string() };
    let ReportFigure::Kpi(kpi) = figure else { return bound.to_string() };
    match (kpi.value(), Probability::new(number)) {
        (Ok(Value::Share(_)), Ok(share)) => Value::Share(share).to_string(),
        (Ok(Value::Days(_)), _) => Value::Days(number).to_string(),
        _ => bound.to_string(),
    }
}

/// One sentence for the head of sales: `the weak place is selling: win rate is
/// 20.0 % and should be at least 25.0 %; at the target there would be about 5
/// more customers and 5000.00 GBP more in the period, everything else as it is`.
impl fmt::Display for WeakPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.told(f, "the weak place is")
    }
}

impl WeakPlace {
    /// Writes the sentence with other words in front.
    fn told(&self, f: &mut fmt::Formatter<'_>, opening: &str) -> fmt::Result {
        let (process, name) = (process_of(self.path), words(self.path));
        let (bound, should) = match self.target {
            Target::AtMost(bound) => (bound, "at most"),
            Target::AtLeast(bound) => (bound, "at least"),
        };
        let bound = shown_bound(self.figure, bound);
        let (is, so_far) = match self.figure {
            ReportFigure::Kpi(kpi) => {
                let shown = kpi.value().map_or_else(|why| why.to_string(), |v| v.to_string());
                let open = kpi.open();
                let so_far =
                    if open > 0 { format!(" so far ({open} still open)") } else { String::new() };
                (shown, so_far)
            }
            figure => (figure.to_string(), String::new()),
        };
        write!(f, "{opening} {process}: {name} is {is}{so_far} and should be {should} {bound}")?;
        let Some(gain) = self.gain else { return Ok(()) };
        let again = matches!(self.path, "sell.customer_quality" | "retain.repeat_purchase_rate");
        let customers = gain.customers.map(|customers| {
            let rounded = if customers < 9.5 {
                format!("{customers:.1}").trim_end_matches(".0").to_owned()
            } else {
                format!("{customers:.0}")
            };
            let one = if rounded == "1" { "customer" } else { "customers" };
            let who = if again { " who buy again" } else { "" };
            format!("about {rounded} more {one}{who}")
        });
        let money = gain.money.map(|money| {
            if gain.is_saving { format!("{money} less spent") } else { format!("{money} more") }
        });
        let brings: Vec<String> = customers.into_iter().chain(money).collect();
        if !brings.is_empty() {
            let brings = brings.join(" and ");
            write!(
                f,
                "; at the target there would be {brings} in the period, everything else as it is"
            )?;
        }
        Ok(())
    }
}

/// With the sentence beside what it is made of.
impl Serialize for WeakPlace {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut place = serializer.serialize_struct("WeakPlace", 6)?;
        place.serialize_field("path", self.path)?;
        place.serialize_field("is", &self.figure)?;
        place.serialize_field("target", &self.target)?;
        place.serialize_field("shortfall", &self.shortfall)?;
        place.serialize_field("gain", &self.gain)?;
        place.serialize_field("sentence", &self.to_string())?;
        place.end()
    }
}

/// A sentence for each weak place, the weakest first, and a line for each
/// target that could not be judged.
impl fmt::Display for Weakness {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (rank, place) in self.places.iter().enumerate() {
            place.told(f, if rank == 0 { "the weak place is" } else { "also weak is" })?;
            writeln!(f)?;
        }
        if self.places.is_empty() {
            let told = if !self.met.is_empty() {
                "no figure misses its target"
            } else if self.unjudged.is_empty() {
                "there are no targets to miss"
            } else {
                "no target could be judged"
            };
            writeln!(f, "{told}")?;
        }
        for it in &self.unjudged {
            writeln!(f, "not judged: {}: {}", it.path, it.why)?;
        }
        Ok(())
    }
}
