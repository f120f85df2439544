//! The words of messages to customers: the salon's own where it has some, otherwise the usual ones, in English or Spanish.
//!
//! A template is words with named places (`{when}`). What stands in the places comes from rows, never from whoever writes
//! the template; and a template without the places that its message is for is refused.

use std::collections::BTreeMap;

use jiff::Zoned;
use providers::phone::PhoneNumber;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::entity::Kind;
use super::entity::template;
use crate::modules::tenants::Salon;

/// A language in which messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = MessageLanguage)]
pub enum Language {
    /// English.
    En,
    /// Spanish.
    Es,
}

impl Language {
    /// All of them.
    pub const ALL: [Self; 2] = [Self::En, Self::Es];

    /// That of a locale such as `es-US`; English where it is neither.
    pub fn of_locale(locale: &str) -> Self {
        if locale.to_ascii_lowercase().starts_with("es") { Self::Es } else { Self::En }
    }

    /// As a row has it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
        }
    }
}

/// Kinds of messages that have templates.
pub const KINDS: [Kind; 7] = [
    Kind::BookingConfirmation,
    Kind::BookingMoved,
    Kind::BookingCancelled,
    Kind::Reminder,
    Kind::WaitlistOffer,
    Kind::ReviewRequest,
    Kind::MissedCall,
];

/// Longest template, in characters.
const LONGEST_TEMPLATE: usize = 700;

/// Stands for the address of the visit's page until the message goes out: only then is there one.
pub const LINK: &str = "{link}";

/// The places that a kind of message has, and those among them that it cannot be without.
///
/// # Panics
/// Never for a kind of [`KINDS`]; others have no places.
pub fn places(kind: Kind) -> (&'static [&'static str], &'static [&'static str]) {
    const VISIT: &[&str] = &[
        "salon",
        "firstName",
        "service",
        "employee",
        "when",
        "date",
        "time",
        "price",
        "address",
        "phone",
        "link",
    ];
    match kind {
        Kind::BookingConfirmation | Kind::BookingMoved | Kind::Reminder | Kind::BookingCancelled => {
            (VISIT, &["salon", "when"])
        }
        Kind::WaitlistOffer => (
            &["salon", "service", "employee", "when", "date", "time", "minutes", "phone"],
            &["salon", "when", "minutes"],
        ),
        Kind::ReviewRequest => {
            (&["salon", "firstName", "service", "employee", "reviewLink"], &["salon", "reviewLink"])
        }
        Kind::MissedCall => (&["salon", "phone", "address"], &["salon"]),
        _ => (&[], &[]),
    }
}

/// The usual words. The Spanish ones do without the letters that would double the price of a message (`í`, `ó`).
pub fn usual(kind: Kind, language: Language) -> &'static str {
    match (kind, language) {
        (Kind::BookingConfirmation, Language::En) => {
            "{salon}: You're booked, {firstName}: {service} with {employee}, {when}, {price}. {address}. To change it: {link}"
        }
        (Kind::BookingConfirmation, Language::Es) => {
            "{salon}: Reserva hecha, {firstName}: {service} con {employee}, {when}, {price}. {address}. Para cambiarla: {link}"
        }
        (Kind::BookingMoved, Language::En) => {
            "{salon}: Your visit has moved, {firstName}: {service} with {employee}, now {when}. To change it: {link}"
        }
        (Kind::BookingMoved, Language::Es) => {
            "{salon}: Tu visita ha cambiado, {firstName}: {service} con {employee}, ahora {when}. Para cambiarla: {link}"
        }
        (Kind::BookingCancelled, Language::En) => {
            "{salon}: Your visit is cancelled, {firstName}: {service} with {employee}, {when}."
        }
        (Kind::BookingCancelled, Language::Es) => {
            "{salon}: Tu visita queda cancelada, {firstName}: {service} con {employee}, {when}."
        }
        (Kind::Reminder, Language::En) => {
            "{salon}: See you {when}, {firstName}: {service} with {employee}. Reply 1 to confirm, 2 to cancel, or change it: {link}"
        }
        (Kind::Reminder, Language::Es) => {
            "{salon}: Te esperamos {when}, {firstName}: {service} con {employee}. Responde 1 para confirmar, 2 para cancelar, \
             o cambia la hora: {link}"
        }
        (Kind::WaitlistOffer, Language::En) => {
            "{salon}: A time is free: {service} with {employee}, {when}. Reply YES within {minutes} minutes to take it, NO to pass."
        }
        (Kind::WaitlistOffer, Language::Es) => {
            "{salon}: Hay una hora libre: {service} con {employee}, {when}. Responde YES en {minutes} minutos para tomarla, NO \
             para dejarla."
        }
        (Kind::ReviewRequest, Language::En) => {
            "{salon}: Thank you for coming, {firstName}! How was it? {reviewLink}"
        }
        (Kind::ReviewRequest, Language::Es) => {
            "{salon}: Gracias por venir, {firstName}. Cuéntanos qué tal: {reviewLink}"
        }
        (Kind::MissedCall, Language::En) => {
            "{salon}: Sorry we missed you! Reply here to book, change or ask anything, or call us again: {phone}."
        }
        (Kind::MissedCall, Language::Es) => {
            "{salon}: Sentimos no haberte atendido. Responde para reservar o preguntar, o llama otra vez: {phone}."
        }
        _ => "",
    }
}

