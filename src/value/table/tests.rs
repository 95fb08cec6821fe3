use std::fmt::Write;
use std::io;

use super::*;

const COLUMNS: [Column; 2] = [Column::needed("a_b"), Column::optional("note")];

/// Hands out one byte at a time.
struct Drops<R>(R);

impl<R: Read> Read for Drops<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let one = buffer.len().min(1);
        self.0.read(&mut buffer[..one])
    }
}

/// Every row with its line, every notice and every error, in the order in which
/// they come.
fn said(reader: impl Read, options: &TableOptions) -> String {
    let mut notices = Vec::new();
    let mut out = String::new();
    let read = rows(reader, COLUMNS, options, &mut |notice| notices.push(notice), |row| {
        match row {
            Ok(Row { line, fields: [a, b] }) => writeln!(out, "{line}: {a:?} {b:?}").unwrap(),
            Err((error, _)) => writeln!(out, "{error}").unwrap(),
        }
        Ok::<(), TableError>(())
    });
    notices.iter().for_each(|notice| writeln!(out, "({notice})").unwrap());
    if let Err(error) = read {
        writeln!(out, "{error}").unwrap();
    }
    out.trim_end().to_owned()
}

#[track_caller]
fn check_bytes(bytes: &[u8], expected: &str) {
    let options = TableOptions::new();
    assert_eq!(said(bytes, &options), expected);
    assert_eq!(said(Drops(bytes), &options), expected);
}

#[track_caller]
fn check(text: &str, expected: &str) {
    check_bytes(text.as_bytes(), expected);
}

#[test]
fn each_row_has_its_line() {
    for end in ["\n", "\r\n", "\r"] {
        let text = "note,a_b\n1,2\n\n\n\"x\ny\",\"\"\n7,\"say \"\"hi\"\"\"\n8,9";
        let shown = end.replace('\r', "\\r").replace('\n', "\\n");
        check(
            &text.replace('\n', end),
            &format!(
                "2: \"2\" \"1\"\n5: \"\" \"x{shown}y\"\n7: \"say \\\"hi\\\"\" \"7\"\n8: \"9\" \"8\""
            ),
        );
    }
    check("\n\na_b,note", "");
    check("a_b,note\n1,5\" pipe\n", "2: \"1\" \"5\\\" pipe\"");
    check("a_b,note\r\n1,2\r\n3,4", "2: \"1\" \"2\"\n3: \"3\" \"4\"");
}

#[test]
fn every_delimiter_is_found_or_named() {
    for delimiter in [",", ";", "\t", "|"] {
        let text = "a_b,note\n1,2\n".replace(',', delimiter);
        check(&text, "2: \"1\" \"2\"");
        check(&format!("sep={delimiter}\n{text}"), "3: \"1\" \"2\"");
    }
    check("sep=:\na_b:note\n1:2\n", "3: \"1\" \"2\"");
    // A name may hold another one.
    check("a_b;\"x, y, z\"\n1;2\n", "2: \"1\" \"\"\n(not read: the columns `x, y, z`)");
    check("A-B\n1\n", "2: \"1\" \"\"");
    check(
        "a_b:note\n1:2\n",
        "line 1: the header lacks `a_b`; expected `a_b`; columns are separated by a comma, a \
         semicolon, a tab or a bar",
    );
}

#[test]
fn marks_encodings_and_headers() {
    check(
        "\u{feff}\"A B\",Note\n\u{feff}1,2\n\u{feff}A B,Note\n\u{feff}\"3\",4\n",
        "2: \"1\" \"2\"\n4: \"3\" \"4\"\n(line 3: the header again, skipped)",
    );
    let text = "a_b,note\nрусский,ő😀\n";
    let expected = "2: \"русский\" \"ő😀\"";
    for mark in ["", "\u{feff}"] {
        let units: Vec<u16> = format!("{mark}{text}").encode_utf16().collect();
        let little: Vec<u8> = units.iter().flat_map(|unit| unit.to_le_bytes()).collect();
        let big: Vec<u8> = units.iter().flat_map(|unit| unit.to_be_bytes()).collect();
        check_bytes(&little, expected);
        check_bytes(&big, expected);
        check(&format!("{mark}{text}"), expected);
    }
}

