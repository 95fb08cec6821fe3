//! KPIs of small folders: worked by hand, and against a naive second version.

use proptest::prelude::*;
use sales_process::kpi::csv::{KpiTableError, Tables};
use sales_process::kpi::{Dimension, Groups, KpiFacts, Question};
use serde_json::{Value, json};

#[path = "kpi/counted.rs"]
mod counted;
#[path = "kpi/naive.rs"]
mod naive;
#[path = "kpi/whole.rs"]
pub(crate) mod whole;

use naive::{Folder, folders};

const LEADS: &str = "lead_id,source,owner,created_at,fits_target,passed_filter,qualified_at,disqualified_at,disqualified_reason,converted_at,deal_id\n";
const DEALS: &str =
    "deal_id,lead_id,customer_id,owner,opened_at,closed_at,outcome,lost_reason,amount,currency\n";
const ORDERS: &str = "order_id,customer_id,placed_at,product_id,amount,currency,cost\n";
const COSTS: &str = "from,to,process,source,amount,currency\n";

fn read(leads: &str, deals: &str, orders: &str, costs: &str) -> Result<KpiFacts, KpiTableError> {
    let stop: fn(KpiTableError) -> Result<(), KpiTableError> = Err;
    let mut tables = Tables::new();
    tables.leads(format!("{LEADS}{leads}").as_bytes(), stop)?;
    tables.deals(format!("{DEALS}{deals}").as_bytes(), stop)?;
    tables.orders(format!("{ORDERS}{orders}").as_bytes(), stop)?;
    tables.costs(format!("{COSTS}{costs}").as_bytes(), stop)?;
    tables.finish(stop)
}

fn facts(folder: &Folder) -> KpiFacts {
    read(&folder.leads_csv(), &folder.deals_csv(), &folder.orders_csv(), &folder.costs_csv())
        .unwrap()
}

fn day(day: i64) -> chrono::DateTime<chrono::Utc> {
    naive::day(day).parse().unwrap()
}

fn json_of(report: &sales_process::kpi::KpiReport) -> Value {
    serde_json::to_value(report).unwrap()
}

/// Equal, and numbers equal to the last digits of a float.
#[track_caller]
pub(crate) fn assert_same(found: &Value, expected: &Value, path: &str) {
    match (found, expected) {
        (Value::Array(a), Value::Array(b)) => {
            assert_eq!(a.len(), b.len(), "{path}");
            for (place, (a, b)) in a.iter().zip(b).enumerate() {
                assert_same(a, b, &format!("{path}.{place}"));
            }
        }
        (Value::Object(a), Value::Object(b)) => {
            assert_eq!(a.keys().collect::<Vec<_>>(), b.keys().collect::<Vec<_>>(), "{path}");
            for (key, value) in a {
                assert_same(value, &b[key], &format!("{path}.{key}"));
            }
        }
        (Value::Number(a), Value::Number(b)) => {
            let (a, b) = (a.as_f64().unwrap(), b.as_f64().unwrap());
            assert!((a - b).abs() <= 1e-9 * b.abs().max(1.0), "{path}: {a} is not {b}");
        }
        _ => assert_eq!(found, expected, "{path}"),
    }
}

/// The folder that is worked by hand below.
pub(crate) fn by_hand() -> KpiFacts {
    read(
        "L1,web,ann,2026-01-05,yes,yes,,,,2026-01-10,D1\n\
         L2,web,ann,2026-01-06,no,yes,,,,,\n\
         L3,fair,bob,2026-01-07,,no,,2026-01-08,budget,,\n\
         L4,fair,bob,2026-02-07,yes,,,,,,\n",
        "D1,L1,acme,ann,2026-01-10,2026-01-20,won,,100.00,GBP\n\
         D2,L2,,ann,2026-01-11,2026-01-15,lost,price,300.00,GBP\n\
         D3,,beta,bob,2026-01-12,2026-02-11,won,,50.01,GBP\n\
         D4,,,bob,2026-01-13,2026-02-01,abandoned,,,\n\
         D5,,,bob,2026-01-14,,open,,70.00,GBP\n",
        "O1,acme,2026-01-20,P,10.00,GBP,4.00\n\
         O2,acme,2026-02-02,P,6.00,GBP,2.00\n\
         O2,acme,2026-02-02,Q,5.00,GBP,2.00\n\
         O3,acme,2026-02-03,Q,-2.00,GBP,-1.00\n\
         O4,beta,2026-02-11,Q,9.00,GBP,3.00\n",
        "2026-01-01,2026-02-01,attract,web,30.00,GBP\n\
         2026-01-01,2026-02-01,attract,fair,61.00,GBP\n\
         2026-01-01,2026-02-01,sell,,10.00,GBP\n\
         2026-03-01,2026-04-01,retain,,5.01,GBP\n",
    )
    .unwrap()
}

