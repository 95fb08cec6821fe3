//! [`Picture`]: what is to be seen, in no format yet.

use crate::value::text::{choices, sets};

/// What is to be seen: nodes and edges, the bands and lanes that nodes are in,
/// notes on the whole.
///
/// It knows nothing of pipelines: machines of states are pictures, too.
///
/// ```
/// use sales_process::draw::{Edge, Picture, Node, NodeKind};
///
/// let mut picture = Picture::new("lamp", "A lamp");
/// let off = picture.add(Node::new("off", NodeKind::State, "Off"));
/// let on = picture.add(Node::new("on", NodeKind::State, "On"));
/// picture.connect(Edge::new(off, on).label("press"));
/// assert_eq!(picture.edges().len(), 1);
/// ```
///
/// Invariant: every edge joins two nodes of the picture, and every node is in a
/// band and a lane of the picture, or in none.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    id: String,
    title: String,
    bands: Vec<Band>,
    lanes: Vec<Lane>,
    nodes: Vec<Node>,
    edges: Vec<Edge>,
    notes: Vec<Annotation>,
    gateway: String,
    nobody: String,
    badges: [String; 2],
    flow: Flow,
}

macro_rules! keys {
    ($($(#[$doc:meta])* $Key:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $Key(usize);

        impl $Key {
            /// Its place in the list of the picture; from 0.
            pub fn index(self) -> usize {
                self.0
            }
        }
    )*};
}

keys! {
    /// A node of one picture.
    NodeKey;
    /// A band of one picture.
    BandKey;
    /// A lane of one picture.
    LaneKey;
}

impl Picture {
    /// An empty picture. The id names it to programs, the title to people.
    pub fn new(id: impl Into<String>, title: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            title: title.into(),
            bands: Vec::new(),
            lanes: Vec::new(),
            nodes: Vec::new(),
            edges: Vec::new(),
            notes: Vec::new(),
            gateway: "Next?".to_owned(),
            nobody: "Nobody".to_owned(),
            badges: [Badge::Mandatory, Badge::Bottleneck].map(|badge| badge.name().to_owned()),
            flow: Flow::Across,
        }
    }

    /// Sets where the work runs in formats that have a choice: SVG, Mermaid and
    /// DOT. BPMN always runs across.
    #[must_use]
    pub fn flow(mut self, flow: Flow) -> Self {
        self.flow = flow;
        self
    }

    /// Sets the label of the gateway where paths part, in formats that draw
    /// gateways; `Next?` unless set.
    #[must_use]
    pub(crate) fn gateway(mut self, question: impl Into<String>) -> Self {
        self.gateway = question.into();
        self
    }

    /// Sets what the lane of nodes without one is called, in formats in which
    /// each node is in a lane; `Nobody` unless set.
    #[must_use]
    pub(crate) fn nobody(mut self, name: impl Into<String>) -> Self {
        self.nobody = name.into();
        self
    }

    /// Sets what a badge is called; its English name unless set.
    #[must_use]
    pub(crate) fn badge_called(mut self, badge: Badge, name: impl Into<String>) -> Self {
        let [mandatory, bottleneck] = &mut self.badges;
        match badge {
            Badge::Mandatory => *mandatory = name.into(),
            Badge::Bottleneck => *bottleneck = name.into(),
        }
        self
    }

    /// Adds a band: bands come in the order they are added.
    pub(crate) fn band(&mut self, band: Band) -> BandKey {
        self.bands.push(band);
        BandKey(self.bands.len() - 1)
    }

    /// Adds a lane: lanes come in the order they are added.
    pub(crate) fn lane(&mut self, lane: Lane) -> LaneKey {
        self.lanes.push(lane);
        LaneKey(self.lanes.len() - 1)
    }

    /// Adds a node. A band or lane that the picture does not have is none.
    pub fn add(&mut self, mut node: Node) -> NodeKey {
        node.band = node.band.filter(|key| key.0 < self.bands.len());
        node.lane = node.lane.filter(|key| key.0 < self.lanes.len());
        self.nodes.push(node);
        NodeKey(self.nodes.len() - 1)
    }

    /// Adds an edge; one that does not join two nodes of the picture is left out.
    pub fn connect(&mut self, edge: Edge) {
        if edge.from.0.max(edge.to.0) < self.nodes.len() {
            self.edges.push(edge);
        }
    }

    /// Adds a note on the whole.
    pub(crate) fn note(&mut self, note: Annotation) {
        self.notes.push(note);
    }

    /// What programs know it by.
    pub(crate) fn id(&self) -> &str {
        &self.id
    }

    /// What people know it by.
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Where the work runs.
    pub(crate) fn direction(&self) -> Flow {
        self.flow
    }

    /// The label of the gateway where paths part.
    pub(crate) fn gateway_label(&self) -> &str {
        &self.gateway
    }

    /// What a badge is called.
    pub(crate) fn badge_name(&self, badge: Badge) -> &str {
        let [mandatory, bottleneck] = &self.badges;
        match badge {
            Badge::Mandatory => mandatory,
            Badge::Bottleneck => bottleneck,
        }
    }

    /// What the lane of nodes without one is called.
    pub(crate) fn nobody_name(&self) -> &str {
        &self.nobody
    }

    /// The bands, in the order they were added.
    pub fn bands(&self) -> &[Band] {
        &self.bands
    }

    /// The lanes, in the order they were added.
    pub(crate) fn lanes(&self) -> &[Lane] {
        &self.lanes
    }

    /// The nodes, in the order they were added.
    pub fn nodes(&self) -> &[Node] {
        &self.nodes
    }

    /// The edges, in the order they were added.
    pub fn edges(&self) -> &[Edge] {
        &self.edges
    }

    /// The notes on the whole.
    pub(crate) fn notes(&self) -> &[Annotation] {
        &self.notes
    }
}

