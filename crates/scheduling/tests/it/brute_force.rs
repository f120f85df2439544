//! The same answers found the slow way: every minute is looked at on its own. A clock is only ever read, an hour is
//! a row of yes and no, and a team is found by trying all of them. It shares no code with the engine beyond the
//! question itself.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use jiff::civil::{Date, DateTime};
use jiff::{Timestamp, ToSpan, tz::TimeZone};
use scheduling::*;

/// Enough for a visit that starts on the day before the date looked at or the day after, and for a night shift that
/// began the day before that in the farthest zone.
const WATCHED_DAYS: i64 = 9;

/// What a wall clock shows at each minute of some days.
#[derive(Debug)]
struct Wall {
    begin: i64,
    shows: Vec<DateTime>,
}

impl Wall {
    fn first(&self, wanted: DateTime) -> i64 {
        let place = self.shows.iter().position(|shown| *shown >= wanted);
        self.begin + place.unwrap_or(self.shows.len()) as i64
    }

    fn at(&self, minute: i64) -> DateTime {
        self.shows[(minute - self.begin) as usize]
    }
}

/// Reading a clock is slow and the same few are read in every case, so they are kept.
fn wall(zone: &TimeZone, first: Date, days: i64) -> Rc<Wall> {
    thread_local! { static WALLS: RefCell<HashMap<(String, Date, i64), Rc<Wall>>> = RefCell::default(); }
    let key = (zone.iana_name().unwrap_or("UTC").to_owned(), first, days);
    WALLS.with_borrow_mut(|walls| {
        let read = || {
            let begin = first.to_zoned(TimeZone::UTC).unwrap().timestamp().as_second() / 60;
            let moment = |minute| Timestamp::from_second(minute * 60).unwrap();
            let shows = (begin..begin + days * 1440).map(|minute| zone.to_datetime(moment(minute))).collect();
            Rc::new(Wall { begin, shows })
        };
        Rc::clone(walls.entry(key).or_insert_with(read))
    })
}

/// Whether a date lies in these weeks, counted in days from a Sunday before a B week.
fn is_in(date: Date, weeks: Weeks) -> bool {
    let a_week_before = Date::constant(1969, 12, 28);
    let days = (date - a_week_before).get_days().rem_euclid(14);
    match weeks {
        Weeks::Every => true,
        Weeks::B => (1..=7).contains(&days),
        Weeks::A => !(1..=7).contains(&days),
    }
}

/// A yes or no for each minute.
#[derive(Debug, Clone)]
struct Row {
    begin: i64,
    is_in: Vec<bool>,
}

impl Row {
    fn fill(&mut self, minutes: std::ops::Range<i64>) {
        for minute in minutes {
            if let Some(cell) = usize::try_from(minute - self.begin).ok().and_then(|n| self.is_in.get_mut(n))
            {
                *cell = true;
            }
        }
    }

    fn has(&self, minute: i64) -> bool {
        usize::try_from(minute - self.begin).ok().and_then(|n| self.is_in.get(n)).copied().unwrap_or(false)
    }
}

struct Employee {
    open: Row,
    off: Row,
    taken: Row,
    /// Visits and client minutes by date.
    load: HashMap<Date, (i64, i64)>,
    max_visits: Option<u32>,
    max_minutes: Option<u32>,
}

/// What a service asks for, minute by minute.
struct Takes {
    client: i64,
    engaged: Vec<i64>,
    /// The part that each minute from the start belongs to; add-ons are in none.
    part_at: Vec<Option<u32>>,
}

impl Takes {
    fn of(plan: &Plan<'_>) -> Self {
        let Parts::Segments(segments) = plan.parts else { panic!("these tests ask for segments") };
        let mut parts: Vec<(Option<u32>, Segment)> = (0..).map(Some).zip(segments.iter().copied()).collect();
        let last = segments.iter().filter(|part| part.kind != SegmentKind::Transition).count();
        parts.insert(last, (None, Segment::new(SegmentKind::Work, plan.add_on_minutes)));
        let mut engaged: Vec<i64> = (-i64::from(plan.buffer_before_minutes)..0).collect();
        let (mut at, mut client) = (0, 0);
        let mut part_at = vec![];
        for (number, part) in parts {
            part_at.extend((0..part.minutes).map(|_| number));
            let minutes = at..at + i64::from(part.minutes);
            at = minutes.end;
            if part.kind != SegmentKind::Transition {
                client = at;
            }
            if part.kind != SegmentKind::Processing || !part.bookable {
                engaged.extend(minutes);
            }
        }
        engaged.extend(at..at + i64::from(plan.buffer_after_minutes));
        Self { client, engaged, part_at }
    }
}

