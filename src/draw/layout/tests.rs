//! What must hold of every layout, found out from its coordinates alone.

use super::{Layout, Point, Rect, Size, Sizes, What, arrange};
use crate::draw::dice::Dice;
use crate::draw::{Edge, EdgeKind, Flow, Node, NodeKey, NodeKind, Picture};

/// What touches may do without overlapping.
const EPSILON: f64 = 0.01;

fn overlap(a: Rect, b: Rect) -> bool {
    a.x + EPSILON < b.right()
        && b.x + EPSILON < a.right()
        && a.y + EPSILON < b.bottom()
        && b.y + EPSILON < a.bottom()
}

/// The place that a piece of a path takes.
fn piece(a: Point, b: Point) -> Rect {
    Rect { x: a.x.min(b.x), y: a.y.min(b.y), width: (a.x - b.x).abs(), height: (a.y - b.y).abs() }
}

/// Whether a piece runs through the inside of a shape.
fn runs_through(piece: Rect, shape: Rect, is_diamond: bool) -> bool {
    if !is_diamond {
        return piece.x < shape.right() - EPSILON
            && piece.right() > shape.x + EPSILON
            && piece.y < shape.bottom() - EPSILON
            && piece.bottom() > shape.y + EPSILON;
    }
    let centre = shape.centre();
    let nearest = |at: f64, from: f64, to: f64| (at.clamp(from, to) - at).abs();
    let x = nearest(centre.x, piece.x, piece.right()) / (shape.width / 2.0);
    let y = nearest(centre.y, piece.y, piece.bottom()) / (shape.height / 2.0);
    x + y < 1.0 - EPSILON
}

fn pieces(layout: &Layout) -> Vec<(usize, Rect)> {
    let pieces = |(r, route): (usize, &super::Route)| {
        route.points.windows(2).map(move |p| (r, piece(p[0], p[1]))).collect::<Vec<_>>()
    };
    layout.routes.iter().enumerate().flat_map(pieces).collect()
}

/// Everything that is wrong with a layout.
fn flaws(layout: &Layout) -> Vec<String> {
    let mut flaws = Vec::new();
    let shapes: Vec<(usize, Rect)> = layout
        .shapes
        .iter()
        .enumerate()
        .flat_map(|(i, s)| std::iter::once((i, s.rect)).chain(s.caption.map(|c| (i, c))))
        .collect();
    let labels: Vec<(usize, Rect)> =
        layout.routes.iter().enumerate().filter_map(|(r, x)| Some((r, x.label?))).collect();
    let pieces = pieces(layout);
    for (i, (a, place)) in shapes.iter().enumerate() {
        for (b, other) in &shapes[i + 1..] {
            if overlap(*place, *other) {
                flaws.push(format!("shapes {a} and {b} overlap"));
            }
        }
        for (r, label) in &labels {
            if overlap(*place, *label) {
                flaws.push(format!("the label of path {r} is on shape {a}"));
            }
        }
        let shape = layout.shapes[*a];
        let is_diamond = matches!(shape.what, What::Join(_) | What::Split(_));
        for (r, piece) in &pieces {
            if runs_through(*piece, *place, is_diamond) {
                flaws.push(format!("path {r} runs through shape {a}"));
            }
        }
    }
    for (i, (a, label)) in labels.iter().enumerate() {
        for (b, other) in &labels[i + 1..] {
            if overlap(*label, *other) {
                flaws.push(format!("the labels of paths {a} and {b} overlap"));
            }
        }
    }
    for (i, (a, p)) in pieces.iter().enumerate() {
        for (b, q) in &pieces[i + 1..] {
            let flat = |r: &Rect| r.height < EPSILON;
            let steep = |r: &Rect| r.width < EPSILON;
            let along = (flat(p)
                && flat(q)
                && (p.y - q.y).abs() < 1.0
                && p.x + EPSILON < q.right()
                && q.x + EPSILON < p.right())
                || (steep(p)
                    && steep(q)
                    && (p.x - q.x).abs() < 1.0
                    && p.y + EPSILON < q.bottom()
                    && q.y + EPSILON < p.bottom());
            if a != b && along {
                flaws.push(format!("paths {a} and {b} run along one another"));
            }
        }
        if !(p.width < EPSILON || p.height < EPSILON) {
            flaws.push(format!("path {a} is slanted"));
        }
    }
    flaws.extend(lanes_back(layout, &pieces));
    for route in &layout.routes {
        let (from, to) = (layout.shapes[route.from], layout.shapes[route.to]);
        for (shape, end) in [(from, route.points.first()), (to, route.points.last())] {
            let grown = Rect {
                x: shape.rect.x - EPSILON,
                y: shape.rect.y - EPSILON,
                width: shape.rect.width + 2.0 * EPSILON,
                height: shape.rect.height + 2.0 * EPSILON,
            };
            if !end.is_some_and(|end| overlap(grown, piece(*end, *end)) || on_border(grown, *end)) {
                flaws.push(format!("a path does not touch {:?}", shape.what));
            }
        }
    }
    let all = Rect { x: 0.0, y: 0.0, width: layout.size.width, height: layout.size.height };
    let places = shapes.iter().chain(&labels).chain(&pieces);
    for (i, place) in places {
        let inside = place.x >= all.x
            && place.y >= all.y
            && place.right() <= all.right()
            && place.bottom() <= all.bottom();
        if !inside {
            flaws.push(format!("{i} is outside the picture: {place:?} of {all:?}"));
        }
    }
    let middles: Vec<f64> = layout
        .row
        .iter()
        .filter_map(|n| layout.shapes.iter().find(|s| s.what == What::Node(*n)))
        .map(|shape| shape.rect.centre().y)
        .collect();
    if middles.windows(2).any(|pair| (pair[0] - pair[1]).abs() > EPSILON) {
        flaws.push("the row is not straight".to_owned());
    }
    flaws
}

