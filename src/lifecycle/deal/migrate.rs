//! [`Migration`]: many deals going over to another revision of the pipeline, or
//! to another pipeline.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

use super::{AnyDeal, DealCommand, DealMachine, DealRefused, DealState, StageMap, StageMapError};
use crate::lifecycle::words::told;
use crate::lifecycle::{Act, Conduct};
use crate::process::Pipeline;
use crate::value::words::serialize_message;
use crate::value::{Coded, Language, Message, StageId};

/// Takes deals over to another revision of their pipeline, or to another one,
/// each by a move of its own, the same as
/// [`Deal::migrate`](super::Deal::migrate) and
/// [`Deal::transfer`](super::Deal::transfer).
///
/// ```
/// use sales_process::lifecycle::{Act, deal::{AnyDeal, Deal, Migrated, Migration, NewDeal, StageMap}};
/// use sales_process::process::{PipelineDraft, Stage};
///
/// let draft = |stage: &str| {
///     PipelineDraft::new("web").stage(Stage::new(stage, stage).start()).won("won").go(stage, "won")
/// };
/// let (old, new) = (draft("talk").build()?, draft("meet").revision(2).build()?);
/// let act = Act::new("2026-03-02T09:00:00Z".parse()?, "anna".parse()?);
/// let deal = Deal::open(NewDeal::new("D-1".parse()?, "acme".parse()?, "anna".parse()?), &old, "talk", &act)?;
///
/// let map = StageMap::new(&old, &new, [("talk", "meet")])?;
/// let migration = Migration::new(&map, &old, &new)?;
/// let deals = vec![AnyDeal::from(deal)];
/// // First look, then go.
/// assert_eq!(migration.plan(&deals, &act).to_string(), "`talk` → `meet`: 1 deal");
/// let done: Vec<Migrated> = deals.into_iter().map(|deal| migration.take(deal, &act)).collect();
/// assert!(matches!(&done[0], Migrated::Moved { to, .. } if *to == "meet"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy)]
pub struct Migration<'a> {
    map: &'a StageMap,
    old: &'a Pipeline,
    new: &'a Pipeline,
}

/// What became of one deal.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Migrated {
    /// It runs by the new revision now; the entry waits in it to be taken.
    Moved {
        /// The deal.
        deal: AnyDeal,
        /// The stage it stood in.
        from: StageId,
        /// The stage it stands in.
        to: StageId,
    },
    /// It is no deal to take over, and is as it was.
    Unconcerned {
        /// The deal.
        deal: AnyDeal,
        /// Why.
        why: Unconcerned,
    },
    /// It should go over and cannot; it is as it was.
    Refused(DealRefused<AnyDeal>),
}

/// Why a deal is not concerned by a migration.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Unconcerned {
    /// It runs by another pipeline.
    OtherPipeline,
    /// It runs by the new revision already.
    AlreadyThere,
    /// It runs by some other revision of the pipeline.
    OtherRevision,
    /// It is lost or abandoned: it stays with what it ended by.
    Ended(DealState),
}

impl Coded for Unconcerned {
    fn code(&self) -> &'static str {
        match self {
            Self::OtherPipeline => "other_pipeline",
            Self::AlreadyThere => "already_there",
            Self::OtherRevision => "other_revision",
            Self::Ended(DealState::Abandoned) => "abandoned",
            Self::Ended(_) => "lost",
        }
    }
}

impl Message for Unconcerned {
    fn text_in(&self, language: Language) -> String {
        let words = match self {
            Self::OtherPipeline => {
                ["it runs by another pipeline", "идёт по другой воронке", "merge după altă pâlnie"]
            }
            Self::AlreadyThere => [
                "it runs by the new revision already",
                "уже идёт по новой версии",
                "merge deja după versiunea nouă",
            ],
            Self::OtherRevision => {
                ["it runs by another revision", "идёт по другой версии", "merge după altă versiune"]
            }
            Self::Ended(DealState::Abandoned) => ["it is abandoned", "снята", "este abandonată"],
            Self::Ended(_) => ["it is lost", "проиграна", "este pierdută"],
        };
        language.of(words).to_owned()
    }
}

impl Serialize for Unconcerned {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize_message(self, None, &BTreeMap::<(), ()>::new(), serializer)
    }
}

impl fmt::Display for Unconcerned {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text_in(Language::English))
    }
}

impl Migrated {
    /// The deal, to keep.
    pub fn into_deal(self) -> AnyDeal {
        match self {
            Self::Moved { deal, .. } | Self::Unconcerned { deal, .. } => deal,
            Self::Refused(refused) => refused.entity,
        }
    }
}

/// How many deals would go where.
///
/// Its text has one line for each old stage with deals in it, then the deals
/// that would be refused, and the others.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(remote = "Self")]
#[non_exhaustive]
pub struct MigrationPlan {
    /// The old stages that deals stand in, in the order of the pipeline.
    pub moves: Vec<PlannedMove>,
    /// How many deals would be refused.
    pub refused: usize,
    /// How many deals are not concerned, by reason.
    #[serde(serialize_with = "by_reason")]
    pub unconcerned: BTreeMap<Unconcerned, usize>,
}

/// JSON has texts as keys, and the reasons are texts in their words.
fn by_reason<S: serde::Serializer>(
    counts: &BTreeMap<Unconcerned, usize>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(counts.iter().map(|(why, count)| (why.code(), count)))
}

