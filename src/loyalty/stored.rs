//! The stored form of a base: a part of the orders, folded in one process and
//! put together with others in another.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::assortment::Assortment;
use super::base::Base;
use super::bought::Bought;
use super::buyer::{Buyer, MOST};
use super::gaps::Gaps;
use super::rhythm::gap;
use crate::value::text::known_format;
use crate::value::units::Units;
use crate::value::{Currency, ProductId, Zone, ZoneError};

const FORMAT: &str = "loyalty-base/1";

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BaseForm {
    format: String,
    currency: Currency,
    /// An offset, or the name of a zone.
    utc_offset: String,
    products: Vec<ProductId>,
    customers: Vec<BuyerForm>,
}

/// A customer; instants are `null` before the first purchase or order. Amounts
/// are in hundred-millionths.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct BuyerForm {
    first: Option<DateTime<Utc>>,
    last: Option<DateTime<Utc>>,
    first_order: Option<DateTime<Utc>>,
    last_order: Option<DateTime<Utc>>,
    orders: u32,
    volume: Units,
    ordered: Units,
    size: u64,
    new_from: u32,
    gaps: Vec<u32>,
    /// Of each product: its place among `products`, its marks, its amount.
    bought: Vec<(u32, u32, Units)>,
}

impl Serialize for Base {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let buyer = |buyer: &Buyer| BuyerForm {
            first: buyer.first,
            last: buyer.last,
            first_order: buyer.first_order,
            last_order: buyer.last_order,
            orders: buyer.orders,
            volume: buyer.volume,
            ordered: buyer.ordered,
            size: buyer.size,
            new_from: buyer.new_from,
            gaps: buyer.gaps.iter().collect(),
            bought: buyer.bought.entries().collect(),
        };
        let form = BaseForm {
            format: FORMAT.to_owned(),
            currency: self.currency,
            utc_offset: self.zone.to_string(),
            customers: self.buyers.iter().map(buyer).collect(),
            products: self.assortment.products().to_vec(),
        };
        form.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Base {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        BaseForm::deserialize(deserializer)?.build().map_err(serde::de::Error::custom)
    }
}

impl BaseForm {
    fn build(self) -> Result<Base, String> {
        known_format(&self.format, FORMAT)?;
        let mut assortment = Assortment::default();
        for (place, product) in (0..).zip(&self.products) {
            if assortment.number(product).ok() != Some(place) {
                return Err(format!("product `{product}` is listed twice, or is one too many"));
            }
        }
        let zone: Zone = self.utc_offset.parse().map_err(|error: ZoneError| error.to_string())?;
        let products = self.products.len();
        let build = |(customer, stored): (usize, BuyerForm)| {
            let built = stored.build(zone, products);
            built.ok_or_else(|| format!("what is stored of customer {customer} contradicts itself"))
        };
        let buyers = self.customers.into_iter().enumerate().map(build).collect::<Result<_, _>>()?;
        Ok(Base { currency: self.currency, zone, assortment, buyers })
    }
}

impl BuyerForm {
    /// `None` where something contradicts what folding keeps true.
    fn build(self, zone: Zone, products: usize) -> Option<Buyer> {
        let in_order = [self.first, self.first_order, self.last_order, self.last];
        let known: Vec<DateTime<Utc>> = in_order.into_iter().flatten().collect();
        let has_orders = self.orders > 0;
        let days = |(first, last)| gap(zone.date_of(first), zone.date_of(last)).unwrap_or(0);
        let between = self.first_order.zip(self.last_order).map_or(0, days);
        let sum: u64 = self.gaps.iter().map(|gap| u64::from(*gap)).sum();
        let fits = known.is_sorted()
            && self.first.is_some() == self.last.is_some()
            && [self.first_order, self.last_order].iter().all(|at| at.is_some() == has_orders)
            && (self.first.is_some() || (!has_orders && self.bought.is_empty()))
            && sum == u64::from(between)
            && !self.gaps.contains(&0)
            && self.gaps.len() <= usize::try_from(self.orders.saturating_sub(1)).ok()?
            && self.size <= MOST
            && usize::try_from(self.new_from).ok()? <= self.bought.len();
        let mut gaps = Gaps::default();
        self.gaps.iter().for_each(|gap| gaps.push(*gap));
        let bought = Bought::of(&self.bought, products)?;
        fits.then_some(Buyer {
            last: self.last,
            last_order: self.last_order,
            volume: self.volume,
            ordered: self.ordered,
            size: self.size,
            orders: self.orders,
            new_from: self.new_from,
            gaps,
            bought,
            first: self.first,
            first_order: self.first_order,
        })
    }
}
