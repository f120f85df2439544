//! Questions and answers as lines of JSON, for measuring the engine and for looking into a single case. A line is
//! a whole question, nothing is remembered from one to the next, and a bad one is answered with an error.
//!
//! Keys are the fields of [`Question`] in camelCase; people and kinds of equipment go by their own ids. `requires` of a
//! service is needed throughout, `requires` of one of its segments in that segment. A key that is left out means none,
//! empty or 0. Start reading at [`answer_line`].

mod lines;

use std::io::{self, BufRead, Write};
use std::time::Instant;

use serde::Serialize;
use serde_json::Value;

use crate::{
    Appointment, Hold, Hours, Interval, InvalidWindow, Need, Override, Person, PersonIndex, Plan, Question,
    Reason, Resource, ResourceIndex, Segment, Service, Slot, Stay, TimeOff, Verdict, WeeklyWindow, Who,
    free_slots, judge,
};

/// Answers one line, a question, with one line, without a line break. `micros` in the answer is what the engine
/// took, reading and writing JSON left aside.
pub fn answer_line(line: &str) -> String {
    let answered = serde_json::from_str::<lines::Question>(line)
        .map_err(|error| Refused::Question(error.to_string()))
        .and_then(|asked| answer(&asked));
    let text = answered.unwrap_or_else(|refused| {
        let id = serde_json::from_str::<lines::Id>(line).map_or(Value::Null, |line| line.id);
        serde_json::to_string(&refused.line(id))
    });
    text.expect("an answer has text keys and whole numbers only")
}

/// Answers line after line until the input ends, each before the next is read. Empty lines are passed over.
pub fn answer_lines(input: impl BufRead, mut output: impl Write) -> io::Result<()> {
    for line in input.split(b'\n') {
        let line = line?;
        // Broken text is still a line, and its answer says that it is no JSON.
        let line = str::from_utf8(&line).map_or_else(|_| String::from_utf8_lossy(&line), Into::into);
        if !line.trim_ascii().is_empty() {
            writeln!(output, "{}", answer_line(&line))?;
            output.flush()?;
        }
    }
    Ok(())
}

/// Why a line was not answered.
enum Refused {
    Window,
    Question(String),
}

impl Refused {
    fn line(self, id: Value) -> ErrorLine {
        let (error, detail) = match self {
            Self::Window => ("invalid_window", InvalidWindow.to_string()),
            Self::Question(detail) => ("invalid_question", detail),
        };
        ErrorLine { id, error, detail }
    }
}

impl From<InvalidWindow> for Refused {
    fn from(_: InvalidWindow) -> Self {
        Self::Window
    }
}

impl From<crate::QuestionError> for Refused {
    fn from(error: crate::QuestionError) -> Self {
        Self::Question(error.to_string())
    }
}

#[derive(Serialize)]
struct ErrorLine {
    id: Value,
    error: &'static str,
    detail: String,
}

#[derive(Serialize)]
struct AnswerLine<'a> {
    id: &'a Value,
    slots: Vec<SlotLine<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ask: Option<VerdictLine>,
    micros: f64,
}

#[derive(Serialize)]
struct SlotLine<'a> {
    start: jiff::Timestamp,
    staff: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    others: Vec<Vec<&'a str>>,
}

