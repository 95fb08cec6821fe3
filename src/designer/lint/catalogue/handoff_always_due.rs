use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::policy::Rule;
use crate::process::SalesProcess;

lint! {
    HANDOFF_ALWAYS_DUE = "H04" "handoff-always-due", Handoff, Warning;
    what: "Looks for a handoff rule that holds from the first order on, whatever that order is, in a \
           process whose hunters answer for more than one order (`hunter_result_orders`). The rule is \
           that of the handoff policy, or the one for regular customers where it has none of its \
           own. Only what is certain is told: `orders` of at least 1, the `not` of what needs months \
           to pass, and what `all`, `any`, `at_least` and `not` make of such rules.",
    why: "The customer is taken from the hunter before the hunter's work is done, and one of the two \
          numbers is not meant.",
    example: r#"process {"hunter_result_orders": 2, "handoff": {"when": {"orders": {"at_least": 1}}}}"#,
    instead: r#"process {"hunter_result_orders": 2, "handoff": {"when": {"orders": {"at_least": 2}}}}"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    let wanted = process.hunter_result_orders();
    let is_always_due =
        wanted > 1 && process.handoff_rule().is_some_and(Rule::holds_from_the_first_order);
    if !is_always_due {
        return Vec::new();
    }
    let message = format!(
        "a customer is due for handoff with the first order, though the hunter's result is {wanted} \
         orders"
    );
    let help = format!(
        "let the rule ask for `orders` of at least {wanted}, or set `hunter_result_orders` to 1"
    );
    vec![Flaw::new(message).help(help)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const TWO: &str = "a customer is due for handoff with the first order, though the hunter's \
                       result is 2 orders\n\
                       help: let the rule ask for `orders` of at least 2, or set \
                       `hunter_result_orders` to 1";

    #[track_caller]
    fn check_rule(entries: &str, expected: &[&str]) {
        check(&HANDOFF_ALWAYS_DUE, &format!("process {{{entries}}}"), expected);
    }

    #[test]
    fn a_rule_that_the_first_order_meets() {
        let once = r#"{"orders": {"at_least": 1}}"#;
        check_rule(&format!(r#""hunter_result_orders": 2, "handoff": {{"when": {once}}}"#), &[TWO]);
        let any = format!(r#"{{"any": [{{"tenure": {{"months": 6}}}}, {once}]}}"#);
        check_rule(&format!(r#""hunter_result_orders": 2, "handoff": {{"when": {any}}}"#), &[TWO]);
    }

    #[test]
    fn the_rule_may_be_the_one_for_regular_customers() {
        let once = r#""hunter_result_orders": 2, "regular_when": {"orders": {"at_least": 1}}"#;
        check_rule(&format!(r#"{once}, "handoff": {{}}"#), &[TWO]);
        check_rule(once, &[]);
        check_rule(
            &format!(r#"{once}, "handoff": {{"when": {{"orders": {{"at_least": 3}}}}}}"#),
            &[],
        );
    }

    #[test]
    fn where_one_order_is_the_result_it_is_right() {
        check_rule(r#""handoff": {"when": {"orders": {"at_least": 1}}}"#, &[]);
    }

    #[test]
    fn what_the_first_order_need_not_meet() {
        check_rule(
            r#""hunter_result_orders": 3, "handoff": {"when": {"orders": {"at_least": 2}}}"#,
            &[],
        );
        check_rule(
            r#""hunter_result_orders": 3, "handoff": {"when": {"volume": {"at_least": "1.00 GBP"}}}"#,
            &[],
        );
        check_rule(r#""hunter_result_orders": 3, "handoff": {}"#, &[]);
    }
}
