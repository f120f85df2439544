//! Days with names of their own.

use jiff::civil::{Date, Weekday};

use super::Reader;
use crate::moments::Day;
use crate::moments::maths::{days_on, easter, nth_weekday};

impl Reader<'_, '_> {
    /// "nochebuena", "el día de reyes", "viernes santo".
    pub(super) fn holiday(&self, at: usize) -> Option<(Day, usize)> {
        type Rule = fn(i16) -> Option<Date>;
        let table: &[(&[&str], Rule)] = &[
            (&["nochebuena"], |y| Date::new(y, 12, 24).ok()),
            (&["noche", "buena"], |y| Date::new(y, 12, 24).ok()),
            (&["navidad"], |y| Date::new(y, 12, 25).ok()),
            (&["nochevieja"], |y| Date::new(y, 12, 31).ok()),
            (&["noche", "vieja"], |y| Date::new(y, 12, 31).ok()),
            (&["fin", "de", "ano"], |y| Date::new(y, 12, 31).ok()),
            (&["ano", "nuevo"], |y| Date::new(y, 1, 1).ok()),
            (&["reyes", "magos"], |y| Date::new(y, 1, 6).ok()),
            (&["reyes"], |y| Date::new(y, 1, 6).ok()),
            (&["san", "valentin"], |y| Date::new(y, 2, 14).ok()),
            (&["san", "jose"], |y| Date::new(y, 3, 19).ok()),
            (&["san", "juan"], |y| Date::new(y, 6, 24).ok()),
            (&["todos", "los", "santos"], |y| Date::new(y, 11, 1).ok()),
            (&["muertos"], |y| Date::new(y, 11, 2).ok()),
            (&["halloween"], |y| Date::new(y, 10, 31).ok()),
            (&["accion", "de", "gracias"], |y| nth_weekday(y, 11, 4, Weekday::Thursday)),
            (&["jueves", "santo"], |y| easter(y).map(|day| days_on(day, -3))),
            (&["viernes", "santo"], |y| easter(y).map(|day| days_on(day, -2))),
            (&["sabado", "santo"], |y| easter(y).map(|day| days_on(day, -1))),
            (&["domingo", "de", "ramos"], |y| easter(y).map(|day| days_on(day, -7))),
            (&["domingo", "de", "pascua"], easter),
            (&["domingo", "de", "resurreccion"], easter),
            (&["lunes", "de", "pascua"], |y| easter(y).map(|day| days_on(day, 1))),
            (&["pascua"], easter),
        ];
        let words = self.text;
        let article = at + usize::from(matches!(words.word(at), "el" | "al" | "del"));
        let lead = self.phrase(article, &[&["dia", "de"]]);
        let place = lead.unwrap_or(article);
        let (name, rule) = table.iter().find(|(name, _)| words.reads(place, name))?;
        let person = matches!(*name, ["san", ..] | ["reyes"] | ["muertos"]);
        // "Feliz Navidad" is a wish, and "Reyes" alone somebody's name.
        if words.before(at, 1) == "feliz" || (person && lead.is_none() && *name != ["san", "valentin"]) {
            return None;
        }
        let end = place + name.len();
        let date =
            (0..=1).filter_map(|years| rule(self.today.year() + years)).find(|date| *date >= self.today)?;
        Some((Day::sure(date), end))
    }
}
