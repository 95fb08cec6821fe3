//! How commands read tables: options that all of them have, and what is reported
//! on the way.

use std::fmt::Write;
use std::path::{Path, PathBuf};

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, NaiveDate, NaiveDateTime};
use sales_process::order::OrderBook;
use sales_process::order::csv::{self, OrderTableError};
use sales_process::value::table::{Encoding, Notice, TableOptions};
use sales_process::{Currency, CustomerMerges, Rate, Rates, Zone, kpi};

use crate::input::{limits, open, table_in};
use crate::kpi_data;

/// How the tables are written.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Tables")]
pub(crate) struct TableArgs {
    /// A column stands in the file by this header, such as `order_id=Invoice No`
    #[arg(long, value_name = "COLUMN=HEADER", value_parser = pair)]
    map: Vec<(String, String)>,
    /// What stands before the decimals of amounts; the other mark may stand between thousands
    #[arg(long, value_enum)]
    decimal: Option<Decimal>,
    /// The form of dates, such as `%d.%m.%Y`
    #[arg(long, value_name = "FORMAT", value_parser = date_format)]
    date_format: Option<String>,
    /// The time zone of dates and of instants without one, such as `Europe/Berlin`
    #[arg(long, allow_hyphen_values = true)]
    zone: Option<Zone>,
    /// The encoding, such as `windows-1251`
    #[arg(long)]
    encoding: Option<Encoding>,
    /// The sheet of a workbook (XLSX, ODS); the first one where none is named
    #[arg(long, value_name = "NAME")]
    sheet: Option<String>,
    /// Set aside what is wrong, with the whole order it is of, and say how much it was
    #[arg(long)]
    pub(crate) skip_bad: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Decimal {
    /// 1,234.50
    Point,
    /// 1.234,50
    Comma,
}

/// A form by which a day is written and read again.
fn date_format(form: &str) -> Result<String, String> {
    let sample = DateTime::UNIX_EPOCH;
    let known = !StrftimeItems::new(form).any(|item| item == Item::Error);
    let written = if known { sample.format(form).to_string() } else { String::new() };
    let day = NaiveDate::parse_from_str(&written, form).ok();
    let day = day.or_else(|| Some(NaiveDateTime::parse_from_str(&written, form).ok()?.date()));
    if day == Some(sample.date_naive()) {
        return Ok(form.to_owned());
    }
    Err("expected the form of a date with year, month and day, such as `%d.%m.%Y`".to_owned())
}

fn pair(text: &str) -> Result<(String, String), String> {
    let known = [
        "order_id",
        "customer_id",
        "placed_at",
        "product_id",
        "amount",
        "currency",
        "cost",
        "lead_id",
        "source",
        "owner",
        "created_at",
        "fits_target",
        "passed_filter",
        "qualified_at",
        "disqualified_at",
        "disqualified_reason",
        "converted_at",
        "deal_id",
        "opened_at",
        "closed_at",
        "outcome",
        "lost_reason",
        "from",
        "to",
        "process",
        "stage",
        "entered_at",
        "by",
        "pipeline",
        "merged",
        "survivor",
        "date",
        "rate",
    ];
    let (column, header) = text.split_once('=').ok_or("expected COLUMN=HEADER")?;
    if !known.contains(&column) {
        return Err(format!(
            "`{column}` is not a column; expected one of `{}`",
            known.join("`, `")
        ));
    }
    Ok((column.to_owned(), header.trim_matches('"').to_owned()))
}

impl TableArgs {
    /// The zone that was said.
    pub(crate) fn zone(&self) -> Option<Zone> {
        self.zone
    }

    /// The options, in the zone of the process where none was said.
    pub(crate) fn options(&self, of_process: Option<Zone>) -> TableOptions {
        let mut options = TableOptions::new().limits(limits());
        for (column, header) in &self.map {
            options = options.map(column, header);
        }
        options = match self.decimal {
            Some(Decimal::Comma) => options.decimal_comma(),
            Some(Decimal::Point) => options.decimal_point(),
            None => options,
        };
        if let Some(format) = &self.date_format {
            options = options.date_format(format);
        }
        if let Some(zone) = self.zone.or(of_process) {
            options = options.zone(zone);
        }
        if let Some(sheet) = &self.sheet {
            options = options.sheet(sheet);
        }
        self.encoding.into_iter().fold(options, TableOptions::encoding)
    }