#[test]
fn empty_columns_and_rows_are_left_out() {
    check(
        "a_b,note,,\n1,2,,\n,,,\n \n3,4\n5,6,\n",
        "2: \"1\" \"2\"\n5: \"3\" \"4\"\n6: \"5\" \"6\"",
    );
    check("a_b,note\n \u{a0}1\t, 2 \n", "2: \"1\" \"2\"");
    check("a_b,x,note,y z\n1,2,3,4\n", "2: \"1\" \"3\"\n(not read: the columns `x`, `y z`)");
}

#[test]
fn what_is_not_a_table_is_told_with_its_line() {
    check("", "line 1: the file is empty; expected a header `a_b`");
    check("\u{feff}\r\n\r\n", "line 1: the file is empty; expected a header `a_b`");
    check(
        "note\n",
        "line 1: the header lacks `a_b`; expected `a_b`; columns are separated by a comma, a semicolon, a tab or a bar",
    );
    check(
        "\na_c,note\n",
        "line 2: the header lacks `a_b`; expected `a_b`; `a_c` is there: is it `a_b`?",
    );
    check("a_b,note,A B\n", "line 1: the column `a_b` is there twice; expected `a_b`");
    check(
        "a_b,note\r\n1,2\r\n1\r\n2,3",
        "2: \"1\" \"2\"\nline 3: the row has 1 field; expected 2, as in the header\n4: \"2\" \"3\"",
    );
    // The rows are cut by another mark than the header.
    for (text, mark) in [
        ("a_b,note\n1;2\n", "`;`"),
        ("a_b;note\n1,2\n", "`,`"),
        ("a_b|note\n1\t2\n", "tabs"),
        ("a_b;note\n\"1\"|2\n", "`|`"),
    ] {
        check(
            text,
            &format!(
                "line 2: the row has 1 field; expected 2, as in the header; this row is separated by \
                 {mark}, the header is not"
            ),
        );
    }
    // Parts that were joined: the header again, and with its columns in another order.
    check(
        "a_b,note\n1,2\nNote,A-B\n3,4\n",
        "2: \"1\" \"2\"\nline 3: the header again, with its columns in another order; read the parts as files of their own",
    );
    check("a_b,note\n1,2,3\n", "line 2: the row has 3 fields; expected 2, as in the header");
    check_bytes(
        b"a_b,note\n1,2\n\xcf\xf0\xe8\xe2\xe5\xf2,2\n3,4\n",
        "2: \"1\" \"2\"\nline 3: this is not text in UTF-8, but perhaps in windows-1251, or in koi8-r or ibm866 \
         as in older systems; name it with `--encoding windows-1251`, or save the file in UTF-8\n4: \"3\" \"4\"",
    );
    check_bytes(
        b"a_b,note\n\"caf\xe9\n2\",x\n3,4\n",
        "line 2: this is not text in UTF-8, but perhaps in windows-1252, or in windows-1250 \
         as in Central Europe; name it with `--encoding windows-1252`, or save the file in UTF-8\n4: \"3\" \
         \"4\"",
    );
    // A word in the encodings of older systems, small; others in capitals.
    for (bytes, name) in [
        (b"\xd0\xd2\xc9\xd7\xc5\xd4", "koi8-r, or in windows-1251"),
        (b"\xaf\xe0\xa8\xa2\xa5\xe2", "ibm866, or in windows-1251"),
        (b"\x8f\x90\x88\x82\x85\x92", "ibm866, or in windows-1251"),
        (b"\xca\xcb\xc8\xc5\xcd\xd2", "windows-1251, or in koi8-r or ibm866 as in older systems"),
    ] {
        let first = name.split(',').next().unwrap();
        check_bytes(
            &[b"a_b,note\n".as_slice(), bytes, b",2\n"].concat(),
            &format!(
                "line 2: this is not text in UTF-8, but perhaps in {name}; name it with `--encoding \
                 {first}`, or save the file in UTF-8"
            ),
        );
    }
    // Letters of Polish that stand side by side are not Cyrillic.
    check_bytes(
        b"a_b,note\n\xaf\xf3\xb3\xe6 \xa3\xf3d\x9f,2\n",
        "line 2: this is not text in UTF-8, but perhaps in windows-1250; name it with `--encoding \
         windows-1250`, or save the file in UTF-8",
    );
    check_bytes(b"a_b,note\n\x00\xff\xfe\xfd,2\n", "line 2: this is not text in UTF-8");
}

