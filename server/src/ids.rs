//! Typed ids: an id of a visit cannot be passed where one of an employee is wanted.
//!
//! In rows they are UUIDs (version 7, so they sort by time of making); on the wire they follow the TypeID
//! specification 0.3 (github.com/jetify-com/typeid): `apt_01h455vb4pex5vsknk084sn02q`.

use uuid::Uuid;

/// Text that is not an id of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("must be an id such as {prefix}_01h455vb4pex5vsknk084sn02q")]
pub struct IdError {
    prefix: &'static str,
}

/// Crockford's base 32 in lower case, as TypeID has it.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// An id as the wire has it.
pub(crate) fn encode(prefix: &str, id: Uuid) -> String {
    Encoded::new(prefix, id).as_str().to_owned()
}

/// The same without a place on the heap: an answer can have hundreds.
struct Encoded {
    text: [u8; Self::LONGEST],
    length: usize,
}

impl Encoded {
    /// Room for a prefix of five letters, the underscore and the digits.
    const LONGEST: usize = 32;
    const DIGITS: usize = 26;

    fn new(prefix: &str, id: Uuid) -> Self {
        let mut text = [b'_'; Self::LONGEST];
        let start = prefix.len() + 1;
        text[..prefix.len()].copy_from_slice(prefix.as_bytes());
        // 26 digits of 5 bits are 130: the first digit carries only the top 3.
        let mut bits = id.as_u128();
        for place in text[start..start + Self::DIGITS].iter_mut().rev() {
            *place = ALPHABET[(bits & 31) as usize];
            bits >>= 5;
        }
        Self { text, length: start + Self::DIGITS }
    }

    fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..self.length]).expect("letters of ASCII")
    }
}

fn decode(prefix: &'static str, text: &str) -> Result<Uuid, IdError> {
    let error = IdError { prefix };
    let Some(digits) = text.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('_')) else {
        return Err(error);
    };
    if digits.len() != 26 || digits.as_bytes()[0] > b'7' {
        return Err(error);
    }
    let mut bits: u128 = 0;
    for byte in digits.bytes() {
        let Some(value) = ALPHABET.iter().position(|letter| *letter == byte) else {
            return Err(error);
        };
        bits = bits << 5 | value as u128;
    }
    Ok(Uuid::from_u128(bits))
}

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident = $prefix:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, sea_orm::DeriveValueType)]
        pub struct $name(Uuid);

        impl $name {
            /// What the id begins with on the wire.
            pub const PREFIX: &'static str = $prefix;

            /// A new id, greater than all before it.
            pub fn generate() -> Self {
                Self(Uuid::now_v7())
            }

            /// The id as a row has it.
            pub fn bytes(&self) -> &[u8; 16] {
                self.0.as_bytes()
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(Encoded::new($prefix, self.0).as_str())
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(self, f)
            }
        }

        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(Encoded::new($prefix, self.0).as_str())
            }
        }

        // Keys are always set by us, never counted up by the database.
        impl sea_orm::TryFromU64 for $name {
            fn try_from_u64(_: u64) -> Result<Self, sea_orm::DbErr> {
                Err(sea_orm::DbErr::ConvertFromU64(stringify!($name)))
            }
        }

        impl utoipa::PartialSchema for $name {
            fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
                utoipa::openapi::ObjectBuilder::new()
                    .schema_type(utoipa::openapi::schema::Type::String)
                    .pattern(Some(concat!("^", $prefix, "_[0-7][0-9a-hjkmnp-tv-z]{25}$")))
                    .examples([concat!($prefix, "_01h455vb4pex5vsknk084sn02q")])
                    .into()
            }
        }

        impl utoipa::ToSchema for $name {
            fn name() -> std::borrow::Cow<'static, str> {
                std::borrow::Cow::Borrowed(stringify!($name))
            }
        }
    )*};
}

