//! Words around an act that say it is not meant: "no quiero reservar", "no hay problema".

use crate::ActKind;
use crate::acts::Weighing;
use crate::pattern::Match;
use crate::token::Text;

type Found = Match<ActKind>;

/// Whether the words around a match say that it is not meant.
pub(super) fn doubts(weighing: &Weighing<'_, '_>, one: &Found) -> bool {
    use ActKind::*;
    let text = weighing.text;
    match one.kind {
        Affirm => {
            is_refused(text, one)
                || is_condition(text, one)
                || weighing.starts_in(one, &[AnyTime, AnyPerson])
                || (text.word(one.at) == "vale" && matches!(text.before(one.at, 1), "cuanto" | "que"))
                || text.word(one.at) == "bueno" && is_asked_by_greeting(text, one)
        }
        Deny => {
            is_no_refusal(text, one)
                || weighing.is_within(one, &[Affirm, Earlier, Wait, AskMyVisit])
                || (text.word(one.at) != "no" && weighing.is_within(one, &[NothingElse]))
        }
        Book => is_refused(text, one) || weighing.starts_in(one, &[AskHours, AskDuration, AskPrice]),
        Move | Cancel => is_refused(text, one),
        SpeakToHuman => is_about_us(text, one),
        AskHours => weighing.starts_in(one, &[AskAvailability]),
        AskAvailability => {
            weighing.starts_in(one, &[AskServices, Later, Earlier, AskMyVisit, AskPeople, Earliest])
        }
        Other => weighing.starts_in(one, &[SomeoneElse, Move]),
        Correct => weighing.meets(one, &[Repeat]),
        Repeat => weighing.starts_in(one, &[StartOver]),
        Earlier => weighing.starts_in(one, &[Earliest]),
        Greet => one.at > 0 && weighing.starts_in(one, &[Goodbye, Repeat]),
        _ => false,
    }
}

/// "No puedo ir mañana, puedo ir el viernes en su lugar" moves the visit.
pub(super) fn moves_instead(text: &Text<'_>, one: &Found) -> bool {
    let named = (one.at..one.end).any(|at| {
        let word = text.word(at);
        word.starts_with("cancel") || word.starts_with("anul")
    });
    let instead = (one.end..text.tokens.len()).any(|at| {
        text.reads(at, &["en", "su", "lugar"])
            || text.reads(at, &["en", "cambio"])
            || text.reads(at, &["en", "vez"])
            || text.reads(at, &["puedo", "ir"])
            || text.reads(at, &["podria", "ir"])
            || text.reads(at, &["podria", "ser"])
            || text.reads(at, &["puede", "ser"])
            || text.reads(at, &["mejor", "el"])
            || text.reads(at, &["otro", "dia"])
            || text.reads(at, &["otra", "hora"])
    });
    !named && instead
}

/// "No quiero reservar", "no está bien": refused within the same phrase.
pub(super) fn is_refused(text: &Text<'_>, one: &Found) -> bool {
    (one.at.saturating_sub(3)..one.at).any(|at| {
        let negates = matches!(text.word(at), "no" | "nunca" | "tampoco" | "ni" | "jamas");
        // A "no" that opens the answer refuses what was asked, not what is said now.
        let answers = at == 0
            && one.kind != ActKind::Affirm
            && !(one.kind == ActKind::Cancel && one.at == 1)
            && !is_verb_of_wish(text.word(at + 1));
        let cut = (at + 1..=one.at)
            .any(|place| text.tokens[place].opens_sentence() || text.tokens[place].gap.contains(','));
        negates && !cut && !answers
    })
}

fn is_verb_of_wish(word: &str) -> bool {
    matches!(
        word,
        "quiero" | "quisiera" | "queria" | "necesito" | "deseo" | "hace" | "puedo" | "me" | "pienso" | "voy"
    )
}

/// "Si hay hueco": a condition, no yes.
fn is_condition(text: &Text<'_>, one: &Found) -> bool {
    text.word(one.at) == "si"
        && one.end - one.at == 1
        && text.tokens.get(one.end).is_some_and(|token| !token.gap.contains(','))
        && matches!(
            text.word(one.end),
            "hay"
                | "tiene"
                | "tienen"
                | "tienes"
                | "no"
                | "fuera"
                | "puede"
                | "pueden"
                | "es"
                | "fuese"
                | "llego"
                | "acaso"
        )
}

/// "Bueno, buenos días": said to pick up the telephone.
fn is_asked_by_greeting(text: &Text<'_>, one: &Found) -> bool {
    one.end - one.at == 1 && matches!(text.word(one.end), "buenos" | "buenas" | "hola")
}

/// "No hay problema", "no sé", "no tienen nada antes": a "no" that refuses nothing.
fn is_no_refusal(text: &Text<'_>, one: &Found) -> bool {
    let comma =
        text.tokens.get(one.end).is_some_and(|token| token.gap.contains(',') || token.opens_sentence());
    text.word(one.end - 1) == "no"
        && !comma
        && matches!(
            text.word(one.end),
            "hay"
                | "tienen"
                | "tiene"
                | "tienes"
                | "habra"
                | "habria"
                | "abren"
                | "cierran"
                | "hacen"
                | "se"
                | "pasa"
                | "importa"
                | "sabe"
                | "cuelgue"
                | "podria"
                | "podrian"
                | "sera"
        )
}

/// "Eres una persona" asks; "una persona, por favor" wants one.
fn is_about_us(text: &Text<'_>, one: &Found) -> bool {
    (one.at.saturating_sub(3)..one.at).any(|at| matches!(text.word(at), "eres" | "sos" | "usted"))
}
