use super::*;

const HEADER: &str = "order_id,customer_id,placed_at,product_id,amount,currency\n";

fn shown(orders: &[Order]) -> String {
    let lines = orders.iter().map(|o| {
        let lines: Vec<_> =
            o.lines().iter().map(|l| format!("{} {}", l.product, l.amount)).collect();
        let at = o.placed_at().to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
        format!("{} {} {at} {} = {}", o.id(), o.customer(), lines.join(" + "), o.total())
    });
    lines.collect::<Vec<_>>().join("\n")
}

fn said(text: &str) -> String {
    read(text.as_bytes()).map_or_else(|error| error.to_string(), |orders| shown(&orders))
}

/// What is left without the orders that have a bad row, and what was reported.
fn skipped(rows: &str) -> String {
    let mut told = Vec::new();
    let text = format!("{HEADER}{rows}");
    let bad = |error: OrderTableError| {
        told.push(error.to_string());
        Ok(())
    };
    let orders =
        read_book(text.as_bytes(), &TableOptions::new(), CustomerMerges::new(), bad, |_| {})
            .unwrap()
            .to_orders();
    format!("{}\n{}", told.join("\n"), shown(&orders)).trim().to_owned()
}

#[test]
fn rows_of_one_id_are_one_order() {
    assert_eq!(
        said(&format!(
            "{HEADER}O-2,b,2026-03-02T10:00:00Z,P-1,5,GBP\n\
             O-1,a,2026-03-05T10:00:00Z,P-7,80.00,GBP\n\
             O-3,a,2026-03-02T12:00:00+02:00,P-7,-5.5,EUR\n\
             O-1,a,2026-03-01T10:00:00.5Z,P-9,20.00,GBP\n"
        )),
        "O-1 a 2026-03-01T10:00:00.500Z P-7 80.00 GBP + P-9 20.00 GBP = 100.00 GBP\n\
         O-2 b 2026-03-02T10:00:00Z P-1 5.00 GBP = 5.00 GBP\n\
         O-3 a 2026-03-02T10:00:00Z P-7 -5.50 EUR = -5.50 EUR"
    );
    assert_eq!(said(HEADER), "");
    let shuffled = "\u{feff}currency,amount,product_id,placed_at,customer_id,order_id\r\n\
                    GBP,5,\"P,1\",2026-03-02T10:00:00Z,b,O-2\r\n";
    assert_eq!(said(shuffled), "O-2 b 2026-03-02T10:00:00Z P,1 5.00 GBP = 5.00 GBP");
}

#[test]
fn a_return_is_at_its_own_instant() {
    assert_eq!(
        said(&format!(
            "{HEADER}O-1,a,2026-01-05T10:00:00Z,P-1,100,GBP\n\
             O-1,a,2026-03-20T10:00:00Z,P-1,-40,GBP\n\
             O-1,a,2026-01-05T10:00:00Z,P-2,-10,GBP\n\
             O-1,a,2026-04-20T10:00:00Z,P-3,7,GBP\n\
             O-2,b,2026-02-01T10:00:00Z,P-1,-3,GBP\n\
             O-2,b,2026-02-03T10:00:00Z,P-1,-2,GBP\n"
        )),
        "O-1 a 2026-01-05T10:00:00Z P-1 100.00 GBP + P-2 -10.00 GBP + P-3 7.00 GBP = 97.00 GBP\n\
         O-2 b 2026-02-01T10:00:00Z P-1 -3.00 GBP = -3.00 GBP\n\
         O-2 b 2026-02-03T10:00:00Z P-1 -2.00 GBP = -2.00 GBP\n\
         O-1 a 2026-03-20T10:00:00Z P-1 -40.00 GBP = -40.00 GBP"
    );
}

