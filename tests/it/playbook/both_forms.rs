//! What every playbook holds in both forms, whatever texts and language it has.

use super::*;

/// The text that a reader of the HTML sees, white space made one.
fn seen(html: &str) -> String {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(html, options).unwrap();
    let style = |node: &roxmltree::Node<'_, '_>| {
        node.ancestors().any(|it| it.has_tag_name("style") || it.tag_name().name() == "style")
    };
    let texts = document.descendants().filter(|node| node.is_text() && !style(node));
    let texts: Vec<&str> = texts.filter_map(|node| node.text()).collect();
    words(&texts.join(" \u{1} "))
}

/// The text that a reader of the Markdown sees, white space made one.
fn unescaped(markdown: &str) -> String {
    let mut out = String::new();
    let mut chars = markdown.chars().peekable();
    while let Some(c) = chars.next() {
        match chars.peek() {
            Some(next) if c == '\\' && next.is_ascii_punctuation() => out.extend(chars.next()),
            _ => out.push(c),
        }
    }
    words(&out)
}

fn words(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text as lines to look for: its own, control characters shown by a sign.
fn shown(text: &str) -> Vec<String> {
    let hidden = |c: char| {
        (c.is_control() && c != '\t') || matches!(c, '\u{ffff}' | '\u{202e}' | '\u{2066}')
    };
    let controls = |c: char| if hidden(c) { '\u{fffd}' } else { c };
    let lines = text.split(['\n', '\r']).map(|line| line.chars().map(controls).collect::<String>());
    lines.map(|line| words(&line)).collect()
}

#[track_caller]
fn check_seen(html: &str, markdown: &str, text: &str) {
    for line in shown(text) {
        assert!(html.contains(&line), "the HTML has no {line:?}");
        assert!(markdown.contains(&line), "the Markdown has no {line:?}");
    }
}

/// Every text that a user wrote, and every id that people are told: found by
/// the names of the stored form, so that a new part is looked for, too.
fn texts_of(value: &serde_json::Value, inside: &str, texts: &mut Vec<String>) {
    match value {
        serde_json::Value::Object(fields) => {
            let spoken = [
                "name",
                "text",
                "result",
                "goal",
                "plan",
                "title",
                "party",
                "priority",
                "reason",
                "label",
                "description",
            ];
            for (key, value) in fields {
                match value.as_str() {
                    Some(text) if spoken.contains(&key.as_str()) => texts.push(text.to_owned()),
                    Some(id) if key == "id" => {
                        // An id stands for its name where there is none.
                        let named = ["text", "name", "title", "label", "field", "approval", "kind"]
                            .into_iter()
                            .any(|key| fields.get(key).is_some_and(|it| it.as_str() != Some("")));
                        if !named && inside != "pipelines" {
                            texts.push(id.to_owned());
                        }
                    }
                    _ => texts_of(value, key, texts),
                }
            }
        }
        serde_json::Value::Array(items) => {
            let spoken = [
                "actions",
                "tactics",
                "any_of",
                "lost_reasons",
                "disqualify_reasons",
                "notes",
                "options",
            ];
            for item in items {
                match item.as_str() {
                    Some(text) if spoken.contains(&inside) => texts.push(text.to_owned()),
                    _ => texts_of(item, inside, texts),
                }
            }
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_text_of_a_process_is_in_both_forms(draft in random_process::process()) {
        let process = draft.clone().build().unwrap();
        let findings = process.lint();
        let playbook = Playbook::of(&process).findings(&findings);
        let (html, markdown) = (seen(&playbook.to_html()), unescaped(&playbook.to_markdown().replace("<br>", " ")));
        let mut texts = Vec::new();
        texts_of(&serde_json::to_value(&draft).unwrap(), "", &mut texts);
        prop_assert!(!texts.is_empty());
        for text in texts.iter().filter(|text| !text.trim().is_empty()) {
            check_seen(&html, &markdown, text);
        }
        for finding in &findings {
            check_seen(&html, &markdown, &finding.message);
        }
    }
}

const HOSTILE: [&str; 12] = [
    "</text><script>alert(1)</script>",
    "\"quoted\" 'twice' & again &amp; &#60;",
    "a | b || c",
    "`code` ``` fence",
    "# heading ## again #",
    "- item\n- item\n\n    code\r\n> quote",
    "1. one\n2. two",
    "[link](http://a.example) ![image](b) <http://c.example>",
    "*bold* _soft_ ~~gone~~ \\* $x$ {percent} {stages}",
    "\u{202e}turned\u{2066} שלום مرحبا",
    "😀 \u{0}\u{1b}[31m\u{7f}\u{ffff}\u{feff}",
    "]]> --> <!-- <![CDATA[ ?>",
];

/// Names of the elements in order, without those that texts take inside a line
/// and those of the pictures.
fn elements(html: &str) -> Vec<String> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(html, options).unwrap();
    let drawn = |node: &roxmltree::Node<'_, '_>| {
        node.ancestors().any(|it| it.tag_name().name() == "figure")
    };
    let names = document.descendants().filter(|node| node.is_element() && !drawn(node));
    let names = names.map(|node| node.tag_name().name().to_owned());
    names.filter(|name| name != "br" && name != "bdi").collect()
}

/// What each line of the Markdown is: how it begins, and how many cells it has.
fn structure(markdown: &str) -> Vec<String> {
    let line = |line: &str| {
        let bare = line.replace("\\|", "");
        // Within a heading or a row nothing begins any more.
        let signs = if bare.starts_with(['#', '|']) { "#|" } else { " ->" };
        let begin: String = bare.chars().take_while(|c| signs.contains(*c)).collect();
        format!("{begin}{}", bare.matches('|').count())
    };
    markdown.lines().map(line).collect()
}

#[test]
fn no_text_breaks_the_document() {
    let long = "x".repeat(500);
    let plain = full("plain", "id").build().unwrap();
    let question = Question::as_of("2026-02-28T00:00:00Z".parse().unwrap());
    let overview = crate::kpi::by_hand().overview(&question);
    let plain = Playbook::of(&plain).picture_files(["p.svg"]).kpis(&overview);
    let (elements_there, structure_there) =
        (elements(&plain.to_html()), structure(&plain.to_markdown()));
    for text in HOSTILE.iter().copied().chain([long.as_str()]) {
        let id: String = text.chars().filter(|c| !c.is_control()).collect();
        let process = full(text, &id).build().unwrap();
        let playbook = Playbook::of(&process).picture_files(["p.svg"]).kpis(&overview);
        let (html, markdown) = (playbook.to_html(), playbook.to_markdown());
        assert_eq!(elements(&html), elements_there, "{text}");
        assert_eq!(structure(&markdown), structure_there, "{text}");
        let (html, markdown) = (seen(&html), unescaped(&markdown.replace("<br>", " ")));
        for line in shown(text) {
            // In a picture it may be cut; in the text it stands in every place.
            let line = line.replace('\u{ffff}', "\u{fffd}");
            assert!(html.matches(&line).count() > 25, "{line:?}");
            assert!(markdown.matches(&line).count() > 25, "{line:?}");
        }
    }
}

#[test]
fn links_lead_to_anchors_that_differ() {
    let process = SalesProcess::propose(Profile::new()).build().unwrap();
    let findings = full("a", "b").build().unwrap().lint();
    let playbook = Playbook::of(&process).findings(&findings);
    let html = playbook.to_html();
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    let document = roxmltree::Document::parse_with_options(&html, options).unwrap();
    let mut ids = BTreeSet::new();
    for id in document.descendants().filter_map(|node| node.attribute("id")) {
        assert!(ids.insert(id), "{id} stands twice");
    }
    let mut links = 0;
    for link in document.descendants().filter_map(|node| node.attribute("href")) {
        let anchor = link.strip_prefix('#').unwrap();
        assert!(ids.contains(anchor), "{link} leads nowhere");
        links += 1;
    }
    assert!(links > 60, "{links}");
    let markdown = playbook.to_markdown();
    for part in markdown.split("](#").skip(1) {
        let anchor = part.split(')').next().unwrap();
        assert!(markdown.contains(&format!("<a id=\"{anchor}\"></a>")), "{anchor}");
    }
}

#[test]
fn one_file_needs_nothing_else() {
    let process = full("a", "b").build().unwrap();
    let html = Playbook::of(&process).to_html();
    for outside in ["<script", "src=", "url(", "@import", "<link", "<iframe", "javascript:"] {
        assert!(!html.contains(outside), "{outside}");
    }
    // Only the names of the formats are addresses.
    let addresses = html.matches("http").count();
    let formats = html.matches("xmlns=\"http://www.w3.org/").count();
    assert_eq!(addresses, formats);
}

#[test]
fn russian_leaves_no_english() {
    let built_in = |rule| Qualification::by(Framework::Meddicc).rule(rule);
    let mut drafts = vec![full("1", "2")];
    for rule in [QualificationRule::All, QualificationRule::AtLeast(3)] {
        drafts.push(full("1", "2").qualification(built_in(rule)));
    }
    // Nothing said, and the parts that stand in its place.
    let mut bare = SalesProcess::draft("1", "1");
    bare.pipelines.push(PipelineDraft::new("1").stage(Stage::new("2", "2").start()));
    drafts.push(bare);
    let mut loose = full("1", "2");
    loose.handoff = Some(HandoffPolicy::new());
    loose.regular_reexamined = false;
    loose.lead_filter = Some(LeadFilter::draft().criterion(FilterCriterion::new("1", "1")));
    drafts.push(loose);
    for draft in drafts {
        let process = draft.build().unwrap();
        let findings = process.lint();
        let playbook =
            Playbook::of(&process).findings(&findings).headings(Headings::of(Language::Russian));
        let html = playbook.to_html();
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
        let document = roxmltree::Document::parse_with_options(&html, options).unwrap();
        for node in document.descendants().filter(roxmltree::Node::is_text) {
            // Ids of lints and frameworks stand as code or in capitals.
            let aside =
                |it: roxmltree::Node<'_, '_>| ["style", "code"].contains(&it.tag_name().name());
            if node.ancestors().any(aside) {
                continue;
            }
            // A notice has the sign `i`.
            let text = node.text().unwrap_or_default().replace("MEDDICC", "").replace("\ni ", "");
            let english = text != "i" && text.contains(|c: char| c.is_ascii_alphabetic());
            assert!(!english, "{text}");
        }
    }
}

#[test]
fn what_was_found_is_told_at_its_place() {
    let process = full("a", "b").build().unwrap();
    let findings = process.lint();
    assert!(findings.len() > 3);
    let english = Playbook::of(&process).findings(&findings).to_markdown();
    let romanian = Playbook::of(&process)
        .findings(&findings)
        .headings(Headings::of(Language::Romanian))
        .to_markdown();
    for finding in &findings {
        assert!(unescaped(&english).contains(&words(&finding.message)));
        assert!(!english.contains(finding.lint.name), "a name for programs");
    }
    assert!(romanian.contains("Ce ajută"));
    for english in findings.iter().map(|finding| &finding.message) {
        assert!(!unescaped(&romanian).contains(&words(english)), "{english}");
    }
    let without = Playbook::of(&process).to_markdown();
    assert!(!without.contains("id=\"findings\""));
}

#[test]
fn figures_are_given_where_shares_are_stated() {
    let stated = full("a", "b");
    let mut unstated = stated.clone();
    let markdown = |draft: ProcessDraft| Playbook::of(&draft.build().unwrap()).to_markdown();
    for step in &mut unstated.pipelines[0].moves {
        step.probability = None;
    }
    // Chances that stages state would give shares.
    unstated.pipelines[0].stages.iter_mut().for_each(|stage| stage.win_probability = None);
    let mut wrong = stated.clone();
    wrong.pipelines[0].moves[0].probability = Some(share(0.1));
    let guess = markdown(unstated);
    assert!(guess.contains("- **Chance to win:** not stated\n"));
    assert!(guess.contains("goes on from each stage is not stated yet"));
    assert!(markdown(wrong).contains("do not make a whole: [a](#pipeline-1-stage-1)."));
    let mut all = stated;
    all.pipelines[0].moves[2].probability = Some(share(1.0));
    let (go, back) = (all.pipelines[0].moves[4].clone(), all.pipelines[0].moves[3].clone());
    all.pipelines[0].moves[4] = go.probability(share(0.8));
    all.pipelines[0].moves[3] = back.probability(share(0.2));
    all.pipelines[0].stages.iter_mut().for_each(|stage| stage.win_probability = None);
    let figures = markdown(all);
    assert!(figures.contains("Chance to win from here"));
    assert!(
        figures.contains("- **Chance to win:** 50%"),
        "half is lost at the start, nothing after"
    );
}

#[test]
fn a_company_can_change_any_word() {
    let mut headings = Headings::of(Language::English);
    headings.titles.leads = "Our requests";
    headings.phrases.no_filter = "We {take} all of <them>.";
    let mut process = SalesProcess::draft("a", "A");
    process.disqualify_reasons = vec!["no_need".to_owned()];
    let process = process.build().unwrap();
    let text = Playbook::of(&process).headings(headings).to_markdown();
    assert!(text.contains("## Our requests\n"));
    assert!(text.contains("We {take} all of \\<them\\>."));
}