    /// Reads a file of orders.
    pub(crate) fn orders(
        &self,
        file: &Path,
        zone: Option<Zone>,
        merges: Option<&Path>,
        rates: Option<&(Rates, Currency)>,
    ) -> Result<(OrderBook, Told), String> {
        let options = self.options(zone);
        let mut aside = SetAside::default();
        let merges = match merges {
            Some(file) => {
                let bad = |error: kpi::csv::KpiTableError| {
                    if !self.skip_bad {
                        return Err(error);
                    }
                    aside.add(&kpi_data::told_of_file(file, &error));
                    Ok(())
                };
                let read = kpi::csv::merges(open(file)?, &options, bad);
                read.map_err(|error| kpi_data::told_of_file(file, &error))?
            }
            None => CustomerMerges::new(),
        };
        let mut told = Told::new(file);
        let mut bad = |error: OrderTableError| {
            if !self.skip_bad {
                return Err(error);
            }
            aside.add(&format!("{}: {error}", file.display()));
            Ok(())
        };
        let tell = |notice: Notice| told.say(&notice);
        let reader = open(file)?;
        let of_file = |error: OrderTableError| {
            let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
            format!("{}: {error}{}", file.display(), cause.unwrap_or_default())
        };
        let book = csv::read_book(reader, &options, merges, &mut bad, tell);
        let mut book = book.map_err(of_file)?;
        if let Some((rates, to)) = rates {
            let zone = self.zone.or(zone).unwrap_or_default();
            let converted = book.converted(rates, *to, zone, bad);
            let used;
            (book, used) = converted.map_err(of_file)?;
            told.rates(used);
        }
        if book.lines() == 0 && aside.is_empty() {
            return Err(format!("{}: there are no orders in the file", file.display()));
        }
        told.set_aside(&aside);
        if book.orders_set_aside() > 0 {
            let count = book.orders_set_aside();
            told.say(&format!(
                "{count} order{} set aside whole",
                if count == 1 { "" } else { "s" }
            ));
        }
        Ok((book, told))
    }
}

/// What becomes of several currencies.
#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Currencies")]
pub(crate) struct RateArgs {
    /// Rates of exchange, `date,from,to,rate`, to convert to `--currency` by; where none are named,
    /// those of `rates.csv` in the folder
    #[arg(long, value_name = "FILE", requires = "currency")]
    rates: Option<PathBuf>,
    /// The currency to convert all amounts to, such as `EUR`
    #[arg(long, value_name = "CODE")]
    currency: Option<Currency>,
}

impl RateArgs {
    /// The rates and the currency to convert to, where they were said; `folder` is
    /// that of the tables, if they are in one.
    pub(crate) fn read(
        &self,
        folder: Option<&Path>,
        args: &TableArgs,
        zone: Option<Zone>,
    ) -> Result<Option<(Rates, Currency)>, String> {
        let Some(to) = self.currency else { return Ok(None) };
        let of_folder = || folder.map_or(Ok(None), |folder| table_in(folder, "rates"));
        let file = self.rates.clone().map_or_else(of_folder, |file| Ok(Some(file)))?;
        let Some(file) = file else {
            return Err(match folder {
                None => "`--currency` needs `--rates FILE` to convert by".to_owned(),
                Some(folder) => format!(
                    "{}: there is no `rates.csv` in the folder; `--currency` needs it, or `--rates FILE`",
                    folder.display()
                ),
            });
        };
        let read = kpi::csv::rates(open(&file)?, &args.options(zone));
        let rates = read.map_err(|error| kpi_data::told_of_file(&file, &error))?;
        Ok(Some((rates, to)))
    }
}

/// The zone of a process, if it states one: where it does not, an instant
/// without a zone is one to be told.
pub(crate) fn stated(zone: Zone) -> Option<Zone> {
    Some(zone).filter(|zone| *zone != Zone::UTC)
}

/// What is reported of files on stderr.
#[derive(Debug, Default)]
pub(crate) struct Told {
    pub(crate) file: PathBuf,
    pub(crate) lines: String,
    /// Something was set aside.
    pub(crate) code: u8,
}

impl Told {
    pub(crate) fn new(file: &Path) -> Self {
        Self { file: file.to_owned(), ..Self::default() }
    }

    pub(crate) fn say(&mut self, words: &impl ToString) {
        self.of(&self.file.clone(), words);
    }

    /// Says something of another file.
    pub(crate) fn of(&mut self, file: &Path, words: &impl ToString) {
        let _ = writeln!(self.lines, "{}: {}", file.display(), words.to_string());
    }

    /// Names the rates by which amounts were converted: the first, where they
    /// are many.
    pub(crate) fn rates(&mut self, used: impl IntoIterator<Item = Rate>) {
        let used: Vec<Rate> = used.into_iter().collect();
        used.iter().take(5).for_each(|rate| self.say(rate));
        if let more @ 1.. = used.len().saturating_sub(5) {
            self.say(&format!("and at {more} more rates"));
        }
    }

    pub(crate) fn set_aside(&mut self, aside: &SetAside) {
        self.lines.extend(aside.lines());
        self.code = self.code.max(u8::from(!aside.is_empty()));
    }
}

/// What was set aside, by kind, in the order in which the kinds came: one line
/// for each, however many rows there are.
#[derive(Debug, Default)]
pub(crate) struct SetAside {
    kinds: Vec<(String, usize, String)>,
}

impl SetAside {
    /// Counts something, by its words without what stands in quotes or is a
    /// number.
    pub(crate) fn add(&mut self, error: &impl ToString) {
        let words = error.to_string();
        let mut kind = String::new();
        let mut is_quoted = false;
        for c in words.chars() {
            is_quoted ^= c == '`';
            if !is_quoted && !c.is_ascii_digit() {
                kind.push(c);
            }
        }
        match self.kinds.iter_mut().find(|(it, ..)| *it == kind) {
            Some((_, count, _)) => *count += 1,
            None => self.kinds.push((kind, 1, words)),
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.kinds.is_empty()
    }

    /// What was set aside before there was nothing left.
    pub(crate) fn of_nothing(&self, words: &str) -> String {
        self.lines().chain([words.to_owned()]).collect()
    }

    pub(crate) fn lines(&self) -> impl Iterator<Item = String> + '_ {
        self.kinds.iter().map(|(_, count, first)| match count {
            1 => format!("{first}; set aside\n"),
            count => format!("{first}; set aside, with {} more of this kind\n", count - 1),
        })
    }
}

/// One row of a table that is printed.
pub(crate) fn write_row(out: &mut String, fields: &[&str]) {
    for (place, field) in fields.iter().enumerate() {
        if place > 0 {
            out.push(',');
        }
        write_field(out, field);
    }
    out.push('\n');
}

/// One field, quoted where it has to be.
pub(crate) fn write_field(out: &mut String, field: &str) {
    if field.contains([',', '"', '\n', '\r']) {
        out.push('"');
        out.push_str(&field.replace('"', "\"\""));
        out.push('"');
    } else {
        out.push_str(field);
    }
}
