//! A heat map: cohorts below each other, their months side by side, darker
//! where the share is larger.

use super::{Anchor, Area, Look, Plot, SMALL, TINY, nth};

/// A heat map and its words.
#[derive(Debug, Clone)]
pub(in super::super) struct Heat {
    pub(in super::super) title: String,
    pub(in super::super) about: String,
    /// Above the months of the cohorts, their sizes, and the columns.
    pub(in super::super) month: String,
    pub(in super::super) size: String,
    pub(in super::super) columns: String,
    /// What the shades mean, and what marks a cell that will still change.
    pub(in super::super) legend: String,
    pub(in super::super) immature: String,
    pub(in super::super) rows: Vec<Row>,
}

#[derive(Debug, Clone)]
pub(in super::super) struct Row {
    pub(in super::super) month: String,
    pub(in super::super) size: u64,
    pub(in super::super) cells: Vec<Cell>,
}

#[derive(Debug, Clone, Copy)]
pub(in super::super) struct Cell {
    /// From 0 to 1; `None` where it is not known.
    pub(in super::super) share: Option<f64>,
    pub(in super::super) immature: bool,
}

/// Where the cells begin, and how large one is.
const CELLS: f64 = 148.0;
const WIDTH: f64 = 41.0;
const HEIGHT: f64 = 27.0;
/// Above the cells.
const HEAD: f64 = 42.0;
/// The smallest width, for the texts below.
const NARROWEST: f64 = 660.0;
/// How dark the largest share is: dark ink is readable on it on a light page,
/// and light ink on a dark one.
const DARKEST: f64 = 0.45;
/// Shares that a scale may end at.
const SCALES: [f64; 6] = [0.05, 0.1, 0.2, 0.25, 0.5, 1.0];

/// A row for each cohort. Cells have their share in percent, and a sign and a
/// border where their month is not over.
pub(in super::super) fn heat(heat: &Heat) -> Plot {
    let mut plot = Plot::new(&heat.title, &heat.about);
    let columns = heat.rows.iter().map(|row| row.cells.len()).max().unwrap_or_default();
    plot.width = (CELLS + nth(columns) * WIDTH).max(NARROWEST);
    let soft = Look(TINY, "soft");
    let x = |column: usize| CELLS + nth(column) * WIDTH;
    plot.text(&heat.month, (0.0, HEAD - 8.0), Anchor::Start, 72.0, soft);
    plot.text(&heat.size, (CELLS - 8.0, HEAD - 8.0), Anchor::End, 62.0, soft);
    plot.text(&heat.columns, (CELLS + 2.0, 14.0), Anchor::Start, plot.width - CELLS - 2.0, soft);
    for column in 0..columns {
        let at = (x(column) + WIDTH / 2.0, HEAD - 8.0);
        plot.text(&column.to_string(), at, Anchor::Middle, WIDTH - 2.0, soft);
    }
    let shares = heat.rows.iter().flat_map(|row| &row.cells).filter_map(|cell| cell.share);
    let largest = shares.fold(0.0, f64::max);
    let scale = SCALES.into_iter().find(|scale| *scale >= largest).unwrap_or(1.0);
    let mut y = HEAD;
    for row in &heat.rows {
        let base = y + HEIGHT / 2.0 + 4.0;
        plot.text(&row.month, (0.0, base), Anchor::Start, 72.0, Look(SMALL, "ink"));
        let size = row.size.to_string();
        plot.text(&size, (CELLS - 8.0, base), Anchor::End, 62.0, Look(SMALL, "ink"));
        for (column, cell) in row.cells.iter().enumerate() {
            plot.cell(x(column), y, *cell, scale);
        }
        y += HEIGHT;
    }
    y += 10.0;
    legend(&mut plot, heat, scale, y);
    plot.height = y + 52.0;
    plot
}

impl Plot {
    fn cell(&mut self, x: f64, y: f64, cell: Cell, scale: f64) {
        let area = Area { x: x + 1.0, y: y + 1.0, width: WIDTH - 2.0, height: HEIGHT - 2.0 };
        let share = cell.share.unwrap_or_default().clamp(0.0, 1.0);
        let class = if cell.immature { "cell open" } else { "cell" };
        self.shaded(area, class, (share / scale).min(1.0) * DARKEST);
        let shown = cell.share.map(percent).unwrap_or_default();
        let shown = if cell.immature && !shown.is_empty() { format!("{shown}+") } else { shown };
        let at = (x + WIDTH / 2.0, y + HEIGHT / 2.0 + 4.0);
        self.text(&shown, at, Anchor::Middle, WIDTH, Look(TINY, "ink"));
    }
}

/// A share in percent without its sign: to tenths below ten, which are as short
/// as `100`.
fn percent(share: f64) -> String {
    let percent = (share * 100.0).clamp(0.0, 100.0);
    let tenths = (percent * 10.0).round();
    if percent <= 0.0 {
        "0".to_owned()
    } else if tenths < 1.0 {
        "<0.1".to_owned()
    } else if tenths < 100.0 {
        format!("{percent:.1}")
    } else {
        format!("{percent:.0}")
    }
}

fn legend(plot: &mut Plot, heat: &Heat, scale: f64, y: f64) {
    const STEPS: usize = 5;
    let base = y + 15.0;
    let mut x = 0.0;
    for step in 0..STEPS {
        let part = nth(step) / nth(STEPS - 1);
        let area = Area { x: x + 1.0, y: y + 1.0, width: 20.0, height: 18.0 };
        plot.shaded(area, "cell", part * DARKEST);
        let shown = ((part * scale * 1000.0).round() / 10.0).to_string();
        plot.text(&shown, (x + 25.0, base), Anchor::Start, 32.0, Look(TINY, "soft"));
        x += 58.0;
    }
    plot.text(
        &heat.legend,
        (x + 4.0, base),
        Anchor::Start,
        plot.width - x - 4.0,
        Look(TINY, "soft"),
    );
    let any = heat.rows.iter().flat_map(|row| &row.cells).any(|cell| cell.immature);
    if any {
        let y = y + 26.0;
        let area = Area { x: 1.0, y: y + 1.0, width: 20.0, height: 18.0 };
        plot.shaded(area, "cell open", 0.0);
        plot.text("+", (11.0, y + 14.0), Anchor::Middle, 20.0, Look(TINY, "ink"));
        let room = plot.width - 30.0;
        plot.text(&heat.immature, (28.0, y + 14.0), Anchor::Start, room, Look(TINY, "soft"));
    }
}