/// What is wrong with a template.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// A place that the message does not have.
    #[error("has no place for {{{name}}}; there are {}", listed(.known))]
    Unknown {
        /// What was written.
        name: String,
        /// What there is.
        known: &'static [&'static str],
    },
    /// A place that the message cannot be without.
    #[error("must contain {}", listed(.0))]
    Missing(Vec<&'static str>),
    /// A brace that belongs to no place.
    #[error("has a brace that belongs to no place such as {{when}}")]
    Brace,
    /// Nothing, or too much.
    #[error("must have 1 to {LONGEST_TEMPLATE} characters")]
    Length,
    /// Something that no message can carry.
    #[error("must not have control characters")]
    Control,
}

fn listed(names: &[&str]) -> String {
    let names: Vec<_> = names.iter().map(|name| format!("{{{name}}}")).collect();
    names.join(", ")
}

/// Part of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Part<'a> {
    Words(&'a str),
    Place(&'a str),
}

fn parts(text: &str) -> Result<Vec<Part<'_>>, TemplateError> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.find(['{', '}']) {
        parts.push(Part::Words(&rest[..start]));
        let place = rest[start..].strip_prefix('{').ok_or(TemplateError::Brace)?;
        let end = place
            .find(['{', '}'])
            .filter(|end| place[*end..].starts_with('}'))
            .ok_or(TemplateError::Brace)?;
        parts.push(Part::Place(place[..end].trim()));
        rest = &place[end + 1..];
    }
    parts.push(Part::Words(rest));
    Ok(parts)
}

/// Whether a kind of message can be sent with these words.
///
/// # Errors
/// Says what to mend.
pub fn check(kind: Kind, text: &str) -> Result<(), TemplateError> {
    if text.trim().is_empty() || text.chars().count() > LONGEST_TEMPLATE {
        return Err(TemplateError::Length);
    }
    if text.chars().any(|letter| letter.is_control() && letter != '\n') {
        return Err(TemplateError::Control);
    }
    let (known, needed) = places(kind);
    let mut used = Vec::new();
    for part in parts(text)? {
        if let Part::Place(name) = part {
            if !known.contains(&name) {
                return Err(TemplateError::Unknown { name: name.to_owned(), known });
            }
            used.push(name);
        }
    }
    // A date and a time say together when it is.
    let is_there = |name: &str| {
        used.contains(&name) || (name == "when" && used.contains(&"date") && used.contains(&"time"))
    };
    let missing: Vec<_> = needed.iter().copied().filter(|name| !is_there(name)).collect();
    if missing.is_empty() { Ok(()) } else { Err(TemplateError::Missing(missing)) }
}

/// What stands in the places of a message.
pub type Facts = BTreeMap<&'static str, String>;

