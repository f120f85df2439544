//! Lets neighbouring moments explain each other.

use jiff::civil::Date;

use super::maths::{days_on, monday};
use super::{Found, Moments, When};
use crate::DayPart;
use crate::english::calendar::is_counted;

/// Joins what belongs together and drops what is said twice.
pub(super) fn settle(reader: &Moments<'_, '_>, found: Vec<Found>) -> Vec<Found> {
    let found = across_days(reader, day_after(reader, found));
    let found = same_week(reader, both_times(reader, both_days(reader, found)));
    let mut settled: Vec<Found> = Vec::with_capacity(found.len());
    let mut run: Vec<Found> = Vec::new();
    for one in found {
        if run.last().is_some_and(|last| !reader.is_one_phrase(last.end, one.at)) {
            settled.extend(settle_run(std::mem::take(&mut run)));
        }
        run.push(one);
    }
    settled.extend(settle_run(run));
    // "Dinner on the fourth at eight": nobody dines in the morning.
    let dines = reader.text.tokens.iter().any(|token| matches!(token.word.as_str(), "dinner" | "supper"));
    for when in settled.iter_mut().filter(|_| dines).flat_map(|found| &mut found.values) {
        if let When::Time(clock) = when {
            *clock = if clock.hour > 4 { clock.within(DayPart::Evening) } else { *clock };
        }
    }
    settled
}

/// "Monday, thursday or friday next week", "wednesday evening next week": one week for all of them.
fn same_week(reader: &Moments<'_, '_>, mut found: Vec<Found>) -> Vec<Found> {
    let text = reader.text;
    let bare = |one: &Found| {
        (one.end - one.at == 1).then(|| crate::english::calendar::weekday(text.word(one.at))).flatten()
    };
    let close = |from: usize, to: usize| {
        to - from <= 4
            && (from..to).all(|at| {
                matches!(
                    text.word(at),
                    "or" | "and" | "on" | "say" | "maybe" | "how" | "about" | "either" | "the" | "in" | "of"
                )
            })
    };
    // The Monday of the week that a value fixes.
    let week = |one: &Found| match one.values.as_slice() {
        [When::Day(date, _)] if bare(one).is_none() && reader.names_week(one.at, one.end) => {
            Some(monday(*date))
        }
        [When::Days(Some(from), Some(to))]
            if reader.week_offset(one.at).is_some() && days_on(*from, 6) == *to =>
        {
            Some(*from)
        }
        _ => None,
    };
    let mut weeks: Vec<Option<Date>> = found.iter().map(week).collect();
    for place in 1..found.len() {
        if weeks[place].is_none()
            && bare(&found[place]).is_some()
            && close(found[place - 1].end, found[place].at)
        {
            weeks[place] = weeks[place - 1];
        }
    }
    for place in (0..found.len().saturating_sub(1)).rev() {
        let passes =
            bare(&found[place]).is_some() || matches!(found[place].values.as_slice(), [When::Part(_)]);
        if weeks[place].is_none() && passes && close(found[place].end, found[place + 1].at) {
            weeks[place] = weeks[place + 1];
        }
    }
    for (one, week) in found.iter_mut().zip(&weeks) {
        if let (Some(day), Some(week)) = (bare(one), week) {
            let date = days_on(*week, i64::from(day.to_monday_zero_offset()));
            one.values = vec![When::Day(date, Vec::new())];
        }
    }
    // "Next week, maybe on wednesday": the day says more than its week.
    for place in 1..found.len() {
        let is_week =
            matches!(found[place - 1].values.as_slice(), [When::Days(..)]) && weeks[place - 1].is_some();
        if is_week && weeks[place] == weeks[place - 1] && found[place].end - found[place].at == 1 {
            found[place].at = found[place - 1].at;
            found[place - 1].values.clear();
        }
    }
    let mut kept = found.iter().map(|one| !one.values.is_empty()).collect::<Vec<_>>().into_iter();
    weeks.retain(|_| kept.next().unwrap_or(true));
    found.retain(|one| !one.values.is_empty());
    // "Wednesday evening next week": the week has been said with its day.
    let mut place = 0;
    while place + 1 < found.len() {
        let next_is_week =
            matches!(found[place + 1].values.as_slice(), [When::Days(..)]) && weeks[place + 1].is_some();
        if next_is_week && weeks[place] == weeks[place + 1] && close(found[place].end, found[place + 1].at) {
            found[place].end = found[place + 1].end;
            found.remove(place + 1);
            weeks.remove(place + 1);
        } else {
            place += 1;
        }
    }
    found
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
            // "At 18 and 19 june" names no time.
            let hour =
                |last: &Found| last.end + 1 == one.at && matches!(last.values.as_slice(), [When::Time(_)]);
            let own_month =
                (one.at..one.end).any(|at| crate::english::calendar::month(text.word(at)).is_some());
            if pair && own_month && number.is_some() && all.last().is_some_and(hour) {
                all.pop();
            }
            let taken = all.last().is_some_and(|last: &Found| last.end > one.at.saturating_sub(2));
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

/// "From four today to five tomorrow": not open at the end, two moments.
fn across_days(reader: &Moments<'_, '_>, mut found: Vec<Found>) -> Vec<Found> {
    let text = reader.text;
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

/// "Tomorrow or the day after": the day after the one just named.
fn day_after(reader: &Moments<'_, '_>, mut found: Vec<Found>) -> Vec<Found> {
    for place in 1..found.len() {
        let one = &found[place];
        let bare = one.end - one.at == 3 && reader.text.reads(one.at, &["the", "day", "after"]);
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

/// "Three thirty or four", "nine or ten tomorrow": a bare hour beside a time is a time too.
fn both_times(reader: &Moments<'_, '_>, found: Vec<Found>) -> Vec<Found> {
    let text = reader.text;
    let bare = |at: usize| {
        let number =
            text.cardinal(at).filter(|number| number.length == 1 && (1..=12).contains(&number.value))?;
        super::Clock::new(number.value, 0, super::Half::Open)
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
                let known = clock.half == super::Half::Known;
                let hour = if known { hour.in_half(clock.hour >= 12) } else { hour };
                all.push(Found { at, end: at + 1, values: vec![When::Time(hour)] });
            }
        }
    }
    all.sort_by_key(|one| one.at);
    all
}

impl Moments<'_, '_> {
    /// Whether these words name a weekday and its week: "next week monday".
    fn names_week(&self, from: usize, to: usize) -> bool {
        let weekday = (from..to).any(|at| crate::english::calendar::weekday(self.text.word(at)).is_some());
        weekday && (from..to).any(|at| matches!(self.text.word(at), "week" | "weeks"))
    }

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

/// "First thing monday morning": the morning is said twice, and meant once.
fn said_once(mut run: Vec<Found>, parts: &[DayPart]) -> Vec<Found> {
    let ([first, second], Some(leading)) = (parts, run.first()) else { return run };
    if first == second && leading.values == [When::Part(*first)] && run.len() > 1 {
        run[1].at = leading.at;
        run.remove(0);
    }
    run
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
        return said_once(run, &parts);
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
