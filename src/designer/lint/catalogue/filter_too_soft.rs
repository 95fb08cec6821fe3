use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::whole::wins_new_customers;
use crate::policy::Points;
use crate::process::{Market, Nature, SalesProcess};

lint! {
    FILTER_TOO_SOFT = "Q19" "filter-too-soft", Quality, Notice;
    what: "Looks for a lead filter of which no criterion is required, where selling takes \
           negotiations and meetings: in project sales, and in consultative sales to companies. \
           Where there are no criteria at all, `no-lead-filter` says so.",
    why: "A soft filter is right for a mass mailing. Where each sale costs weeks of several people, \
          points for size must not make up for a lead that can never buy.",
    example: r#"process {"profile": {"nature": "consultative", "market": "b2b"}}
process {"lead_filter": {"pass_score": 1, "criteria": [{"id": "budget", "text": "has a budget"}, {"id": "size", "text": "over 50 seats"}]}}
start -> request -> offer -> won"#,
    instead: r#"process {"profile": {"nature": "consultative", "market": "b2b"}}
process {"lead_filter": {"pass_score": 1, "criteria": [{"id": "budget", "text": "has a budget", "required": true}, {"id": "size", "text": "over 50 seats"}]}}
start -> request -> offer -> won"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    let filter = process.lead_filter();
    let is_soft = !filter.criteria().is_empty() && !filter.criteria().iter().any(|c| c.required);
    let profile = process.profile();
    let costly = match profile.nature {
        Some(Nature::Project) => "nature is project",
        Some(Nature::Consultative) if profile.market == Some(Market::B2b) => {
            "nature is consultative and market is b2b"
        }
        _ => return Vec::new(),
    };
    if !is_soft || !wins_new_customers(process) {
        return Vec::new();
    }
    let so = if filter.pass_score() == Points::ZERO {
        "nor are points: every lead passes"
    } else {
        "so that points for one thing make up for any other"
    };
    let message = format!("{costly}, and no criterion of the lead filter is required, {so}");
    vec![Flaw::new(message).help(
        "mark as `required` what no good point makes up for, such as the segment or the means to pay",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    #[track_caller]
    fn check_filter(profile: &str, filter: &str, expected: &[&str]) {
        let sketch = format!(
            "process {{\"profile\": {{{profile}}}, \"lead_filter\": {{{filter}}}}}\nstart -> a -> won"
        );
        check(&FILTER_TOO_SOFT, &sketch, expected);
    }

    const PROJECT: &str = r#""nature": "project""#;
    const SOFT: &str = r#""pass_score": 1, "criteria": [{"id": "a", "text": "A"}]"#;
    const HELP: &str = "help: mark as `required` what no good point makes up for, such as the \
                        segment or the means to pay";

    #[test]
    fn no_criterion_is_required() {
        let project = format!(
            "nature is project, and no criterion of the lead filter is required, so that \
             points for one thing make up for any other\n{HELP}"
        );
        check_filter(PROJECT, SOFT, &[&project]);
        let consultative = format!(
            "nature is consultative and market is b2b, and no criterion of the lead filter \
             is required, so that points for one thing make up for any other\n{HELP}"
        );
        check_filter(r#""nature": "consultative", "market": "b2b""#, SOFT, &[&consultative]);
    }

    #[test]
    fn without_points_too_every_lead_passes() {
        let open = r#""criteria": [{"id": "a", "text": "A"}]"#;
        let expected = format!(
            "nature is project, and no criterion of the lead filter is required, nor are \
             points: every lead passes\n{HELP}"
        );
        check_filter(PROJECT, open, &[&expected]);
    }

    #[test]
    fn one_required_criterion_is_hard_enough() {
        let hard =
            r#""criteria": [{"id": "a", "text": "A"}, {"id": "b", "text": "B", "required": true}]"#;
        check_filter(PROJECT, hard, &[]);
    }

    #[test]
    fn where_selling_is_cheap_a_soft_filter_is_right() {
        check_filter(r#""nature": "transactional", "market": "b2b""#, SOFT, &[]);
        check_filter(r#""nature": "consultative", "market": "b2c""#, SOFT, &[]);
        check_filter(r#""nature": "consultative""#, SOFT, &[]);
        check_filter("", SOFT, &[]);
        let repeat = format!(
            "process {{\"profile\": {{{PROJECT}}}, \"lead_filter\": {{{SOFT}}}}}\n\
             pipeline {{\"for\": [\"repeat\"]}}\nstart -> a -> won"
        );
        check(&FILTER_TOO_SOFT, &repeat, &[]);
    }
}
