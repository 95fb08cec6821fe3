//! Mermaid and DOT as an application gets them, and the files that other
//! people's programs are asked to read (`tests/clients/`).

use std::fmt::Write as _;
use std::path::Path;

use insta::assert_snapshot;
use sales_process::Probability;
use sales_process::draw::Level;
use sales_process::draw::{EdgeKind, NodeKind, Picture};
use sales_process::lifecycle::customer::CustomerMachine;
use sales_process::lifecycle::deal::DealMachine;
use sales_process::lifecycle::handoff::HandoffMachine;
use sales_process::lifecycle::lead::LeadMachine;
use sales_process::lifecycle::picture;
use sales_process::process::Drawing;
use sales_process::process::{
    Move, OutcomeKind, Pipeline, PipelineDraft, Profile, Role, RoleKind, SalesProcess, Stage,
    Subprocess, SubprocessPlan,
};
use serde_json::json;

fn share(value: f64) -> Probability {
    Probability::new(value).unwrap()
}

/// Two subprocesses, chances, a way back, an exit, roles, figures and marks.
fn small() -> Picture {
    let process = SalesProcess::draft("acme", "Acme")
        .role(Role::new("ae", RoleKind::Hunter).title("Account executive"))
        .subprocess(Subprocess::Attract, SubprocessPlan::new().goal("40 leads a month"))
        .pipeline(
            PipelineDraft::new("main")
                .stage(
                    Stage::new("search", "Find prospects")
                        .subprocess(Subprocess::Attract)
                        .start()
                        .role("ae")
                        .exit_when("dm", "decision maker is known")
                        .typical_days(3),
                )
                .stage(
                    Stage::new("end", "Sign & \"end\"")
                        .subprocess(Subprocess::Close)
                        .typical_days(2),
                )
                .won("won")
                .lost("lost")
                .step(Move::new("search", "end").probability(share(0.4)))
                .step(Move::new("search", "lost").probability(share(0.6)))
                .step(Move::new("end", "won").probability(share(0.9)))
                .step(Move::new("end", "search").probability(share(0.1)).rework(Some(2))),
        )
        .build()
        .unwrap();
    let pipeline = &process.pipelines()[0];
    let analysis = pipeline.analysis().unwrap();
    Drawing::of(pipeline)
        .in_process(&process)
        .figures(&analysis)
        .mark("end", Level::Notice, "two purposes")
        .mark("end", Level::Warning, "no exit criteria")
        .picture()
}

