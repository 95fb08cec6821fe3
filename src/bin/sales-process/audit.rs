use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;
use sales_process::Zone;
use sales_process::loyalty::{
    Base, CadenceOptions, Candidate, ModelOptions, OrderModel, OrderPattern, drop_chance_rhythms,
    worklist,
};
use sales_process::playbook::Audit;
use sales_process::value::{CustomerId, Order};

use crate::input::{nearly, read_process, table_in};
use crate::kpi_data;
use crate::output::{Answer, write_all};
use crate::stages::{converted, read_stages};
use crate::tables::{RateArgs, TableArgs, stated};

/// Put everything that is known of a company in one document
///
/// DIR holds `process.json` and any of `stages.csv`, `leads.csv`, `deals.csv`, `orders.csv` and
/// `costs.csv`, as `import` writes them. The folder `OUT_DIR`, made where it is not there, gets
/// `audit.html` and `audit.json`: the process as it is designed and as it really runs, what is wrong
/// with it, where it is weak, what it will bring, who is due for handoff, whom to contact. Each chapter
/// says from how many records it is; what was missing for the others is said at the end. Its first
/// lines are printed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: sales-process audit data --out audit")]
pub(crate) struct Args {
    /// The folder of the files
    dir: PathBuf,
    /// The folder to write to
    #[arg(long, value_name = "OUT_DIR")]
    out: PathBuf,
    /// For how many days the open deals are forecast, and orders expected
    #[arg(long, value_name = "DAYS", default_value_t = 30, value_parser = clap::value_parser!(u16).range(1..=3660))]
    days: u16,
    /// Overwrite files that are there already and differ
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    currencies: RateArgs,
    #[command(flatten)]
    tables: TableArgs,
}

impl Args {
    pub(crate) fn run(&self) -> Result<Answer, String> {
        let (_, process) = read_process(&self.dir.join("process.json"))?;
        let of_process = stated(process.zone());
        let zone = self.tables.zone().unwrap_or(process.zone());
        let findings = process.lint();
        let mut answer = Answer::default();
        let mut tell = |lines: &str, code: u8| {
            answer.stderr += lines;
            answer.code = answer.code.max(code);
        };
        let find = |name: &str| table_in(&self.dir, name);
        let rates = self.currencies.read(Some(&self.dir), &self.tables, of_process)?;
        let mut log = None;
        if let Some(file) = find("stages")? {
            let (read, mut told) = read_stages(&file, &self.tables, of_process)?;
            let read = converted(read, rates.as_ref(), zone, &mut told)?;
            tell(&told.lines, told.code);
            log = Some(read);
        } else if let Some(near) = nearly(&self.dir, "stages") {
            tell(&format!("{}: {near}\n", self.dir.display()), 0);
        }
        let mut overview = None;
        let orders_file = find("orders")?;
        let others = [find("leads")?, find("deals")?, find("costs")?];
        let has_figures = orders_file.is_some() || others.iter().any(Option::is_some);
        if !has_figures {
            let near = ["leads", "deals", "orders", "costs"].map(|name| nearly(&self.dir, name));
            for near in near.into_iter().flatten() {
                tell(&format!("{}: {near}\n", self.dir.display()), 0);
            }
            if log.is_none() {
                let words = "there is no table in the folder; the audit is of the process alone";
                tell(&format!("{}: {words}\n", self.dir.display()), 1);
            }
        }
        if has_figures {
            let facts = kpi_data::empty(&[], rates.as_ref(), &self.tables, of_process);
            let (facts, mut told) =
                kpi_data::read(&self.dir, &self.tables, of_process, facts, None)?;
            told.rates(facts.rates_used());
            tell(&told.lines, told.code);
            let question = kpi_data::question(&facts, None, zone)?;
            overview = Some(facts.overview(&question));
        }
        let mut orders = Vec::new();
        if let Some(file) = orders_file {
            // What is set aside in it was reported with the figures.
            let merges = find("merges")?;
            let (merges, rates) = (merges.as_deref(), rates.as_ref());
            orders = self.tables.orders(&file, of_process, merges, rates)?.0.to_orders();
        }
        let (own, others) = in_one_currency(&orders);
        let contacts = contacts(&own, u32::from(self.days), zone);
        if others > 0 {
            let s = if others == 1 { "" } else { "s" };
            tell(
                &format!(
                    "{others} customer{s} with orders in another currency: not among those to contact\n"
                ),
                0,
            );
        }

        let mut audit = Audit::of(&process).findings(&findings).orders(&orders);
        audit = audit.contacts(&contacts).forecast_days(self.days);
        if let Some(log) = &log {
            audit = audit.stages(log);
        }
        if let Some(overview) = &overview {
            audit = audit.kpis(overview);
        }
        let report = audit.report();
        let json = serde_json::to_string_pretty(&report).map_err(|error| error.to_string())?;
        let files = [
            ("audit.html".to_owned(), audit.to_html(&report)),
            ("audit.json".to_owned(), json + "\n"),
        ];
        write_all(&self.out, &files, self.force)?;
        answer.stdout = report.to_string();
        Ok(answer)
    }
}

