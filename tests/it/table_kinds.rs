//! Every form of a table, read by every command that reads tables; workbooks;
//! and readers that survive whatever they are given.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use proptest::prelude::*;
use sales_process::value::table::TableOptions;
use sales_process::value::{Limit, Limits};
use sales_process::{CustomerMerges, history, import, kpi, order};

use crate::commands::{Ran, root, run};

const ORDERS: &str = "order_id,customer_id,placed_at,product_id,amount,currency\n\
    O1,кора,2026-01-05T10:00:00Z,P1,100.50,EUR\n\
    O1,кора,2026-01-05T10:00:00Z,,-10,EUR\n\
    O2,кора,2026-03-08T07:00:00Z,P1,20,EUR\n\
    O3,,2026-11-01T05:30:00Z,P2,5,EUR\n";
const DEALS: &str = "deal_id,lead_id,customer_id,owner,opened_at,closed_at,outcome,lost_reason,amount,currency\n\
    D1,,кора,Аня,2026-01-01T09:00:00Z,2026-03-08T07:00:00Z,won,,900,EUR\n\
    D2,,,Аня,2026-01-02T09:00:00Z,2026-11-01T05:30:00Z,lost,дорого,,\n";
const STAGES: &str = "deal_id,stage,entered_at\n\
    D1,talk,2026-01-01T09:00:00Z\nD1,offer,2026-02-01T09:00:00Z\nD1,won,2026-03-08T07:00:00Z\n\
    D2,talk,2026-01-02T09:00:00Z\nD2,lost,2026-11-01T05:30:00Z\nD3,talk,2026-10-01T09:00:00Z\n";
const DEALS_OF_A_CRM: &str = "Record ID,Deal Name,Deal Stage,Pipeline,Amount,Currency,Create Date,Close Date,Deal owner\n\
    601,Кора,Talk,Sales,300,EUR,2026-03-08T07:00:00Z,2026-11-01T05:30:00Z,Аня\n";
const PROCESS: &str = r#"{"format":"sales-process/1","id":"x","name":"X","regular_when":{"orders":{"at_least":2}},
    "handoff":{"when":{"bought":{"any_of":["P1"]}}},
    "pipelines":[{"id":"main","stages":[{"id":"talk","name":"Talk","start":true},{"id":"offer","name":"Offer"}],
    "outcomes":[{"id":"won","kind":"won"},{"id":"lost","kind":"lost"}],
    "moves":[{"from":"talk","to":"offer"},{"from":"offer","to":"won"},{"from":"talk","to":"lost"}]}]}"#;

/// A fresh folder.
fn folder(name: &str) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = std::fs::remove_dir_all(&path);
    std::fs::create_dir_all(&path).unwrap();
    path
}

/// Writes the tables as `form` has them, and gives what every command that
/// reads tables says of them.
fn answers(name: &str, form: impl Fn(&str) -> Vec<u8>, args: &[&str]) -> String {
    let data = folder(&format!("kinds-{name}"));
    let at = |file: &str| data.join(file).to_str().unwrap().to_owned();
    let tables = [("orders", ORDERS), ("deals", DEALS), ("stages", STAGES)];
    for (file, text) in tables {
        std::fs::write(data.join(format!("{file}.csv")), form(text)).unwrap();
    }
    std::fs::write(at("crm-export.csv"), form(DEALS_OF_A_CRM)).unwrap();
    std::fs::write(at("process.json"), PROCESS).unwrap();
    let (orders, stages, process) = (at("orders.csv"), at("stages.csv"), at("process.json"));
    let (dir, crm) = (at(""), at("crm-export.csv"));
    let [out_a, out_p, out_i] = ["out-a", "out-p", "out-i"].map(at);
    let out_t = at("out-t");
    let of_tables = ["out-t/orders.csv", "out-t/deals.csv", "out-t/stages.csv"];
    let deals = at("deals.csv");
    let runs: [(&str, Vec<&str>, &[&str]); 9] = [
        ("handoff", vec![&orders, &process], &[]),
        ("repeat", vec![&orders, "--as-of", "2026-12-01"], &[]),
        ("kpi", vec![&dir, "--by", "month"], &[]),
        ("history", vec![&stages, "--process", &process], &[]),
        ("forecast", vec![&dir, "--by", "2026-12-31"], &[]),
        ("audit", vec![&dir, "--out", &out_a], &["out-a/audit.json"]),
        ("playbook", vec![&process, &out_p, "--data", &dir], &["out-p/playbook.md"]),
        ("import", vec!["csv", &orders, &deals, &stages, "--out", &out_t], &of_tables),
        ("import", vec!["hubspot", &crm, "--out", &out_i], &["out-i/deals.csv"]),
    ];
    let mut said = String::new();
    for (command, of, files) in runs {
        let ran = run(command, of.iter().chain(args));
        assert!(ran.code < 2, "{command} of {name}: {}", ran.stderr);
        writeln!(said, "{command} {}\n{}", ran.code, ran.stdout).unwrap();
        for file in files {
            said += &std::fs::read_to_string(data.join(file)).unwrap();
        }
    }
    said
}

