//! Words: none is missing, none is left in another language.

use super::Headings;
use crate::designer::StageReasonKind;
use crate::process::{
    Activity, Because, Channel, Demand, Market, Nature, Novelty, Offering, Profile, Purpose, Stage,
};
use crate::value::Language;

fn words(headings: &Headings<'_>) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    let mut add = |group: &str, words: Vec<(&'static str, &str)>| {
        let named = |(name, word): (&str, &str)| (format!("{group}.{name}"), word.to_owned());
        all.extend(words.into_iter().map(named));
    };
    add("titles", headings.titles.all());
    add("labels", headings.labels.all());
    add("names", headings.names.all());
    add("reasons", headings.reasons.all());
    add("phrases", headings.phrases.all());
    add("signs", headings.signs.all());
    add("measures", headings.measures.all());
    for (group, map) in [
        ("known_reasons", &headings.known_reasons),
        ("kpis", &headings.kpis),
        ("criteria", &headings.criteria),
    ] {
        all.extend(map.iter().map(|(name, word)| (format!("{group}.{name}"), (*word).to_owned())));
    }
    for (name, noun) in [
        ("days", &headings.days),
        ("hours", &headings.hours),
        ("months", &headings.months),
        ("orders", &headings.orders),
        ("points", &headings.points),
        ("times", &headings.times),
        ("more_customers", &headings.more_customers),
        ("more_again", &headings.more_again),
    ] {
        for form in [noun.one, noun.few, noun.many] {
            all.push((name.to_owned(), form.to_owned()));
        }
    }
    all
}

#[test]
fn every_word_is_there_in_every_language() {
    let english = words(&Headings::of(Language::English));
    assert!(english.len() > 300, "{}", english.len());
    for other in [words(&Headings::of(Language::Russian)), words(&Headings::of(Language::Romanian))]
    {
        assert_eq!(english.len(), other.len());
        for ((name, english), (same, other)) in english.iter().zip(&other) {
            assert_eq!(name, same);
            assert!(!english.trim().is_empty() && !other.trim().is_empty(), "{name}");
            let shape = ["percent", "both", "sensible", "with_share"];
            let shape = shape.iter().any(|free| name.ends_with(&format!("phrases.{free}")));
            // Some words are the same in both: `lead`, `partner`, `contract`.
            if !shape && english.contains(' ') {
                assert_ne!(english, other, "{name}");
            }
        }
    }
}

#[test]
fn phrases_have_the_same_places_in_every_language() {
    let places = |phrase: &str| -> Vec<String> {
        let mut places: Vec<String> = phrase
            .split('{')
            .skip(1)
            .filter_map(|part| Some(part.split_once('}')?.0.to_owned()))
            .collect();
        places.sort();
        places
    };
    let english = Headings::of(Language::English);
    for other in [Language::Russian, Language::Romanian] {
        let other = Headings::of(other);
        for (ours, theirs) in [
            (english.phrases.all(), other.phrases.all()),
            (english.measures.all(), other.measures.all()),
        ] {
            for ((name, ours), (_, theirs)) in ours.iter().zip(theirs) {
                assert_eq!(places(ours), places(theirs), "{name}");
            }
        }
    }
}

#[test]
fn russian_has_no_latin_letters() {
    let russian = Headings::of(Language::Russian);
    for (name, word) in words(&russian) {
        let mut outside = String::new();
        let mut inside = false;
        for c in word.chars() {
            inside = (inside || c == '{') && c != '}';
            if !inside {
                outside.push(c);
            }
        }
        assert!(!outside.contains(|c: char| c.is_ascii_alphabetic()), "{name}: {word}");
    }
}

