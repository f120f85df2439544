//! What stood in the way of a job, for people: the reason in its row is for whoever looks after the installation.

use serde::Serialize;
use utoipa::ToSchema;

/// What stood in the way, as far as it matters to a salon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[schema(as = JobTrouble)]
pub(super) enum Trouble {
    /// Whoever is needed for it could not be reached, or had an error of their own.
    Unreachable,
    /// They take no more at the moment.
    Busy,
    /// They said no.
    Refused,
    /// It is not known whether they have done it; they are asked before it is tried again.
    Uncertain,
    /// The installation has no account there, or it is not accepted.
    NotSetUp,
    /// Something on our side: the database, or a worker that stopped or died.
    Ours,
    /// This release cannot read what is to be done.
    Unreadable,
}

/// What a reason says, the first that fits: a connection that is refused is no refusal. The words are those of the ports' errors (`crates/providers`) and our own.
const WORDS: [(Trouble, &[&str]); 7] = [
    (Trouble::Unreadable, &["the payload cannot be read"]),
    (Trouble::Ours, &["database: ", "the worker ", "no worker ", "it panicked", "others keep writing"]),
    (Trouble::NotSetUp, &[" is not set", "does not accept our account", "cannot be signed"]),
    (Trouble::Uncertain, &["may have been ", "may have done it"]),
    (Trouble::Busy, &["takes no more ", "wants to be asked again"]),
    (
        Trouble::Unreachable,
        &[
            "could not be asked",
            "could not be handed over",
            "was not sent",
            "has not done it",
            "no answer from",
            "answered with HTTP",
            "makes no sense",
            "is no transcript",
        ],
    ),
    (
        Trouble::Refused,
        &[
            "refused",
            "declined",
            "somebody else has",
            "has no number in",
            "has no such thing",
            "has no telephone number",
            "knows no such",
            "wants no more",
            "too large",
            "larger than",
            "cannot be read",
            "the address ",
            "is switched off",
        ],
    ),
];

impl Trouble {
    /// What a reason says; nothing when it is none of those that are known.
    pub(super) fn of(reason: &str) -> Option<Self> {
        WORDS
            .iter()
            .find(|(_, all)| all.iter().any(|words| reason.contains(words)))
            .map(|(trouble, _)| *trouble)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use providers::mail::MailError;
    use providers::payments::PaymentError;
    use providers::sms::SmsError;
    use providers::telephony::{ArchiveError, NumberError};
    use providers::transcription::TranscriptionError;
    use providers::webhook::WebhookError;

    use super::*;

    fn why() -> String {
        "no connection (Connection refused)".to_owned()
    }

    #[test]
    fn every_error_of_the_outside_world_has_words_for_people() {
        use Trouble::{Busy, NotSetUp, Refused, Uncertain, Unreachable};
        let not_set = || "SMTP_URL is not set".to_owned();
        for (reason, expected) in [
            (SmsError::Refused { code: 21610, message: "opted out".to_owned() }.to_string(), Refused),
            (SmsError::Unreachable { reason: why() }.to_string(), Unreachable),
            (
                SmsError::Unreachable {
                    reason: "The company does not accept our account (error 20003)".to_owned(),
                }
                .to_string(),
                NotSetUp,
            ),
            (SmsError::Unknown { reason: why() }.to_string(), Uncertain),
            (SmsError::RateLimited { retry_after: None }.to_string(), Busy),
            (MailError::Refused { reason: why() }.to_string(), Refused),
            (MailError::Unreachable { reason: why() }.to_string(), Unreachable),
            (MailError::Unreachable { reason: not_set() }.to_string(), NotSetUp),
            (PaymentError::Declined { code: why() }.to_string(), Refused),
            (PaymentError::NotFound { what: why() }.to_string(), Refused),
            (PaymentError::Refused { reason: why() }.to_string(), Refused),
            (PaymentError::Unreachable { reason: why() }.to_string(), Unreachable),
            (PaymentError::RateLimited { retry_after: None }.to_string(), Busy),
            (ArchiveError::Unreachable { reason: not_set() }.to_string(), NotSetUp),
            (ArchiveError::Unreachable { reason: why() }.to_string(), Unreachable),
            (ArchiveError::RateLimited { retry_after: None }.to_string(), Busy),
            (ArchiveError::TooLarge.to_string(), Refused),
            (NumberError::Gone.to_string(), Refused),
            (NumberError::Refused { reason: why() }.to_string(), Refused),
            (NumberError::Unreachable { reason: why() }.to_string(), Unreachable),
            (NumberError::Unknown { reason: why() }.to_string(), Uncertain),
            (TranscriptionError::Refused { status: 400 }.to_string(), Refused),
            (TranscriptionError::Unreachable { reason: why() }.to_string(), Unreachable),
            (WebhookError::Refused { status: 500 }.to_string(), Unreachable),
            (WebhookError::Later { status: 429, after: Duration::from_secs(1) }.to_string(), Busy),
            (WebhookError::Gone.to_string(), Refused),
            (WebhookError::Unreachable { reason: why() }.to_string(), Unreachable),
        ] {
            assert_eq!(Trouble::of(&reason), Some(expected), "{reason}");
        }
        assert_eq!(Trouble::of("the payload cannot be read: unknown variant"), Some(Trouble::Unreadable));
        assert_eq!(Trouble::of("database: locked"), Some(Trouble::Ours));
        assert_eq!(Trouble::of("something else"), None);
    }
}