#[derive(Serialize)]
struct VerdictLine {
    free: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

fn answer(asked: &lines::Question) -> Result<serde_json::Result<String>, Refused> {
    let stopwatch = Instant::now();
    let staff = without_repetitions(&asked.staff)?;
    let kinds = Kinds::of(&asked.resources)?;

    let salon_hours = asked.salon_hours.as_ref().filter(|hours| !hours.says_nothing());
    let salon_hours = salon_hours.map(HoursLists::of).transpose()?;
    let people = staff.iter().map(|person| PersonLists::of(person)).collect::<Result<Vec<_>, _>>()?;
    let people: Vec<Person<'_>> = people.iter().map(PersonLists::person).collect();
    let resources: Vec<Resource<'_>> = kinds.resources();
    let services =
        asked.services().ok_or_else(|| Refused::Question("neither service nor visit".to_owned()))?;
    let roles: Vec<Vec<WhoList>> = services.iter().map(|service| roles_of(service, &staff)).collect();
    let roles: Vec<Vec<Who<'_>>> =
        roles.iter().map(|roles| roles.iter().map(WhoList::who).collect()).collect();
    let segments: Vec<Vec<Segment>> =
        services.iter().map(|service| service.segments.iter().map(|part| part.segment).collect()).collect();
    let requires: Vec<Vec<Need>> = services.iter().map(|service| kinds.needs_of(service)).collect();
    let visit: Vec<Service<'_>> = std::iter::zip(services, &segments)
        .zip(std::iter::zip(&roles, &requires))
        .map(|((service, segments), (roles, requires))| Service {
            plan: service.takes.plan(segments),
            staff: roles[0],
            assistants: &roles[1..],
            requires,
        })
        .collect();

    let question = Question {
        timezone: &asked.timezone.0,
        now: asked.now,
        notice_minutes: asked.notice_minutes,
        horizon: asked.horizon.map_or(crate::Horizon::Unlimited, Into::into),
        step_minutes: asked.step_minutes,
        from: asked.from,
        to: asked.to,
        salon_hours: salon_hours.as_ref().map(HoursLists::hours),
        people: &people,
        resources: &resources,
        visit: &visit,
        max_wait_minutes: asked.max_wait_minutes.unwrap_or(Question::DEFAULT_MAX_WAIT_MINUTES),
        caller: asked.caller.as_deref(),
    };
    let slots = free_slots(&question)?;
    let verdict = asked.ask.map(|ask| judge(&question, ask.0)).transpose()?;
    let micros = stopwatch.elapsed().as_nanos() as f64 / 1000.0;

    let names: Vec<&str> = staff.iter().map(|person| person.id.as_str()).collect();
    Ok(serde_json::to_string(&AnswerLine {
        id: &asked.id,
        slots: slots.iter().map(|slot| slot_line(slot, &names)).collect(),
        ask: verdict.map(|verdict| verdict_line(&verdict)),
        micros,
    }))
}

fn slot_line<'a>(slot: &Slot, names: &[&'a str]) -> SlotLine<'a> {
    let sorted = |people: &Vec<PersonIndex>| {
        let mut people: Vec<&str> = people.iter().map(|person| names[person.0 as usize]).collect();
        people.sort_unstable();
        people
    };
    SlotLine {
        start: slot.start,
        staff: sorted(&slot.staff),
        others: slot.others.iter().map(sorted).collect(),
    }
}

fn verdict_line(verdict: &Verdict) -> VerdictLine {
    VerdictLine { free: verdict.reason().is_none(), reason: verdict.reason() }
}

/// The people, each once: a list may repeat itself, but it must not contradict itself.
fn without_repetitions(staff: &[lines::Person]) -> Result<Vec<&lines::Person>, Refused> {
    let mut people: Vec<&lines::Person> = Vec::with_capacity(staff.len());
    for person in staff {
        match people.iter().find(|known| known.id == person.id) {
            None => people.push(person),
            Some(known) if *known == person => {}
            Some(_) => {
                return Err(Refused::Question(format!("{} stands for two different people", person.id)));
            }
        }
    }
    Ok(people)
}

/// The kinds of equipment, and their uses.
struct Kinds<'a> {
    all: Vec<(&'a lines::Resource, Vec<Interval>)>,
}

impl<'a> Kinds<'a> {
    fn of(resources: &'a [lines::Resource]) -> Result<Self, Refused> {
        let mut all: Vec<(&lines::Resource, Vec<Interval>)> = Vec::with_capacity(resources.len());
        for resource in resources {
            if all.iter().any(|(known, _)| known.kind == resource.kind) {
                return Err(Refused::Question(format!("{} is listed twice in resources", resource.kind)));
            }
            all.push((resource, resource.busy.iter().copied().map(Into::into).collect()));
        }
        Ok(Self { all })
    }

    fn resources(&self) -> Vec<Resource<'_>> {
        self.all.iter().map(|(resource, busy)| Resource { units: resource.units, busy }).collect()
    }

    fn needs_of(&self, service: &lines::Service) -> Vec<Need> {
        let throughout = service.requires.iter().map(|kind| Need::throughout(self.index(kind)));
        let in_parts = (0..).zip(&service.segments).flat_map(|(part, segment)| {
            segment.requires.iter().map(move |kind| Need::in_part(self.index(kind), part))
        });
        throughout.chain(in_parts).collect()
    }

    /// The number of a kind. Of one that is not there, there is none: an index beyond the list says just that.
    fn index(&self, kind: &str) -> ResourceIndex {
        let place = self.all.iter().position(|(resource, _)| resource.kind == kind);
        ResourceIndex(place.unwrap_or(self.all.len()) as u32)
    }
}

