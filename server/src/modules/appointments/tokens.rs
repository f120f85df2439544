//! A free time's token: the server's own word that it offered this start for this service, so that no program and no
//! model can bring a time that was never offered.
//!
//! Base64url (RFC 4648 §5) of: start and end of validity in minutes since 1970 (4 bytes each), and the first 12 bytes
//! of an HMAC-SHA256 (RFC 2104) over these, the salon, the services and their extras. Stateless: whether the time is
//! still free is judged when it is booked.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use jiff::{SignedDuration, Timestamp};
use providers::Secret;
use sha2::Sha256;

use super::availability::Wanted;
use super::model::AppointmentError;
use crate::ids::TenantId;

/// How long an offer stands. Longer than any conversation; a hold keeps the time itself.
const VALID_FOR: SignedDuration = SignedDuration::from_mins(30);

/// Bytes of the code that a token carries.
const CODE: usize = 12;

/// Signs and reads tokens of free times.
pub struct SlotTokens(Hmac<Sha256>);

impl SlotTokens {
    /// Tokens of this server; `secret` is shared by all instances.
    pub fn new(secret: &Secret) -> Self {
        // A key of its own, so that no log-in token can ever be taken for one.
        let mut derive = Hmac::<Sha256>::new_from_slice(secret.expose().as_bytes())
            .expect("HMAC takes keys of any length");
        derive.update(b"bolt slot tokens 1");
        let key = derive.finalize().into_bytes();
        Self(Hmac::new_from_slice(&key).expect("HMAC takes keys of any length"))
    }

    /// Signs the free times of one question.
    pub fn signer(&self, tenant: TenantId, wanted: &Wanted, now: Timestamp) -> Signer {
        let until = now.saturating_add(VALID_FOR).unwrap_or(Timestamp::MAX);
        Signer { over_question: self.over(tenant, wanted), until: minutes(until) }
    }

    /// Whether this token was given for this start of this wish, and still stands.
    ///
    /// # Errors
    /// Says what is wrong with it.
    pub fn check(
        &self,
        token: &str,
        tenant: TenantId,
        wanted: &Wanted,
        starts_at: Timestamp,
        now: Timestamp,
    ) -> Result<(), AppointmentError> {
        let bytes =
            URL_SAFE_NO_PAD.decode(token).ok().and_then(|bytes| <[u8; 8 + CODE]>::try_from(bytes).ok());
        let bytes = bytes.ok_or(AppointmentError::BadToken("is not a token of a free time"))?;
        let (said, code) = bytes.split_at(8);
        let mut mac = self.over(tenant, wanted);
        mac.update(said);
        mac.verify_truncated_left(code).map_err(|_| {
            AppointmentError::BadToken("was not given for this service; ask for free times again")
        })?;
        let number = |bytes: &[u8]| u32::from_be_bytes(bytes.try_into().expect("four bytes"));
        if number(&said[..4]) != minutes(starts_at) {
            return Err(AppointmentError::BadToken("was given for another time"));
        }
        if number(&said[4..]) < minutes(now) {
            return Err(AppointmentError::BadToken("has expired; ask for free times again"));
        }
        Ok(())
    }

    fn over(&self, tenant: TenantId, wanted: &Wanted) -> Hmac<Sha256> {
        let mut mac = self.0.clone();
        mac.update(tenant.bytes());
        for part in &wanted.parts {
            mac.update(b"s");
            mac.update(part.service.bytes());
            let mut add_ons = part.add_ons.clone();
            add_ons.sort_unstable();
            add_ons.dedup();
            for add_on in &add_ons {
                mac.update(b"a");
                mac.update(add_on.bytes());
            }
        }
        mac
    }
}

/// Signs the free times of one question.
pub struct Signer {
    over_question: Hmac<Sha256>,
    until: u32,
}

impl Signer {
    /// The token of one start.
    pub fn sign(&self, starts_at: Timestamp) -> String {
        let mut token = [0; 8 + CODE];
        token[..4].copy_from_slice(&minutes(starts_at).to_be_bytes());
        token[4..8].copy_from_slice(&self.until.to_be_bytes());
        let mut mac = self.over_question.clone();
        mac.update(&token[..8]);
        token[8..].copy_from_slice(&mac.finalize().into_bytes()[..CODE]);
        URL_SAFE_NO_PAD.encode(token)
    }
}

fn minutes(instant: Timestamp) -> u32 {
    u32::try_from(instant.as_second().div_euclid(60)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{AddOnId, ServiceId};
    use crate::modules::appointments::WithWhom;

    #[test]
    fn a_token_stands_for_one_start_of_one_wish_and_not_for_ever() {
        let tokens = SlotTokens::new(&Secret::from("only for tests, 32 characters long"));
        let (tenant, service, add_on) = (TenantId::generate(), ServiceId::generate(), AddOnId::generate());
        let wanted = Wanted::one(service, vec![add_on], WithWhom::Anyone);
        let now: Timestamp = "2026-03-10T12:00:00Z".parse().expect("a literal instant");
        let start: Timestamp = "2026-03-12T15:30:00Z".parse().expect("a literal instant");
        let token = tokens.signer(tenant, &wanted, now).sign(start);
        assert_eq!(token.len(), 27);

        let check = |token: &str, tenant, wanted: &Wanted, start, now| {
            tokens.check(token, tenant, wanted, start, now).map_err(|error| error.to_string())
        };
        assert_eq!(check(&token, tenant, &wanted, start, now), Ok(()));
        let minutes = SignedDuration::from_mins;
        assert_eq!(check(&token, tenant, &wanted, start, now + minutes(30)), Ok(()));
        assert!(check(&token, tenant, &wanted, start, now + minutes(31)).unwrap_err().contains("expired"));
        assert!(
            check(&token, tenant, &wanted, start + minutes(15), now).unwrap_err().contains("another time")
        );
        assert!(check(&token, TenantId::generate(), &wanted, start, now).is_err());
        let without = Wanted::one(service, Vec::new(), WithWhom::Anyone);
        assert!(check(&token, tenant, &without, start, now).is_err());
        let other_key = SlotTokens::new(&Secret::from("another secret, 32 characters long"));
        assert!(other_key.check(&token, tenant, &wanted, start, now).is_err());
        for place in 0..token.len() {
            let mut forged = token.clone().into_bytes();
            forged[place] = if forged[place] == b'A' { b'B' } else { b'A' };
            let forged = String::from_utf8(forged).expect("letters");
            assert!(check(&forged, tenant, &wanted, start, now).is_err(), "{forged}");
        }
        for nonsense in ["", "nonsense", "é", &token[..26], &format!("{token}A")] {
            assert!(check(nonsense, tenant, &wanted, start, now).is_err(), "{nonsense}");
        }
    }
}
