//! What callers say in Spanish, in Spain and in America, as written and as a recogniser writes it. "Now" is
//! Tuesday, 24 November 2026, 10:00, in Madrid.

mod any_text;
mod moments;
mod own_words;
mod salon_talk;

use std::sync::LazyLock;

use understanding::{ActKind, Catalogue, Expecting, Intent, Language, Understood};

use crate::support::{acts, entry, heard_in, now, values};

pub(super) static SALON: LazyLock<Catalogue> = LazyLock::new(|| {
    Catalogue::new(
        vec![
            entry("Corte de mujer", &["corte de señora"]),
            entry("Corte de hombre", &["corte de caballero"]),
            entry("Corte de niño", &[]),
            entry("Lavado y corte", &[]),
            entry("Balayage", &[]),
            entry("Mechas completas", &[]),
            entry("Retoque de raíz", &[]),
            entry("Tinte", &[]),
            entry("Alisado", &["keratina"]),
            entry("Arreglo de barba", &[]),
        ],
        vec![entry("Hidratación profunda", &["mascarilla"]), entry("Matizador", &[])],
        vec![entry("María López", &[]), entry("Carmen", &[]), entry("José Luis", &[]), entry("Rosa", &[])],
        Vec::new(),
    )
});

pub(super) fn heard(text: &str, expecting: &[Expecting]) -> Understood {
    heard_in(Language::Spanish, "Europe/Madrid", &SALON, text, expecting, now())
}

/// What was said, and the values in it.
pub(super) fn check(cases: &[(&str, &[&str])]) {
    check_after(&cases.iter().map(|(said, expected)| (*said, &[][..], *expected)).collect::<Vec<_>>());
}

/// The same after something was asked for.
pub(super) fn check_after(cases: &[(&str, &[Expecting], &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(said, expecting, expected)| {
            let found = values(&heard(said, expecting));
            (found != *expected).then(|| format!("{said:?} after {expecting:?}: {found:?}, not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

pub(super) fn check_intents(cases: &[(&str, Intent)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(said, expected)| {
            let found = heard(said, &[]);
            (found.intent != *expected)
                .then(|| format!("{said:?}: {:?}, not {expected:?}: {:?}", found.intent, found.acts))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// These acts and no others.
pub(super) fn check_only(cases: &[(&str, &[Expecting], &[ActKind])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(said, expecting, expected)| {
            let found = acts(&heard(said, expecting));
            (found != *expected).then(|| format!("{said:?} after {expecting:?}: {found:?}, not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}
