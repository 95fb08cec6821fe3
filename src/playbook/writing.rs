//! [`Writing`]: the document while it is being built.

use super::page::{Block, Depth, Frame, Item, ListStyle, Page, Part, Text};
use super::{Counted, Headings, Playbook};
use crate::designer::lint::Finding;
use crate::designer::{Analysis, ChancesError};
use crate::draw::Flow;
use crate::kpi::Overview;
use crate::process::{OutcomeKind, Pipeline, Place, Purpose, SalesProcess, Stage, StageKey};

/// The document while it is being built, and what is asked of all over it.
pub(super) struct Writing<'a> {
    pub(super) process: &'a SalesProcess,
    pub(super) words: &'a Headings<'a>,
    pub(super) found: Option<&'a [Finding]>,
    /// Where the pictures run; both ways where it is left open.
    pub(super) flow: Option<Flow>,
    pub(super) picture_files: &'a [String],
    pub(super) overview: Option<&'a Overview>,
    /// Of each pipeline, in the order of the process.
    pub(super) analyses: Vec<Result<Analysis, ChancesError>>,
    parts: Vec<Part>,
}

impl<'a> Writing<'a> {
    pub(super) fn new(playbook: &'a Playbook<'a>) -> Self {
        let process = playbook.process;
        Self {
            process,
            words: &playbook.headings,
            found: playbook.findings,
            flow: playbook.flow,
            picture_files: &playbook.picture_files,
            overview: playbook.kpis,
            analyses: process.pipelines().iter().map(Pipeline::analysis).collect(),
            parts: Vec::new(),
        }
    }

    pub(super) fn finish(self) -> Page {
        let (process, words) = (self.process, self.words);
        let subtitle = Text::fixed(words.titles.playbook).and(&format!(
            " · {} {}",
            words.labels.version,
            process.version()
        ));
        Page {
            language: words.language.to_owned(),
            title: visible(process.name(), process.id().as_str()).to_owned(),
            subtitle,
            contents: words.titles.contents.to_owned(),
            parts: self.parts,
        }
    }

    /// Begins a chapter.
    pub(super) fn chapter(&mut self, anchor: impl Into<String>, text: impl Into<Text>) {
        self.parts.push(Part { frame: Frame::None, blocks: Vec::new() });
        self.heading(Depth::Chapter, anchor, text);
    }

    /// Begins a section of a chapter.
    pub(super) fn section(&mut self, anchor: impl Into<String>, text: impl Into<Text>) {
        self.parts.push(Part { frame: Frame::None, blocks: Vec::new() });
        self.heading(Depth::Section, anchor, text);
    }

    /// Begins a section that stays together.
    pub(super) fn card(&mut self, anchor: impl Into<String>, text: impl Into<Text>) {
        self.parts.push(Part { frame: Frame::Card, blocks: Vec::new() });
        self.heading(Depth::Section, anchor, text);
    }

    /// Begins a section as wide as there is room.
    pub(super) fn wide(&mut self, anchor: impl Into<String>, text: impl Into<Text>) {
        self.parts.push(Part { frame: Frame::Wide, blocks: Vec::new() });
        self.heading(Depth::Section, anchor, text);
    }

    fn heading(&mut self, depth: Depth, anchor: impl Into<String>, text: impl Into<Text>) {
        self.add(Block::Heading { depth, anchor: anchor.into(), text: text.into() });
    }

    /// A label above what follows.
    pub(super) fn label(&mut self, text: &str) {
        self.heading(Depth::Label, "", text);
    }

    pub(super) fn paragraph(&mut self, text: impl Into<Text>) {
        self.add(Block::Paragraph(text.into()));
    }

    /// A list of items of one depth; nothing where there are none.
    pub(super) fn list(&mut self, style: ListStyle, texts: impl IntoIterator<Item = Text>) {
        let items: Vec<Item> = texts.into_iter().map(|text| Item { depth: 0, text }).collect();
        self.items(style, items);
    }

    pub(super) fn items(&mut self, style: ListStyle, items: Vec<Item>) {
        if !items.is_empty() {
            self.add(Block::List { style, items });
        }
    }