#[test]
fn statistics_as_text() {
    let overview = by_hand().overview(&Question::as_of("2026-02-28T00:00:00Z".parse().unwrap()));
    insta::assert_snapshot!(overview.statistics, @r"
    how far they came who came in the period
      leads                      4
      passed the filter          2   50.0 % + of the step before
      deals                      2    100.0 % of the step before
      won                        1     50.0 % of the step before
      ordered again              1    100.0 % of the step before

    from opening to winning, deals won in the period
      2 deals: mean 20.0 days, median 20.0 days, nine in ten within 28.0 days
      10 to below 15 days               1
      30 to below 35 days               1

    what has become of a deal by its age, deals opened in the period
      5 deals, 1 of them still open; half are closed by the age of 19 days
             age       won      lost  abandoned  still open   won later, if open
          0 days     0.0 %     0.0 %      0.0 %     100.0 %               40.0 %
          5 days     0.0 %    20.0 %      0.0 %      80.0 %               50.0 %
         10 days    20.0 %    20.0 %      0.0 %      60.0 %               33.3 %
         15 days    20.0 %    20.0 %      0.0 %      60.0 %               33.3 %
         20 days    20.0 %    20.0 %     20.0 %      40.0 %               50.0 %
         25 days    20.0 %    20.0 %     20.0 %      40.0 %               50.0 %
         30 days    40.0 %    20.0 %     20.0 %      20.0 %                0.0 %
         45 days    40.0 %    20.0 %     20.0 %      20.0 %                    -

    leads that have become customers, by month, share of the leads so far
      month        leads     +0     +1
      2026-01          3   33 %  33 %+
      2026-02          1   0 %+

    customers who order again, by month of the first order, share active in each month
      month    customers     +0     +1
      2026-01          1    0 % 100 %+
      2026-02          1   0 %+
    ");
    let empty = KpiFacts::new().statistics(&Question::as_of(day(0)));
    insta::assert_snapshot!(empty, @r"
    how far they came who came in the period
      not enough data

    from opening to winning, deals won in the period
      not enough data

    what has become of a deal by its age, deals opened in the period
      not enough data

    leads that have become customers, by month, share of the leads so far
      not enough data

    customers who order again, by month of the first order, share active in each month
      not enough data
    ");
}

#[test]
fn worked_by_hand() {
    let facts = by_hand();
    let question = Question::as_of("2026-02-28T00:00:00Z".parse().unwrap());
    let expected = json!({
        "attract": {"leads": 4, "spend": "91.00 GBP", "cost_per_lead": "22.75 GBP", "fits_target": 2,
            "misses_target": 1, "unscored": 1, "lead_quality": 2.0 / 3.0},
        "sell": {"spend": "10.00 GBP", "passed_filter": 2, "failed_filter": 1,
            "filter_pass_rate": 2.0 / 3.0, "deals_opened": 5, "deals_won": 2, "deals_lost": 1,
            "deals_abandoned": 1, "deals_open": 1, "closed_without_amount": 0, "win_rate": 2.0 / 3.0,
            "win_rate_by_value": 150.01 / 450.01, "customers_won": 2,
            "cost_per_customer": "5.00 GBP", "customer_quality": 0.5, "average_deal": "75.00 GBP",
            "median_deal": "75.00 GBP", "cycle_days": {"mean": 20.0, "median": 20.0, "p90": 28.0},
            "conversion": {"leads": 4, "won": 1, "open": 1, "rate": 0.25, "immature": true}},
        "retain": {"spend": "5.01 GBP", "customers": 2, "orders": 3, "revenue": "28.00 GBP",
            "average_order": "9.33 GBP", "orders_per_customer": 1.5, "repeat_purchase_rate": 0.5,
            "revenue_per_customer": "14.00 GBP", "profit_per_customer": "9.00 GBP",
            "retention_cost_per_customer": "2.50 GBP", "first_revenue": "19.00 GBP",
            "repeat_revenue": "6.00 GBP", "cross_sell_revenue": "3.00 GBP",
            "guest_revenue": "0.00 GBP"},
        "total_cost_per_customer": "53.00 GBP"});
    assert_same(&json_of(&facts.report(&question)), &expected, "");

    let by = |dimension| facts.report_by(&question, &[dimension]);
    let wins = |groups: &Groups| {
        groups.groups.iter().map(|(n, r)| format!("{n}:{}", r.sell.deals_won)).collect::<Vec<_>>()
    };
    assert_eq!(wins(&by(Dimension::Source)), ["(none):1", "fair:0", "web:1"]);
    assert_eq!(wins(&by(Dimension::Owner)), ["(none):0", "ann:1", "bob:1"]);
    assert_eq!(wins(&by(Dimension::Month)), ["2026-01:1", "2026-02:1", "2026-03:0"]);
    let revenue: Vec<String> = by(Dimension::Product)
        .groups
        .iter()
        .map(|(name, report)| {
            format!("{name}: {} of {}", report.retain.revenue, report.retain.orders)
        })
        .collect();
    assert_eq!(revenue, ["(none): 0.00 GBP of 0", "P: 16.00 GBP of 2", "Q: 12.00 GBP of 2"]);
    let pair = facts.report_by(&question, &[Dimension::Source, Dimension::Owner]);
    assert_eq!(
        wins(&pair),
        [
            "(none) / (none):0",
            "(none) / bob:1",
            "fair / (none):0",
            "fair / bob:0",
            "web / (none):0",
            "web / ann:1"
        ]
    );
}

#[test]
fn nothing_divided_by_nothing_is_no_value() {
    let question = Question::as_of("2026-02-28T00:00:00Z".parse().unwrap());
    let report = json_of(&KpiFacts::new().report(&question));
    let mut undefined = Vec::new();
    for (path, figure) in KpiFacts::new().report(&question).figures() {
        let stored = path.split('.').fold(&report, |value, key| &value[key]);
        match figure {
            sales_process::kpi::ReportFigure::Kpi(_) => undefined.push(stored.is_null()),
            sales_process::kpi::ReportFigure::Count(count) => {
                assert!(stored.is_null() || stored == &json!(0), "{path}");
                assert_eq!(count, 0);
            }
            _ => assert_eq!(stored, "0.00", "{path}"),
        }
    }
    assert_eq!(undefined, [true; 25]);
}

/// An absent file is an empty one, and the message says that it is absent.
#[test]
fn leads_of_deals_without_their_file() {
    let stop: fn(KpiTableError) -> Result<(), KpiTableError> = Err;
    let mut tables = Tables::new();
    let leads = format!("{LEADS}L1,web,ann,2026-01-05,,,,,,2026-01-10,D9\n");
    tables.leads(leads.as_bytes(), stop).unwrap();
    assert_eq!(
        tables.finish(stop).unwrap_err().to_string(),
        "leads.csv: line 2: lead `L1` is converted to deal `D9`, and there is no deals.csv; \
         expected that file beside this one, or no `deal_id`"
    );
}

#[track_caller]
fn check_bad(leads: &str, deals: &str, orders: &str, costs: &str, message: &str) {
    assert_eq!(read(leads, deals, orders, costs).unwrap_err().to_string(), message);
}

#[test]
fn a_date_has_four_digits_two_and_two() {
    for wrong in ["2026-1-10", "2026-01-1", "-026-01-10", "+2026-01-10", "2026- 1-10"] {
        check_bad(
            "",
            &format!("D1,,a,ann,{wrong},,open,,,\n"),
            "",
            "",
            &format!(
                "deals.csv: line 2: `{wrong}` is not an instant in `opened_at`; \
                 expected one such as `2026-03-01T10:00:00Z`, or a date"
            ),
        );
    }
    // A date that stands for one that nobody knew.
    check_bad(
        "",
        "D1,,a,ann,0026-01-10,,open,,,\n",
        "",
        "",
        "deals.csv: line 2: `0026-01-10` in `opened_at` is a placeholder; expected a date from 1900 to 2200",
    );
}

#[test]
fn control_characters_of_a_file_do_not_reach_a_terminal() {
    check_bad(
        "",
        "",
        "",
        "2026-01-10,2026-01-10,se\0ll\u{1b}[2J,,5.00,GBP\n",
        "costs.csv: line 2: `se\\u{0}ll\\u{1b}[2J` is not known in `process`; \
         expected `attract`, `sell` or `retain`",
    );
}

#[test]
fn a_currency_is_checked_without_an_amount() {
    let open = |id: &str, currency: &str| format!("{id},,,ann,2026-01-10,,open,,,{currency}\n");
    check_bad(
        "",
        &open("D1", "GBX"),
        "",
        "",
        "deals.csv: line 2: `currency`: `GBX` is not a currency; expected an ISO 4217 code in capitals, such as `GBP`",
    );
    let won = "D1,,a,ann,2026-01-10,2026-01-20,won,,100.00,GBP\n".to_owned();
    check_bad(
        "",
        &[won, open("D2", ""), open("D3", "EUR")].concat(),
        "",
        "",
        "deals.csv: line 4: the amount is in EUR and those before are in GBP; expected one currency, figures by currency, or rates to convert by",
    );
}

#[test]
fn costs_of_orders_are_found_behind_blank_lines_and_whatever_ends_a_line() {
    let stop: fn(KpiTableError) -> Result<(), KpiTableError> = Err;
    let table = format!("{ORDERS}O1,a,2026-01-10,P,5.00,GBP,2.00\n");
    for text in [
        format!("\n\r\n{table}"),
        format!("\u{feff}\n{table}"),
        table.replace('\n', "\r\n"),
        table.replace('\n', "\r"),
    ] {
        let mut tables = Tables::new();
        tables.orders(text.as_bytes(), stop).unwrap();
        let facts = tables.finish(stop).unwrap();
        let report = json_of(&facts.report(&Question::as_of(day(80))));
        assert_eq!(report["retain"]["profit_per_customer"], "3.00 GBP", "{text:?}");
    }
}

#[test]
fn what_cannot_be_true_is_told_with_file_and_line() {
    let deal = "D1,,a,ann,2026-01-10,2026-01-20,won,,100.00,GBP\n";
    check_bad(
        "",
        &format!("{deal}{deal}"),
        "",
        "",
        "deals.csv: line 3: deal `D1` is there twice; expected one record for a deal",
    );
    check_bad(
        "",
        "D1,,a,ann,2026-01-10,2026-01-09,won,,100.00,GBP\n",
        "",
        "",
        "deals.csv: line 2: deal `D1` is closed before it is opened; expected it at that instant or after",
    );
    check_bad(
        "",
        "D1,,a,ann,2026-01-10,,lost,,100.00,GBP\n",
        "",
        "",
        "deals.csv: line 2: the deal is lost and `closed_at` is empty; expected when it was closed",
    );
    check_bad(
        "",
        "D1,,a,ann,2026-01-10,2026-01-11,open,,100.00,GBP\n",
        "",
        "",
        "deals.csv: line 2: the deal is open and has a `closed_at`; expected an outcome, or no date",
    );
    check_bad(
        "",
        "D1,,a,ann,2026-01-10,2026-01-11,won,price,1.00,GBP\n",
        "",
        "",
        "deals.csv: line 2: the deal is won and has a `lost_reason`; expected none, or `lost`",
    );
    check_bad(
        "",
        "D1,,a,ann,2026-01-10,2026-01-11,won,,1.00,GBX\n",
        "",
        "",
        "deals.csv: line 2: `currency`: `GBX` is not a currency; expected an ISO 4217 code in capitals, such as `GBP`",
    );
    check_bad(
        "",
        "D1,,a,ann,2026-01-10,,gone,,,\n",
        "",
        "",
        "deals.csv: line 2: `gone` is not known in `outcome`; expected `open`, `won`, `lost` or `abandoned`",
    );
    check_bad(
        "",
        "D1,,,ann,2026-01-10,2026-01-11,won,,1.00,GBP\n",
        "",
        "",
        "deals.csv: line 2: deal `D1` is won and has no customer; expected one",
    );
    check_bad(
        "\nL1,web,ann,2026-01-05,,,,,,2026-01-10,D9\n",
        deal,
        "",
        "",
        "leads.csv: line 3: lead `L1` is converted to deal `D9`, which is not there",
    );
    check_bad(
        "L1,web,ann,2026-01-05,maybe,,,,,,\n",
        "",
        "",
        "",
        "leads.csv: line 2: `maybe` is not known in `fits_target`; expected `yes`, `no`, or nothing",
    );
    check_bad(
        "L1,web,ann,2026-01-05,,,,2026-01-04,,,\n",
        "",
        "",
        "",
        "leads.csv: line 2: lead `L1` is disqualified before it is created; expected it at that instant or after",
    );
    check_bad(
        "",
        deal,
        "O1,a,2026-01-01,P,1.00,EUR,\n",
        "",
        "orders.csv: line 2: the amount is in EUR and those before are in GBP; expected one currency, figures by currency, or rates to convert by",
    );
    check_bad(
        "",
        "",
        "O1,a,2026-01-01,P,1.00,EUR,\nO1,b,2026-01-01,P,1.00,EUR,\n",
        "",
        "orders.csv: line 3: order `O1` is of customer `b` here and of customer `a` before; expected one customer for an order",
    );
    check_bad(
        "",
        "",
        "",
        "2026-02-01,2026-01-01,sell,,1.00,GBP\n",
        "costs.csv: line 2: the cost ends at 2026-01-01 00:00:00 UTC, before it begins at 2026-02-01 00:00:00 UTC",
    );
    check_bad(
        "",
        "",
        "",
        "2026-01-01,2026-02-01,sell,1.00,GBP\n",
        "costs.csv: line 2: the row has 5 fields; expected 6, as in the header",
    );
}

proptest! {
    #[test]
    fn as_a_naive_second_version_has_it(
        folder in folders(), from in -3i64..90, to in 0i64..95, as_of in -3i64..95
    ) {
        let facts = facts(&folder);
        let question = Question::as_of(day(as_of)).from(day(from)).to(day(to));
        let report = facts.report(&question);
        assert_same(&json_of(&report), &folder.report(from, to, as_of), "");
        for (path, figure) in report.figures() {
            if let sales_process::kpi::ReportFigure::Kpi(kpi) = figure {
                match kpi.value() {
                    Ok(sales_process::kpi::Value::Share(share)) => {
                        prop_assert!((0.0..=1.0).contains(&share.value()), "{path}");
                    }
                    Ok(sales_process::kpi::Value::Days(days)) => prop_assert!(days >= 0.0, "{path}"),
                    _ => {}
                }
            }
        }
        // A month is the report of the period cut to it.
        let months = facts.report_by(&question, &[Dimension::Month]);
        for (begin, end, name) in [(0, 31, "2026-01"), (31, 59, "2026-02"), (59, 90, "2026-03")] {
            if let Some(month) = months.groups.get(name) {
                let expected = folder.report(from.max(begin), to.min(end), as_of);
                assert_same(&json_of(month), &expected, name);
            }
        }
        // What is counted row by row adds up over the groups of any dimension.
        for dimension in [Dimension::Source, Dimension::Owner, Dimension::Product] {
            let groups = facts.report_by(&question, &[dimension]);
            let sum = |of: fn(&sales_process::kpi::KpiReport) -> u64| {
                (groups.groups.values().map(of).sum::<u64>(), of(&groups.total))
            };
            for (parts, whole) in [
                sum(|r| r.attract.leads),
                sum(|r| r.sell.deals_won),
                sum(|r| r.sell.deals_open),
                sum(|r| r.sell.customers_won),
                sum(|r| r.sell.conversion.won),
            ] {
                prop_assert_eq!(parts, whole);
            }
        }
    }

    /// By any dimension and pair, against rows that are grouped and counted anew.
    #[test]
    fn groups_as_another_second_version_has_them(
        folder in folders(),
        (from, to) in proptest::option::of((-3i64..90, 0i64..95)).prop_map(Option::unzip),
        as_of in -3i64..95,
        by in proptest::sample::subsequence(vec!["source", "owner", "product", "month"], 1..=2),
    ) {
        let texts = [
            format!("{LEADS}{}", folder.leads_csv()),
            format!("{DEALS}{}", folder.deals_csv()),
            format!("{ORDERS}{}", folder.orders_csv()),
            format!("{COSTS}{}", folder.costs_csv()),
        ];
        let [leads, deals, orders, costs] = texts.each_ref().map(|text| Some(text.as_str()));
        let tables = whole::Tables::of(leads, deals, orders, costs);
        let asked = whole::Asked { from: from.map(day), to: to.map(day), as_of: day(as_of) };
        let mut question = Question::as_of(asked.as_of);
        if let (Some(from), Some(to)) = (asked.from, asked.to) {
            question = question.from(from).to(to);
        }
        let statistics = facts(&folder).statistics(&question);
        let report = facts(&folder).report(&question);
        let stored = serde_json::to_value(&statistics).unwrap();
        assert_same(&stored["funnel"], &tables.funnel(&asked), "funnel");
        assert_same(&stored["leads_won"], &tables.leads_won(&asked), "leads won");
        assert_same(&stored["ordered_again"], &tables.ordered_again(&asked), "ordered again");
        for name in ["mean", "median", "p90"] {
            let found = &json_of(&report)["sell"]["cycle_days"][name];
            prop_assert_eq!(&stored["cycles"][name], found);
        }
        prop_assert_eq!(statistics.cycles.deals, report.sell.deals_won);
        prop_assert_eq!(statistics.cycles.bins.iter().sum::<u64>(), statistics.cycles.deals);
        prop_assert_eq!(statistics.ages.deals, report.sell.deals_opened);
        let ages: Vec<f64> = statistics.ages.rows.iter().map(|row| row.age.days()).collect();
        assert_same(&stored["ages"]["rows"], &tables.chances(&asked, &ages).into(), "ages");

        let dimensions: Vec<Dimension> = by.iter().map(|name| name.parse().unwrap()).collect();
        let groups = facts(&folder).report_by(&question, &dimensions);
        let found = serde_json::to_value(&groups).unwrap();
        assert_same(&found, &tables.groups(&asked, &by), "");
    }

    #[test]
    fn facts_gathered_apart_give_the_same(folder in folders(), cut in 0usize..8) {
        let (one, two) = folder.split(cut);
        // A lead's deal may be on the other side, so the halves are not finished.
        let gather = |folder: &Folder| {
            let stop: fn(KpiTableError) -> Result<(), KpiTableError> = |_| Ok(());
            let mut tables = Tables::new();
            tables.deals(format!("{DEALS}{}", folder.deals_csv()).as_bytes(), stop).unwrap();
            tables.orders(format!("{ORDERS}{}", folder.orders_csv()).as_bytes(), stop).unwrap();
            tables.costs(format!("{COSTS}{}", folder.costs_csv()).as_bytes(), stop).unwrap();
            tables.finish(stop).unwrap()
        };
        // Each gathered in a process of its own, as it were.
        let sent = |facts: KpiFacts| -> KpiFacts {
            serde_json::from_slice(&serde_json::to_vec(&facts).unwrap()).unwrap()
        };
        let mut merged = sent(gather(&two));
        merged.merge(sent(gather(&one))).unwrap();
        let (merged, whole) = (sent(merged), gather(&folder));
        for dimensions in [&[][..], &[Dimension::Owner], &[Dimension::Product, Dimension::Month]] {
            let question = Question::as_of(day(80)).from(day(5));
            prop_assert_eq!(
                merged.report_by(&question, dimensions),
                whole.report_by(&question, dimensions)
            );
        }
    }
}
