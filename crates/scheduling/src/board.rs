//! Everything a question needs for some dates, laid out on one frame: clocks, diaries, equipment and the grid.

use std::ops::RangeInclusive;

use crate::clock::{ClockIndex, Clocks};
use crate::diary::{Diary, Load, Starts};
use crate::equipment::starts_with_equipment;
use crate::frame::{DAY, Frame};
use crate::hours::{Whereabouts, open_minutes};
use crate::mask::Mask;
use crate::{PersonIndex, Question, QuestionError, Service, Who};

/// Most dates that can be asked for at once.
pub const MAX_DAYS: u32 = 750;

/// Longest visit, with all its buffers and waits.
pub const MAX_VISIT_DAYS: u32 = 31;

/// Most people a visit can need, all its services and their assistants taken together.
pub const MAX_ROLES: usize = 12;

/// A question laid out for some dates.
#[derive(Debug)]
pub(crate) struct Board<'q, 'a> {
    pub(crate) question: &'q Question<'a>,
    pub(crate) clocks: Clocks<'a>,
    pub(crate) frame: Frame,
    /// By person; none for those that nobody asks for.
    diaries: Vec<Option<Diary>>,
}

impl<'q, 'a> Board<'q, 'a> {
    /// Lays a [checked](check) question out for starts on these salon dates, with so many minutes to spare on both sides.
    pub(crate) fn lay_out(
        question: &'q Question<'a>,
        dates: RangeInclusive<i64>,
        spare: i64,
    ) -> Result<Self, QuestionError> {
        if dates.end() - dates.start() >= i64::from(MAX_DAYS) {
            return Err(QuestionError::TooManyDays);
        }
        let (mut clocks, frame) = clocks_and_frame(question, dates, spare);

        let salon_open = question
            .salon_hours
            .map(|hours| open_minutes(hours, &Whereabouts::at(ClockIndex::SALON), &clocks, frame));
        let mut is_asked_for = vec![false; question.people.len()];
        for role in question.visit.iter().flat_map(Service::roles) {
            able(question, role).for_each(|person| is_asked_for[person.0 as usize] = true);
        }
        let diaries = std::iter::zip(question.people, is_asked_for)
            .map(|(person, is_asked_for)| {
                is_asked_for.then(|| Diary::open(person, question, salon_open.as_ref(), &mut clocks, frame))
            })
            .collect();
        Ok(Self { question, clocks, frame, diaries })
    }

    /// The starts on the grid on these dates.
    pub(crate) fn grid(&self, dates: RangeInclusive<i64>) -> Mask {
        let mut grid = Mask::none(self.frame.len());
        for date in dates {
            let midnight = date * DAY;
            // By what the clock shows: a doubled hour gives both starts, a skipped one none.
            for (minutes, ahead) in self.clocks.salon().showing(midnight..midnight + DAY) {
                for shown in (midnight..midnight + DAY).step_by(self.question.step_minutes as usize) {
                    if minutes.contains(&(shown - ahead)) {
                        self.frame.place(shown - ahead).into_iter().for_each(|place| grid.put(place));
                    }
                }
            }
        }
        grid
    }

    /// Who may take a role, with their diaries, in order of their place.
    pub(crate) fn able(&self, who: Who<'_>) -> impl Iterator<Item = (PersonIndex, &Diary)> {
        let mut indices: Vec<PersonIndex> = able(self.question, who).collect();
        indices.sort_unstable();
        indices.dedup();
        indices.into_iter().filter_map(|index| Some((index, self.diaries.get(index.0 as usize)?.as_ref()?)))
    }

    /// Where a person could start a service.
    pub(crate) fn starts(&self, diary: &Diary, service: &Service<'_>) -> Starts {
        diary.starts_for(&service.plan, &self.clocks, self.frame)
    }

    /// What a person's days have room for, if there is a limit.
    pub(crate) fn load(&self, person: PersonIndex) -> Option<&Load> {
        self.diaries.get(person.0 as usize)?.as_ref()?.load.as_ref()
    }

    /// The salon date of a place in the frame.
    pub(crate) fn date(&self, place: usize) -> i64 {
        self.clocks.salon().shows(self.frame.minute(place)).div_euclid(DAY)
    }

    /// Where a service has all its equipment. None: it needs none.
    pub(crate) fn equipment(&self, service: &Service<'_>) -> Option<Mask> {
        starts_with_equipment(service, self.question, self.frame)
    }
}

/// Who may take a role, in any order; perhaps twice.
fn able<'a>(question: &Question<'a>, who: Who<'a>) -> impl Iterator<Item = PersonIndex> + use<'a> {
    let people = question.people.len() as u32;
    let (everyone, some) = match who {
        Who::Anyone => (0..people, &[][..]),
        Who::OneOf(some) => (0..0, some),
    };
    let known = some.iter().copied().filter(move |index| index.0 < people);
    everyone.map(PersonIndex).chain(known)
}

/// Finds what makes a question unanswerable, but for the number of its dates.
pub(crate) fn check(question: &Question<'_>) -> Result<(), QuestionError> {
    if question.step_minutes == 0 {
        return Err(QuestionError::NoStep);
    }
    if question.visit.is_empty() {
        return Err(QuestionError::NoService);
    }
    if question.visit.iter().flat_map(Service::roles).nth(MAX_ROLES).is_some() {
        return Err(QuestionError::TooManyRoles);
    }
    if longest(question) > i64::from(MAX_VISIT_DAYS) * DAY {
        return Err(QuestionError::VisitTooLong);
    }
    Ok(())
}

/// The minutes a visit takes with all its buffers and the longest waits.
fn longest(question: &Question<'_>) -> i64 {
    let extents = question.visit.iter().map(|service| service.plan.extent());
    let waits = i64::from(question.max_wait_minutes) * (question.visit.len() as i64 - 1);
    extents.map(|extent| extent.end - extent.start).sum::<i64>() + waits
}

/// The frame for starts on these dates, wide enough for all a visit asks for before and after its start.
fn clocks_and_frame<'a>(
    question: &Question<'a>,
    dates: RangeInclusive<i64>,
    spare: i64,
) -> (Clocks<'a>, Frame) {
    let before_start = |service: &Service<'_>| -service.plan.extent().start;
    let lead = spare + question.visit.iter().map(before_start).max().unwrap_or(0);
    let reach = spare + longest(question);

    let (first, after) = (dates.start() * DAY, (dates.end() + 1) * DAY);
    // Clocks differ by a day at most, and windows reach two further.
    let clocks = Clocks::new(question.timezone, first - lead - 5 * DAY..after + reach + 6 * DAY);
    let shown = || clocks.salon().showing(first..after).map(|(minutes, _)| minutes);
    let start = shown().map(|minutes| minutes.start).min().unwrap_or(first);
    let end = shown().map(|minutes| minutes.end).max().unwrap_or(start);
    (clocks, Frame::new(start - lead, end + reach))
}
