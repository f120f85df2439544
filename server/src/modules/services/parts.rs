//! The parts of a service as a request gives them, checked and made into a [`Timing`].

use garde::Validate;
use scheduling::{Segment, SegmentKind};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::change::CatalogueError;
use super::timing::Timing;
use crate::http::extract::is_in_fives;
use crate::ids::ResourceId;

/// Longest that a client may be there for one service.
const MOST_CLIENT_MINUTES: u32 = 1440;

/// A part of a service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schema(as = ServiceSegment)]
pub(super) struct SegmentBody {
    #[garde(skip)]
    kind: Kind,
    /// How long it takes; a multiple of five.
    #[garde(range(min = 5, max = 600), custom(is_in_fives))]
    #[schema(minimum = 5, maximum = 600, multiple_of = 5)]
    minutes: u32,
    /// Whether whoever does it can take others meanwhile. Matters for processing only.
    #[serde(default = "yes")]
    #[garde(skip)]
    bookable: bool,
    /// Equipment of which a unit each is needed in this part. What is in the service's own `resourceIds` is needed in
    /// every part, and need not be here. None in a transition: the client has left.
    #[serde(default)]
    #[garde(length(max = 20))]
    #[schema(max_items = 20)]
    pub(super) resource_ids: Vec<ResourceId>,
}

fn yes() -> bool {
    true
}

/// What a part asks of client and stylist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
#[schema(as = ServiceSegmentKind)]
enum Kind {
    /// Both.
    Work,
    /// The client waits, while colour develops for instance.
    Processing,
    /// Both, at the end.
    Finishing,
    /// The stylist without the client: tidying up. At most one, last.
    Transition,
}

impl SegmentBody {
    /// A part as it is kept, with the equipment that it needs.
    pub(super) fn new(part: Segment, resource_ids: Vec<ResourceId>) -> Self {
        let kind = match part.kind {
            SegmentKind::Work => Kind::Work,
            SegmentKind::Processing => Kind::Processing,
            SegmentKind::Finishing => Kind::Finishing,
            SegmentKind::Transition => Kind::Transition,
        };
        Self { kind, minutes: part.minutes, bookable: part.bookable, resource_ids }
    }
}

impl SegmentBody {
    /// Whether the stylist is alone in it.
    pub(super) fn is_without_client(&self) -> bool {
        self.kind == Kind::Transition
    }
}

impl From<&SegmentBody> for Segment {
    fn from(part: &SegmentBody) -> Self {
        let kind = match part.kind {
            Kind::Work => SegmentKind::Work,
            Kind::Processing => SegmentKind::Processing,
            Kind::Finishing => SegmentKind::Finishing,
            Kind::Transition => SegmentKind::Transition,
        };
        // Anything but waiting needs whoever does it, whatever was said.
        let bookable = part.bookable || kind != SegmentKind::Processing;
        Self { kind, minutes: part.minutes, bookable }
    }
}

/// What is said about the time that a service takes; what is left out stays as it is.
#[derive(Debug, Clone, Default)]
pub(super) struct TimingChange {
    pub(super) duration_minutes: Option<u32>,
    /// None at all: plain work from start to end.
    pub(super) segments: Option<Vec<SegmentBody>>,
    pub(super) buffer_before_minutes: Option<u32>,
    pub(super) buffer_after_minutes: Option<u32>,
}

impl TimingChange {
    /// The timing of a new service.
    pub(super) fn begin(&self) -> Result<Timing, CatalogueError> {
        let timing = self.apply(&Timing::default())?;
        if timing.duration_minutes == 0 {
            return Err(CatalogueError::wrong(
                "durationMinutes",
                "must be given where there are no segments",
            ));
        }
        Ok(timing)
    }

