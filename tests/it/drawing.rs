//! Pictures of pipelines, as files that others read.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use roxmltree::{Document, Node as Element};
use sales_process::draw::Level;
use sales_process::draw::{Edge, EdgeKind, Node, NodeKind, Picture};
use sales_process::process::Drawing;
use sales_process::process::{
    DealKind, Move, Pipeline, PipelineDraft, Role, RoleKind, Stage, Subprocess, SubprocessPlan,
};
use sales_process::{Probability, SalesProcess};

use crate::random_process;

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// A small process that shows everything a picture can.
fn small() -> SalesProcess {
    SalesProcess::draft("acme", "Acme B2B")
        .role(Role::new("ae", RoleKind::Hunter).title("Account executive"))
        .role(Role::new("sc", RoleKind::Presales).title("Solution consultant"))
        .subprocess(Subprocess::Close, SubprocessPlan::new().result("signed order").owner("Anna"))
        .pipeline(
            PipelineDraft::new("main")
                .stage(
                    Stage::new("talk", "Understand the need")
                        .subprocess(Subprocess::Qualify)
                        .role("ae")
                        .start()
                        .exit_when("budget", "the budget is known")
                        .action("ask")
                        .typical_days(3),
                )
                .stage(
                    Stage::new("offer", "Offer")
                        .subprocess(Subprocess::Close)
                        .role("sc")
                        .typical_days(5),
                )
                .won("won")
                .lost("lost")
                .step(Move::new("talk", "offer").probability(share(0.4)))
                .step(Move::new("talk", "lost").probability(share(0.6)))
                .step(Move::new("offer", "won").probability(share(0.9)))
                .step(Move::new("offer", "talk").probability(share(0.1)).rework(Some(2))),
        )
        .build()
        .unwrap()
}

fn small_picture() -> Picture {
    let process = small();
    let pipeline = &process.pipelines()[0];
    let analysis = pipeline.analysis().unwrap();
    Drawing::of(pipeline)
        .in_process(&process)
        .figures(&analysis)
        .mark("offer", Level::Warning, "nothing says when it is done")
        .picture()
}

/// A picture of a pipeline alone, of one in a process, of one beside another.
#[track_caller]
fn check_titles(draft: &PipelineDraft, expected: [&str; 3]) {
    let mut other = draft.clone();
    (other.id, other.serves) = ("other".to_owned(), vec![DealKind::Repeat]);
    let one = SalesProcess::draft("acme", "Acme").pipeline(draft.clone());
    let titles = [one.clone(), one.pipeline(other)].map(|process| {
        let process = process.build().unwrap();
        let picture = Drawing::of(&process.pipelines()[0]).in_process(&process).picture();
        picture.title().to_owned()
    });
    let alone = Drawing::of(&draft.clone().build().unwrap()).picture();
    assert_eq!([alone.title(), &titles[0], &titles[1]], expected);
}

#[test]
fn a_picture_is_called_by_what_tells_its_pipeline_from_others() {
    let stage = Stage::new("talk", "Talk").start();
    let draft = PipelineDraft::new("main").stage(stage).won("won").go("talk", "won");
    check_titles(&draft, ["main", "Acme", "Acme: main"]);
    let serving = draft.serves(DealKind::NewBusiness);
    check_titles(&serving, ["main", "Acme", "Acme: new business"]);
    check_titles(&serving.name("Main"), ["Main", "Acme", "Acme: Main"]);
}

/// How long a deal still takes is said where it takes time.
#[test]
fn no_days_to_go_are_not_told() {
    for (days, told) in [(0, None), (3, Some("3 days to go"))] {
        let stage = Stage::new("talk", "Talk").start().typical_days(days);
        let draft = PipelineDraft::new("main").stage(stage).won("won").go("talk", "won");
        let pipeline = draft.build().unwrap();
        let analysis = pipeline.analysis().unwrap();
        let picture = Drawing::of(&pipeline).figures(&analysis).picture();
        let expected: Vec<&str> = ["100% win"].into_iter().chain(told).collect();
        assert_eq!(picture.nodes()[0].figures, expected);
    }
}

