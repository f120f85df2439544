//! A salon for tests that owns its lists, with the words to set one up in a line or two.

use jiff::civil::{Date, DateTime, Time};
use jiff::{Timestamp, tz::TimeZone};
use scheduling::*;

/// A question that owns everything it asks with.
#[derive(Debug, Clone)]
pub(crate) struct Scenario {
    pub(crate) timezone: TimeZone,
    pub(crate) now: Timestamp,
    pub(crate) notice_minutes: u32,
    pub(crate) horizon: Horizon,
    pub(crate) step_minutes: u32,
    pub(crate) from: Date,
    pub(crate) to: Date,
    pub(crate) salon_hours: Option<Week>,
    pub(crate) people: Vec<Someone>,
    pub(crate) resources: Vec<(u32, Vec<Interval>)>,
    pub(crate) visit: Vec<Wish>,
    pub(crate) max_wait_minutes: u32,
    pub(crate) caller: Option<String>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Week {
    pub(crate) weekly: Vec<WeeklyWindow>,
    pub(crate) overrides: Vec<Override>,
}

#[derive(Debug, Clone, Default)]
pub(crate) struct Someone {
    pub(crate) timezone: Option<TimeZone>,
    pub(crate) elsewhere: Vec<(Date, Date, TimeZone)>,
    pub(crate) hours: Week,
    pub(crate) time_off: Vec<TimeOff>,
    pub(crate) busy: Vec<Interval>,
    pub(crate) appointments: Vec<(Timestamp, Taking)>,
    pub(crate) holds: Vec<(Interval, Option<String>, Timestamp)>,
    pub(crate) max_visits_per_day: Option<u32>,
    pub(crate) max_minutes_per_day: Option<u32>,
}

/// What a visit takes.
#[derive(Debug, Clone)]
pub(crate) struct Taking {
    pub(crate) segments: Vec<Segment>,
    pub(crate) add_on_minutes: u32,
    pub(crate) buffer_before_minutes: u32,
    pub(crate) buffer_after_minutes: u32,
}

/// A service wanted. Roles that name nobody are for anyone.
#[derive(Debug, Clone)]
pub(crate) struct Wish {
    pub(crate) taking: Taking,
    pub(crate) staff: Option<Vec<PersonIndex>>,
    pub(crate) assistants: Vec<Option<Vec<PersonIndex>>>,
    pub(crate) requires: Vec<Need>,
}

/// A salon where nobody works yet, asked a fortnight before for an hour of work on a grid of full hours.
pub(crate) fn salon(timezone: &str, date: &str) -> Scenario {
    let timezone = zone(timezone);
    let date: Date = date.parse().expect("a date");
    let now = date.checked_sub(jiff::Span::new().days(14)).expect("a date").to_zoned(timezone.clone());
    Scenario {
        now: now.expect("an instant").timestamp(),
        timezone,
        notice_minutes: 0,
        horizon: Horizon::Unlimited,
        step_minutes: 60,
        from: date,
        to: date,
        salon_hours: None,
        people: vec![],
        resources: vec![],
        visit: vec![work(60).into()],
        max_wait_minutes: 15,
        caller: None,
    }
}

pub(crate) fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone of the bundle")
}

/// Somebody who works in these windows every day, written `09:00-18:00`.
pub(crate) fn works(windows: &[&str]) -> Someone {
    Someone { hours: every_day(windows), ..Someone::default() }
}

pub(crate) fn every_day(windows: &[&str]) -> Week {
    let days = (0..7).map(|n| jiff::civil::Weekday::from_monday_zero_offset(n).expect("a weekday"));
    let weekly =
        days.flat_map(|day| windows.iter().map(move |text| WeeklyWindow::every_week(day, window(text))));
    Week { weekly: weekly.collect(), overrides: vec![] }
}

pub(crate) fn window(text: &str) -> Window {
    let (start, end) = text.split_once('-').expect("a window like 09:00-18:00");
    Window::new(start.parse().expect("a time"), end.parse().expect("a time")).expect("a window with a length")
}

/// Plain work.
pub(crate) fn work(minutes: u32) -> Taking {
    parts(&[(SegmentKind::Work, minutes)])
}

pub(crate) fn parts(parts: &[(SegmentKind, u32)]) -> Taking {
    Taking {
        segments: parts.iter().map(|&(kind, minutes)| Segment::new(kind, minutes)).collect(),
        add_on_minutes: 0,
        buffer_before_minutes: 0,
        buffer_after_minutes: 0,
    }
}

pub(crate) fn at(instant: &str) -> Timestamp {
    instant.parse().expect("an instant")
}

pub(crate) fn between(start: &str, end: &str) -> Interval {
    Interval { start: at(start), end: at(end) }
}

impl Taking {
    pub(crate) fn buffers(self, before: u32, after: u32) -> Self {
        Self { buffer_before_minutes: before, buffer_after_minutes: after, ..self }
    }

    fn plan(&self) -> Plan<'_> {
        Plan::segments(&self.segments)
            .with_add_ons(self.add_on_minutes)
            .with_buffers(self.buffer_before_minutes, self.buffer_after_minutes)
    }
}

impl From<Taking> for Wish {
    fn from(taking: Taking) -> Self {
        Self { taking, staff: None, assistants: vec![], requires: vec![] }
    }
}

impl Wish {
    pub(crate) fn by(self, people: &[u32]) -> Self {
        Self { staff: Some(people.iter().copied().map(PersonIndex).collect()), ..self }
    }
}

