//! [`Labels`]: what stages and outcomes are called in messages for people.

use std::collections::HashMap;

use crate::process::{Pipeline, Place, StageKey};
use crate::value::text::excerpt;

/// What the stages and outcomes of a pipeline are called: by their names, with
/// the id beside where two names are alike but for case and spaces.
pub(crate) struct Labels<'a> {
    pipeline: &'a Pipeline,
    /// How many have each name.
    counts: HashMap<String, u32>,
}

impl<'a> Labels<'a> {
    pub(crate) fn of(pipeline: &'a Pipeline) -> Self {
        let mut counts = HashMap::new();
        for (_, name) in names(pipeline) {
            *counts.entry(alike(name)).or_default() += 1;
        }
        Self { pipeline, counts }
    }

    /// The name without quotes, as in a table.
    pub(crate) fn plain(&self, key: StageKey) -> String {
        let (name, id) = (name_of(self.pipeline, key), self.id(key));
        if name.trim().is_empty() {
            id.to_owned()
        } else if self.counts.get(&alike(name)).is_some_and(|count| *count > 1) {
            format!("{} ({id})", shown(name))
        } else {
            shown(name)
        }
    }

    /// The name in backticks, and the id in backticks after it where it takes
    /// both to know which is meant.
    pub(crate) fn quoted(&self, key: StageKey) -> String {
        let (name, id) = (name_of(self.pipeline, key), self.id(key));
        if name == id {
            format!("`{}`", shown(id))
        } else if name.trim().is_empty() {
            format!("`{id}`")
        } else if self.counts.get(&alike(name)).is_some_and(|count| *count > 1) {
            format!("`{}` (`{id}`)", shown(name))
        } else {
            format!("`{}`", shown(name))
        }
    }

    fn id(&self, key: StageKey) -> &'a str {
        self.pipeline.id_of(key).map_or("", |id| id.as_str())
    }
}

/// The stages and then the outcomes, in the order of the pipeline, each with
/// the name that people read.
pub(crate) fn names(pipeline: &Pipeline) -> impl Iterator<Item = (StageKey, &str)> {
    (0..pipeline.graph().len()).map(StageKey::of).map(|key| (key, name_of(pipeline, key)))
}

/// The name of a stage or outcome.
pub(crate) fn name_of(pipeline: &Pipeline, key: StageKey) -> &str {
    match pipeline.place(key) {
        Some(Place::Stage(stage)) => stage.name(),
        Some(Place::Outcome(outcome)) => outcome.name(),
        None => "",
    }
}

/// A name for a message of one line.
pub(crate) fn shown(name: &str) -> String {
    excerpt(&name.replace(char::is_control, " "))
}

/// What names that differ only in case and spaces have in common.
fn alike(name: &str) -> String {
    name.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

/// A name of our format as words: "needs discovery" for `needs_discovery`.
pub(crate) fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

/// Why a purpose is demanded or usual, in words.
pub(crate) fn because(because: impl std::fmt::Display) -> String {
    because.to_string().replace('`', "")
}

/// A share in per cent, to a tenth: "12.5 %"; one that would read as nothing
/// is "under 0.1 %".
pub(crate) fn percent(share: f64) -> String {
    let tenths = (share * 1000.0).round() / 10.0;
    if tenths == 0.0 && share > 0.0 { "under 0.1 %".to_owned() } else { format!("{tenths} %") }
}

/// A number of days, to a tenth: "1 day", "12.5 days".
pub(crate) fn in_days(days: f64) -> String {
    let days = (days * 10.0).round() / 10.0;
    format!("{days} day{}", if (days - 1.0).abs() < f64::EPSILON { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::{PipelineDraft, Stage};

    #[test]
    fn the_id_stands_beside_names_that_are_alike() {
        let pipeline = PipelineDraft::new("main")
            .stage(Stage::new("a", "Offer"))
            .stage(Stage::new("b", " offer "))
            .stage(Stage::new("c", "Call"))
            .stage(Stage::new("d", " "))
            .won("won")
            .build()
            .unwrap();
        let labels = Labels::of(&pipeline);
        let quoted: Vec<_> = names(&pipeline).map(|(key, _)| labels.quoted(key)).collect();
        assert_eq!(quoted, ["`Offer` (`a`)", "` offer ` (`b`)", "`Call`", "`d`", "`won`"]);
        let plain: Vec<_> = names(&pipeline).map(|(key, _)| labels.plain(key)).collect();
        assert_eq!(plain, ["Offer (a)", " offer  (b)", "Call", "d", "won"]);
    }

    #[test]
    fn numbers_are_told_to_a_tenth() {
        assert_eq!(
            [0.0, 0.0001, 0.125, 1.0].map(percent),
            ["0 %", "under 0.1 %", "12.5 %", "100 %"]
        );
        assert_eq!([1.0, 12.54].map(in_days), ["1 day", "12.5 days"]);
    }
}
