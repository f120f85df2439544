//! How callers say their names.

use super::letters::{is_first_name, letter};
use crate::token::Text;
use crate::words::{Names, Phrase, ToldLetter};

pub(super) const NAMES: Names = Names {
    cues: CUES,
    cues_of_one: &[&["soy"], &["habla"], &["le", "habla"], &["se", "llama"], &["a", "nombre", "de"]],
    is_introduced: |text, at| {
        (text.word(at) == "llamo" && text.before(at, 1) == "me")
            || (text.word(at) == "nombre" && matches!(text.before(at, 1), "mi" | "a" | "el"))
            || (text.word(at) == "apellido" && text.before(at, 1) == "mi")
            || (is_first_name(text.word(at)) && text.before(at, 1) == "soy")
    },
    cues_of_first_name: &[],
    is_relation: |_| false,
    follows_name: |word| matches!(word, "desde" | "necesito" | "necesitaba"),
    leads_name: |word| matches!(word, "el" | "la" | "es"),
    is_title: |word| matches!(word, "senor" | "senora" | "senorita" | "don" | "dona" | "doctor" | "doctora"),
    is_speaking: |word| matches!(word, "habla" | "llamando"),
    is_myself: |word| matches!(word, "soy" | "estoy"),
    cues_behind: &[
        &["es", "mi", "nombre"],
        &["me", "llamo"],
        &["es", "el", "nombre"],
        &["es", "mi", "apellido"],
    ],
    is_for: |word| word == "para",
    ends_name: |word| {
        matches!(
            word,
            "y" | "para"
                | "llamaba"
                | "llamo"
                | "queria"
                | "quiero"
                | "quisiera"
                | "gracias"
                | "por"
                | "tengo"
        )
    },
    is_given: |word| matches!(word, "abril" | "mayo" | "domingo"),
    is_function_word,
    is_no_name,
    is_particle: |word| matches!(word, "de" | "la" | "las" | "los" | "del" | "san"),
    begins_name: |_| false,
    mark: |word| match word {
        "guion" => Some('-'),
        "apostrofe" | "apostrofo" => Some('\''),
        _ => None,
    },
    cues_of_first: &[&["nombre", "de", "pila"], &["nombre"]],
    leads_last_name: |word| matches!(word, "y" | "mi" | "el"),
    is_last: |word| matches!(word, "apellido" | "apellidos"),
    is_name: |_| false,
    is_is: |word| matches!(word, "es" | "son"),
    is_spelled: |word| {
        matches!(
            word,
            "se" | "escribe" | "deletrea" | "deletreado" | "con" | "es" | "eso" | "deletreo" | "lo"
        )
    },
    with_letter,
    letter,
    is_double: |word| word == "doble",
    is_double_u: |word| matches!(word, "u" | "v" | "ve" | "uve"),
    // "A mayúscula": said behind its letter.
    is_capital: |_| false,
    is_letter: |word| matches!(word, "letra" | "mayuscula"),
    is_space: |word| word == "espacio",
    as_in: &[&["como", "en"], &["como", "de"]],
    is_as: |word| matches!(word, "de" | "como" | "para"),
    is_around_letters,
    leads_answer,
    ends_answer: |word| {
        matches!(
            word,
            "por" | "favor" | "gracias" | "es" | "mi" | "nombre" | "me" | "llamo" | "senorita" | "porfa"
        )
    },
    is_first_name,
    // Spanish is said as it is written.
    said_as: |_| None,
    is_around: |word| matches!(word, "me" | "llamo" | "mi" | "nombre" | "es" | "soy" | "a" | "el" | "la"),
};