/// Paths back that are not in a lane of their own, and paths on that are in one.
fn lanes_back(layout: &Layout, pieces: &[(usize, Rect)]) -> Vec<String> {
    let mut flaws = Vec::new();
    for (r, piece) in pieces.iter().filter(|(_, piece)| piece.height < EPSILON) {
        let route = &layout.routes[*r];
        let [from, to] = [route.from, route.to].map(|s| layout.shapes[s].rect.centre().x);
        let in_lane = layout.lanes_back.iter().any(|(top, end)| piece.y > *top && piece.y < *end);
        if in_lane && to > from + EPSILON {
            flaws.push(format!("path {r} leads on in a lane of paths back"));
        }
        if !in_lane && to < from - EPSILON && route.edge.is_some() && !hangs(layout, route) {
            flaws.push(format!("path {r} leads back outside of the lanes"));
        }
    }
    flaws
}

/// Whether a path joins a start mark or a lost end to the cell it hangs in.
fn hangs(layout: &Layout, route: &super::Route) -> bool {
    let ends = [route.from, route.to].map(|s| layout.shapes[s].what);
    ends.into_iter().any(|what| matches!(what, What::AtEdge { .. }))
}

fn on_border(rect: Rect, point: Point) -> bool {
    point.x >= rect.x && point.x <= rect.right() && point.y >= rect.y && point.y <= rect.bottom()
}

/// How often paths cross.
fn crossings(layout: &Layout) -> usize {
    let pieces = pieces(layout);
    let crosses = |p: &Rect, q: &Rect| {
        p.height < EPSILON
            && q.width < EPSILON
            && p.x + EPSILON < q.x
            && q.x + EPSILON < p.right()
            && q.y + EPSILON < p.y
            && p.y + EPSILON < q.bottom()
    };
    let mut count = 0;
    for (i, (a, p)) in pieces.iter().enumerate() {
        for (b, q) in &pieces[i + 1..] {
            count += usize::from(a != b && (crosses(p, q) || crosses(q, p)));
        }
    }
    count
}

/// A picture in short: `S` a start mark, `o` a stage, `W` won, `L` lost; edges as
/// from, to, and `>` forward, `<` rework.
fn picture(nodes: &str, edges: &[(usize, usize, char)]) -> Picture {
    let mut picture = Picture::new("p", "P");
    let keys: Vec<NodeKey> = nodes
        .chars()
        .map(|c| {
            let kind = match c {
                'S' => NodeKind::Start,
                'W' => NodeKind::Won,
                'L' => NodeKind::Lost,
                _ => NodeKind::Stage,
            };
            picture.add(Node::new("n", kind, "N"))
        })
        .collect();
    for (from, to, kind) in edges {
        let kind = if *kind == '<' { EdgeKind::Rework } else { EdgeKind::Forward };
        picture.connect(Edge::new(keys[*from], keys[*to]).kind(kind));
    }
    picture
}

