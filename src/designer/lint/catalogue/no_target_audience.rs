use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::whole::{sells_once, wins_new_customers};
use crate::process::SalesProcess;

lint! {
    NO_TARGET_AUDIENCE = "Q20" "no-target-audience", Quality, Notice;
    what: "Looks for a process that sells to new customers and does not say who the product is of \
           most value to. It is silent as long as no pipeline for new business has a stage. Whom \
           selling pays off with is another question: that is the lead filter.",
    why: "The quality of leads is the share of them that fits the target audience. Where it is not \
          written down, the cheapest source looks best, whatever it brings.",
    example: "start -> request -> offer -> won",
    instead: r#"process {"target_audience": [{"id": "size", "text": "50 to 500 seats"}]}
start -> request -> offer -> won"#,
    checks: [Rest(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    if sells_once(process) {
        return Vec::new();
    }
    if !process.target_audience().is_empty() || !wins_new_customers(process) {
        return Vec::new();
    }
    let message = "nothing says who the product is of most value to, so the quality of leads cannot \
                   be judged";
    vec![Flaw::new(message).help(
        "write down the traits of the customers it serves best as `target_audience`, such as \
         industry, size, situation",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    #[test]
    fn nobody_is_named() {
        check(
            &NO_TARGET_AUDIENCE,
            "start -> a -> won",
            &[
                "nothing says who the product is of most value to, so the quality of leads cannot be judged\n\
               help: write down the traits of the customers it serves best as `target_audience`, \
               such as industry, size, situation",
            ],
        );
    }

    #[test]
    fn one_trait_is_an_audience() {
        let traits = "process {\"target_audience\": [{\"id\": \"size\", \"text\": \"small\"}]}\n";
        check(&NO_TARGET_AUDIENCE, &format!("{traits}start -> a -> won"), &[]);
    }

    #[test]
    fn where_no_new_customer_is_won_there_are_no_leads() {
        check(&NO_TARGET_AUDIENCE, "pipeline {\"for\": [\"renewal\"]}\nstart -> a -> won", &[]);
        check(&NO_TARGET_AUDIENCE, "process {\"pipelines\": []}", &[]);
    }
}
