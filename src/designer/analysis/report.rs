//! [`AnalysisReport`]: an analysis as JSON for programs and as text for people.

use std::fmt;

use serde::ser::{Serialize, SerializeMap, SerializeStruct, Serializer};

use super::{Analysis, Figure, ShareSource};
use crate::designer::label::{Labels, in_days, percent, spoken};
use crate::process::{Pipeline, StageKey};
use crate::value::StageId;

/// An analysis with the pipeline it is of, to be written.
///
/// As JSON it is an object of `mandatory_stages`, `win_probability`,
/// `expected_days`, `expected_days_to_win` (each with `start` and, by stage,
/// `stages`), `expected_visits`, `shortest_won_path`, `longest_won_path`,
/// `assumed_uniform` and `shares_from`. Numbers that rest on shares nobody
/// stated are those that would follow if those moves of a stage were equally
/// likely; `shares_from` says at which stages that is so (`assumed`).
///
/// As text such numbers are "not stated".
#[derive(Debug, Clone, Copy)]
pub struct AnalysisReport<'a> {
    pipeline: &'a Pipeline,
    analysis: &'a Analysis,
}

impl Analysis {
    /// The analysis to be written. `pipeline` must be the one it was made of.
    ///
    /// ```
    /// use sales_process::process::{PipelineDraft, Stage};
    ///
    /// let pipeline = PipelineDraft::new("web")
    ///     .stage(Stage::new("request", "Take the request").start().typical_days(2))
    ///     .won("won")
    ///     .lost("lost")
    ///     .go("request", "won")
    ///     .go("request", "lost")
    ///     .build()?;
    /// let analysis = pipeline.analysis()?;
    /// let report = analysis.report(&pipeline);
    /// assert!(report.to_string().contains("chance to win"));
    /// assert!(report.to_string().contains("not stated"));
    /// assert_eq!(serde_json::to_value(report)?["win_probability"]["start"], 0.5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn report<'a>(&'a self, pipeline: &'a Pipeline) -> AnalysisReport<'a> {
        AnalysisReport { pipeline, analysis: self }
    }
}

impl Serialize for AnalysisReport<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self { analysis, .. } = self;
        let mut object = serializer.serialize_struct("Analysis", 9)?;
        object.serialize_field("mandatory_stages", &self.ids(analysis.mandatory_stages()))?;
        object.serialize_field(
            "win_probability",
            &Numbers(self, analysis.win_probability(), Analysis::win_probability_at),
        )?;
        object.serialize_field(
            "expected_days",
            &Numbers(self, analysis.expected_days(), Analysis::expected_days_at),
        )?;
        object.serialize_field(
            "expected_days_to_win",
            &Numbers(self, analysis.expected_days_to_win(), Analysis::expected_days_to_win_at),
        )?;
        object.serialize_field(
            "expected_visits",
            &ByStage(self, |analysis, stage| analysis.expected_visits(stage).map(Figure::if_equal)),
        )?;
        let path = |path: Option<&[StageKey]>| path.map(|path| self.ids(path));
        object.serialize_field("shortest_won_path", &path(analysis.shortest_won_path()))?;
        object.serialize_field("longest_won_path", &path(analysis.longest_won_path()))?;
        object.serialize_field("assumed_uniform", &self.ids(analysis.assumed_uniform()))?;
        object.serialize_field("shares_from", &ByStage(self, Analysis::shares_from))?;
        object.end()
    }
}

type OfStage<T> = fn(&Analysis, StageKey) -> Option<T>;

/// A number from the start, and that of each stage.
struct Numbers<'a>(&'a AnalysisReport<'a>, Option<Figure>, OfStage<Figure>);

impl Serialize for Numbers<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self(report, start, of) = self;
        let mut object = serializer.serialize_struct("Numbers", 2)?;
        object.serialize_field("start", &start.map(Figure::if_equal))?;
        object.serialize_field("stages", &Figures(report, *of))?;
        object.end()
    }
}

struct Figures<'a>(&'a AnalysisReport<'a>, OfStage<Figure>);

impl Serialize for Figures<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let stages = self.0.stages();
        serializer.collect_map(
            stages.map(|(key, id)| (id, self.1(self.0.analysis, key).map(Figure::if_equal))),
        )
    }
}

/// What each stage has, by its id, in the order of the draft.
struct ByStage<'a, T>(&'a AnalysisReport<'a>, OfStage<T>);

impl<T: Serialize> Serialize for ByStage<'_, T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (key, id) in self.0.stages() {
            map.serialize_entry(id, &self.1(self.0.analysis, key))?;
        }
        map.end()
    }
}

impl<'a> AnalysisReport<'a> {
    fn stages(&self) -> impl Iterator<Item = (StageKey, &'a str)> {
        let stages = self.pipeline.stages().iter();
        self.pipeline.stage_keys().zip(stages.map(|stage| stage.id.as_str()))
    }

