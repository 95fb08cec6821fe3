//! Which cell each node has.

use crate::draw::{EdgeKind, NodeKind, Picture};

/// Column and row.
pub(super) type Cell = (usize, usize);

/// An edge between nodes that have cells.
#[derive(Debug, Clone, Copy)]
pub(super) struct Link {
    /// Its place among the edges of the picture.
    pub(super) edge: usize,
    pub(super) from: usize,
    pub(super) to: usize,
}

#[derive(Debug)]
pub(super) struct Grid {
    /// `None` for a start mark or lost end that stands in the cells of others.
    pub(super) cells: Vec<Option<Cell>>,
    pub(super) columns: usize,
    pub(super) rows: usize,
    /// The parts with the column after their last one, from left to right.
    pub(super) parts: Vec<(Option<usize>, usize)>,
    /// The nodes of the first row.
    pub(super) row: Vec<usize>,
    /// The node that follows each node of the first row.
    pub(super) next: Vec<Option<usize>>,
    pub(super) links: Vec<Link>,
    /// The edges from start marks that stand in the cell of a node.
    pub(super) starts: Vec<Vec<usize>>,
    /// The edges to lost ends that stand in the cell of a node.
    pub(super) losts: Vec<Vec<usize>>,
    /// The start marks and lost ends at each of those edges.
    pub(super) at_edge: Vec<Option<usize>>,
}

impl Grid {
    pub(super) fn of(picture: &Picture, parts: &[Option<usize>]) -> Self {
        let nodes = picture.nodes();
        let guest = guests(picture);
        let mut grid = Self {
            cells: vec![None; nodes.len()],
            columns: 0,
            rows: 0,
            parts: Vec::new(),
            row: Vec::new(),
            next: vec![None; nodes.len()],
            links: Vec::new(),
            starts: vec![Vec::new(); nodes.len()],
            losts: vec![Vec::new(); nodes.len()],
            at_edge: vec![None; picture.edges().len()],
        };
        let mut begins = Vec::new();
        for (edge, e) in picture.edges().iter().enumerate() {
            let (from, to) = (e.from.index(), e.to.index());
            if guest[from] {
                grid.starts[to].push(edge);
                grid.at_edge[edge] = Some(from);
                begins.push(to);
            } else if guest[to] {
                grid.losts[from].push(edge);
                grid.at_edge[edge] = Some(to);
            } else {
                grid.links.push(Link { edge, from, to });
            }
        }
        let own: Vec<usize> = (0..nodes.len()).filter(|n| !guest[*n]).collect();
        if begins.is_empty() {
            begins.extend(own.iter().filter(|n| nodes[**n].kind == NodeKind::Start));
        }
        let forward = Forward::of(picture, &grid.links, &begins, &own);
        grid.row = forward.longest_path(&begins, |n| nodes[n].kind == NodeKind::Won);
        for pair in grid.row.windows(2) {
            grid.next[pair[0]] = Some(pair[1]);
        }
        let columns = grid.columns(&forward, parts);
        grid.rows(&forward, &columns);
        grid
    }

