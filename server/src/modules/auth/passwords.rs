//! Passwords: bcrypt with 12 rounds, off the threads that answer requests.

use tokio::sync::Semaphore;

/// Rounds, as a power of two.
const COST: u32 = 12;

/// One hash takes a third of a second of a core; more at once than this only makes everybody wait.
static AT_ONCE: Semaphore = Semaphore::const_new(2);

/// A hash of nobody's password, so that an unknown e-mail takes as long as a wrong password.
const NOBODYS: &str = "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";

/// Hashes a new password.
///
/// # Errors
/// When it is longer than bcrypt's 72 bytes, or has a NUL.
pub(super) async fn hash(password: String) -> Result<String, bcrypt::BcryptError> {
    let _turn = AT_ONCE.acquire().await.expect("never closed");
    tokio::task::spawn_blocking(move || bcrypt::non_truncating_hash(password, COST))
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

/// Whether the password is the one of `hash`; without a hash it takes as long and is wrong.
pub(super) async fn verify(password: String, hash: Option<String>) -> bool {
    let _turn = AT_ONCE.acquire().await.expect("never closed");
    tokio::task::spawn_blocking(move || match hash {
        Some(hash) => bcrypt::non_truncating_verify(password, &hash).unwrap_or(false),
        None => {
            let _ = bcrypt::verify("somebody's guess", NOBODYS);
            false
        }
    })
    .await
    .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_alone() {
        let hash = hash("correct horse".to_owned()).await.expect("it is short enough");
        assert!(hash.starts_with("$2b$12$"));
        assert!(verify("correct horse".to_owned(), Some(hash.clone())).await);
        assert!(!verify("correct horsf".to_owned(), Some(hash)).await);
        assert!(!verify("correct horse".to_owned(), None).await);
    }

    #[tokio::test]
    async fn a_password_is_never_cut_silently() {
        assert!(hash("x".repeat(73)).await.is_err());
    }
}
