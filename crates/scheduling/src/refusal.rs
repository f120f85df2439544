//! Why nobody can take a start, in the words of whoever is closest to a yes.

use std::ops::Range;

use jiff::civil::Time;

use crate::board::Board;
use crate::diary::Diary;
use crate::frame::DAY;
use crate::{Reason, Refusal};

/// Why nobody who may do the first service can take this start; none if somebody can.
pub(crate) fn refusal_by_people(place: usize, date: i64, board: &Board<'_, '_>) -> Option<Refusal> {
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
    let shown = |place| board.clocks.salon().shows(board.frame.minute(place));
    let is_that_day = |place| shown(place).div_euclid(DAY) == date;
    let is_meant = |stretch: &Range<usize>| match reason {
        Reason::OutsideHours => is_that_day(stretch.start) || is_that_day(stretch.end - 1),
        Reason::TooLong => stretch.contains(&place),
        _ => false,
    };
    let stretches: Vec<_> = speakers.flat_map(|diary| diary.open.stretches()).filter(is_meant).collect();

    // What touches the edge of the frame goes on outside it. Last night's end is not an opening of today.
    let is_opening = |&start: &usize| start > 0 && (reason == Reason::TooLong || is_that_day(start));
    let is_closing = |&end: &usize| end < board.frame.len();
    let opens = stretches.iter().map(|stretch| stretch.start).filter(is_opening).min();
    let closes = stretches.iter().map(|stretch| stretch.end).filter(is_closing).max();
    let time = |place| {
        let minutes = shown(place).rem_euclid(DAY);
        Time::new((minutes / 60) as i8, (minutes % 60) as i8, 0, 0).ok()
    };
    Refusal { reason, opens: opens.and_then(time), closes: closes.and_then(time) }
}
