//! A histogram: how many took how long.

use super::{Anchor, Area, Look, Mark, Plot, SMALL, TINY, float, nth};

/// A histogram and its words.
#[derive(Debug, Clone)]
pub(in super::super) struct Histogram {
    pub(in super::super) title: String,
    pub(in super::super) about: String,
    /// Below the axis.
    pub(in super::super) axis: String,
    /// How many there are in each bin, from 0 on.
    pub(in super::super) bins: Vec<u64>,
    /// How wide a bin is, in units of the axis; above 0.
    pub(in super::super) width: f64,
    /// Whether the last bin holds everything longer, too.
    pub(in super::super) last_is_open: bool,
    pub(in super::super) median: Option<Quantile>,
    pub(in super::super) p90: Option<Quantile>,
}

/// A place on the axis that is marked.
#[derive(Debug, Clone)]
pub(in super::super) struct Quantile {
    pub(in super::super) at: f64,
    pub(in super::super) name: String,
}

const WIDTH: f64 = 680.0;
const LEFT: f64 = 25.0;
const RIGHT: f64 = 655.0;
/// The upper end of the tallest bar, and where bars stand.
const TOP: f64 = 66.0;
const GROUND: f64 = 236.0;
/// Where the two marks begin, each below its name.
const P90: f64 = 20.0;
const MEDIAN: f64 = 40.0;

/// A bar for each bin with its count above it, the two quantiles as lines with
/// their names, and the ends of the bins below.
pub(in super::super) fn histogram(histogram: &Histogram) -> Plot {
    let mut plot = Plot::new(&histogram.title, &histogram.about);
    (plot.width, plot.height) = (WIDTH, GROUND + 46.0);
    let bins = &histogram.bins;
    let most = bins.iter().copied().max().unwrap_or_default().max(1);
    let wide = (RIGHT - LEFT) / nth(bins.len().max(1));
    for (place, count) in bins.iter().enumerate() {
        let tall = float(*count) / float(most) * (GROUND - TOP);
        let x = LEFT + nth(place) * wide;
        let area = Area { x: x + 1.0, y: GROUND - tall, width: wide - 2.0, height: tall };
        plot.area(area, "bar");
    }
    plot.line((LEFT, GROUND), (RIGHT, GROUND), "axis");
    let end = histogram.width * nth(bins.len());
    let place = |at: f64| {
        // In the last bin of all that is longer nothing has its own place.
        let is_beyond = histogram.last_is_open && at >= end - histogram.width;
        let at = if is_beyond { end - histogram.width / 2.0 } else { at };
        let part = if end > 0.0 { at / end } else { 0.0 };
        LEFT + part.clamp(0.0, 1.0) * (RIGHT - LEFT)
    };
    if let Some(p90) = &histogram.p90 {
        plot.quantile(p90, place(p90.at), P90, "far", true);
    }
    if let Some(median) = &histogram.median {
        plot.quantile(median, place(median.at), MEDIAN, "mid", false);
    }
    for (place, count) in bins.iter().enumerate().filter(|(_, count)| **count > 0) {
        let tall = float(*count) / float(most) * (GROUND - TOP);
        let at = (LEFT + (nth(place) + 0.5) * wide, GROUND - tall - 5.0);
        let count = count.to_string();
        if TINY.width(&count) <= wide {
            plot.text(&count, at, Anchor::Middle, wide, Look(TINY, "halo"));
        }
    }
    ticks(&mut plot, histogram, wide);
    plot.text(
        &histogram.axis,
        (LEFT, GROUND + 40.0),
        Anchor::Start,
        RIGHT - LEFT,
        Look(SMALL, "soft"),
    );
    plot
}

impl Plot {
    /// A line from a height down to the ground, with its name beside its upper
    /// end, to the side asked for where there is room for it,
    /// else where there is more.
    fn quantile(&mut self, of: &Quantile, x: f64, y: f64, class: &'static str, right: bool) {
        self.marks.push(Mark::Line { from: (x, y - 12.0), to: (x, GROUND), class });
        let (to_left, to_right) = (x - 6.0, WIDTH - x - 6.0);
        let (asked, other) = if right { (to_right, to_left) } else { (to_left, to_right) };
        let stays = SMALL.width(&of.name) <= asked || asked >= other;
        let (at, anchor, room) = if right == stays {
            (x + 6.0, Anchor::Start, to_right)
        } else {
            (x - 6.0, Anchor::End, to_left)
        };
        self.text(&of.name, (at, y), anchor, room, Look(SMALL, "halo"));
    }
}

/// The ends of the bins, as many as have room beside each other.
fn ticks(plot: &mut Plot, histogram: &Histogram, wide: f64) {
    let ends = histogram.bins.len() + usize::from(!histogram.last_is_open);
    let names: Vec<String> =
        (0..ends).map(|end| super::tenths(nth(end) * histogram.width).to_string()).collect();
    let widest = names.iter().map(|name| TINY.width(name)).fold(0.0, f64::max) + 6.0;
    let step = (1..=ends.max(1)).find(|step| nth(*step) * wide >= widest).unwrap_or(ends.max(1));
    for (end, name) in names.iter().enumerate().step_by(step) {
        let x = LEFT + nth(end) * wide;
        plot.line((x, GROUND), (x, GROUND + 5.0), "axis");
        plot.text(name, (x, GROUND + 18.0), Anchor::Middle, widest, Look(TINY, "ink"));
    }
}
