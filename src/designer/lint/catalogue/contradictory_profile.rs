use crate::designer::lint::definition::lint;
use crate::designer::lint::finding::Flaw;
use crate::process::{Activity, Demand, Nature, SalesProcess};

lint! {
    CONTRADICTORY_PROFILE = "Q16" "contradictory-profile", Quality, Notice;
    what: "Looks for a profile that says two things which do not go together: a passive company \
           where demand is unformed, and transactional sales where demand is unformed. Each is told. \
           A dimension that the profile leaves out contradicts nothing.",
    why: "Who waits for customers that do not know their need waits in vain; and nobody picks and \
          pays for what they do not know they need. What is demanded of the pipelines follows from \
          the profile, so one that is wrong makes all of it wrong.",
    example: r#"process {"profile": {"demand": "unformed", "activity": "passive"}}"#,
    instead: r#"process {"profile": {"demand": "unformed", "activity": "active"}}"#,
    checks: [Process(check)],
}

fn check(process: &SalesProcess) -> Vec<Flaw> {
    let profile = process.profile();
    let mut flaws = Vec::new();
    if profile.demand != Some(Demand::Unformed) {
        return flaws;
    }
    if profile.activity == Some(Activity::Passive) {
        let message = "the profile contradicts itself: activity is passive, but where demand \
                       is unformed no customer comes by themselves";
        let help = "make it `active` and plan who goes out to customers; or, where they do come \
                    and ask, call the demand `formed`";
        flaws.push(Flaw::new(message).help(help));
    }
    if profile.nature == Some(Nature::Transactional) {
        let message = "the profile contradicts itself: nature is transactional, but where \
                       demand is unformed the customer does not know what to pick";
        let help = "make it `consultative` and plan how customers are advised; or, where they know \
                    what they want, call the demand `formed`";
        flaws.push(Flaw::new(message).help(help));
    }
    flaws
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::designer::lint::sketch::check;

    const PASSIVE: &str = "the profile contradicts itself: activity is passive, but where \
                           demand is unformed no customer comes by themselves\n\
                           help: make it `active` and plan who goes out to customers; or, where \
                           they do come and ask, call the demand `formed`";
    const TRANSACTIONAL: &str = "the profile contradicts itself: nature is transactional, but \
                                 where demand is unformed the customer does not know what to pick\n\
                                 help: make it `consultative` and plan how customers are advised; \
                                 or, where they know what they want, call the demand `formed`";

    #[track_caller]
    fn check_profile(profile: &str, expected: &[&str]) {
        check(&CONTRADICTORY_PROFILE, &format!("process {{\"profile\": {profile}}}"), expected);
    }

    #[test]
    fn unformed_demand_contradicts_waiting_and_picking() {
        check_profile(r#"{"demand": "unformed", "activity": "passive"}"#, &[PASSIVE]);
        check_profile(r#"{"demand": "unformed", "nature": "transactional"}"#, &[TRANSACTIONAL]);
        check_profile(
            r#"{"demand": "unformed", "nature": "transactional", "activity": "passive"}"#,
            &[PASSIVE, TRANSACTIONAL],
        );
    }

    #[test]
    fn what_goes_together_or_is_not_said_is_fine() {
        check_profile("{}", &[]);
        check_profile(r#"{"demand": "unformed"}"#, &[]);
        check_profile(r#"{"nature": "transactional", "activity": "passive"}"#, &[]);
        check_profile(
            r#"{"demand": "formed", "nature": "transactional", "activity": "passive"}"#,
            &[],
        );
        check_profile(r#"{"demand": "unformed", "nature": "project", "activity": "active"}"#, &[]);
    }
}
