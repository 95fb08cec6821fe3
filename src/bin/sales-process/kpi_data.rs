//! The facts of a folder and the question asked of them, as the commands about
//! KPIs take them.

use std::error::Error;
use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};
use sales_process::kpi::csv::{File, KpiTableError, RowError, Tables};
use sales_process::kpi::{Dimension, FactError, KpiFacts, Question};
use sales_process::value::table::Notice;
use sales_process::value::{Limit, LimitError};
use sales_process::{Currency, Month, Rates, Zone};

use crate::input::{Moment, limits, moment, nearly, open, table_in};
use crate::tables::{SetAside, TableArgs, Told};

/// For when.
#[derive(Debug, clap::Args)]
pub(crate) struct When {
    /// Report on what happened from this day on
    #[arg(long, value_name = "DATE", value_parser = moment, allow_hyphen_values = true)]
    from: Option<Moment>,
    /// Report on what happened before this day
    #[arg(long, value_name = "DATE", value_parser = moment, allow_hyphen_values = true)]
    to: Option<Moment>,
    /// See nothing that happened later; the last instant of the files where none is given. Costs count whole
    /// where their time begins, whatever this says: to leave later ones out, end the period with `--to`
    #[arg(long, value_name = "INSTANT", value_parser = moment, allow_hyphen_values = true)]
    as_of: Option<Moment>,
}

impl When {
    /// Whether nothing was said.
    pub(crate) fn is_empty(&self) -> bool {
        self.from.is_none() && self.to.is_none() && self.as_of.is_none()
    }

    /// Refuses a period that ends before it begins.
    pub(crate) fn check(&self, zone: Zone) -> Result<(), String> {
        let [from, to] = [self.from, self.to].map(|it| it.map(|it| it.in_zone(zone)));
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            return Err("`--to` is before `--from`; expected it after".to_owned());
        }
        Ok(())
    }

    /// The question, as of the last instant of the facts where none was said;
    /// days and months are those of a zone.
    pub(crate) fn question(&self, facts: &KpiFacts, zone: Zone) -> Result<Question, String> {
        let [from, to, as_of] =
            [self.from, self.to, self.as_of].map(|it| it.map(|it| it.in_zone(zone)));
        let question = question(facts, as_of, zone)?;
        let question = from.into_iter().fold(question, Question::from);
        Ok(to.into_iter().fold(question, Question::to))
    }
}

/// As of an instant, or of the last one. A table by months has a cell for each
/// month after each: the months between are limited.
pub(crate) fn question(
    facts: &KpiFacts,
    as_of: Option<DateTime<Utc>>,
    zone: Zone,
) -> Result<Question, String> {
    // Where nothing has happened, no instant sees more than another.
    let as_of = as_of.or(facts.last_instant()).unwrap_or(DateTime::UNIX_EPOCH);
    if let Some(first) = facts.first_instant() {
        let months = Month::of(as_of, zone).since(Month::of(first, zone)) + 1;
        let told = |error: LimitError| format!("from {first} to {as_of}: {error}");
        let months = usize::try_from(months).unwrap_or(0);
        limits().check(Limit::ReportMonths, months).map_err(told)?;
    }
    Ok(Question::as_of(as_of).in_zone(zone))
}

