//! A time of day as it is read: mostly without its half.

use jiff::civil::Time;

use crate::DayPart;

/// Which half of the day is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Half {
    /// Said: "5 pm", "17:00", "five in the evening".
    Known,
    /// Not said: "at five".
    Open,
}

/// A time as read, hour 0 to 23; the other half of the day is as good where it is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) hour: i8,
    pub(crate) minute: i8,
    pub(crate) half: Half,
    pub(crate) approximate: bool,
}

/// How sure it is that the words are a time at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sure {
    /// A bare number: "five".
    No,
    /// Two numbers that read as a time: "five thirty".
    Likely,
    /// "5:30", "five o'clock".
    Yes,
}

/// A reading of a time; what stands around it may still say that it is none.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Core {
    pub(crate) clock: Clock,
    pub(crate) end: usize,
    pub(crate) sure: Sure,
}

impl Clock {
    /// A time, if there is such a time.
    pub(crate) fn new(hour: u32, minute: u32, half: Half) -> Option<Self> {
        (hour < 24 && minute < 60).then_some(Self {
            hour: hour as i8,
            minute: minute as i8,
            half,
            approximate: false,
        })
    }

    /// The likelier time: a salon's day runs from eight in the morning to eight in the evening.
    pub(crate) fn likely(self) -> Time {
        let hour = match (self.half, self.hour) {
            (Half::Open, 1..=7) => self.hour + 12,
            _ => self.hour,
        };
        Time::constant(hour, self.minute, 0, 0)
    }

    /// The other half of the day, where it may be meant.
    pub(crate) fn other(self) -> Option<Time> {
        let likely = self.likely();
        (self.half == Half::Open).then(|| Time::constant((likely.hour() + 12) % 24, self.minute, 0, 0))
    }

    /// The same with the half of the day known.
    pub(crate) fn in_half(self, afternoon: bool) -> Self {
        if self.half == Half::Known {
            return self;
        }
        let hour = self.hour % 12 + if afternoon { 12 } else { 0 };
        Self { hour, half: Half::Known, ..self }
    }

    /// The same within a part of the day: "six" in the evening, "twelve" at night.
    pub(crate) fn within(self, part: DayPart) -> Self {
        match part {
            DayPart::Morning => self.in_half(false),
            DayPart::Afternoon | DayPart::Evening => self.in_half(true),
            DayPart::Lunch => self.in_half(self.hour == 12 || self.hour < 5),
            DayPart::Night => self.in_half(self.hour % 12 >= 5),
        }
    }

    pub(crate) fn minutes(self) -> i32 {
        i32::from(self.hour) * 60 + i32::from(self.minute)
    }

    pub(crate) fn earlier(self, minutes: i32) -> Self {
        // An hour said with its half keeps it: a quarter to one in the afternoon is 12:45.
        let total = (self.minutes() - minutes).rem_euclid(24 * 60);
        Self { hour: (total / 60) as i8, minute: (total % 60) as i8, ..self }
    }
}

/// An hour with "am" or "pm"; an hour past twelve does not mind them.
pub(crate) fn halved(clock: Clock, afternoon: bool) -> Clock {
    let hour = match (clock.hour, afternoon) {
        (12, false) => 0,
        (0..=11, true) => clock.hour + 12,
        _ => clock.hour,
    };
    Clock { hour, half: Half::Known, ..clock }
}

/// Lets the two ends of a span explain each other: "five to six pm", "eleven to three pm", "one pm to three".
pub(crate) fn order(first: Clock, second: Clock) -> (Clock, Clock) {
    match (first.half, second.half) {
        (Half::Open, Half::Known) => {
            let (early, late) = (first.in_half(false), first.in_half(true));
            let same = if second.hour >= 12 { late } else { early };
            let other = if second.hour >= 12 { early } else { late };
            (if same.minutes() < second.minutes() { same } else { other }, second)
        }
        (Half::Known, Half::Open) => {
            let (early, late) = (second.in_half(false), second.in_half(true));
            let next = if early.minutes() > first.minutes() {
                early
            } else if late.minutes() > first.minutes() {
                late
            } else {
                early
            };
            (first, next)
        }
        (Half::Open, Half::Open) => {
            // Nine to five: the end is after the start, within twelve hours, in the salon's day.
            let start = Clock { half: Half::Known, hour: first.likely().hour(), ..first };
            let (early, late) = (second.in_half(false), second.in_half(true));
            let stop = if early.minutes() > start.minutes() { early } else { late };
            if stop.minutes() > start.minutes() { (start, stop) } else { (start, early) }
        }
        _ => (first, second),
    }
}
