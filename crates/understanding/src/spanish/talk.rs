//! Spanish acts, and the small words around them.

use super::acts::{ACTS, CLASSES};
use super::choices::choice;
use super::doubts::{doubts, is_refused, moves_instead};
use super::excludes::excludes;
use super::receptionist::RECEPTIONIST;
use crate::words::Talk;

pub(super) const TALK: Talk = Talk {
    acts: ACTS,
    classes: CLASSES,
    opens,
    closes,
    doubts,
    is_refused,
    moves_instead,
    excludes,
    choice,
    is_foreign: |word| {
        matches!(
            word,
            "resena"
                | "resenas"
                | "opiniones"
                | "valoraciones"
                | "calificacion"
                | "puntuacion"
                | "estrellas"
                | "contacto"
                | "telefono"
                | "numero"
        )
    },
    is_shop: |word| matches!(word, "visitar" | "tienda" | "local"),
    asks_how_late: |text, at| text.reads(at, &["hasta", "que", "hora"]),
    is_finish: |word| matches!(word, "todo" | "eso" | "nada" | "listo"),
    receptionist: RECEPTIONIST,
};

/// Words before a sentence that are no part of it.
fn opens(word: &str) -> bool {
    matches!(
        word,
        "eh" | "em"
            | "este"
            | "mmm"
            | "ah"
            | "ay"
            | "oh"
            | "pues"
            | "bueno"
            | "hola"
            | "buenas"
            | "buenos"
            | "dias"
            | "tardes"
            | "noches"
            | "y"
            | "pero"
            | "ok"
            | "vale"
            | "entonces"
            | "si"
            | "no"
            | "perdon"
            | "perdone"
            | "disculpe"
            | "mire"
            | "mira"
            | "oiga"
            | "oye"
            | "solo"
            | "por"
            | "favor"
            | "gracias"
            | "muy"
            | "es"
            | "que"
            | "a"
            | "ver"
            | "o"
            | "sea"
            | "claro"
            | "yo"
    )
}

/// Words behind a sentence that are no part of it.
fn closes(word: &str) -> bool {
    matches!(
        word,
        "por"
            | "favor"
            | "porfavor"
            | "porfa"
            | "porfis"
            | "gracias"
            | "muchas"
            | "entonces"
            | "senorita"
            | "senor"
            | "senora"
            | "pues"
            | "ya"
            | "ahora"
            | "amable"
            | "si"
    )
}
