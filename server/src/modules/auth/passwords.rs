//! Passwords: bcrypt with 12 rounds, on threads of its own that take at most half of the machine and step back for
//! everybody else, so that a crowd at the door does not keep the telephone from being answered.

use std::sync::LazyLock;

use tokio::runtime::{Builder, Runtime};
use tokio::sync::Semaphore;

use super::email::Email;
use crate::http::problem::Problem;

/// Rounds, as a power of two.
const COST: u32 = 12;

/// The threads that hash; only their queue is used. One hash takes a quarter of a second of a core.
static HASHING: LazyLock<Runtime> = LazyLock::new(|| {
    Builder::new_current_thread()
        .thread_name("hashing")
        .max_blocking_threads(at_once())
        .on_thread_start(step_back)
        .build()
        .expect("it has neither a clock nor a network that could fail")
});

/// Those who wait or are being served. Beyond, a log-in is refused for now rather than answered when nobody waits for it
/// any more.
static HERE: LazyLock<Semaphore> = LazyLock::new(|| Semaphore::new(at_once() * WAITING_FOR_EACH));

/// So many wait less than the time in which a request is answered.
const WAITING_FOR_EACH: usize = 25;

fn at_once() -> usize {
    std::thread::available_parallelism().map_or(1, |cores| (cores.get() / 2).max(1))
}

/// Lets the threads that answer requests go first. Linux alone has a priority of each thread; elsewhere it would be the
/// whole program's (setpriority(2), "C library/kernel differences").
fn step_back() {
    #[cfg(target_os = "linux")]
    let _ = rustix::process::setpriority_process(None, 5);
}

/// A hash of nobody's password, so that an unknown e-mail takes as long as a wrong password.
const NOBODYS: &str = "$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW";

/// Fewest characters of a new password.
const SHORTEST: usize = 10;

/// bcrypt reads no more bytes than this; a longer password is refused, never cut.
const LONGEST: usize = 72;

/// Passwords that every list of guesses begins with, and those that people make of a length rule.
const GUESSED: [&str; 20] = [
    "password12",
    "password123",
    "password1234",
    "passwordpassword",
    "1234567890",
    "12345678910",
    "123456789012",
    "0123456789",
    "0987654321",
    "qwertyuiop",
    "qwerty1234",
    "qwerty12345",
    "qwerty123456",
    "iloveyou123",
    "administrator",
    "letmein1234",
    "welcome1234",
    "abcdefghij",
    "1q2w3e4r5t",
    "hairsalon123",
];

/// Whether this may be somebody's new password.
///
/// # Errors
/// Says what to do instead.
pub(super) fn check_new(field: &str, password: &str, email: &Email) -> Result<(), Problem> {
    let refused = |reason: &str| Err(Problem::invalid(field, reason.to_owned()));
    if password.contains('\0') {
        return refused("must not have a NUL character");
    }
    if password.chars().count() < SHORTEST {
        return refused("must have at least 10 characters");
    }
    if password.len() > LONGEST {
        return refused("must have at most 72 bytes");
    }
    let folded = password.to_lowercase();
    let mut letters: Vec<char> = folded.chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let name = email.as_str().split('@').next().unwrap_or_default();
    if GUESSED.contains(&folded.as_str()) || letters.len() < 4 || folded == email.as_str() || folded == name {
        return refused("is one of those that are guessed first; take another");
    }
    Ok(())
}

/// Hashes a new password.
///
/// # Errors
/// When it is longer than bcrypt's 72 bytes, or has a NUL.
pub(super) async fn hash(password: String) -> Result<String, bcrypt::BcryptError> {
    HASHING
        .spawn_blocking(move || bcrypt::non_truncating_hash(password, COST))
        .await
        .unwrap_or_else(|panic| std::panic::resume_unwind(panic.into_panic()))
}

/// Whether the password is the one of `hash`; without a hash it takes as long and is wrong.
///
/// # Errors
/// When too many wait already.
pub(super) async fn verify(password: String, hash: Option<String>) -> Result<bool, Problem> {
    let Ok(_here) = HERE.try_acquire() else {
        let message = "too many people are logging in; try again in a moment";
        let status = axum::http::StatusCode::SERVICE_UNAVAILABLE;
        return Err(Problem::new(status, "busy", message).retry_after(5));
    };
    let is_right = HASHING.spawn_blocking(move || {
        // What bcrypt would refuse to read is compared with nobody's, so that it takes as long.
        let can_be = password.len() <= LONGEST && !password.contains('\0');
        match hash.filter(|_| can_be) {
            Some(hash) => bcrypt::non_truncating_verify(password, &hash).unwrap_or(false),
            None => {
                let _ = bcrypt::verify("somebody's guess", NOBODYS);
                false
            }
        }
    });
    Ok(is_right.await.unwrap_or(false))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_matches_its_own_hash_alone() {
        let hash = hash("correct horse".to_owned()).await.expect("it is short enough");
        assert!(hash.starts_with("$2b$12$"));
        for (password, hash, expected) in [
            ("correct horse", Some(hash.clone()), true),
            ("correct horsf", Some(hash.clone()), false),
            ("correct horse\0", Some(hash), false),
            ("correct horse", None, false),
        ] {
            assert_eq!(verify(password.to_owned(), hash).await.ok(), Some(expected), "{password:?}");
        }
    }

    #[tokio::test]
    async fn a_password_is_never_cut_silently() {
        assert!(hash("x".repeat(73)).await.is_err());
    }

    #[test]
    fn a_new_password_cannot_be_one_that_is_guessed_first() {
        let email = Email::of("maya.ellison@luma.example").expect("an address");
        for bad in [
            "",
            "short",
            "123456789",
            "Password123",
            "aaaaaaaaaaaa",
            "abababababab",
            "maya.ellison",
            "Maya.Ellison@luma.example",
            &"x1y2z3".repeat(13),
            "with\0a nul inside",
        ] {
            assert!(check_new("password", bad, &email).is_err(), "{bad:?}");
        }
        for good in ["correct horse", "demo-luma-studio", "пароль-салона", "ööööäääüüü1"]
        {
            assert!(check_new("password", good, &email).is_ok(), "{good:?}");
        }
    }
}
