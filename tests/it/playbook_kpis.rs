//! The chapter of the playbook that says where the company stands.

use std::collections::BTreeSet;

use sales_process::kpi::{KpiFacts, Overview, Question};
use sales_process::playbook::{Headings, Playbook};
use sales_process::process::Target;
use sales_process::{Language, SalesProcess};

use crate::kpi::by_hand;

fn question() -> Question {
    Question::as_of("2026-02-28T00:00:00Z".parse().unwrap())
}

fn overview() -> Overview {
    by_hand().overview(&question())
}

fn languages() -> Vec<Headings<'static>> {
    vec![
        Headings::of(Language::English),
        Headings::of(Language::Russian),
        Headings::of(Language::Romanian),
    ]
}

fn process(targets: &[(&str, Target)]) -> SalesProcess {
    let draft = SalesProcess::draft("acme", "Acme");
    let draft = targets.iter().fold(draft, |draft, (path, target)| draft.target(*path, *target));
    draft.build().unwrap()
}

fn targets() -> SalesProcess {
    process(&[
        (
            "attract.cost_per_lead",
            Target::at_most("15.00 GBP".parse::<sales_process::Money>().unwrap()),
        ),
        ("attract.leads", Target::at_least(3.0)),
        ("colour", Target::at_least(1.0)),
        ("retain.revenue", Target::at_least(5.0)),
        ("sell.conversion.rate", Target::at_least(0.5)),
        ("sell.cycle_days.median", Target::at_most(15.0)),
    ])
}

/// The chapter alone.
fn chapter(markdown: &str) -> &str {
    &markdown[markdown.find("<a id=\"kpis\"></a>").unwrap()..]
}

#[test]
fn a_small_chapter() {
    let (process, overview) = (targets(), overview());
    let text = Playbook::of(&process).kpis(&overview).to_markdown();
    insta::assert_snapshot!(chapter(&text));
}

#[test]
fn the_weak_place_in_every_language() {
    let (process, overview) = (targets(), overview());
    let sentences: Vec<String> = languages()
        .into_iter()
        .map(|headings| {
            let text = Playbook::of(&process).kpis(&overview).headings(headings).to_markdown();
            let mut lines = chapter(&text).lines().filter(|line| line.starts_with("**"));
            lines.next().unwrap().to_owned()
        })
        .collect();
    insta::assert_snapshot!(sentences.join("\n"), @r"
    **The weak place is selling: “Leads that become customers” is 25% so far (1 still open) and should be at least 50%. At the target there would be about 2 more customers and £150.01 more in the period, everything else as it is.**
    **Слабое место — продажа. «Лиды, ставшие клиентами»: 25 % на сегодня (ещё открыто: 1), а должно быть минимум 50 %. При достижении цели за период было бы: клиентов больше примерно на 2 и денег больше на 150,01 £, если остальное не изменится.**
    **Locul slab este vânzarea: „Leaduri care devin clienți” este 25 % până acum (încă deschise: 1) și ar trebui să fie cel puțin 50 %. La țintă ar fi cu circa 2 clienți mai mult și cu 150,01 £ mai mult în această perioadă, restul rămânând la fel.**
    ");
}

fn parsed(html: &str) -> roxmltree::Document<'_> {
    let options = roxmltree::ParsingOptions { allow_dtd: true, ..Default::default() };
    roxmltree::Document::parse_with_options(html, options).unwrap()
}

#[test]
fn plots_are_pictures_with_a_name_and_a_description() {
    let (process, overview) = (targets(), overview());
    for headings in languages() {
        let playbook = Playbook::of(&process).kpis(&overview).headings(headings.clone());
        let html = playbook.to_html();
        assert_eq!(html, playbook.to_html());
        let document = parsed(&html);
        let mut titles = Vec::new();
        for svg in document.descendants().filter(|node| node.tag_name().name() == "svg") {
            assert_eq!(svg.attribute("role"), Some("img"));
            let text = |name: &str| {
                let child = svg.children().find(|node| node.tag_name().name() == name).unwrap();
                child.text().unwrap().to_owned()
            };
            assert!(!text("desc").is_empty());
            titles.push(text("title"));
        }
        let words = &headings.measures;
        assert_eq!(titles, [words.funnel, words.cycle, words.leads_won, words.again]);
        let ids: Vec<&str> =
            document.descendants().filter_map(|node| node.attribute("id")).collect();
        assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    }
}

/// Every number of a plot stands in the table that Markdown has in its place.
#[test]
fn neither_form_has_what_the_other_leaves_out() {
    let (process, overview) = (targets(), overview());
    let playbook = Playbook::of(&process).kpis(&overview);
    let (html, markdown) = (playbook.to_html(), playbook.to_markdown());
    let document = parsed(&html);
    let described: Vec<&str> = document
        .descendants()
        .filter(|node| node.tag_name().name() == "desc")
        .filter_map(|node| node.text())
        .collect();
    for (row, told) in [
        (
            "| Passed the filter | 2 | 50% so far (1 still open) |",
            "Passed the filter: 2, 50% so far (1 still open)",
        ),
        ("| 30 to below 35 | 1 |", "30 to below 35: 1"),
        ("| 2026-01 | 3 | 33.3% | 33.3% + |", "2026-01: 3, 33.3%, 33.3% +"),
    ] {
        assert!(markdown.contains(row), "{row}");
        assert!(described.iter().any(|text| text.contains(told)), "{told}");
    }
}

