//! Chairs, basins, rooms: at which starts every kind a service needs has a unit left.

use crate::frame::{Frame, minutes_of};
use crate::mask::Mask;
use crate::{Question, Resource, Service};

/// The starts at which nothing is lacking. None: nothing is needed.
pub(crate) fn starts_with_equipment(
    service: &Service<'_>,
    question: &Question<'_>,
    frame: Frame,
) -> Option<Mask> {
    let mut starts: Option<Mask> = None;
    for need in service.requires {
        let minutes = service.plan.needed(need.during);
        let length = usize::try_from(minutes.end - minutes.start).ok().filter(|length| *length > 0);
        let Some(length) = length else { continue };
        let with_a_unit = match question.resources.get(need.resource.0 as usize) {
            Some(resource) => minutes_with_a_unit(resource, frame),
            None => Mask::none(frame.len()),
        };
        let runs = with_a_unit.starts_of_runs(length).seen_from(minutes.start);
        match &mut starts {
            Some(all) => all.keep(&runs),
            None => starts = Some(runs),
        }
    }
    starts
}

/// The minutes at which fewer units are in use than there are.
fn minutes_with_a_unit(resource: &Resource<'_>, frame: Frame) -> Mask {
    // How many uses begin, less how many end, at each minute; the sum so far is what is in use.
    let mut changes = vec![0_i32; frame.len() + 1];
    for &interval in resource.busy {
        let used = frame.clip(minutes_of(interval));
        changes[used.start] += 1;
        changes[used.end] -= 1;
    }
    let mut free = Mask::none(frame.len());
    let (mut in_use, mut free_since) = (0_i64, 0);
    let units = i64::from(resource.units);
    for (place, &change) in changes.iter().enumerate().filter(|(_, change)| **change != 0) {
        if in_use < units {
            free.put_range(free_since..place);
        }
        in_use += i64::from(change);
        free_since = place;
    }
    if in_use < units {
        free.put_range(free_since..frame.len());
    }
    free
}