/// Somebody for each role, and when each service starts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arrangement {
    pub(crate) starts: Vec<i64>,
    pub(crate) people: Vec<PersonIndex>,
}

/// A question, minute by minute.
pub(crate) struct Minutes<'q> {
    question: &'q Question<'q>,
    clock: Rc<Wall>,
    employees: Vec<Employee>,
    in_use: Vec<HashMap<i64, u32>>,
}

fn minute(moment: Timestamp) -> i64 {
    assert_eq!(moment.as_second() % 60, 0);
    moment.as_second() / 60
}

impl<'q> Minutes<'q> {
    /// Looks at all minutes from four days before this date to five after.
    pub(crate) fn around(date: Date, question: &'q Question<'q>) -> Self {
        let first = date - 4.days();
        let clock = wall(question.timezone, first, WATCHED_DAYS);
        let mut this = Self { question, clock, employees: vec![], in_use: vec![] };
        let salon = question.salon_hours.map(|hours| this.open(hours, first, |_| question.timezone));
        for person in question.people {
            let employee = this.employee(person, first, salon.as_ref());
            this.employees.push(employee);
        }
        for resource in question.resources {
            let mut uses = HashMap::new();
            for interval in resource.busy {
                (minute(interval.start)..minute(interval.end)).for_each(|m| *uses.entry(m).or_default() += 1);
            }
            this.in_use.push(uses);
        }
        this
    }

    fn row(&self) -> Row {
        Row { begin: self.clock.begin, is_in: vec![false; self.clock.shows.len()] }
    }