#[test]
fn every_delimiter_in_every_encoding() {
    let expected = answers("plain", |text| text.as_bytes().to_vec(), &["--zone", "UTC"]);
    assert!(expected.contains("кора,2026-03-08T07:00:00Z,2026-01-05T10:00:00Z"), "{expected}");
    assert!(expected.contains("601,") && expected.contains("\"guest_revenue\": \"5.00 EUR\""));
    let utf_16 = |text: &str, bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
        format!("\u{feff}{text}").encode_utf16().flat_map(bytes).collect()
    };
    let windows = |text: &str| -> Vec<u8> {
        let letter = |c: char| match c {
            'А'..='я' => u8::try_from(c as u32 - 'А' as u32 + 0xC0).unwrap(),
            c => u8::try_from(c).unwrap(),
        };
        text.chars().map(letter).collect()
    };
    for (number, delimiter) in [",", ";", "\t", "|"].into_iter().enumerate() {
        let part = |text: &str| text.replace(',', delimiter);
        for (encoding, form) in [
            ("utf-8", &(|text: &str| part(text).into_bytes()) as &dyn Fn(&str) -> Vec<u8>),
            ("mark", &|text| format!("\u{feff}{}", part(text)).into_bytes()),
            ("crlf", &|text| part(text).replace('\n', "\r\n").into_bytes()),
            ("utf-16le", &|text| utf_16(&part(text), u16::to_le_bytes)),
            ("utf-16be", &|text| utf_16(&part(text), u16::to_be_bytes)),
            ("windows-1251", &|text| windows(&part(text))),
        ] {
            let args: &[&str] = match encoding {
                "windows-1251" => &["--zone", "UTC", "--encoding", "windows-1251"],
                _ => &["--zone", "UTC"],
            };
            let said = answers(&format!("{encoding}-{number}"), form, args);
            // Only the places of the files differ.
            assert_eq!(said, expected, "{encoding} with `{delimiter}`");
        }
    }
}

/// In the hour that is left out, and in the first of the hour that comes twice.
#[test]
fn every_zone_change() {
    for (zone, gap, twice) in [
        ("America/New_York", "2026-03-08 02:30:00", "2026-11-01 01:30:00"),
        ("-05:00", "2026-03-08 02:00:00", "2026-11-01 00:30:00"),
        ("Europe/Berlin", "2026-03-08 08:00:00", "2026-11-01 06:30:00"),
    ] {
        let name = zone.replace(['/', ':'], "");
        let local = |text: &str| {
            let text = text.replace("2026-03-08T07:00:00Z", gap);
            text.replace("2026-11-01T05:30:00Z", twice).into_bytes()
        };
        let zone = format!("--zone={zone}");
        let expected = answers(&format!("zone-{name}-utc"), |text| text.into(), &[&zone]);
        assert_eq!(answers(&format!("zone-{name}"), local, &[&zone]), expected, "{zone}");
    }
}

fn sheet(name: &str) -> String {
    root().join("tests/it/data/sheets").join(name).to_str().unwrap().to_owned()
}

fn handoff(file: &str, args: &[&str]) -> Ran {
    static PROCESS_FILE: OnceLock<PathBuf> = OnceLock::new();
    let process = PROCESS_FILE.get_or_init(|| crate::commands::file("kinds-process.json", PROCESS));
    run("handoff", [file, process.to_str().unwrap()].iter().chain(args))
}

