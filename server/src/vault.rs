//! What has to be read again and nobody else may read (seeds of second factors, keys that sign webhooks, links in mails
//! under way, the sound of calls), encrypted before it reaches the database.
//!
//! AES-256-GCM with a random nonce; the row's place is authenticated with it, so that a secret copied into another row
//! cannot be opened. Each sealed text names its key, so keys can be changed: new ones in front seal, old ones still
//! open, `bolt secrets rotate` seals everything anew.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use aws_lc_rs::aead::{AES_256_GCM, Aad, NONCE_LEN, Nonce, RandomizedNonceKey};
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

/// Bytes that were sealed.
#[derive(Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The name of the key.
    pub key: String,
    /// Nonce, then what was encrypted.
    pub bytes: Vec<u8>,
}

impl std::fmt::Debug for Sealed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sealed").field("key", &self.key).field("length", &self.bytes.len()).finish()
    }
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
        let sealed = self.seal_bytes(place, secret.as_bytes().to_vec());
        format!("{}:{}", sealed.key, URL_SAFE_NO_PAD.encode(sealed.bytes))
    }

    /// Seals bytes for one place: nonce, then what was encrypted.
    pub fn seal_bytes(&self, place: &str, mut bytes: Vec<u8>) -> Sealed {
        let key = self.keys.get(&self.current).expect("made together with the keys");
        let nonce = key
            .seal_in_place_append_tag(Aad::from(place.as_bytes()), &mut bytes)
            .expect("all that is sealed is far shorter than what AES-GCM can take");
        Sealed { key: self.current.clone(), bytes: [nonce.as_ref().as_slice(), &bytes].concat() }
    }

    /// Opens what was sealed for this place.
    ///
    /// # Errors
    /// When its key is gone, or it is not what was sealed there.
    pub fn open(&self, place: &str, sealed: &str) -> Result<Secret, VaultError> {
        let (key, text) = sealed.split_once(':').ok_or(VaultError::Damaged)?;
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| VaultError::Damaged)?;
        let opened = self.open_bytes(place, &Sealed { key: key.to_owned(), bytes })?;
        String::from_utf8(opened).map(Secret::from).map_err(|_| VaultError::Damaged)
    }

    /// Opens bytes that were sealed for this place.
    ///
    /// # Errors
    /// When their key is gone, or they are not what was sealed there.
    pub fn open_bytes(&self, place: &str, sealed: &Sealed) -> Result<Vec<u8>, VaultError> {
        let key = self.keys.get(&sealed.key).ok_or_else(|| VaultError::UnknownKey(sealed.key.clone()))?;
        let (nonce, bytes) = sealed.bytes.split_at_checked(NONCE_LEN).ok_or(VaultError::Damaged)?;
        let nonce = Nonce::try_assume_unique_for_key(nonce).map_err(|_| VaultError::Damaged)?;
        let mut bytes = bytes.to_vec();
        let opened = key.open_in_place(nonce, Aad::from(place.as_bytes()), &mut bytes);
        let length = opened.map_err(|_| VaultError::Damaged)?.len();
        bytes.truncate(length);
        Ok(bytes)
    }

    /// The name of the key that seals today.
    pub fn current_key(&self) -> &str {
        &self.current
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
    fn bytes_are_opened_only_where_they_were_sealed() {
        let vault = vault(&key("k1", 1));
        let sound: Vec<u8> = (0..=255).collect();
        let sealed = vault.seal_bytes("recording/0", sound.clone());

        assert_eq!(sealed.key, vault.current_key());
        assert!(!sealed.bytes.windows(16).any(|window| window == &sound[..16]));
        assert_eq!(vault.open_bytes("recording/0", &sealed), Ok(sound));
        assert_eq!(vault.open_bytes("recording/1", &sealed), Err(VaultError::Damaged));
        let short = Sealed { bytes: vec![0; 5], ..sealed };
        assert_eq!(vault.open_bytes("recording/0", &short), Err(VaultError::Damaged));
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
