//! Telephone numbers as people say and write them, and the one form in which Bolt keeps them (E.164).
//!
//! Numbers come from two kinds of places. A person gives one in any shape: [`PhoneNumber::parse`] reads it as a
//! person of that country would and refuses what no telephone has. A network gives one it has just used itself:
//! [`PhoneNumber::from_e164`] checks the shape only, because numbering plans change faster than our tables.

use std::fmt;

use rlibphonenumber::{PHONE_NUMBER_UTIL, ParseError, PhoneNumberFormat, Region, ValidationError};
use serde::{Deserialize, Serialize};

/// A telephone number in E.164: `+` and 7 to 15 digits.
///
/// Its debug form shows the last two digits only, so that it may stand in a log.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PhoneNumber(String);

/// Why a text is no telephone number. None of these repeats the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneNumberError {
    /// There is nothing to dial in it.
    #[error("this is not a phone number")]
    NotANumber,
    /// Digits are missing.
    #[error("the phone number is too short")]
    TooShort,
    /// There are digits too many.
    #[error("the phone number is too long")]
    TooLong,
    /// The country code is nobody's.
    #[error("the phone number begins with an unknown country code")]
    UnknownCountryCode,
    /// As long as it should be, but no telephone in that country can have it.
    #[error("no telephone has such a number")]
    NotAssigned,
    /// The salon's own country, by which a number without country code is read, is not an ISO 3166 code.
    #[error("the default region must be a two-letter country code such as US")]
    UnknownRegion,
}

impl PhoneNumber {
    /// Reads a number as somebody in `default_region` (ISO 3166, `"US"`) writes it. With a leading `+` or that
    /// region's international prefix it may be from anywhere. An extension is dropped.
    pub fn parse(raw: &str, default_region: &str) -> Result<Self, PhoneNumberError> {
        let region = Region::from_code(&default_region.to_ascii_uppercase())
            .ok()
            // ZZ is a code as well: it stands for no place at all.
            .filter(|region| PHONE_NUMBER_UTIL.get_country_code_for_region(*region).is_some())
            .ok_or(PhoneNumberError::UnknownRegion)?;
        let number = PHONE_NUMBER_UTIL.parse(raw.trim(), Some(region))?;
        PHONE_NUMBER_UTIL.is_possible_number_with_reason(&number)?;
        if !PHONE_NUMBER_UTIL.is_valid_number(&number) {
            return Err(PhoneNumberError::NotAssigned);
        }
        Ok(Self(PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::E164).into_owned()))
    }

    /// Takes a number that is E.164 already, as networks give it. Only the shape is checked.
    pub fn from_e164(text: &str) -> Result<Self, PhoneNumberError> {
        let digits = text.strip_prefix('+').ok_or(PhoneNumberError::NotANumber)?;
        if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(PhoneNumberError::NotANumber);
        }
        match digits.len() {
            0..=6 => Err(PhoneNumberError::TooShort),
            16.. => Err(PhoneNumberError::TooLong),
            _ if digits.starts_with('0') => Err(PhoneNumberError::UnknownCountryCode),
            _ => Ok(Self(text.to_owned())),
        }
    }

    /// The number in E.164: `+14155550132`.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether text messages may reach it, as far as its country's numbering plan tells: a landline, a toll-free or a
    /// premium number is none. In North America mobile telephones and landlines cannot be told apart by their numbers.
    pub fn may_be_mobile(&self) -> bool {
        let Ok(number) = PHONE_NUMBER_UTIL.parse(&self.0, None) else {
            return true;
        };
        use rlibphonenumber::PhoneNumberType as Type;
        !matches!(
            PHONE_NUMBER_UTIL.get_number_type(&number),
            Type::FixedLine
                | Type::TollFree
                | Type::PremiumRate
                | Type::SharedCost
                | Type::UAN
                | Type::VoiceMail
        )
    }

    /// The number as people of its own country write it: `(415) 555-0132`.
    pub fn national(&self) -> String {
        match PHONE_NUMBER_UTIL.parse(&self.0, None) {
            Ok(number) => PHONE_NUMBER_UTIL.format(&number, PhoneNumberFormat::National).into_owned(),
            // A country code newer than our tables.
            Err(_) => self.0.clone(),
        }
    }

    /// The number without what makes it somebody's: `+…32`.
    pub fn masked(&self) -> String {
        format!("+…{}", &self.0[self.0.len() - 2..])
    }
}

impl fmt::Debug for PhoneNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PhoneNumber({})", self.masked())
    }
}

