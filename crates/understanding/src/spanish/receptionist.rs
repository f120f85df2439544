//! What the receptionist's own Spanish sentences hold. Accents are kept: they are our own words.

use crate::words::Receptionist;

pub(super) const RECEPTIONIST: Receptionist = Receptionist {
    confirms: &[
        "es correcto",
        "está bien así",
        "confirmo",
        "confirme",
        "confirma",
        "¿correcto?",
        "¿de acuerdo?",
        "¿le parece bien?",
        "¿le va bien?",
        "entonces quiere",
    ],
    wishes: [&["quiere", "desea", "le reservo"], &["cita a las", "cita para", "cita el"]],
    reports: &[
        "reservad",
        "confirmad",
        "apuntad",
        "agendad",
        "cancelad",
        "cambiad",
        "queda hecho",
        "está hecho",
    ],
    offers_more: &["algo más", "alguna otra cosa", "en qué más", "otra cosa", "qué más"],
};