    /// The column of each node: those of one part stand side by side, each after
    /// those that lead to it.
    fn columns(&mut self, forward: &Forward, parts: &[Option<usize>]) -> Vec<usize> {
        // The runs of nodes of one part along the row, then those it lacks.
        let mut runs: Vec<Option<usize>> = Vec::new();
        let mut run_of: Vec<Option<usize>> = vec![None; parts.len()];
        for n in &self.row {
            if runs.last() != Some(&parts[*n]) {
                runs.push(parts[*n]);
            }
            run_of[*n] = Some(runs.len() - 1);
        }
        for n in forward.order.iter().copied() {
            if run_of[n].is_some() {
                continue;
            }
            let before = forward.before[n].iter().filter_map(|p| run_of[*p]).max();
            let after = forward.after[n].iter().filter_map(|p| run_of[*p]).min();
            let from = before.or(after).unwrap_or(0);
            let fits = |run: &usize| runs[*run] == parts[n];
            let ahead = (from..runs.len()).find(fits);
            let found = ahead.or_else(|| (0..from.min(runs.len())).rev().find(fits));
            let run = found.unwrap_or_else(|| {
                let at = match (before, after) {
                    (Some(_), _) => from + 1,
                    (None, Some(_)) => from,
                    // Joined to nothing, it comes after the parts before its own.
                    (None, None) => {
                        let earlier = |run: &Option<usize>| parts[n].is_none() || *run < parts[n];
                        runs.iter().rposition(earlier).map_or(0, |last| last + 1)
                    }
                };
                runs.insert(at, parts[n]);
                run_of.iter_mut().flatten().filter(|run| **run >= at).for_each(|run| *run += 1);
                at
            });
            run_of[n] = Some(run);
        }
        let mut in_row = vec![false; parts.len()];
        self.row.iter().for_each(|n| in_row[*n] = true);
        let beside = forward.order.iter().filter(|n| !in_row[**n]);
        let mut members: Vec<Vec<usize>> = vec![Vec::new(); runs.len()];
        for n in self.row.iter().chain(beside) {
            if let Some(run) = run_of[*n] {
                members[run].push(*n);
            }
        }
        let mut column = vec![0; parts.len()];
        let mut known = vec![None; parts.len()];
        let mut base = 0;
        for (run, members) in members.iter().enumerate() {
            for n in members.iter().filter(|n| in_row[**n]) {
                known[*n] = Some(run);
            }
            let width = columns_of_run(forward, run, members, &mut known, &mut column);
            members.iter().for_each(|n| column[*n] += base);
            base += width;
            self.parts.push((runs[run], base));
        }
        self.columns = base;
        column
    }

    /// The row of each node: the first for the path to Won; then that of a node
    /// that leads to it, where it is free, or else the first that is.
    fn rows(&mut self, forward: &Forward, column: &[usize]) {
        let mut taken: Vec<Vec<bool>> = vec![vec![true]; self.columns];
        for n in &self.row {
            self.cells[*n] = Some((column[*n], 0));
        }
        self.rows = usize::from(!self.row.is_empty());
        let mut rest: Vec<usize> =
            forward.order.iter().copied().filter(|n| self.cells[*n].is_none()).collect();
        rest.sort_by_key(|n| column[*n]);
        for n in rest {
            let taken = &mut taken[column[n]];
            let free = |row: usize| row > 0 && !taken.get(row).copied().unwrap_or(false);
            let beside = forward.before[n].iter().filter_map(|p| self.cells[*p]).map(|c| c.1);
            let row = beside
                .filter(|row| free(*row))
                .min()
                .or_else(|| (1..=taken.len()).find(|row| free(*row)))
                .unwrap_or(taken.len());
            if taken.len() <= row {
                taken.resize(row + 1, false);
            }
            taken[row] = true;
            self.cells[n] = Some((column[n], row));
            self.rows = self.rows.max(row + 1);
        }
    }
}

/// The columns of the nodes of one run, counted from 0; how many there are.
/// Members come with those of the first row before the others; `known` says of
/// which run those are that have a column.
fn columns_of_run(
    forward: &Forward,
    run: usize,
    members: &[usize],
    known: &mut [Option<usize>],
    column: &mut [usize],
) -> usize {
    let mut width = 0;
    let mut alone = Vec::new();
    for n in members.iter().copied() {
        if known[n] == Some(run) {
            column[n] = width;
        } else if forward.before[n].is_empty() && forward.after[n].is_empty() {
            alone.push(n);
            continue;
        } else {
            let here = |p: &&usize| known[**p] == Some(run);
            let after = forward.before[n].iter().filter(here).map(|p| column[*p] + 1).max();
            let before = forward.after[n].iter().filter(here).map(|p| column[*p]).min();
            column[n] = after.or(before.map(|b| b.saturating_sub(1))).unwrap_or(0);
            known[n] = Some(run);
        }
        width = width.max(column[n] + 1);
    }
    // What hangs together with nothing is spread over the columns.
    if !alone.is_empty() {
        width = width.max(alone.len().isqrt());
    }
    for (i, n) in alone.into_iter().enumerate() {
        column[n] = i % width;
    }
    width
}