/// The message. A place of which nothing is known is left out, with the comma that led to it, or with what would have ended
/// it where nothing came before.
pub fn fill(text: &str, facts: &Facts) -> String {
    let Ok(parts) = parts(text) else {
        return text.to_owned();
    };
    let mut out = String::with_capacity(text.len() * 2);
    let mut after_nothing = false;
    for part in parts {
        match part {
            Part::Place("link") => {
                out.push_str(LINK);
                after_nothing = false;
            }
            Part::Place(name) => {
                let fact = facts.get(name).map(String::as_str).unwrap_or_default();
                // A brace in somebody's name is no place.
                out.extend(fact.chars().map(|letter| match letter {
                    '{' => '(',
                    '}' => ')',
                    letter => letter,
                }));
                after_nothing = fact.is_empty();
                if after_nothing {
                    out.truncate(out.trim_end_matches([' ', ',']).len());
                }
            }
            Part::Words(words) => {
                let is_first = out.is_empty() || out.ends_with(['.', ':', '!', '?', '\n']);
                let ends_nothing = after_nothing && is_first;
                out.push_str(if ends_nothing {
                    words.trim_start_matches(['.', ',', ':', ';'])
                } else {
                    words
                });
                after_nothing = false;
            }
        }
    }
    tidy(&out)
}

/// Without blanks that stand where nothing is.
fn tidy(text: &str) -> String {
    let lines = text.lines().map(|line| {
        let words: Vec<_> = line.split(' ').filter(|word| !word.is_empty()).collect();
        let mut line = words.join(" ");
        for (wide, narrow) in [(" ,", ","), (" .", "."), (",,", ","), (",.", "."), (" !", "!"), (" :", ":")] {
            line = line.replace(wide, narrow);
        }
        line
    });
    lines.collect::<Vec<_>>().join("\n").trim().to_owned()
}

/// What a salon says of itself in messages, whatever they are about.
pub fn salon_facts(salon: &Salon) -> Facts {
    let phone = salon.number.as_deref().and_then(|number| PhoneNumber::from_e164(number).ok());
    let address = salon.tenant.address.as_deref().unwrap_or_default();
    Facts::from([
        ("salon", salon.tenant.name.clone()),
        ("phone", phone.map(|number| number.national()).unwrap_or_default()),
        ("address", address.trim_end_matches('.').replace(['\r', '\n'], ", ")),
    ])
}

/// A moment on the salon's clock, for a message: as a whole, its date and its time.
pub fn moment_facts(at: &Zoned, language: Language) -> [(&'static str, String); 3] {
    [("when", when(at, language)), ("date", date(at, language)), ("time", time(at))]
}

/// "Tue, Dec 1 at 2:30 PM", "mar 1 dic a las 2:30 PM".
pub fn when(at: &Zoned, language: Language) -> String {
    match language {
        Language::En => format!("{} at {}", date(at, language), time(at)),
        // One o'clock is a single one.
        Language::Es if at.hour() % 12 == 1 => format!("{} a la {}", date(at, language), time(at)),
        Language::Es => format!("{} a las {}", date(at, language), time(at)),
    }
}

fn date(at: &Zoned, language: Language) -> String {
    match language {
        Language::En => at.strftime("%a, %b %-d").to_string(),
        Language::Es => {
            const DAYS: [&str; 7] = ["lun", "mar", "mié", "jue", "vie", "sab", "dom"];
            const MONTHS: [&str; 12] =
                ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sep", "oct", "nov", "dic"];
            let day = usize::from(at.weekday().to_monday_zero_offset().unsigned_abs());
            let month = usize::from(at.month().unsigned_abs()) - 1;
            format!("{} {} {}", DAYS[day], at.day(), MONTHS[month])
        }
    }
}

fn time(at: &Zoned) -> String {
    at.strftime("%-I:%M %p").to_string()
}

/// "$45", "$45.50", "EUR 45".
pub fn money(cents: i64, currency: &str) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let (whole, rest) = (cents.unsigned_abs() / 100, cents.unsigned_abs() % 100);
    let amount = if rest == 0 { format!("{whole}") } else { format!("{whole}.{rest:02}") };
    match currency {
        "USD" => format!("{sign}${amount}"),
        other => format!("{sign}{other} {amount}"),
    }
}

/// A salon's own words, by kind and language.
#[derive(Debug, Clone, Default)]
pub struct Templates(BTreeMap<(String, String), String>);

impl Templates {
    /// Those of these rows.
    pub(super) fn of(rows: Vec<template::Model>) -> Self {
        use sea_orm::ActiveEnum;
        let own = rows.into_iter().filter_map(|row| Some(((row.kind.to_value(), row.language), row.body?)));
        Self(own.collect())
    }

    /// The salon's own words, where it has some.
    pub fn own(&self, kind: Kind, language: Language) -> Option<&str> {
        use sea_orm::ActiveEnum;
        self.0.get(&(kind.to_value(), language.as_str().to_owned())).map(String::as_str)
    }

