//! What a service takes of client and person: its length, its parts, the time around it.

use scheduling::{Plan, Segment, SegmentKind};
use serde::{Deserialize, Serialize};

/// What a service takes. Every number is a multiple of five, since five minutes are what the book counts in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Timing {
    /// How long the client is there, without extras.
    pub duration_minutes: u32,
    /// The parts it consists of, in order. None: plain work from start to end.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub segments: Vec<Segment>,
    /// The person's time before the client comes.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub buffer_before_minutes: u32,
    /// The person's time after everything.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub buffer_after_minutes: u32,
    /// Extras, after the last part but before tidying up.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub add_on_minutes: u32,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes a reference")]
fn is_zero(minutes: &u32) -> bool {
    *minutes == 0
}

impl Timing {
    /// Plain work of so many minutes.
    pub fn plain(duration_minutes: u32) -> Self {
        Self { duration_minutes, ..Self::default() }
    }

    /// How long the client is there, extras included.
    pub fn whole_minutes(&self) -> u32 {
        self.duration_minutes + self.add_on_minutes
    }

    /// How long the client is there when the service has these parts: all of them but the tidying up.
    pub fn client_minutes(segments: &[Segment]) -> u32 {
        let with_client = |part: &&Segment| part.kind != SegmentKind::Transition;
        segments.iter().filter(with_client).map(|part| part.minutes).sum()
    }

    /// The same as the engine wants it.
    pub fn plan(&self) -> Plan<'_> {
        let plan = if self.segments.is_empty() {
            Plan::work(self.duration_minutes)
        } else {
            Plan::segments(&self.segments)
        };
        plan.with_add_ons(self.add_on_minutes)
            .with_buffers(self.buffer_before_minutes, self.buffer_after_minutes)
    }

    /// The same with extras.
    #[must_use]
    pub fn with_add_ons(mut self, minutes: u32) -> Self {
        self.add_on_minutes = minutes;
        self
    }

    /// The same by somebody who takes another time for it. Where it has parts, the first in which they work takes up
    /// the difference, and keeps at least five minutes.
    #[must_use]
    pub fn lasting(mut self, minutes: u32) -> Self {
        if let Some(first) = self.segments.iter_mut().find(|part| part.kind == SegmentKind::Work) {
            let others = self.duration_minutes.saturating_sub(first.minutes);
            first.minutes = minutes.saturating_sub(others).max(5);
            self.duration_minutes = others + first.minutes;
        } else if self.segments.is_empty() {
            self.duration_minutes = minutes;
        }
        self
    }

    /// Whether it is nothing but work from start to end.
    pub fn is_plain(&self) -> bool {
        self.segments.is_empty() && self.buffer_before_minutes == 0 && self.buffer_after_minutes == 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn somebody_slower_works_longer_and_the_colour_does_not() {
        let part = Segment::new;
        let colour = Timing {
            segments: vec![
                part(SegmentKind::Work, 30),
                part(SegmentKind::Processing, 40),
                part(SegmentKind::Finishing, 20),
                part(SegmentKind::Transition, 10),
            ],
            ..Timing::plain(90)
        };
        assert_eq!(Timing::client_minutes(&colour.segments), 90);

        let slower = colour.clone().lasting(105);
        assert_eq!((slower.duration_minutes, slower.segments[0].minutes), (105, 45));
        assert_eq!(slower.plan().client_minutes(), 105);
        let too_fast = colour.lasting(10);
        assert_eq!((too_fast.duration_minutes, too_fast.segments[0].minutes), (65, 5));
        assert_eq!(Timing::plain(30).lasting(45), Timing::plain(45));
    }
}
