//! Which of the free starts to offer: two or three, near what was asked for, easy to keep in mind.

use crate::Slot;
use crate::state::TimeWish;
use jiff::civil::{Date, Time};

/// More than three times cannot be kept in mind on the telephone.
const MOST: usize = 3;

/// What to offer, and whether it is what was asked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Picked {
    pub(crate) slots: Vec<Slot>,
    /// False when nothing free matches the wish and these are only near it.
    pub(crate) fits: bool,
}

/// Picks from `free`, which is in order of time.
pub(crate) fn pick(free: &[Slot], wish: Option<&TimeWish>, soonest: bool) -> Picked {
    let fitting: Vec<&Slot> =
        free.iter().filter(|slot| wish.is_none_or(|wish| wish.allows(slot.local.time()))).collect();
    let fits = !fitting.is_empty();
    let pool: Vec<&Slot> = if fits { fitting } else { free.iter().collect() };
    let days = by_day(&pool);

    let chosen = match (days.as_slice(), wish) {
        (_, wish) if soonest && (fits || wish.is_none()) => soonest_of(&pool),
        ([day], Some(wish)) if !fits => around(day, wish),
        ([day], _) => spread(day),
        (days, Some(wish)) if !fits => each(days, |day| nearest(day, wish)),
        (days, _) => each(days, |day| roundest(first_part(day))),
    };
    Picked { slots: chosen.into_iter().cloned().collect(), fits }
}

/// Picks around a day that has nothing: one start on the last day before, the others on the days after.
pub(crate) fn pick_around(free: &[Slot], day: Date, wish: Option<&TimeWish>) -> Picked {
    let (before, after): (Vec<&Slot>, Vec<&Slot>) = free.iter().partition(|slot| slot.local.date() < day);
    let last_day = before.last().map(|slot| slot.local.date());
    let eve: Vec<Slot> =
        before.into_iter().filter(|slot| Some(slot.local.date()) == last_day).cloned().collect();
    let after: Vec<Slot> = after.into_iter().cloned().collect();
    let (eve, after) = (pick(&eve, wish, false), pick(&after, wish, false));
    let fits = eve.fits || after.fits;
    let slots = eve.slots.into_iter().take(1).chain(after.slots).take(MOST).collect();
    Picked { slots, fits }
}

/// The last of `free`, for "anything earlier?": the nearest to where the caller already was.
pub(crate) fn latest_of(free: &[Slot]) -> Vec<Slot> {
    let mut chosen: Vec<Slot> = apart(free.iter().rev()).into_iter().cloned().collect();
    chosen.reverse();
    chosen
}

/// The first of `free`, for "anything later?".
pub(crate) fn earliest_of(free: &[Slot]) -> Vec<Slot> {
    apart(free.iter()).into_iter().cloned().collect()
}

fn soonest_of<'a>(pool: &[&'a Slot]) -> Vec<&'a Slot> {
    apart(pool.iter().copied())
}

/// The first, and those after it that are at least half an hour from the one before.
fn apart<'a>(slots: impl Iterator<Item = &'a Slot>) -> Vec<&'a Slot> {
    let mut chosen: Vec<&Slot> = Vec::new();
    for slot in slots {
        let far_enough = |last: &&Slot| slot.starts_at.duration_since(last.starts_at).abs() >= half_an_hour();
        if chosen.last().is_none_or(far_enough) {
            chosen.push(slot);
        }
        if chosen.len() == MOST {
            break;
        }
    }
    chosen
}

fn half_an_hour() -> jiff::SignedDuration {
    jiff::SignedDuration::from_mins(30)
}

fn by_day<'a>(pool: &[&'a Slot]) -> Vec<Vec<&'a Slot>> {
    let mut days: Vec<(Date, Vec<&Slot>)> = Vec::new();
    for slot in pool {
        match days.last_mut() {
            Some((date, day)) if *date == slot.local.date() => day.push(slot),
            _ => days.push((slot.local.date(), vec![slot])),
        }
    }
    days.into_iter().map(|(_, day)| day).collect()
}

fn each<'a>(days: &[Vec<&'a Slot>], one: impl Fn(&[&'a Slot]) -> Option<&'a Slot>) -> Vec<&'a Slot> {
    days.iter().filter_map(|day| one(day)).take(MOST).collect()
}

/// The nearest before what was asked and the nearest after; two of one side where the other has none.
fn around<'a>(day: &[&'a Slot], wish: &TimeWish) -> Vec<&'a Slot> {
    let (from, to) = wish.window();
    let before: Vec<&Slot> = day.iter().copied().filter(|slot| slot.local.time() < from).collect();
    let after: Vec<&Slot> =
        day.iter().copied().filter(|slot| slot.local.time() > from && slot.local.time() >= to).collect();
    match (before.last(), after.first()) {
        (Some(before), Some(after)) => vec![before, after],
        (None, _) => apart(after.into_iter()).into_iter().take(2).collect(),
        (_, None) => {
            let mut chosen: Vec<&Slot> = apart(before.into_iter().rev()).into_iter().take(2).collect();
            chosen.reverse();
            chosen
        }
    }
}