#[test]
fn quotes_that_are_not_closed() {
    check(
        "a_b,note\n1,2\n\"3,4\n5,6\n",
        "2: \"1\" \"2\"\nline 3: the quote that opens in this row is never closed",
    );
    check("a_b,note\n\"1\n\"x,2\n", "2: \"1\\nx\" \"2\"");
    check(
        "a_b,note\n\"1,2\n\",x,y\n",
        "line 2: the row has 3 fields; expected 2, as in the header; is a quote not closed?",
    );
    let long = format!("a_b,note\n\n1,\"{}", "2\n3,4".repeat(1 << 20));
    check(&long, "line 3: the row is longer than a mebibyte; is a quote not closed?");
}

#[test]
fn a_row_is_at_most_a_mebibyte_and_a_file_can_be_endless() {
    let text = |length: usize| format!("a_b,note\n\r\n1,{}", "x".repeat(length));
    check(&text((1 << 21) + 9), "line 3: the row is longer than a mebibyte");
    assert!(said(text(1 << 19).as_bytes(), &TableOptions::new()).starts_with("3: \"1\" \"xx"));
    let far = "\n".repeat((1 << 20) + 1) + "a_b,note\n1,2";
    assert_eq!(said(far.as_bytes(), &TableOptions::new()), "1048579: \"1\" \"2\"");
    let endless = io::repeat(b'x').take(1 << 30);
    assert_eq!(said(endless, &TableOptions::new()), "line 1: the row is longer than a mebibyte");
    // Many pieces, with rows across their ends.
    let mut many = "a_b,note\n".to_owned();
    (0..200_000).for_each(|n| writeln!(many, "{n},x").unwrap());
    let read = said(many.as_bytes(), &TableOptions::new());
    assert_eq!(read.lines().count(), 200_000);
    assert!(read.ends_with("200001: \"199999\" \"x\""));
    let quoted = many.replace('x', "\"x\"");
    assert_eq!(said(quoted.as_bytes(), &TableOptions::new()), read);
}

#[test]
fn a_reader_that_fails_is_told() {
    struct Fails;
    impl Read for Fails {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::Error::other("gone"))
        }
    }
    let reader = b"a_b,note\n1,2\n".chain(Fails);
    assert!(said(reader, &TableOptions::new()).ends_with("the file cannot be read"));
}

#[test]
fn columns_are_mapped() {
    let options = TableOptions::new().map("a_b", "Invoice No").map("NOTE", "what");
    assert_eq!(
        said("x,invoice no,What\n1,2,3\n".as_bytes(), &options),
        "2: \"2\" \"3\"\n(not read: the columns `x`)"
    );
    assert_eq!(
        said("x,invoice nr,What\n1,2,3\n".as_bytes(), &options),
        "line 1: the header has no `Invoice No`, which `a_b` is mapped to, did you mean `invoice nr`?"
    );
}

#[cfg(feature = "encoding")]
#[test]
fn other_encodings() {
    for (name, bytes, letters) in [
        ("windows-1251", &b"\xcf\xf0\xe8"[..], "При"),
        ("windows-1250", b"\xba\xfe\xe3", "şţă"),
        ("cp1252", b"\xe9\x80", "é€"),
    ] {
        let options = TableOptions::new().encoding(name.parse().unwrap());
        let text = [b"a_b;note\n", bytes, b";1\n"].concat();
        assert_eq!(said(&text[..], &options), format!("2: {letters:?} \"1\""));
        // A mark says what a file is, whatever is said of all files.
        let marked = format!("\u{feff}a_b;note\n{letters};1\n");
        assert_eq!(said(marked.as_bytes(), &options), format!("2: {letters:?} \"1\""));
    }
    assert_eq!(
        "win-5".parse::<Encoding>().unwrap_err().to_string(),
        "`win-5` is not an encoding; expected one such as `utf-8`, `windows-1251` or `windows-1252`"
    );
}