#[test]
fn a_small_pipeline_as_svg() {
    insta::assert_snapshot!(small_picture().to_svg());
}

#[test]
fn a_small_pipeline_as_bpmn() {
    let version = format!("exporterVersion=\"{}\"", env!("CARGO_PKG_VERSION"));
    insta::assert_snapshot!(small_picture().to_bpmn().replace(&version, "exporterVersion=\"\""));
}

/// What a user might call a stage.
const HOSTILE: [&str; 9] = [
    "</text><script>alert(1)</script>",
    "\"double\" & 'single' <quotes> &amp; &#0;",
    "a line\nanother\r\nand a\ttab",
    "\u{0}\u{1b}[31m\u{7f}\u{85}\u{ffff}",
    "\u{202e}עברית العربية",
    "😀👩‍👧‍👦 漢字かな",
    "]]><!-- --><?pi?>",
    "end",
    "   ",
];

fn hostile() -> Pipeline {
    let long = "long ".repeat(100);
    let names: Vec<&str> = HOSTILE.into_iter().chain([long.as_str()]).collect();
    let id = |i: usize| format!("{i} <&\"'é");
    let mut draft = PipelineDraft::new("<&\"'>").won("won </svg>").lost("lost <");
    for (i, name) in names.iter().enumerate() {
        let mut stage = Stage::new(id(i), *name)
            .role(*name)
            .exit_when("criterion", *name)
            .action(*name)
            .tactic(*name)
            .participant(*name, *name)
            .subprocess(Subprocess::ALL[i % 4]);
        stage.start = i < 2;
        draft = draft.stage(stage).go(id(i), "lost <");
        if i > 0 {
            draft = draft.go(id(i - 1), id(i));
        }
    }
    draft.go(id(names.len() - 1), "won </svg>").build().unwrap()
}

/// Parses a file and checks that it has none but some elements.
#[track_caller]
fn parsed<'x>(xml: &'x str, elements: &[&str]) -> Document<'x> {
    let document = Document::parse(xml).unwrap();
    for node in document.descendants().filter(Element::is_element) {
        let name = node.tag_name().name();
        assert!(elements.contains(&name), "{name}");
    }
    document
}

const SVG: [&str; 9] = ["svg", "title", "desc", "style", "g", "rect", "path", "text", "polygon"];

const BPMN: [&str; 28] = [
    "definitions",
    "category",
    "categoryValue",
    "collaboration",
    "participant",
    "process",
    "documentation",
    "laneSet",
    "lane",
    "flowNodeRef",
    "startEvent",
    "task",
    "exclusiveGateway",
    "endEvent",
    "incoming",
    "outgoing",
    "conditionalEventDefinition",
    "condition",
    "sequenceFlow",
    "conditionExpression",
    "group",
    "BPMNDiagram",
    "BPMNPlane",
    "BPMNShape",
    "BPMNEdge",
    "BPMNLabel",
    "Bounds",
    "waypoint",
];

#[test]
fn hostile_names_are_texts() {
    let pipeline = hostile();
    let picture = Drawing::of(&pipeline)
        .mark(pipeline.stages()[0].id.clone(), Level::Error, HOSTILE[0])
        .picture();

    let svg = picture.to_svg();
    let document = parsed(&svg, &SVG);
    let titles: Vec<&str> = document
        .descendants()
        .filter(|n| n.has_tag_name("title"))
        .filter_map(|n| n.text())
        .collect();
    let bpmn = picture.to_bpmn();
    let file = parsed(&bpmn, &BPMN);
    let tasks: Vec<&str> = file
        .descendants()
        .filter(|n| n.tag_name().name() == "task")
        .filter_map(|n| n.attribute("name"))
        .collect();
    for (stage, task) in pipeline.stages().iter().zip(&tasks) {
        let name = if stage.name().trim().is_empty() { stage.id.as_str() } else { stage.name() };
        // Characters that XML cannot hold, and those that turn the direction
        // of writing, are shown by a sign.
        let name: String = name
            .chars()
            .map(|c| match c {
                '\n' | '\r' | '\t' => c,
                c if c.is_control() && !c.is_whitespace() || c == '\u{ffff}' => '\u{fffd}',
                '\u{85}' | '\u{202e}' => '\u{fffd}',
                c => c,
            })
            .collect();
        assert_eq!(*task, name);
        assert!(titles.iter().any(|title| title.starts_with(&name)), "{name:?} in full");
    }
    assert_eq!(tasks.len(), pipeline.stages().len());
    // What is too long for its place is cut there.
    let texts = document.descendants().filter(|n| n.has_tag_name("text"));
    assert!(texts.filter_map(|n| n.text()).all(|text| text.chars().count() < 60));
    check_bpmn(&bpmn);
}