impl Someone {
    /// These windows on this date, in place of the weekly ones; none: closed.
    pub(crate) fn except(mut self, date: &str, windows: &[&str]) -> Self {
        self.hours = self.hours.except(date, windows);
        self
    }

    pub(crate) fn booked(mut self, start: &str, taking: Taking) -> Self {
        self.appointments.push((at(start), taking));
        self
    }

    pub(crate) fn off(mut self, time_off: TimeOff) -> Self {
        self.time_off.push(time_off);
        self
    }

    pub(crate) fn lives_in(mut self, timezone: &str) -> Self {
        self.timezone = Some(zone(timezone));
        self
    }
}

impl Week {
    pub(crate) fn except(mut self, date: &str, windows: &[&str]) -> Self {
        let date = date.parse().expect("a date");
        self.overrides.push(Override { date, window: None });
        self.overrides.extend(windows.iter().map(|text| Override { date, window: Some(window(text)) }));
        self
    }
}

impl Scenario {
    pub(crate) fn with(mut self, someone: Someone) -> Self {
        self.people.push(someone);
        self
    }

    pub(crate) fn wanting(self, visit: Vec<Wish>) -> Self {
        Self { visit, ..self }
    }

    pub(crate) fn every(self, step_minutes: u32) -> Self {
        Self { step_minutes, ..self }
    }

    pub(crate) fn until(self, date: &str) -> Self {
        Self { to: date.parse().expect("a date"), ..self }
    }

    /// What the salon's clock shows at the free starts, with its distance from UTC.
    pub(crate) fn starts(&self) -> Vec<String> {
        let shown = |slot: &Slot| {
            let zoned = slot.start.to_zoned(self.timezone.clone());
            if self.from == self.to {
                zoned.strftime("%H:%M%:z").to_string()
            } else {
                zoned.strftime("%d %H:%M%:z").to_string()
            }
        };
        self.slots().iter().map(shown).collect()
    }

    pub(crate) fn slots(&self) -> Vec<Slot> {
        self.ask(free_slots).expect("a question that can be answered")
    }

    pub(crate) fn judge(&self, ask: impl Into<Ask>) -> Verdict {
        self.ask(|question| judge(question, ask)).expect("a question that can be answered")
    }

    /// The verdict about a time on the salon's clock, on the first date.
    pub(crate) fn judge_at(&self, time: &str) -> Verdict {
        let time: Time = time.parse().expect("a time");
        self.judge(DateTime::from_parts(self.from, time))
    }

    pub(crate) fn arranged(&self, start: Timestamp) -> Option<Vec<ArrangedService>> {
        self.ask(|question| arrange(question, start)).expect("a question that can be answered")
    }

    /// Asks with everything borrowed.
    pub(crate) fn ask<'a, A>(&'a self, ask: impl FnOnce(&Question<'_>) -> A) -> A {
        let stays: Vec<Vec<Stay<'_>>> = self
            .people
            .iter()
            .map(|p| {
                p.elsewhere
                    .iter()
                    .map(|(from, to, timezone)| Stay { from: *from, to: *to, timezone })
                    .collect()
            })
            .collect();
        let appointments: Vec<Vec<Appointment<'_>>> = self
            .people
            .iter()
            .map(|p| {
                p.appointments
                    .iter()
                    .map(|(start, t)| Appointment { start: *start, plan: t.plan() })
                    .collect()
            })
            .collect();
        let holds: Vec<Vec<Hold<'_>>> = self
            .people
            .iter()
            .map(|p| {
                let hold = |(interval, caller, expires): &'a (_, Option<String>, _)| Hold {
                    interval: *interval,
                    caller: caller.as_deref(),
                    expires: *expires,
                };
                p.holds.iter().map(hold).collect()
            })
            .collect();
        let people: Vec<Person<'_>> = self
            .people
            .iter()
            .enumerate()
            .map(|(n, p)| Person {
                timezone: p.timezone.as_ref(),
                elsewhere: &stays[n],
                hours: p.hours.hours(),
                time_off: &p.time_off,
                busy: &p.busy,
                appointments: &appointments[n],
                holds: &holds[n],
                max_visits_per_day: p.max_visits_per_day,
                max_minutes_per_day: p.max_minutes_per_day,
            })
            .collect();
        let resources: Vec<Resource<'_>> =
            self.resources.iter().map(|(units, busy)| Resource { units: *units, busy }).collect();
        let assistants: Vec<Vec<Who<'_>>> =
            self.visit.iter().map(|wish| wish.assistants.iter().map(who).collect()).collect();
        let visit: Vec<Service<'_>> = std::iter::zip(&self.visit, &assistants)
            .map(|(wish, assistants)| Service {
                plan: wish.taking.plan(),
                staff: who(&wish.staff),
                assistants,
                requires: &wish.requires,
            })
            .collect();
        ask(&Question {
            timezone: &self.timezone,
            now: self.now,
            notice_minutes: self.notice_minutes,
            horizon: self.horizon,
            step_minutes: self.step_minutes,
            from: self.from,
            to: self.to,
            salon_hours: self.salon_hours.as_ref().map(Week::hours),
            people: &people,
            resources: &resources,
            visit: &visit,
            max_wait_minutes: self.max_wait_minutes,
            caller: self.caller.as_deref(),
        })
    }
}

impl Week {
    fn hours(&self) -> Hours<'_> {
        Hours { weekly: &self.weekly, overrides: &self.overrides }
    }
}

fn who(role: &Option<Vec<PersonIndex>>) -> Who<'_> {
    role.as_deref().map_or(Who::Anyone, Who::OneOf)
}