fn when(field: &str, options: &TableOptions) -> String {
    match options.cells.when("at", field) {
        Ok(When { at, is_day, zone_is_missing }) => {
            let at = at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true);
            format!(
                "{at}{}{}",
                if is_day { " day" } else { "" },
                if zone_is_missing { " ?" } else { "" }
            )
        }
        Err(error) => error.to_string(),
    }
}

#[test]
fn instants() {
    let none = TableOptions::new();
    for (field, expected) in [
        ("2026-03-01T10:00:00Z", "2026-03-01T10:00:00Z"),
        ("2026-03-01t10:00:00.5+02:00", "2026-03-01T08:00:00.500Z"),
        ("2026-03-01 10:00:00", "2026-03-01T10:00:00Z ?"),
        ("2026-03-01 10:00", "2026-03-01T10:00:00Z ?"),
        ("2026-03-01 10:00:00 UTC", "2026-03-01T10:00:00Z"),
        ("2026-03-01 10:00:00+0200", "2026-03-01T08:00:00Z"),
        ("2026-03-01T10:00:00.123", "2026-03-01T10:00:00.123Z ?"),
        ("2026-03-01", "2026-03-01T00:00:00Z day"),
        ("9999-12-31", "`9999-12-31` in `at` is a placeholder; expected a date from 1900 to 2200"),
        (
            "0001-01-01T00:00:00Z",
            "`0001-01-01T00:00:00Z` in `at` is a placeholder; expected a date from 1900 to 2200",
        ),
        (
            "2026-02-30",
            "`2026-02-30` is not an instant in `at`; expected one such as `2026-03-01T10:00:00Z`, or a date",
        ),
        (
            "3/1/2026",
            "`3/1/2026` is not an instant in `at`; expected one such as `2026-03-01T10:00:00Z`, or a date; name the form with `--date-format`: `%d/%m/%Y` or `%m/%d/%Y`",
        ),
        (
            "",
            "`` is not an instant in `at`; expected one such as `2026-03-01T10:00:00Z`, or a date",
        ),
        ("2026-03-01\n", "`at` has a line break in it; is a quote not closed?"),
    ] {
        assert_eq!(when(field, &none), expected, "{field}");
    }
    let zone: crate::value::Zone = "+02:00".parse().unwrap();
    let options = TableOptions::new().zone(zone);
    assert_eq!(when("2026-03-01 10:00:00", &options), "2026-03-01T08:00:00Z");
    assert_eq!(when("2026-03-01", &options), "2026-02-28T22:00:00Z day");
    let options = options.date_format("%d.%m.%Y");
    assert_eq!(when("01.03.2026", &options), "2026-02-28T22:00:00Z day");
    assert_eq!(
        when("2026-03-01", &options),
        "`2026-03-01` is not an instant in `at`; expected the form `%d.%m.%Y`; files in several forms are brought into ours one by one by `import csv`"
    );
    let options = TableOptions::new().date_format("%m/%d/%Y %H:%M");
    assert_eq!(when("3/1/2026 9:05", &options), "2026-03-01T09:05:00Z ?");
    // Exports have days and instants in one table.
    assert_eq!(when("3/1/2026", &options), "2026-03-01T00:00:00Z day");
    let options = TableOptions::new().date_format("%d.%m.%Y");
    assert_eq!(when("01.03.2026 10:00:05", &options), "2026-03-01T10:00:05Z ?");
    assert_eq!(when("01.03.2026 10:00", &options), "2026-03-01T10:00:00Z ?");
}

#[cfg(feature = "zone")]
#[test]
fn hours_of_change() {
    let zone: crate::value::Zone = "America/New_York".parse().unwrap();
    let options = TableOptions::new().zone(zone);
    assert_eq!(when("2026-03-08 02:30", &options), "2026-03-08T07:00:00Z");
    assert_eq!(when("2026-11-01 01:30", &options), "2026-11-01T05:30:00Z");
    assert_eq!(when("2026-11-01", &options), "2026-11-01T04:00:00Z day");
}

