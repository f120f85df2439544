//! Mails with a link in them: what they say, and how they wait in the outbox. A link is a secret, so a mail waits
//! encrypted.

use providers::mail::{MailError, OutgoingMail};
use sea_orm::DbErr;

use super::entity::membership::Role;
use super::login::platform;
use super::store;
use crate::app::App;
use crate::jobs::{self, Job, JobError};
use crate::tenancy::{TenantDb, TenantTx};

/// A mail to one person.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) to: String,
    pub(super) subject: String,
    pub(super) text: String,
}

/// Puts a mail into the outbox, in this transaction.
pub(super) async fn send(app: &App, tx: &TenantTx, mail: Mail) -> Result<(), DbErr> {
    let id = uuid::Uuid::now_v7().simple().to_string();
    let words =
        serde_json::to_string(&outgoing(&id, mail)).map_err(|error| DbErr::Custom(error.to_string()))?;
    let job = Job::SendMail { sealed: app.vault.seal(&place(&id), &words), id };
    let now = app.clock.now();
    jobs::enqueue(tx, &job, now, now).await.map(drop)
}

/// Puts a mail to somebody whose address is known into the outbox, in this transaction.
pub async fn write_to(app: &App, tx: &TenantTx, to: &Owner, subject: &str, text: &str) -> Result<(), DbErr> {
    let text = format!("Hello {},\n\n{text}\n", to.name);
    send(app, tx, Mail { to: to.email.clone(), subject: subject.to_owned(), text }).await
}

/// Whom to write to about the salon's money.
#[derive(Clone)]
pub struct Owner {
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
}

/// The salon's owners who can log in.
pub async fn list_owners(app: &App, db: &TenantDb) -> Result<Vec<Owner>, DbErr> {
    let places = store::list_members(db).await?;
    let owners = places.into_iter().filter(|place| place.role == Role::Owner).map(|place| place.user_id);
    let users = store::list_users(&platform(app), owners.collect()).await?;
    let open = users.into_iter().filter(|user| !user.is_disabled);
    Ok(open.map(|user| Owner { name: user.name, email: user.email }).collect())
}

/// Sends a mail at once, for somebody who is in no salon whose outbox could take it. If it does not go out, they ask once
/// more.
pub(super) async fn send_now(app: &App, mail: Mail) -> Result<(), MailError> {
    let id = uuid::Uuid::now_v7().simple().to_string();
    app.mailer.send(&outgoing(&id, mail)).await.map(drop)
}

fn outgoing(id: &str, mail: Mail) -> OutgoingMail {
    OutgoingMail {
        message_id: format!("{id}@bolt"),
        to: mail.to,
        subject: mail.subject,
        text: mail.text,
        html: None,
        reply_to: None,
        calendar: None,
    }
}

fn place(id: &str) -> String {
    format!("jobs.mail/{id}")
}

/// Hands a mail over. Done twice it is still one mail to its reader: the message id is the same.
pub async fn deliver(app: &App, id: &str, sealed: &str) -> Result<(), JobError> {
    let never = |reason: String| JobError::Never { reason };
    let words = app.vault.open(&place(id), sealed).map_err(|error| never(error.to_string()))?;
    let mail: OutgoingMail =
        serde_json::from_str(words.expose()).map_err(|_| never("the mail cannot be read".to_owned()))?;
    match app.mailer.send(&mail).await {
        Ok(_) => Ok(()),
        Err(error @ MailError::Refused { .. }) => Err(never(error.to_string())),
        Err(error @ MailError::Unreachable { .. }) => {
            Err(JobError::Later { reason: error.to_string(), after: None })
        }
    }
}

pub(super) fn verify(app: &App, to: &str, name: &str, token: &str) -> Mail {
    let link = link(app, "verify-email", token);
    Mail {
        to: to.to_owned(),
        subject: "Confirm your e-mail address".to_owned(),
        text: format!(
            "Hello {name},\n\nplease confirm that this address is yours:\n\n{link}\n\nThe link works once, for three \
             days. If you did not ask for this, do nothing.\n"
        ),
    }
}

pub(super) fn reset(app: &App, to: &str, name: &str, token: &str) -> Mail {
    let link = link(app, "reset-password", token);
    Mail {
        to: to.to_owned(),
        subject: "Choose a new password".to_owned(),
        text: format!(
            "Hello {name},\n\nsomebody, hopefully you, asked for a new password. Choose it here:\n\n{link}\n\nThe link \
             works once, for one hour. If it was not you, do nothing: your password stays as it is.\n"
        ),
    }
}

pub(super) fn invite(app: &App, to: &str, inviter: &str, salon: &str, token: &str) -> Mail {
    let link = link(app, "invitation", token);
    Mail {
        to: to.to_owned(),
        subject: format!("{inviter} invites you to {salon}"),
        text: format!(
            "Hello,\n\n{inviter} invites you to work with {salon} in Bolt:\n\n{link}\n\nThe link works once, for seven \
             days. If you do not know {salon}, do nothing.\n"
        ),
    }
}

/// Tells somebody what was changed about their account, in case it was not them.
pub(super) fn notice(app: &App, to: &str, name: &str, what: &str) -> Mail {
    let link = format!("{}/forgot-password", app.config.public_url());
    Mail {
        to: to.to_owned(),
        subject: format!("Your account: {what}"),
        text: format!(
            "Hello {name},\n\n{what}. If this was not you, choose a new password at once:\n\n{link}\n"
        ),
    }
}

/// The secret stands behind a `#`, so that it reaches neither logs of proxies nor other sites.
fn link(app: &App, page: &str, token: &str) -> String {
    format!("{}/{page}#{token}", app.config.public_url())
}