const CUES: &[(Phrase, bool)] = &[
    (&["me", "llamo"], true),
    (&["mi", "nombre", "es"], true),
    (&["mi", "nombre", "completo", "es"], true),
    (&["mi", "nombre"], true),
    (&["el", "nombre", "es"], true),
    (&["nombre", "es"], true),
    (&["a", "nombre", "de"], true),
    (&["a", "nombre"], true),
    (&["al", "nombre", "de"], true),
    (&["bajo", "el", "nombre", "de"], true),
    (&["de", "parte", "de"], true),
    (&["mi", "apellido", "es"], true),
    (&["nombre", "de"], true),
    (&["se", "llama"], false),
    (&["le", "habla"], false),
    (&["habla"], false),
    (&["soy"], false),
];

/// "Con k", "con una ene", "con dos eles".
fn with_letter<'t>(text: &'t Text<'_>, at: usize) -> Option<ToldLetter<'t>> {
    if text.word(at) != "con" {
        return None;
    }
    let counted = usize::from(matches!(text.word(at + 1), "una" | "dos"));
    let place = at + 1 + counted;
    let word = text.word(place);
    let told = letter(word).or_else(|| word.strip_suffix('s').and_then(letter))?;
    // "Con ese, i, o …": the name is spelled.
    let spelled = letter(text.word(place + 1)).is_some();
    let begins = text.word(at + 1) != "dos";
    (!spelled).then_some(ToldLetter { letter: told, begins, end: place + 1 })
}

/// Words around a name that is spelled and nothing else.
fn is_around_letters(word: &str) -> bool {
    matches!(
        word,
        "si" | "claro"
            | "vale"
            | "bueno"
            | "pues"
            | "eh"
            | "ok"
            | "es"
            | "seria"
            | "mi"
            | "el"
            | "la"
            | "nombre"
            | "apellido"
            | "se"
            | "escribe"
            | "deletrea"
            | "deletreado"
            | "deletreo"
            | "lo"
            | "le"
            | "eso"
            | "con"
            | "doble"
            | "al"
            | "final"
            | "y"
            | "por"
            | "favor"
            | "gracias"
    )
}

/// Words before a name that is the whole answer.
fn leads_answer(word: &str) -> bool {
    matches!(
        word,
        "si" | "claro"
            | "vale"
            | "ok"
            | "bueno"
            | "pues"
            | "eh"
            | "em"
            | "hola"
            | "es"
            | "el"
            | "la"
            | "nombre"
            | "a"
            | "de"
            | "soy"
            | "mi"
            | "por"
            | "supuesto"
            | "senor"
            | "senora"
            | "senorita"
            | "don"
            | "dona"
            | "para"
            | "no"
            | "seria"
            | "con"
            | "gusto"
            | "mucho"
    )
}

fn is_function_word(word: &str) -> bool {
    word.len() < 4
        || matches!(
            word,
            "para"
                | "como"
                | "pero"
                | "quiero"
                | "quisiera"
                | "tengo"
                | "favor"
                | "gracias"
                | "desde"
                | "hasta"
                | "llamo"
        )
}

/// What follows "soy" without being a name.
fn is_no_name(word: &str) -> bool {
    matches!(
        word,
        "nueva"
            | "nuevo"
            | "clienta"
            | "cliente"
            | "alergica"
            | "alergico"
            | "flexible"
            | "rubia"
            | "morena"
            | "calva"
            | "estudiante"
            | "embarazada"
            | "vecina"
            | "vecino"
            | "amiga"
            | "amigo"
            | "hermana"
            | "hermano"
            | "madre"
            | "padre"
            | "mama"
            | "papa"
            | "mayor"
            | "menor"
            | "socia"
            | "socio"
            | "espanola"
            | "espanol"
            | "mexicana"
            | "mexicano"
            | "hispana"
            | "latina"
            | "consciente"
            | "puntual"
            | "habitual"
            | "regular"
            | "jubilada"
            | "jubilado"
            | "zurda"
            | "zurdo"
            | "corte"
            | "cortarme"
            | "cortar"
            | "tinte"
            | "mechas"
            | "balayage"
            | "pelo"
            | "cabello"
            | "reservar"
            | "cancelar"
            | "confirmar"
            | "mierda"
            | "puta"
            | "idiota"
    )
}
