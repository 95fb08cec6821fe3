//! The text of a simulation for people.

use std::fmt;

use super::Simulated;

impl fmt::Display for Simulated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} leads in {} months: {:.1} wins a month, {:.1} deals in process on average",
            self.leads, self.months, self.wins_per_month, self.deals_in_process
        )?;
        let days = |days: Option<f64>| days.map_or("–".to_owned(), |days| format!("{days:.2} d"));
        if !self.roles.is_empty() {
            writeln!(
                f,
                "\n{:<26} {:>6} {:>8} {:>9} {:>9} {:>8}",
                "role", "people", "busy", "work/day", "wait", "queue"
            )?;
        }
        for role in &self.roles {
            let people = role.people.map_or("–".to_owned(), |people| people.to_string());
            let busy =
                role.utilisation.map_or("–".to_owned(), |it| format!("{:.1} %", it * 100.0));
            let wait = days(role.mean_wait_days);
            writeln!(
                f,
                "{:<26} {people:>6} {busy:>8} {:>9.2} {wait:>9} {:>8.2}",
                role.role, role.arrivals_per_day, role.mean_queue
            )?;
        }
        writeln!(f, "\n{:<26} {:>9}", "stage", "days")?;
        for stage in &self.stages {
            writeln!(f, "{:<26} {:>9}", stage.stage, days(stage.mean_days))?;
        }
        if !self.people_needed.is_empty() {
            writeln!(f, "\npeople needed")?;
        }
        for needed in &self.people_needed {
            writeln!(f, "  {:<24} {:>6}", needed.role, needed.people)?;
        }
        Ok(())
    }
}
