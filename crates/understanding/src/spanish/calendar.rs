//! Words of the calendar and the clock.

use jiff::civil::Weekday;

use super::moments;
use crate::DayPart;
use crate::words::{Calendar, Unit};

pub(super) const CALENDAR: Calendar = Calendar {
    weekday,
    month,
    day_part,
    unit,
    is_counted,
    is_article: |word| matches!(word, "el" | "los" | "al" | "del"),
    links_days: |word| {
        matches!(
            word,
            "o" | "u"
                | "y"
                | "el"
                | "los"
                | "de"
                | "del"
                | "en"
                | "para"
                | "quizas"
                | "mejor"
                | "si"
                | "bien"
        )
    },
    links_phrase,
    is_and_or: |word| matches!(word, "y" | "o" | "u"),
    is_month_first,
    moments: moments::find,
};

/// Between two moments of one phrase: "el viernes a eso de las cinco".
fn links_phrase(word: &str) -> bool {
    matches!(
        word,
        "a" | "al"
            | "de"
            | "del"
            | "el"
            | "la"
            | "en"
            | "para"
            | "como"
            | "sobre"
            | "hacia"
            | "eso"
            | "dia"
            | "y"
            | "algun"
            | "momento"
    )
}

/// Only the United States write the month first.
fn is_month_first(zone: Option<&str>) -> bool {
    zone.is_some_and(|name| {
        name.starts_with("US/")
            || name.starts_with("America/Indiana/")
            || name.starts_with("America/Kentucky/")
            || name.starts_with("America/North_Dakota/")
            || matches!(
                name,
                "America/New_York"
                    | "America/Detroit"
                    | "America/Chicago"
                    | "America/Menominee"
                    | "America/Denver"
                    | "America/Boise"
                    | "America/Phoenix"
                    | "America/Los_Angeles"
                    | "America/Anchorage"
                    | "America/Juneau"
                    | "America/Sitka"
                    | "America/Nome"
                    | "America/Yakutat"
                    | "America/Metlakatla"
                    | "America/Adak"
                    | "Pacific/Honolulu"
            )
    })
}

/// "lunes", and what recognisers make of it.
pub(super) fn weekday(word: &str) -> Option<Weekday> {
    Some(match word {
        "lunes" => Weekday::Monday,
        "martes" => Weekday::Tuesday,
        "miercoles" | "miercole" => Weekday::Wednesday,
        "jueves" => Weekday::Thursday,
        "viernes" | "vierne" => Weekday::Friday,
        "sabado" | "sabados" => Weekday::Saturday,
        "domingo" | "domingos" => Weekday::Sunday,
        _ => return None,
    })
}

/// "enero", "ene".
pub(super) fn month(word: &str) -> Option<i8> {
    Some(match word {
        "enero" | "ene" => 1,
        "febrero" | "feb" => 2,
        "marzo" | "mar" => 3,
        "abril" | "abr" => 4,
        "mayo" | "may" => 5,
        "junio" | "jun" => 6,
        "julio" | "jul" => 7,
        "agosto" | "ago" => 8,
        "septiembre" | "setiembre" | "sept" | "sep" => 9,
        "octubre" | "oct" => 10,
        "noviembre" | "nov" => 11,
        "diciembre" | "dic" => 12,
        _ => return None,
    })
}

/// A part of the day; whether "mañana" and "tarde" mean one is decided by their place.
pub(super) fn day_part(word: &str) -> Option<DayPart> {
    Some(match word {
        "manana" | "mananas" | "mananita" | "madrugada" => DayPart::Morning,
        "tarde" | "tardes" | "tardecita" => DayPart::Afternoon,
        "noche" | "noches" | "nochecita" => DayPart::Night,
        _ => return None,
    })
}

/// "semanas", "horas".
pub(super) fn unit(word: &str) -> Option<Unit> {
    Some(match word {
        "minuto" | "minutos" | "min" | "minutitos" => Unit::Minute,
        "hora" | "horas" | "hr" | "hrs" | "horitas" | "horita" => Unit::Hour,
        "dia" | "dias" => Unit::Day,
        "finde" | "findes" => Unit::Weekend,
        "semana" | "semanas" | "semanita" => Unit::Week,
        "quincena" | "quincenas" => Unit::Fortnight,
        "mes" | "meses" => Unit::Month,
        "ano" | "anos" => Unit::Year,
        _ => return None,
    })
}

/// Nouns that take the number before them: "para dos personas" has no time in it.
pub(super) fn is_counted(word: &str) -> bool {
    matches!(
        word,
        "persona"
            | "personas"
            | "adultos"
            | "ninos"
            | "ninas"
            | "hijos"
            | "hijas"
            | "chicos"
            | "chicas"
            | "mujeres"
            | "hombres"
            | "senoras"
            | "amigas"
            | "amigos"
            | "euro"
            | "euros"
            | "peso"
            | "pesos"
            | "dolar"
            | "dolares"
            | "soles"
            | "veces"
            | "vez"
            | "cosas"
            | "cosa"
            | "servicios"
            | "citas"
            | "opciones"
            | "dias"
            | "dia"
            | "semana"
            | "semanas"
            | "mes"
            | "meses"
            | "ano"
            | "anos"
            | "minuto"
            | "minutos"
            | "segundo"
            | "segundos"
            | "noches"
            | "mas"
            | "centimetros"
            | "dedos"
            | "mil"
            | "primeras"
            | "primeros"
            | "ultimas"
            | "ultimos"
            | "juntas"
            | "juntos"
            | "piso"
            | "cuadras"
            | "calles"
            | "tipos"
            | "tonos"
            | "cortes"
            | "sesiones"
    )
}
