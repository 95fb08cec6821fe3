use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::facts::listed;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::whole::{sells_once, wins_new_customers};
use crate::designer::propose::default_lead_filter;
use crate::process::SalesProcess;

lint! {
    NO_LEAD_FILTER = "Q12" "no-lead-filter", Quality, Warning;
    what: "Looks for a process that sells to new customers and has no criteria by which leads are \
           filtered. It is silent as long as no pipeline for new business has a stage. The \
           fix sets the filter that is proposed for the profile.",
    why: "Not every lead is worth the cost of selling, even one that fits the product. Without \
          written criteria salespeople filter by feel, and often wrongly.",
    example: "start -> request -> offer -> won",
    instead: r#"process {"lead_filter": {"criteria": [{"id": "segment", "text": "in our segment", "required": true}]}}
start -> request -> offer -> won"#,
    checks: [Rest(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    if sells_once(process) {
        return Vec::new();
    }
    if !process.lead_filter().criteria().is_empty() || !wins_new_customers(process) {
        return Vec::new();
    }
    let message = "no criteria say which leads are worth the cost of selling, so salespeople filter \
                   by feel";
    let filter = default_lead_filter(*process.profile());
    let names = filter.criteria.iter().map(|criterion| format!("`{}`", criterion.id));
    let title = format!("filter leads by {}", listed(names, filter.criteria.len()));
    let fix = Fix::new(Safety::Suggested, title, vec![Edit::SetLeadFilter { filter }]);
    vec![
        Flaw::new(message)
            .help(
                "write down what a lead must fulfil (`required`), what speaks for it (`weight`), \
                 and how many points it needs (`pass_score`)",
            )
            .fix(fix),
    ]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    #[test]
    fn there_are_no_criteria() {
        let expected = "no criteria say which leads are worth the cost of selling, so salespeople filter by feel\n\
                        help: write down what a lead must fulfil (`required`), what speaks for it \
                        (`weight`), and how many points it needs (`pass_score`)";
        check(&NO_LEAD_FILTER, "start -> a -> won", &[expected]);
        check(&NO_LEAD_FILTER, "process {\"lead_filter\": {}}\nstart -> a -> won", &[expected]);
    }

    #[test]
    fn one_criterion_is_a_filter() {
        let filter =
            "process {\"lead_filter\": {\"criteria\": [{\"id\": \"a\", \"text\": \"A\"}]}}\n";
        check(&NO_LEAD_FILTER, &format!("{filter}start -> a -> won"), &[]);
    }

    #[test]
    fn customers_who_are_there_are_not_filtered() {
        check(&NO_LEAD_FILTER, "pipeline {\"for\": [\"repeat\"]}\nstart -> a -> won", &[]);
        check(&NO_LEAD_FILTER, "pipeline {\"for\": [\"new_business\"]}\nwon", &[]);
        check(&NO_LEAD_FILTER, "process {\"pipelines\": []}", &[]);
    }

    #[test]
    fn the_fix_sets_a_filter_for_the_profile() {
        let profile = "process {\"profile\": {\"nature\": \"consultative\", \"market\": \"b2b\"}}\nstart -> a -> won";
        let title = "suggested: filter leads by `need`, `segment`, `means`, `size` and `soon`";
        let fixed = check_fix(&NO_LEAD_FILTER, profile, Some(title));
        assert_eq!(codes("Q12 Q19", &fixed), "");
    }

    #[test]
    fn a_filter_that_is_not_there_is_not_told_to_be_soft() {
        let profile = "process {\"profile\": {\"nature\": \"consultative\", \"market\": \"b2b\"}}\nstart -> a -> won";
        assert_eq!(codes("Q12 Q19", profile), "Q12");
    }
}
