//! "El primero", "la opción dos", "la última".

use super::calendar::{month, weekday};
use crate::choices::Choice;
use crate::token::Text;

/// The choice that begins at a word.
pub(super) fn choice(text: &Text<'_>, at: usize) -> Option<Choice> {
    let article = usize::from(matches!(text.word(at), "el" | "la" | "lo" | "al"));
    let place = at + article;
    let noun = |end: usize| {
        usize::from(matches!(
            text.word(end),
            "opcion" | "hora" | "cita" | "hueco" | "turno" | "propuesta" | "horario" | "opciones"
        ))
    };
    match text.word(place) {
        "ultimo" | "ultima" if article == 1 && weekday(text.word(place + 1)).is_none() => {
            return Some(Choice { at, end: place + 1 + noun(place + 1), position: -1 });
        }
        "numero" | "opcion" => {
            let number = text.number(place + 1).filter(|number| (1..=9).contains(&number.value))?;
            return Some(Choice { at, end: place + 1 + number.length, position: number.value as i8 });
        }
        "de" | "del" if article == 1 => {
            let in_it = usize::from(text.word(place + 1) == "en");
            let middle = text.word(place + 1 + in_it) == "medio" && text.word(place + 2 + in_it) != "dia";
            return middle.then(|| Choice { at, end: place + 2 + in_it, position: 2 });
        }
        _ => {}
    }
    if let Some(number) = text.cardinal(place).filter(|_| text.word(at) == "la" && text.is_all(at, 2)) {
        // "La dos" is the second of what was offered; "las dos" is a time.
        return (2..=5).contains(&number.value).then_some(Choice {
            at,
            end: place + 1,
            position: number.value as i8,
        });
    }
    let number = text.number(place).filter(|number| number.is_ordinal && (1..=5).contains(&number.value))?;
    let end = place + number.length;
    let quarter = text.word(place) == "cuarto" && article == 0;
    // "Un segundo" is no choice, nor is "el primero de marzo" or "la primera que tengan".
    let other = matches!(
        text.word(end),
        "de" | "vez" | "que" | "disponible" | "libre" | "que_tengan" | "cosa" | "piso"
    ) && !matches!(text.word(end + 1), "todas" | "todos" | "las" | "los")
        || weekday(text.word(end)).is_some()
        || month(text.word(end)).is_some()
        || (text.word(end) == "hora" && matches!(text.before(at, 1), "a" | "de"))
        || matches!(text.before(at, 1), "un" | "y" | "menos" | "por");
    (!quarter && !other).then(|| Choice { at, end: end + noun(end), position: number.value as i8 })
}