#[test]
fn workbooks_are_read_like_tables() {
    let header = "customer_id,regular_since,handoff_due_at\n";
    for name in ["orders.xlsx", "orders.ods"] {
        let ran = handoff(&sheet(name), &[]);
        let rows = "kora,2026-02-05T10:30:00Z,2026-01-05T00:00:00Z\nmira,,\n";
        assert_eq!((ran.code, ran.stdout), (0, format!("{header}{rows}")), "{}", ran.stderr);
        assert!(ran.stderr.contains("not read: the columns `note`"), "{}", ran.stderr);
        // Dates and numbers of cells are in no doubt, whatever texts look like.
        let last = ["--sheet", "Last year", "--date-format", "%d.%m.%Y", "--decimal", "comma"];
        let ran = handoff(&sheet(name), &last);
        let rows = "kora,,2025-03-01T00:00:00Z\n";
        assert_eq!((ran.code, ran.stdout), (0, format!("{header}{rows}")), "{}", ran.stderr);
        let ran = handoff(&sheet(name), &["--sheet", "Last yaer"]);
        assert_eq!(ran.code, 3);
        assert!(
            ran.stderr.contains(
                "there is no sheet `Last yaer` in the workbook; its sheets are `Sales`, `Last year`"
            ),
            "{}",
            ran.stderr
        );
        // A line is a row of the sheet.
        let ran = handoff(&sheet(name), &["--date-format", "%d.%m.%Y"]);
        assert!(ran.stderr.contains("line 4: `2026-02-05T10:30:00`"), "{}", ran.stderr);
        let ran = run("repeat", [sheet(name).as_str(), "--as-of", "2026-03-01"]);
        assert!(ran.stdout.contains("\nkora,2,"), "{}{}", ran.stdout, ran.stderr);
    }
    let data = folder("kinds-workbooks");
    for name in ["deals.xlsx", "orders.ods"] {
        std::fs::copy(sheet(name), data.join(name.to_uppercase())).unwrap();
    }
    let ran = run("kpi", [data.to_str().unwrap()]);
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).unwrap();
    assert_eq!(report["retain"]["revenue"], "1237.43 EUR");
    assert_eq!(report["sell"]["win_rate"], 0.5);
    std::fs::copy(sheet("orders.xlsx"), data.join("orders.xlsx")).unwrap();
    let ran = run("kpi", [data.to_str().unwrap()]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("is there too"), "{}", ran.stderr);
}

#[test]
fn the_other_sheets_are_named_where_one_is_no_table() {
    for name in ["orders.xlsx", "orders.ods"] {
        let ran = run("history", [sheet(name)]);
        assert_eq!(ran.code, 3, "{}", ran.stderr);
        let told =
            "; this is the sheet `Sales` of `Sales`, `Last year`: name another with `--sheet`";
        assert!(ran.stderr.trim_end().ends_with(told), "{}", ran.stderr);
    }
}

#[test]
fn what_is_no_workbook_is_said() {
    let whole = std::fs::read(sheet("orders.xlsx")).unwrap();
    let half = crate::commands::file("kinds-half.xlsx", &whole[..whole.len() / 2]);
    let ran = handoff(half.to_str().unwrap(), &[]);
    assert_eq!(ran.code, 3);
    assert!(ran.stderr.contains("the workbook cannot be read"), "{}", ran.stderr);
    let old = crate::commands::file("kinds-old.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1");
    let ran = handoff(old.to_str().unwrap(), &[]);
    assert!(ran.stderr.contains("a workbook of the old form"), "{}", ran.stderr);
}

/// An ODS workbook of one sheet with the usual header and these rows after it.
fn ods(rows: &str) -> Vec<u8> {
    let cell =
        |name| format!("<table:table-cell {TEXT}><text:p>{name}</text:p></table:table-cell>");
    let header: String = ORDERS.lines().next().unwrap().split(',').map(cell).collect();
    let content = format!(
        r#"<office:document-content xmlns:office="o" xmlns:table="t" xmlns:text="x"><office:body>
        <office:spreadsheet><table:table table:name="s"><table:table-row>{header}</table:table-row>{rows}
        </table:table></office:spreadsheet></office:body></office:document-content>"#
    );
    let mut book = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let manifest = r#"<manifest:manifest xmlns:manifest="m"/>"#;
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    for (name, text) in
        [("mimetype", kind), ("META-INF/manifest.xml", manifest), ("content.xml", &content)]
    {
        book.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut book, text.as_bytes()).unwrap();
    }
    book.finish().unwrap().into_inner()
}

