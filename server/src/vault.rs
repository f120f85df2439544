//! Secrets that have to be read again (seeds of second factors, keys that sign webhooks, links in mails under way),
//! encrypted before they reach the database.
//!
//! AES-256-GCM with a random nonce; the row's place is authenticated with it, so that a secret copied into another row
//! cannot be opened. Each sealed text names its key, so keys can be changed: new ones in front seal, old ones still
//! open, `bolt secrets rotate` seals everything anew.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, Nonce, RandomizedNonceKey};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use hmac::{Hmac, KeyInit, Mac};
use providers::Secret;
use sha2::Sha256;

/// Seals and opens secrets.
pub struct Vault {
    /// The key that seals.
    current: String,
    keys: BTreeMap<String, RandomizedNonceKey>,
}

/// Why a secret cannot be opened or sealed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The keys in the settings make no sense.
    #[error(
        "ENCRYPTION_KEYS must be a list such as `k2:<base64 of 32 bytes>,k1:<…>`, the one that seals first"
    )]
    Keys,
    /// The secret was sealed with a key that is not there any more.
    #[error("a secret was sealed with the key `{0}`, which ENCRYPTION_KEYS does not have")]
    UnknownKey(String),
    /// It is not what was sealed here.
    #[error("a secret is not what was sealed in this place")]
    Damaged,
}

impl Vault {
    /// A vault with these keys, as `ENCRYPTION_KEYS` lists them, and after them one that follows from the secret of
    /// log-in tokens: it seals where no other is set, and opens what it has sealed when others are.
    ///
    /// # Errors
    /// When the list cannot be read.
    pub fn new(keys: Option<&Secret>, jwt_secret: &Secret) -> Result<Self, VaultError> {
        let derived = derived_key(jwt_secret);
        let mut vault =
            Self { current: DERIVED.to_owned(), keys: BTreeMap::from([(DERIVED.to_owned(), derived)]) };
        if let Some(keys) = keys {
            let (current, keys) = Self::read(keys)?;
            vault.current = current;
            vault.keys.extend(keys);
        }
        Ok(vault)
    }

    /// Reads a list of keys, and says which one seals.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn read(keys: &Secret) -> Result<(String, BTreeMap<String, RandomizedNonceKey>), VaultError> {
        let mut current = None;
        let mut all = BTreeMap::new();
        for entry in keys.expose().split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (id, key) = entry.split_once(':').ok_or(VaultError::Keys)?;
            let is_name = (1..=20).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric());
            let is_name = is_name && id != DERIVED;
            let key = STANDARD.decode(key).ok().filter(|key| key.len() == 32 && is_name);
            let key = key.and_then(|key| RandomizedNonceKey::new(&AES_256_GCM, &key).ok());
            all.insert(id.to_owned(), key.ok_or(VaultError::Keys)?);
            current.get_or_insert_with(|| id.to_owned());
        }
        Ok((current.ok_or(VaultError::Keys)?, all))
    }

    /// Seals a secret for one place: `"users.two_factor_secret/usr_…"`.
    pub fn seal(&self, place: &str, secret: &str) -> String {
        let mut bytes = secret.as_bytes().to_vec();
        let key = self.keys.get(&self.current).expect("made together with the keys");
        let nonce = key
            .seal_in_place_append_tag(Aad::from(place.as_bytes()), &mut bytes)
            .expect("secrets are far shorter than what AES-GCM can take");
        let mut sealed = nonce.as_ref().to_vec();
        sealed.append(&mut bytes);
        format!("{}:{}", self.current, URL_SAFE_NO_PAD.encode(sealed))
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// When its key is gone, or it is not what was sealed there.
    pub fn open(&self, place: &str, sealed: &str) -> Result<Secret, VaultError> {
        let (id, text) = sealed.split_once(':').ok_or(VaultError::Damaged)?;
        let key = self.keys.get(id).ok_or_else(|| VaultError::UnknownKey(id.to_owned()))?;
        let mut bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| VaultError::Damaged)?;
        if bytes.len() < 12 {
            return Err(VaultError::Damaged);
        }
        let mut secret = bytes.split_off(12);
        let nonce = Nonce::try_assume_unique_for_key(&bytes).map_err(|_| VaultError::Damaged)?;
        let opened = key.open_in_place(nonce, Aad::from(place.as_bytes()), &mut secret);
        let opened = opened.map_err(|_| VaultError::Damaged)?;
        String::from_utf8(opened.to_vec()).map(Secret::from).map_err(|_| VaultError::Damaged)
    }

    /// Whether this was sealed with the key that seals today.
    pub fn is_current(&self, sealed: &str) -> bool {
        sealed.split_once(':').is_some_and(|(id, _)| id == self.current)
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault")
    }
}