#[test]
fn the_same_picture_gives_the_same_bytes() {
    let (one, other) = (Drawing::of(&hostile()).picture(), Drawing::of(&hostile()).picture());
    assert_eq!(one.to_svg(), other.to_svg());
    assert_eq!(one.to_bpmn(), other.to_bpmn());
}

#[test]
fn figures_and_marks_are_shown_in_words() {
    let svg = small_picture().to_svg();
    let document = Document::parse(&svg).unwrap();
    let texts: Vec<&str> = document
        .descendants()
        .filter(|n| n.has_tag_name("text"))
        .filter_map(|n| n.text())
        .collect();
    // 0.4 × 0.9 / (1 - 0.4 × 0.1); one round takes 3 + 0.4 × 5 days.
    for line in ["◆ mandatory", "37.5% win", "5.2 days to go", "▼ bottleneck", "10%, max 2×"] {
        assert!(texts.contains(&line), "{line} in {texts:?}");
    }
    for line in ["→ signed order", "Account executive", "✕ Lost", "✓ Won", "▶ Start"] {
        assert!(texts.contains(&line), "{line} in {texts:?}");
    }
}

#[test]
fn what_bpmn_has_no_words_for_is_documented() {
    let bpmn = small_picture().to_bpmn();
    let document = Document::parse(&bpmn).unwrap();
    let told: Vec<(&str, &str)> = document
        .descendants()
        .filter(|n| n.tag_name().name() == "documentation")
        .filter_map(|n| Some((n.parent_element()?.attribute("id")?, n.text()?)))
        .collect();
    let told: BTreeMap<&str, &str> = told.into_iter().collect();
    assert_eq!(
        told["stage_talk"],
        "mandatory\n37.5% win\n5.2 days to go\nResponsible: Account executive\nActions: ask\n\
         Exit criteria: the budget is known\nTypical duration: 3 days"
    );
    assert!(told["stage_offer"].contains("! nothing says when it is done"));
    assert_eq!(told["group_close"], "Owner: Anna");
    assert_eq!(told["process_main"], "Counts as won when: contract signed");
}

