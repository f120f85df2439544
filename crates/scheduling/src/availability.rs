//! The three doors: which starts are free, why one is not, and who does what if one is taken.

use jiff::Timestamp;

use crate::arrange::{Assignment, Visit};
use crate::board::{Board, check};
use crate::dates::{Start, bookable_dates, earliest, last_bookable_date};
use crate::frame::{DAY, timestamp};
use crate::refusal::refusal_by_people;
use crate::{ArrangedService, Ask, Question, QuestionError, Reason, Refusal, Slot, Verdict};

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

    let start = match offered_start(ask.into(), question) {
        Ok(start) => start,
        Err(reason) => return refused(reason.into()),
    };
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
        // Each could, but not together with the others, or not all of it on one day.
        None if slot_at(place, &board, &mut Visit::new(&board).without_limits()).is_some() => {
            refused(Reason::Limit.into())
        }
        None => refused(Reason::Busy.into()),
    }
}

/// When each service of the visit starts, in order, and who does it, if the visit starts here. None exactly if
/// [`judge`] refuses the start, so on the dates of the question there is an answer for each of the [`free_slots`].
///
/// The client waits as little as can be: the second service starts as early as any arrangement allows, then the third,
/// and so on. If several people could do a service at that time, one of them is named; whoever has a preference asks
/// with a narrower [`Who`](crate::Who).
pub fn arrange(
    question: &Question<'_>,
    start: Timestamp,
) -> Result<Option<Vec<ArrangedService>>, QuestionError> {
    check(question)?;
    let Ok(start) = offered_start(start.into(), question) else { return Ok(None) };
    let board = Board::lay_out(question, start.date()..=start.date(), 0)?;
    let place = board.frame.place(start.minute).expect("the board was laid out for this date");
    let arranged = |roles: Vec<Assignment>| ArrangedService {
        start: timestamp(board.frame.minute(roles[0].start)),
        person: roles[0].person,
        assistants: roles[1..].iter().map(|role| role.person).collect(),
    };
    let services = Visit::new(&board).earliest(place);
    Ok(services.map(|services| services.into_iter().map(arranged).collect()))
}

/// The start that is asked for, if the salon offers it, whoever is free then.
fn offered_start(ask: Ask, question: &Question<'_>) -> Result<Start, Reason> {
    let start = Start::find(ask, question.timezone).ok_or(Reason::NonexistentTime)?;
    if !start.is_on_grid(question.step_minutes) {
        return Err(Reason::OffGrid);
    }
    if start.minute < earliest(question) {
        return Err(Reason::Notice);
    }
    if start.date() > last_bookable_date(question) {
        return Err(Reason::Horizon);
    }
    Ok(start)
}

fn slot_at(place: usize, board: &Board<'_, '_>, visit: &mut Visit<'_, '_, '_>) -> Option<Slot> {
    let mut roles = visit.roles(place)?.into_iter();
    let staff = roles.next()?;
    Some(Slot { start: timestamp(board.frame.minute(place)), staff, others: roles.collect() })
}
