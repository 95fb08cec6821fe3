//! Deals, histories and leads as rows of our files.

use std::collections::{HashMap, HashSet};

use chrono::{DateTime, Utc};

use super::definition::Places;
use super::report::{Said, one_line};
use super::shape::{End, Raw, RawDeal, RawLead, RawMove};

use crate::value::table::TableOptions;
use crate::value::text::Instant;
use crate::value::{Currency, CustomerId, DealId, LeadId, Money, PersonId, StageId};

/// How a deal stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DealEnd {
    /// Not closed.
    Open,
    /// Won.
    Won,
    /// Lost.
    Lost,
}

impl DealEnd {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }
}

/// A deal of a CRM: a row of `deals.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportedDeal {
    /// The id that the CRM gives it.
    pub id: DealId,
    /// The pipeline, by its id in the process; `None` where it is not known.
    pub pipeline: Option<String>,
    /// Where it stands, or stood when it was closed.
    pub stage: Option<StageId>,
    /// The lead it came from.
    pub lead: Option<LeadId>,
    /// Whose deal it is.
    pub customer: Option<CustomerId>,
    /// Who works it.
    pub owner: Option<PersonId>,
    /// When it was opened.
    pub opened_at: Option<DateTime<Utc>>,
    /// How it stands.
    pub end: DealEnd,
    /// When it was closed; there for every closed deal.
    pub closed_at: Option<DateTime<Utc>>,
    /// Why it was lost.
    pub lost_reason: Option<String>,
    /// What it is worth.
    pub amount: Option<Money>,
}

/// A deal came into a stage, or an outcome: a row of `stages.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportedStay {
    /// The deal.
    pub deal: DealId,
    /// The pipeline, by its id in the process.
    pub pipeline: Option<String>,
    /// The stage or the outcome.
    pub stage: StageId,
    /// When.
    pub entered_at: DateTime<Utc>,
    /// By whom.
    pub by: Option<PersonId>,
    /// What the deal was worth then.
    pub amount: Option<Money>,
}

/// A lead of a CRM: a row of `leads.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct ImportedLead {
    /// The id that the CRM gives it.
    pub id: LeadId,
    /// Where it came from.
    pub source: Option<String>,
    /// Who works it.
    pub owner: Option<PersonId>,
    /// When it came.
    pub created_at: DateTime<Utc>,
    /// When it was converted.
    pub converted_at: Option<DateTime<Utc>>,
    /// When it was disqualified.
    pub disqualified_at: Option<DateTime<Utc>>,
    /// Why it was.
    pub disqualified_reason: Option<String>,
    /// The deal it became.
    pub deal: Option<DealId>,
}

/// What is made of the records.
#[derive(Debug, Default)]
pub(super) struct Records {
    pub(super) deals: Vec<ImportedDeal>,
    pub(super) stays: Vec<ImportedStay>,
    pub(super) leads: Vec<ImportedLead>,
}

pub(super) struct Maker<'m> {
    pub(super) raw: &'m mut Raw,
    pub(super) places: &'m Places,
    pub(super) currency: Option<Currency>,
    /// Whether the history of some deal was read.
    pub(super) has_moves: bool,
}

/// Deals, found by their ids and by those of their leads.
struct ByIds<'d> {
    deals: HashMap<&'d DealId, &'d ImportedDeal>,
    of_leads: HashMap<&'d LeadId, &'d ImportedDeal>,
}

fn id<T: for<'t> TryFrom<&'t str>>(text: Option<&String>) -> Option<T> {
    T::try_from(text?.trim()).ok()
}

