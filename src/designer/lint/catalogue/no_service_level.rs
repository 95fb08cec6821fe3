use crate::designer::lint::Edit;
use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::fix::{Fix, Safety};
use crate::designer::lint::whole::is_said;
use crate::designer::propose::default_service_level;
use crate::process::{SalesProcess, ServiceLevel};

lint! {
    NO_SERVICE_LEVEL = "H06" "no-service-level", Handoff, Notice;
    what: "Looks for a process that has regular customers (a rule says when one becomes regular, or \
           they are handed over) and does not say how they are looked after: there is no service \
           level, or one that promises nothing. The fix sets the one that is proposed for the \
           profile.",
    why: "Regular customers have cost a lot to win, and one who is not looked after is lost without \
          a word. Only where it is written how soon they are answered and how often they hear from \
          us can anybody be warned that they do not.",
    example: r#"process {"regular_when": {"orders": {"at_least": 3}}}"#,
    instead: r#"process {"regular_when": {"orders": {"at_least": 3}}}
process {"service_level": {"respond_within_hours": 4, "contact_every_days": 30}}"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    let customers = match (process.regular_rule(), process.handoff()) {
        (Some(_), _) => "there are regular customers",
        (None, Some(_)) => "customers are handed over",
        (None, None) => return Vec::new(),
    };
    if process.service_level().is_some_and(promises) {
        return Vec::new();
    }
    let message = format!("{customers}, and nothing says how they are looked after");
    let service_level = default_service_level(*process.profile());
    let mut title = "promise regular customers".to_owned();
    if let Some(hours) = service_level.respond_within_hours {
        let hours = hours.count();
        title += &if (hours - 1.0).abs() < f64::EPSILON {
            " an answer within an hour".to_owned()
        } else {
            format!(" an answer within {hours} hours")
        };
    }
    if let Some(days) = service_level.contact_every_days {
        title += &format!(" and a contact every {days}");
    }
    let fix = Fix::new(Safety::Safe, title, vec![Edit::SetServiceLevel { service_level }]);
    vec![
        Flaw::new(message)
            .help(
                "write a service level: within how many hours they are answered, how many days at \
                 most pass between two contacts",
            )
            .fix(fix),
    ]
}

/// With what makes customers regular: the service level that is proposed for the
/// profile, where the process promises nothing.
pub(super) fn usual_service(process: &SalesProcess) -> Option<Edit> {
    let service_level = default_service_level(*process.profile());
    let is_there = process.service_level().is_some_and(promises);
    (!is_there).then_some(Edit::SetServiceLevel { service_level })
}

fn promises(level: &ServiceLevel) -> bool {
    level.respond_within_hours.is_some()
        || level.contact_every_days.is_some()
        || is_said(level.priority.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::{check, check_fix, codes};

    const HELP: &str = "help: write a service level: within how many hours they are answered, how \
                        many days at most pass between two contacts";

    #[test]
    fn nothing_is_promised() {
        let regular = format!(
            "there are regular customers, and nothing says how they are looked after\n{HELP}"
        );
        let rule = "process {\"regular_when\": {\"orders\": {\"at_least\": 3}}, \"handoff\": {}}";
        check(&NO_SERVICE_LEVEL, rule, &[&regular]);
        let blank = format!("{rule}\nprocess {{\"service_level\": {{\"priority\": \" \"}}}}");
        check(&NO_SERVICE_LEVEL, &blank, &[&regular]);
        let handed = format!(
            "customers are handed over, and nothing says how they are looked after\n{HELP}"
        );
        check(&NO_SERVICE_LEVEL, "process {\"handoff\": {}}", &[&handed]);
    }

    #[test]
    fn one_promise_is_enough() {
        for level in
            [r#""respond_within_hours": 4"#, r#""contact_every_days": 30"#, r#""priority": "high""#]
        {
            let sketch = format!("process {{\"handoff\": {{}}, \"service_level\": {{{level}}}}}");
            check(&NO_SERVICE_LEVEL, &sketch, &[]);
        }
    }

    #[test]
    fn the_usual_service_level_can_be_set_safely() {
        let title =
            "safe: promise regular customers an answer within an hour and a contact every 30 days";
        let fixed = check_fix(&NO_SERVICE_LEVEL, "process {\"handoff\": {}}", Some(title));
        assert_eq!(codes("H", &fixed), "H05 H02");
    }

    #[test]
    fn without_regular_customers_there_is_nobody_to_look_after() {
        check(&NO_SERVICE_LEVEL, "start -> a -> won", &[]);
    }
}