/// The start marks and lost ends that stand in the cells of others: marks that
/// only lead on to stages or states, ends that are only led to from them.
fn guests(picture: &Picture) -> Vec<bool> {
    let nodes = picture.nodes();
    let mut counts = vec![(0_usize, 0_usize, true); nodes.len()];
    let works = |n: usize| matches!(nodes[n].kind, NodeKind::Stage | NodeKind::State);
    for edge in picture.edges() {
        let (from, to) = (edge.from.index(), edge.to.index());
        counts[from].1 += 1;
        counts[to].0 += 1;
        counts[from].2 &= works(to);
        counts[to].2 &= works(from);
    }
    nodes
        .iter()
        .zip(counts)
        .map(|(node, (before, after, fits))| match node.kind {
            NodeKind::Start => fits && before == 0 && after > 0,
            NodeKind::Lost => fits && after == 0 && before > 0,
            NodeKind::Stage | NodeKind::State | NodeKind::Won => false,
        })
        .collect()
}

/// The links without those that go back: by what they are, or because they
/// close a loop.
struct Forward {
    /// The nodes, each after those that lead to it.
    order: Vec<usize>,
    before: Vec<Vec<usize>>,
    after: Vec<Vec<usize>>,
}

/// How far a walk through the nodes has come with one.
#[derive(Clone, Copy, PartialEq)]
enum Seen {
    Not,
    Open,
    Done,
}

impl Forward {
    fn of(picture: &Picture, links: &[Link], begins: &[usize], own: &[usize]) -> Self {
        let count = picture.nodes().len();
        let mut exits: Vec<Vec<usize>> = vec![Vec::new(); count];
        let mut entered = vec![false; count];
        for link in links {
            if picture.edges()[link.edge].kind != EdgeKind::Rework && link.from != link.to {
                exits[link.from].push(link.to);
                entered[link.to] = true;
            }
        }
        // Depth first without recursion; an edge to what is still open closes a
        // loop.
        let mut seen = vec![Seen::Not; count];
        let mut order = Vec::new();
        let mut before = vec![Vec::new(); count];
        let mut after = vec![Vec::new(); count];
        let sources = own.iter().filter(|n| !entered[**n]);
        for root in begins.iter().chain(sources).chain(own) {
            if seen[*root] != Seen::Not {
                continue;
            }
            seen[*root] = Seen::Open;
            let mut open = vec![(*root, 0)];
            while let Some((n, next)) = open.pop() {
                let Some(to) = exits[n].get(next).copied() else {
                    seen[n] = Seen::Done;
                    order.push(n);
                    continue;
                };
                open.push((n, next + 1));
                if seen[to] != Seen::Open {
                    after[n].push(to);
                    before[to].push(n);
                }
                if seen[to] == Seen::Not {
                    seen[to] = Seen::Open;
                    open.push((to, 0));
                }
            }
        }
        order.reverse();
        Self { order, before, after }
    }

    /// The path with the most nodes from where it can begin to what fits; to
    /// anything where nothing that fits can be reached. Of paths of one length,
    /// the first by the order of edges.
    fn longest_path(&self, begins: &[usize], fits: impl Fn(usize) -> bool) -> Vec<usize> {
        let mut length: Vec<Option<usize>> = vec![None; self.before.len()];
        let mut came_from: Vec<Option<usize>> = vec![None; self.before.len()];
        if begins.is_empty() {
            self.order.iter().for_each(|n| length[*n] = Some(1));
        }
        begins.iter().for_each(|n| length[*n] = Some(1));
        for n in &self.order {
            for p in &self.before[*n] {
                let through = length[*p].map(|l| l + 1);
                if through > length[*n] {
                    length[*n] = through;
                    came_from[*n] = Some(*p);
                }
            }
        }
        let mut best: Option<usize> = None;
        for n in (0..length.len()).filter(|n| length[*n].is_some()) {
            let better = best.is_none_or(|b| (fits(n), length[n]) > (fits(b), length[b]));
            if better {
                best = Some(n);
            }
        }
        let mut path = Vec::new();
        let mut at = best;
        while let Some(n) = at {
            path.push(n);
            at = came_from[n];
        }
        path.reverse();
        path
    }
}