fn nearest<'a>(day: &[&'a Slot], wish: &TimeWish) -> Option<&'a Slot> {
    let (from, to) = wish.window();
    let far = |time: Time| {
        let distance = |a: Time, b: Time| a.duration_since(b).abs();
        if time < from { distance(from, time) } else { distance(time, to) }
    };
    day.iter().copied().min_by_key(|slot| far(slot.local.time()))
}

/// Three over the day, the roundest time of each third.
fn spread<'a>(day: &[&'a Slot]) -> Vec<&'a Slot> {
    if day.len() <= MOST {
        return day.to_vec();
    }
    let third = day.len().div_ceil(MOST);
    day.chunks(third).filter_map(roundest).collect()
}

/// The first hours of a day's starts: who names no time is offered an early one on each day.
fn first_part<'b, 'a>(day: &'b [&'a Slot]) -> &'b [&'a Slot] {
    &day[..day.len().div_ceil(MOST)]
}

/// Full hours are said and remembered more easily than halves, halves more easily than quarters.
fn roundest<'a>(slots: &[&'a Slot]) -> Option<&'a Slot> {
    let roughness = |slot: &&Slot| match slot.local.time().minute() {
        0 => 0,
        30 => 1,
        _ => 2,
    };
    slots.iter().copied().min_by_key(roughness)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::{DateTime, date, time};
    use understanding::DayPart;

    fn slot(local: DateTime) -> Slot {
        let starts_at = local.to_zoned(jiff::tz::TimeZone::UTC).expect("UTC has every time").timestamp();
        Slot { starts_at, local, person: "anna".into(), person_name: "Anna".into(), price_cents: None }
    }

    fn free(day: i8, minutes: impl IntoIterator<Item = i32>) -> Vec<Slot> {
        let start = date(2026, 3, day).at(0, 0, 0, 0);
        minutes.into_iter().map(|m| slot(start + jiff::Span::new().minutes(m))).collect()
    }

    fn said(picked: &Picked) -> Vec<String> {
        picked.slots.iter().map(|slot| slot.local.strftime("%d %H:%M").to_string()).collect()
    }

    #[test]
    fn without_a_time_the_offer_is_spread_over_the_day_on_round_times() {
        let day = free(10, (9 * 60 + 15..17 * 60).step_by(15));

        let picked = pick(&day, None, false);

        assert_eq!(said(&picked), ["10 10:00", "10 12:00", "10 15:00"]);
        assert!(picked.fits);
    }

    #[test]
    fn a_taken_time_gets_the_nearest_before_and_after() {
        let day = free(10, [9 * 60, 10 * 60, 13 * 60, 15 * 60]);
        let at_eleven = TimeWish::At { time: time(11, 0, 0, 0), approximate: false };

        let picked = pick(&day, Some(&at_eleven), false);

        assert_eq!(said(&picked), ["10 10:00", "10 13:00"]);
        assert!(!picked.fits);
    }

    #[test]
    fn a_time_after_the_last_start_gets_the_last_two() {
        let day = free(10, [9 * 60, 10 * 60, 10 * 60 + 15, 11 * 60]);
        let at_six = TimeWish::At { time: time(18, 0, 0, 0), approximate: false };

        assert_eq!(said(&pick(&day, Some(&at_six), false)), ["10 10:15", "10 11:00"]);
    }

    #[test]
    fn over_several_days_one_start_of_each_is_offered() {
        let mut days = free(10, [14 * 60, 15 * 60]);
        days.extend(free(11, [9 * 60, 14 * 60 + 30]));
        days.extend(free(12, [16 * 60]));
        days.extend(free(13, [14 * 60]));
        let afternoon = TimeWish::Part(DayPart::Afternoon);

        assert_eq!(said(&pick(&days, Some(&afternoon), false)), ["10 14:00", "11 14:30", "12 16:00"]);
    }

    #[test]
    fn the_soonest_are_the_first_with_half_an_hour_between_them() {
        let day = free(10, [9 * 60, 9 * 60 + 15, 9 * 60 + 30, 10 * 60]);

        assert_eq!(said(&pick(&day, None, true)), ["10 09:00", "10 09:30", "10 10:00"]);
    }

    #[test]
    fn nothing_free_is_nothing_offered() {
        assert_eq!(pick(&[], None, false), Picked { slots: Vec::new(), fits: false });
    }
}