/// The lists that a person borrows.
struct PersonLists<'a> {
    line: &'a lines::Person,
    elsewhere: Vec<Stay<'a>>,
    hours: HoursLists,
    time_off: Vec<TimeOff>,
    busy: Vec<Interval>,
    appointments: Vec<Appointment<'a>>,
    holds: Vec<Hold<'a>>,
}

impl<'a> PersonLists<'a> {
    fn of(line: &'a lines::Person) -> Result<Self, InvalidWindow> {
        let stay = |stay: &'a lines::Stay| Stay { from: stay.from, to: stay.to, timezone: &stay.timezone.0 };
        let hold = |hold: &'a lines::Hold| Hold {
            interval: Interval { start: hold.start, end: hold.end },
            caller: hold.caller.as_deref(),
            expires: hold.expires.unwrap_or(jiff::Timestamp::MAX),
        };
        Ok(Self {
            line,
            elsewhere: line.elsewhere.iter().map(stay).collect(),
            hours: HoursLists::of(&line.hours)?,
            time_off: line.time_off.iter().copied().map(Into::into).collect(),
            busy: line.busy.iter().copied().map(Into::into).collect(),
            appointments: line.appointments.iter().filter_map(lines::Appointment::taking_time).collect(),
            holds: line.holds.iter().map(hold).collect(),
        })
    }

    fn person(&self) -> Person<'_> {
        Person {
            timezone: self.line.timezone.as_ref().map(|zone| &zone.0),
            elsewhere: &self.elsewhere,
            hours: self.hours.hours(),
            time_off: &self.time_off,
            busy: &self.busy,
            appointments: &self.appointments,
            holds: &self.holds,
            max_visits_per_day: self.line.max_visits_per_day,
            max_minutes_per_day: self.line.max_minutes_per_day,
        }
    }
}

/// The lists that hours borrow.
struct HoursLists {
    weekly: Vec<WeeklyWindow>,
    overrides: Vec<Override>,
}

impl HoursLists {
    fn of(line: &lines::Hours) -> Result<Self, InvalidWindow> {
        let weekly =
            line.weekly.iter().flatten().map(lines::WeeklyWindow::checked).collect::<Result<_, _>>()?;
        let mut overrides = Vec::new();
        for replacement in line.overrides.iter().flatten() {
            // Without any window it still replaces the date.
            overrides.push(Override { date: replacement.date, window: None });
            for window in &replacement.windows {
                overrides.push(Override { date: replacement.date, window: Some(window.checked()?) });
            }
        }
        Ok(Self { weekly, overrides })
    }

    fn hours(&self) -> Hours<'_> {
        Hours { weekly: &self.weekly, overrides: &self.overrides }
    }
}

/// The list that a role borrows.
enum WhoList {
    Anyone,
    OneOf(Vec<PersonIndex>),
}

impl WhoList {
    fn of(who: &lines::Who, staff: &[&lines::Person]) -> Self {
        match who {
            lines::Who::Any(_) => Self::Anyone,
            lines::Who::Ids(ids) => {
                let place = |id: &String| staff.iter().position(|person| person.id == *id);
                Self::OneOf(ids.iter().filter_map(place).map(|place| PersonIndex(place as u32)).collect())
            }
        }
    }

    fn who(&self) -> Who<'_> {
        match self {
            Self::Anyone => Who::Anyone,
            Self::OneOf(people) => Who::OneOf(people),
        }
    }
}

fn roles_of(service: &lines::Service, staff: &[&lines::Person]) -> Vec<WhoList> {
    std::iter::once(&service.staff).chain(&service.assistants).map(|who| WhoList::of(who, staff)).collect()
}

impl lines::Takes {
    fn plan<'a>(&self, segments: &'a [crate::Segment]) -> Plan<'a> {
        Plan::segments(segments)
            .with_add_ons(self.addon_minutes)
            .with_buffers(self.buffer_before_minutes, self.buffer_after_minutes)
    }
}
