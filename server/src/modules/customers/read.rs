//! What people write of a customer, checked: the same rules for the dashboard's forms and for files.

/// Why a text cannot be kept, as it stands behind the field's name: "must be …".
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct ReadError(pub &'static str);

/// Longest name, in characters.
const MAX_NAME: usize = 200;
/// Longest e-mail address.
const MAX_EMAIL: usize = 254;
/// Longest notes and preferences.
const MAX_TEXT: usize = 2_000;

/// A name, without blanks around it.
///
/// # Errors
/// When it is blank, too long, or breaks a line.
pub fn name(text: &str) -> Result<String, ReadError> {
    let name = text.trim();
    if name.is_empty() || name.chars().count() > MAX_NAME || name.chars().any(char::is_control) {
        return Err(ReadError("must be a name of 1 to 200 characters"));
    }
    Ok(name.to_owned())
}

/// An e-mail address; nothing but blanks is none. Only its shape is checked: whether it is somebody's, only a message
/// could tell.
///
/// # Errors
/// When it cannot be one.
pub fn email(text: &str) -> Result<Option<String>, ReadError> {
    let email = text.trim();
    if email.is_empty() {
        return Ok(None);
    }
    let parts = email.rsplit_once('@').filter(|(local, domain)| {
        let is_domain = domain.contains('.') && domain.split('.').all(|label| !label.is_empty());
        !local.is_empty() && !local.contains('@') && is_domain
    });
    let is_plain = email.chars().all(|c| !c.is_whitespace() && !c.is_control());
    if parts.is_none() || !is_plain || email.chars().count() > MAX_EMAIL {
        return Err(ReadError("must be an e-mail address of at most 254 characters"));
    }
    Ok(Some(email.to_owned()))
}

/// Text of several lines; nothing but blanks is none.
///
/// # Errors
/// When it is too long, or has characters that are not for reading.
pub fn long_text(text: &str) -> Result<Option<String>, ReadError> {
    let text = text.trim();
    if text.chars().count() > MAX_TEXT {
        return Err(ReadError("must have at most 2000 characters"));
    }
    if text.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        return Err(ReadError("must not have control characters"));
    }
    Ok((!text.is_empty()).then(|| text.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_addresses_and_notes_are_read_as_people_write_them() {
        assert_eq!(name("  Zoë O'Neil "), Ok("Zoë O'Neil".to_owned()));
        for wrong in ["", "  ", "a\nb", &"x".repeat(201)] {
            assert!(name(wrong).is_err(), "{wrong}");
        }
        assert_eq!(email(" dana@example.com "), Ok(Some("dana@example.com".to_owned())));
        assert_eq!(email(" "), Ok(None));
        for wrong in
            ["dana", "@example.com", "dana@", "dana@example", "a b@example.com", "a@b@c.de", "a@b..de"]
        {
            assert!(email(wrong).is_err(), "{wrong}");
        }
        assert_eq!(long_text("one\ntwo\t"), Ok(Some("one\ntwo".to_owned())));
        assert!(long_text("bell \u{7}").is_err() && long_text(&"x".repeat(2_001)).is_err());
    }
}