    /// A list below its label; nothing where there are no items.
    pub(super) fn labelled(
        &mut self,
        label: &str,
        style: ListStyle,
        texts: impl IntoIterator<Item = Text>,
    ) {
        let mut texts = texts.into_iter().peekable();
        if texts.peek().is_some() {
            self.label(label);
            self.list(style, texts);
        }
    }

    /// A table; nothing where there are no rows. A column in which no row has
    /// anything is left out.
    pub(super) fn table<'w>(
        &mut self,
        head: impl IntoIterator<Item = &'w str>,
        mut rows: Vec<Vec<Text>>,
    ) {
        let mut head: Vec<String> = head.into_iter().map(str::to_owned).collect();
        for column in (0..head.len()).rev() {
            if rows.iter().all(|row| row.get(column).is_none_or(Text::is_empty)) {
                head.remove(column);
                rows.iter_mut().filter(|row| column < row.len()).for_each(|row| {
                    row.remove(column);
                });
            }
        }
        if !rows.is_empty() {
            self.add(Block::Table { head, rows });
        }
    }

    /// Names with their values; those without a value are left out.
    pub(super) fn facts<'w>(&mut self, facts: impl IntoIterator<Item = (&'w str, Option<Text>)>) {
        self.add_facts(false, facts);
    }

    /// The same for values of a word or two.
    pub(super) fn brief_facts<'w>(
        &mut self,
        facts: impl IntoIterator<Item = (&'w str, Option<Text>)>,
    ) {
        self.add_facts(true, facts);
    }

    fn add_facts<'w>(
        &mut self,
        brief: bool,
        facts: impl IntoIterator<Item = (&'w str, Option<Text>)>,
    ) {
        let facts: Vec<(String, Text)> = facts
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value.filter(|it| !it.is_empty())?)))
            .collect();
        if !facts.is_empty() {
            self.add(Block::Facts { brief, facts });
        }
    }

    pub(super) fn add(&mut self, block: Block) {
        match self.parts.last_mut() {
            Some(part) => part.blocks.push(block),
            None => self.parts.push(Part { frame: Frame::None, blocks: vec![block] }),
        }
    }

    /// A purpose by its name in this language; one of the company's own as it
    /// is written.
    pub(super) fn purpose(&self, purpose: &Purpose) -> Text {
        match self.words.names.purpose(purpose) {
            Some(name) => Text::strong(name),
            None => Text::user(purpose.name()),
        }
    }

    /// The title of a role that is named by its id or, where there are no
    /// roles, by its kind; any other text as it is written.
    pub(super) fn role(&self, name: &str) -> Text {
        match (self.process.role(name), self.process.role_kind(name)) {
            (Some(role), _) => Text::user(visible(role.title_or_id(), &role.id)),
            (None, Some(kind)) => Text::fixed(self.words.names.role_called(&kind)),
            (None, None) => Text::user(name),
        }
    }

    /// A stage or an outcome, as a link where it has a card.
    pub(super) fn place(&self, number: usize, pipeline: &Pipeline, key: StageKey) -> Text {
        match pipeline.place(key) {
            Some(Place::Stage(stage)) => Text::link(stage_name(stage), stage_anchor(number, key)),
            Some(Place::Outcome(outcome)) => match &outcome.name {
                Some(name) => Text::user(visible(name, &outcome.id)),
                None if outcome.id == outcome.kind.name() => {
                    Text::fixed(self.words.names.outcome_kind(outcome.kind))
                }
                None => Text::user(&outcome.id),
            },
            None => Text::default(),
        }
    }

    /// Several stages.
    pub(super) fn places(&self, number: usize, pipeline: &Pipeline, keys: &[StageKey]) -> Text {
        Text::joined(keys.iter().map(|key| self.place(number, pipeline, *key)), ", ")
    }

    /// The name of a pipeline; where it has none, what it serves, or else its id.
    pub(super) fn pipeline_name(&self, pipeline: &Pipeline) -> Text {
        if let Some(name) = pipeline.draft().name.as_deref().filter(|name| has_words(name)) {
            return Text::user(name);
        }
        let kinds = pipeline.serves().iter().map(|kind| self.words.names.deal_kind(*kind));
        let served = kinds.collect::<Vec<_>>().join(", ");
        if served.is_empty() { Text::user(pipeline.id().as_str()) } else { Text::fixed(served) }
    }

    /// The analysis of a pipeline; none where its shares contradict each other.
    pub(super) fn analysis(&self, number: usize) -> Option<&Analysis> {
        self.analyses.get(number)?.as_ref().ok()
    }

    /// A number of something, to hundredths.
    pub(super) fn count(&self, noun: &Counted<'_>, number: f64) -> Text {
        let words = self.words;
        Text::fixed(noun.say((number * 100.0).round() / 100.0, words.plural, &words.numbers))
    }

    pub(super) fn days(&self, number: f64) -> Text {
        self.count(&self.words.days, number)
    }

    /// A computed number of days, to tenths.
    pub(super) fn about_days(&self, number: f64) -> Text {
        self.days((number * 10.0).round() / 10.0)
    }

    /// A share from 0 to 1 in percent, to tenths; one that is there but would
    /// read as nothing is below a tenth.
    pub(super) fn percent(&self, share: f64) -> Text {
        let tenths = (share * 1000.0).round();
        let numbers = &self.words.numbers;
        let number = if tenths < 1.0 && share > 0.0 {
            format!("<{}", numbers.number(0.1))
        } else {
            numbers.number(tenths / 10.0)
        };
        Text::phrase(self.words.phrases.percent, &[("number", number.into())])
    }
}

