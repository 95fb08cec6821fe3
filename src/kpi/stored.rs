//! The stored form of facts: gathered in one process, put together with others
//! in another.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::elsewhere::EarlierOrders;
use super::facts::{Conversion, KpiFacts, Policy};
use super::fault::SetAside;
use super::records::{Cost, DealFacts, LeadFacts, OrderLine};
use crate::value::text::known_format;
use crate::value::{Currency, CustomerMerges, Money, Rate, Rates, Zone};

const FORMAT: &str = "kpi-facts/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct FactsForm {
    format: String,
    several_currencies: Several,
    currencies: Vec<Currency>,
    merges: CustomerMerges,
    leads: Vec<LeadFacts>,
    deals: Vec<DealFacts>,
    costs: Vec<Cost>,
    orders_given: bool,
    lines: Vec<LineForm>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    earlier_orders: Vec<EarlierOrders>,
    set_aside: Vec<AsideForm>,
}

/// What becomes of a second currency.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Several {
    Refused,
    Kept,
    Converted { to: Currency, zone: Zone, used: Vec<Rate> },
}

/// An order line.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct LineForm {
    order: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    customer: Option<String>,
    placed_at: DateTime<Utc>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    product: Option<String>,
    amount: Money,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    cost: Option<Money>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    owner: Option<String>,
}

/// As [`SetAside`] is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct AsideForm {
    code: String,
    kind: String,
    id: String,
    reason: String,
}

impl Serialize for KpiFacts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let line = |line: super::orders::NewLine<'_>| {
            // Each line has a currency that is there, and fits into money.
            let currency = *self.currencies.get(usize::from(line.currency))?;
            let money = |units| Money::of_units(units, currency);
            let [source, owner] = line.labels.map(|label| label.map(str::to_owned));
            Some(LineForm {
                order: line.order.to_owned(),
                customer: line.customer.map(str::to_owned),
                placed_at: line.placed_at,
                product: line.product.map(str::to_owned),
                amount: money(line.amount)?,
                cost: line.cost.and_then(money),
                source,
                owner,
            })
        };
        let aside = |aside: &SetAside| {
            let (kind, id) = aside.object();
            AsideForm {
                code: aside.code().to_owned(),
                kind: kind.to_string(),
                id: id.to_owned(),
                reason: aside.to_string(),
            }
        };
        let several_currencies = match &self.policy {
            Policy::Refuse => Several::Refused,
            Policy::Keep => Several::Kept,
            Policy::Convert(by) => {
                let used = by.used.iter().copied().collect();
                Several::Converted { to: by.to, zone: by.zone, used }
            }
        };
        let form = FactsForm {
            format: FORMAT.to_owned(),
            several_currencies,
            currencies: self.currencies.clone(),
            merges: self.merges.clone(),
            leads: self.leads.to_vec(),
            deals: self.deals.to_vec(),
            costs: self.costs.clone(),
            orders_given: self.orders_given,
            lines: self.orders.told().into_iter().filter_map(line).collect(),
            earlier_orders: self.earlier.values().cloned().collect(),
            set_aside: self.left_out.iter().map(aside).collect(),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for KpiFacts {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        FactsForm::deserialize(deserializer)?.build().map_err(serde::de::Error::custom)
    }
}

impl FactsForm {
    fn build(self) -> Result<KpiFacts, String> {
        known_format(&self.format, FORMAT)?;
        let mut facts = match &self.several_currencies {
            Several::Refused => KpiFacts::new(),
            Several::Kept => KpiFacts::in_each_currency(),
            Several::Converted { to, zone, used } => {
                let used = used.iter().copied().collect();
                let by = Conversion { rates: Rates::default(), to: *to, zone: *zone, used };
                KpiFacts { policy: Policy::Convert(Box::new(by)), ..KpiFacts::new() }
            }
        };
        self.add_to(&mut facts).map_err(|error| error.to_string())?;
        Ok(facts)
    }

    fn add_to(self, facts: &mut KpiFacts) -> Result<(), Box<dyn std::error::Error>> {
        // In the order in which they came.
        for currency in &self.currencies {
            facts.currency_number(*currency);
        }
        facts.merge_customers(self.merges)?;
        self.leads.into_iter().try_for_each(|lead| facts.add_lead(lead))?;
        self.deals.into_iter().try_for_each(|deal| facts.add_deal(deal))?;
        self.costs.into_iter().try_for_each(|cost| facts.add_cost(cost))?;
        let lines = self.lines.iter().map(|line| OrderLine {
            order: &line.order,
            customer: line.customer.as_deref(),
            placed_at: line.placed_at,
            product: line.product.as_deref(),
            amount: line.amount,
            cost: line.cost,
            source: line.source.as_deref(),
            owner: line.owner.as_deref(),
        });
        facts.add_lines(lines)?;
        self.earlier_orders.into_iter().try_for_each(|it| facts.add_earlier_orders(it))?;
        facts.orders_given |= self.orders_given;
        for aside in self.set_aside {
            facts.left_out.push(SetAside::Elsewhere {
                is_journal: aside.code == "journal",
                kind: aside.kind.parse()?,
                id: aside.id,
                reason: aside.reason,
            });
        }
        Ok(())
    }
}
