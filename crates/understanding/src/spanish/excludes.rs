//! What is not wanted: "el lunes no", "menos el viernes", "en vez del martes".

use super::calendar::{day_part, weekday};
use crate::token::Text;

/// Whether what these words stand for is excluded.
pub(super) fn excludes(text: &Text<'_>, at: usize, end: usize) -> bool {
    // "Hoy no puedo, mañana sí".
    let wanted = text.word(end) == "si" && text.tokens[end].is_beside();
    is_refused_behind(text, end) || (!wanted && is_excepted(text, at))
}

/// "El lunes no, el martes", "el lunes no puedo".
fn is_refused_behind(text: &Text<'_>, end: usize) -> bool {
    let apart = |place: usize| {
        text.tokens.get(place).is_none_or(|token| token.opens_sentence() || token.gap.contains(','))
    };
    if text.word(end) != "no" || apart(end) {
        return false;
    }
    let verb = matches!(
        text.word(end + 1),
        "puedo"
            | "me"
            | "voy"
            | "podria"
            | "quiero"
            | "trabajo"
            | "podre"
            | "nos"
            | "es"
            | "por"
            | "puede"
            | "tampoco"
    );
    apart(end + 1) || verb || refuses_what_stands_before(text, end)
}

/// "El lunes no puedo ir el martes": the "no" belongs to the day before it.
fn stands_behind_moment(text: &Text<'_>, at: usize) -> bool {
    let word = text.before(at, 1);
    let moment = weekday(word).is_some() || day_part(word).is_some() || word == "hoy";
    let verb = matches!(text.word(at + 1), "puedo" | "podria" | "podre" | "me" | "quiero" | "voy");
    (moment || at > 0 && text.cardinal(at - 1).is_some()) && verb && !text.tokens[at].gap.contains(',')
}

/// Without commas, "no el lunes no el martes" is "no, el lunes no, el martes".
fn refuses_what_stands_before(text: &Text<'_>, at: usize) -> bool {
    let comma = text.tokens.get(1).is_none_or(|token| token.gap.contains(','));
    at > 1 && text.word(0) == "no" && !comma && !text.tokens[at].gap.contains(',')
}

/// "No el viernes", "menos el viernes", "que no sea con Carmen", "en vez del martes".
fn is_excepted(text: &Text<'_>, at: usize) -> bool {
    for back in 1..=6 {
        let Some(place) = at.checked_sub(back) else { return false };
        let next = &text.tokens[place + 1];
        if next.gap.contains(',') || next.opens_sentence() {
            return false;
        }
        match text.word(place) {
            "el" | "la" | "las" | "los" | "a" | "al" | "con" | "para" | "en" | "por" | "este" | "sea"
            | "ser" | "un" | "una" | "puedo" | "quiero" | "me" | "viene" | "va" | "bien" | "podria"
            | "podre" | "dia" | "que" => {}
            // "A las cinco no, a las seis", without its comma: the "no" belongs to what stands before it.
            "no" => {
                return !is_answer(text, place)
                    && !stands_behind_moment(text, place)
                    && !refuses_what_stands_before(text, place);
            }
            "menos" | "excepto" | "salvo" => return true,
            "de" | "del" => {}
            "vez" | "lugar" => {
                return text.before(place, 1) == "en" && matches!(text.word(place + 1), "de" | "del");
            }
            _ => return false,
        }
    }
    false
}

/// A "no" that opens the answer says no to what was asked: "no, el jueves".
fn is_answer(text: &Text<'_>, at: usize) -> bool {
    let verb = matches!(text.word(at + 1), "puedo" | "quiero" | "me" | "podria" | "podre" | "sea");
    !verb && (0..at).all(|place| matches!(text.word(place), "pues" | "ah" | "ay" | "perdon" | "eh" | "no"))
}