#[test]
fn guests_and_lines_of_the_whole_order() {
    let text = format!(
        "{HEADER}O-1,a,2026-01-05T10:00:00Z,P-1,100,GBP\n\
         O-1,a,2026-01-05T10:00:00Z,,-10,GBP\n\
         O-2,,2026-01-06T10:00:00Z,P-1,5,GBP\n"
    );
    let book = read_book(text.as_bytes(), &TableOptions::new(), CustomerMerges::new(), Err, |_| {})
        .unwrap();
    assert_eq!(book.lines(), 3);
    assert_eq!(book.last_instant().unwrap().to_string(), "2026-01-06 10:00:00 UTC");
    assert_eq!(said(&text), "O-1 a 2026-01-05T10:00:00Z P-1 100.00 GBP = 90.00 GBP");
}

#[test]
fn as_of_an_instant_and_merged() {
    let text = format!(
        "{HEADER}O-1,b,2026-01-05T10:00:00Z,P-1,1,GBP\nO-2,a,2026-02-05T10:00:00Z,P-1,2,GBP\n\
         O-3,c,2026-03-05T10:00:00Z,P-1,4,GBP\nO-1,b,2026-03-05T10:00:00Z,P-1,-1,GBP\n"
    );
    let book = |text: &str, merges| {
        read_book(text.as_bytes(), &TableOptions::new(), merges, Err, |_| {}).unwrap()
    };
    let ask = |book: &OrderBook| {
        let as_of = "2026-02-05T10:00:00Z".parse().unwrap();
        let counts = book.customers(Some(as_of), |it| format!("{} {}", it.id, it.purchases.len()));
        counts.join(", ")
    };
    let apart = book(&text, CustomerMerges::new());
    assert_eq!((ask(&apart).as_str(), apart.line_of("O-3")), ("a 1, b 1, c 0", Some(4)));
    // An order may name both.
    let text = text.replace("O-1,b,2026-03", "O-1,a,2026-03");
    let mut merges = CustomerMerges::new();
    merges.add("b".parse().unwrap(), "a".parse().unwrap()).unwrap();
    assert_eq!(ask(&book(&text, merges)), "a 2, c 0");
}

#[test]
fn an_order_with_a_bad_row_is_set_aside_whole() {
    assert_eq!(
        skipped(
            "O-1,a,2026-01-05,P-1,\"1,234.50\",EUR\nO-1,a,2026-01-05,P-2,-20.00,EUR\n\
             O-2,a,2026-01-06,P-1,999999999999,EUR\nO-1,a,2026-05-06,P-1,-5,EUR\n"
        ),
        "line 2: `1,234.50` is not clear in `amount`; say with `--decimal comma` that the comma \
         stands before the decimals, or with `--decimal point` that it stands between thousands\n\
         O-2 a 2026-01-06T00:00:00Z P-1 999999999999.00 EUR = 999999999999.00 EUR"
    );
    assert_eq!(
        skipped(
            "O-1,a,2026-01-05,P-1,999999999999,EUR\nO-2,a,2026-01-06,P-1,5,EUR\nO-2,b,2026-01-06,P-1,5,EUR\n\
             O-3,c,2026-01-06,P-1,888888888888,EUR\nO-1,,2026-01-05,P-1,1,EUR\n"
        ),
        "line 4: order `O-2` is of customer `b` here and of customer `a` on line 3; expected one \
         customer for an order\n\
         line 6: order `O-1` is of nobody here and of customer `a` on line 2; expected one customer \
         for an order\n\
         O-3 c 2026-01-06T00:00:00Z P-1 888888888888.00 EUR = 888888888888.00 EUR"
    );
    assert_eq!(
        skipped("O-1,a,9999-12-31,P-1,5,EUR\nO-1,a,2026-01-06,P-1,5,EUR\n"),
        "line 2: `9999-12-31` in `placed_at` is a placeholder; expected a date from 1900 to 2200"
    );
}

#[test]
fn what_is_read_is_what_is_built() {
    let text = format!(
        "{HEADER}O-1,a,2026-03-05T10:00:00Z,P-7,80.00,GBP\nO-1,a,2026-03-05T10:00:00Z,P-8,-80.00,GBP\n"
    );
    for order in read(text.as_bytes()).unwrap() {
        let built = Order::new(
            order.id().clone(),
            order.customer().clone(),
            order.placed_at(),
            order.lines().to_vec(),
        );
        assert_eq!(built.unwrap(), order);
    }
}