#[test]
fn every_figure_of_a_report_has_a_name() {
    let question = crate::kpi::Question::as_of(chrono::DateTime::UNIX_EPOCH);
    let report = crate::kpi::KpiFacts::new().report(&question);
    let mut paths: Vec<&str> = report.figures().iter().map(|(path, _)| *path).collect();
    paths.sort_unstable();
    for language in Language::ALL {
        let headings = Headings::of(*language);
        let named: Vec<&str> = headings.kpis.keys().copied().collect();
        assert_eq!(named, paths);
        // In one table two figures must not look like one.
        let names: std::collections::BTreeSet<&&str> = headings.kpis.values().collect();
        assert_eq!(names.len(), paths.len());
    }
}

/// What the playbook says in English is what the process says itself.
#[test]
fn english_reasons_are_those_of_the_process() {
    let english = Headings::of(Language::English);
    let all = Nature::ALL
        .iter()
        .map(|it| Because::Nature(*it))
        .chain(Novelty::ALL.iter().map(|it| Because::Novelty(*it)))
        .chain(Demand::ALL.iter().map(|it| Because::Demand(*it)))
        .chain(Market::ALL.iter().map(|it| Because::Market(*it)))
        .chain(Offering::ALL.iter().map(|it| Because::Offering(*it)))
        .chain(Channel::ALL.iter().map(|it| Because::Channel(*it)))
        .chain(Activity::ALL.iter().map(|it| Because::Activity(*it)))
        .chain([Because::EverySale]);
    for because in all {
        let said = because.to_string();
        let said = said.split_once(": ").map_or(said.as_str(), |(_, why)| why);
        assert_eq!(english.reasons.because(because), said);
    }
    let mut purposes = Purpose::BUILT_IN.to_vec();
    purposes.push(crate::designer::propose::REMINDER.parse().unwrap());
    for pays_after in [false, true] {
        let profile = Profile { payment_depends_on_onboarding: pays_after, ..Profile::default() };
        for purpose in &purposes {
            let stage = Stage::new("a", "A").purpose(purpose.clone());
            for reason in profile.why(&stage, |_| false) {
                if let StageReasonKind::Sensible(why) = reason.kind {
                    assert_eq!(english.reasons.sense(purpose, pays_after), Some(why));
                }
            }
        }
    }
}

#[test]
fn the_criteria_of_the_built_in_frameworks_are_known() {
    use crate::policy::{Framework, Qualification};
    let english = Headings::of(Language::English);
    let mut known = 0;
    for framework in Framework::ALL {
        let qualification = Qualification::by(*framework).build().unwrap();
        for criterion in qualification.criteria() {
            let key = format!("{}.{}", framework.name(), criterion.id);
            let words = english.criteria.get(key.as_str()).copied();
            assert_eq!(words, Some(criterion.text.as_str()), "{key}");
            known += 1;
        }
    }
    assert_eq!(english.criteria.len(), known);
}

#[test]
fn the_words_of_the_picture_are_all_set() {
    let english = crate::process::DrawingWords::default();
    let russian = Headings::of(Language::Russian).picture_words();
    let (english, russian) = (format!("{english:#?}"), format!("{russian:#?}"));
    let words = |text: &str| -> Vec<String> {
        text.split('"').skip(1).step_by(2).map(str::to_owned).collect()
    };
    // In front stand the words that English has, too; then the names.
    for (ours, theirs) in words(&english).iter().zip(words(&russian)) {
        assert!(!theirs.contains(|c: char| c.is_ascii_alphabetic()), "{ours}: {theirs}");
    }
}

/// What is counted stands in the nominative in Russian, which `не меньше` and
/// the like would not leave it in, and may be `o zi` in Romanian, before which
/// `în` would run into it.
#[test]
fn what_is_counted_fits_into_its_sentence() {
    let counted = ["{days", "{hours", "{months", "{orders", "{points", "{bound", "{spread"];
    for (language, before) in [
        (Language::Russian, &["не меньше ", "не больше ", "до ", "от ", "в течение "][..]),
        (Language::Romanian, &["în "][..]),
    ] {
        for (name, text) in words(&Headings::of(language)) {
            for (before, put) in before.iter().flat_map(|it| counted.map(|put| (it, put))) {
                assert!(!text.contains(&format!("{before}{put}")), "{name}: {text}");
            }
        }
    }
}
