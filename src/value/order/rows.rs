//! Rows of an orders file, read piece by piece: on all cores with the feature
//! `rayon`, while the pieces before are put together.

use std::io::Read;

use chrono::DateTime;

use crate::value::Currency;
use crate::value::names::{Hasher, hash};
use crate::value::table::{
    self, Block, CellError, Cells, Column, Header, Notice, Row, Rows, TableError, TableOptions,
    When,
};

pub(crate) const COLUMNS: [Column; 7] = [
    Column::needed("order_id"),
    Column::needed("customer_id"),
    Column::needed("placed_at"),
    Column::needed("product_id"),
    Column::needed("amount"),
    Column::needed("currency"),
    Column::optional("cost"),
];

/// A field, by where it lies in its piece.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Span {
    begin: u32,
    end: u32,
}

/// One line of an order. Ids are not checked yet: mostly they were there
/// before.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OrderRow {
    pub(crate) line: u64,
    ids: [Span; 3],
    /// Of order, customer and product, the hashes of their ids; what names the
    /// pieces may put numbers in their place.
    pub(crate) keys: [u32; 3],
    /// Nanoseconds since 1970.
    pub(crate) at: i64,
    /// Units of the eighth decimal.
    pub(crate) amount: i128,
    pub(crate) cost: Option<i128>,
    pub(crate) currency: Currency,
    /// Order, customer and currency are those of the row before in its piece,
    /// but for rows that are wrong.
    pub(crate) repeats: bool,
}

/// What is wrong with a row, and the order that it is of where that is known.
#[derive(Debug)]
pub(crate) struct BadRow {
    pub(crate) line: u64,
    pub(crate) error: BadKind,
    pub(crate) order: Option<String>,
}

#[derive(Debug)]
pub(crate) enum BadKind {
    Table(TableError),
    Cell(CellError),
}

/// A piece of the file, its rows read.
#[derive(Debug)]
pub(crate) struct Piece {
    block: Block,
    pub(crate) rows: Vec<OrderRow>,
    /// By line.
    pub(crate) bad: Vec<BadRow>,
    notices: Vec<Notice>,
}

impl Piece {
    /// The ids of order, customer and product.
    #[inline]
    pub(crate) fn ids(&self, row: &OrderRow) -> [&str; 3] {
        row.ids.map(|span| {
            let range = span.begin as usize..span.end as usize;
            self.block.text().get(range).unwrap_or_default()
        })
    }
}

/// What names no rows.
pub(crate) fn unnamed(_: &mut Piece) {}

/// Reads the rows of one piece.
fn piece(block: Block, header: &Header<7>, cells: &Cells, hasher: &Hasher) -> Piece {
    let mut notices = Vec::new();
    let mut bad: Vec<BadRow> = Vec::new();
    let mut read = Vec::with_capacity(block.text().len() / 48);
    let mut rows = Rows::new(&block);
    let mut before = Before::default();
    let mut no_zone = None;
    while let Some(row) = rows.next(header, &mut |notice| notices.push(notice)) {
        match row {
            Err(error) => {
                let order = Some(rows.first.to_owned()).filter(|order| !order.is_empty());
                bad.push(BadRow { line: error.line(), error: BadKind::Table(error), order });
            }
            Ok(row) => match order_row(&row, block.text(), cells, hasher, &mut before) {
                Ok((row, zone_is_missing)) => {
                    if zone_is_missing && no_zone.is_none() {
                        no_zone = Some(row.line);
                    }
                    read.push(row);
                }
                Err(error) => {
                    let order = Some(row.fields[0].to_owned());
                    bad.push(BadRow { line: row.line, error: BadKind::Cell(error), order });
                }
            },
        }
    }
    notices.extend(no_zone.map(|line| Notice::NoZone { line }));
    Piece { block, rows: read, bad, notices }
}