/// Checks what a reader of BPMN relies on.
#[track_caller]
fn check_bpmn(bpmn: &str) {
    let document = parsed(bpmn, &BPMN);
    let named =
        |name: &'static str| document.descendants().filter(move |n| n.tag_name().name() == name);
    let ids: Vec<&str> = document.descendants().filter_map(|n| n.attribute("id")).collect();
    let distinct: BTreeSet<&str> = ids.iter().copied().collect();
    assert_eq!(ids.len(), distinct.len(), "ids differ");
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    assert!(ids.iter().all(|id| id.starts_with(|c: char| c.is_ascii_alphabetic())));
    assert!(ids.iter().all(|id| id.chars().all(allowed)), "{ids:?}");

    let kinds = ["startEvent", "task", "exclusiveGateway", "endEvent"];
    let nodes: BTreeMap<&str, Element<'_, '_>> =
        kinds.into_iter().flat_map(named).map(|n| (n.attribute("id").unwrap(), n)).collect();
    let texts = |node: Element<'_, '_>, name: &str| -> Vec<String> {
        let of_name = node.children().filter(|c| c.tag_name().name() == name);
        of_name.filter_map(|c| c.text()).map(str::to_owned).collect()
    };
    let mut incoming: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    let mut outgoing: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for flow in named("sequenceFlow") {
        let id = flow.attribute("id").unwrap();
        let [from, to] = ["sourceRef", "targetRef"].map(|end| flow.attribute(end).unwrap());
        outgoing.entry(from).or_default().push(id.to_owned());
        incoming.entry(to).or_default().push(id.to_owned());
        let parts = nodes[from].attribute("gatewayDirection") == Some("Diverging");
        assert_eq!(flow.attribute("name").is_some(), parts, "a name of {id}");
        let conditions = flow.children().filter(|c| c.tag_name().name() == "conditionExpression");
        assert_eq!(conditions.count(), usize::from(parts), "a condition of {id}");
    }
    for (id, node) in &nodes {
        let ends = ["incoming", "outgoing"].map(|name| texts(*node, name));
        let of = |map: &BTreeMap<&str, Vec<String>>| map.get(id).cloned().unwrap_or_default();
        assert_eq!(ends, [of(&incoming), of(&outgoing)], "{id}");
        let most = match node.attribute("gatewayDirection") {
            Some("Diverging") => (1, usize::MAX),
            Some("Converging") => (usize::MAX, 1),
            _ => (1, 1),
        };
        assert!(ends[0].len() <= most.0 && ends[1].len() <= most.1, "{id}: {ends:?}");
    }
    // Everything is drawn, and once.
    let drawn: Vec<&str> = ["BPMNShape", "BPMNEdge"]
        .into_iter()
        .flat_map(named)
        .map(|n| n.attribute("bpmnElement").unwrap())
        .collect();
    let known = ["participant", "lane", "group", "sequenceFlow"].into_iter().flat_map(named);
    let all: BTreeSet<&str> =
        known.filter_map(|n| n.attribute("id")).chain(nodes.keys().copied()).collect();
    assert_eq!(drawn.iter().copied().collect::<BTreeSet<_>>(), all);
    assert_eq!(drawn.len(), all.len());
    // Where there are lanes, each node is in the one it stands in.
    let bounds: BTreeMap<&str, [f64; 4]> = named("BPMNShape")
        .map(|shape| {
            let bounds = shape.first_element_child().unwrap();
            let place = ["x", "y", "width", "height"];
            let place = place.map(|name| bounds.attribute(name).unwrap().parse().unwrap());
            (shape.attribute("bpmnElement").unwrap(), place)
        })
        .collect();
    let mut members: Vec<String> = Vec::new();
    for lane in named("lane") {
        let [x, y, width, height] = bounds[lane.attribute("id").unwrap()];
        for member in texts(lane, "flowNodeRef") {
            let [left, top, wide, high] = bounds[member.as_str()];
            assert!(left >= x && left + wide <= x + width, "{member} in its lane");
            assert!(top >= y && top + high <= y + height, "{member} in its lane");
            members.push(member);
        }
    }
    if named("lane").next().is_some() {
        members.sort();
        assert!(members.iter().eq(nodes.keys().copied().collect::<Vec<_>>()), "{members:?}");
    }
}

#[test]
fn every_split_and_join_is_a_gateway() {
    let bpmn = small_picture().to_bpmn();
    check_bpmn(&bpmn);
    let document = Document::parse(&bpmn).unwrap();
    let flows: Vec<String> = document
        .descendants()
        .filter(|n| n.tag_name().name() == "sequenceFlow")
        .map(|n| {
            let condition = n.descendants().find(|c| c.tag_name().name() == "conditionExpression");
            format!(
                "{} → {}: {} {}",
                n.attribute("sourceRef").unwrap(),
                n.attribute("targetRef").unwrap(),
                n.attribute("name").unwrap_or("-"),
                condition.and_then(|c| c.text()).unwrap_or("-"),
            )
        })
        .collect();
    assert_eq!(
        flows,
        [
            "join_talk → stage_talk: - -",
            "stage_talk → split_talk: - -",
            "start_talk → join_talk: - -",
            "split_talk → end_lost_talk: 60% next = \"lost\"",
            "stage_offer → split_offer: - -",
            "split_talk → stage_offer: 40% next = \"offer\"",
            "split_offer → end_won: 90% next = \"won\"",
            "split_offer → join_talk: 10%, max 2× next = \"talk\"",
        ]
    );
}