/// How many deals would go from one stage to another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct PlannedMove {
    /// The stage they stand in.
    pub from: StageId,
    /// The stage of the new revision that they would stand in.
    pub to: StageId,
    /// How many they are.
    pub deals: usize,
}

impl<'a> Migration<'a> {
    /// A migration from one revision to another, by a map between the two.
    ///
    /// # Errors
    ///
    /// [`StageMapError`]: the map leads between other revisions, or is not
    /// complete, which a stored one need not be.
    pub fn new(
        map: &'a StageMap,
        old: &'a Pipeline,
        new: &'a Pipeline,
    ) -> Result<Self, StageMapError> {
        map.check(old, new)?;
        Ok(Self { map, old, new })
    }

    /// Takes one deal over, if it runs by the old revision and has not ended
    /// as lost or abandoned.
    pub fn take(&self, deal: AnyDeal, act: &Act) -> Migrated {
        if let Some(why) = self.leaves_alone(&deal) {
            return Migrated::Unconcerned { deal, why };
        }
        let from = deal.record().stage().clone();
        match deal.apply(self.new, self.command(), act) {
            Ok(deal) => Migrated::Moved { to: deal.record().stage().clone(), deal, from },
            Err(refused) => Migrated::Refused(refused),
        }
    }

    /// Takes deals over one by one, and tells of each what became of it, in
    /// their order. One that is refused keeps no other back.
    pub fn take_all(&self, deals: impl IntoIterator<Item = AnyDeal>, act: &Act) -> Vec<Migrated> {
        deals.into_iter().map(|deal| self.take(deal, act)).collect()
    }

    /// How many deals would go where if this act took them over; nothing
    /// changes.
    pub fn plan<'d>(
        &self,
        deals: impl IntoIterator<Item = &'d AnyDeal>,
        act: &Act,
    ) -> MigrationPlan {
        let mut counts = vec![0_usize; self.old.stages().len()];
        let (mut refused, mut unconcerned) = (0, BTreeMap::new());
        for deal in deals {
            if let Some(why) = self.leaves_alone(deal) {
                *unconcerned.entry(why).or_default() += 1;
                continue;
            }
            let mut unmet = Vec::new();
            let mut command = self.command();
            let (core, view) = (deal.core(), deal.view());
            DealMachine::check(core, view, &mut command, act, self.new.into(), &mut unmet);
            let stage = deal.record().stage.key_in(self.old);
            match stage.and_then(|key| counts.get_mut(key.index())) {
                Some(count) if unmet.is_empty() => *count += 1,
                _ => refused += 1,
            }
        }
        let mut moves = Vec::new();
        for (key, deals) in self.old.stage_keys().zip(counts) {
            let from = self.old.id_of(key);
            let to = from.and_then(|from| self.map.target(from.as_str()));
            if let (Some(from), Some(to), true) = (from, to, deals > 0) {
                moves.push(PlannedMove { from: from.clone(), to: to.clone(), deals });
            }
        }
        MigrationPlan { moves, refused, unconcerned }
    }

    /// Within a pipeline it is a migration, to another one a transfer.
    fn command(&self) -> DealCommand {
        if self.map.pipeline() == self.map.to_pipeline() {
            DealCommand::Migrate(self.map.clone())
        } else {
            DealCommand::Transfer(self.map.clone())
        }
    }

    fn leaves_alone(&self, deal: &AnyDeal) -> Option<Unconcerned> {
        let (record, state) = (deal.record(), deal.state());
        if (record.pipeline(), record.revision())
            == (self.map.to_pipeline(), self.map.to_revision())
        {
            Some(Unconcerned::AlreadyThere)
        } else if record.pipeline() != self.map.pipeline() {
            Some(Unconcerned::OtherPipeline)
        } else if record.revision() != self.map.from_revision() {
            Some(Unconcerned::OtherRevision)
        } else {
            let ended = matches!(state, DealState::Lost | DealState::Abandoned);
            ended.then_some(Unconcerned::Ended(state))
        }
    }
}

impl MigrationPlan {
    /// The plan in words of a language. English is that of `Display`.
    pub(crate) fn text_in(&self, language: Language) -> String {
        let deals = |count: usize| match language {
            Language::English => format!("{count} deal{}", if count == 1 { "" } else { "s" }),
            Language::Russian => format!("сделок: {count}"),
            Language::Romanian => format!("tranzacții: {count}"),
        };
        let mut lines = Vec::new();
        for PlannedMove { from, to, deals: count } in &self.moves {
            lines.push(format!("`{from}` → `{to}`: {}", deals(*count)));
        }
        if self.refused > 0 {
            let words = language.of(["refused", "отказано", "refuzate"]);
            lines.push(format!("{words}: {}", deals(self.refused)));
        }
        for (why, count) in &self.unconcerned {
            let words = language.of(["not concerned", "не затронуты", "neatinse"]);
            lines.push(format!("{words}, {}: {}", why.text_in(language), deals(*count)));
        }
        if lines.is_empty() {
            lines.push(language.of(["no deals", "сделок нет", "nicio tranzacție"]).to_owned());
        }
        lines.join("\n")
    }
}

told! { MigrationPlan }
