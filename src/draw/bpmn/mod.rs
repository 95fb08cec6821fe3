//! A picture as BPMN 2.0 with diagram interchange.
//!
//! BPMN reads two plain arrows out of a task as *both at once*. So an exclusive
//! gateway stands wherever paths part, and another wherever they meet. Each exit
//! of a gateway has a name for people and a condition for programs:
//! `next = "proposal"`, in FEEL, the expression language that comes with BPMN's
//! sister standard DMN. What a stage is about, which BPMN has no words for, is
//! in its documentation.
//!
//! The path to Won is one straight row, so lanes stand upright: a role has one
//! lane for each time the row comes to it. Bands are groups.

mod diagram;
mod ids;

use self::ids::Ids;
use super::layout::{self, Layout, Size, Sizes, What};
use super::picture::{Annotation, BandKey, Edge, Flow, LaneKey, Node, NodeKind, Picture};
use super::text::{Type, shown};
use super::xml::Xml;

/// The type that viewers set names in.
const NAME: Type = Type::plain(12.0);
const LABEL: Type = Type::plain(11.0);
const TASK: Size = Size::new(130.0, 80.0);
const EVENT: Size = Size::new(36.0, 36.0);
const GATEWAY: f64 = 50.0;
/// How wide what is written below an event may be, and the name of a flow.
const CAPTION: f64 = 80.0;
const FLOW: f64 = 110.0;
/// What conditions are written in.
const FEEL: &str = "https://www.omg.org/spec/DMN/20191111/FEEL/";

/// What a shape of the layout becomes.
struct FlowNode {
    tag: &'static str,
    id: String,
    name: String,
    documentation: String,
    incoming: Vec<String>,
    outgoing: Vec<String>,
    /// When it happens, of a start among several.
    condition: Option<String>,
    direction: Option<&'static str>,
}

/// What a path of the layout becomes.
struct SequenceFlow {
    id: String,
    name: String,
    documentation: String,
    condition: Option<String>,
    from: usize,
    to: usize,
}

/// A group of neighbouring columns: a lane, or a band.
struct Columns {
    id: String,
    name: String,
    documentation: String,
    members: Vec<String>,
    left: f64,
    right: f64,
}

/// Everything that is written, in the order of the layout.
struct Model<'a> {
    picture: &'a Picture,
    layout: Layout,
    process: String,
    nodes: Vec<FlowNode>,
    flows: Vec<SequenceFlow>,
    lanes: Vec<Columns>,
    groups: Vec<Columns>,
}

impl Picture {
    /// The picture as a BPMN 2.0 file with diagram interchange, the same bytes
    /// each time.
    ///
    /// Stages and states are tasks; each start mark is a start event, each lost
    /// exit has an end event of its own. Where there are several starts, each has
    /// a condition, such as `start = "request"`. Ids of the file are made of the
    /// ids of the picture. An empty picture is a process with nothing in it.
    pub fn to_bpmn(&self) -> String {
        Model::of(self).written()
    }
}

impl<'a> Model<'a> {
    fn of(picture: &'a Picture) -> Self {
        let parts = Parts::of(picture);
        let layout = layout::arrange(picture, sizes(picture, &parts));
        let mut ids = Ids::default();
        let process = ids.of("process", &[picture.id()]);
        let mut model = Self {
            picture,
            layout,
            process,
            nodes: Vec::new(),
            flows: Vec::new(),
            lanes: Vec::new(),
            groups: Vec::new(),
        };
        model.add_nodes(&mut ids);
        model.add_flows(&mut ids);
        model.add_columns(&mut ids, &parts);
        model
    }

