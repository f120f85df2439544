//! Parts of the day by their names.

use super::Reader;
use crate::DayPart;
use crate::moments::When;
use crate::moments::clock::{Clock, Half};
use crate::spanish::calendar::day_part;

/// Ways to say a part of the day without its name.
const NAMED: &[(&[&str], DayPart)] = &[
    (&["a", "primera", "hora", "de", "la", "tarde"], DayPart::Afternoon),
    (&["a", "primera", "hora"], DayPart::Morning),
    (&["primera", "hora"], DayPart::Morning),
    (&["a", "primeras", "horas"], DayPart::Morning),
    (&["a", "ultima", "hora", "de", "la", "manana"], DayPart::Morning),
    (&["a", "ultima", "hora"], DayPart::Evening),
    (&["a", "media", "manana"], DayPart::Morning),
    (&["media", "manana"], DayPart::Morning),
    (&["a", "media", "tarde"], DayPart::Afternoon),
    (&["a", "la", "hora", "de", "comer"], DayPart::Lunch),
    (&["a", "la", "hora", "de", "la", "comida"], DayPart::Lunch),
    (&["a", "la", "hora", "de", "almorzar"], DayPart::Lunch),
    (&["a", "la", "hora", "del", "almuerzo"], DayPart::Lunch),
    (&["en", "el", "almuerzo"], DayPart::Lunch),
    (&["al", "atardecer"], DayPart::Evening),
    (&["al", "anochecer"], DayPart::Evening),
];

impl Reader<'_, '_> {
    /// A named part of the day: "por la mañana", "a primera hora", "de tarde".
    pub(super) fn part(&self, at: usize) -> Option<(DayPart, usize)> {
        let words = self.text;
        if let Some((name, part)) = NAMED.iter().find(|(name, _)| words.reads(at, name)) {
            let end = at + name.len();
            let tail = self
                .phrase(end, &[&["de", "la", "manana"], &["de", "la", "tarde"], &["por", "la", "manana"]]);
            return Some((*part, tail.filter(|_| words.word(end - 1) == "hora").unwrap_or(end)));
        }
        let article = |place: usize| usize::from(matches!(words.word(place), "la" | "las"));
        let lead = usize::from(matches!(words.word(at), "por" | "en" | "a" | "durante" | "de" | "para"));
        let place = at + lead + article(at + lead);
        let early = usize::from(words.word(place) == "temprano");
        let behind_day = early == 0 && place == at && self.stands_behind_day(at);
        if words.word(at) == "temprano"
            && (self.day_ends_at(at) || self.expects_time && self.is_alone(at, at + 1))
        {
            let end =
                self.phrase(at + 1, &[&["por", "la", "manana"], &["en", "la", "manana"]]).unwrap_or(at + 1);
            return Some((DayPart::Morning, end));
        }
        let word = words.word(place);
        let part = day_part(word)?;
        let plural = matches!(word, "tardes" | "noches") && lead == 0;
        let has_article = place > at + lead;
        let by_word = match word {
            // "La cita de mañana" is tomorrow's; "de mañana o de tarde" is not.
            "manana" => {
                has_article
                    || (words.word(at) == "de" && words.reads(place + 1, &["o", "de", "tarde"]))
                    || (words.word(at) == "de" && words.before(at, 1) == "o")
            }
            _ => {
                has_article
                    || words.word(at) == "de"
                    || behind_day
                    || self.expects_time && words.is_all(at, 1)
            }
        };
        let greeting = matches!(words.before(place, 1), "buenas" | "buena" | "feliz" | "linda");
        if !by_word || plural && !has_article || greeting || matches!(words.word(at), "para") && !has_article
        {
            return None;
        }
        let end = place + 1;
        Some((part, self.phrase(end, &[&["temprano"], &["noche"]]).unwrap_or(end)))
    }

    /// "mañana tarde", "el viernes tarde": right behind a day.
    fn stands_behind_day(&self, at: usize) -> bool {
        let token = self.text.tokens.get(at);
        token.is_some_and(|token| token.is_beside()) && self.day_ends_at(at)
    }

    /// "esta tarde": a day and a part of it.
    pub(super) fn part_of_today(&self, at: usize) -> Option<(Vec<When>, usize)> {
        let words = self.text;
        let lead = usize::from(words.word(at) == "por" || words.word(at) == "para");
        let part = day_part(words.word(at + lead + 1)).filter(|_| words.word(at + lead) == "esta")?;
        Some((vec![When::Day(self.today, Vec::new()), When::Part(part)], at + lead + 2))
    }

    /// The part of the day right behind a time, and where its words end: "de la tarde", "del mediodía".
    pub(super) fn part_after(&self, at: usize) -> Option<(&str, usize)> {
        let words = self.text;
        if words.tokens.get(at).is_none_or(|token| token.opens_sentence() || token.gap.contains(',')) {
            return None;
        }
        let place = self.phrase(
            at,
            &[&["de", "la"], &["por", "la"], &["en", "la"], &["a", "la"], &["del"], &["de"], &["al"]],
        )?;
        let word = words.word(place);
        let fits = match words.word(at) {
            "del" | "al" => matches!(word, "mediodia" | "dia" | "medio"),
            _ if place == at + 1 => matches!(word, "tarde" | "noche" | "madrugada"),
            _ => day_part(word).is_some(),
        };
        // "A las diez del día 4" goes on with a day.
        let day_follows = word == "dia" && words.cardinal(place + 1).is_some();
        let two = usize::from(word == "medio" && words.word(place + 1) == "dia");
        (fits && !day_follows && (word != "medio" || two == 1)).then_some((word, place + 1 + two))
    }
}

/// A time in a part of the day: "las doce de la mañana" are noon, "las doce de la noche" midnight.
pub(super) fn within(clock: Clock, part: &str) -> Clock {
    match part {
        "manana" | "mananita" | "mediodia" | "medio" | "dia" if clock.hour == 12 => {
            Clock { half: Half::Known, ..clock }
        }
        "manana" | "mananas" | "mananita" | "madrugada" => clock.in_half(false),
        "mediodia" | "medio" => clock.in_half(clock.hour < 5),
        "dia" => clock,
        "noche" | "noches" | "nochecita" => clock.within(DayPart::Night),
        _ => clock.in_half(true),
    }
}