const TEXT: &str = r#"office:value-type="string""#;

/// A small workbook can be any size once it is unpacked; what is more than is
/// read is refused before it is.
#[test]
fn a_workbook_is_as_large_as_what_it_unpacks_to() {
    let read = |bytes: &[u8], options: &TableOptions| {
        let read = order::csv::read_book(bytes, options, CustomerMerges::new(), Err, |_| {});
        read.map(|book| book.totals(None, |customer| customer.purchases.len()).iter().sum())
            .map_err(|error| error.to_string())
    };
    #[track_caller]
    fn check(found: Result<usize, String>, limit: &str) {
        let told = format!("the workbook cannot be read: there is too much to read: {limit} ");
        let error = found.unwrap_err();
        assert!(error.contains(&told), "{error}");
        assert!(error.contains(&format!("raise the limit `{limit}`")), "{error}");
    }
    let usual = TableOptions::new();
    let long = "x".repeat(100_000);
    for (repeated, limit) in [
        // A cell that is repeated across and down; a text that is; blanks.
        (
            format!(
                r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16384" {TEXT}><text:p>x</text:p></table:table-cell></table:table-row>"#
            ),
            "values",
        ),
        (
            format!(
                r#"<table:table-row><table:table-cell table:number-columns-repeated="16384" {TEXT}><text:p>{long}</text:p></table:table-cell></table:table-row>"#
            ),
            "file_bytes",
        ),
        (
            format!(
                r#"<table:table-row><table:table-cell {TEXT}><text:p><text:s text:c="4000000000"/></text:p></table:table-cell></table:table-row>"#
            ),
            "file_bytes",
        ),
        // A cell far away, so that all before it are cells.
        (
            format!(
                r#"<table:table-row table:number-rows-repeated="1000000"><table:table-cell/></table:table-row><table:table-row><table:table-cell table:number-columns-repeated="5"/><table:table-cell {TEXT}/></table:table-row>"#
            ),
            "values",
        ),
    ] {
        check(read(&ods(&repeated), &usual), limit);
    }
    let cells = ["O1", "kora", "2026-01-05T10:00:00Z", "P1", "100.50", "EUR"];
    let cells = cells
        .map(|text| format!("<table:table-cell {TEXT}><text:p>{text}</text:p></table:table-cell>"));
    let end = r#"<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#;
    let rows = format!("<table:table-row>{}</table:table-row>{end}", cells.concat());
    assert_eq!(read(&ods(&rows), &usual), Ok(1), "the rows after the last are none");
    for name in ["orders.xlsx", "orders.ods"] {
        let bytes = std::fs::read(sheet(name)).unwrap();
        let packed = bytes.len() as u64;
        let within = |most| usual.clone().limits(Limits::new().with(Limit::FileBytes, most));
        check(read(&bytes, &within(packed)), "file_bytes");
        assert_eq!(read(&bytes, &within(20 * packed)), read(&bytes, &usual));
    }
}

const LEADS: &str = "lead_id,source,owner,created_at,fits_target,passed_filter,qualified_at,disqualified_at,disqualified_reason,converted_at,deal_id\n\
    L1,\"web, search\",ann,2026-01-01,yes,yes,,,,2026-01-05,D1\nL2,fair,ann,2026-01-02,yes,no,,2026-01-03,\"said\nno\",,\n";
const COSTS: &str =
    "from,to,process,source,amount,currency\n2026-01-01,2026-02-01,attract,web,1000,EUR\n";
const MERGES: &str = "merged,survivor\nkora-old,kora\n";
const RATES: &str = "date,from,to,rate\n2026-01-01,GBP,EUR,1.15\n";