#[test]
fn the_won_path_is_one_straight_row() {
    let process = small();
    let bpmn = Drawing::of(&process.pipelines()[0]).in_process(&process).picture().to_bpmn();
    let document = Document::parse(&bpmn).unwrap();
    let middle = |id: &str| -> f64 {
        let shape = document.descendants().find(|n| n.attribute("bpmnElement") == Some(id));
        let bounds = shape.unwrap().first_element_child().unwrap();
        let number = |name| bounds.attribute(name).unwrap().parse::<f64>().unwrap();
        number("y") + number("height") / 2.0
    };
    let row = ["start_talk", "join_talk", "stage_talk", "split_talk", "stage_offer", "end_won"];
    assert!(row.into_iter().all(|id| (middle(id) - middle("stage_talk")).abs() < 0.11));
    assert!(middle("end_lost_talk") > middle("stage_talk") + 40.0);
}

#[test]
fn several_starts_have_conditions() {
    let pipeline = PipelineDraft::new("p")
        .stage(Stage::new("in", "In").start())
        .stage(Stage::new("out", "Out").start())
        .won("won")
        .go("in", "won")
        .go("out", "won")
        .build()
        .unwrap();
    let bpmn = Drawing::of(&pipeline).picture().to_bpmn();
    check_bpmn(&bpmn);
    let document = Document::parse(&bpmn).unwrap();
    let conditions = document.descendants().filter(|n| n.tag_name().name() == "condition");
    let conditions: Vec<&str> = conditions.filter_map(|n| n.text()).collect();
    assert_eq!(conditions, ["start = \"in\"", "start = \"out\""]);
}

#[test]
fn a_machine_of_states_is_drawn_too() {
    let mut picture = Picture::new("lamp", "A lamp");
    let begin = picture.add(Node::new("begin", NodeKind::Start, "Start"));
    let off = picture.add(Node::new("off", NodeKind::State, "Off"));
    let on = picture.add(Node::new("on", NodeKind::State, "On"));
    picture.connect(Edge::new(begin, off));
    picture.connect(Edge::new(off, on).label("press"));
    picture.connect(Edge::new(on, off).label("press"));
    picture.connect(Edge::new(on, on).label("wait").kind(EdgeKind::Rework));
    parsed(&picture.to_svg(), &SVG);
    check_bpmn(&picture.to_bpmn());
}

#[test]
fn an_empty_picture_is_a_file_all_the_same() {
    let picture = Picture::new("", "");
    parsed(&picture.to_svg(), &SVG);
    check_bpmn(&picture.to_bpmn());
    let pipeline = PipelineDraft::new("p").build().unwrap();
    check_bpmn(&Drawing::of(&pipeline).picture().to_bpmn());
}

/// Ten thousand stages in one chain, back again at its end.
#[test]
fn a_long_chain_needs_no_deep_stack() {
    let id = |i: usize| format!("s{i}");
    let mut draft = PipelineDraft::new("long").won("won");
    for i in 0..10_000 {
        let mut stage = Stage::new(id(i), id(i));
        stage.start = i == 0;
        draft = draft.stage(stage);
        if i > 0 {
            draft = draft.go(id(i - 1), id(i));
        }
    }
    let pipeline = draft.go(id(9_999), "won").go(id(9_999), id(0)).build().unwrap();
    let svg = Drawing::of(&pipeline).picture().to_svg();
    assert!(svg.ends_with("</svg>\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn any_pipeline_is_drawn(draft in random_process::process()) {
        let process = draft.build().unwrap();
        for pipeline in process.pipelines() {
            let picture = Drawing::of(pipeline).in_process(&process).picture();
            parsed(&picture.to_svg(), &SVG);
            check_bpmn(&picture.to_bpmn());
        }
    }
}
