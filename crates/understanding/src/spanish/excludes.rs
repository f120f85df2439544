//! What is not wanted: "el lunes no", "menos el viernes", "en vez del martes".

use crate::token::Text;

/// Whether what these words stand for is excluded.
pub(super) fn excludes(text: &Text<'_>, at: usize, end: usize) -> bool {
    is_refused_behind(text, end) || is_excepted(text, at)
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
    // Without commas, "no el lunes no el martes" begins with a no to what was asked.
    apart(end + 1) || verb || (text.word(0) == "no" && !apart(1))
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
            "no" => return !is_answer(text, place),
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