/// The orders of the customers who order in nothing but the currency of most
/// orders, and how many other customers there are.
fn in_one_currency(orders: &[Order]) -> (Vec<&Order>, usize) {
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for order in orders {
        *counts.entry(order.total().currency().code()).or_default() += 1;
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count).map(|(code, _)| code);
    let is_other = |order: &&Order| Some(order.total().currency().code()) != most;
    let others: BTreeSet<&CustomerId> =
        orders.iter().filter(is_other).map(Order::customer).collect();
    let own = orders.iter().filter(|order| !others.contains(order.customer())).collect();
    (own, others.len())
}

/// Whom to contact, the most valuable first; nobody where the orders are too few
/// to say.
fn contacts(orders: &[&Order], days: u32, zone: Zone) -> Vec<String> {
    let Some(last) = orders.last() else { return Vec::new() };
    let today: NaiveDate = zone.date_of(last.placed_at());
    let mut ids: Vec<&CustomerId> = orders.iter().map(|order| order.customer()).collect();
    ids.sort_unstable();
    ids.dedup();
    let mut base = Base::new(last.total().currency(), zone, ids.len());
    let rows = orders
        .iter()
        .filter_map(|order| Some((ids.binary_search(&order.customer()).ok()?, *order)));
    if base.record_all(rows).is_err() {
        return Vec::new();
    }
    let options = CadenceOptions::default();
    let mut known: Vec<_> = (0..ids.len())
        .filter_map(|customer| {
            let (rhythm, facts) = (base.rhythm(customer)?, base.facts(customer)?);
            let cadence = rhythm.cadence(&options);
            let pattern = OrderPattern::of(&rhythm, facts.ordered);
            Some((*ids.get(customer)?, cadence, pattern, facts.average_order()?))
        })
        .collect();
    drop_chance_rhythms(known.iter_mut().map(|(_, cadence, ..)| cadence), options.level);
    let patterns = known.iter().filter_map(|(_, _, pattern, _)| *pattern);
    let model = OrderModel::fit(patterns, today, &ModelOptions::default()).ok();
    let outlook = |pattern| model.as_ref().and_then(|model| model.outlook(pattern, days));
    let outlooks: Vec<_> =
        known.iter().map(|(_, _, pattern, _)| pattern.as_ref().and_then(outlook)).collect();
    let candidates = known.iter().zip(&outlooks).map(|((id, cadence, _, worth), outlook)| {
        let candidate = Candidate::new(id, cadence, *worth);
        outlook.iter().fold(candidate, Candidate::expecting)
    });
    let tasks = worklist(candidates, today).unwrap_or_default();
    tasks.iter().map(ToString::to_string).collect()
}