    fn ids(&self, keys: &[StageKey]) -> Vec<&'a str> {
        keys.iter().filter_map(|key| self.pipeline.id_of(*key)).map(StageId::as_str).collect()
    }

    fn figures_at_start(&self, labels: &Labels<'_>) -> Vec<(&'static str, String)> {
        let analysis = self.analysis;
        let names = |keys: &[StageKey]| joined(keys.iter().map(|key| labels.quoted(*key)), ", ");
        let path = |path: Option<&[StageKey]>, none: &str| match path {
            Some(path) => joined(path.iter().map(|key| labels.quoted(*key)), " -> "),
            None => none.to_owned(),
        };
        let days = |days: Option<Figure>, none: &str| {
            days.map_or(none.to_owned(), |days| told(days, in_days))
        };
        let to_end = match (analysis.expected_days(), analysis.standard_deviation_days()) {
            (Some(Figure::Stated(mean)), Some(Figure::Stated(spread))) => {
                format!("{}, standard deviation {}", in_days(mean), in_days(spread))
            }
            (mean, _) => days(mean, "-, since a deal may never end, or none begins"),
        };
        let bottleneck = analysis.bottleneck().map_or("none".to_owned(), |it| {
            let of =
                |share| format!("{}, with {} of the days", labels.quoted(it.stage), percent(share));
            told(it.share, of)
        });
        let lever = analysis.lever().map_or("none".to_owned(), |it| {
            let of = |gain: f64| {
                format!(
                    "{}, where losing one deal in a hundred less adds {gain:.2} percentage points",
                    labels.quoted(it.stage)
                )
            };
            told(it.gain, of)
        });
        let purposes = analysis.mandatory_purposes().iter().map(|it| spoken(it.name()));
        let entered = analysis.reachable();
        let left_out: Vec<_> =
            self.pipeline.stage_keys().filter(|key| entered.binary_search(key).is_err()).collect();
        let can_be_won = analysis.shortest_won_path().is_some();
        let loops = if can_be_won { "as long as one likes: there is a loop on it" } else { "none" };
        let mut until_won = days(analysis.expected_days_to_win(), "-, since none is won");
        if analysis.expected_days_to_win().and_then(Figure::stated).is_some() {
            until_won += ", if won deals are in a stage as long as others";
        }
        vec![
            ("pipeline", format!("`{}`", self.pipeline.id())),
            (
                "chance to win",
                analysis.win_probability().map_or("-".to_owned(), |it| told(it, percent)),
            ),
            ("days until won", until_won),
            ("days to any end", to_end),
            ("without days", names(analysis.without_days())),
            ("bottleneck", bottleneck),
            ("most to gain", lever),
            ("every won deal passes", names(analysis.mandatory_stages())),
            ("every ended deal passes", names(analysis.mandatory_until_any_end())),
            ("every won deal serves", joined(purposes, ", ")),
            ("shortest path to Won", path(analysis.shortest_won_path(), "none")),
            ("longest path to Won", path(analysis.longest_won_path(), loops)),
            ("cannot be reached", names(&left_out)),
            ("cannot end from", names(analysis.trapped())),
            ("shares not stated at", names(analysis.assumed_uniform())),
        ]
    }

    fn by_stage(&self, labels: &Labels<'_>) -> Vec<[String; 8]> {
        let heads = [
            "stage",
            "chance to win",
            "until won",
            "to any end",
            "visits",
            "of the days",
            "gain",
            "shares from",
        ];
        let mut rows = vec![heads.map(str::to_owned)];
        let cell = |figure: Option<Figure>, form: fn(f64) -> String| {
            figure.map_or("-".to_owned(), |figure| told(figure, form))
        };
        let number = |number: f64| format!("{number:.2}");
        for key in self.pipeline.stage_keys() {
            let analysis = self.analysis;
            let source = analysis.shares_from(key).map_or("-", |source| match source {
                ShareSource::Stated => "the moves",
                ShareSource::StageChances => "the chances",
                ShareSource::History => "history",
                ShareSource::Assumed => "nobody",
            });
            rows.push([
                labels.plain(key),
                cell(analysis.win_probability_at(key), percent),
                cell(analysis.expected_days_to_win_at(key), in_days),
                cell(analysis.expected_days_at(key), in_days),
                cell(analysis.expected_visits(key), number),
                cell(analysis.cycle_share_at(key), percent),
                cell(analysis.gain_at(key), number),
                source.to_owned(),
            ]);
        }
        rows
    }
}

/// A figure as text, or that nobody stated what it rests on.
fn told(figure: Figure, form: impl FnOnce(f64) -> String) -> String {
    figure.stated().map_or_else(|| "not stated".to_owned(), form)
}

fn joined(parts: impl Iterator<Item = String>, between: &str) -> String {
    let text = parts.collect::<Vec<_>>().join(between);
    if text.is_empty() { "none".to_owned() } else { text }
}

/// What is known from the start, line by line, and then a table of the stages.
impl fmt::Display for AnalysisReport<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let labels = Labels::of(self.pipeline);
        let lines = self.figures_at_start(&labels);
        let width = lines.iter().map(|(name, _)| name.len()).max().unwrap_or_default();
        for (name, value) in lines {
            writeln!(f, "{name:width$}  {value}")?;
        }
        writeln!(f)?;
        let rows = self.by_stage(&labels);
        let width = |column: usize| rows.iter().map(|row| row[column].chars().count()).max();
        let widths: Vec<usize> = (0..8).map(|it| width(it).unwrap_or_default()).collect();
        for row in &rows {
            let [stage, numbers @ .., source] = row;
            write!(f, "{stage:0$}", widths[0])?;
            for (number, width) in numbers.iter().zip(&widths[1..]) {
                write!(f, "  {number:>width$}")?;
            }
            writeln!(f, "  {source}")?;
        }
        Ok(())
    }
}