    /// The timing of a service that has been changed so. With parts, they say how long it takes: a length beside them
    /// may be left out, and must not say otherwise.
    pub(super) fn apply(&self, known: &Timing) -> Result<Timing, CatalogueError> {
        let segments: Vec<Segment> = match &self.segments {
            Some(parts) => parts.iter().map(Segment::from).collect(),
            None => known.segments.clone(),
        };
        let duration_minutes = if segments.is_empty() {
            self.duration_minutes.unwrap_or(known.duration_minutes)
        } else {
            check(&segments)?;
            let minutes = Timing::client_minutes(&segments);
            if self.duration_minutes.is_some_and(|said| said != minutes) {
                let how =
                    format!("must be {minutes}, as the segments with the client take; it can be left out");
                return Err(CatalogueError::wrong("durationMinutes", how));
            }
            minutes
        };
        Ok(Timing {
            duration_minutes,
            segments,
            buffer_before_minutes: self.buffer_before_minutes.unwrap_or(known.buffer_before_minutes),
            buffer_after_minutes: self.buffer_after_minutes.unwrap_or(known.buffer_after_minutes),
            add_on_minutes: 0,
        })
    }
}

fn check(segments: &[Segment]) -> Result<(), CatalogueError> {
    let last = segments.len() - 1;
    let early = segments.iter().take(last).position(|part| part.kind == SegmentKind::Transition);
    if let Some(place) = early {
        let field = format!("segments[{place}].kind");
        return Err(CatalogueError::wrong(field, "can be transition in the last part only"));
    }
    // Somebody slower takes more time for the work; so there must be some.
    if segments.iter().all(|part| part.kind != SegmentKind::Work) {
        return Err(CatalogueError::wrong("segments", "must have a part of kind work"));
    }
    if Timing::client_minutes(segments) > MOST_CLIENT_MINUTES {
        return Err(CatalogueError::wrong("segments", "must take at most 1440 minutes together"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(parts: &[(Kind, u32)]) -> Option<Vec<SegmentBody>> {
        let part = |&(kind, minutes): &(Kind, u32)| SegmentBody {
            kind,
            minutes,
            bookable: true,
            resource_ids: Vec::new(),
        };
        Some(parts.iter().map(part).collect())
    }

    #[test]
    fn parts_say_how_long_a_service_takes() {
        let colour = [(Kind::Work, 45), (Kind::Processing, 35), (Kind::Finishing, 30), (Kind::Transition, 5)];
        let change = |segments, duration_minutes| TimingChange {
            segments,
            duration_minutes,
            ..TimingChange::default()
        };
        for (segments, duration, expected) in [
            (None, Some(30), Ok(30)),
            (parts(&[]), Some(30), Ok(30)),
            (parts(&colour), None, Ok(110)),
            (parts(&colour), Some(110), Ok(110)),
            (parts(&colour), Some(115), Err("durationMinutes")),
            (None, None, Err("durationMinutes")),
            (parts(&[]), None, Err("durationMinutes")),
            (parts(&[(Kind::Transition, 5), (Kind::Work, 5)]), None, Err("segments[0].kind")),
            (
                parts(&[(Kind::Work, 5), (Kind::Transition, 5), (Kind::Transition, 5)]),
                None,
                Err("segments[1].kind"),
            ),
            (parts(&[(Kind::Processing, 30)]), None, Err("segments")),
            (
                parts(&[(Kind::Work, 600), (Kind::Processing, 600), (Kind::Finishing, 245)]),
                None,
                Err("segments"),
            ),
        ] {
            let said = format!("{segments:?}, {duration:?}");
            let timing = change(segments, duration).begin();
            match (timing, expected) {
                (Ok(timing), Ok(minutes)) => assert_eq!(timing.duration_minutes, minutes, "{said}"),
                (Err(CatalogueError::Wrong { field, .. }), Err(wrong)) => assert_eq!(field, wrong, "{said}"),
                (other, _) => panic!("{said}: {other:?}"),
            }
        }
    }

    #[test]
    fn a_change_keeps_what_it_does_not_name() {
        let colour = [Segment::new(SegmentKind::Work, 30), Segment::new(SegmentKind::Processing, 30)];
        let known = Timing { segments: colour.to_vec(), buffer_after_minutes: 10, ..Timing::plain(60) };
        let change = |change: TimingChange| change.apply(&known);

        assert_eq!(change(TimingChange::default()).expect("right"), known);
        let plain = TimingChange { segments: Some(Vec::new()), ..TimingChange::default() };
        let expected = Timing { buffer_after_minutes: 10, ..Timing::plain(60) };
        assert_eq!(change(plain).expect("right"), expected);
        let longer = TimingChange { duration_minutes: Some(75), ..TimingChange::default() };
        assert!(matches!(change(longer), Err(CatalogueError::Wrong { .. })), "its parts say 60");
    }
}