    fn node(&self, n: usize) -> Option<&'a Node> {
        self.picture.nodes().get(n)
    }

    fn add_nodes(&mut self, ids: &mut Ids) {
        let is_start = |what: &What| match what {
            What::Node(n) | What::AtEdge { node: n, .. } => {
                self.node(*n).is_some_and(|node| node.kind == NodeKind::Start)
            }
            What::Join(_) | What::Split(_) => false,
        };
        let starts = self.layout.shapes.iter().filter(|shape| is_start(&shape.what)).count();
        let mut nodes = Vec::new();
        for shape in &self.layout.shapes {
            let (n, host) = match shape.what {
                What::Node(n) | What::Join(n) | What::Split(n) => (n, n),
                What::AtEdge { edge, node } => {
                    let edge = self.picture.edges().get(edge);
                    let other = |e: &Edge| if e.from.index() == node { e.to } else { e.from };
                    (node, edge.map_or(node, |e| other(e).index()))
                }
            };
            let (Some(node), Some(at)) = (self.node(n), self.node(host)) else { continue };
            let mut made = FlowNode {
                tag: "bpmn:exclusiveGateway",
                id: String::new(),
                name: String::new(),
                documentation: String::new(),
                incoming: Vec::new(),
                outgoing: Vec::new(),
                condition: None,
                direction: None,
            };
            match (shape.what, node.kind) {
                (What::Join(_), _) => {
                    made.id = ids.of("join", &[&node.id]);
                    made.direction = Some("Converging");
                }
                (What::Split(_), _) => {
                    made.id = ids.of("split", &[&node.id]);
                    made.name = shown(self.picture.gateway_label());
                    made.direction = Some("Diverging");
                }
                (_, kind) => {
                    (made.tag, made.id) = match kind {
                        NodeKind::Start => ("bpmn:startEvent", ids.of("start", &[&at.id])),
                        NodeKind::Stage | NodeKind::State => {
                            ("bpmn:task", ids.of("stage", &[&node.id]))
                        }
                        _ if host == n => ("bpmn:endEvent", ids.of("end", &[&node.id])),
                        _ => ("bpmn:endEvent", ids.of("end", &[&node.id, &at.id])),
                    };
                    made.name = name(&node.label, &node.id);
                    made.documentation = self.documentation_of(node);
                    if kind == NodeKind::Start && starts > 1 {
                        made.condition = Some(format!("start = {}", quoted(&at.id)));
                    }
                }
            }
            nodes.push(made);
        }
        self.nodes = nodes;
    }

    fn documentation_of(&self, node: &Node) -> String {
        let mut text: Vec<String> =
            node.badges.iter().map(|badge| self.picture.badge_name(*badge).to_owned()).collect();
        text.extend(node.figures.iter().cloned());
        text.extend(node.marks.iter().map(|mark| format!("{} {}", mark.level.sign(), mark.text)));
        text.extend(Some(documentation(&node.notes)).filter(|notes| !notes.is_empty()));
        shown(&text.join("\n"))
    }

    fn add_flows(&mut self, ids: &mut Ids) {
        for route in &self.layout.routes {
            let edge = route.edge.and_then(|e| Some((e, self.picture.edges().get(e)?)));
            let splits = self
                .layout
                .shapes
                .get(route.from)
                .is_some_and(|shape| matches!(shape.what, What::Split(_)));
            let mut flow = SequenceFlow {
                id: String::new(),
                name: String::new(),
                documentation: String::new(),
                condition: None,
                from: route.from,
                to: route.to,
            };
            if let Some((e, edge)) = edge {
                flow.id = ids.of("flow", &[&(e + 1).to_string()]);
                // A name tells exits apart; of a single one it says nothing.
                let label = Some(&edge.label).filter(|label| !splits && !label.is_empty());
                let lines: Vec<&str> =
                    label.into_iter().chain(&edge.conditions).map(String::as_str).collect();
                flow.documentation = shown(&lines.join("\n"));
                if splits {
                    flow.name = flow_name(self.picture, edge);
                }
                if let (true, Some(to)) = (splits, self.node(edge.to.index())) {
                    flow.condition = Some(format!("next = {}", quoted(&to.id)));
                }
            } else {
                // Between a node and its gateway.
                let ends = [route.from, route.to].map(|s| self.nodes.get(s));
                let [from, to] = ends.map(|node| node.map_or("", |node| node.id.as_str()));
                flow.id = ids.of("flow", &[from, to]);
            }
            if let Some(node) = self.nodes.get_mut(route.from) {
                node.outgoing.push(flow.id.clone());
            }
            if let Some(node) = self.nodes.get_mut(route.to) {
                node.incoming.push(flow.id.clone());
            }
            self.flows.push(flow);
        }
    }

    /// Lanes and groups of the stripes of the layout.
    fn add_columns(&mut self, ids: &mut Ids, parts: &Parts) {
        let mut lanes: Vec<(Option<usize>, Columns)> = Vec::new();
        let mut groups: Vec<(Option<usize>, Columns)> = Vec::new();
        for stripe in &self.layout.stripes {
            let (band, lane) =
                stripe.part.and_then(|part| parts.known.get(part)).copied().unwrap_or_default();
            for (list, key) in [(&mut lanes, lane), (&mut groups, band)] {
                match list.last_mut() {
                    Some((last, columns)) if *last == key => columns.right = stripe.end,
                    _ => list.push((key, columns(stripe.begin, stripe.end))),
                }
            }
        }
        for (key, lane) in &mut lanes {
            let role = key.and_then(|l| self.picture.lanes().get(l));
            lane.id = ids.of("lane", &[role.map_or("", |role| &role.id)]);
            lane.name = match role {
                Some(role) => name(&role.label, &role.id),
                None => name(self.picture.nobody_name(), "–"),
            };
        }
        // A lane has what stands in its columns, wherever it comes from.
        for (node, shape) in self.nodes.iter().zip(&self.layout.shapes) {
            let middle = shape.rect.centre().x;
            let inside = |(_, lane): &&mut (_, Columns)| middle >= lane.left && middle < lane.right;
            if let Some((_, lane)) = lanes.iter_mut().find(inside) {
                lane.members.push(node.id.clone());
            }
        }
        if !self.picture.lanes().is_empty() {
            self.lanes = lanes.into_iter().map(|(_, lane)| lane).collect();
        }
        for (key, mut group) in groups {
            let Some(band) = key.and_then(|b| self.picture.bands().get(b)) else { continue };
            group.id = ids.of("group", &[&band.id]);
            group.name = if band.result.is_empty() {
                name(&band.label, &band.id)
            } else {
                shown(&format!("{} → {}", band.label, band.result))
            };
            group.documentation = documentation(&band.notes);
            self.groups.push(group);
        }
    }

    fn written(&self) -> String {
        let mut xml = Xml::declared();
        let definitions = xml
            .element("bpmn:definitions")
            .attr("xmlns:bpmn", "http://www.omg.org/spec/BPMN/20100524/MODEL")
            .attr("xmlns:bpmndi", "http://www.omg.org/spec/BPMN/20100524/DI")
            .attr("xmlns:dc", "http://www.omg.org/spec/DD/20100524/DC")
            .attr("xmlns:di", "http://www.omg.org/spec/DD/20100524/DI")
            .attr("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
            .attr("id", "definitions")
            .attr("targetNamespace", "https://docs.rs/sales-process")
            .attr("expressionLanguage", FEEL)
            .attr("exporter", "sales-process")
            .attr("exporterVersion", env!("CARGO_PKG_VERSION"))
            .inside();
        for group in &self.groups {
            let category = definitions
                .element("bpmn:category")
                .attr("id", format_args!("category_{}", group.id))
                .inside();
            category
                .element("bpmn:categoryValue")
                .attr("id", format_args!("value_{}", group.id))
                .attr("value", &group.name)
                .empty();
            definitions.end();
        }
        if !self.lanes.is_empty() {
            let collaboration =
                definitions.element("bpmn:collaboration").attr("id", "collaboration").inside();
            collaboration
                .element("bpmn:participant")
                .attr("id", "participant")
                .attr("name", name(self.picture.title(), self.picture.id()))
                .attr("processRef", &self.process)
                .empty();
            definitions.end();
        }
        let process = definitions
            .element("bpmn:process")
            .attr("id", &self.process)
            .attr("name", name(self.picture.title(), self.picture.id()))
            .attr("isExecutable", true)
            .inside();
        document(process, &documentation(self.picture.notes()));
        self.write_lanes(process);
        for node in &self.nodes {
            write_node(process, node);
        }
        for flow in &self.flows {
            self.write_flow(process, flow);
        }
        for group in &self.groups {
            let element = process
                .element("bpmn:group")
                .attr("id", &group.id)
                .attr("categoryValueRef", format_args!("value_{}", group.id));
            if group.documentation.is_empty() {
                element.empty();
            } else {
                document(element.inside(), &group.documentation);
                process.end();
            }
        }
        definitions.end();
        diagram::write(self, definitions);
        xml.finish()
    }

    fn write_lanes(&self, xml: &mut Xml) {
        if self.lanes.is_empty() {
            return;
        }
        xml.element("bpmn:laneSet").attr("id", "lanes").inside();
        for lane in &self.lanes {
            xml.element("bpmn:lane").attr("id", &lane.id).attr("name", &lane.name).inside();
            for member in &lane.members {
                xml.element("bpmn:flowNodeRef").text(member);
            }
            xml.end();
        }
        xml.end();
    }

    fn write_flow(&self, xml: &mut Xml, flow: &SequenceFlow) {
        let id = |shape: usize| self.nodes.get(shape).map_or("", |node| node.id.as_str());
        let element = xml
            .element("bpmn:sequenceFlow")
            .attr("id", &flow.id)
            .maybe("name", Some(&flow.name).filter(|name| !name.is_empty()))
            .attr("sourceRef", id(flow.from))
            .attr("targetRef", id(flow.to));
        if flow.documentation.is_empty() && flow.condition.is_none() {
            element.empty();
            return;
        }
        element.inside();
        document(xml, &flow.documentation);
        if let Some(condition) = &flow.condition {
            expression(xml, "bpmn:conditionExpression", condition);
        }
        xml.end();
    }
}

