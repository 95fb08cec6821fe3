//! Deals, stays and leads as CSV files.

use std::fmt::Write;

use chrono::{DateTime, Utc};

use super::records::{ImportedDeal, ImportedLead, ImportedStay};
use crate::value::Money;
use crate::value::text::Instant;

/// A row of CSV.
pub(super) fn row(out: &mut String, fields: &[&str]) {
    for (place, field) in fields.iter().enumerate() {
        let comma = if place > 0 { "," } else { "" };
        if field.contains([',', '"', '\n', '\r']) {
            let _ = write!(out, "{comma}\"{}\"", field.replace('"', "\"\""));
        } else {
            let _ = write!(out, "{comma}{field}");
        }
    }
    out.push('\n');
}

fn money(amount: Option<Money>) -> [String; 2] {
    amount.map_or_else(Default::default, |money| [plain(money), money.currency().to_string()])
}

/// An amount that is read as it is: three decimals could be thousands.
pub(super) fn plain(money: Money) -> String {
    let text = money.amount().to_string();
    let is_in_doubt = text.len().checked_sub(4).is_some_and(|at| text.get(at..=at) == Some("."));
    if is_in_doubt { text + "0" } else { text }
}

fn shown<T: AsRef<str>>(text: Option<&T>) -> &str {
    text.map_or("", AsRef::as_ref)
}

fn instant(at: Option<DateTime<Utc>>) -> String {
    at.map_or_else(String::new, |at| Instant(at).to_string())
}

/// `deals.csv`.
pub(super) fn deals_csv(deals: &[ImportedDeal]) -> String {
    let mut out = "deal_id,lead_id,customer_id,owner,opened_at,closed_at,outcome,lost_reason,amount,currency,pipeline\n".to_owned();
    for deal in deals {
        let [amount, currency] = money(deal.amount);
        row(
            &mut out,
            &[
                deal.id.as_str(),
                shown(deal.lead.as_ref()),
                shown(deal.customer.as_ref()),
                shown(deal.owner.as_ref()),
                &instant(deal.opened_at),
                &instant(deal.closed_at),
                deal.end.name(),
                shown(deal.lost_reason.as_ref()),
                &amount,
                &currency,
                shown(deal.pipeline.as_ref()),
            ],
        );
    }
    out
}

/// `stages.csv`.
pub(super) fn stages_csv(stays: &[ImportedStay]) -> String {
    let mut out = "deal_id,stage,entered_at,by,amount,currency,pipeline\n".to_owned();
    for stay in stays {
        let [amount, currency] = money(stay.amount);
        row(
            &mut out,
            &[
                stay.deal.as_str(),
                stay.stage.as_str(),
                &Instant(stay.entered_at).to_string(),
                shown(stay.by.as_ref()),
                &amount,
                &currency,
                shown(stay.pipeline.as_ref()),
            ],
        );
    }
    out
}

/// `leads.csv`.
pub(super) fn leads_csv(leads: &[ImportedLead]) -> String {
    let mut out = "lead_id,source,owner,created_at,fits_target,passed_filter,qualified_at,disqualified_at,disqualified_reason,converted_at,deal_id\n".to_owned();
    for lead in leads {
        row(
            &mut out,
            &[
                lead.id.as_str(),
                shown(lead.source.as_ref()),
                shown(lead.owner.as_ref()),
                &Instant(lead.created_at).to_string(),
                "",
                "",
                "",
                &instant(lead.disqualified_at),
                shown(lead.disqualified_reason.as_ref()),
                &instant(lead.converted_at),
                shown(lead.deal.as_ref()),
            ],
        );
    }
    out
}