impl TryFrom<String> for PhoneNumber {
    type Error = PhoneNumberError;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Self::from_e164(&text)
    }
}

impl From<PhoneNumber> for String {
    fn from(number: PhoneNumber) -> Self {
        number.0
    }
}

impl From<ParseError> for PhoneNumberError {
    fn from(error: ParseError) -> Self {
        match error {
            ParseError::InvalidCountryCode => Self::UnknownCountryCode,
            ParseError::NotANumber(_) => Self::NotANumber,
            ParseError::TooShortAfterIdd | ParseError::TooShortNsn => Self::TooShort,
            ParseError::TooLongNsn => Self::TooLong,
        }
    }
}

impl From<ValidationError> for PhoneNumberError {
    fn from(error: ValidationError) -> Self {
        match error {
            ValidationError::InvalidCountryCode => Self::UnknownCountryCode,
            ValidationError::TooShort => Self::TooShort,
            ValidationError::TooLong => Self::TooLong,
            ValidationError::InvalidLength => Self::NotAssigned,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_read_as_people_of_the_region_write_it() {
        for (raw, region, e164) in [
            ("(415) 555-0132", "US", "+14155550132"),
            ("415.555.0132", "us", "+14155550132"),
            ("1 415 555 0132", "US", "+14155550132"),
            (" +1 415-555-0132 ", "DE", "+14155550132"),
            ("(415) 555-0132 ext. 7", "US", "+14155550132"),
            ("020 7946 0018", "GB", "+442079460018"),
            ("011 44 20 7946 0018", "US", "+442079460018"),
            ("06 6982 0000", "IT", "+390669820000"),
            ("030 901820", "DE", "+4930901820"),
        ] {
            let number = PhoneNumber::parse(raw, region);
            assert_eq!(number.as_ref().map(PhoneNumber::as_str), Ok(e164), "{raw} in {region}");
        }
    }

    #[test]
    fn what_cannot_be_dialled_is_refused_with_its_reason() {
        use PhoneNumberError::*;
        for (raw, region, expected) in [
            ("", "US", NotANumber),
            ("tomorrow", "US", NotANumber),
            ("\u{0}\u{ffff}", "US", NotANumber),
            ("415 55", "US", TooShort),
            ("415 555 0132 0132 0132", "US", TooLong),
            ("+999 415 555 0132", "US", UnknownCountryCode),
            ("000 000 0000", "US", NotAssigned),
            ("415 555 0132", "ZZ", UnknownRegion),
            ("415 555 0132", "Texas", UnknownRegion),
            ("415 555 0132", "", UnknownRegion),
        ] {
            assert_eq!(PhoneNumber::parse(raw, region), Err(expected), "{raw:?} in {region}");
        }
    }

    #[test]
    fn a_network_number_is_taken_by_its_shape_alone() {
        assert_eq!(PhoneNumber::from_e164("+15005550006").unwrap().as_str(), "+15005550006");
        for bad in ["", "+", "15005550006", "+1500555", "+0150055500061", "+1500555000612345", "+1500555OOO6"]
        {
            let taken = PhoneNumber::from_e164(bad);
            assert_eq!(taken.is_ok(), bad == "+1500555", "{bad}");
        }
    }

    #[test]
    fn the_national_form_is_for_people() {
        assert_eq!(PhoneNumber::from_e164("+14155550132").unwrap().national(), "(415) 555-0132");
        assert_eq!(PhoneNumber::from_e164("+442079460018").unwrap().national(), "020 7946 0018");
        assert_eq!(PhoneNumber::from_e164("+9991234567").unwrap().national(), "+9991234567");
    }

    #[test]
    fn a_number_does_not_show_itself_in_a_log() {
        let number = PhoneNumber::from_e164("+14155550132").unwrap();
        assert_eq!(format!("{number:?}"), "PhoneNumber(+…32)");
    }

    #[test]
    fn a_number_keeps_its_form_through_json_and_a_broken_one_does_not_pass() {
        let number: PhoneNumber = serde_json::from_str(r#""+14155550132""#).unwrap();
        assert_eq!(serde_json::to_string(&number).unwrap(), r#""+14155550132""#);
        assert!(serde_json::from_str::<PhoneNumber>(r#""call me""#).is_err());
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_read_or_refused_and_what_is_read_is_e164(raw in "\\PC{0,40}", digits in "[+0-9 ()-]{0,24}") {
            for text in [raw, digits] {
                if let Ok(number) = PhoneNumber::parse(&text, "US") {
                    proptest::prop_assert_eq!(PhoneNumber::from_e164(number.as_str()), Ok(number));
                }
            }
        }
    }
}