fn money(field: &str, currency: &str, options: &TableOptions) -> String {
    match options.cells.money("amount", field, currency) {
        Ok(money) => money.to_string(),
        Err(error) => error.to_string(),
    }
}

#[test]
fn amounts_are_not_guessed() {
    let (none, comma, point) = (
        TableOptions::new(),
        TableOptions::new().decimal_comma(),
        TableOptions::new().decimal_point(),
    );
    for (field, as_it_is, with_comma, with_point) in [
        ("5", "5.00 EUR", "5.00 EUR", "5.00 EUR"),
        (
            "-5.25",
            "-5.25 EUR",
            "`-5.25` is not clear in `amount`; between thousands there are three digits each",
            "-5.25 EUR",
        ),
        (
            "\u{2212}5.25",
            "-5.25 EUR",
            "`\u{2212}5.25` is not clear in `amount`; between thousands there are three digits each",
            "-5.25 EUR",
        ),
        ("0.125", "0.125 EUR", "125.00 EUR", "0.125 EUR"),
        (
            "1.234",
            "`1.234` is not clear in `amount`; it can have decimals or be thousands: say which with `--decimal point` or `--decimal comma`",
            "1234.00 EUR",
            "1.234 EUR",
        ),
        (
            "1.234,50",
            "`1.234,50` is not clear in `amount`; say with `--decimal comma` that the comma stands before the decimals, or with `--decimal point` that it stands between thousands",
            "1234.50 EUR",
            "`amount`: `1.234,50` is not an amount; expected digits with a point before the decimals, such as `1000.00`",
        ),
        (
            "1,234.50",
            "`1,234.50` is not clear in `amount`; say with `--decimal comma` that the comma stands before the decimals, or with `--decimal point` that it stands between thousands",
            "`amount`: `1,234.50` is not an amount; expected digits with a comma before the decimals, such as `1000,00`",
            "1234.50 EUR",
        ),
        (
            "1\u{a0}234\u{a0}567",
            "`amount`: `1\u{a0}234\u{a0}567` is not an amount; expected digits with a point before the decimals, such as `1000.00`",
            "1234567.00 EUR",
            "1234567.00 EUR",
        ),
        (
            "999999999999999999.99999999",
            "999999999999999999.99999999 EUR",
            "`999999999999999999.99999999` is not clear in `amount`; between thousands there are three digits each",
            "999999999999999999.99999999 EUR",
        ),
        (
            "",
            "`amount`: `` is not an amount; expected digits with a point before the decimals, such as `1000.00`",
            "`amount`: `` is not an amount; expected digits with a comma before the decimals, such as `1000,00`",
            "`amount`: `` is not an amount; expected digits with a point before the decimals, such as `1000.00`",
        ),
    ] {
        assert_eq!(money(field, "EUR", &none), as_it_is, "{field}");
        assert_eq!(money(field, "EUR", &comma), with_comma, "{field} with a comma");
        assert_eq!(money(field, "EUR", &point), with_point, "{field} with a point");
    }
    assert_eq!(money("1.234", "BHD", &none), "1.234 BHD");
}

/// The short way and the long one give the same, for texts of a few letters.
#[test]
fn amounts_agree_with_money() {
    let letters = ["0", "1", "9", ".", "-", "x"];
    let mut texts = vec![String::new()];
    for _ in 0..5 {
        let longer: Vec<String> = texts
            .iter()
            .flat_map(|text| letters.iter().map(move |l| format!("{text}{l}")))
            .collect();
        texts.extend(longer);
        texts.sort();
        texts.dedup();
    }
    let options = TableOptions::new().decimal_point();
    let plain = TableOptions::new();
    for text in texts {
        let expected = crate::value::Money::from_texts(&text, "EUR").ok();
        let read = plain.cells.money("amount", &text, "EUR");
        let is_clear = !matches!(read, Err(CellError::Amount { .. }));
        if is_clear {
            assert_eq!(read.ok(), expected, "{text}");
        }
        assert_eq!(options.cells.money("amount", &text, "EUR").ok(), expected, "{text}");
    }
}