#[test]
fn where_there_is_nothing_a_sentence_says_so() {
    let nothing = KpiFacts::new().overview(&question());
    for headings in languages() {
        let process = process(&[]);
        let playbook = Playbook::of(&process).kpis(&nothing).headings(headings.clone());
        let (html, markdown) = (playbook.to_html(), playbook.to_markdown());
        let words = &headings.measures;
        assert_eq!(markdown.matches(words.not_enough).count(), 5);
        assert!(!html.contains("<figure class=\"plot\">"));
        assert!(markdown.contains(words.no_targets));
        // Where nothing is counted there is no table of zeros.
        let head = format!("| {} | {} |\n", headings.labels.kpi, words.value);
        assert_eq!(markdown.matches(&head).count(), 0);
    }
    let process = process(&[]);
    assert!(!Playbook::of(&process).to_markdown().contains("id=\"kpis\""));
}

/// A page has room for two years of cohorts, and for one year of each.
#[test]
fn months_that_have_no_room_are_counted() {
    let mut facts = KpiFacts::new();
    for month in 0..26 {
        let at = format!("{}-{:02}-05T00:00:00Z", 2024 + month / 12, month % 12 + 1);
        let lead = format!("L-{month}").parse().unwrap();
        facts.add_lead(sales_process::kpi::LeadFacts::new(lead, at.parse().unwrap())).unwrap();
    }
    let overview = facts.overview(&question());
    let process = process(&[]);
    let playbook = Playbook::of(&process).kpis(&overview);
    let markdown = playbook.to_markdown();
    let rows = markdown.lines().filter(|line| line.starts_with("| 202")).count();
    assert_eq!(rows, 24);
    assert!(markdown.contains("Earlier months are left out: 2."));
    assert!(markdown.contains("Later months of the cohorts are left out: 11."));
    let text = overview.to_string();
    assert!(
        text.contains(
            "\n  earlier months left out: 2\n  later months of the cohorts left out: 13\n"
        )
    );
    parsed(&playbook.to_html());
}

#[test]
fn targets_that_are_met_or_cannot_be_judged_are_told() {
    let overview = overview();
    let told = |process: &SalesProcess| Playbook::of(process).kpis(&overview).to_markdown();
    let met = told(&process(&[("attract.leads", Target::at_least(4.0))]));
    assert!(met.contains("No figure misses its target."));
    assert!(met.contains("| Number of leads | 4 | at least 4 | ✓ met |"));
    let unjudged = told(&process(&[("attract.lead", Target::at_least(4.0))]));
    assert!(unjudged.contains("No target could be held against a figure."));
    assert!(unjudged.contains("- attract.lead: the report has no such figure\n"));
}

#[test]
fn periods_are_told() {
    let at = |text: &str| format!("2026-{text}:00Z").parse().unwrap();
    let process = process(&[]);
    let told = |question: Question| {
        let overview = by_hand().overview(&question);
        let text = Playbook::of(&process).kpis(&overview).to_markdown();
        chapter(&text).lines().nth(4).unwrap().to_owned()
    };
    let question = || Question::as_of(at("02-28T12:30"));
    assert_eq!(told(question()), "Everything that happened up to 2026-02-28 12:30.");
    assert_eq!(
        told(question().from(at("01-01T00:00"))),
        "From 2026-01-01 on; as seen on 2026-02-28 12:30."
    );
    assert_eq!(
        told(question().to(at("02-01T00:00"))),
        "Before 2026-02-01; as seen on 2026-02-28 12:30."
    );
    assert_eq!(
        told(question().from(at("01-01T00:00")).to(at("02-01T00:00"))),
        "From 2026-01-01 to 2026-02-01, that day not included; as seen on 2026-02-28 12:30."
    );
}

#[test]
fn russian_leaves_no_english() {
    let (process, overview) = (targets(), overview());
    let nothing = KpiFacts::new().overview(&question());
    for overview in [&overview, &nothing] {
        let playbook =
            Playbook::of(&process).kpis(overview).headings(Headings::of(Language::Russian));
        let text = playbook.to_markdown();
        // The currency, and the target that the company has under a name of its own.
        let text = chapter(&text).replace("GBP", "").replace("colour", "");
        let lines = text.lines().filter(|line| !line.starts_with("<a id="));
        let english: Vec<&str> =
            lines.filter(|line| line.contains(|c: char| c.is_ascii_alphabetic())).collect();
        assert!(english.is_empty(), "{english:?}");
    }
}

/// A company can change every word of a plot, whatever characters it takes.
#[test]
fn no_word_of_a_plot_is_markup() {
    let (process, overview) = (targets(), overview());
    let hostile = "</text><script>alert(1)</script>\"'&\u{0}\u{202e}";
    let mut headings = Headings::of(Language::English);
    let words = &mut headings.measures;
    for word in [
        &mut words.leads,
        &mut words.of_step,
        &mut words.axis,
        &mut words.median,
        &mut words.month,
        &mut words.legend,
        &mut words.immature,
        &mut words.funnel,
        &mut words.again_intro,
    ] {
        *word = hostile;
    }
    let html = Playbook::of(&process).kpis(&overview).headings(headings).to_html();
    assert!(!html.contains("<script"));
    let document = parsed(&html);
    let plots = document.descendants().filter(|node| node.attribute("class") == Some("plot"));
    let names: BTreeSet<&str> = plots
        .flat_map(|plot| plot.descendants())
        .filter(roxmltree::Node::is_element)
        .map(|node| node.tag_name().name())
        .collect();
    let expected = ["desc", "figure", "line", "polygon", "rect", "svg", "text", "title"];
    assert_eq!(names, BTreeSet::from(expected));
}
