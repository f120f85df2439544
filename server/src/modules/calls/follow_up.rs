//! Calls after which somebody of the salon has something to do: call back, read or hear a message, see to a wish that came
//! to nothing.

use sea_orm::{ColumnTrait, Condition};

use super::entity::call::{Channel, Column, Model, Outcome, Reason, Status};

/// Whether somebody still has to see to it.
pub(super) fn is_open(call: &Model) -> bool {
    let is_promised =
        call.call_back_phone.is_some() || call.message.is_some() || call.voicemail_seconds.is_some();
    let came_to_nothing = call.outcome == Outcome::Unresolved
        && call.status != Status::InProgress
        // The salon's own people try their receptionist in the browser.
        && call.channel != Channel::Browser
        && !matches!(call.reason, Reason::Unknown | Reason::Other);
    call.followed_up_at.is_none() && (is_promised || came_to_nothing)
}

/// The same, asked of the database.
pub(super) fn open() -> Condition {
    let came_to_nothing = Condition::all()
        .add(Column::Outcome.eq(Outcome::Unresolved))
        .add(Column::Status.ne(Status::InProgress))
        .add(Column::Channel.ne(Channel::Browser))
        .add(Column::Reason.is_not_in([Reason::Unknown, Reason::Other]));
    let needed = Condition::any()
        .add(Column::CallBackPhone.is_not_null())
        .add(Column::Message.is_not_null())
        .add(Column::VoicemailSeconds.is_not_null())
        .add(came_to_nothing);
    Condition::all().add(Column::FollowedUpAt.is_null()).add(needed)
}

/// Those that have been seen to.
pub(super) fn done() -> Condition {
    Condition::all().add(Column::FollowedUpAt.is_not_null())
}
