//! Single cells: amounts, yes and no, moments, lists, and what a spreadsheet would take for a formula.

use std::borrow::Cow;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// A cell that a spreadsheet would take for a formula, made harmless by an apostrophe.
pub(super) fn escaped(text: &str) -> Cow<'_, str> {
    if is_dangerous(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The same cell without its apostrophe.
pub(super) fn unescaped(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|rest| is_dangerous(rest)).unwrap_or(cell)
}

/// Apostrophes that are there already are looked through: otherwise `'=x` would come back as `=x`.
fn is_dangerous(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// Largest amount, in the smallest unit of the currency.
const MAX_CENTS: i64 = 10_000_000;

/// Digits behind the point.
fn decimals(currency: &str) -> usize {
    match currency {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" => 0,
        _ => 2,
    }
}

/// An amount of money: `75.00`.
pub fn money(cents: i64, currency: &str) -> String {
    match decimals(currency) {
        0 => cents.to_string(),
        _ => {
            let sign = if cents < 0 { "-" } else { "" };
            format!("{sign}{}.{:02}", cents.unsigned_abs() / 100, cents.unsigned_abs() % 100)
        }
    }
}

/// Reads an amount of money, with a point or a comma.
pub(super) fn read_money(text: &str, currency: &str) -> Result<i64, String> {
    let wrong = || {
        let example = money(7_500, currency);
        format!("must be an amount such as {example}, from 0 to {}", money(MAX_CENTS, currency))
    };
    let places = decimals(currency);
    let (whole, rest) = text.split_once(['.', ',']).unwrap_or((text, ""));
    let are_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 9 || rest.len() > places || !are_digits(whole) || !are_digits(rest) {
        return Err(wrong());
    }
    let cents: i64 = format!("{whole}{rest:0<places$}").parse().map_err(|_| wrong())?;
    (cents <= MAX_CENTS).then_some(cents).ok_or_else(wrong)
}

/// `yes` or `no`.
pub(super) fn yes_no(value: bool) -> String {
    if value { "yes" } else { "no" }.to_owned()
}

/// Reads a yes or a no, as people and programs write them.
pub(super) fn read_yes_no(text: &str) -> Result<bool, String> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "true" | "1" => Ok(true),
        "no" | "n" | "false" | "0" => Ok(false),
        _ => Err("must be yes or no".to_owned()),
    }
}

/// Reads a number of minutes.
pub(super) fn read_minutes(text: &str) -> Result<u32, String> {
    let minutes = text.parse().ok().filter(|minutes| (5..=1440).contains(minutes) && minutes % 5 == 0);
    minutes.ok_or_else(|| "must be a number of minutes from 5 to 1440 in steps of 5".to_owned())
}

/// A moment on the salon's clock, `2026-12-01 14:30`; with its distance from Greenwich where the clock shows it twice.
pub(super) fn moment(instant: Timestamp, zone: &TimeZone) -> String {
    let local = zone.to_datetime(instant);
    if local.second() != 0
        || local.subsec_nanosecond() != 0
        || zone.to_ambiguous_timestamp(local).is_ambiguous()
    {
        return instant.to_zoned(zone.clone()).strftime("%Y-%m-%dT%H:%M:%S%:z").to_string();
    }
    local.strftime("%Y-%m-%d %H:%M").to_string()
}

/// Reads a moment: on the salon's clock, or an instant with its zone.
pub(super) fn read_moment(text: &str, zone: &TimeZone) -> Result<Timestamp, String> {
    let wrong = || "must be a time such as 2026-12-01 14:30 on the salon's clock, or an instant".to_owned();
    let instant = match text.parse::<Timestamp>() {
        Ok(instant) => instant,
        // A date alone would be read as its midnight.
        Err(_) if text.len() > 10 => {
            let local: DateTime = text.parse().map_err(|_| wrong())?;
            let on_clock = zone.to_ambiguous_timestamp(local);
            if matches!(on_clock.offset(), AmbiguousOffset::Gap { .. }) {
                return Err("is a time that the salon's clock leaves out on that day".to_owned());
            }
            on_clock.compatible().map_err(|_| wrong())?
        }
        Err(_) => return Err(wrong()),
    };
    let year = zone.to_datetime(instant).year();
    if !(1990..=2100).contains(&year) {
        return Err("must be in the years from 1990 to 2100".to_owned());
    }
    Ok(instant)
}

/// Several names in one cell.
pub(super) fn names<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    names.into_iter().collect::<Vec<_>>().join("; ")
}

/// Reads several names of one cell.
pub(super) fn read_names(text: &str) -> Vec<&str> {
    text.split(';').map(str::trim).filter(|name| !name.is_empty()).collect()
}

/// Whether two names are the same but for capitals and blanks around them.
pub(super) fn is_same_name(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_as_they_are_written() {
        for (text, cents) in
            [("75.00", 7_500), ("75", 7_500), ("75,5", 7_550), ("0", 0), ("100000", 10_000_000)]
        {
            assert_eq!(read_money(text, "USD"), Ok(cents), "{text}");
        }
        assert_eq!((money(7_505, "EUR"), money(7_500, "JPY")), ("75.05".to_owned(), "7500".to_owned()));
        assert_eq!(read_money("7500", "JPY"), Ok(7_500));
        for text in ["", "-1", "1.234", "1.", "1e3", "$75", "100000.01", "9999999999", "1.2.3"] {
            assert_eq!(read_money(text, "USD").is_err(), text != "1.", "{text}");
        }
        assert!(read_money("75.5", "JPY").is_err());
    }

    #[test]
    fn moments_are_on_the_salons_clock() {
        let zone = TimeZone::get("America/New_York").expect("a zone");
        for (text, instant) in [
            ("2026-12-01 14:30", "2026-12-01T19:30:00Z"),
            ("2026-12-01T14:30", "2026-12-01T19:30:00Z"),
            ("2026-12-01T19:30:00Z", "2026-12-01T19:30:00Z"),
            ("2026-12-01T20:30:00+01:00", "2026-12-01T19:30:00Z"),
            // Shown twice: the first one.
            ("2026-11-01 01:30", "2026-11-01T05:30:00Z"),
        ] {
            assert_eq!(read_moment(text, &zone).map(|at| at.to_string()), Ok(instant.to_owned()), "{text}");
        }
        for text in ["2026-12-01", "soon", "2026-03-08 02:30", "1899-12-31 10:00", "2026-02-30 10:00", ""] {
            assert!(read_moment(text, &zone).is_err(), "{text}");
        }
        for instant in ["2026-12-01T19:30:00Z", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"] {
            let instant: Timestamp = instant.parse().expect("an instant");
            assert_eq!(read_moment(&moment(instant, &zone), &zone), Ok(instant));
        }
    }
}