/// The stages with several ways out whose shares are not stated; a single way
/// has nothing to share.
pub(super) fn uniform(pipeline: &Pipeline, analysis: &Analysis) -> Vec<StageKey> {
    let several = |stage: &StageKey| pipeline.exits(*stage).nth(1).is_some();
    analysis.assumed_uniform().iter().copied().filter(several).collect()
}

/// Whether deals count as won in a stage from which the end is not the next
/// step.
pub(super) fn won_before_the_end(pipeline: &Pipeline) -> bool {
    let ends = |stage| pipeline.exits(stage).any(|(to, _)| pipeline.is_won(to));
    pipeline.stage_keys().any(|stage| pipeline.reaches_closing(stage) && !ends(stage))
}

/// Whether deals count as won before they come to a stage.
pub(super) fn is_after_winning(pipeline: &Pipeline, stage: StageKey) -> bool {
    let mut before = pipeline.entries(stage).filter(|(_, step)| step.rework.is_none());
    pipeline.reaches_closing(stage)
        && before.any(|(from, _)| from != stage && pipeline.reaches_closing(from))
}

/// Whether a deal that counts as won may come to a later stage and be lost there.
pub(super) fn lost_after_winning(pipeline: &Pipeline) -> bool {
    let is_lost = |to: StageKey| pipeline.ends(OutcomeKind::Lost).any(|lost| lost == to);
    let can_be_lost = |stage| pipeline.exits(stage).any(|(to, _)| is_lost(to));
    pipeline.stage_keys().any(|stage| is_after_winning(pipeline, stage) && can_be_lost(stage))
}

/// The name of a stage; its id where there is nothing to be seen of it.
pub(super) fn stage_name(stage: &Stage) -> &str {
    visible(stage.name(), &stage.id)
}

/// A text, or what stands for it where there is nothing to be seen of it.
pub(super) fn visible<'t>(text: &'t str, otherwise: &'t str) -> &'t str {
    if has_words(text) { text } else { otherwise }
}

/// Whether a text has anything to be seen.
pub(super) fn has_words(text: &str) -> bool {
    !text.trim().is_empty()
}

/// Anchors are numbers, so that no text of a user can break or share one.
pub(super) fn pipeline_anchor(number: usize) -> String {
    format!("pipeline-{}", number + 1)
}

pub(super) fn stage_anchor(number: usize, key: StageKey) -> String {
    format!("pipeline-{}-stage-{}", number + 1, key.index() + 1)
}