#[test]
fn a_flowchart() {
    assert_snapshot!(small().to_mermaid(), @r#"
    flowchart LR
        accTitle: Acme
        subgraph b0["Attract → lead"]
            s0["Find prospects<br/>Account executive<br/>◆ mandatory<br/>▼ bottleneck<br/>37.5% win<br/>4 days to go"]
            s4(["▶ Start"])
        end
        subgraph b1["Close → paid contract"]
            s1["Sign #38; #34;end#34;<br/>◆ mandatory<br/>93.8% win<br/>2.4 days to go<br/>! no exit criteria<br/>i two purposes"]
        end
        s2(["✓ Won"])
        s3(["✕ Lost"])
        s4 --> s0
        s0 -->|"40%"| s1
        s0 --x|"60%"| s3
        s1 -->|"90%"| s2
        s1 -.->|"↺ 10%, max 2×"| s0
        classDef lost stroke-dasharray:5 3
        class s3 lost
        classDef strong stroke-width:3px
        class s0,s1,s2 strong
    "#);
}

#[test]
fn a_state_diagram() {
    assert_snapshot!(small().to_mermaid_states(), @r#"
    stateDiagram-v2
        accTitle: Acme
        state "Find prospects<br/>Account executive<br/>◆ mandatory<br/>▼ bottleneck<br/>37.5% win<br/>4 days to go<br/>Attract → lead" as s0
        state "Sign #38; #34;end#34;<br/>◆ mandatory<br/>93.8% win<br/>2.4 days to go<br/>! no exit criteria<br/>i two purposes<br/>Close → paid contract" as s1
        state "✓ Won" as s2
        state "✕ Lost" as s3
        [*] --> s0
        s0 --> s1 : 40%
        s0 --> s3 : 60%
        s1 --> s2 : 90%
        s1 --> s0 : ↺ 10%, max 2×
        s2 --> [*]
        s3 --> [*]
    "#);
}

#[test]
fn a_graph_of_graphviz() {
    assert_snapshot!(small().to_dot(), @r##"
    digraph {
        graph [rankdir=LR, bgcolor="#ffffff", fontcolor="#17212b", fontname="Helvetica,Arial,sans-serif", labelloc=t];
        node [shape=box, style=filled, fillcolor="#ffffff", color="#334e68", fontcolor="#17212b", fontname="Helvetica,Arial,sans-serif"];
        edge [color="#334e68", fontcolor="#17212b", fontname="Helvetica,Arial,sans-serif", fontsize=12];
        label="Acme";
        subgraph cluster_0 {
            label="Attract → lead";
            tooltip="Attract → lead\nGoal: 40 leads a month";
            style=filled; color="#c3cedb"; fillcolor="#eef2f7";
            s0 [label="Find prospects\nAccount executive\n◆ mandatory\n▼ bottleneck\n37.5% win\n4 days to go", penwidth=3, tooltip="Find prospects\nAccount executive\n◆ mandatory\n▼ bottleneck\n37.5% win\n4 days to go\nResponsible: Account executive\nExit criteria: decision maker is known\nTypical duration: 3 days"];
            s4 [label="▶ Start", style="rounded,filled", fillcolor="#dfeafc", tooltip="▶ Start"];
        }
        subgraph cluster_1 {
            label="Close → paid contract";
            tooltip="Close → paid contract";
            style=filled; color="#c3cedb"; fillcolor="#eef2f7";
            s1 [label="Sign &amp; \"end\"\n◆ mandatory\n93.8% win\n2.4 days to go\n! no exit criteria\ni two purposes", penwidth=3, tooltip="Sign &amp; \"end\"\n◆ mandatory\n93.8% win\n2.4 days to go\n! no exit criteria\ni two purposes\nTypical duration: 2 days"];
        }
        s2 [label="✓ Won", style="rounded,filled", fillcolor="#dff3e4", color="#14652f", penwidth=3, tooltip="✓ Won"];
        s3 [label="✕ Lost", style="rounded,dashed,filled", fillcolor="#fbe6e4", color="#97180f", tooltip="✕ Lost"];
        s4 -> s0 [tooltip="Start → Find prospects", labeltooltip="Start → Find prospects"];
        s0 -> s1 [label="40%", tooltip="Find prospects → Sign &amp; \"end\"\ndecision maker is known", labeltooltip="Find prospects → Sign &amp; \"end\"\ndecision maker is known"];
        s0 -> s3 [label="60%", style=dotted, arrowhead=tee, color="#97180f", tooltip="Find prospects → Lost", labeltooltip="Find prospects → Lost"];
        s1 -> s2 [label="90%", tooltip="Sign &amp; \"end\" → Won", labeltooltip="Sign &amp; \"end\" → Won"];
        s1 -> s0 [label="↺ 10%, max 2×", style=dashed, color="#6a3093", constraint=false, tooltip="Sign &amp; \"end\" → Find prospects", labeltooltip="Sign &amp; \"end\" → Find prospects"];
    }
    "##);
}

#[test]
fn nothing_to_draw() {
    let empty = Picture::new("", " ");
    assert_snapshot!(empty.to_mermaid(), @"flowchart LR");
    assert_snapshot!(empty.to_mermaid_states(), @"stateDiagram-v2");
    assert!(empty.to_dot().starts_with("digraph {\n") && empty.to_dot().ends_with("}\n"));
}

#[test]
fn a_machine_in_another_form() {
    assert_snapshot!(picture::<HandoffMachine>().to_mermaid(), @r#"
    flowchart LR
        accTitle: handoff
        s0("due")
        s1("offered")
        s2("declined")
        s3("escalated")
        s4("accepted")
        s5("completed")
        s6("cancelled")
        s7(["▶ start"])
        s7 --> s0
        s0 -->|"offer"| s1
        s0 -->|"cancel"| s6
        s1 -->|"decline"| s2
        s1 -->|"escalate"| s3
        s1 -->|"accept"| s4
        s1 -->|"cancel"| s6
        s2 -->|"offer"| s1
        s2 -->|"escalate"| s3
        s2 -->|"cancel"| s6
        s3 -->|"offer"| s1
        s3 -->|"assign"| s4
        s3 -->|"cancel"| s6
        s4 -->|"complete"| s5
        s4 -->|"cancel"| s6
    "#);
}

/// Names that some format could take for more than text.
const HOSTILE: [&str; 19] = [
    "</text><script>alert(1)</script>",
    "quotes \" ' ` and \\ backslash\\",
    "line\nbreak\r\nand\ttab",
    "semi;colon:hash#quot;&lt;&#60;",
    "end",
    "subgraph",
    "שלום עולם",
    "\u{202e}turned round",
    "👩🏽‍💻 emoji 漢字",
    "bell\u{7}escape\u{1b}delete\u{7f}nul\u{0}",
    "1. Search - *bold* _soft_ ~~gone~~",
    "%%{init: {\"theme\":\"dark\"}}%% %% comment",
    "style:x classDef:y click z href \"javascript:alert(1)\"",
    "]]> <!-- --> <![CDATA[ {{x}} ((y)) [z] |p|",
    "\\N \\G \\n \\l \\",
    "$$x^2$$ fa:fa-car www.example.com a@b.c",
    "[*] --> s0 : note left of s0",
    "`code` [a](b) *one* *two* ~three~ __four__",
    "ﬂ°lt¶ß \u{2028} \u{feff} \u{ffff}",
];

fn process_of(name: &str, pipeline: PipelineDraft) -> SalesProcess {
    SalesProcess::draft("drawn", name).pipeline(pipeline).build().unwrap()
}

/// Every hostile name is a stage, a criterion, an action, a result, a role, an
/// end; ids are hostile, too.
fn hostile() -> SalesProcess {
    let long = "x".repeat(500);
    let sentence = "a long name ".repeat(42);
    let names: Vec<&str> = HOSTILE.into_iter().chain([long.as_str(), sentence.as_str()]).collect();
    let mut pipeline = PipelineDraft::new("end \"<&>\"");
    let mut process = SalesProcess::draft("hostile", "</title><script>alert('1')</script> \"&\"");
    let id = |i: usize, name: &str| crate::samples::id_text(&format!("{i}{name}"));
    for (i, name) in names.iter().enumerate() {
        let role = id(i, name);
        process = process.role(Role::new(role.clone(), RoleKind::Hunter).title(*name));
        let part = Subprocess::ALL[i * 4 / names.len()];
        let mut stage = Stage::new(id(i, name), *name)
            .subprocess(part)
            .role(role)
            .exit_when("c", *name)
            .action(*name)
            .tactic(*name)
            .participant(*name, *name);
        if i == 0 {
            stage = stage.start();
        }
        pipeline = pipeline.stage(stage);
        process = process.subprocess(part, SubprocessPlan::new().result(*name).goal(*name));
    }
    pipeline = pipeline.won("won").lost("lost");
    pipeline.outcomes[0].name = Some(names[0].into());
    pipeline.outcomes[1].name = Some(names[1].into());
    let ids: Vec<String> = names.iter().enumerate().map(|(i, name)| id(i, name)).collect();
    for pair in ids.windows(2) {
        pipeline = pipeline.go(&pair[0], &pair[1]);
    }
    let pipeline = pipeline.go(&ids[names.len() - 1], "won").go(&ids[3], "lost");
    process.pipeline(pipeline).build().unwrap()
}

/// Ten stages with ways back, a shortcut and five exits.
fn loops() -> SalesProcess {
    let mut pipeline = PipelineDraft::new("loops");
    for i in 0..10_usize {
        let stage = Stage::new(format!("s{i}"), format!("Stage {i}"))
            .subprocess(Subprocess::ALL[i * 4 / 10])
            .typical_days(2);
        pipeline = pipeline.stage(if i == 0 { stage.start() } else { stage });
    }
    for i in 0..9 {
        pipeline = pipeline.go(format!("s{i}"), format!("s{}", i + 1));
    }
    for i in [0, 2, 4, 6, 8] {
        pipeline = pipeline.go(format!("s{i}"), "lost");
    }
    let pipeline = pipeline
        .won("won")
        .lost("lost")
        .go("s9", "won")
        .go("s1", "s3")
        .step(Move::new("s6", "s3").rework(Some(2)))
        .step(Move::new("s9", "s7").rework(None))
        .step(Move::new("s5", "s5").rework(Some(1)));
    process_of("Ten stages", pipeline)
}

fn one_stage() -> SalesProcess {
    let pipeline = PipelineDraft::new("one").stage(Stage::new("sell", "Sell").start()).won("won");
    process_of("One stage", pipeline.go("sell", "won"))
}

fn several_starts() -> SalesProcess {
    let pipeline = PipelineDraft::new("starts")
        .stage(Stage::new("call", "Call").start().role("hunter"))
        .stage(Stage::new("request", "Take the request").start())
        .stage(Stage::new("offer", "Offer").start().role("farmer"))
        .stage(Stage::new("sign", "Sign").role("hunter"))
        .won("won")
        .won("prepaid")
        .lost("lost")
        .lost("no_answer")
        .go("call", "offer")
        .go("call", "no_answer")
        .go("request", "offer")
        .go("request", "prepaid")
        .go("offer", "sign")
        .go("offer", "lost")
        .go("sign", "won")
        .go("sign", "lost");
    process_of("Several starts", pipeline)
}

fn drawn(process: &SalesProcess, pipeline: &Pipeline) -> Picture {
    let analysis = pipeline.analysis().unwrap();
    let mut drawing = Drawing::of(pipeline).in_process(process).figures(&analysis);
    for stage in pipeline.stages().iter().take(3) {
        for level in Level::ALL {
            drawing = drawing.mark(&stage.id, *level, format!("{level}: \"{}\"", stage.name()));
        }
    }
    drawing.picture()
}

/// Every picture that programs of others are asked to read, with its name.
fn pictures() -> Vec<(String, Picture)> {
    let named = [
        ("proposed", SalesProcess::propose(Profile::new()).build().unwrap()),
        ("hostile", hostile()),
        ("loops", loops()),
        ("one_stage", one_stage()),
        ("several_starts", several_starts()),
    ];
    let mut pictures = Vec::new();
    for (name, process) in &named {
        for (i, pipeline) in process.pipelines().iter().enumerate() {
            pictures.push((format!("{name}_{i}"), drawn(process, pipeline)));
        }
    }
    pictures.push(("machine_lead".into(), picture::<LeadMachine>()));
    pictures.push(("machine_deal".into(), picture::<DealMachine>()));
    pictures.push(("machine_customer".into(), picture::<CustomerMachine>()));
    pictures.push(("machine_handoff".into(), picture::<HandoffMachine>()));
    pictures.push(("small".into(), small()));
    pictures
}

/// What a program must find in the files of a picture.
fn expected(picture: &Picture) -> serde_json::Value {
    let nodes = picture.nodes().iter();
    let count = |kind| nodes.clone().filter(|node| node.kind == kind).count();
    let lost = picture.edges().iter().filter(|edge| edge.kind == EdgeKind::Lost).count();
    json!({
        "title": picture.title(),
        "nodes": nodes.clone().map(|n| json!({"label": n.label, "kind": n.kind})).collect::<Vec<_>>(),
        "edges": picture.edges().iter().map(|e| [e.from.index(), e.to.index()]).collect::<Vec<_>>(),
        "bands": picture.bands().iter().map(|band| &band.label).collect::<Vec<_>>(),
        "results": picture.bands().iter().map(|band| &band.result).collect::<Vec<_>>(),
        "starts": count(NodeKind::Start),
        "stages": count(NodeKind::Stage) + count(NodeKind::State),
        "won": count(NodeKind::Won),
        "lost_ways": lost,
    })
}

/// Each form of each picture: the same bytes from pictures made anew. Written
/// down for `tests/clients/check.sh` where it asks for them.
#[test]
fn the_same_bytes_each_time() {
    let out = std::env::var_os("SALES_PROCESS_CLIENTS");
    for ((name, one), (_, two)) in pictures().iter().zip(pictures().iter()) {
        let forms: [(&str, fn(&Picture) -> String); 5] = [
            ("mmd", Picture::to_mermaid),
            ("states.mmd", Picture::to_mermaid_states),
            ("dot", Picture::to_dot),
            ("svg", Picture::to_svg),
            ("bpmn", Picture::to_bpmn),
        ];
        for (ending, form) in forms {
            let text = form(one);
            assert_eq!(text, form(two), "{name}.{ending}");
            assert!(text.ends_with('\n'), "{name}.{ending}");
            if let Some(dir) = &out {
                std::fs::write(Path::new(dir).join(format!("{name}.{ending}")), text).unwrap();
            }
        }
        if let Some(dir) = &out {
            let text = expected(one).to_string();
            std::fs::write(Path::new(dir).join(format!("{name}.expected.json")), text).unwrap();
        }
    }
}

/// No line of a diagram begins with, or is cut by, what a user wrote; every
/// line is one of the few that the writers make.
#[test]
fn hostile_names_stay_inside_their_quotes() {
    let process = hostile();
    let picture = drawn(&process, &process.pipelines()[0]);
    let (mermaid, states, dot) =
        (picture.to_mermaid(), picture.to_mermaid_states(), picture.to_dot());
    let known = |line: &str| {
        let line = line.trim_start();
        let word: String = line.chars().take_while(char::is_ascii_alphabetic).collect();
        match word.as_str() {
            "flowchart" | "stateDiagram" | "accTitle" | "subgraph" | "end" | "state"
            | "classDef" | "class" | "s" | "" => line.is_empty() || !line.starts_with('%'),
            _ => false,
        }
    };
    for line in mermaid.lines().chain(states.lines()) {
        assert!(known(line), "{line}");
        assert!(!line.contains("<script") && !line.contains("javascript:"), "{line}");
        assert_eq!(line.matches('"').count() % 2, 0, "{line}");
        assert!(line.chars().all(|c| !c.is_control()), "{line}");
    }
    let mut outside = String::new();
    let (mut inside, mut escaped) = (false, false);
    for c in dot.chars() {
        match c {
            _ if escaped => escaped = false,
            '\\' if inside => escaped = true,
            '"' => inside = !inside,
            _ if !inside => outside.push(c),
            _ => assert!(!c.is_control(), "{c:?}"),
        }
    }
    assert!(!inside && !escaped);
    let strange: String = outside
        .chars()
        .filter(|c| !(c.is_ascii_alphanumeric() || "_{}[]=,;-> \n".contains(*c)))
        .collect();
    assert_eq!(strange, "");
}

/// Every name can be read again in every form.
#[test]
fn names_are_there_in_full() {
    let process = hostile();
    let picture = drawn(&process, &process.pipelines()[0]);
    let decoded = |text: &str| {
        let mut out = String::new();
        let mut rest = text;
        while let Some((before, after)) = rest.split_once('#') {
            out.push_str(before);
            let (number, after) = after.split_once(';').unwrap();
            write!(out, "{}", char::from_u32(number.parse().unwrap()).unwrap()).unwrap();
            rest = after;
        }
        out + rest
    };
    for node in picture.nodes() {
        let plain = |c: char| {
            if c.is_control() || matches!(c, '\u{ffff}' | '\u{202e}') { '\u{fffd}' } else { c }
        };
        let words: Vec<String> =
            node.label.split_whitespace().map(|word| word.chars().map(plain).collect()).collect();
        let name = words.join(" ");
        for text in [picture.to_mermaid(), picture.to_mermaid_states()] {
            // Put in by the writer: characters that cannot be seen, and an accent that
            // looks like a backtick.
            let lines = text
                .replace("<br/>", "")
                .replace("#65279;", "")
                .replace('\u{feff}', "")
                .replace('ˋ', "`");
            let is_point = node.kind == NodeKind::Start;
            assert!(
                is_point
                    || lines
                        .lines()
                        .any(|line| decoded(line).contains(&name.replace('\u{feff}', ""))),
                "{name}"
            );
        }
        let dot = name.replace('\\', "\\\\").replace('"', "\\\"").replace('&', "&amp;");
        assert!(picture.to_dot().contains(&dot), "{dot}");
    }
    assert_eq!(process.pipelines()[0].ends(OutcomeKind::Won).count(), 1);
}

/// More stages than a deep stack would take.
#[test]
fn a_thousand_stages() {
    let mut pipeline = PipelineDraft::new("long").won("won");
    for i in 0..1000 {
        let stage = Stage::new(format!("s{i}"), format!("Stage {i}"));
        pipeline = pipeline.stage(if i == 0 { stage.start() } else { stage });
        pipeline = pipeline
            .go(format!("s{i}"), if i == 999 { "won".into() } else { format!("s{}", i + 1) });
    }
    let picture = Drawing::of(&pipeline.build().unwrap()).picture();
    assert_eq!(picture.to_mermaid().matches(" --> ").count(), 1001);
    assert_eq!(picture.to_mermaid_states().matches(" --> ").count(), 1002);
    assert_eq!(picture.to_dot().matches(" -> ").count(), 1001);
}

/// The pictures on the pages of the machines; `BLESS=1` draws them anew.
#[test]
fn the_machines_in_the_docs_are_those_of_the_tables() {
    let check = |room: &str, drawn: Picture| {
        let path = crate::commands::root().join("src/lifecycle").join(room).join("machine.svg");
        let drawn = drawn.to_svg();
        // Without a size of its own it is as wide as the page.
        let (head, rest) = drawn.split_once(" width=").unwrap();
        let drawn = format!("{head}{}", rest.trim_start_matches(|letter| letter != '>'));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&path, &drawn).unwrap();
        }
        let there = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(there == drawn, "{room} is another machine now: BLESS=1 draws it anew, look at it");
        assert!(!drawn.contains("\n\n"), "a blank line ends the picture on the page");
    };
    check("lead", picture::<LeadMachine>());
    check("deal", picture::<DealMachine>());
    check("customer", picture::<CustomerMachine>());
    check("handoff", picture::<HandoffMachine>());
}
