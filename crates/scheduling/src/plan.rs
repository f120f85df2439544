//! What a visit takes: how long the client stays, and when the person is engaged around the start.

use std::ops::Range;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::During;
use crate::frame::minute_of;

/// What a part of a visit asks of client and person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SegmentKind {
    /// Client and person.
    Work,
    /// The client waits, while colour develops for instance; the person is free unless it is not bookable.
    Processing,
    /// Client and person, at the end.
    Finishing,
    /// The person without the client: tidying up. At most one, last.
    Transition,
}

/// A part of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Segment {
    /// What it asks of client and person.
    pub kind: SegmentKind,
    /// How long it takes.
    pub minutes: u32,
    /// Whether the person can take others meanwhile. Matters for processing only.
    #[serde(default = "yes", skip_serializing_if = "is_true")]
    pub bookable: bool,
}

fn yes() -> bool {
    true
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_true(value: &bool) -> bool {
    *value
}

impl Segment {
    /// A part of this kind and length; processing is bookable.
    pub const fn new(kind: SegmentKind, minutes: u32) -> Self {
        Self { kind, minutes, bookable: true }
    }

    fn engages_person(self) -> bool {
        self.kind != SegmentKind::Processing || !self.bookable
    }
}

/// The parts of a visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Parts<'a> {
    /// Work from start to end, in minutes. None at all takes no time, buffers included.
    Work(u32),
    /// Several parts in order.
    Segments(&'a [Segment]),
}

/// What a visit takes, wanted or already in the book.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan<'a> {
    /// Its parts.
    pub parts: Parts<'a>,
    /// More work, after the last part but before a transition.
    pub add_on_minutes: u32,
    /// The person's time before the start.
    pub buffer_before_minutes: u32,
    /// The person's time after everything.
    pub buffer_after_minutes: u32,
}

impl<'a> Plan<'a> {
    /// Plain work of so many minutes.
    pub const fn work(minutes: u32) -> Self {
        Self::of(Parts::Work(minutes))
    }

    /// These segments.
    pub const fn segments(segments: &'a [Segment]) -> Self {
        Self::of(Parts::Segments(segments))
    }

    const fn of(parts: Parts<'a>) -> Self {
        Self { parts, add_on_minutes: 0, buffer_before_minutes: 0, buffer_after_minutes: 0 }
    }

    /// The same with add-ons that take so many minutes together.
    #[must_use]
    pub const fn with_add_ons(self, minutes: u32) -> Self {
        Self { add_on_minutes: minutes, ..self }
    }

    /// The same with buffers before and after.
    #[must_use]
    pub const fn with_buffers(self, before_minutes: u32, after_minutes: u32) -> Self {
        Self { buffer_before_minutes: before_minutes, buffer_after_minutes: after_minutes, ..self }
    }

    /// How long the client is there: all parts and add-ons, without the transition.
    pub fn client_minutes(&self) -> i64 {
        let (mut at, mut client) = (0, 0);
        for part in self.all_parts() {
            at += i64::from(part.minutes);
            if part.kind != SegmentKind::Transition {
                client = at;
            }
        }
        client
    }

    /// When equipment is needed, in minutes from the start of the visit; perhaps never.
    pub fn needed(&self, during: During) -> Range<i64> {
        let during = match during {
            During::Stay => return 0..self.client_minutes(),
            During::Part(part) => usize::try_from(part).unwrap_or(usize::MAX),
        };
        let Parts::Segments(segments) = self.parts else { return 0..0 };
        match segments.get(during) {
            Some(part) if part.kind != SegmentKind::Transition => {
                // Add-ons come after all parts with the client, so they move none of them.
                let start = segments[..during].iter().map(|part| i64::from(part.minutes)).sum();
                start..start + i64::from(part.minutes)
            }
            _ => 0..0,
        }
    }

    /// When the person is engaged, in minutes from the start of the visit: in order, none empty, none touching.
    pub fn engaged(&self) -> impl Iterator<Item = Range<i64>> + use<> {
        let mut spans = Vec::new();
        self.for_each_engaged(|span| spans.push(span));
        spans.into_iter()
    }

    /// The same without a list; a book has thousands of visits.
    pub(crate) fn for_each_engaged(&self, mut tell: impl FnMut(Range<i64>)) {
        let takes_no_time = self.parts == Parts::Work(0) && self.add_on_minutes == 0;
        if takes_no_time {
            return;
        }
        let mut span = -i64::from(self.buffer_before_minutes)..0;
        let mut at = 0;
        for part in self.all_parts() {
            let end = at + i64::from(part.minutes);
            if part.engages_person() {
                extend(&mut span, at..end, &mut tell);
            }
            at = end;
        }
        extend(&mut span, at..at + i64::from(self.buffer_after_minutes), &mut tell);
        if !span.is_empty() {
            tell(span);
        }
    }

    /// From the first to the last minute that client or person spends on it, buffers included.
    pub(crate) fn extent(&self) -> Range<i64> {
        let whole: i64 = self.all_parts().map(|part| i64::from(part.minutes)).sum();
        -i64::from(self.buffer_before_minutes)..whole + i64::from(self.buffer_after_minutes)
    }

    fn all_parts(&self) -> impl Iterator<Item = Segment> + use<'a> {
        let (work, segments) = match self.parts {
            Parts::Work(minutes) => (minutes, &[][..]),
            Parts::Segments(segments) => (0, segments),
        };
        let (body, transition) = match segments {
            [body @ .., last] if last.kind == SegmentKind::Transition => (body, Some(*last)),
            body => (body, None),
        };
        // Plain work has no segments that add-ons could come after, so both are one part.
        let work = Segment::new(SegmentKind::Work, work.saturating_add(self.add_on_minutes));
        body.iter().copied().chain((work.minutes > 0).then_some(work)).chain(transition)
    }
}

