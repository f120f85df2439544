//! One person's time within the frame of a question, and what stops them from taking a service at a start.
//!
//! Each rule is a set of allowed starts. The list of free starts is what all sets have in common, and the reason
//! for refusing a start is the first set it is missing from, so listing and judging cannot differ.

use crate::clock::{Clock, Clocks};
use crate::frame::{DAY, Frame, minute_of, minutes_of};
use crate::hours::{Whereabouts, minutes_off, open_minutes};
use crate::mask::Mask;
use crate::{Person, Plan, Question, Reason};

/// A person's time.
#[derive(Debug)]
pub(crate) struct Diary {
    /// Hours, time off left aside.
    pub(crate) open: Mask,
    /// Time off, if there is any.
    off: Option<Mask>,
    /// Not engaged.
    free: Mask,
    /// What the visits that start on each date add up to, if there is a limit.
    pub(crate) load: Option<Load>,
}

impl Diary {
    /// Opens a person's diary.
    pub(crate) fn open<'a>(
        person: &Person<'a>,
        question: &Question<'a>,
        salon_open: Option<&Mask>,
        clocks: &mut Clocks<'a>,
        frame: Frame,
    ) -> Self {
        let at = Whereabouts::of(person, clocks);
        let mut open = open_minutes(person.hours, &at, clocks, frame);
        if let Some(salon_open) = salon_open {
            open.keep(salon_open);
        }
        let off = (!person.time_off.is_empty()).then(|| minutes_off(person.time_off, &at, clocks, frame));
        Self {
            open,
            off,
            free: free_minutes(person, question, frame),
            load: Load::of(person, clocks.salon(), frame),
        }
    }

    /// Where this person could start a service that takes this.
    pub(crate) fn starts_for(&self, plan: &Plan<'_>, clocks: &Clocks<'_>, frame: Frame) -> Starts {
        let client = plan.client_minutes();
        let stay = usize::try_from(client).expect("no part of a plan has less than no length");
        let in_one_stretch = self.open.starts_of_runs(stay);
        let without_time_off = self.off.as_ref().map(|off| {
            let mut working = Mask::all(frame.len());
            working.remove(off);
            working.starts_of_runs(stay)
        });
        let within_limit = self.load.as_ref().map(|load| load.starts_within(client, clocks.salon(), frame));
        let mut not_engaged: Option<Mask> = None;
        for engaged in plan.engaged() {
            let length = usize::try_from(engaged.end - engaged.start).expect("engaged spans are not empty");
            let free = self.free.starts_of_runs(length).seen_from(engaged.start);
            match &mut not_engaged {
                Some(all) => all.keep(&free),
                None => not_engaged = Some(free),
            }
        }
        Starts { open: self.open.clone(), in_one_stretch, without_time_off, within_limit, not_engaged }
    }
}

fn free_minutes(person: &Person<'_>, question: &Question<'_>, frame: Frame) -> Mask {
    let mut free = Mask::all(frame.len());
    for &interval in person.busy {
        free.remove_range(frame.clip(minutes_of(interval)));
    }
    for hold in person.holds {
        let is_own = hold.caller.is_some() && hold.caller == question.caller;
        if !is_own && hold.expires > question.now {
            free.remove_range(frame.clip(minutes_of(hold.interval)));
        }
    }
    for appointment in person.appointments {
        let start = minute_of(appointment.start);
        appointment.plan.for_each_engaged(|engaged| {
            free.remove_range(frame.clip(start + engaged.start..start + engaged.end));
        });
    }
    free
}

/// Where a person could start a service, rule by rule.
#[derive(Debug)]
pub(crate) struct Starts {
    open: Mask,
    in_one_stretch: Mask,
    without_time_off: Option<Mask>,
    within_limit: Option<Mask>,
    not_engaged: Option<Mask>,
}

impl Starts {
    /// The rules in the order in which they are looked at.
    fn rules(&self) -> impl Iterator<Item = (&Mask, Reason)> {
        [
            (Some(&self.open), Reason::OutsideHours),
            (Some(&self.in_one_stretch), Reason::TooLong),
            (self.without_time_off.as_ref(), Reason::TimeOff),
            (self.within_limit.as_ref(), Reason::Limit),
            (self.not_engaged.as_ref(), Reason::Busy),
        ]
        .into_iter()
        .filter_map(|(starts, otherwise)| Some((starts?, otherwise)))
    }

    /// Those that no rule stops.
    pub(crate) fn allowed(&self) -> Mask {
        let mut allowed = self.open.clone();
        self.rules().for_each(|(starts, _)| allowed.keep(starts));
        allowed
    }

    /// The first rule that stops this one.
    pub(crate) fn why_not(&self, place: usize) -> Option<Reason> {
        self.rules().find(|(starts, _)| !starts.has(place)).map(|(_, otherwise)| otherwise)
    }
}

/// What the visits that start on each date add up to, against a person's limits.
#[derive(Debug)]
pub(crate) struct Load {
    first_date: i64,
    /// Visits and client minutes of each date.
    days: Vec<(i64, i64)>,
    max_visits: i64,
    max_minutes: i64,
}

impl Load {
    fn of(person: &Person<'_>, salon: &Clock, frame: Frame) -> Option<Self> {
        if person.max_visits_per_day.is_none() && person.max_minutes_per_day.is_none() {
            return None;
        }
        let dates = frame.dates();
        let mut days = vec![(0, 0); usize::try_from(dates.end - dates.start).unwrap_or(0)];
        for appointment in person.appointments {
            let date = salon.shows(minute_of(appointment.start)).div_euclid(DAY);
            let client = appointment.plan.client_minutes();
            let place = usize::try_from(date - dates.start).ok();
            if let (Some(day), 1..) = (place.and_then(|place| days.get_mut(place)), client) {
                day.0 += 1;
                day.1 += client;
            }
        }
        let limit = |most: Option<u32>| most.map_or(i64::MAX, i64::from);
        Some(Self {
            first_date: dates.start,
            days,
            max_visits: limit(person.max_visits_per_day),
            max_minutes: limit(person.max_minutes_per_day),
        })
    }

    /// Whether a date can take one more visit of this length, besides so many visits and client minutes.
    pub(crate) fn has_room(&self, date: i64, (visits, minutes): (i64, i64), client: i64) -> bool {
        let place = usize::try_from(date - self.first_date).ok();
        let booked = place.and_then(|place| self.days.get(place)).copied().unwrap_or_default();
        booked.0 + visits < self.max_visits && booked.1 + minutes + client <= self.max_minutes
    }

    /// The starts on dates that can take one more visit of this length.
    fn starts_within(&self, client: i64, salon: &Clock, frame: Frame) -> Mask {
        let mut starts = Mask::none(frame.len());
        for date in (self.first_date..).take(self.days.len()) {
            if self.has_room(date, (0, 0), client) {
                for (showing, _) in salon.showing(date * DAY..(date + 1) * DAY) {
                    starts.put_range(frame.clip(showing));
                }
            }
        }
        starts
    }
}