impl Maker<'_> {
    pub(super) fn records(&mut self) -> Records {
        let mut records = Records::default();
        let mut moves: HashMap<String, Vec<RawMove>> = HashMap::new();
        for step in std::mem::take(&mut self.raw.moves) {
            moves.entry(step.deal.clone()).or_default().push(step);
        }
        let mut without_history = 0;
        let mut seen = HashSet::new();
        for deal in std::mem::take(&mut self.raw.deals) {
            if !seen.insert(deal.id.trim().to_owned()) {
                self.raw.problem(
                    &deal.file,
                    deal.place,
                    format!("deal `{}` is there twice; the first is kept", deal.id),
                );
                continue;
            }
            let steps = moves.remove(&deal.id).unwrap_or_default();
            let mut deal = deal;
            self.find_pipeline(&mut deal, &steps);
            if let Some((made, stays)) = self.deal(&deal, steps) {
                without_history += usize::from(stays.is_empty());
                records.deals.push(made);
                records.stays.extend(stays);
            }
        }
        if !records.deals.is_empty() && without_history > 0 {
            let words = format!(
                "{without_history} of {} deals have no history of stages",
                records.deals.len()
            );
            if self.has_moves {
                // Figures of the others alone are those of a part.
                let words = format!("{words}; `history` and `forecast` do not know them");
                self.raw.report.say(Said::Read, "stages.csv", "", &words);
            } else {
                self.raw.not_carried("stages.csv", "", words);
            }
        }
        let mut left: Vec<(String, Vec<RawMove>)> = moves.into_iter().collect();
        left.sort_by(|a, b| a.0.cmp(&b.0));
        if !records.deals.is_empty() && !left.is_empty() {
            let words = format!("{} deals of the histories are in no file of deals", left.len());
            self.raw.report.say(Said::Read, "stages.csv", "", &words);
        }
        for (deal, steps) in left {
            // A history without its deals is a history all the same.
            let mut raw = RawDeal { id: deal, ..RawDeal::default() };
            self.find_pipeline(&mut raw, &steps);
            let Ok(id) = DealId::new(&raw.id) else { continue };
            records.stays.extend(self.stays(&id, &raw, steps, None));
        }
        let deals = ByIds {
            deals: records.deals.iter().map(|deal| (&deal.id, deal)).collect(),
            // The first of several.
            of_leads: records
                .deals
                .iter()
                .rev()
                .filter_map(|it| Some((it.lead.as_ref()?, it)))
                .collect(),
        };
        let leads = std::mem::take(&mut self.raw.leads);
        let mut seen = HashSet::new();
        let mut made = Vec::new();
        for lead in &leads {
            if seen.insert(lead.id.trim()) {
                made.extend(self.lead(lead, &deals));
            } else {
                let words = format!("lead `{}` is there twice; the first is kept", lead.id);
                self.raw.problem(&lead.file, &lead.place, words);
            }
        }
        let leads = made;
        Records { leads, ..records }
    }

    fn deal(
        &mut self,
        deal: &RawDeal,
        mut steps: Vec<RawMove>,
    ) -> Option<(ImportedDeal, Vec<ImportedStay>)> {
        let (file, place) = (deal.file.as_str(), deal.place.as_str());
        let Ok(id_of) = DealId::new(deal.id.trim()) else {
            self.raw.problem(file, place, "the deal's id cannot be one; left out");
            return None;
        };
        let at = deal
            .stage
            .as_deref()
            .and_then(|stage| self.places.stage(deal.pipeline.as_deref(), stage));
        let at = at.map(|(pipeline, place)| (pipeline.to_owned(), place.clone()));
        if let (None, Some(stage)) = (&at, &deal.stage) {
            self.raw.problem(
                file,
                place,
                format!("the stage `{stage}` is in no pipeline that was read"),
            );
        }
        self.tell_alike(deal);
        let by_stage = at.as_ref().map(|(_, place)| place.end);
        let end = match (deal.end, by_stage) {
            (Some(end), Some(other)) if end != other && other != End::Open => {
                let words = format!(
                    "the deal is {}, its stage is {}; taken as {}",
                    end.words(),
                    other.words(),
                    end.words()
                );
                self.raw.problem(file, place, words);
                end
            }
            (Some(end), _) => end,
            (None, by_stage) => by_stage.unwrap_or(End::Open),
        };
        let last = steps.iter().map(|step| step.at).max();
        let mut closed = deal.closed.or(last).filter(|_| end != End::Open);
        if end != End::Open && deal.closed.is_none() {
            let Some(last) = last else {
                self.raw.problem(
                    file,
                    place,
                    format!(
                        "the deal is {}, and nothing that can be read says when; left out",
                        end.words()
                    ),
                );
                return None;
            };
            let words = format!("closed at its last move, `{}`", Instant(last));
            self.raw.guess(file, place, words);
        }
        if let (Some(opened), Some(at)) = (deal.opened, closed) {
            if at < opened {
                self.raw.problem(
                    file,
                    place,
                    format!(
                        "closed at `{}` before it is opened at `{}`; closed when opened",
                        Instant(at),
                        Instant(opened)
                    ),
                );
                closed = Some(opened);
            }
        }
        let mut customer: Option<CustomerId> = id(deal.customer.as_ref());
        if customer.is_none() && end == End::Won {
            customer = CustomerId::new(format!("deal-{}", deal.id.trim())).ok();
            self.raw.guess(file, place, "a won deal without a customer is its own customer's");
        }
        if let (true, Some(reason)) = (end != End::Lost, &deal.reason) {
            let words = format!("the reason `{reason}` of a deal that is not lost");
            self.raw.not_carried(file, place, words);
        }
        let amount = self.amount(deal.amount.as_ref(), deal.currency.as_ref(), file, place);
        let made = ImportedDeal {
            id: id_of.clone(),
            pipeline: at.as_ref().map(|(pipeline, _)| pipeline.clone()),
            stage: at.as_ref().and_then(|(_, place)| StageId::new(&place.id).ok()),
            lead: id(deal.lead.as_ref()),
            customer,
            owner: id(deal.owner.as_ref()),
            opened_at: deal.opened,
            end: match end {
                End::Open => DealEnd::Open,
                End::Won => DealEnd::Won,
                End::Lost => DealEnd::Lost,
            },
            closed_at: closed,
            lost_reason: deal.reason.as_deref().map(one_line).filter(|_| end == End::Lost),
            amount,
        };
        let works = at.filter(|(_, place)| !place.is_outcome && steps.is_empty());
        steps.extend(works.and_then(|(_, place)| self.unmoved(deal, place.id)));
        let mut stays = self.stays(&id_of, deal, steps, closed.map(|at| (end, at)));
        // The amount of today is that of the last stay.
        if let Some(last) = stays.last_mut().filter(|last| last.amount.is_none()) {
            last.amount = made.amount;
        }
        Some((made, stays))
    }

    /// Where moves were read and none is its own, a deal has not moved.
    fn unmoved(&mut self, deal: &RawDeal, to: String) -> Option<RawMove> {
        let at = deal.opened.filter(|_| self.has_moves)?;
        let words = "no move of it was read: it stands in its stage since it was opened";
        self.raw.guess("stages.csv", format!("deal {}", deal.id), words);
        Some(RawMove { pipeline: deal.pipeline.clone(), to, at, ..RawMove::default() })
    }

    /// The stages of a deal in time order; an end that is no stage of its own is
    /// a row too.
    fn stays(
        &mut self,
        id_of: &DealId,
        deal: &RawDeal,
        mut steps: Vec<RawMove>,
        closed: Option<(End, DateTime<Utc>)>,
    ) -> Vec<ImportedStay> {
        steps.sort_by_key(|step| step.at);
        let of = deal.pipeline.as_deref();
        let mut stays: Vec<ImportedStay> = Vec::new();
        // Where no move says it, a deal began where it stands.
        let begin = match steps.iter().find(|step| step.end.is_none()) {
            Some(step) => step.from.clone(),
            None => deal.stage.clone(),
        };
        let begin =
            steps.first().and_then(|step| Some((begin?, step.pipeline.clone(), deal.opened?)));
        if let Some((from, pipeline, opened)) =
            begin.filter(|(.., opened)| steps.first().is_some_and(|step| *opened <= step.at))
        {
            steps.insert(0, RawMove { to: from, pipeline, at: opened, ..RawMove::default() });
        }
        let mut last_pipeline = None;
        for step in &steps {
            let pipeline = step.pipeline.as_deref().or(of);
            let found = match step.end {
                // Open again: where it stood before.
                Some(End::Open) => {
                    let stood = stays.iter().rev().find_map(|stay| {
                        let of = stay.pipeline.as_deref();
                        let (_, place) = self.places.stage(of, stay.stage.as_str())?;
                        (!place.is_outcome).then(|| (of.unwrap_or_default().to_owned(), place))
                    });
                    let named = || {
                        let (of, place) = self.places.stage(pipeline, deal.stage.as_deref()?)?;
                        Some((of.to_owned(), place))
                    };
                    stood.or_else(named).map(|(of, place)| (of, place.id.clone()))
                }
                Some(end) => {
                    let pipeline = self.places.pipeline(pipeline).map(str::to_owned);
                    let outcome = pipeline
                        .as_deref()
                        .and_then(|it| self.places.end(it, end))
                        .map(str::to_owned);
                    pipeline.zip(outcome)
                }
                None => self
                    .places
                    .stage(pipeline, &step.to)
                    .map(|(pipeline, place)| (pipeline.to_owned(), place.id.clone())),
            };
            let Some((pipeline, stage)) = found else {
                let words = format!(
                    "the stage `{}` is in no pipeline that was read; the move is left out",
                    step.to
                );
                self.raw.problem("stages.csv", format!("deal {id_of}"), words);
                continue;
            };
            last_pipeline = Some(pipeline.clone());
            let Ok(stage) = StageId::new(&stage) else { continue };
            // A change of another field repeats the stage.
            if stays.last().is_some_and(|last| {
                last.stage == stage && last.pipeline.as_ref() == Some(&pipeline)
            }) {
                continue;
            }
            let amount =
                self.amount(step.amount.as_ref(), deal.currency.as_ref(), "stages.csv", "");
            stays.push(ImportedStay {
                deal: id_of.clone(),
                pipeline: Some(pipeline),
                stage,
                entered_at: step.at,
                by: id(step.by.as_ref()),
                amount,
            });
        }
        if let (Some((end, at)), Some(pipeline)) = (closed, last_pipeline) {
            let is_end = |stay: &ImportedStay| {
                self.places
                    .stage(Some(&pipeline), stay.stage.as_str())
                    .is_some_and(|(_, place)| place.is_outcome && place.end == end)
                    || self.places.end(&pipeline, end) == Some(stay.stage.as_str())
            };
            if !stays.last().is_some_and(is_end) {
                if let Some(stage) =
                    self.places.end(&pipeline, end).and_then(|it| StageId::new(it).ok())
                {
                    // The day of closing can begin before the last move.
                    let entered_at = stays.last().map_or(at, |last| last.entered_at.max(at));
                    let deal = id_of.clone();
                    stays.push(ImportedStay {
                        deal,
                        pipeline: Some(pipeline),
                        stage,
                        entered_at,
                        by: None,
                        amount: None,
                    });
                }
            }
        }
        stays
    }

    /// Where nothing names the pipeline of a deal: the first that has all stages
    /// the deal was in.
    fn find_pipeline(&mut self, deal: &mut RawDeal, steps: &[RawMove]) {
        let is_named = |name: Option<&str>| self.places.pipeline(name).is_some();
        if is_named(deal.pipeline.as_deref())
            || steps
                .iter()
                .any(|step| step.pipeline.is_some() && is_named(step.pipeline.as_deref()))
        {
            return;
        }
        let steps = steps.iter().filter(|step| step.end.is_none());
        let named =
            steps.flat_map(|step| step.from.as_deref().into_iter().chain([step.to.as_str()]));
        let stages: Vec<&str> = named.chain(deal.stage.as_deref()).collect();
        let mut fitting = self.places.with_all(&stages);
        let Some(pipeline) = fitting.next().map(str::to_owned) else { return };
        if fitting.next().is_some() {
            let words = format!("of several pipelines that have its stages: `{pipeline}`");
            self.raw.guess(&deal.file, format!("deal {}", deal.id), words);
        }
        deal.pipeline = Some(pipeline);
    }

    /// A name that several have is taken to be that of the first.
    fn tell_alike(&mut self, deal: &RawDeal) {
        let Some(name) = &deal.pipeline else { return };
        let pipeline = self.places.pipeline(Some(name));
        let is_id = pipeline == Some(name.as_str());
        let mut alike = Vec::new();
        if !is_id && self.places.is_alike(name, "") {
            alike.push(("pipelines", name, pipeline));
        }
        if let (Some(stage), Some(pipeline)) = (&deal.stage, pipeline) {
            let found =
                self.places.stage(Some(pipeline), stage).map(|(_, place)| place.id.as_str());
            if found != Some(stage) && self.places.is_alike(pipeline, stage) {
                alike.push(("stages", stage, found));
            }
        }
        for (what, name, found) in alike {
            let found = found.unwrap_or_default();
            let words = format!("of several {what} named `{name}`: `{found}`");
            self.raw.guess(&deal.file, &deal.place, words);
        }
    }

    fn amount(
        &mut self,
        amount: Option<&String>,
        currency: Option<&String>,
        file: &str,
        place: &str,
    ) -> Option<Money> {
        let amount = amount?;
        let currency = match currency.map(|code| (code, code.trim().to_uppercase().parse())) {
            Some((_, Ok(currency))) => currency,
            Some((code, Err(_))) => {
                let words = format!(
                    "the currency `{code}` is no code such as `EUR`; the amount is left out"
                );
                self.raw.problem(file, place, words);
                return None;
            }
            None => {
                let Some(currency) = self.currency else {
                    let words = format!(
                        "the amount `{amount}` has no currency: name it with `--currency`; left out"
                    );
                    self.raw.problem(file, place, words);
                    return None;
                };
                currency
            }
        };
        let read = |options: &TableOptions| options.cells.money_in("amount", amount, currency);
        let money = if self.raw.answers.contains(file) {
            // Three decimals are in no doubt here.
            let plain = TableOptions::new();
            read(&plain).or_else(|_| read(&plain.decimal_point()))
        } else {
            read(&self.raw.options)
        };
        match money {
            Ok(money) if money.amount().is_sign_negative() && !money.amount().is_zero() => {
                self.raw.problem(
                    file,
                    place,
                    format!("the amount `{money}` is below zero; left out"),
                );
                None
            }
            Ok(money) => Some(money),
            Err(error) => {
                self.raw.problem(file, place, format!("{error}; the amount is left out"));
                None
            }
        }
    }

    fn lead(&mut self, lead: &RawLead, deals: &ByIds<'_>) -> Option<ImportedLead> {
        let (file, place) = (lead.file.as_str(), lead.place.as_str());
        let (Ok(id_of), Some(created_at)) = (LeadId::new(lead.id.trim()), lead.created) else {
            self.raw.problem(
                file,
                place,
                "the lead has no id or nothing says when it came; left out",
            );
            return None;
        };
        let status = lead.status.as_ref().and_then(|status| {
            self.raw.lead_statuses.iter().find(|it| it.id == *status || it.name == *status)
        });
        let end = lead.end.or(status.and_then(|status| status.end));
        let name = status.map(|status| status.name.clone()).or(lead.status.clone());
        let deal: Option<DealId> = id(lead.deal.as_ref());
        let deal = deal.or_else(|| Some(deals.of_leads.get(&id_of)?.id.clone()));
        let is_there = deal.as_ref().is_none_or(|deal| deals.deals.contains_key(deal));
        if !is_there {
            self.raw.problem(
                file,
                place,
                "the deal that the lead became was not read; the link is left out",
            );
        }
        let deal = deal.filter(|_| is_there);
        let at = lead.closed.map(|at| at.max(created_at));
        let deal_opened = || deal.as_ref().and_then(|deal| deals.deals.get(deal)?.opened_at);
        let converted_at = match end {
            Some(End::Won) => at.or_else(|| Some(deal_opened()?.max(created_at))),
            _ => None,
        };
        let is_lost = end == Some(End::Lost);
        if is_lost && at.is_none() || end == Some(End::Won) && converted_at.is_none() {
            let words = if is_lost { "disqualified" } else { "converted" };
            let words =
                format!("the lead is {words}, and nothing that can be read says when; undecided");
            self.raw.problem(file, place, words);
        }
        let disqualified_at = at.filter(|_| is_lost);
        Some(ImportedLead {
            source: lead.source.clone(),
            owner: id(lead.owner.as_ref()),
            created_at,
            converted_at,
            disqualified_at,
            disqualified_reason: name.filter(|_| disqualified_at.is_some()),
            deal: deal.filter(|_| converted_at.is_some()),
            id: id_of,
        })
    }
}
