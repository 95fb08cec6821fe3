//! The real pipeline as a picture.

use std::collections::BTreeMap;

use super::real::{RealMove, RealPipeline};
use super::stage_history::{End, StageHistory};
use super::stays::float;
use super::text::percent;
use crate::draw::{Annotation, Edge, EdgeKind, Level, Node, NodeKey, NodeKind, Picture};
use crate::process::{Drawing, SalesProcess, StageKey};

impl StageHistory<'_> {
    /// The pipeline as deals really went along it: the nodes of the design, with
    /// the titles of a process where one is given, edges as thick as what went
    /// along them. Moves that happened less often than `fold_below` times the
    /// number of deals are not drawn, and listed in a note; 0 draws them all.
    pub fn picture(
        &self,
        real: &RealPipeline,
        process: Option<&SalesProcess>,
        fold_below: f64,
    ) -> Picture {
        let drawn = self.design.map(|design| {
            let drawing = Drawing::of(design);
            process.map_or(drawing.clone(), |process| drawing.in_process(process)).picture()
        });
        let (id, title) = drawn.as_ref().map_or(("history", "History"), |it| (it.id(), it.title()));
        let mut picture = Picture::new(id, title);
        let mut designed = Vec::new();
        if let Some(drawn) = &drawn {
            for band in drawn.bands() {
                picture.band(band.clone());
            }
            for lane in drawn.lanes() {
                picture.lane(lane.clone());
            }
            designed = drawn.nodes().to_vec();
        }
        let mut keys: Vec<NodeKey> = Vec::new();
        for (place, known) in self.places.iter().enumerate() {
            let kind = match known.end {
                None => NodeKind::Stage,
                Some(End::Won) => NodeKind::Won,
                Some(End::Lost | End::Abandoned) => NodeKind::Lost,
            };
            let is_known = self.design.is_some_and(|it| it.place(StageKey::of(place)).is_some());
            let mut node = match designed.get(place) {
                Some(node) if is_known => node.clone(),
                _ => Node::new(known.id.as_str(), kind, self.name(place)),
            };
            if self.design.is_some() && !is_known {
                node = node.mark(Level::Warning, "not in the design");
            }
            if let Some(stage) = real.stages.iter().find(|stage| stage.stage == known.id) {
                node = node.figure(format!("{} visits", stage.visits));
                if let Some(days) = stage.median_days {
                    node = node.figure(format!("{days:.1} days, median"));
                }
            }
            keys.push(picture.add(node));
        }
        let most = real.moves.iter().map(|step| step.count).max().unwrap_or(1);
        let mut folded: Vec<&RealMove> = Vec::new();
        for step in &real.moves {
            if float(step.count) < fold_below * float(real.deals) {
                folded.push(step);
            } else if let Some(edge) = self.edge(step, &keys) {
                picture.connect(edge.flow(float(step.count) / float(most)));
            }
        }
        self.connect_starts(&mut picture, &keys, most);
        if !folded.is_empty() {
            let line = |step: &&RealMove| format!("{} → {}: {}", step.from, step.to, step.count);
            picture.note(Annotation::new("Rare moves", folded.iter().map(line)));
        }
        picture
    }

    fn edge(&self, step: &RealMove, keys: &[NodeKey]) -> Option<Edge> {
        let place = |id: &str| self.places.iter().position(|place| place.id == *id);
        let (from, to) = (place(step.from.as_str())?, place(step.to.as_str())?);
        let designed = self
            .design
            .and_then(|design| design.move_between(StageKey::of(from), StageKey::of(to)));
        let kind = match self.end(to) {
            Some(End::Lost | End::Abandoned) => EdgeKind::Lost,
            Some(End::Won) => EdgeKind::Forward,
            None if designed.is_some_and(|step| step.rework.is_some()) || to <= from => {
                EdgeKind::Rework
            }
            None => EdgeKind::Forward,
        };
        let mark = if step.in_design == Some(false) { ", unplanned" } else { "" };
        let label = format!("{} ({}){mark}", step.count, percent(step.share).replace(' ', ""));
        Some(Edge::new(*keys.get(from)?, *keys.get(to)?).kind(kind).label(label))
    }

    fn connect_starts(&self, picture: &mut Picture, keys: &[NodeKey], most: u64) {
        let mut starts: BTreeMap<usize, u64> = BTreeMap::new();
        for deal in self.log.paths() {
            if let Some(first) = deal.visits.first() {
                *starts.entry(self.place(first)).or_default() += 1;
            }
        }
        for (place, deals) in starts {
            let Some((known, key)) = self.places.get(place).zip(keys.get(place)) else { continue };
            let mut mark = Node::new(known.id.as_str(), NodeKind::Start, "Start");
            (mark.band, mark.lane) = picture
                .nodes()
                .get(key.index())
                .map_or((None, None), |node| (node.band, node.lane));
            let from = picture.add(mark);
            let edge = Edge::new(from, *key).label(deals.to_string());
            picture.connect(edge.flow(float(deals) / float(most)));
        }
    }
}