/// What a row mostly shares with the one before.
#[derive(Default)]
struct Before<'b> {
    placed_at: Option<(&'b str, When)>,
    order: (&'b str, u32),
    customer: (&'b str, u32),
    currency: Option<(&'b str, Currency)>,
}

#[inline]
fn order_row<'b>(
    row: &Row<'b, 7>,
    text: &str,
    cells: &Cells,
    hasher: &Hasher,
    before: &mut Before<'b>,
) -> Result<(OrderRow, bool), CellError> {
    let [order, customer, placed_at, product, amount, currency, cost] = row.fields;
    let when = match before.placed_at {
        Some((same, known)) if same == placed_at => known,
        _ => cells.when("placed_at", placed_at)?,
    };
    let code = currency;
    let currency = match before.currency {
        Some((same, known)) if same == code => known,
        _ => table::currency("currency", code)?,
    };
    let amount = cells.units_in("amount", amount, currency)?;
    let cost = match cost {
        "" => None,
        cost => Some(cells.units_in("cost", cost, currency)?),
    };
    let mut repeats = before.currency.is_some_and(|(same, _)| same == code);
    if before.order.0 != order {
        (before.order, repeats) = ((order, hash(hasher, order)), false);
    }
    if before.customer.0 != customer {
        (before.customer, repeats) = ((customer, hash(hasher, customer)), false);
    }
    (before.placed_at, before.currency) = (Some((placed_at, when)), Some((code, currency)));
    let keys = [before.order.1, before.customer.1, hash(hasher, product)];
    let base = text.as_ptr().addr();
    let ids = [order, customer, product].map(|id| {
        // A piece is a few mebibytes. An empty field may be of no piece.
        let begin = u32::try_from(id.as_ptr().addr().wrapping_sub(base)).unwrap_or_default();
        Span { begin, end: begin + u32::try_from(id.len()).unwrap_or_default() }
    });
    let at = when.at.timestamp_nanos_opt().unwrap_or_default();
    let line = row.line;
    let row = OrderRow { line, ids, keys, at, amount, cost, currency, repeats };
    Ok((row, when.zone_is_missing))
}

/// The instant of a row.
pub(crate) fn instant(at: i64) -> DateTime<chrono::Utc> {
    DateTime::from_timestamp_nanos(at)
}

/// Reads a file of orders piece by piece, in its order: a piece is read, then
/// named, then taken; on all cores each of it at one time, of other pieces.
pub(crate) fn read<E: From<TableError>>(
    reader: impl Read,
    options: &TableOptions,
    hasher: &Hasher,
    tell: &mut dyn FnMut(Notice),
    mut name: impl FnMut(&mut Piece) + Send,
    mut take: impl FnMut(Piece) -> Result<(), E>,
) -> Result<(), E> {
    let (mut source, header) = table::open(reader, COLUMNS, options, tell)?;
    let mut no_zone_told = false;
    let mut take = |mut piece: Piece| {
        let is_of_all =
            |row: &BadRow| matches!(&row.error, BadKind::Table(error) if !error.is_of_one_row());
        if let Some(at) = piece.bad.iter().position(is_of_all) {
            if let BadKind::Table(error) = piece.bad.swap_remove(at).error {
                return Err(error.into());
            }
        }
        for notice in &piece.notices {
            let is_zone = matches!(notice, Notice::NoZone { .. });
            if !is_zone || !no_zone_told {
                tell(notice.clone());
            }
            no_zone_told |= is_zone;
        }
        take(piece)
    };
    let read_piece = |raw: table::RawBlock| piece(raw.check(), &header, &options.cells, hasher);
    #[cfg(not(feature = "rayon"))]
    while let Some(raw) = source.next_block()? {
        let mut piece = read_piece(raw);
        name(&mut piece);
        take(piece)?;
    }
    #[cfg(feature = "rayon")]
    {
        let at_once = rayon::current_num_threads() * 2;
        let (mut unnamed, mut named): (Vec<Piece>, Vec<Piece>) = Default::default();
        let mut end = None;
        loop {
            let mut raw = Vec::with_capacity(at_once);
            while end.is_none() && raw.len() < at_once {
                match source.next_block() {
                    Ok(Some(block)) => raw.push(block),
                    Ok(None) => end = Some(Ok(())),
                    Err(error) => end = Some(Err(error)),
                }
            }
            let mut next: Vec<Option<Piece>> = raw.iter().map(|_| None).collect();
            // What is put together stays on this thread, in the order of the file.
            rayon::in_place_scope(|scope| {
                let (name, unnamed, read_piece) = (&mut name, &mut unnamed, &read_piece);
                scope.spawn(|_| unnamed.iter_mut().for_each(name));
                for (slot, raw) in next.iter_mut().zip(raw) {
                    scope.spawn(move |_| *slot = Some(read_piece(raw)));
                }
                named.drain(..).try_for_each(&mut take)
            })?;
            named = std::mem::replace(&mut unnamed, next.into_iter().flatten().collect());
            if let Some(end) = end.take_if(|_| unnamed.is_empty() && named.is_empty()) {
                return Ok(end?);
            }
        }
    }
    #[cfg(not(feature = "rayon"))]
    Ok(())
}
