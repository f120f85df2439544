//! A catalogue to begin with, for a salon that has none yet.

use jiff::Timestamp;
use scheduling::{Segment, SegmentKind};
use serde::Serialize;
use utoipa::ToSchema;

use super::change::CatalogueError;
use super::starter_catalogue::{ADD_ONS, BASIN, Offer, Part, RESOURCES, SERVICES};
use super::store::{self, Need, NewAddOn, NewService};
use super::timing::Timing;
use crate::ids::{AddOnId, ResourceId};
use crate::instant::Instant;
use crate::modules::tenants;
use crate::tenancy::TenantTx;

/// How much was added.
#[derive(Debug, Clone, Copy, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(as = StarterCatalogue)]
pub struct Starter {
    services: usize,
    add_ons: usize,
    resources: usize,
}

/// Adds services, extras and equipment as many salons have them. Nobody does any of it yet.
///
/// # Errors
/// [`CatalogueError::NotEmpty`] when there are services already.
pub async fn add_starter_catalogue(tx: &TenantTx, now: Timestamp) -> Result<Starter, CatalogueError> {
    // Takes the salon's row first, so that of two who press the button one finds what the other has added.
    tenants::catalogue_changed(tx).await?;
    if store::count(tx).await? > 0 {
        return Err(CatalogueError::NotEmpty);
    }
    let now = Instant::from(now);
    let mut resources: Vec<(&str, ResourceId)> = Vec::with_capacity(RESOURCES.len());
    for ((name, units), position) in RESOURCES.into_iter().zip(1..) {
        resources.push((name, store::add_resource(tx, name.to_owned(), units, position, now).await?));
    }
    let mut add_ons: Vec<(&str, AddOnId)> = Vec::with_capacity(ADD_ONS.len());
    for ((name, duration_minutes, price_cents), position) in ADD_ONS.into_iter().zip(1..) {
        let new = NewAddOn { name: name.to_owned(), duration_minutes, price_cents, position };
        add_ons.push((name, store::add_add_on(tx, new, now).await?));
    }
    for (offer, position) in SERVICES.iter().zip(1..) {
        let new = NewService {
            name: offer.name.to_owned(),
            category: offer.category.to_owned(),
            description: Some(offer.description.to_owned()),
            timing: timing(offer),
            price_cents: offer.price_cents,
            synonyms: offer.synonyms.iter().map(|word| (*word).to_owned()).collect(),
            add_on_ids: named(&add_ons, offer.add_ons),
            needs: needs(&resources, offer),
            position,
        };
        store::add(tx, new, now).await?;
    }
    Ok(Starter { services: SERVICES.len(), add_ons: ADD_ONS.len(), resources: RESOURCES.len() })
}

fn named<Id: Copy>(all: &[(&str, Id)], names: &[&str]) -> Vec<Id> {
    all.iter().filter(|(name, _)| names.contains(name)).map(|(_, id)| *id).collect()
}

fn needs(resources: &[(&str, ResourceId)], offer: &Offer) -> Vec<Need> {
    let is_rinsing = |part: &Part| matches!(part, Part::Rinsing(_));
    let rinsed: Vec<u32> =
        (0..).zip(offer.parts).filter(|(_, part)| is_rinsing(part)).map(|(place, _)| place).collect();
    let mut needs: Vec<Need> = named(resources, offer.resources).into_iter().map(Need::throughout).collect();
    if !rinsed.is_empty() {
        let basins = named(resources, &[BASIN]);
        needs.extend(basins.into_iter().map(|resource_id| Need { resource_id, segments: rinsed.clone() }));
    }
    needs
}

fn timing(offer: &Offer) -> Timing {
    let segment = |part: &Part| {
        let (kind, minutes) = match *part {
            Part::Work(minutes) => (SegmentKind::Work, minutes),
            Part::Processing(minutes) => (SegmentKind::Processing, minutes),
            Part::Finishing(minutes) | Part::Rinsing(minutes) => (SegmentKind::Finishing, minutes),
        };
        Segment::new(kind, minutes)
    };
    let parts: Vec<Segment> = offer.parts.iter().map(segment).collect();
    let duration_minutes = Timing::client_minutes(&parts);
    // A single part is plain work from start to end, and needs no list of parts.
    let segments = if parts.len() > 1 { parts } else { Vec::new() };
    Timing { segments, buffer_after_minutes: offer.buffer_after_minutes, ..Timing::plain(duration_minutes) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_catalogue_is_one_that_could_have_been_typed_in() {
        let names: BTreeSet<_> = SERVICES.iter().map(|offer| offer.name.to_lowercase()).collect();
        assert_eq!(names.len(), SERVICES.len(), "no two have one name");
        let mut words = BTreeSet::new();
        for offer in SERVICES {
            let timing = timing(offer);
            let minutes = [timing.duration_minutes, timing.buffer_after_minutes];
            assert!(minutes.iter().all(|minutes| minutes.is_multiple_of(5)), "{}", offer.name);
            assert!((5..=600).contains(&timing.duration_minutes), "{}", offer.name);
            assert!((500..=100_000).contains(&offer.price_cents), "{}", offer.name);
            assert!(matches!(offer.parts.first(), Some(Part::Work(_))), "{} begins with work", offer.name);
            for word in offer.synonyms {
                assert!(words.insert(*word), "{word} could mean two services");
                assert!(!names.contains(*word), "{word} is the name of another service");
            }
            for name in offer.add_ons {
                assert!(ADD_ONS.iter().any(|(known, ..)| known == name), "{}: {name}", offer.name);
            }
            for name in offer.resources {
                assert!(RESOURCES.iter().any(|(known, _)| known == name), "{}: {name}", offer.name);
            }
        }
    }
}
