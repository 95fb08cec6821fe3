//! Where things stand in a plot: nothing lies over a text, nothing outside.

use super::*;
use crate::draw::dice::Dice;

/// Texts with the room each takes.
fn texts(plot: &Plot) -> Vec<(String, Area)> {
    let text = |mark: &Mark| match mark {
        Mark::Text { text, at, anchor, style, .. } => {
            let width = style.width(text);
            let x = match anchor {
                Anchor::Start => at.0,
                Anchor::Middle => at.0 - width / 2.0,
                Anchor::End => at.0 - width,
            };
            let (y, height) = (at.1 - style.size * 0.8, style.size);
            Some((text.clone(), Area { x, y, width, height }))
        }
        _ => None,
    };
    plot.marks.iter().filter_map(text).collect()
}

fn overlap(a: Area, b: Area) -> bool {
    a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height
}

#[track_caller]
fn check(plot: &Plot) {
    let inside = |x: f64, y: f64| {
        assert!(x.is_finite() && y.is_finite());
        assert!((-0.5..=plot.width + 0.5).contains(&x), "{x} of {}", plot.width);
        assert!((-0.5..=plot.height + 0.5).contains(&y), "{y} of {}", plot.height);
    };
    for mark in &plot.marks {
        match mark {
            Mark::Area { area, opacity, .. } => {
                assert!(area.width >= 0.0 && area.height >= 0.0);
                assert!(opacity.is_none_or(|opacity| (0.0..=1.0).contains(&opacity)));
                inside(area.x, area.y);
                inside(area.x + area.width, area.y + area.height);
            }
            Mark::Shape { points, .. } => points.iter().for_each(|(x, y)| inside(*x, *y)),
            Mark::Line { from, to, .. } => {
                inside(from.0, from.1);
                inside(to.0, to.1);
            }
            Mark::Text { .. } => {}
        }
    }
    let texts = texts(plot);
    for (place, (text, area)) in texts.iter().enumerate() {
        assert!(area.x >= -0.5 && area.x + area.width <= plot.width + 0.5, "{text}: {area:?}");
        inside(area.x.max(0.0), area.y);
        inside(area.x.max(0.0), area.y + area.height);
        for (other, theirs) in &texts[place + 1..] {
            assert!(!overlap(*area, *theirs), "{text:?} lies over {other:?}");
        }
    }
    let svg = plot.to_svg();
    assert!(!svg.contains("NaN") && !svg.contains("inf"));
}

const NAMES: [&str; 4] = [
    "Leads",
    "Обращения, прошедшие фильтр и ставшие сделками в этом году",
    "",
    "</text><script>\"'&\u{0} \u{202e} wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww",
];

fn word(dice: &mut Dice) -> String {
    dice.pick(&NAMES).to_owned()
}

fn count(dice: &mut Dice) -> u64 {
    let most = if dice.yes() { 10 } else { 100_000 };
    u64::try_from(dice.between(0, most)).unwrap()
}

fn share(dice: &mut Dice) -> f64 {
    nth(dice.between(0, 1001)) / 1000.0
}

fn heat_of(rows: Vec<(u64, Vec<(f64, bool)>)>, word: &str) -> Heat {
    let cell = |(share, immature)| Cell { share: Some(share), immature };
    let row = |(nth, (size, cells)): (usize, (u64, Vec<(f64, bool)>))| Row {
        month: format!("2026-{:02}", nth % 12 + 1),
        size,
        cells: cells.into_iter().map(cell).collect(),
    };
    let [title, about, month, size] = [word; 4].map(str::to_owned);
    let [columns, legend, immature] = [word; 3].map(str::to_owned);
    let rows = rows.into_iter().enumerate().map(row).collect();
    Heat { title, about, month, size, columns, legend, immature, rows }
}

#[test]
fn funnels() {
    for seed in 1..100 {
        let dice = &mut Dice::new(seed);
        let bars =
            dice.many(0, 7, |dice| Bar { name: word(dice), count: count(dice), way: word(dice) });
        check(&funnel("a", "b", &bars));
    }
}

