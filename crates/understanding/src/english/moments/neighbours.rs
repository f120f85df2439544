//! Moments that change what an English moment beside them stands for, before languages' common rules settle the rest.

use super::Reader;
use crate::DayPart;
use crate::english::calendar::is_counted;
use crate::moments::clock::{Clock, Half};
use crate::moments::maths::days_on;
use crate::moments::{Found, When};

impl Reader<'_, '_> {
    /// What each moment stands for beside the others.
    pub(super) fn beside_each_other(&self, found: Vec<Found>) -> Vec<Found> {
        self.both_times(self.across_days(self.day_after(found)))
    }

    /// "Tomorrow or the day after": the day after the one just named.
    fn day_after(&self, mut found: Vec<Found>) -> Vec<Found> {
        for place in 1..found.len() {
            let one = &found[place];
            let bare = one.end - one.at == 3 && self.text.reads(one.at, &["the", "day", "after"]);
            let named = found[..place].iter().rev().find_map(|before| match before.values.as_slice() {
                [When::Day(date, _), ..] => Some(*date),
                _ => None,
            });
            if let (true, Some(date)) = (bare, named) {
                found[place].values = vec![When::Day(days_on(date, 1), Vec::new())];
            }
        }
        found
    }

    /// "From four today to five tomorrow": not open at the end, two moments.
    fn across_days(&self, mut found: Vec<Found>) -> Vec<Found> {
        let text = self.text;
        for place in 0..found.len().saturating_sub(3) {
            let [from, today, to, tomorrow] = &found[place..place + 4] else { break };
            let shape = (
                from.values.as_slice(),
                today.values.as_slice(),
                to.values.as_slice(),
                tomorrow.values.as_slice(),
            );
            let ([When::Times(Some(clock), None)], [When::Day(..)], [When::Time(_)], [When::Day(..)]) = shape
            else {
                continue;
            };
            let linked =
                today.end + 1 == to.at && matches!(text.word(today.end), "to" | "till" | "until" | "through");
            if linked && from.end == today.at && to.end == tomorrow.at && text.word(from.at) == "from" {
                found[place].values = vec![When::Time(*clock)];
            }
        }
        found
    }

    /// "Three thirty or four", "nine or ten tomorrow": a bare hour beside a time is a time too.
    fn both_times(&self, found: Vec<Found>) -> Vec<Found> {
        let text = self.text;
        let bare = |at: usize| {
            let number =
                text.cardinal(at).filter(|number| number.length == 1 && (1..=12).contains(&number.value))?;
            Clock::new(number.value, 0, Half::Open)
        };
        let free = |all: &[Found], at: usize| !all.iter().any(|one| one.at <= at && at < one.end);
        let mut all = found.clone();
        for one in &found {
            let [When::Time(clock)] = one.values.as_slice() else { continue };
            let before = one.at.checked_sub(2).filter(|_| text.before(one.at, 1) == "or");
            let after = matches!(text.word(one.end), "or" | "so").then_some(one.end + 1);
            for at in [before, after].into_iter().flatten() {
                let counted = is_counted(text.word(at + 1)) || text.word(at + 1) == "minutes";
                if let Some(hour) = bare(at).filter(|_| !counted && free(&all, at)) {
                    let known = clock.half == Half::Known;
                    let hour = if known { hour.in_half(clock.hour >= 12) } else { hour };
                    all.push(Found { at, end: at + 1, values: vec![When::Time(hour)] });
                }
            }
        }
        all.sort_by_key(|one| one.at);
        all
    }

    /// "Dinner on the fourth at eight": nobody dines in the morning.
    pub(super) fn at_dinner(&self, mut found: Vec<Found>) -> Vec<Found> {
        let dines = self.text.tokens.iter().any(|token| matches!(token.word.as_str(), "dinner" | "supper"));
        for when in found.iter_mut().filter(|_| dines).flat_map(|found| &mut found.values) {
            if let When::Time(clock) = when
                && clock.hour > 4
            {
                *clock = clock.within(DayPart::Evening);
            }
        }
        found
    }
}
