//! The two doors: which starts are free, and why one is not.

use std::ops::RangeInclusive;

use jiff::civil::{DateTime, Time};
use jiff::{Timestamp, tz::TimeZone};

use crate::arrange::Visit;
use crate::board::Board;
use crate::diary::Diary;
use crate::frame::{DAY, date_number, is_within_a_minute, minute_from, minute_of, timestamp, weekday};
use crate::{Horizon, Question, QuestionError, Reason, Refusal, Slot, Verdict};

/// A start to be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// A moment.
    Moment(Timestamp),
    /// A time on the salon's clock; one that is shown twice means the first.
    Clock(DateTime),
}

impl From<Timestamp> for Ask {
    fn from(moment: Timestamp) -> Self {
        Self::Moment(moment)
    }
}

impl From<DateTime> for Ask {
    fn from(shown: DateTime) -> Self {
        Self::Clock(shown)
    }
}

/// Every start that is free on the dates of the question, in order, each once.
pub fn free_slots(question: &Question<'_>) -> Result<Vec<Slot>, QuestionError> {
    check(question)?;
    let Some(dates) = bookable_dates(question) else { return Ok(Vec::new()) };
    let board = Board::lay_out(question, dates.clone(), 0)?;
    let mut visit = Visit::new(&board);

    let mut starts = board.grid(dates);
    starts.remove_range(board.frame.clip(i64::MIN..earliest(question)));
    starts.keep(visit.possible_starts());
    let slot = |place| slot_at(place, &board, &mut visit);
    Ok(starts.iter().filter_map(slot).collect())
}

/// Whether this start is free, and if not, why. It need not lie on the dates of the question.
pub fn judge(question: &Question<'_>, ask: impl Into<Ask>) -> Result<Verdict, QuestionError> {
    check(question)?;
    let refused = |refusal: Refusal| Ok(Verdict::Refused(refusal));

    let (start, date, is_on_the_grid) = match find(ask.into(), question) {
        Some(found) => found,
        None => return refused(Reason::NonexistentTime.into()),
    };
    if !is_on_the_grid {
        return refused(Reason::OffGrid.into());
    }
    if start < earliest(question) {
        return refused(Reason::Notice.into());
    }
    if date > last_bookable_date(question) {
        return refused(Reason::Horizon.into());
    }

    // A day to spare, to see when a stretch of hours begins and ends.
    let board = Board::lay_out(question, date..=date, DAY)?;
    let place = board.frame.place(start).expect("the board was laid out for this date");
    if let Some(refusal) = refusal_by_people(place, date, &board) {
        return refused(refusal);
    }
    let lacks_equipment = board.equipment(&question.visit[0]).is_some_and(|starts| !starts.has(place));
    if lacks_equipment {
        return refused(Reason::Resource.into());
    }
    match slot_at(place, &board, &mut Visit::new(&board)) {
        Some(slot) => Ok(Verdict::Free(slot)),
        // Each could, but not together with the others.
        None => refused(Reason::Busy.into()),
    }
}

fn check(question: &Question<'_>) -> Result<(), QuestionError> {
    if question.step_minutes == 0 {
        return Err(QuestionError::NoStep);
    }
    if question.visit.is_empty() { Err(QuestionError::NoService) } else { Ok(()) }
}

fn slot_at(place: usize, board: &Board<'_, '_>, visit: &mut Visit) -> Option<Slot> {
    let mut roles = visit.arrange(place)?.into_iter();
    let staff = roles.next()?;
    Some(Slot { start: timestamp(board.frame.minute(place)), staff, others: roles.collect() })
}

/// The minute, the salon date and whether it is on the grid. None: the salon's clock skips it.
fn find(ask: Ask, question: &Question<'_>) -> Option<(i64, i64, bool)> {
    let (start, shown, is_whole) = match ask {
        Ask::Moment(moment) => {
            let start = minute_of(moment);
            (start, shown_by(question.timezone, start), !is_within_a_minute(moment))
        }
        Ask::Clock(at) => {
            let wanted = date_number(at.date()) * DAY + i64::from(at.hour()) * 60 + i64::from(at.minute());
            let clock = crate::clock::Clock::watch(question.timezone, wanted - 2 * DAY..wanted + 2 * DAY);
            let start = clock.first(wanted);
            if clock.shows(start) != wanted {
                return None;
            }
            (start, wanted, at.second() == 0 && at.subsec_nanosecond() == 0)
        }
    };
    let since_midnight = shown.rem_euclid(DAY);
    let is_on_the_grid = is_whole && since_midnight % i64::from(question.step_minutes) == 0;
    Some((start, shown.div_euclid(DAY), is_on_the_grid))
}

