//! A request that may be sent twice and must count once: the caller names it by `Idempotency-Key`.
//!
//! The answer is kept in the transaction that does the work. The same key again gets the same answer; with another
//! body it is refused. Refusals are not kept: what was not done may be tried again.

use axum::http::{HeaderMap, StatusCode};
use jiff::Timestamp;
use sea_orm::{ActiveValue::Set, ColumnTrait, Condition, DbErr, EntityTrait, NotSet, QueryFilter};
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::http::problem::Problem;
use crate::instant::Instant;
use crate::tenancy::{TenantDb, TenantTx};

mod entity {
    //! Rows of kept answers.
    #![allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]
    use sea_orm::entity::prelude::*;

    use crate::ids::TenantId;
    use crate::instant::Instant;

    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "idempotency_keys")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub idempotency_key: String,
        pub request_hash: String,
        pub status: i32,
        pub body: Json,
        pub created_at: Instant,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

/// Forgets requests from before then: nobody repeats them any more.
pub async fn forget_old_answers(tx: &TenantTx, before: Timestamp) -> Result<(), DbErr> {
    tx.delete::<entity::Entity>(entity::Column::CreatedAt.lt(Instant::from(before))).await.map(drop)
}

/// Forgets what was answered to programs where one of these words stands in it: ids and numbers of somebody who is
/// erased. The request is still known, so that a repetition does not do it once more.
pub async fn forget_answers(tx: &TenantTx, words: &[String]) -> Result<(), DbErr> {
    if words.is_empty() {
        return Ok(());
    }
    let mut theirs = Condition::any();
    for word in words {
        let pattern = format!("%{}%", word.replace(['%', '\\', '"'], "_"));
        theirs = theirs.add(entity::Column::Body.like(pattern));
    }
    let gone = Problem::new(StatusCode::GONE, "erased", "what was answered to this request has been erased");
    let (status, body) = gone.parts();
    let change = entity::ActiveModel {
        status: Set(status.as_u16().into()),
        body: Set(serde_json::to_value(body).map_err(|error| DbErr::Json(error.to_string()))?),
        ..Default::default()
    };
    tx.update::<entity::Entity>(theirs, change).await.map(drop)
}

/// One request's name, and what it asks.
#[derive(Debug, Clone)]
pub(super) struct Idempotency {
    key: String,
    request_hash: String,
}

/// An answer that was given before.
#[derive(Debug)]
pub(super) struct Kept {
    pub(super) status: u16,
    pub(super) body: serde_json::Value,
}

impl Idempotency {
    /// The request's name, if it has one.
    ///
    /// # Errors
    /// When the name is empty or longer than 255 characters.
    pub(super) fn of(
        headers: &HeaderMap,
        operation: &str,
        body: &impl Serialize,
    ) -> Result<Option<Self>, Problem> {
        let Some(header) = headers.get("idempotency-key") else {
            return Ok(None);
        };
        let key = header.to_str().ok().map(str::trim).filter(|key| (1..=255).contains(&key.len()));
        let key = key.ok_or_else(|| Problem::invalid("Idempotency-Key", "must have 1 to 255 characters"))?;
        let body = serde_json::to_vec(body).map_err(Problem::internal)?;
        let mut hash = Sha256::new();
        hash.update(operation.as_bytes());
        hash.update([0]);
        hash.update(body);
        Ok(Some(Self { key: key.to_owned(), request_hash: hex::encode(hash.finalize()) }))
    }

    /// The answer that this request got before.
    ///
    /// # Errors
    /// When the name was used for another request.
    pub(super) async fn kept(&self, db: &TenantDb) -> Result<Option<Kept>, Problem> {
        let query = entity::Entity::find().filter(entity::Column::IdempotencyKey.eq(&self.key));
        let Some(row) = db.one(query).await? else {
            return Ok(None);
        };
        if row.request_hash != self.request_hash {
            return Err(Problem::conflict(
                "idempotency_key_reused",
                "this Idempotency-Key was used for another request; choose a new one",
            ));
        }
        Ok(Some(Kept { status: u16::try_from(row.status).unwrap_or(200), body: row.body }))
    }

    /// Keeps the answer, in the transaction that does the work.
    pub(super) async fn keep(
        &self,
        tx: &TenantTx,
        status: u16,
        body: serde_json::Value,
        now: Instant,
    ) -> Result<(), DbErr> {
        let row = entity::ActiveModel {
            tenant_id: NotSet,
            idempotency_key: Set(self.key.clone()),
            request_hash: Set(self.request_hash.clone()),
            status: Set(status.into()),
            body: Set(body),
            created_at: Set(now),
        };
        tx.insert::<entity::Entity>(row).await
    }
}