fn sizes(picture: &Picture, diamonds: bool) -> Sizes {
    let edges = picture.edges().len();
    Sizes {
        nodes: vec![Size::new(120.0, 60.0); picture.nodes().len()],
        captions: Vec::new(),
        labels: vec![Size::new(40.0, 13.0); edges],
        parts: Vec::new(),
        heads: Vec::new(),
        diamonds: diamonds.then_some(50.0),
        above: 0.0,
        before_parts: 0.0,
        flow: Flow::Across,
    }
}

#[track_caller]
fn check(nodes: &str, edges: &[(usize, usize, char)], most_crossings: usize) {
    let picture = picture(nodes, edges);
    for diamonds in [false, true] {
        let layout = arrange(&picture, sizes(&picture, diamonds));
        assert_eq!(flaws(&layout), Vec::<String>::new());
        let found = crossings(&layout);
        assert!(found <= most_crossings, "{found} crossings");
    }
}

/// Ten stages in a row, their start and ends, and more edges.
fn ten(more: &[(usize, usize, char)]) -> Vec<(usize, usize, char)> {
    let mut edges: Vec<_> = (0..10).map(|n| (n, n + 1, '>')).collect();
    edges.push((12, 0, '>'));
    edges.extend(more);
    edges
}

const TEN: &str = "ooooooooooWLS";

#[test]
fn ten_stages_with_five_lost_exits_and_a_rework_loop_do_not_cross() {
    let lost = [0, 1, 2, 5, 6].map(|n| (n, 11, '>'));
    check(TEN, &ten(&[lost.as_slice(), &[(6, 5, '<')]].concat()), 0);
    check(TEN, &ten(&[lost.as_slice(), &[(8, 3, '<')]].concat()), 0);
    check(TEN, &ten(&[lost.as_slice(), &[(6, 5, '<'), (3, 6, '>')]].concat()), 0);
}

#[test]
fn loops_around_one_another_do_not_cross() {
    check("ooooW", &[(0, 1, '>'), (1, 2, '>'), (2, 3, '>'), (3, 4, '>'), (3, 0, '<')], 0);
    check(TEN, &ten(&[(9, 0, '<'), (8, 1, '<'), (4, 3, '<'), (7, 6, '<')]), 0);
    check(TEN, &ten(&[(0, 9, '>'), (1, 8, '>'), (3, 5, '>')]), 0);
    check("o", &[(0, 0, '<'), (0, 0, '<')], 0);
}

#[test]
fn branches_that_meet_again_do_not_cross() {
    check("ooooW", &[(0, 1, '>'), (1, 3, '>'), (0, 2, '>'), (2, 3, '>'), (3, 4, '>')], 0);
    check(
        "oooooW",
        &[
            (0, 1, '>'),
            (1, 4, '>'),
            (0, 2, '>'),
            (0, 3, '>'),
            (2, 4, '>'),
            (3, 4, '>'),
            (4, 5, '>'),
        ],
        0,
    );
}

#[test]
fn small_and_odd_pictures_are_laid_out() {
    check("", &[], 0);
    check("o", &[], 0);
    check("L", &[], 0);
    check("SL", &[(0, 1, '>')], 0);
    check("WS", &[(1, 0, '>')], 0);
    check("oW", &[(0, 1, '>'), (0, 1, '>'), (0, 1, '>')], 0);
    check("oLL", &[(0, 1, '>'), (0, 1, '>'), (0, 2, '>')], 0);
    check("oSS", &[(1, 0, '>'), (2, 0, '>'), (0, 0, '>')], 0);
    check("oooooooo", &[], 0);
}

#[test]
fn the_longest_path_to_won_is_the_row() {
    let picture = picture(
        "ooooWL",
        &[
            (0, 2, '>'),
            (0, 1, '>'),
            (1, 2, '>'),
            (2, 4, '>'),
            (2, 3, '>'),
            (3, 5, '>'),
            (2, 0, '>'),
        ],
    );
    assert_eq!(arrange(&picture, sizes(&picture, false)).row, [0, 1, 2, 4]);
}

#[test]
fn parts_stand_side_by_side() {
    let picture =
        picture("ooooW", &[(0, 1, '>'), (1, 2, '>'), (2, 4, '>'), (0, 3, '>'), (3, 4, '>')]);
    let parts = vec![Some(0), Some(0), Some(1), Some(1), None];
    let sizes = Sizes { parts: parts.clone(), heads: vec![900.0, 50.0], ..sizes(&picture, false) };
    let layout = arrange(&picture, sizes);
    assert_eq!(flaws(&layout), Vec::<String>::new());
    let stripes: Vec<_> = layout.stripes.iter().map(|s| s.part).collect();
    assert_eq!(stripes, [Some(0), Some(1), None]);
    assert!(layout.stripes[0].end - layout.stripes[0].begin >= 900.0);
    for shape in &layout.shapes {
        let What::Node(n) = shape.what else { continue };
        let stripe = layout.stripes.iter().find(|s| s.part == parts[n]).unwrap();
        assert!(shape.rect.x > stripe.begin && shape.rect.right() < stripe.end, "{n}");
    }
}

