//! An analysis as a table to read.

use sales_process::designer::Analysis;
use sales_process::process::{Pipeline, StageKey};

/// Everything that is known, the stages as rows of a table.
pub(crate) fn write(pipeline: &Pipeline, analysis: &Analysis) -> String {
    let mut text = String::new();
    let lines = from_start(pipeline, analysis);
    let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
    for (name, value) in lines {
        text += &format!("{name:width$}  {value}\n");
    }
    text + "\n" + &by_stage(pipeline, analysis)
}

fn from_start(pipeline: &Pipeline, analysis: &Analysis) -> Vec<(&'static str, String)> {
    let id = |key: StageKey| format!("`{}`", pipeline.id_of(key).map_or("", |id| id.as_str()));
    let names = |keys: &[StageKey]| joined(keys.iter().map(|key| id(*key)), ", ");
    let way = |way: Option<&[StageKey]>, none: &str| match way {
        Some(way) => joined(way.iter().map(|key| id(*key)), " -> "),
        None => none.to_owned(),
    };
    let can_be_won = analysis.shortest_won_path().is_some();
    let days = analysis.expected_days().map_or_else(
        || "-, since a deal may never end, or none begins".to_owned(),
        |days| {
            let spread = analysis.standard_deviation_days();
            format!("{days:.2}, standard deviation {}", decimals(spread, 2))
        },
    );
    let bottleneck = analysis.bottleneck().map_or("none".to_owned(), |it| {
        format!("{}, with {} of the days", id(it.stage), percent(Some(it.share)))
    });
    let lever = analysis.lever().map_or("none".to_owned(), |it| {
        let more = decimals(Some(it.gain), 2);
        let add = "each point off the share lost adds";
        format!("{}, where {add} {more} to the chance to win", id(it.stage))
    });
    let purposes = analysis.mandatory_purposes().iter().map(|purpose| format!("`{purpose}`"));
    let entered = analysis.reachable();
    let left_out: Vec<_> =
        pipeline.stage_keys().filter(|key| entered.binary_search(key).is_err()).collect();
    vec![
        ("pipeline", format!("`{}`", pipeline.id())),
        ("chance to win", percent(analysis.win_probability())),
        ("days to the end", days),
        ("bottleneck", bottleneck),
        ("most to gain", lever),
        ("every won deal passes", names(analysis.mandatory_stages())),
        ("every ended deal passes", names(analysis.mandatory_until_any_end())),
        ("every won deal serves", joined(purposes, ", ")),
        ("shortest way to win", way(analysis.shortest_won_path(), "none")),
        (
            "longest way to win",
            way(
                analysis.longest_won_path(),
                if can_be_won { "as long as one likes: there is a loop on it" } else { "none" },
            ),
        ),
        ("cannot be reached", names(&left_out)),
        ("cannot end from", names(analysis.trapped())),
        ("moves taken as equally likely", names(analysis.assumed_uniform())),
    ]
}

fn by_stage(pipeline: &Pipeline, analysis: &Analysis) -> String {
    let heads = ["stage", "won", "days to the end", "visits", "share of days", "gain"];
    let mut rows = vec![heads.map(str::to_owned)];
    for (key, stage) in pipeline.stage_keys().zip(pipeline.stages()) {
        rows.push([
            stage.id.clone(),
            percent(analysis.win_probability_at(key)),
            decimals(analysis.expected_days_at(key), 2),
            decimals(analysis.expected_visits(key), 2),
            percent(analysis.cycle_share_at(key)),
            decimals(analysis.gain_at(key), 2),
        ]);
    }
    let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
    let widths: Vec<usize> = (0..heads.len()).map(|it| width(it).unwrap_or_default()).collect();
    let mut text = String::new();
    for row in &rows {
        let [stage, numbers @ ..] = row;
        text += &format!("{stage:0$}", widths[0]);
        for (number, width) in numbers.iter().zip(&widths[1..]) {
            text += &format!("  {number:>width$}");
        }
        text += "\n";
    }
    text
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    let text = parts.collect::<Vec<_>>().join(between);
    if text.is_empty() { "none".to_owned() } else { text }
}

fn percent(share: Option<f64>) -> String {
    share.map_or("-".to_owned(), |share| format!("{:.1} %", share * 100.0))
}

fn decimals(number: Option<f64>, count: usize) -> String {
    number.map_or("-".to_owned(), |number| format!("{number:.count$}"))
}
