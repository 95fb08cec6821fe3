//! A funnel: a bar for each step, as wide as many have come to it.

use super::{Anchor, Area, COUNT, Look, Mark, NAME, Plot, SMALL, float};

/// One step.
#[derive(Debug, Clone)]
pub(in super::super) struct Bar {
    pub(in super::super) name: String,
    pub(in super::super) count: u64,
    /// What is said of the way from the step before.
    pub(in super::super) way: String,
}

const WIDTH: f64 = 680.0;
/// Where the room for bars begins, and how wide it is.
const BARS: f64 = 210.0;
const WIDEST: f64 = 350.0;
const HEIGHT: f64 = 36.0;
/// Between two bars.
const GAP: f64 = 28.0;

/// Names on the left, bars in the middle, counts on the right, and between two
/// bars what is said of the way. Empty without steps.
pub(in super::super) fn funnel(title: &str, about: &str, bars: &[Bar]) -> Plot {
    let mut plot = Plot::new(title, about);
    plot.width = WIDTH;
    let most = bars.iter().map(|bar| bar.count).max().unwrap_or_default().max(1);
    let middle = BARS + WIDEST / 2.0;
    let mut y = 4.0;
    let mut before: Option<f64> = None;
    for bar in bars {
        // A line at least, so that it is seen that there is nothing.
        let width = (float(bar.count) / float(most) * WIDEST).max(1.5);
        if let Some(before) = before {
            let (top, bottom) = (y, y + GAP);
            let points = vec![
                (middle - before / 2.0, top),
                (middle + before / 2.0, top),
                (middle + width / 2.0, bottom),
                (middle - width / 2.0, bottom),
            ];
            plot.marks.push(Mark::Shape { points, class: "link" });
            let at = (middle, y + GAP / 2.0 + 4.0);
            plot.text(&bar.way, at, Anchor::Middle, 2.0 * (WIDTH - middle), Look(SMALL, "halo"));
            y += GAP;
        }
        plot.area(Area { x: middle - width / 2.0, y, width, height: HEIGHT }, "bar");
        let lines = NAME.wrap(&bar.name, BARS - 20.0, 2);
        let mut base = y + HEIGHT / 2.0 + 4.5;
        if lines.len() > 1 {
            base -= NAME.leading() / 2.0;
        }
        for line in &lines {
            plot.text(line, (0.0, base), Anchor::Start, BARS - 20.0, Look(NAME, "ink"));
            base += NAME.leading();
        }
        let count = bar.count.to_string();
        let at = (WIDTH, y + HEIGHT / 2.0 + 4.5);
        plot.text(&count, at, Anchor::End, WIDTH - BARS - WIDEST - 10.0, Look(COUNT, "ink"));
        y += HEIGHT;
        before = Some(width);
    }
    plot.height = y + 4.0;
    plot
}