/// A picture of up to 13 nodes, most edges to a near one as in a pipeline.
fn random(dice: &mut Dice, flow: Flow) -> (Picture, Sizes) {
    let names: String = dice
        .many(0, 14, |dice| dice.pick(&['o', 'o', 'o', 'o', 'o', 'W', 'L', 'S']))
        .into_iter()
        .collect();
    let n = names.len();
    let mut edges = Vec::new();
    for _ in 0..if n == 0 { 0 } else { dice.between(0, 3 * n) } {
        let from = dice.between(0, n);
        let near = (from + dice.between(1, 4)) % n;
        let to = if dice.yes() { near } else { dice.between(0, n) };
        edges.push((from, to, dice.pick(&['>', '>', '>', '<'])));
    }
    let picture = picture(&names, &edges);
    let diamonds = flow == Flow::Across && dice.yes();
    let mut sizes = Sizes {
        heads: if flow == Flow::Across { vec![30.0, 180.0, 400.0] } else { Vec::new() },
        above: if flow == Flow::Down { 0.0 } else { 20.0 },
        before_parts: if flow == Flow::Down { 34.0 } else { 0.0 },
        flow,
        ..sizes(&picture, diamonds)
    };
    (sizes.nodes, sizes.captions, sizes.labels) = (Vec::new(), Vec::new(), Vec::new());
    let parted = dice.yes();
    for kind in names.chars() {
        // What has a caption is a circle as in BPMN: a start or an end.
        let circle = diamonds && kind != 'o';
        sizes.nodes.push(if circle {
            Size::new(36.0, 36.0)
        } else {
            Size::new(px(dice.between(20, 200)), px(dice.between(20, 120)))
        });
        let caption = dice.between(0, 60);
        sizes.captions.push(if circle && caption > 20 {
            Size::new(px(caption), 14.0)
        } else {
            Size::default()
        });
        if parted {
            sizes.parts.push(dice.yes().then(|| dice.between(0, 3)));
        }
    }
    for _ in &edges {
        let width = if dice.yes() { 0 } else { dice.between(10, 76) };
        sizes.labels.push(Size::new(px(width), 13.0));
    }
    (picture, sizes)
}

fn px(n: usize) -> f64 {
    super::cell::count(n)
}

/// Looks at many random pictures; a failure names the one.
#[track_caller]
fn check_random(flow: Flow) {
    for seed in 1..400 {
        let (picture, sizes) = random(&mut Dice::new(seed), flow);
        let layout = arrange(&picture, sizes);
        // What holds of a picture that runs across holds of one that runs down
        // with its axes exchanged.
        let layout = if flow == Flow::Down { layout.turned(0.0) } else { layout };
        assert_eq!(flaws(&layout), Vec::<String>::new(), "seed {seed}");
        // Everything is there.
        let drawn = |n: &usize| {
            layout.shapes.iter().any(|s| match s.what {
                What::Node(m) | What::AtEdge { node: m, .. } => m == *n,
                What::Join(_) | What::Split(_) => false,
            })
        };
        assert!((0..picture.nodes().len()).all(|n| drawn(&n)), "seed {seed}");
        let mut paths: Vec<usize> = layout.routes.iter().filter_map(|r| r.edge).collect();
        paths.sort_unstable();
        assert!(paths.into_iter().eq(0..picture.edges().len()), "seed {seed}");
    }
}

#[test]
fn nothing_ever_collides_across() {
    check_random(Flow::Across);
}

#[test]
fn nothing_ever_collides_down() {
    check_random(Flow::Down);
}

/// Every stage leads to every other: nobody can read it, but it is drawn.
#[test]
fn a_dense_picture_is_laid_out_soon() {
    let n = 60;
    let every = (0..n).flat_map(|a| (0..n).map(move |b| (a, b)));
    let edges: Vec<_> = every.filter(|(a, b)| a != b).map(|(a, b)| (a, b, '>')).collect();
    let picture = picture(&"o".repeat(n), &edges);
    let layout = arrange(&picture, sizes(&picture, false));
    assert_eq!(layout.routes.len(), n * (n - 1));
}