/// What each reader says of some bytes; nothing where it reads them.
fn all_readers(bytes: &[u8], options: &TableOptions) -> Vec<String> {
    let tables = || kpi::csv::Tables::with(options.clone());
    let said = [
        order::csv::read_book(bytes, options, CustomerMerges::new(), Err, |_| {})
            .err()
            .map(|it| it.to_string()),
        tables().leads(bytes, Err).err().map(|it| it.to_string()),
        tables().deals(bytes, Err).err().map(|it| it.to_string()),
        tables().orders(bytes, Err).err().map(|it| it.to_string()),
        tables().costs(bytes, Err).err().map(|it| it.to_string()),
        tables().merges(bytes, Err).err().map(|it| it.to_string()),
        kpi::csv::rates(bytes, options).err().map(|it| it.to_string()),
        history::csv::read(bytes, options, Err, |_| {}).err().map(|it| it.to_string()),
    ];
    // With everything wrong set aside they go on, too.
    let _ = order::csv::read_book(bytes, options, CustomerMerges::new(), |_| Ok(()), |_| {});
    let _ = tables().orders(bytes, |_| Ok(()));
    let _ = tables().deals(bytes, |_| Ok(()));
    let _ = history::csv::read(bytes, options, |_| Ok(()), |_| {});
    // What is made of it is one of our tables.
    let file = [import::ImportFile::new("x", bytes)];
    let (made, _) =
        import::read_tables(&file, &import::ImportOptions::new().tables(options.clone()));
    for table in made {
        let text = table.csv.as_bytes();
        let plain = TableOptions::new();
        let read = match table.name {
            "orders" => {
                order::csv::read_book(text, &plain, CustomerMerges::new(), |_| Ok(()), |_| {})
                    .map(drop)
                    .map_err(|it| it.to_string())
            }
            "stages" => {
                history::csv::read(text, &plain, Err, |_| {}).map(drop).map_err(|it| it.to_string())
            }
            "leads" => kpi::csv::Tables::new().leads(text, |_| Ok(())).map_err(|it| it.to_string()),
            "deals" => kpi::csv::Tables::new().deals(text, |_| Ok(())).map_err(|it| it.to_string()),
            "costs" => kpi::csv::Tables::new().costs(text, |_| Ok(())).map_err(|it| it.to_string()),
            "merges" => {
                kpi::csv::Tables::new().merges(text, |_| Ok(())).map_err(|it| it.to_string())
            }
            _ => kpi::csv::rates(text, &plain).map(drop).or(Ok(())),
        };
        assert_eq!(read, Ok(()), "{}", table.csv);
    }
    said.into_iter().flatten().collect()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever is read, it is read or told of with its line.
    #[test]
    fn no_bytes_stop_a_reader(
        good in prop::sample::select(vec![ORDERS, DEALS, STAGES, LEADS, COSTS, MERGES, RATES, ""]),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0..4_u8), 0..10),
        noise in prop::collection::vec(any::<u8>(), 0..64),
        comma in any::<bool>(),
    ) {
        let mut bytes = good.as_bytes().to_vec();
        for (place, byte, kind) in edits {
            if bytes.is_empty() {
                break;
            }
            let place = place.index(bytes.len());
            match kind {
                0 => bytes[place] = byte,
                1 => { bytes.remove(place); }
                2 => bytes.insert(place, byte),
                _ => bytes.insert(place, *b"\n\",;\"\0|\r".get(usize::from(byte % 8)).unwrap()),
            }
        }
        if good.is_empty() {
            bytes = noise;
        }
        let plain = TableOptions::new();
        let options = if comma { plain.decimal_comma().date_format("%d.%m.%Y") } else { plain };
        for said in all_readers(&bytes, &options) {
            prop_assert!(said.contains("line ") || said.contains("workbook"), "{said}");
        }
    }

    /// A workbook with edits is read or told of.
    #[test]
    fn no_edit_of_a_workbook_stops_a_reader(
        name in prop::sample::select(vec!["orders.xlsx", "orders.ods"]),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..6),
    ) {
        let mut bytes = std::fs::read(sheet(name)).unwrap();
        for (place, byte) in edits {
            let place = place.index(bytes.len());
            bytes[place] = byte;
        }
        let _ = all_readers(&bytes, &TableOptions::new());
    }
}