#[test]
fn heat_maps() {
    for seed in 1..100 {
        let dice = &mut Dice::new(seed);
        let cells = |dice: &mut Dice| dice.many(1, 14, |dice| (share(dice), dice.yes()));
        let rows = dice.many(0, 25, |dice| (count(dice), cells(dice)));
        let word = word(dice);
        check(&heat(&heat_of(rows, &word)));
    }
}

#[test]
fn histograms() {
    for seed in 1..100 {
        let dice = &mut Dice::new(seed);
        let bins = dice.many(0, 16, count);
        let width = dice.pick(&[1.0, 7.0, 30.0, 365.0, 10_220.0]);
        let end = width * nth(bins.len());
        let (median, more) = (share(dice), 2.0 * share(dice));
        let quantile = |at: f64, name: String| Some(Quantile { at, name });
        check(&histogram(&Histogram {
            title: "a".into(),
            about: "b".into(),
            axis: word(dice),
            bins,
            width,
            last_is_open: dice.yes(),
            median: quantile(median * end, word(dice)),
            p90: quantile((median + more) * end, "nine in ten within 60 days".into()),
        }));
    }
}

#[test]
fn a_bar_is_as_wide_as_many_came() {
    let bar = |count| Bar { name: "a".into(), count, way: "b".into() };
    let plot = funnel("a", "b", &[bar(200), bar(50), bar(0)]);
    let widths: Vec<f64> = plot
        .marks
        .iter()
        .filter_map(|mark| match mark {
            Mark::Area { area, .. } => Some(area.width),
            _ => None,
        })
        .collect();
    assert_eq!(widths, [350.0, 87.5, 1.5]);
}

#[test]
fn shades_end_at_a_round_share() {
    let shades = |shares: &[f64]| -> Vec<f64> {
        let cells = shares.iter().map(|share| (*share, false)).collect();
        let plot = heat(&heat_of(vec![(5, cells)], "a"));
        let shades = plot.marks.iter().filter_map(|mark| match mark {
            Mark::Area { opacity, .. } => opacity.map(|it| (it * 100.0).round() / 100.0),
            _ => None,
        });
        shades.take(shares.len()).collect()
    };
    assert_eq!(shades(&[0.0, 0.025, 0.05]), [0.0, 0.23, 0.45]);
    assert_eq!(shades(&[0.0, 0.06, 1.0]), [0.0, 0.03, 0.45]);
    assert_eq!(shades(&[0.0]), [0.0]);
}

#[test]
fn marks_stand_at_their_place_on_the_axis() {
    let lines = |median: f64, open: bool| -> Vec<f64> {
        let plot = histogram(&Histogram {
            title: "a".into(),
            about: "b".into(),
            axis: "c".into(),
            bins: vec![1, 0, 2, 1],
            width: 7.0,
            last_is_open: open,
            median: Some(Quantile { at: median, name: "m".into() }),
            p90: None,
        });
        let line = |mark: &Mark| match mark {
            Mark::Line { from, class: "mid", .. } => Some(from.0),
            _ => None,
        };
        plot.marks.iter().filter_map(line).collect()
    };
    assert_eq!(lines(14.0, false), [340.0]);
    assert_eq!(lines(0.0, false), [25.0]);
    assert_eq!(lines(28.0, false), [655.0]);
    // Beyond the last bin of its own, in the middle of the one for all longer.
    assert_eq!(lines(300.0, true), [576.25]);
}

#[test]
fn shares_are_short() {
    let heat_texts = |share| {
        let plot = heat(&heat_of(vec![(5, vec![(share, true)])], ""));
        texts(&plot).into_iter().map(|(text, _)| text).nth(3).unwrap()
    };
    for (share, shown) in [
        (0.0, "0+"),
        (0.0002, "<0.1+"),
        (0.042, "4.2+"),
        (0.09, "9.0+"),
        (0.0996, "10+"),
        (1.0, "100+"),
    ] {
        assert_eq!(heat_texts(share), shown);
    }
}