choices! {
    /// Where the work runs in a picture.
    pub enum Flow {
        /// From left to right: for wide screens and slides.
        Across = "across",
        /// From top to bottom: for narrow screens and paper.
        Down = "down",
    }
}

choices! {
    /// What a node is.
    pub enum NodeKind {
        /// Where it begins: a mark, with an edge to what comes first.
        Start = "start",
        /// A working stage.
        Stage = "stage",
        /// A state of a machine.
        State = "state",
        /// An end that is won.
        Won = "won",
        /// An end that is lost.
        Lost = "lost",
    }
}

choices! {
    /// What is special about a node.
    pub enum Badge {
        /// Every path to Won passes it.
        Mandatory = "mandatory",
        /// It holds deals up more than any other.
        Bottleneck = "bottleneck",
    }
}

impl Badge {
    /// A sign for it, to stand before its name.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Mandatory => "◆",
            Self::Bottleneck => "▼",
        }
    }
}

choices! {
    /// How grave a mark is.
    pub enum Level {
        /// It is wrong.
        Error = "error",
        /// It is probably wrong.
        Warning = "warning",
        /// It is worth knowing.
        Notice = "notice",
    }
}

impl Level {
    /// A sign for it.
    pub(crate) fn sign(self) -> &'static str {
        match self {
            Self::Error => "✕",
            Self::Warning => "!",
            Self::Notice => "i",
        }
    }
}

/// Something to see at one place: a stage, an end, a state, a start mark.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Node {
    /// What programs know it by. Nodes of one picture may share an id; their
    /// keys tell them apart.
    pub id: String,
    /// What it is.
    pub kind: NodeKind,
    /// What people know it by.
    pub label: String,
    /// The band it is in.
    pub band: Option<BandKey>,
    /// The lane it is in.
    pub lane: Option<LaneKey>,
    /// What is special about it, each at most once.
    pub badges: Vec<Badge>,
    /// Figures to show below the label, each a line of its own.
    pub figures: Vec<String>,
    /// What is marked about it.
    pub marks: Vec<Mark>,
    /// What people should know besides; for formats that have room for it.
    pub notes: Vec<Annotation>,
}

impl Node {
    /// A node of which no more is known.
    pub fn new(id: impl Into<String>, kind: NodeKind, label: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            kind,
            label: label.into(),
            band: None,
            lane: None,
            badges: Vec::new(),
            figures: Vec::new(),
            marks: Vec::new(),
            notes: Vec::new(),
        }
    }

    /// Adds a line with a figure.
    #[must_use]
    pub(crate) fn figure(mut self, line: impl Into<String>) -> Self {
        self.figures.push(line.into());
        self
    }

    /// Marks it.
    #[must_use]
    pub(crate) fn mark(mut self, level: Level, text: impl Into<String>) -> Self {
        self.marks.push(Mark { level, text: text.into() });
        self
    }
}