/// A secret that was made up when the first server started here, kept in a file that only its owner reads.
pub fn kept_secret(
    folder: &Path,
    name: &str,
    make: impl FnOnce() -> String,
) -> Result<Secret, std::io::Error> {
    let path = folder.join(name);
    match std::fs::read_to_string(&path) {
        Ok(text) if text.trim().len() >= 32 => return Ok(Secret::from(text.trim())),
        Ok(_) => {}
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let secret = make();
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(&path)?.write_all(secret.as_bytes())?;
    Ok(Secret::from(secret))
}

/// The name of the key that follows from the secret of log-in tokens.
const DERIVED: &str = "jwt";

/// One step of HKDF (RFC 5869 §2.3) is enough for one key of the hash's own length.
fn derived_key(jwt_secret: &Secret) -> RandomizedNonceKey {
    let mut mac = Hmac::<Sha256>::new_from_slice(jwt_secret.expose().as_bytes()).expect("any length will do");
    mac.update(b"bolt: secrets in the database\x01");
    RandomizedNonceKey::new(&AES_256_GCM, &mac.finalize().into_bytes()).expect("32 bytes are a key")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(name: &str, byte: u8) -> String {
        format!("{name}:{}", STANDARD.encode([byte; 32]))
    }

    fn vault(keys: &str) -> Vault {
        Vault::new(Some(&Secret::from(keys)), &Secret::from("a secret of log-in tokens")).expect("keys")
    }

    #[test]
    fn a_secret_is_opened_only_where_it_was_sealed() {
        let vault = vault(&key("k1", 1));
        let sealed = vault.seal("users/usr_1", "JBSWY3DPEHPK3PXP");

        assert!(!sealed.contains("JBSWY3DP"));
        assert_eq!(
            vault.open("users/usr_1", &sealed).map(|s| s.expose().to_owned()),
            Ok("JBSWY3DPEHPK3PXP".into())
        );
        assert_eq!(vault.open("users/usr_2", &sealed).map(|_| ()), Err(VaultError::Damaged));
        assert_ne!(sealed, vault.seal("users/usr_1", "JBSWY3DPEHPK3PXP"), "every time anew");
        let mut damaged = sealed.clone();
        damaged.pop();
        assert_eq!(vault.open("users/usr_1", &damaged).map(|_| ()), Err(VaultError::Damaged));
    }

    #[test]
    fn a_new_key_seals_and_the_old_one_still_opens() {
        let old = vault(&key("k1", 1));
        let sealed = old.seal("place", "secret");
        let both = vault(&format!("{},{}", key("k2", 2), key("k1", 1)));

        assert!(!both.is_current(&sealed));
        assert_eq!(both.open("place", &sealed).map(|s| s.expose().to_owned()), Ok("secret".into()));
        let anew = both.seal("place", "secret");
        assert!(both.is_current(&anew));
        assert_eq!(old.open("place", &anew).map(|_| ()), Err(VaultError::UnknownKey("k2".into())));
    }

    #[test]
    fn keys_that_make_no_sense_are_refused() {
        for keys in [
            "",
            "k1",
            "k1:abc",
            ":AAAA",
            &format!("k 1:{}", STANDARD.encode([1; 32])),
            &format!("k1:{}", STANDARD.encode([1; 16])),
        ] {
            assert_eq!(Vault::read(&Secret::from(keys)).map(|_| ()), Err(VaultError::Keys), "{keys}");
        }
    }

    #[test]
    fn without_keys_one_follows_from_the_secret_of_log_ins() {
        let of = |jwt: &str, keys: Option<&Secret>| Vault::new(keys, &Secret::from(jwt)).expect("keys");
        let sealed = of("one", None).seal("place", "secret");
        let key = Secret::from(key("k1", 1));

        let later = of("one", Some(&key));
        assert_eq!(later.open("place", &sealed).map(|s| s.expose().to_owned()), Ok("secret".into()));
        assert!(!later.is_current(&sealed));
        assert!(of("two", None).open("place", &sealed).is_err());
    }
}
