//! How moments, prices and numbers are said: well for a voice to speak and for an eye to read.

use jiff::civil::{Date, Time, Weekday};

/// "9 AM", "2:30 PM", "noon".
pub(crate) fn time(time: Time) -> String {
    let half = if time.hour() < 12 { "AM" } else { "PM" };
    let hour = match time.hour() % 12 {
        0 => 12,
        hour => hour,
    };
    match (time.hour(), time.minute()) {
        (12, 0) => "noon".into(),
        (0, 0) => "midnight".into(),
        (_, 0) => format!("{hour} {half}"),
        (_, minute) => format!("{hour}:{minute:02} {half}"),
    }
}

/// "today", "tomorrow", "Friday" within a week, else "Friday, March 20".
pub(crate) fn day(date: Date, today: Date) -> String {
    match days_between(today, date) {
        0 => "today".into(),
        1 => "tomorrow".into(),
        2..=6 => weekday(date.weekday()).into(),
        _ => full_day(date, today),
    }
}

/// "on Friday", "today".
pub(crate) fn on_day(date: Date, today: Date) -> String {
    match days_between(today, date) {
        0 | 1 => day(date, today),
        _ => format!("on {}", day(date, today)),
    }
}

/// "Friday, March 20", with the year where it is not this one.
pub(crate) fn full_day(date: Date, today: Date) -> String {
    let named = format!("{}, {} {}", weekday(date.weekday()), month(date.month()), date.day());
    if date.year() == today.year() { named } else { format!("{named}, {}", date.year()) }
}

/// "tomorrow, Friday, March 20", for a read-back that leaves no doubt.
pub(crate) fn exact_day(date: Date, today: Date) -> String {
    match days_between(today, date) {
        0 | 1 => format!("{}, {}", day(date, today), full_day(date, today)),
        _ => full_day(date, today),
    }
}

/// "Friday".
pub(crate) fn weekday(weekday: Weekday) -> &'static str {
    match weekday {
        Weekday::Monday => "Monday",
        Weekday::Tuesday => "Tuesday",
        Weekday::Wednesday => "Wednesday",
        Weekday::Thursday => "Thursday",
        Weekday::Friday => "Friday",
        Weekday::Saturday => "Saturday",
        Weekday::Sunday => "Sunday",
    }
}

fn month(month: i8) -> &'static str {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    MONTHS[usize::from((month - 1).unsigned_abs()) % 12]
}

/// "$45", "$45.50", "120 CHF": the sign where a voice knows it, the code where it may not.
pub fn price(cents: i64, currency: &str) -> String {
    let decimals = match currency {
        "JPY" | "KRW" | "VND" | "CLP" | "ISK" => 0,
        _ => 2,
    };
    let sign = match currency {
        "USD" | "CAD" | "AUD" | "NZD" | "SGD" | "MXN" => "$",
        "EUR" => "€",
        "GBP" => "£",
        "JPY" => "¥",
        "INR" => "₹",
        _ => "",
    };
    let (whole, rest) = if decimals == 0 { (cents, 0) } else { (cents / 100, (cents % 100).abs()) };
    let amount = if rest == 0 { format!("{whole}") } else { format!("{whole}.{rest:02}") };
    if sign.is_empty() { format!("{amount} {currency}") } else { format!("{sign}{amount}") }
}

/// "45 minutes", "an hour", "an hour and a half", "2 hours and 15 minutes".
pub(crate) fn duration(minutes: u32) -> String {
    let hours = match minutes / 60 {
        0 => return format!("{minutes} minutes"),
        1 => "an hour".to_owned(),
        hours => format!("{hours} hours"),
    };
    match minutes % 60 {
        0 => hours,
        30 if minutes < 120 => "an hour and a half".into(),
        rest => format!("{hours} and {rest} minutes"),
    }
}

/// "5 5 5, 0 1 0, 0 1 2 3": digit by digit, in groups as people say them.
pub(crate) fn digits(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    let mut groups = Vec::new();
    // The last four stay together, then threes to the left; what is over leads, as a country code does.
    let (mut rest, last) = digits.split_at(digits.len().saturating_sub(4));
    groups.push(last);
    while !rest.is_empty() {
        let (left, group) = rest.split_at(rest.len().saturating_sub(3));
        groups.push(group);
        rest = left;
    }
    groups.reverse();
    let said: Vec<String> = groups
        .iter()
        .map(|group| group.iter().map(char::to_string).collect::<Vec<_>>().join(" "))
        .filter(|group| !group.is_empty())
        .collect();
    said.join(", ")
}

/// "Anna", "Anna or Tom", "Anna, Tom or Maria".
pub(crate) fn either<T: AsRef<str>>(items: &[T]) -> String {
    listed(items, "or")
}

/// "Anna", "Anna and Tom", "Anna, Tom and Maria".
pub(crate) fn all<T: AsRef<str>>(items: &[T]) -> String {
    listed(items, "and")
}

fn listed<T: AsRef<str>>(items: &[T], joint: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [start @ .., last] => {
            let start: Vec<&str> = start.iter().map(AsRef::as_ref).collect();
            format!("{} {joint} {}", start.join(", "), last.as_ref())
        }
    }
}

/// The first name, as one is greeted by.
pub(crate) fn first_name(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(i32::MAX, |span| span.get_days())
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{date, time as at};

    #[test]
    fn times_are_said_by_the_twelve_hour_clock() {
        let said = [at(9, 0, 0, 0), at(14, 30, 0, 0), at(12, 0, 0, 0), at(0, 5, 0, 0)].map(time);

        assert_eq!(said, ["9 AM", "2:30 PM", "noon", "12:05 AM"]);
    }

    #[test]
    fn near_days_go_by_name_and_far_days_by_date() {
        let today = date(2026, 12, 28);
        let said = [0, 1, 3, 7].map(|days| day(today + jiff::Span::new().days(days), today));

        assert_eq!(said, ["today", "tomorrow", "Thursday", "Monday, January 4, 2027"]);
    }

    #[test]
    fn prices_carry_cents_only_when_there_are_some() {
        let said = [(4500, "USD"), (4550, "EUR"), (3000, "JPY"), (12000, "CHF")].map(|(c, k)| price(c, k));

        assert_eq!(said, ["$45", "€45.50", "¥3000", "120 CHF"]);
    }

    #[test]
    fn numbers_are_read_digit_by_digit() {
        assert_eq!(digits("+1 (555) 010-0123"), "1, 5 5 5, 0 1 0, 0 1 2 3");
        assert_eq!(digits("5550100123"), "5 5 5, 0 1 0, 0 1 2 3");
        assert_eq!(digits(""), "");
    }

    #[test]
    fn durations_are_said_as_people_say_them() {
        let said = [45, 60, 90, 135].map(duration);

        assert_eq!(said, ["45 minutes", "an hour", "an hour and a half", "2 hours and 15 minutes"]);
    }
}