/// What somebody found about a node.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Mark {
    /// How grave it is.
    pub level: Level,
    /// What it is, in words.
    pub text: String,
}

choices! {
    /// Where an edge goes, in the sense of the work.
    pub enum EdgeKind {
        /// On with the work.
        Forward = "forward",
        /// Back on purpose.
        Rework = "rework",
        /// Out of it, without success.
        Lost = "lost",
    }
}

/// A path from one node to another.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Edge {
    /// The node it leaves.
    pub from: NodeKey,
    /// The node it enters.
    pub to: NodeKey,
    /// Where it goes.
    pub kind: EdgeKind,
    /// A short text to stand at it; none where empty.
    pub label: String,
    /// What must be true to take it, in words.
    pub conditions: Vec<String>,
    /// How much goes along it beside the edge with most, from 0 to 1: how thick
    /// it is drawn, in formats that draw lines. As usual where `None`.
    pub flow: Option<f64>,
}

impl Edge {
    /// A path forward, of which no more is known.
    pub fn new(from: NodeKey, to: NodeKey) -> Self {
        let (kind, label, conditions) = (EdgeKind::Forward, String::new(), Vec::new());
        Self { from, to, kind, label, conditions, flow: None }
    }

    /// Says how much goes along it beside the edge with most; below 0 it counts
    /// as 0, above 1 as 1.
    #[must_use]
    pub(crate) fn flow(mut self, share: f64) -> Self {
        self.flow = Some(share.clamp(0.0, 1.0));
        self
    }

    /// How thick the line is in pixels; `None` for the usual.
    pub(super) fn thickness(&self) -> Option<f64> {
        self.flow.map(|share| ((1.0 + 6.0 * share) * 10.0).round() / 10.0)
    }

    sets! {
        /// Says where it goes.
        kind(kind: EdgeKind) kind = kind;

        /// Sets the short text that stands at it.
        label(label: impl Into<String>) label = label.into();
    }
}

/// A part of the whole that nodes are in, with what it results in: a
/// subprocess.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Band {
    /// What programs know it by.
    pub id: String,
    /// What people know it by.
    pub label: String,
    /// What it results in, in words; nothing to show where empty.
    pub result: String,
    /// What people should know besides.
    pub notes: Vec<Annotation>,
}

impl Band {
    /// A band of which no more is known.
    pub(crate) fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into(), result: String::new(), notes: Vec::new() }
    }

    /// Says what it results in.
    #[must_use]
    pub(crate) fn result(mut self, result: impl Into<String>) -> Self {
        self.result = result.into();
        self
    }
}

/// Who works at nodes: a role.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Lane {
    /// What programs know it by.
    pub id: String,
    /// What people know it by.
    pub label: String,
}

impl Lane {
    /// A lane.
    pub(crate) fn new(id: impl Into<String>, label: impl Into<String>) -> Self {
        Self { id: id.into(), label: label.into() }
    }
}

/// What people should know besides: a heading and lines below it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Annotation {
    /// What it is about.
    pub heading: String,
    /// What there is to know; nothing where empty.
    pub lines: Vec<String>,
}

impl Annotation {
    /// A note of some lines.
    pub(crate) fn new(
        heading: impl Into<String>,
        lines: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        Self { heading: heading.into(), lines: lines.into_iter().map(Into::into).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_of_another_picture_join_nothing() {
        let mut large = Picture::new("large", "Large");
        let band = large.band(Band::new("b", "B"));
        let lane = large.lane(Lane::new("l", "L"));
        large.add(Node::new("a", NodeKind::State, "A"));
        let far = large.add(Node::new("b", NodeKind::State, "B"));

        let mut small = Picture::new("small", "Small");
        let node = Node::new("a", NodeKind::State, "A");
        let only = small.add(Node { band: Some(band), lane: Some(lane), ..node });
        small.connect(Edge::new(only, far));
        small.connect(Edge::new(far, only));
        assert_eq!(small.edges(), []);
        assert_eq!((small.nodes()[0].band, small.nodes()[0].lane), (None, None));
        small.connect(Edge::new(only, only));
        assert_eq!(small.edges().len(), 1);
    }
}
