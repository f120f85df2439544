//! E-mail. [`Mailer`] is the port. [`FakeMailer`] remembers and sends nothing; [`SmtpMailer`] sends, through
//! whichever server speaks SMTP.
//!
//! Not for: templates, or who gets which mail.

mod fake;
mod smtp;

use async_trait::async_trait;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

pub use fake::{FakeMailer, RecordedMail};
pub use smtp::{SmtpMailer, SmtpMailerConfig};

/// Sends e-mail.
#[async_trait]
pub trait Mailer: Send + Sync {
    /// Sends one mail. The same `message_id` again is the same mail, which receivers show once.
    async fn send(&self, mail: &OutgoingMail) -> Result<SentMail, MailError>;
}

/// A mail to be sent.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct OutgoingMail {
    /// Ours, and the same however often it is tried: `apt_01h…@bolt.example`.
    pub message_id: String,
    /// The address of the reader.
    pub to: String,
    /// The subject line.
    pub subject: String,
    /// The words, plain.
    pub text: String,
    /// The words as HTML, where there is more to show.
    pub html: Option<String>,
    /// Whom an answer goes to, where it is not the sender: an address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// An event for the reader's calendar.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calendar: Option<Calendar>,
}

/// An event that a mail brings along (iMIP, RFC 6047).
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Calendar {
    /// What is done with it, as the calendar itself says.
    pub method: CalendarMethod,
    /// The calendar (iCalendar, RFC 5545).
    pub text: String,
}

/// What is done with an event (RFC 5546).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum CalendarMethod {
    /// It is new, or has changed.
    Request,
    /// It does not take place.
    Cancel,
}

impl CalendarMethod {
    /// The standard's word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Request => "REQUEST",
            Self::Cancel => "CANCEL",
        }
    }
}

impl std::fmt::Debug for OutgoingMail {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Neither the reader nor the words are for the log.
        f.debug_struct("OutgoingMail").field("message_id", &self.message_id).finish_non_exhaustive()
    }
}

/// A mail that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMail {
    /// When.
    pub sent_at: Timestamp,
}

/// Why a mail was not sent. None of these holds the address or the words.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// This mail will not be taken, however often it is tried.
    #[error("the mail was refused: {reason}")]
    Refused {
        /// Why.
        reason: String,
    },
    /// Not taken this time. Trying again does no harm: the message id is the same.
    #[error("the mail could not be handed over: {reason}")]
    Unreachable {
        /// What stood in the way.
        reason: String,
    },
}
