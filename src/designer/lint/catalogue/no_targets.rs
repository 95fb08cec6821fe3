use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::listed;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::whole::{sells_once, works_deals};
use crate::process::SalesProcess;

/// The groups of KPIs, each with one to begin with.
const GROUPS: [(&str, &str); 3] = [
    ("attract", "attract.cost_per_lead"),
    ("sell", "sell.conversion.rate"),
    ("retain", "retain.repeat_purchase_rate"),
];

lint! {
    NO_TARGETS = "T01" "no-targets", Targets, Notice;
    what: "Looks for groups of KPIs (attract, sell, retain) of which none has a target: no key of \
           `targets` begins with the name of the group. All such groups are told together. It is \
           silent as long as no pipeline has a stage.",
    why: "The weak place of a process is the KPI furthest below its target. A part without targets \
          can never be it, and gets no resources.",
    example: r#"process {"targets": {"attract.cost_per_lead": {"at_most": "20.00 GBP"}}}
start -> request -> offer -> won"#,
    instead: r#"process {"targets": {"attract.cost_per_lead": {"at_most": "20.00 GBP"}, "sell.conversion.rate": {"at_least": 0.1}, "retain.repeat_purchase_rate": {"at_least": 0.4}}}
start -> request -> offer -> won"#,
    checks: [Rest(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    if sells_once(process) {
        return Vec::new();
    }
    let has_target = |group: &str| {
        process.targets().any(|(path, _)| path.split_once('.').is_some_and(|(of, _)| of == group))
    };
    let mut missing = GROUPS.to_vec();
    missing.retain(|(group, _)| !has_target(group));
    if missing.is_empty() || !works_deals(process) {
        return Vec::new();
    }
    let quoted = |names: fn(&(&'static str, &'static str)) -> &'static str| {
        listed(missing.iter().map(|pair| format!("`{}`", names(pair))), GROUPS.len())
    };
    let message = format!("no KPI of {} has a target", quoted(|(group, _)| group));
    let help = format!("say what each is to reach, beginning with {}", quoted(|(_, kpi)| kpi));
    vec![Flaw::new(message).help(help)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    #[track_caller]
    fn check_targets(targets: &[&str], expected: &[&str]) {
        let targets: Vec<String> =
            targets.iter().map(|path| format!("\"{path}\": {{\"at_least\": 1}}")).collect();
        let sketch =
            format!("process {{\"targets\": {{{}}}}}\nstart -> a -> won", targets.join(", "));
        check(&NO_TARGETS, &sketch, expected);
    }

    #[test]
    fn groups_without_a_target_are_told_together() {
        check_targets(
            &[],
            &["no KPI of `attract`, `sell` and `retain` has a target\n\
               help: say what each is to reach, beginning with `attract.cost_per_lead`, \
               `sell.conversion.rate` and `retain.repeat_purchase_rate`"],
        );
        check_targets(
            &[
                "retain.orders",
                "attract.leads",
                "attract.lead_quality",
                "total_cost_per_customer",
                "sell",
            ],
            &["no KPI of `sell` has a target\n\
               help: say what each is to reach, beginning with `sell.conversion.rate`"],
        );
    }

    #[test]
    fn one_target_for_each_group_is_enough() {
        check_targets(&["retain.orders", "attract.leads", "sell.cycle_days.mean"], &[]);
    }

    #[test]
    fn where_no_deal_is_worked_there_is_nothing_to_measure() {
        check(&NO_TARGETS, "process {\"pipelines\": []}", &[]);
    }
}
