//! The main wish among the acts.

use crate::pattern::Match;
use crate::{ActKind, Intent};

/// Wishes before questions, questions before yes and no, these before pleasantries.
const ORDER: &[(ActKind, Intent)] = &[
    (ActKind::Cancel, Intent::CancelAppointment),
    (ActKind::Move, Intent::ModifyAppointment),
    (ActKind::SpeakToHuman, Intent::SpeakToHuman),
    (ActKind::AskPrice, Intent::AskPrice),
    (ActKind::AskHours, Intent::AskHours),
    (ActKind::AskLocation, Intent::AskLocation),
    (ActKind::Book, Intent::BookAppointment),
    (ActKind::AskAvailability, Intent::AskAvailability),
    (ActKind::AskServices, Intent::AskServices),
    (ActKind::Deny, Intent::Deny),
    (ActKind::Affirm, Intent::Affirm),
    (ActKind::Goodbye, Intent::Goodbye),
    (ActKind::Thanks, Intent::Thanks),
    (ActKind::Greet, Intent::Greeting),
];

/// The main wish, and how sure it is.
pub(crate) fn main_wish(acts: &[Match<ActKind>]) -> (Intent, f32) {
    let found = ORDER.iter().find(|(kind, _)| acts.iter().any(|act| act.kind == *kind));
    match found {
        Some((_, intent)) => (*intent, 0.8),
        None => (Intent::Other, 0.3),
    }
}
