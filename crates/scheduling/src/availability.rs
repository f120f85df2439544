//! The two doors: which starts are free, and why one is not.

use crate::arrange::Visit;
use crate::board::{Board, check};
use crate::dates::{Start, bookable_dates, earliest, last_bookable_date};
use crate::frame::{DAY, timestamp};
use crate::refusal::refusal_by_people;
use crate::{Ask, Question, QuestionError, Reason, Refusal, Slot, Verdict};

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

    let Some(start) = Start::find(ask.into(), question.timezone) else {
        return refused(Reason::NonexistentTime.into());
    };
    if !start.is_on_grid(question.step_minutes) {
        return refused(Reason::OffGrid.into());
    }
    if start.minute < earliest(question) {
        return refused(Reason::Notice.into());
    }
    if start.date() > last_bookable_date(question) {
        return refused(Reason::Horizon.into());
    }

    // A day to spare, to see when a stretch of hours begins and ends.
    let board = Board::lay_out(question, start.date()..=start.date(), DAY)?;
    let place = board.frame.place(start.minute).expect("the board was laid out for this date");
    if let Some(refusal) = refusal_by_people(place, start.date(), &board) {
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

fn slot_at(place: usize, board: &Board<'_, '_>, visit: &mut Visit) -> Option<Slot> {
    let mut roles = visit.arrange(place)?.into_iter();
    let staff = roles.next()?;
    Some(Slot { start: timestamp(board.frame.minute(place)), staff, others: roles.collect() })
}
