//! Moves that an entity does not have in the state it is in.

use sales_process::lifecycle::Act;
use sales_process::lifecycle::customer::{Customer, Regular};
use sales_process::lifecycle::deal::{Deal, Lost, Open};
use sales_process::lifecycle::handoff::{Due, Handoff, Load};
use sales_process::lifecycle::lead::{CustomerRef, Lead, New};
use sales_process::process::{HandoffPolicy, Pipeline};

fn win_a_lost_deal(deal: Deal<Lost>, pipeline: &Pipeline, act: &Act) {
    let _ = deal.win(pipeline, None, "contract 7/26", act.at().date_naive(), act);
}

fn advance_a_lost_deal(deal: Deal<Lost>, pipeline: &Pipeline, act: &Act) {
    let _ = deal.advance(pipeline, "offer", act);
}

fn complete_an_open_deal(deal: Deal<Open>, pipeline: &Pipeline, act: &Act) {
    let _ = deal.complete(pipeline, act);
}

fn convert_a_new_lead(lead: Lead<New>, customer: CustomerRef, act: &Act) {
    let _ = lead.convert("D-1".parse().unwrap(), customer, act);
}

fn accept_a_handoff_before_it_is_offered(handoff: Handoff<Due>, policy: &HandoffPolicy, act: &Act) {
    let _ = handoff.accept(policy, Load { open: 0, capacity: None }, act);
}

fn let_a_regular_customer_lapse(customer: Customer<Regular>, act: &Act) {
    let _ = customer.lapse("no answer", act);
}

fn main() {}
