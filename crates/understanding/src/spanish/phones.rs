//! Telephone numbers as they are read out: in digits, in pairs and in hundreds.

use super::numbers::{hundreds, small, tens};
use crate::token::Text;
use crate::words::Phones;

pub(super) const PHONES: Phones = Phones {
    is_plus: |word| word == "mas",
    repeats: |word| match word {
        "doble" => Some(2),
        "triple" => Some(3),
        _ => None,
    },
    group,
    leads: |word| matches!(word, "mi" | "si" | "vale" | "claro" | "bueno" | "favor" | "por" | "gracias"),
    hesitates: |word| {
        corrects(word)
            || matches!(
                word,
                "espere"
                    | "espera"
                    | "queria"
                    | "decir"
                    | "es"
                    | "el"
                    | "eh"
                    | "este"
                    | "mejor"
                    | "ay"
                    | "luego"
                    | "y"
            )
    },
    corrects,
    is_exclamation: |_, _| false,
    goes_on: |_, _, _, _| true,
    is_area_code: |text, at| {
        (1..=3).any(|back| {
            matches!(text.before(at, back), "area" | "pais") && text.before(at, back + 2) == "codigo"
        })
    },
    is_other: |word| {
        matches!(
            word,
            "tarjeta"
                | "cuenta"
                | "pedido"
                | "factura"
                | "referencia"
                | "reserva"
                | "dni"
                | "nif"
                | "cedula"
                | "codigo"
                | "pin"
                | "postal"
        )
    },
    is_phone: |word| matches!(word, "telefono" | "movil" | "celular" | "cel" | "whatsapp"),
};

fn corrects(word: &str) -> bool {
    matches!(word, "no" | "perdon" | "perdone" | "perdona" | "digo" | "disculpe")
}

/// "seis", "treinta y cuatro", "seiscientos doce".
fn group(text: &Text<'_>, at: usize) -> Option<(String, usize)> {
    if let Some(hundred) = hundreds(text.word(at)) {
        let rest = below_hundred(text, at + 1).filter(|(rest, _)| *rest > 0);
        return Some(match rest {
            Some((rest, end)) => ((hundred + rest).to_string(), end),
            None => (hundred.to_string(), at + 1),
        });
    }
    let (value, end) = below_hundred(text, at)?;
    Some((value.to_string(), end))
}

fn below_hundred(text: &Text<'_>, at: usize) -> Option<(u32, usize)> {
    if let Some(value) = small(text.word(at)) {
        return Some((value, at + 1));
    }
    let ten = tens(text.word(at))?;
    let unit = small(text.word(at + 2)).filter(|unit| text.word(at + 1) == "y" && (1..=9).contains(unit));
    Some(unit.map_or((ten, at + 1), |unit| (ten + unit, at + 3)))
}
