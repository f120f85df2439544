//! Addresses of e-mail, as accounts are known by them.

use std::fmt;

use crate::http::problem::Problem;

/// An address in the one form that is kept: lower case, ASCII. Two spellings of one mailbox are one account, and letters
/// that look like others (`ο` for `o`) are refused rather than told apart by whoever reads closely.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Email(String);

impl Email {
    /// Reads an address.
    ///
    /// # Errors
    /// When it cannot be one, or has letters beyond ASCII.
    pub fn read(field: &str, text: &str) -> Result<Self, Problem> {
        Self::of(text).ok_or_else(|| {
            Problem::invalid(field, "must be an e-mail address such as you@salon.example, in plain letters")
        })
    }

    /// The same where it only matters whether it is one.
    pub fn of(text: &str) -> Option<Self> {
        let text = text.trim();
        let (name, domain) = text.rsplit_once('@')?;
        let is_plain = |byte: u8| byte.is_ascii_graphic() && !b"@\"(),:;<>[\\]".contains(&byte);
        let name_holds = (1..=64).contains(&name.len())
            && name.bytes().all(is_plain)
            && !name.starts_with('.')
            && !name.ends_with('.')
            && !name.contains("..");
        let label_holds = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
                && !label.starts_with('-')
                && !label.ends_with('-')
        };
        let domain_holds = domain.contains('.') && domain.split('.').all(label_holds);
        (name_holds && domain_holds && text.len() <= 254).then(|| Self(text.to_ascii_lowercase()))
    }

    /// The address.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_one_form() {
        for (text, kept) in [
            ("Owner@Luma.Example", "owner@luma.example"),
            ("  a.b+c@d-e.co  ", "a.b+c@d-e.co"),
            ("o'neil@salon.test", "o'neil@salon.test"),
        ] {
            assert_eq!(Email::of(text).map(|email| email.0), Some(kept.to_owned()), "{text}");
        }
    }

    #[test]
    fn what_is_no_address_or_looks_like_another_is_refused() {
        for text in [
            "",
            "@",
            "a@",
            "@b.co",
            "a@b",
            "a b@c.co",
            "a@b..co",
            "a@-b.co",
            ".a@b.co",
            "a..b@c.co",
            "a@b.co\n",
            "a\u{0}@b.co",
            "оwner@luma.example",
            "owner@lumа.example",
            "ownér@luma.example",
            "\"a\"@b.co",
            "a@b.co,c@d.co",
            "<a@b.co>",
            "owner@luma.example\u{200b}",
        ] {
            let read = Email::of(text);
            assert!(read.is_none() || text.trim() == "a@b.co", "{text:?} {read:?}");
        }
        assert!(Email::of(&format!("{}@b.co", "a".repeat(65))).is_none());
        assert!(Email::of(&format!("a@{}.co", "b.".repeat(130))).is_none());
    }
}