/// Ids that may arrive in a path or a body.
macro_rules! readable_ids {
    ($($name:ident)*) => {$(
        impl From<Uuid> for $name {
            /// The id of a row that was read in a shape of its own.
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }

        impl std::str::FromStr for $name {
            type Err = IdError;

            fn from_str(text: &str) -> Result<Self, IdError> {
                decode(Self::PREFIX, text).map(Self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}

ids! {
    /// A salon. It cannot be read from a request: see [`crate::tenancy`].
    TenantId = "ten";
    /// A salon as a request names it: it opens nothing, and only finds a place that the person has there, or the salon
    /// that an operator means.
    TenantRef = "ten";
    /// A person who logs in.
    UserId = "usr";
    /// A log-in.
    SessionId = "ses";
    /// A key for the AI endpoints.
    ApiKeyId = "key";
    /// A telephone number of a salon.
    PhoneNumberId = "num";
    /// An order of a telephone number.
    NumberOrderId = "ord";
    /// A window of opening hours.
    OpeningHoursId = "hrs";
    /// Somebody who works in a salon.
    EmployeeId = "emp";
    /// A window in an employee's week.
    EmployeeHoursId = "ehr";
    /// Something to book.
    ServiceId = "svc";
    /// An extra to a service.
    AddOnId = "add";
    /// Somebody who is served.
    CustomerId = "cus";
    /// A visit.
    AppointmentId = "apt";
    /// A conversation, by whatever channel.
    CallId = "call";
    /// A message to a caller or an employee.
    NotificationId = "ntf";
    /// All messages with one number.
    ThreadId = "thr";
    /// A message from a customer.
    InboundMessageId = "inm";
    /// A piece of work in the outbox.
    JobId = "job";
    /// Other hours of the salon on one day.
    OpeningOverrideId = "hov";
    /// Other hours of an employee on one day.
    EmployeeOverrideId = "eov";
    /// A time at which an employee does not work.
    TimeOffId = "off";
    /// A kind of equipment.
    ResourceId = "res";
    /// A change in a visit's history.
    AppointmentChangeId = "chg";
    /// Services that are done one after the other in one visit.
    VisitId = "vis";
    /// Visits that come back every few weeks.
    SeriesId = "ser";
    /// A time kept for somebody who is making up their mind.
    HoldId = "hld";
    /// Somebody who waits for a time to become free.
    WaitlistEntryId = "wtl";
    /// An invitation to a salon.
    InvitationId = "inv";
    /// A code for the day the telephone with the second factor is gone.
    RecoveryCodeId = "rec";
    /// What a link in an e-mail proves.
    AccountTokenId = "tok";
    /// An address that is told of what happens in a salon.
    WebhookEndpointId = "whe";
    /// One telling of one event to one address.
    WebhookDeliveryId = "whd";
    /// A salon's rehearsal.
    RehearsalId = "reh";
    /// An invoice to a salon.
    InvoiceId = "ivc";
    /// The recording of a call, or a message after a tone.
    RecordingId = "rcd";
}

readable_ids! {
    EmployeeId ServiceId AddOnId CustomerId AppointmentId CallId NotificationId ThreadId JobId SessionId
    UserId
    OpeningOverrideId EmployeeOverrideId TimeOffId ResourceId VisitId SeriesId HoldId WaitlistEntryId
    TenantRef ApiKeyId InvitationId PhoneNumberId NumberOrderId WebhookEndpointId WebhookDeliveryId RehearsalId RecordingId
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Pairs from the specification's `valid.yml`.
    #[test]
    fn the_wire_form_is_a_typeid() {
        for (uuid, digits) in [
            ("00000000-0000-0000-0000-000000000000", "00000000000000000000000000"),
            ("00000000-0000-0000-0000-00000000000a", "0000000000000000000000000a"),
            ("ffffffff-ffff-ffff-ffff-ffffffffffff", "7zzzzzzzzzzzzzzzzzzzzzzzzz"),
            ("01890a5d-ac96-774b-bcce-b302099a8057", "01h455vb4pex5vsknk084sn02q"),
        ] {
            let id = AppointmentId(uuid.parse().expect("a literal UUID"));
            assert_eq!(id.to_string(), format!("apt_{digits}"));
            assert_eq!(format!("apt_{digits}").parse(), Ok(id));
        }
    }

    #[test]
    fn an_id_of_another_kind_or_form_is_refused() {
        for text in [
            "",
            "apt",
            "apt_",
            "emp_01h455vb4pex5vsknk084sn02q",
            "apt_01h455vb4pex5vsknk084sn02",
            "apt_01h455vb4pex5vsknk084sn02qq",
            "apt_81h455vb4pex5vsknk084sn02q",
            "apt_01H455VB4PEX5VSKNK084SN02Q",
            "apt_01h455vb4pex5vsknk084sn02u",
            "apt_é1h455vb4pex5vsknk084sn02q",
        ] {
            assert!(text.parse::<AppointmentId>().is_err(), "{text}");
        }
    }
}