#[track_caller]
fn check_refused(rows: &str, message: &str) {
    assert_eq!(said(&format!("{HEADER}O-1,a,2026-03-01T10:00:00Z,P-1,5,GBP\n{rows}")), message);
}

#[test]
fn what_is_not_an_order_is_told_with_its_line() {
    check_refused(
        "O-2,a,2026-02-30T10:00:00Z,P-1,5,GBP",
        "line 3: `2026-02-30T10:00:00Z` is not an instant in `placed_at`; expected one such \
         as `2026-03-01T10:00:00Z`, or a date",
    );
    check_refused(
        "\nO-2,a,2026-03-01T10:00:00Z,P-1,5,Pound",
        "line 4: `currency`: `Pound` is not a currency; expected an ISO 4217 code in capitals, such as `GBP`",
    );
    check_refused(
        ",a,2026-03-01T10:00:00Z,P-1,5,GBP",
        "line 3: `order_id`: an id is blank; give it at least one visible character",
    );
    check_refused(
        "O-2,a,2026-03-01T10:00:00Z,P\t1,5,GBP",
        "line 3: `product_id`: the id `P\\t1` has the character U+0009, which cannot be seen; leave it out",
    );
    check_refused(
        "O-1,a,2026-03-01T10:00:00Z,P-2,5,EUR",
        "line 3: order `O-1` is in EUR here and in GBP on line 2; expected one currency for an order",
    );
    check_refused(
        "O-1,a,2026-03-01T10:00:00Z,P-2,999999999999999999,GBP",
        "line 2: the total of order `O-1` has more than 18 digits before the point",
    );
    assert_eq!(
        said("order_id,customer,placed_at,product_id,amount,currency\n"),
        "line 1: the header lacks `customer_id`; expected \
         `order_id,customer_id,placed_at,product_id,amount,currency`; `customer` is there: is \
         it `customer_id`?"
    );
}

/// Against orders put together row by row, for rows in any order.
#[test]
fn the_book_agrees_with_a_plain_reading() {
    let mut dice = 5_u32;
    let mut roll = |sides: u32| {
        dice = dice.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (dice >> 16) % sides
    };
    for _ in 0..40 {
        // Order, day, product, amount.
        let rows: Vec<[u32; 4]> =
            (0..roll(40)).map(|_| [roll(9), roll(4), roll(3), roll(20)]).collect();
        let text = rows.iter().fold(HEADER.to_owned(), |text, [order, day, product, amount]| {
            let (customer, amount) = (order % 3, i64::from(*amount) - 8);
            text + &format!("O{order},c{customer},2026-01-0{},P{product},{amount},GBP\n", day + 1)
        });
        let mut expected = Vec::new();
        for order in 0..9 {
            let of: Vec<&[u32; 4]> = rows.iter().filter(|row| row[0] == order).collect();
            let placed = of.iter().filter(|row| row[3] >= 8).map(|row| row[1]).min();
            for day in 0..4 {
                let lines: Vec<String> = of
                    .iter()
                    .filter(|row| if row[3] >= 8 { placed == Some(day) } else { row[1] == day })
                    .map(|row| format!("P{} {}.00 GBP", row[2], i64::from(row[3]) - 8))
                    .collect();
                if !lines.is_empty() {
                    expected.push(format!("{day} O{order} {}", lines.join(" + ")));
                }
            }
        }
        expected.sort();
        let read = read(text.as_bytes()).unwrap();
        let read: Vec<String> = read
            .iter()
            .map(|o| {
                let lines: Vec<_> =
                    o.lines().iter().map(|l| format!("{} {}", l.product, l.amount)).collect();
                let day = chrono::Datelike::day(&o.placed_at()) - 1;
                format!("{day} {} {}", o.id(), lines.join(" + "))
            })
            .collect();
        assert_eq!(read, expected);
    }
}
