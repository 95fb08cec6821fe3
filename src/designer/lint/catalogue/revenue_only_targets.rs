use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::listed;
use crate::designer::lint::finding::Flaw;
use crate::process::SalesProcess;

/// How many targets a message names at most.
const SHOWN: usize = 8;

lint! {
    REVENUE_ONLY_TARGETS = "T02" "revenue-only-targets", Targets, Notice;
    what: "Looks for targets that are all about revenue: `revenue`, what ends in `_revenue` or begins \
           with `revenue_per_`, and the size of a deal or an order (`average_deal`, `median_deal`, \
           `average_order`), in whatever group. That there are no targets at all is told by \
           `no-targets`.",
    why: "To judge a salesperson by revenue alone is useless: it says that something is wrong, months \
          late, and not what. Leads, conversion, cycle length and repeat purchases say where.",
    example: r#"process {"targets": {"retain.revenue": {"at_least": "100000.00 GBP"}}}"#,
    instead: r#"process {"targets": {"retain.revenue": {"at_least": "100000.00 GBP"}, "sell.conversion.rate": {"at_least": 0.1}}}"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    let targets: Vec<&str> = process.targets().map(|(path, _)| path).collect();
    if targets.is_empty() || !targets.iter().all(|path| is_revenue(path)) {
        return Vec::new();
    }
    let paths = targets.iter().map(|path| format!("`{path}`"));
    let subject = if targets.len() == 1 { "the only target is" } else { "all targets are" };
    let message = format!("{subject} about revenue: {}", listed(paths, SHOWN));
    vec![Flaw::new(message).help(
        "add targets for what revenue is made of, such as `attract.lead_quality`, \
         `sell.conversion.rate`, `sell.cycle_days.median`, `retain.repeat_purchase_rate`",
    )]
}

fn is_revenue(path: &str) -> bool {
    let name = path.rsplit('.').next().unwrap_or(path);
    matches!(name, "revenue" | "average_deal" | "median_deal" | "average_order")
        || name.ends_with("_revenue")
        || name.starts_with("revenue_per_")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const HELP: &str = "help: add targets for what revenue is made of, such as `attract.lead_quality`, \
                        `sell.conversion.rate`, `sell.cycle_days.median`, `retain.repeat_purchase_rate`";

    #[track_caller]
    fn check_targets(targets: &[&str], expected: &[&str]) {
        let targets: Vec<String> =
            targets.iter().map(|path| format!("\"{path}\": {{\"at_least\": 1}}")).collect();
        let sketch = format!("process {{\"targets\": {{{}}}}}", targets.join(", "));
        check(&REVENUE_ONLY_TARGETS, &sketch, expected);
    }

    #[test]
    fn nothing_but_revenue() {
        check_targets(
            &["retain.revenue"],
            &[&format!("the only target is about revenue: `retain.revenue`\n{HELP}")],
        );
        check_targets(
            &["retain.cross_sell_revenue", "retain.revenue_per_customer", "sell.average_deal"],
            &[&format!(
                "all targets are about revenue: `retain.cross_sell_revenue`, \
                 `retain.revenue_per_customer` and `sell.average_deal`\n{HELP}"
            )],
        );
    }

    #[test]
    fn one_other_target_is_enough() {
        check_targets(&["retain.revenue", "attract.leads"], &[]);
        check_targets(&["retain.revenue", "retain.profit_per_customer"], &[]);
        check_targets(&["total_cost_per_customer"], &[]);
        check_targets(&[], &[]);
    }
}
