//! The whole report of `kpi_report`, every figure of it, on whole data sets,
//! against a second version that counts from the text of the files.
//!
//! The bundled parts of the data sets are always there. Where
//! `SALES_PROCESS_DATA` names a folder with the whole of them (`crm`, `cdnow`,
//! `grocery`), those are read too.

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, NaiveTime, Utc};
use serde_json::Value;

use crate::commands::run;
use crate::kpi::assert_same;
use crate::kpi::whole::{Asked, Tables};

/// A folder with the files of a data set, and its tables.
struct Data {
    folder: PathBuf,
    tables: Tables,
}

impl Data {
    fn of(folder: PathBuf) -> Self {
        let read = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
        let texts = ["leads.csv", "deals.csv", "orders.csv", "costs.csv"].map(read);
        assert!(texts.iter().any(Option::is_some), "{}", folder.display());
        let [leads, deals, orders, costs] = texts.each_ref().map(Option::as_deref);
        Self { tables: Tables::of(leads, deals, orders, costs), folder }
    }

    /// The part of a data set that is bundled; orders alone lie in one file.
    fn bundled(name: &str) -> Self {
        let data = crate::commands::root().join("examples/data");
        let folder = data.join(name);
        if folder.is_dir() {
            return Self::of(folder);
        }
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("kpi-whole-{name}"));
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::copy(data.join(format!("{name}.csv")), folder.join("orders.csv")).unwrap();
        Self::of(folder)
    }

    #[track_caller]
    fn check(&self, options: &str) {
        let folder = self.folder.to_str().unwrap();
        let options: Vec<&str> = options.split_whitespace().collect();
        let ran = run("kpi", [&[folder], options.as_slice()].concat());
        assert_eq!((ran.code, ran.stderr.as_str()), (0, ""), "{folder} {options:?}");
        let found: Value = serde_json::from_str(&ran.stdout).unwrap();
        let value = |name: &str| {
            options.windows(2).filter(|option| option[0] == name).map(|option| option[1]).next()
        };
        let asked = Asked {
            from: value("--from").map(instant),
            to: value("--to").map(instant),
            as_of: value("--as-of").map(instant).or(self.tables.last_instant()).unwrap(),
        };
        let by: Vec<&str> = options
            .windows(2)
            .filter(|option| option[0] == "--by")
            .map(|option| option[1])
            .collect();
        let mut found = found;
        if let Some(statistics) = found.as_object_mut().and_then(|it| it.remove("statistics")) {
            self.check_statistics(&asked, &statistics);
        }
        let expected = if by.is_empty() {
            self.tables.report(&asked)
        } else {
            self.tables.groups(&asked, &by)
        };
        assert_same(&found, &expected, &format!("{folder} {options:?}"));
    }

    #[track_caller]
    fn check_statistics(&self, asked: &Asked, found: &Value) {
        assert_same(&found["funnel"], &self.tables.funnel(asked), "funnel");
        assert_same(&found["leads_won"], &self.tables.leads_won(asked), "leads won");
        assert_same(&found["ordered_again"], &self.tables.ordered_again(asked), "ordered again");
        let rows = found["ages"]["rows"].as_array().unwrap();
        let ages: Vec<f64> = rows.iter().map(|row| row["age"].as_f64().unwrap()).collect();
        assert_same(&rows.clone().into(), &self.tables.chances(asked, &ages).into(), "ages");
    }
}

fn instant(text: &str) -> DateTime<Utc> {
    let day = || text.parse::<NaiveDate>().unwrap().and_time(NaiveTime::MIN).and_utc();
    DateTime::parse_from_rfc3339(text).map_or_else(|_| day(), |at| at.to_utc())
}

/// The bundled part of a data set, and all of it where that is there.
fn data(name: &str) -> Vec<Data> {
    let whole = std::env::var_os("SALES_PROCESS_DATA").map(|data| Path::new(&data).join(name));
    let mut data = vec![Data::bundled(name)];
    data.extend(whole.map(Data::of));
    data
}

#[test]
fn leads_deals_and_costs() {
    for data in data("crm") {
        data.check("");
        data.check("--statistics");
        data.check("--from 2024-01-10 --to 2024-03-01");
        data.check("--from 2024-01-10 --to 2024-02-01 --as-of 2024-03-10T12:00:00Z --statistics");
        data.check("--from 2024-02-01 --to 2024-04-01 --as-of 2024-03-15T12:00:00Z");
        data.check("--to 2024-02-10 --as-of 2024-02-01");
        for by in ["source", "owner", "product", "month"] {
            data.check(&format!("--by {by}"));
            data.check(&format!("--by {by} --from 2024-01-10 --as-of 2024-03-15"));
        }
        data.check("--by source --by owner");
        data.check("--by month --by source --to 2024-03-20");
    }
}

#[test]
fn orders_without_products() {
    for data in data("cdnow") {
        data.check("");
        data.check("--from 1997-03-15 --to 1998-01-01 --as-of 1997-12-01");
        data.check("--from 1998-01-01 --statistics");
        data.check("--to 1997-03-10 --statistics");
        for by in ["source", "owner", "product", "month"] {
            data.check(&format!("--by {by} --to 1998-03-10"));
        }
        data.check("--by product --by month");
    }
}

#[test]
fn baskets_of_many_products() {
    for data in data("grocery") {
        data.check("");
        data.check("--statistics --from 2017-01-20");
        data.check("--from 2017-03-01 --to 2017-06-01 --as-of 2017-05-20T10:00:00Z");
        for by in ["source", "owner", "product", "month"] {
            data.check(&format!("--by {by} --from 2017-02-03"));
        }
    }
    Data::bundled("grocery").check("--by product --by month");
}