/// The pairs of band and lane that nodes are in.
struct Parts {
    known: Vec<(Option<usize>, Option<usize>)>,
    of: Vec<usize>,
}

impl Parts {
    fn of(picture: &Picture) -> Self {
        let nodes = picture.nodes();
        let mut lanes: Vec<Option<usize>> =
            nodes.iter().map(|n| n.lane.map(LaneKey::index)).collect();
        // An end has no role of its own: it is in the lane that leads to it.
        for edge in picture.edges() {
            let (from, to) = (edge.from.index(), edge.to.index());
            let is_end = matches!(nodes[to].kind, NodeKind::Won | NodeKind::Lost);
            if is_end && lanes[to].is_none() {
                lanes[to] = lanes[from];
            }
        }
        let mut known = Vec::new();
        let bands = nodes.iter().map(|n| n.band.map(BandKey::index));
        let of = bands.zip(lanes).map(|part| {
            known.iter().position(|k| *k == part).unwrap_or_else(|| {
                known.push(part);
                known.len() - 1
            })
        });
        let of = of.collect();
        Self { known, of }
    }
}

fn sizes(picture: &Picture, parts: &Parts) -> Sizes {
    let is_task = |node: &Node| matches!(node.kind, NodeKind::Stage | NodeKind::State);
    let size = |node: &Node| {
        if !is_task(node) {
            return EVENT;
        }
        let name = NAME.room(&NAME.wrap(&node.label, TASK.width - 14.0, 5));
        Size::new(TASK.width, TASK.height.max(name.height + 14.0))
    };
    let caption = |node: &Node| {
        if is_task(node) {
            return Size::default();
        }
        LABEL.room(&LABEL.wrap(&name(&node.label, &node.id), CAPTION, 2))
    };
    let mut exits = vec![0; picture.nodes().len()];
    picture.edges().iter().for_each(|edge| exits[edge.from.index()] += 1);
    let label = |edge: &Edge| {
        if exits[edge.from.index()] < 2 {
            return Size::default();
        }
        LABEL.room(&[LABEL.line(&flow_name(picture, edge), FLOW)])
    };
    let head = |(band, lane): &(Option<usize>, Option<usize>)| {
        let lane = lane.and_then(|l| picture.lanes().get(l)).map_or("", |lane| &lane.label);
        let band = band.and_then(|b| picture.bands().get(b)).map_or("", |band| &band.label);
        NAME.width(lane).max(NAME.width(band)).min(200.0)
    };
    Sizes {
        nodes: picture.nodes().iter().map(size).collect(),
        captions: picture.nodes().iter().map(caption).collect(),
        labels: picture.edges().iter().map(label).collect(),
        parts: parts.of.iter().map(|part| Some(*part)).collect(),
        heads: parts.known.iter().map(head).collect(),
        diamonds: Some(GATEWAY),
        above: diagram::above(!picture.lanes().is_empty(), !picture.bands().is_empty()),
        before_parts: 0.0,
        flow: Flow::Across,
    }
}

