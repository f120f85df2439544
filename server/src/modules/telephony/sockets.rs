//! What the two kinds of call that are held over a socket have in common, text (`relay.rs`) and sound (`stream.rs`): how long
//! a socket may be silent, how large its messages are, why it ends, and keys that follow each other.

use std::time::Duration;

use axum::extract::ws::WebSocketUpgrade;
use tokio::time::{Instant, timeout};

use crate::modules::calls::{CallRow, SessionError};

/// How long a socket may be open before the network has said which call it is.
const SETUP_WITHIN: Duration = Duration::from_secs(10);

/// How long a caller may say nothing after the receptionist has spoken.
pub(super) const PATIENCE: Duration = Duration::from_secs(7);

/// How long after a key another may follow in the same entry.
pub(super) const KEY_PAUSE: Duration = Duration::from_millis(2_500);

/// Most keys of one entry.
const MOST_KEYS: usize = 40;

/// Longest message that we read from the network, in bytes.
const MOST_BYTES: usize = 64 * 1024;

const CUT_OFF: &str = "Sorry, we were cut off for a moment.";

/// The socket with the bounds of what the network sends.
pub(super) fn bounded(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade
        .max_message_size(MOST_BYTES)
        .max_frame_size(MOST_BYTES)
        .read_buffer_size(4 * 1024)
        .write_buffer_size(0)
}

/// Why a socket ends before we end it.
#[derive(Debug)]
pub(super) enum End {
    /// The network has closed it, or it broke.
    Closed,
    /// What it said of itself is wrong: no such call, or a key that does not fit.
    NotOurs,
    /// The conversation cannot be held here.
    Failed,
}

impl From<SessionError> for End {
    fn from(error: SessionError) -> Self {
        tracing::error!(%error, "a call that is held over a socket failed");
        Self::Failed
    }
}

impl From<sea_orm::DbErr> for End {
    fn from(error: sea_orm::DbErr) -> Self {
        SessionError::from(error).into()
    }
}

/// What the network says first, of which call the socket is; who says nothing is not ours.
pub(super) async fn introduced<T>(first_words: impl Future<Output = Result<T, End>>) -> Result<T, End> {
    timeout(SETUP_WITHIN, first_words).await.unwrap_or(Err(End::NotOurs))
}

/// What a socket says first: the greeting; or, where the call has had another socket, where we were.
pub(super) fn opening_words(call: &CallRow, said_last: &str) -> String {
    if call.sockets > 1 { format!("{CUT_OFF} {said_last}") } else { said_last.to_owned() }
}

/// Keys of an entry that may go on.
#[derive(Debug, Default)]
pub(super) struct Keys {
    pressed: String,
    whole_at: Option<Instant>,
}

impl Keys {
    /// The caller has pressed this. True when the entry is whole.
    pub(super) fn press(&mut self, key: char) -> bool {
        let is_whole = key == '#' || self.pressed.len() >= MOST_KEYS;
        if !is_whole {
            self.pressed.push(key);
        }
        self.wait(if is_whole { Duration::ZERO } else { KEY_PAUSE });
        is_whole
    }

    /// Puts off when the entry counts as whole.
    pub(super) fn wait(&mut self, pause: Duration) {
        self.whole_at = Some(Instant::now() + pause);
    }

    /// When the entry is whole, if there is one.
    pub(super) fn whole_at(&self) -> Option<Instant> {
        self.whole_at
    }

    /// The entry, which is over with this; nothing when no key was in it.
    pub(super) fn take(&mut self) -> Option<String> {
        self.whole_at = None;
        Some(std::mem::take(&mut self.pressed)).filter(|keys| !keys.is_empty())
    }
}
