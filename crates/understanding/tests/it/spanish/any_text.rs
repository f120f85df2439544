//! Any text gives an answer within the text; days and times said in many ways are read back as meant.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use understanding::Expecting::{AddOn, Choice, Date, Name, Phone, Service, Stylist, Time};
use understanding::{Language, Value};

use super::{SALON, heard};
use crate::support::{heard_in, now, values};

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_spanish_words_is_answered(text in spanish_words()) {
        let characters = text.chars().count();
        for expecting in [&[][..], &[Date, Time], &[Name], &[Phone], &[Choice], &[Service, Stylist, AddOn]] {
            let understood = heard(&text, expecting);
            for entity in &understood.entities {
                prop_assert!(entity.start < entity.end && entity.end <= characters, "{:?}: {:?}", text, entity);
                let words: String = text.chars().skip(entity.start).take(entity.end - entity.start).collect();
                prop_assert_eq!(&entity.text, &words, "{:?}", text);
            }
            for act in &understood.acts {
                prop_assert!(act.start < act.end && act.end <= characters, "{:?}: {:?}", text, act);
            }
        }
    }

    #[test]
    fn any_characters_are_answered(text in "\\PC{0,80}") {
        heard(&text, &[]);
    }

    #[test]
    fn any_day_of_the_year_ahead_is_read_back(ahead in 16i32..360, form in 0usize..8) {
        let day = now().date().checked_add(ahead.days()).expect("a year ahead exists");
        let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
        let weekday = WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        let said = match form {
            0 => format!("el {} de {month}", day.day()),
            1 => format!("el {} de {month}", count(day.day())),
            2 => format!("el día {} de {month} de {}", day.day(), day.year()),
            3 => format!("el {weekday} {} de {month}", day.day()),
            4 => format!("{weekday} {} de {month}", count(day.day())),
            5 => day.strftime("%-d/%-m/%Y").to_string(),
            6 => format!("dentro de {ahead} días"),
            _ => format!("para el {} de {month} por favor", count(day.day())),
        };
        let understood = heard(&said, &[Date]);
        prop_assert_eq!(values(&understood), [day.to_string()], "{}", said);
    }

    #[test]
    fn any_five_minutes_are_read_back(hour in 8i8..21, step in 0i8..12, form in 0usize..7) {
        let minute = step * 5;
        let twelve = (hour + 11) % 12 + 1;
        let article = |hour: i8| if hour == 1 { "la una".to_owned() } else { format!("las {}", count(hour)) };
        let part = match hour { 0..12 => "de la mañana", 12 => "del mediodía", 13..20 => "de la tarde", _ => "de la noche" };
        let said = match form {
            0 => format!("a las {hour}:{minute:02}"),
            1 => format!("a {} {part}", past(&article(twelve), minute)),
            2 => past(&article(twelve), minute),
            3 => format!("a {}", past(&article(hour), minute)),
            4 if minute > 30 => format!("{} para {} {part}", count(60 - minute), article(twelve % 12 + 1)),
            5 if minute > 30 => format!("a {} menos {} {part}", article(twelve % 12 + 1), count(60 - minute)),
            _ => format!("{twelve}:{minute:02} {}", if hour < 12 { "am" } else { "pm" }),
        };
        let understood = heard_in(Language::Spanish, "Europe/Madrid", &SALON, &said, &[Time], date(2026, 11, 24).at(7, 0, 0, 0));
        let meant = jiff::civil::time(hour, minute, 0, 0);
        let Some(Value::Time { time, .. }) = understood.entities.first().map(|entity| entity.value.clone()) else {
            return Err(TestCaseError::fail(format!("{said}: {:?}", understood.entities)));
        };
        prop_assert_eq!(understood.entities.len(), 1, "{}", said);
        let other = understood.entities[0].alternatives.first().cloned();
        prop_assert!(
            time == meant || other == Some(Value::Time { time: meant, approximate: false }),
            "{}: {}", said, time
        );
    }
}

const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

const WEEKDAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];

fn count(number: i8) -> String {
    const SMALL: [&str; 30] = [
        "cero",
        "uno",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
        "dieciséis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
        "veinte",
        "veintiuno",
        "veintidós",
        "veintitrés",
        "veinticuatro",
        "veinticinco",
        "veintiséis",
        "veintisiete",
        "veintiocho",
        "veintinueve",
    ];
    const TENS: [&str; 3] = ["treinta", "cuarenta", "cincuenta"];
    let number = usize::from(number.unsigned_abs());
    match (number / 10, number % 10) {
        (0..3, _) => SMALL[number].to_owned(),
        (tens, 0) => TENS[tens - 3].to_owned(),
        (tens, unit) => format!("{} y {}", TENS[tens - 3], SMALL[unit]),
    }
}

/// "las diez", "las diez y cuarto", "las diez y veinticinco".
fn past(hour: &str, minute: i8) -> String {
    match minute {
        0 => hour.to_owned(),
        15 => format!("{hour} y cuarto"),
        30 => format!("{hour} y media"),
        _ => format!("{hour} y {}", count(minute)),
    }
}

/// Words that make the readers work, in any order.
fn spanish_words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "lunes",
        "el",
        "la",
        "las",
        "los",
        "que",
        "viene",
        "próximo",
        "semana",
        "mañana",
        "pasado",
        "por",
        "de",
        "del",
        "a",
        "al",
        "en",
        "cinco",
        "treinta",
        "y",
        "media",
        "menos",
        "cuarto",
        "para",
        "10",
        "14:30",
        "3/4",
        "1º",
        "pm",
        "entre",
        "antes",
        "después",
        "desde",
        "hasta",
        "no",
        "sí",
        "con",
        "maria",
        "corte",
        "balayage",
        "doble",
        "siete",
        "cero",
        "cien",
        "veintiuno",
        "me",
        "llamo",
        "soy",
        "s",
        "i",
        "fin",
        "mes",
        "marzo",
        "primer",
        "último",
        "dentro",
        "dos",
        "horas",
        "días",
        "hoy",
        "ocho",
        "quince",
        "tarde",
        "noche",
        "una",
        "un",
        "nombre",
        "hora",
        "cita",
        "cancelar",
        "+",
        "$",
        "-",
        ".",
        ",",
        "?",
        "¿",
        "99999999999",
        "2026",
        "31",
        "mil",
        "cientos",
        "seiscientos",
        "más",
        "o",
        "otra",
    ]);
    prop::collection::vec((word, prop::sample::select(vec![" ", " ", "", "-", ", ", ". ", ":", "/"])), 0..24)
        .prop_map(|words| words.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

#[test]
fn hostile_text_is_answered_in_its_time() {
    let started = std::time::Instant::now();
    for text in [
        "entre la una y ".repeat(2_000),
        "de la semana de la semana de ".repeat(2_000),
        "del lunes al ".repeat(2_000),
        "dentro de dos ".repeat(2_000),
        "de hoy en ocho ".repeat(2_000),
        "antes de antes del ".repeat(2_000),
        "cinco para las ".repeat(2_000),
        "no perdon ".repeat(2_000),
        "me llamo de la ".repeat(2_000),
        "mañana por la mañana ".repeat(2_000),
        "un par de ".repeat(2_000),
    ] {
        heard(&text, &[]);
        heard(&text, &[Date, Time, Name, Phone, Choice]);
    }
    assert!(started.elapsed().as_secs() < 10, "took {:?}", started.elapsed());
}