    fn open<'z>(&self, hours: Hours<'_>, first: Date, zone: impl Fn(Date) -> &'z TimeZone) -> Row {
        let mut open = self.row();
        let is_replaced = |date: Date| hours.overrides.iter().any(|o| o.date == date);
        for date in (1..WATCHED_DAYS - 1).map(|n| first + n.days()) {
            let clock = wall(zone(date), first, WATCHED_DAYS);
            let windows: Vec<Window> = if is_replaced(date) {
                hours.overrides.iter().filter(|o| o.date == date).filter_map(|o| o.window).collect()
            } else {
                let counts = |w: &&WeeklyWindow| w.day == date.weekday() && is_in(date, w.weeks);
                hours.weekly.iter().filter(counts).map(|w| w.window).collect()
            };
            for window in windows {
                let time =
                    |date: Date, time: TimeOfDay| date.at(0, 0, 0, 0) + i64::from(time.minutes()).minutes();
                let tomorrow = date + 1.day();
                let closes = if window.end() < window.start() { tomorrow } else { date };
                let mut end = clock.first(time(closes, window.end()));
                if is_replaced(tomorrow) {
                    end = end.min(clock.first(time(tomorrow, TimeOfDay::MIDNIGHT)));
                }
                open.fill(clock.first(time(date, window.start()))..end);
            }
        }
        open
    }

    fn employee(&self, person: &Person<'_>, first: Date, salon: Option<&Row>) -> Employee {
        let zone = |date: Date| {
            let stay = person.elsewhere.iter().find(|stay| stay.from <= date && date <= stay.to);
            stay.map_or(person.timezone.unwrap_or(self.question.timezone), |stay| stay.timezone)
        };
        let mut open = self.open(person.hours, first, zone);
        if let Some(salon) = salon {
            open.is_in.iter_mut().zip(&salon.is_in).for_each(|(own, salon)| *own &= salon);
        }
        let mut off = self.row();
        for entry in person.time_off {
            match *entry {
                TimeOff::Between(interval) => off.fill(minute(interval.start)..minute(interval.end)),
                TimeOff::Days { first: from, last } => {
                    for date in (1..WATCHED_DAYS - 1)
                        .map(|n| first + n.days())
                        .filter(|date| from <= *date && *date <= last)
                    {
                        let clock = wall(zone(date), first, WATCHED_DAYS);
                        let midnight = |date: Date| clock.first(date.at(0, 0, 0, 0));
                        off.fill(midnight(date)..midnight(date + 1.day()));
                    }
                }
            }
        }
        let mut taken = self.row();
        person.busy.iter().for_each(|busy| taken.fill(minute(busy.start)..minute(busy.end)));
        for hold in person.holds {
            let is_own = self.question.caller.is_some() && hold.caller == self.question.caller;
            if !is_own && hold.expires > self.question.now {
                taken.fill(minute(hold.interval.start)..minute(hold.interval.end));
            }
        }
        let mut load: HashMap<Date, (i64, i64)> = HashMap::new();
        for appointment in person.appointments {
            let takes = Takes::of(&appointment.plan);
            let start = minute(appointment.start);
            takes.engaged.iter().for_each(|m| taken.fill(start + m..start + m + 1));
            if takes.client > 0 {
                let day = load.entry(self.clock.at(start).date()).or_default();
                *day = (day.0 + 1, day.1 + takes.client);
            }
        }
        let (max_visits, max_minutes) = (person.max_visits_per_day, person.max_minutes_per_day);
        Employee { open, off, taken, load, max_visits, max_minutes }
    }

    /// What stops somebody from a service who has done these others before it, by date and client minutes.
    fn why_not(
        &self,
        person: PersonIndex,
        start: i64,
        takes: &Takes,
        done: &[(PersonIndex, Date, i64)],
    ) -> Option<Reason> {
        let employee = &self.employees[person.0 as usize];
        let date = self.clock.at(start).date();
        let minutes = self.clock.begin..self.clock.begin + self.clock.shows.len() as i64;
        let works_that_day =
            || minutes.clone().any(|m| self.clock.at(m).date() == date && employee.open.has(m));
        let stay = || start..start + takes.client;
        let (mut visits, mut booked) = employee.load.get(&date).copied().unwrap_or_default();
        for (_, _, client) in done.iter().filter(|done| done.0 == person && done.1 == date) {
            visits += 1;
            booked += client;
        }
        if !employee.open.has(start) {
            Some(if works_that_day() { Reason::OutsideHours } else { Reason::Closed })
        } else if !stay().all(|m| employee.open.has(m)) {
            Some(Reason::TooLong)
        } else if stay().any(|m| employee.off.has(m)) {
            Some(Reason::TimeOff)
        } else if employee.max_visits.is_some_and(|most| visits + 1 > i64::from(most))
            || employee.max_minutes.is_some_and(|most| booked + takes.client > i64::from(most))
        {
            Some(Reason::Limit)
        } else if takes.engaged.iter().any(|m| employee.taken.has(start + m)) {
            Some(Reason::Busy)
        } else {
            None
        }
    }

    fn able(&self, who: Who<'_>) -> Vec<PersonIndex> {
        let everyone = (0..self.employees.len() as u32).map(PersonIndex);
        match who {
            Who::Anyone => everyone.collect(),
            Who::OneOf(some) => everyone.filter(|person| some.contains(person)).collect(),
        }
    }

    fn has_equipment(&self, service: &Service<'_>, start: i64, takes: &Takes) -> bool {
        let units =
            |kind: &ResourceIndex| self.question.resources.get(kind.0 as usize).map_or(0, |r| r.units);
        let in_use = |kind: &ResourceIndex, m| {
            self.in_use.get(kind.0 as usize).and_then(|uses| uses.get(&m)).copied().unwrap_or(0)
        };
        let needed_at = |need: &Need, m: i64| match need.during {
            During::Stay => true,
            During::Part(part) => takes.part_at.get(m as usize) == Some(&Some(part)),
        };
        service.requires.iter().all(|need| {
            let kind = &need.resource;
            (0..takes.client).filter(|m| needed_at(need, *m)).all(|m| in_use(kind, start + m) < units(kind))
        })
    }

    /// Every way to arrange the visit from this start on, whether or not the salon offers it.
    pub(crate) fn arrangements_from(&self, moment: Timestamp) -> Vec<Arrangement> {
        self.arrangements(0, minute(moment), &HashSet::new(), &[])
    }

    /// Every way to give all roles of the services from the nth on to somebody.
    fn arrangements(
        &self,
        nth: usize,
        start: i64,
        engaged: &HashSet<(PersonIndex, i64)>,
        done: &[(PersonIndex, Date, i64)],
    ) -> Vec<Arrangement> {
        let service = &self.question.visit[nth];
        let takes = Takes::of(&service.plan);
        if !self.has_equipment(service, start, &takes) {
            return vec![];
        }
        let can = |person: &PersonIndex| {
            self.why_not(*person, start, &takes, done).is_none()
                && !takes.engaged.iter().any(|m| engaged.contains(&(*person, start + m)))
        };
        let mut teams: Vec<Vec<PersonIndex>> = vec![vec![]];
        for who in std::iter::once(service.staff).chain(service.assistants.iter().copied()) {
            let able: Vec<PersonIndex> = self.able(who).into_iter().filter(can).collect();
            let joined =
                |team: &Vec<PersonIndex>, person| team.iter().copied().chain([person]).collect::<Vec<_>>();
            teams = teams
                .iter()
                .flat_map(|team| {
                    able.iter().filter(|p| !team.contains(p)).map(|&p| joined(team, p)).collect::<Vec<_>>()
                })
                .collect();
        }
        let mut found = vec![];
        for team in teams {
            if nth + 1 == self.question.visit.len() {
                found.push(Arrangement { starts: vec![start], people: team });
                continue;
            }
            let mut engaged = engaged.clone();
            team.iter().for_each(|p| engaged.extend(takes.engaged.iter().map(|m| (*p, start + m))));
            let mut done = done.to_vec();
            if takes.client > 0 {
                done.extend(team.iter().map(|p| (*p, self.clock.at(start).date(), takes.client)));
            }
            for wait in 0..=i64::from(self.question.max_wait_minutes) {
                for rest in self.arrangements(nth + 1, start + takes.client + wait, &engaged, &done) {
                    let starts = std::iter::once(start).chain(rest.starts).collect();
                    let people = team.iter().copied().chain(rest.people).collect();
                    found.push(Arrangement { starts, people });
                }
            }
        }
        found
    }

    fn is_on_grid(&self, shown: DateTime) -> bool {
        (shown.hour() as u32 * 60 + shown.minute() as u32).is_multiple_of(self.question.step_minutes)
    }

    fn is_soon_enough(&self, date: Date) -> bool {
        let today = self.question.now.to_zoned(self.question.timezone.clone()).date();
        let is_weekday = |date: &Date| date.weekday().to_monday_zero_offset() < 5;
        let last = match self.question.horizon {
            Horizon::Unlimited => Date::MAX,
            Horizon::Days(days) => today + i64::from(days).days(),
            Horizon::BusinessDays(0) => today,
            Horizon::BusinessDays(days) => {
                let mut weekdays = (1..).map(|n| today + i64::from(n).days()).filter(is_weekday);
                weekdays.nth(days as usize - 1).unwrap()
            }
        };
        date <= last
    }

    fn is_late_enough(&self, start: i64) -> bool {
        start * 60 >= self.question.now.as_second() + 60 * i64::from(self.question.notice_minutes)
    }

    /// The moments of all minutes on the dates of the question.
    pub(crate) fn moments(&self) -> impl Iterator<Item = Timestamp> + '_ {
        let dates = self.question.from..=self.question.to;
        let minutes = self.clock.begin..self.clock.begin + self.clock.shows.len() as i64;
        minutes
            .filter(move |&minute| dates.contains(&self.clock.at(minute).date()))
            .map(|minute| Timestamp::from_second(minute * 60).unwrap())
    }

    /// What [`free_slots`] should answer.
    pub(crate) fn slots(&self) -> Vec<Slot> {
        let slot = |moment: Timestamp| {
            let (start, shown) = (minute(moment), self.clock.at(minute(moment)));
            if !self.is_on_grid(shown) || !self.is_soon_enough(shown.date()) || !self.is_late_enough(start) {
                return None;
            }
            let found = self.arrangements_from(moment);
            let roles = found.first()?.people.len();
            let mut roles = (0..roles).map(|role| {
                let mut people: Vec<PersonIndex> = found.iter().map(|found| found.people[role]).collect();
                people.sort_unstable();
                people.dedup();
                people
            });
            Some(Slot { start: moment, staff: roles.next()?, others: roles.collect() })
        };
        self.moments().filter_map(slot).collect()
    }

    /// The reason [`judge`] should give for refusing this start of a single service without assistants.
    pub(crate) fn reason(&self, moment: Timestamp) -> Option<Reason> {
        let (start, shown) = (minute(moment), self.clock.at(minute(moment)));
        let service = &self.question.visit[0];
        let takes = Takes::of(&service.plan);
        let able = self.able(service.staff);
        if !self.is_on_grid(shown) {
            return Some(Reason::OffGrid);
        }
        if !self.is_late_enough(start) {
            return Some(Reason::Notice);
        }
        if !self.is_soon_enough(shown.date()) {
            return Some(Reason::Horizon);
        }
        if able.is_empty() {
            return Some(Reason::NoStaff);
        }
        let stopped: Option<Vec<Reason>> =
            able.iter().map(|&p| self.why_not(p, start, &takes, &[])).collect();
        if let Some(stopped) = stopped {
            return stopped.into_iter().max();
        }
        (!self.has_equipment(service, start, &takes)).then_some(Reason::Resource)
    }
}