    /// The words that are sent.
    pub fn text(&self, kind: Kind, language: Language) -> &str {
        self.own(kind, language).unwrap_or_else(|| usual(kind, language))
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use providers::sms::{Encoding, segments};

    use super::*;

    fn facts(kind: Kind) -> Facts {
        let mut facts =
            Facts::from([("phone", "(212) 555-0180".to_owned()), ("salon", "Harbour Hair".to_owned())]);
        for name in places(kind).0 {
            facts.entry(name).or_insert_with(|| (*name).to_uppercase());
        }
        facts
    }

    #[test]
    fn the_usual_words_are_right_and_need_no_dear_letters() {
        for kind in KINDS {
            for language in Language::ALL {
                let text = usual(kind, language);
                assert_eq!(check(kind, text), Ok(()), "{kind:?} {language:?}");
                let filled =
                    fill(text, &facts(kind)).replace(LINK, "https://bolt.example/v/0123456789abcdefABCDEF");
                let cut = segments(&filled);
                assert_eq!(cut.encoding, Encoding::Gsm7, "{kind:?} {language:?}: {filled}");
                assert!(cut.count <= 2, "{kind:?} {language:?}: {filled}");
            }
        }
    }

    #[test]
    fn a_template_is_told_what_to_mend() {
        let error = |text: &str| check(Kind::Reminder, text).unwrap_err().to_string();
        assert_eq!(
            error("{salon}: {wen}"),
            "has no place for {wen}; there are {salon}, {firstName}, {service}, {employee}, {when}, {date}, {time}, \
             {price}, {address}, {phone}, {link}"
        );
        assert_eq!(error("See you soon"), "must contain {salon}, {when}");
        assert_eq!(check(Kind::Reminder, "{salon}: {date}, {time}"), Ok(()));
        for brace in ["{salon} {when} {", "{salon} {when}}", "{salon {when}}", "{}{salon}{when}x{{"] {
            assert!(
                matches!(
                    check(Kind::Reminder, brace),
                    Err(TemplateError::Brace | TemplateError::Unknown { .. })
                ),
                "{brace}"
            );
        }
        assert_eq!(check(Kind::Reminder, " "), Err(TemplateError::Length));
        assert_eq!(check(Kind::Reminder, &"{salon}{when}".repeat(60)), Err(TemplateError::Length));
        assert_eq!(
            check(Kind::ReviewRequest, "{salon}: {when} {reviewLink}")
                .unwrap_err()
                .to_string()
                .split(';')
                .next(),
            Some("has no place for {when}")
        );
    }

    #[test]
    fn what_is_not_known_leaves_no_hole() {
        let mut facts = facts(Kind::BookingConfirmation);
        for name in ["address", "firstName", "price"] {
            facts.insert(name, String::new());
        }
        assert_eq!(
            fill(usual(Kind::BookingConfirmation, Language::En), &facts),
            "Harbour Hair: You're booked: SERVICE with EMPLOYEE, WHEN. To change it: {link}"
        );
    }

    #[test]
    fn money_and_moments_read_as_people_write_them() {
        assert_eq!(money(4_500, "USD"), "$45");
        assert_eq!(money(4_550, "USD"), "$45.50");
        assert_eq!(money(-5, "EUR"), "-EUR 0.05");
        let at: Zoned = "2026-12-01T14:30[America/New_York]".parse().expect("a literal moment");
        assert_eq!(when(&at, Language::En), "Tue, Dec 1 at 2:30 PM");
        assert_eq!(when(&at, Language::Es), "mar 1 dic a las 2:30 PM");
        let at: Zoned = "2026-12-05T13:00[America/New_York]".parse().expect("a literal moment");
        assert_eq!(when(&at, Language::Es), "sab 5 dic a la 1:00 PM");
    }

    proptest! {
        #[test]
        fn whatever_is_taken_can_be_filled(text in "(\\{(salon|when|wen|link)\\}|[a-z .,{}]){0,30}", name in "\\PC{0,20}") {
            let mut facts = facts(Kind::Reminder);
            facts.insert("salon", name);
            if check(Kind::Reminder, &text).is_ok() {
                let filled = fill(&text, &facts).replace(LINK, "");
                prop_assert!(!filled.contains(['{', '}']), "{filled}");
                prop_assert!(filled.contains("WHEN"), "{filled}");
            }
        }
    }
}
