//! [`Samples`]: deals to try conditions on.

use chrono::{Days, NaiveDate};
use rust_decimal::Decimal;

use crate::designer::label::spoken;
use crate::process::{Case, Condition, DealKind, FieldKind, FieldValue, SalesProcess};
use crate::value::Money;

/// How many deals are tried at most.
const MOST: usize = 20_000;

/// Deals that differ in all that some conditions ask about: for each amount
/// and field, what it is compared with, and what is just above and below.
/// Between two values that are compared with nothing changes, so that these
/// stand for all deals.
pub(super) struct Samples<'a> {
    kinds: Vec<DealKind>,
    amounts: Vec<Option<Money>>,
    fields: Vec<(&'a str, Vec<Option<FieldValue>>)>,
}

impl<'a> Samples<'a> {
    /// The deals that some conditions are tried on, of some kinds, with
    /// `unfilled` also such whose amount or fields have no value; `None` where
    /// there are too many.
    pub(super) fn of(
        process: &SalesProcess,
        conditions: &[&'a Condition],
        kinds: &[DealKind],
        unfilled: bool,
    ) -> Option<Self> {
        let mut parts: Vec<&'a Condition> = Vec::new();
        conditions.iter().for_each(|condition| spread(condition, &mut parts));
        let mut amounts = Vec::new();
        let mut fields: Vec<(&'a str, Vec<FieldValue>)> = Vec::new();
        for part in &parts {
            amounts.extend(part.amount_at_least);
            let Some(field) = part.field.as_deref() else { continue };
            let values =
                part.equals.iter().chain(&part.one_of).chain(&part.at_least).chain(&part.at_most);
            match fields.iter_mut().find(|(id, _)| *id == field) {
                Some((_, all)) => all.extend(values.cloned()),
                None => fields.push((field, values.cloned().collect())),
            }
        }
        let near_amounts: Vec<Money> =
            amounts.iter().flat_map(|amount| around_money(*amount)).collect();
        let absent = |values: usize| unfilled || values == 0;
        let fields = fields.into_iter().map(|(id, values)| {
            let mut near: Vec<Option<FieldValue>> = Vec::new();
            let def = process.fields().get(id);
            near.extend(
                def.iter()
                    .flat_map(|def| &def.options)
                    .map(|it| Some(FieldValue::Text(it.clone()))),
            );
            let kind = def.map(|def| def.kind);
            near.extend(values.iter().flat_map(|value| around(value, kind)).map(Some));
            if near.is_empty() {
                near.push(any_value(kind));
            }
            if absent(near.len()) {
                near.push(None);
            }
            (id, near)
        });
        let mut samples = Self {
            kinds: kinds.to_vec(),
            amounts: near_amounts.into_iter().map(Some).collect(),
            fields: fields.collect(),
        };
        if absent(samples.amounts.len()) {
            samples.amounts.push(None);
        }
        let mut count = samples.kinds.len().checked_mul(samples.amounts.len())?;
        for (_, values) in &samples.fields {
            count = count.checked_mul(values.len())?;
        }
        (count <= MOST).then_some(samples)
    }

    /// The first deal of which something is so, in words.
    pub(super) fn find(&self, is_so: impl Fn(&Case<'_>) -> bool) -> Option<String> {
        let mut places = vec![0; self.fields.len()];
        loop {
            let value = |id: &str| {
                let at = self.fields.iter().position(|(field, _)| *field == id)?;
                self.fields.get(at)?.1.get(*places.get(at)?)?.as_ref()
            };
            for kind in &self.kinds {
                for amount in &self.amounts {
                    if is_so(&Case::new(*kind).amount(*amount).fields(&value)) {
                        return Some(self.words(*kind, *amount, &places));
                    }
                }
            }
            // The next combination of values.
            let mut at = 0;
            loop {
                let (Some(place), Some((_, values))) = (places.get_mut(at), self.fields.get(at))
                else {
                    return None;
                };
                *place += 1;
                if *place < values.len() {
                    break;
                }
                *place = 0;
                at += 1;
            }
        }
    }

    fn words(&self, kind: DealKind, amount: Option<Money>, places: &[usize]) -> String {
        let mut words = spoken(kind.name());
        if let Some(amount) = amount {
            words += &format!(", {amount}");
        }
        for ((id, values), place) in self.fields.iter().zip(places) {
            match values.get(*place).and_then(Option::as_ref) {
                Some(value) => words += &format!(", {id} {value}"),
                None => words += &format!(", no {id}"),
            }
        }
        words
    }
}

/// How many values some conditions compare with.
pub(super) fn constants(conditions: &[&Condition]) -> usize {
    let mut parts = Vec::new();
    conditions.iter().for_each(|condition| spread(condition, &mut parts));
    let of = |part: &&Condition| {
        usize::from(part.amount_at_least.is_some()) + usize::from(part.field.is_some())
    };
    parts.iter().map(of).sum()
}

fn spread<'a>(condition: &'a Condition, parts: &mut Vec<&'a Condition>) {
    parts.push(condition);
    let inner = condition.all.iter().chain(&condition.any).chain(condition.not.as_deref());
    inner.for_each(|part| spread(part, parts));
}

fn around_money(amount: Money) -> Vec<Money> {
    let unit = Decimal::new(1, amount.currency().minor_units());
    let unit = Money::new(unit, amount.currency()).ok();
    let below = unit.and_then(|unit| amount.minus(unit).ok());
    let above = unit.and_then(|unit| amount.plus(unit).ok());
    [Some(amount), below, above].into_iter().flatten().collect()
}

fn around(value: &FieldValue, kind: Option<FieldKind>) -> Vec<FieldValue> {
    let mut near = vec![value.clone()];
    match value {
        FieldValue::Number(number) => {
            near.extend(number.checked_sub(Decimal::ONE).map(FieldValue::Number));
            near.extend(number.checked_add(Decimal::ONE).map(FieldValue::Number));
        }
        FieldValue::YesNo(yes) => near.push(FieldValue::YesNo(!yes)),
        FieldValue::Text(text) => match kind {
            Some(FieldKind::Money) => {
                let amounts = text.parse().map(around_money).unwrap_or_default();
                near.extend(amounts.into_iter().map(FieldValue::from));
            }
            Some(FieldKind::Date) => {
                let date = text.parse::<NaiveDate>().ok();
                let moved =
                    |date: Option<NaiveDate>| date.map(|date| FieldValue::Text(date.to_string()));
                near.extend(moved(date.and_then(|date| date.checked_sub_days(Days::new(1)))));
                near.extend(moved(date.and_then(|date| date.checked_add_days(Days::new(1)))));
            }
            Some(FieldKind::Choice) => {}
            _ => near.push(FieldValue::Text(format!("other than {text}"))),
        },
    }
    near
}

/// A value of a kind, whichever.
fn any_value(kind: Option<FieldKind>) -> Option<FieldValue> {
    Some(match kind? {
        FieldKind::Number => FieldValue::Number(Decimal::ONE),
        FieldKind::YesNo => FieldValue::YesNo(true),
        FieldKind::Date => FieldValue::Text("2000-01-01".to_owned()),
        _ => FieldValue::Text("something".to_owned()),
    })
}