fn columns(left: f64, right: f64) -> Columns {
    let (id, name, documentation) = (String::new(), String::new(), String::new());
    Columns { id, name, documentation, members: Vec::new(), left, right }
}

/// What one of several exits is called: its label, or else where it leads.
fn flow_name(picture: &Picture, edge: &Edge) -> String {
    match picture.nodes().get(edge.to.index()) {
        Some(to) if edge.label.trim().is_empty() => LABEL.line(&name(&to.label, &to.id), FLOW),
        _ => shown(&edge.label),
    }
}

/// A name that can be seen.
fn name(label: &str, otherwise: &str) -> String {
    shown(if label.trim().is_empty() { otherwise } else { label })
}

/// A text in FEEL.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn documentation(notes: &[Annotation]) -> String {
    let note = |note: &Annotation| match note.lines.as_slice() {
        [line] => format!("{}: {line}", note.heading),
        lines => format!("{}:\n- {}", note.heading, lines.join("\n- ")),
    };
    shown(&notes.iter().map(note).collect::<Vec<_>>().join("\n"))
}

fn document(xml: &mut Xml, text: &str) {
    if !text.is_empty() {
        xml.element("bpmn:documentation").text(text);
    }
}

fn expression(xml: &mut Xml, tag: &'static str, text: &str) {
    xml.element(tag).attr("xsi:type", "bpmn:tFormalExpression").text(text);
}

/// Writes a node; the schema fixes what comes after what.
fn write_node(xml: &mut Xml, node: &FlowNode) {
    xml.element(node.tag)
        .attr("id", &node.id)
        .maybe("name", Some(&node.name).filter(|name| !name.is_empty()))
        .maybe("gatewayDirection", node.direction)
        .inside();
    document(xml, &node.documentation);
    for flow in &node.incoming {
        xml.element("bpmn:incoming").text(flow);
    }
    for flow in &node.outgoing {
        xml.element("bpmn:outgoing").text(flow);
    }
    if let Some(condition) = &node.condition {
        xml.element("bpmn:conditionalEventDefinition")
            .attr("id", format_args!("when_{}", node.id))
            .inside();
        expression(xml, "bpmn:condition", condition);
        xml.end();
    }
    xml.end();
}
