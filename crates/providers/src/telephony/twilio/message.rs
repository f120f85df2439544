//! What the messages of both kinds of socket have in common: how they are read without complaint and written
//! without waste.

use std::mem;

use serde::Serialize;
use serde_json::{Map, Value};

use super::webhook::is_key;
use crate::telephony::{Parameters, ProviderId};

/// Why a message is not what it should be. None of these repeats what was in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// It is no JSON object.
    #[error("the message is not a JSON object")]
    Unreadable,
    /// A field is not there, or is empty.
    #[error("the field {0} is missing")]
    Missing(&'static str),
    /// A field is there, and makes no sense.
    #[error("the field {0} is not what it should be")]
    Invalid(&'static str),
}

/// How much of the name of an unknown message is kept.
const KIND_LENGTH: usize = 40;

/// The fields of a message, to be taken out by their names. Twilio writes numbers as texts here and there, leaves
/// fields out or empty, and adds some; none of this is an error.
pub(super) struct Fields(Map<String, Value>);

impl Fields {
    pub(super) fn read(message: &str) -> Result<Self, MessageError> {
        serde_json::from_str(message).map(Self).map_err(|_| MessageError::Unreadable)
    }

    /// A text that is not empty.
    pub(super) fn text(&mut self, name: &str) -> Option<String> {
        self.0.remove(name).and_then(text).filter(|text| !text.is_empty())
    }

    pub(super) fn number(&self, name: &str) -> Option<u64> {
        self.0.get(name).and_then(number)
    }

    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        match self.0.get(name)? {
            Value::Bool(flag) => Some(*flag),
            Value::String(word) => match word.as_str() {
                "true" | "on" => Some(true),
                "false" | "off" => Some(false),
                _ => None,
            },
            _ => None,
        }
    }

    pub(super) fn id(&mut self, name: &'static str) -> Result<ProviderId, MessageError> {
        let text = self.text(name).ok_or(MessageError::Missing(name))?;
        ProviderId::parse(&text).ok_or(MessageError::Invalid(name))
    }

    /// A key of the telephone.
    pub(super) fn key(&mut self, name: &'static str) -> Result<char, MessageError> {
        let text = self.text(name).ok_or(MessageError::Missing(name))?;
        let mut keys = text.trim().chars();
        match (keys.next(), keys.next()) {
            (Some(key), None) if is_key(&key) => Ok(key),
            _ => Err(MessageError::Invalid(name)),
        }
    }

    /// The fields of an object within; none where there is none.
    pub(super) fn fields(&mut self, name: &str) -> Self {
        match self.0.remove(name) {
            Some(Value::Object(fields)) => Self(fields),
            _ => Self(Map::new()),
        }
    }

    /// What our own TwiML told the socket.
    pub(super) fn parameters(&mut self, name: &str) -> Parameters {
        let fields = self.fields(name).0;
        Parameters(fields.into_iter().filter_map(|(name, value)| Some((name, text(value)?))).collect())
    }

    /// What kind of message this is.
    pub(super) fn kind(&mut self, name: &'static str) -> Result<String, MessageError> {
        self.text(name).ok_or(MessageError::Missing(name))
    }
}

/// The name of a message that is not known, short enough for a log.
pub(super) fn short(kind: &str) -> String {
    kind.chars().take(KIND_LENGTH).collect()
}

fn text(value: Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text),
        Value::Null => None,
        other => Some(other.to_string()),
    }
}

/// A whole number that is not negative; the rest of a fraction is dropped.
pub(super) fn number(value: &Value) -> Option<u64> {
    let fraction = match value {
        Value::Number(number) => return number.as_u64().or_else(|| whole(number.as_f64()?)),
        Value::String(text) => text.trim(),
        _ => return None,
    };
    fraction.parse().ok().or_else(|| whole(fraction.parse().ok()?))
}

fn whole(fraction: f64) -> Option<u64> {
    // The cast stops at the largest number there is.
    (fraction.is_finite() && fraction >= 0.0).then_some(fraction as u64)
}

/// Writes a message behind what `out` holds already. Memory is asked for only when `out` has no room left.
pub(super) fn write(message: &impl Serialize, out: &mut String) {
    let mut bytes = mem::take(out).into_bytes();
    serde_json::to_writer(&mut bytes, message)
        .expect("a message has texts, numbers and flags only, and memory takes them");
    *out = String::from_utf8(bytes).expect("the text before was UTF-8, and so is JSON");
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_number_may_be_a_text() {
        for (value, expected) in [
            (json!(460), Some(460)),
            (json!("460"), Some(460)),
            (json!(" 460 "), Some(460)),
            (json!(460.9), Some(460)),
            (json!("460.9"), Some(460)),
            (json!(1e300), Some(u64::MAX)),
            (json!(-1), None),
            (json!("-1"), None),
            (json!("NaN"), None),
            (json!("soon"), None),
            (json!(""), None),
            (json!(null), None),
            (json!({}), None),
        ] {
            assert_eq!(number(&value), expected, "{value}");
        }
    }
}
