//! Spans of time: "entre las tres y las cinco", "a partir de las cuatro", "antes del mediodía".

use super::Reader;
use super::parts::within;
use crate::moments::When;
use crate::moments::clock::{Core, Half, Sure, order};
use crate::spanish::calendar::{is_counted, month};

/// Words before the time from which on it is.
const FROM: &[&[&str]] = &[
    &["no", "antes", "de"],
    &["mas", "tarde", "de"],
    &["mas", "tarde", "que"],
    &["mas", "alla", "de"],
    &["a", "partir", "de"],
    &["despues", "de"],
    &["luego", "de"],
    &["pasadas"],
    &["pasada"],
    &["pasado"],
    &["desde"],
];

/// Words before the time until which it is.
const UNTIL: &[&[&str]] = &[
    &["no", "mas", "tarde", "de"],
    &["no", "mas", "tarde", "que"],
    &["no", "despues", "de"],
    &["mas", "temprano", "de"],
    &["mas", "temprano", "que"],
    &["a", "mas", "tardar"],
    &["como", "muy", "tarde"],
    &["como", "maximo"],
    &["antes", "de"],
    &["hasta"],
];

impl Reader<'_, '_> {
    /// A span of time with one end or two.
    pub(super) fn time_span(&self, at: usize) -> Option<(When, usize)> {
        self.closed_span(at).or_else(|| self.open_span(at))
    }

    fn closed_span(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        let lead = match words.word(at) {
            "entre" | "desde" => 1,
            "de" if !self.is_moved(at) => 1,
            _ => 0,
        };
        let between = words.word(at) == "entre";
        let (first, second, mut end) = [true, false]
            .into_iter()
            // "Entre tres y cinco" has no minutes, "entre las tres y cuarto y las cinco" has.
            .filter(|minutes| *minutes || between)
            .find_map(|minutes| self.two_ends(at + lead, between, lead == 1, minutes))?;
        let bare = |core: &Core| core.sure == Sure::No;
        if bare(&first) && bare(&second) {
            let beside_day = self.day_ends_at(at) || self.day(end).is_some();
            let reason = lead == 1 || beside_day || self.expects_time && self.is_alone(at, end);
            let month_follows = words.word(end) == "de" && month(words.word(end + 1)).is_some();
            let days = month_follows || self.month_offset(end).is_some();
            if !reason || is_counted(words.word(end)) || self.expects_other || days {
                return None;
            }
        }
        let (mut from, to) = (first.clock, second.clock);
        if let Some((part, stop)) = self.part_after(end) {
            end = stop;
            from = within(from, part);
        } else if to.half == Half::Known
            && let Some(part) = self.part_before(end)
            && from.half == Half::Open
        {
            // "De nueve a once de la mañana": the half is said of both, unless it turns them round.
            let same = within(from, part);
            if same.minutes() < to.minutes() {
                from = same;
            }
        }
        let (from, to) = order(from, to);
        Some((When::Times(Some(from), Some(to)), end))
    }

    fn two_ends(&self, at: usize, between: bool, led: bool, minutes: bool) -> Option<(Core, Core, usize)> {
        let words = self.text;
        let first = self.time_here(at, minutes)?;
        let middle = first.end;
        let dash = words
            .tokens
            .get(middle)
            .is_some_and(|token| token.follows('-') || token.follows('–') || token.follows('—'));
        let next = match words.word(middle) {
            "y" if between => middle + 1,
            "a" | "hasta" if led || words.word(middle) == "hasta" => middle + 1,
            "a" if first.sure == Sure::Yes && words.word(middle + 1) == "las" && !self.is_moved(at) => {
                middle + 1
            }
            _ if dash => middle,
            _ => return None,
        };
        let second = self.time_here(next, true)?;
        Some((first, second, second.end))
    }

    /// The part of the day whose name ends right before this word.
    fn part_before(&self, end: usize) -> Option<&str> {
        (2..=3).find_map(|length| {
            let (part, stop) = self.part_after(end.checked_sub(length)?)?;
            (stop == end).then_some(part)
        })
    }

    /// "después de las tres", "antes del mediodía", "de las cuatro en adelante", "las cinco o más tarde".
    fn open_span(&self, at: usize) -> Option<(When, usize)> {
        let words = self.text;
        // "Del mediodía": the article has gone into the word before.
        let lead = |phrases: &[&[&str]]| {
            phrases.iter().find_map(|phrase| {
                let last = phrase.len() - 1;
                let contracted = phrase[last] == "de" && words.word(at + last) == "del";
                let said =
                    words.reads(at, &phrase[..last]) && (words.word(at + last) == phrase[last] || contracted);
                said.then_some(at + last + 1)
            })
        };
        let (is_from, place) = match (lead(FROM), lead(UNTIL)) {
            (Some(place), _) => (true, place),
            (_, Some(place)) => (false, place),
            _ => return self.span_by_tail(at),
        };
        let core = self.time_here(place, true)?;
        if core.sure == Sure::No && !(self.expects_time && self.is_alone(at, core.end)) {
            return None;
        }
        let end = core.end;
        if !is_from {
            return Some((When::Times(None, Some(core.clock)), end));
        }
        // "Después de las tres pero antes de las cinco" is one span.
        let but = self.phrase(end, &[&["pero"], &["y"]]).unwrap_or(end);
        if let Some(then) = self.phrase(but, UNTIL)
            && let Some(last) = self.time_here(then, true).filter(|last| last.sure == Sure::Yes)
        {
            let (from, to) = order(core.clock, last.clock);
            return Some((When::Times(Some(from), Some(to)), last.end));
        }
        let tail = self.phrase(end, &[&["en", "adelante"], &["para", "adelante"]]).unwrap_or(end);
        Some((When::Times(Some(core.clock), None), tail))
    }

    fn span_by_tail(&self, at: usize) -> Option<(When, usize)> {
        let place = at + usize::from(self.text.word(at) == "de");
        let core = self.time_here(place, true).filter(|core| core.sure > Sure::No || self.expects_time)?;
        let from = self.phrase(
            core.end,
            &[
                &["en", "adelante"],
                &["para", "adelante"],
                &["o", "mas", "tarde"],
                &["o", "despues"],
                &["como", "muy", "temprano"],
            ],
        );
        let until = self.phrase(
            core.end,
            &[
                &["o", "antes"],
                &["o", "mas", "temprano"],
                &["como", "muy", "tarde"],
                &["como", "maximo"],
                &["como", "mucho"],
                &["a", "mas", "tardar"],
            ],
        );
        match (from, until) {
            (Some(end), _) => Some((When::Times(Some(core.clock), None), end)),
            (_, Some(end)) => Some((When::Times(None, Some(core.clock)), end)),
            _ => None,
        }
    }
}
