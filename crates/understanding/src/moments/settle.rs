//! Lets neighbouring moments explain each other.

use jiff::civil::Date;

use super::{Found, Moments, When};
use crate::DayPart;
use crate::english::calendar::is_counted;

/// Joins what belongs together and drops what is said twice.
pub(super) fn settle(reader: &Moments<'_, '_>, found: Vec<Found>) -> Vec<Found> {
    let found = both_days(reader, found);
    let mut settled: Vec<Found> = Vec::with_capacity(found.len());
    let mut run: Vec<Found> = Vec::new();
    for one in found {
        if run.last().is_some_and(|last| !reader.is_one_phrase(last.end, one.at)) {
            settled.extend(settle_run(std::mem::take(&mut run)));
        }
        run.push(one);
    }
    settled.extend(settle_run(run));
    settled
}

/// "18 and 19 june": the first number is a day too.
fn both_days(reader: &Moments<'_, '_>, found: Vec<Found>) -> Vec<Found> {
    let text = reader.text;
    let mut all = Vec::with_capacity(found.len());
    for one in found {
        if let [When::Day(date, _)] = one.values.as_slice() {
            let pair = matches!(text.before(one.at, 1), "and" | "or");
            let number = (one.at >= 2 && pair)
                .then(|| text.number(one.at - 2).filter(|number| number.length == 1 && number.width < 3))
                .flatten();
            let taken = all.last().is_some_and(|last: &Found| last.end > one.at.saturating_sub(2));
            let own_month =
                (one.at..one.end).any(|at| crate::english::calendar::month(text.word(at)).is_some());
            if let Some(number) =
                number.filter(|_| !taken && own_month && !is_counted(text.before(one.at, 1)))
                && let Ok(first) = Date::new(date.year(), date.month(), number.value.min(99) as i8)
                && first < *date
            {
                all.push(Found {
                    at: one.at - 2,
                    end: one.at - 1,
                    values: vec![When::Day(first, Vec::new())],
                });
            }
        }
        all.push(one);
    }
    all
}

impl Moments<'_, '_> {
    /// Whether only small words stand between two moments.
    fn is_one_phrase(&self, from: usize, to: usize) -> bool {
        to.saturating_sub(from) <= 3
            && (from..to).all(|at| {
                matches!(
                    self.text.word(at),
                    "at" | "on"
                        | "in"
                        | "the"
                        | "of"
                        | "around"
                        | "about"
                        | "for"
                        | "sometime"
                        | "anytime"
                        | "any"
                        | "time"
                        | "from"
                )
            })
            && self.text.tokens.get(to).is_none_or(|token| !token.opens_sentence())
    }
}

/// One phrase: its part of the day tells the half of its times and is then no value of its own.
fn settle_run(mut run: Vec<Found>) -> Vec<Found> {
    let parts: Vec<DayPart> = run
        .iter()
        .flat_map(|found| &found.values)
        .filter_map(|when| if let When::Part(part) = when { Some(*part) } else { None })
        .collect();
    let timed = run
        .iter()
        .flat_map(|found| &found.values)
        .any(|when| matches!(when, When::Time(_) | When::Times(..)));
    let ([part], true) = (parts.as_slice(), timed) else {
        return run;
    };
    let part = *part;
    for found in &mut run {
        for when in &mut found.values {
            match when {
                When::Time(clock) => *clock = clock.within(part),
                When::Times(from, to) => {
                    *from = from.map(|clock| clock.within(part));
                    *to = to.map(|clock| clock.within(part));
                    if let (Some(first), Some(second)) = (*from, *to) {
                        let (first, second) = super::clock::order(first, second);
                        (*from, *to) = (Some(first), Some(second));
                    }
                }
                _ => {}
            }
        }
    }
    let mut kept: Vec<Found> = Vec::with_capacity(run.len());
    let mut open_from: Option<usize> = None;
    for mut found in run {
        found.values.retain(|when| !matches!(when, When::Part(_)));
        if found.values.is_empty() {
            match kept.last_mut() {
                Some(last) => last.end = found.end,
                None => open_from = Some(found.at),
            }
            continue;
        }
        if let Some(from) = open_from.take() {
            found.at = from;
        }
        kept.push(found);
    }
    kept
}