/// Makes a span longer by what follows it at once; otherwise tells of it and goes on with what follows later.
fn extend(span: &mut Range<i64>, next: Range<i64>, tell: &mut impl FnMut(Range<i64>)) {
    if span.end == next.start {
        span.end = next.end;
    } else if !next.is_empty() {
        let finished = std::mem::replace(span, next);
        if !finished.is_empty() {
            tell(finished);
        }
    }
}

/// The minutes of one [quantum](engaged_quanta).
pub const QUANTUM_MINUTES: i64 = 5;

/// The five-minute quanta (minutes since 1970, divided by five) during which a visit engages its person: in order,
/// each once. Two visits of one person that share none do not overlap, so a unique key on person and quantum lets
/// a database refuse double bookings. A quantum touched is a quantum taken: visits that do not keep to five
/// minutes claim a little more than they need.
pub fn engaged_quanta(start: Timestamp, plan: &Plan<'_>) -> impl Iterator<Item = i64> + use<> {
    let start = minute_of(start);
    let mut next = i64::MIN;
    plan.engaged().flat_map(move |engaged| {
        let first = (start + engaged.start).div_euclid(QUANTUM_MINUTES).max(next);
        next = (start + engaged.end + QUANTUM_MINUTES - 1).div_euclid(QUANTUM_MINUTES);
        first..next
    })
}

/// The quanta in which a visit needs a unit of equipment, counted as those of its [person](engaged_quanta).
pub fn needed_quanta(start: Timestamp, plan: &Plan<'_>, during: During) -> Range<i64> {
    let start = minute_of(start);
    let needed = plan.needed(during);
    if needed.is_empty() {
        return 0..0;
    }
    (start + needed.start).div_euclid(QUANTUM_MINUTES)
        ..(start + needed.end + QUANTUM_MINUTES - 1).div_euclid(QUANTUM_MINUTES)
}

#[cfg(test)]
mod tests {
    use super::*;
    use SegmentKind::{Finishing, Processing, Transition, Work};

    #[test]
    fn equipment_is_needed_throughout_or_in_one_part() {
        let part = Segment::new;
        let colour = [part(Work, 20), part(Processing, 30), part(Work, 10), part(Transition, 5)];
        let plan = Plan::segments(&colour).with_add_ons(15).with_buffers(5, 5);
        for (during, minutes) in [
            (During::Stay, 0..75),
            (During::Part(0), 0..20),
            (During::Part(1), 20..50),
            (During::Part(2), 50..60),
            (During::Part(3), 0..0),
            (During::Part(4), 0..0),
        ] {
            assert_eq!(plan.needed(during), minutes, "{during:?}");
        }
        let quanta = |minute: i64, during| {
            let start = Timestamp::from_second(minute * 60).unwrap();
            needed_quanta(start, &plan, during)
        };
        assert_eq!(quanta(600, During::Part(1)), 124..130);
        assert_eq!(quanta(602, During::Part(2)), 130..133, "a quantum touched is a quantum taken");
        assert_eq!(quanta(600, During::Part(3)), 0..0);
        assert_eq!(Plan::work(30).needed(During::Stay), 0..30);
        assert_eq!(Plan::work(30).needed(During::Part(0)), 0..0, "plain work has no parts");
    }

    #[test]
    fn a_plan_engages_its_person_but_for_bookable_processing() {
        let part = Segment::new;
        let kept = Segment { bookable: false, ..part(Processing, 30) };
        let colour = [part(Work, 20), part(Processing, 30), part(Finishing, 10)];
        let with_transition = [part(Work, 20), part(Processing, 30), part(Transition, 10)];
        let waiting_first = [part(Processing, 15), part(Work, 15)];
        let nothing = [part(Work, 0)];
        for (plan, client_minutes, engaged) in [
            (Plan::work(30), 30, &[(0, 30)][..]),
            (Plan::work(30).with_buffers(5, 10), 30, &[(-5, 40)][..]),
            (Plan::work(30).with_add_ons(15), 45, &[(0, 45)][..]),
            (Plan::segments(&colour), 60, &[(0, 20), (50, 60)][..]),
            (Plan::segments(&colour).with_add_ons(5).with_buffers(5, 5), 65, &[(-5, 20), (50, 70)][..]),
            (Plan::segments(&with_transition), 50, &[(0, 20), (50, 60)][..]),
            (Plan::segments(&with_transition).with_add_ons(5), 55, &[(0, 20), (50, 65)][..]),
            (Plan::segments(&with_transition[..2]).with_buffers(0, 10), 50, &[(0, 20), (50, 60)][..]),
            (Plan::segments(&[kept]), 30, &[(0, 30)][..]),
            (Plan::segments(&waiting_first).with_buffers(10, 0), 30, &[(-10, 0), (15, 30)][..]),
            // Work of no length is nothing; a service that takes only its buffers is something.
            (Plan::work(0).with_buffers(5, 10), 0, &[][..]),
            (Plan::segments(&nothing).with_buffers(5, 10), 0, &[(-5, 10)][..]),
        ] {
            assert_eq!(plan.client_minutes(), client_minutes, "{plan:?}");
            let spans: Vec<_> = plan.engaged().map(|span| (span.start, span.end)).collect();
            assert_eq!(spans, engaged, "{plan:?}");
        }
    }
}