/// The first minute at which a visit may start.
fn earliest(question: &Question<'_>) -> i64 {
    minute_from(question.now) + i64::from(question.notice_minutes)
}

/// The dates of the question on which a start could be allowed.
fn bookable_dates(question: &Question<'_>) -> Option<RangeInclusive<i64>> {
    // One earlier: where the clock is put back over midnight, yesterday can come after today.
    let today = shown_by(question.timezone, earliest(question)).div_euclid(DAY) - 1;
    let first = date_number(question.from).max(today);
    let last = date_number(question.to).min(last_bookable_date(question));
    (first <= last).then_some(first..=last)
}

fn last_bookable_date(question: &Question<'_>) -> i64 {
    let today = shown_by(question.timezone, minute_of(question.now)).div_euclid(DAY);
    match question.horizon {
        Horizon::Unlimited => i64::MAX,
        Horizon::Days(days) => today + i64::from(days),
        Horizon::BusinessDays(0) => today,
        Horizon::BusinessDays(days) => {
            const FRIDAY: i8 = 4;
            let past_friday = i64::from((weekday(today) - FRIDAY).max(0));
            let weeks = i64::from(days / 5);
            let mut date = today - past_friday + 7 * weeks;
            for _ in 0..days % 5 {
                date += if weekday(date) == FRIDAY { 3 } else { 1 };
            }
            date
        }
    }
}

/// What the clock of this zone shows at this minute, in minutes since 1970 on that clock.
fn shown_by(zone: &TimeZone, minute: i64) -> i64 {
    minute + i64::from(zone.to_offset(timestamp(minute)).seconds()).div_euclid(60)
}

/// Why nobody who may do the (first) service can take this start; none if somebody can.
fn refusal_by_people(place: usize, date: i64, board: &Board<'_, '_>) -> Option<Refusal> {
    let service = &board.question.visit[0];
    let is_open_that_day = |diary: &Diary| {
        let mut day = board.clocks.salon().showing(date * DAY..(date + 1) * DAY);
        day.any(|(minutes, _)| diary.open.has_any(board.frame.clip(minutes)))
    };
    let mut stopped: Vec<(Reason, &Diary)> = Vec::new();
    for (_, diary) in board.able(service.staff) {
        let reason = match board.starts(diary, service).why_not(place)? {
            Reason::OutsideHours if !is_open_that_day(diary) => Reason::Closed,
            reason => reason,
        };
        stopped.push((reason, diary));
    }
    let Some(reason) = stopped.iter().map(|(reason, _)| *reason).max() else {
        return Some(Reason::NoStaff.into());
    };
    let speakers = stopped.iter().filter(|(own, _)| *own == reason).map(|(_, diary)| *diary);
    Some(with_hours(reason, speakers, place, date, board))
}

/// Adds when those who speak for all open and close.
fn with_hours<'d>(
    reason: Reason,
    speakers: impl Iterator<Item = &'d Diary>,
    place: usize,
    date: i64,
    board: &Board<'_, '_>,
) -> Refusal {
    let salon = board.clocks.salon();
    let shown = |place| salon.shows(board.frame.minute(place));
    let is_that_day = |place| shown(place).div_euclid(DAY) == date;
    let (mut opens, mut closes): (Option<usize>, Option<usize>) = (None, None);
    for stretch in speakers.flat_map(|diary| diary.open.stretches()) {
        let (starts_that_day, matters) = match reason {
            Reason::OutsideHours => {
                let starts_that_day = is_that_day(stretch.start);
                (starts_that_day, starts_that_day || is_that_day(stretch.end - 1))
            }
            Reason::TooLong => (true, stretch.contains(&place)),
            _ => (false, false),
        };
        // What touches the edge of the frame goes on outside it.
        if matters && starts_that_day && stretch.start > 0 {
            opens = Some(opens.map_or(stretch.start, |first| first.min(stretch.start)));
        }
        if matters && stretch.end < board.frame.len() {
            closes = Some(closes.map_or(stretch.end, |last| last.max(stretch.end)));
        }
    }
    let time = |place| {
        let minutes = shown(place).rem_euclid(DAY);
        Time::new((minutes / 60) as i8, (minutes % 60) as i8, 0, 0).ok()
    };
    Refusal { reason, opens: opens.and_then(time), closes: closes.and_then(time) }
}
