use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::designer::lint::whole::has_people;
use crate::process::{RoleKind, SalesProcess};

lint! {
    NO_FARMERS = "H05" "no-farmers", Handoff, Warning;
    what: "Looks for a process with a handoff policy and without farmers: none of its roles is of \
           the kind `farmer`, or, where it lists no roles, no stage names that kind.",
    why: "Customers become due and there is nobody to offer them to. The hunter keeps them and stops \
          hunting, or nobody does.",
    example: r#"process {"handoff": {"when": {"orders": {"at_least": 2}}}}
process {"roles": [{"id": "ae", "kind": "hunter"}]}"#,
    instead: r#"process {"handoff": {"when": {"orders": {"at_least": 2}}}}
process {"roles": [{"id": "ae", "kind": "hunter"}, {"id": "am", "kind": "farmer"}]}"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    if process.handoff().is_none() || has_people(process, RoleKind::Farmer) {
        return Vec::new();
    }
    let message = "there is a handoff policy, and no farmer to hand customers to";
    vec![Flaw::new(message).help(
        "add a role of the kind `farmer`: who keeps and grows customers, such as an account manager",
    )]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const EXPECTED: &str = "there is a handoff policy, and no farmer to hand customers to\n\
                            help: add a role of the kind `farmer`: who keeps and grows customers, \
                            such as an account manager";

    #[test]
    fn nobody_takes_them() {
        check(&NO_FARMERS, "process {\"handoff\": {}}", &[EXPECTED]);
        // `farmer` is the id of a role here, and that role is another kind.
        let hunter = "process {\"handoff\": {}, \"roles\": [{\"id\": \"farmer\", \"kind\": \"hunter\"}]}\n\
                      start -> a -> won\na {\"role\": \"farmer\"}";
        check(&NO_FARMERS, hunter, &[EXPECTED]);
    }

    #[test]
    fn a_farmer_takes_them() {
        let role = "process {\"handoff\": {}, \"roles\": [{\"id\": \"am\", \"kind\": \"farmer\"}]}";
        check(&NO_FARMERS, role, &[]);
        let kind = "process {\"handoff\": {}}\nstart -> a -> won\na {\"role\": \"farmer\"}";
        check(&NO_FARMERS, kind, &[]);
    }

    #[test]
    fn without_a_handoff_none_is_missed() {
        check(&NO_FARMERS, "start -> a -> won", &[]);
    }
}
