//! Numbers in words.

use crate::numbers::Number;
use crate::token::Text;
use crate::words::Numbers;

pub(super) const NUMBERS: Numbers = Numbers {
    small,
    tens,
    in_words,
    some,
    year,
    is_ordinal_ending: |word| {
        matches!(word, "º" | "ª" | "°" | "o" | "a" | "er" | "era" | "ro" | "ra" | "do" | "da" | "to" | "ta")
    },
};

/// "cero" to "veintinueve".
pub(super) fn small(word: &str) -> Option<u32> {
    Some(match word {
        "cero" => 0,
        "uno" => 1,
        "dos" => 2,
        "tres" => 3,
        "cuatro" => 4,
        "cinco" => 5,
        "seis" => 6,
        "siete" => 7,
        "ocho" => 8,
        "nueve" => 9,
        "diez" => 10,
        "once" => 11,
        "doce" => 12,
        "trece" => 13,
        "catorce" => 14,
        "quince" => 15,
        "dieciseis" => 16,
        "diecisiete" => 17,
        "dieciocho" => 18,
        "diecinueve" => 19,
        "veinte" => 20,
        "veintiuno" | "veintiun" | "veintiuna" => 21,
        "veintidos" => 22,
        "veintitres" => 23,
        "veinticuatro" => 24,
        "veinticinco" => 25,
        "veintiseis" => 26,
        "veintisiete" => 27,
        "veintiocho" => 28,
        "veintinueve" => 29,
        _ => return None,
    })
}

/// "treinta" to "noventa".
pub(super) fn tens(word: &str) -> Option<u32> {
    Some(match word {
        "treinta" => 30,
        "cuarenta" => 40,
        "cincuenta" => 50,
        "sesenta" => 60,
        "setenta" => 70,
        "ochenta" => 80,
        "noventa" => 90,
        _ => return None,
    })
}

/// "cien" to "novecientos".
pub(super) fn hundreds(word: &str) -> Option<u32> {
    Some(match word {
        "cien" | "ciento" => 100,
        "doscientos" | "doscientas" => 200,
        "trescientos" | "trescientas" => 300,
        "cuatrocientos" | "cuatrocientas" => 400,
        "quinientos" | "quinientas" => 500,
        "seiscientos" | "seiscientas" => 600,
        "setecientos" | "setecientas" => 700,
        "ochocientos" | "ochocientas" => 800,
        "novecientos" | "novecientas" => 900,
        _ => return None,
    })
}

/// "primero" to "décimo".
pub(super) fn ordinal(word: &str) -> Option<u32> {
    Some(match word {
        "primero" | "primera" | "primer" => 1,
        "segundo" | "segunda" => 2,
        "tercero" | "tercera" | "tercer" => 3,
        "cuarto" | "cuarta" => 4,
        "quinto" | "quinta" => 5,
        "sexto" | "sexta" => 6,
        "septimo" | "septima" => 7,
        "octavo" | "octava" => 8,
        "noveno" | "novena" => 9,
        "decimo" | "decima" => 10,
        _ => return None,
    })
}

/// A number below a hundred: "cinco", "treinta y uno", "tercero".
fn in_words(text: &Text<'_>, at: usize) -> Option<Number> {
    let word = text.word(at);
    let number = |value, length, is_ordinal| Number { value, length, is_ordinal, width: 0 };
    if let Some(value) = small(word) {
        return Some(number(value, 1, false));
    }
    if let Some(value) = ordinal(word) {
        return Some(number(value, 1, true));
    }
    let ten = tens(word)?;
    // "Treinta y un de mayo" is said too.
    let unit = match (text.word(at + 1), text.word(at + 2)) {
        ("y", "un" | "una") => Some(1),
        ("y", unit) => small(unit).filter(|unit| (1..=9).contains(unit)),
        _ => None,
    };
    Some(unit.map_or(number(ten, 1, false), |unit| number(ten + unit, 3, false)))
}

/// "una", "un par de", "unos pocos".
fn some(text: &Text<'_>, at: usize) -> Option<(u32, usize)> {
    let article = usize::from(matches!(text.word(at), "un" | "unos" | "unas" | "una"));
    match text.word(at + article) {
        "par" => Some((2, article + 1 + usize::from(text.word(at + article + 1) == "de"))),
        "pocos" | "pocas" | "cuantos" | "cuantas" if article == 1 => Some((3, article + 1)),
        "pocos" | "pocas" => Some((3, 1)),
        _ if matches!(text.word(at), "un" | "una") => Some((1, 1)),
        _ => None,
    }
}

/// "dos mil veintisiete".
fn year(text: &Text<'_>, at: usize) -> Option<(i16, usize)> {
    if !text.reads(at, &["dos", "mil"]) {
        return None;
    }
    Some(match text.cardinal(at + 2).filter(|rest| rest.width == 0 && rest.value > 0) {
        Some(rest) => (2000 + rest.value as i16, 2 + rest.length),
        None => (2000, 2),
    })
}
