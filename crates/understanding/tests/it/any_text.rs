//! Any text gives an answer within the text; days and times said in many ways are read back as meant.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use understanding::{Expecting, Value};

use crate::support::{heard, heard_at, now};

const EXPECTING: &[&[Expecting]] = &[
    &[],
    &[Expecting::Date, Expecting::Time],
    &[Expecting::Name],
    &[Expecting::Phone],
    &[Expecting::Choice],
    &[Expecting::Service, Expecting::Stylist, Expecting::AddOn],
];

fn answers_within(text: &str) {
    let characters = text.chars().count();
    for expecting in EXPECTING {
        let understood = heard(text, expecting);
        for entity in &understood.entities {
            assert!(entity.start < entity.end && entity.end <= characters, "{text:?}: {entity:?}");
            let words: String = text.chars().skip(entity.start).take(entity.end - entity.start).collect();
            assert_eq!(entity.text, words, "{text:?}");
        }
        for act in &understood.acts {
            assert!(act.start < act.end && act.end <= characters, "{text:?}: {act:?}");
        }
    }
}

/// Words that make the readers work, in any order.
fn salon_words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "monday",
        "next",
        "week",
        "the",
        "fifth",
        "of",
        "march",
        "at",
        "two",
        "thirty",
        "half",
        "past",
        "quarter",
        "to",
        "10",
        "12/5",
        "3rd",
        "pm",
        "a",
        "m",
        "in",
        "from",
        "between",
        "and",
        "after",
        "not",
        "no",
        "yes",
        "with",
        "maria",
        "cut",
        "balayage",
        "double",
        "seven",
        "oh",
        "hundred",
        "twenty",
        "zero",
        "name",
        "is",
        "s",
        "i",
        "o'clock",
        "o",
        "clock",
        "weekend",
        "end",
        "may",
        "$",
        "+",
        "-",
        ".",
        ",",
        "?",
        "this",
        "for",
        "hours",
        "until",
        "days",
        "ago",
        "last",
        "first",
        "minutes",
        "99999999999",
        "2026",
        "31",
        "now",
        "evening",
        "tonight",
    ]);
    prop::collection::vec((word, prop::sample::select(vec![" ", "", "-", ", ", ". ", "'", ":", "/"])), 0..24)
        .prop_map(|words| words.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_characters_are_answered(text in "\\PC{0,80}") {
        answers_within(&text);
    }

    #[test]
    fn any_mixture_of_salon_words_is_answered(text in salon_words()) {
        answers_within(&text);
    }

    #[test]
    fn any_day_of_the_year_ahead_is_read_back(ahead in 1i32..360, form in 0usize..6) {
        let day = now().date().checked_add(ahead.days()).expect("a year ahead exists");
        let said = match form {
            0 => day.strftime("%B %-d").to_string(),
            1 => day.strftime("on %-d %B").to_string(),
            2 => format!("the {} of {}", ordinal(day.day()), day.strftime("%B")),
            3 => day.strftime("%A, %B %-d").to_string(),
            4 => day.strftime("%-m/%-d/%Y").to_string(),
            _ => format!("in {ahead} days"),
        };
        let understood = heard(&said, &[Expecting::Date]);
        prop_assert_eq!(&understood.entities[0].value, &Value::Date { date: day }, "{}", said);
    }

    #[test]
    fn any_quarter_of_an_hour_is_read_back(hour in 8i8..20, quarter in 0i8..4, form in 0usize..4) {
        let minute = quarter * 15;
        let (twelve, half) = ((hour + 11) % 12 + 1, if hour < 12 { "am" } else { "pm" });
        let said = match form {
            0 => format!("{hour}:{minute:02}"),
            1 => format!("at {twelve}:{minute:02} {half}"),
            2 => format!("at {} {half}", in_words(twelve, minute)),
            _ => format!("{} in the {}", in_words(twelve, minute), if hour < 12 { "morning" } else { "afternoon" }),
        };
        let understood = heard_at(&said, &[Expecting::Time], date(2026, 11, 24).at(7, 0, 0, 0));
        let Some(Value::Time { time, .. }) = understood.entities.first().map(|entity| entity.value.clone()) else {
            return Err(TestCaseError::fail(format!("{said}: {:?}", understood.entities)));
        };
        let other = understood.entities[0].alternatives.first().cloned();
        let meant = jiff::civil::time(hour, minute, 0, 0);
        prop_assert!(time == meant || other == Some(Value::Time { time: meant, approximate: false }), "{}", said);
    }
}

fn ordinal(day: i8) -> &'static str {
    const DAYS: [&str; 31] = [
        "first",
        "second",
        "third",
        "fourth",
        "fifth",
        "sixth",
        "seventh",
        "eighth",
        "ninth",
        "tenth",
        "eleventh",
        "twelfth",
        "thirteenth",
        "fourteenth",
        "fifteenth",
        "sixteenth",
        "seventeenth",
        "eighteenth",
        "nineteenth",
        "twentieth",
        "twenty first",
        "twenty second",
        "twenty third",
        "twenty fourth",
        "twenty fifth",
        "twenty sixth",
        "twenty seventh",
        "twenty eighth",
        "twenty ninth",
        "thirtieth",
        "thirty first",
    ];
    DAYS[usize::from(day.unsigned_abs()) - 1]
}

fn in_words(hour: i8, minute: i8) -> String {
    const HOURS: [&str; 12] =
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    let hour = HOURS[usize::from(hour.unsigned_abs()) - 1];
    match minute {
        0 => hour.to_owned(),
        15 => format!("quarter past {hour}"),
        30 => format!("half past {hour}"),
        _ => format!("{hour} forty five"),
    }
}

#[test]
fn hostile_text_is_answered() {
    for text in [
        String::new(),
        "\0".to_owned(),
        "😀".repeat(10_000),
        "٠١٢٣٤٥٦٧٨٩".repeat(1_000),
        "שלום מחר בשעה חמש".repeat(500),
        "1".repeat(100_000),
        "a ".repeat(50_000),
        "between one and ".repeat(5_000),
        "the week of the week of ".repeat(5_000),
        "1 day ".repeat(5_000),
        "from monday to ".repeat(5_000),
        "two days two hours and ".repeat(1_000),
        "the week after ".repeat(1_000),
        "two weeks from ".repeat(1_000),
        "the day before the ".repeat(1_000),
        "the week of the first day of ".repeat(1_000),
        "the last week of the first week of ".repeat(1_000),
        "double ".repeat(5_000),
        "no sorry ".repeat(5_000),
        "ą́".repeat(3_000),
    ] {
        answers_within(&text);
    }
}