/// Reads the files of a folder. What is wrong is reported with its file and line,
/// and ends the reading, or is set aside and counted in what is reported.
pub(crate) fn read(
    folder: &Path,
    args: &TableArgs,
    zone: Option<Zone>,
    facts: KpiFacts,
    merges: Option<&Path>,
) -> Result<(KpiFacts, Told), String> {
    let files = files(folder)?;
    let place = |file: &str| {
        let is_it = |(known, _): &&(File, PathBuf)| known.to_string() == file;
        files.iter().find(is_it).map_or_else(|| folder.join(file), |(_, path)| path.clone())
    };
    let told_of = |error: &KpiTableError| {
        let told = error.to_string();
        let (file, _) = told.split_once(": ").unwrap_or_default();
        let how = match error {
            KpiTableError::Row {
                error: RowError::Fact(FactError::TwoCurrencies { .. }), ..
            } => {
                if matches!(table_in(folder, "rates"), Ok(Some(_))) {
                    ": `--currency CODE` converts by `rates.csv`"
                } else {
                    ": `--rates FILE --currency CODE`"
                }
            }
            _ => "",
        };
        format!("{}{how}", told_of_file(&place(file), error))
    };
    let mut aside = SetAside::default();
    let mut bad = |error: KpiTableError| {
        if !args.skip_bad {
            return Err(error);
        }
        aside.add(&told_of(&error));
        Ok(())
    };
    let mut tables = Tables::with(args.options(zone)).into_facts(facts);
    if let Some(file) = merges {
        let told = |error: KpiTableError| told_of_file(file, &error);
        tables.merges(open(file)?, &mut bad).map_err(told)?;
    }
    for (kind, path) in &files {
        let file = open(path)?;
        let read = match kind {
            File::Leads => tables.leads(file, &mut bad),
            File::Deals => tables.deals(file, &mut bad),
            File::Orders => tables.orders(file, &mut bad),
            File::Merges => tables.merges(file, &mut bad),
            _ => tables.costs(file, &mut bad),
        };
        read.map_err(|error| told_of(&error))?;
    }
    let mut told = Told::new(folder);
    for known in KNOWN.iter().filter(|known| !files.iter().any(|(file, _)| file == *known)) {
        let near = nearly(folder, known.to_string().trim_end_matches(".csv"));
        near.iter().for_each(|words| told.say(words));
    }
    for (file, notice) in tables.notices() {
        told.of(&place(&file.to_string()), notice);
    }
    let is_empty =
        |(file, notice): &&(File, Notice)| *notice == Notice::NoRows && *file != File::Merges;
    let empty = tables.notices().iter().filter(is_empty).count();
    if empty == files.iter().filter(|(file, _)| *file != File::Merges).count() {
        return Err(format!(
            "{}: there is nothing below the headers of its files",
            folder.display()
        ));
    }
    let facts = tables.finish(&mut bad).map_err(|error| told_of(&error))?;
    told.set_aside(&aside);
    Ok((facts, told))
}

/// What is wrong in a file that was named, without the name it has in a folder.
pub(crate) fn told_of_file(file: &Path, error: &KpiTableError) -> String {
    let told = error.to_string();
    let told = told.split_once(": ").map_or(told.as_str(), |(_, told)| told);
    let cause = match error {
        KpiTableError::Table { error, .. } => error.source().map(|cause| format!(": {cause}")),
        _ => None,
    };
    format!("{}: {told}{}", file.display(), cause.unwrap_or_default())
}

/// The facts that are read into: amounts in one currency, each in its own, or
/// converted at the rates of a file.
pub(crate) fn empty(
    by: &[Dimension],
    rates: Option<&(Rates, Currency)>,
    args: &TableArgs,
    zone: Option<Zone>,
) -> KpiFacts {
    match rates {
        Some((rates, to)) => {
            KpiFacts::converted(rates.clone(), *to, args.zone().or(zone).unwrap_or_default())
        }
        None if by.contains(&Dimension::Currency) => KpiFacts::in_each_currency(),
        None => KpiFacts::new(),
    }
}

/// Who is one customer is read before what customers ordered.
const KNOWN: [File; 5] = [File::Merges, File::Leads, File::Deals, File::Orders, File::Costs];

/// The tables of a folder that are known here. A file that is nearly named so is
/// reported where there is none.
fn files(folder: &Path) -> Result<Vec<(File, PathBuf)>, String> {
    if !folder.is_dir() {
        return Err(format!("{}: this is not a folder", folder.display()));
    }
    let mut found: Vec<(File, PathBuf)> = Vec::new();
    for known in KNOWN {
        let name = known.to_string();
        let path = table_in(folder, name.trim_end_matches(".csv"))?;
        found.extend(path.map(|path| (known, path)));
    }
    if found.iter().all(|(file, _)| *file == File::Merges) {
        let known = KNOWN.map(|file| file.to_string());
        let near = known[1..].iter().find_map(|name| nearly(folder, name.trim_end_matches(".csv")));
        return Err(format!(
            "{}: none of `{}` is in the folder{}",
            folder.display(),
            known[1..].join("`, `"),
            near.map_or(String::new(), |near| format!("; {near}"))
        ));
    }
    Ok(found)
}
