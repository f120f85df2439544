//! A salon's own account at the telephone company, below ours, where the installation wants one for each salon. A salon that
//! has numbers already stays where they are.

use providers::Secret;
use providers::telephony::{ProviderId, Subaccount};
use sea_orm::DbErr;

use super::super::entity::account;
use super::super::store;
use crate::app::App;
use crate::database::is_duplicate;
use crate::jobs::JobError;
use crate::modules::tenants;
use crate::tenancy::{PlatformDb, TenantDb, in_transaction};
use crate::vault::VaultError;

/// The account that the salon has; `None`: it has its numbers in ours.
pub(super) async fn find(app: &App, db: &TenantDb) -> Result<Option<Subaccount>, JobError> {
    let Some(row) = store::find_account(db).await? else { return Ok(None) };
    opened(app, &row).map(Some).map_err(|error| JobError::Never { reason: error.to_string() })
}

fn opened(app: &App, row: &account::Model) -> Result<Subaccount, VaultError> {
    let token = app.vault.open(&store::place(&row.account_ref), &row.token)?;
    let id = ProviderId::parse(&row.account_ref).ok_or(VaultError::Damaged)?;
    Ok(Subaccount { id, token })
}

/// The account in which the salon's next number is to be; opened where there is none yet and there is to be one.
pub(super) async fn find_or_open(
    app: &App,
    db: &TenantDb,
    label: &str,
) -> Result<Option<Subaccount>, JobError> {
    let found = find(app, db).await?;
    let is_wanted = app.config.gives_salons_accounts() && store::list_numbers(db).await?.is_empty();
    if found.is_some() || !is_wanted {
        return Ok(found);
    }
    // Found again by its label when we are interrupted here.
    let opened = app.numbers.open_subaccount(label).await?;
    let now = app.clock.now();
    in_transaction!(db, tx => {
        tenants::lock_record(tx).await?;
        let row = account::Model {
            tenant_id: tx.tenant_id(),
            account_ref: opened.id.as_str().to_owned(),
            token: app.vault.seal(&store::place(opened.id.as_str()), opened.token.expose()),
            created_at: now.into(),
        };
        match store::insert_account(tx, row).await {
            // Somebody else has come as far.
            Err(error) if is_duplicate(&error) => Ok(()),
            written => written,
        }
    })?;
    Ok(Some(opened))
}

/// The token that signs what this account's webhooks say; `None` for an account that is none of ours.
pub(in super::super) async fn token_of(
    app: &App,
    platform: &PlatformDb,
    account_ref: &str,
) -> Result<Option<Secret>, DbErr> {
    let Some(row) = store::find_account_by_ref(platform, account_ref).await? else { return Ok(None) };
    match opened(app, &row) {
        Ok(account) => Ok(Some(account.token)),
        Err(error) => {
            tracing::error!(%error, "the token of a salon's account cannot be opened");
            Ok(None)
        }
    }
}
