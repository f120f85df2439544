//! The audit log: what was changed in a salon, by whom, from what to what.
//!
//! No module writes it. [`TenantTx`](super::TenantTx) sees every row that is written, deleted or changed, and the table
//! says by [`TenantRow::audited`](super::TenantRow::audited) what the log calls it; at the commit the entries are
//! chained and written in the same transaction. What is no change of a row (a log-in, a refusal) is told by
//! `TenantTx::note`.
//!
//! Each entry carries a hash over itself and the entry before, so that none can be changed, taken out or put in between
//! without [`verify`] seeing it. The words of an entry are under the chain by their hash alone, with chance mixed in:
//! when a person is erased, the words about them go and the chain still holds.

use jiff::Timestamp;
use sea_orm::{
    ActiveModelTrait, ActiveValue, ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, IdenStatic,
    Iterable, ModelTrait, QueryFilter, QuerySelect, Select, Value,
};
use serde_json::{Map, Value as Json, json};
use sha2::{Digest, Sha256};

use super::figures::Tally;
use super::{OfTenant, TenantRow};
use crate::database::is_duplicate;
use crate::http::log;
use crate::ids::{self, ApiKeyId, CallId, TenantId, UserId};
use crate::instant::Instant;

/// On whose behalf something is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum By {
    /// Somebody of the salon.
    Person(UserId),
    /// Somebody of ours who looks into the salon.
    Operator(UserId),
    /// A program with one of the salon's keys.
    Key(ApiKeyId),
    /// A caller, in this conversation.
    Call(CallId),
    /// Somebody on the telephone, before or outside a conversation.
    Telephone,
    /// Nobody who is known: somebody with a secret link, or at the door with a wrong password.
    Nobody,
    /// Bolt itself, when it carries out what was decided before.
    Bolt,
}

impl By {
    fn in_row(self) -> (&'static str, Option<String>) {
        match self {
            Self::Person(id) => ("PERSON", Some(id.to_string())),
            Self::Operator(id) => ("OPERATOR", Some(id.to_string())),
            Self::Key(id) => ("KEY", Some(id.to_string())),
            Self::Call(id) => ("CALL", Some(id.to_string())),
            Self::Telephone => ("TELEPHONE", None),
            Self::Nobody => ("NOBODY", None),
            Self::Bolt => ("BOLT", None),
        }
    }
}

/// What the log says of a table's rows.
#[derive(Debug)]
pub struct Audited<C: 'static> {
    /// What a row is called.
    pub noun: &'static str,
    /// The column with the id of what the row is or is a part of, and how such ids begin.
    pub subject: Option<(C, &'static str)>,
    /// Columns whose values are not for the log: secrets, pictures.
    pub hidden: &'static [&'static str],
}

/// Columns that say nothing to a reader of the log, or that change by themselves.
const SILENT: [&str; 6] = ["tenant_id", "id", "created_at", "updated_at", "last_used_at", "failing_since"];

/// How ids in columns of these names begin.
const PREFIXES: [(&str, &str); 11] = [
    ("employee_id", ids::EmployeeId::PREFIX),
    ("service_id", ids::ServiceId::PREFIX),
    ("customer_id", ids::CustomerId::PREFIX),
    ("merged_into_id", ids::CustomerId::PREFIX),
    ("appointment_id", ids::AppointmentId::PREFIX),
    ("call_id", ids::CallId::PREFIX),
    ("add_on_id", ids::AddOnId::PREFIX),
    ("resource_id", ids::ResourceId::PREFIX),
    ("user_id", UserId::PREFIX),
    ("visit_id", ids::VisitId::PREFIX),
    ("series_id", ids::SeriesId::PREFIX),
];

/// One thing to be written down.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    action: &'static str,
    subject: &'static str,
    subject_id: Option<String>,
    details: Json,
}

/// What a transaction has done so far.
#[derive(Debug)]
pub(super) struct Changes {
    pub(super) by: By,
    pub(super) entries: Vec<Entry>,
    /// Ids of subjects about whom nothing may be said any more.
    pub(super) forgotten: Vec<String>,
    /// What is added to the figures that are kept of rows.
    pub(super) tally: Tally,
}

impl Changes {
    pub(super) fn new(by: By) -> Self {
        Self { by, entries: Vec::new(), forgotten: Vec::new(), tally: Tally::default() }
    }

    pub(super) fn note(
        &mut self,
        action: &'static str,
        about: (&'static str, Option<String>),
        details: Json,
    ) {
        let (subject, subject_id) = about;
        self.entries.push(Entry { action, subject, subject_id, details });
    }

    /// A new row.
    pub(super) fn added<E: TenantRow>(&mut self, row: &E::ActiveModel) {
        let Some(audited) = E::audited() else { return };
        let mut after = Map::new();
        for column in E::Column::iter() {
            if let ActiveValue::Set(value) | ActiveValue::Unchanged(value) = row.get(column)
                && let Some(value) = shown::<E>(&audited, column, &value)
                && !value.is_null()
            {
                after.insert(column.as_str().to_owned(), value);
            }
        }
        let id = audited.subject.and_then(|(column, prefix)| id_text(prefix, row.get(column).into_value()?));
        self.note("created", (audited.noun, id), json!({ "after": after }));
    }

    /// A row that is gone.
    pub(super) fn removed<E: TenantRow>(&mut self, row: &E::Model) {
        let Some(audited) = E::audited() else { return };
        let mut before = Map::new();
        for column in E::Column::iter() {
            if let Some(value) =
                shown::<E>(&audited, column, &row.get(column)).filter(|value| !value.is_null())
            {
                before.insert(column.as_str().to_owned(), value);
            }
        }
        let id = subject_of::<E>(&audited, row);
        self.note("deleted", (audited.noun, id), json!({ "before": before }));
    }

    /// A row in which this is changed; a change into what it was is none.
    pub(super) fn changed<E: TenantRow>(&mut self, row: &E::Model, change: &E::ActiveModel) {
        let Some(audited) = E::audited() else { return };
        let (mut before, mut after) = (Map::new(), Map::new());
        for column in E::Column::iter() {
            let ActiveValue::Set(new) = change.get(column) else { continue };
            let old = row.get(column);
            if old == new {
                continue;
            }
            let Some(value) = shown::<E>(&audited, column, &new) else { continue };
            before.insert(column.as_str().to_owned(), shown::<E>(&audited, column, &old).unwrap_or_default());
            after.insert(column.as_str().to_owned(), value);
        }
        if !after.is_empty() {
            let id = subject_of::<E>(&audited, row);
            self.note("updated", (audited.noun, id), json!({ "before": before, "after": after }));
        }
    }
}

fn subject_of<E: TenantRow>(audited: &Audited<E::Column>, row: &E::Model) -> Option<String> {
    audited.subject.and_then(|(column, prefix)| id_text(prefix, row.get(column)))
}

fn id_text(prefix: &str, value: Value) -> Option<String> {
    match value {
        Value::Uuid(Some(id)) => Some(ids::encode(prefix, id)),
        _ => None,
    }
}

/// A column's value as the log shows it; `None` where it is not shown.
fn shown<E: TenantRow>(audited: &Audited<E::Column>, column: E::Column, value: &Value) -> Option<Json> {
    let name = column.as_str();
    if SILENT.contains(&name) {
        return None;
    }
    if audited.hidden.contains(&name) {
        return Some(json!("(not shown)"));
    }
    Some(match value {
        Value::Bool(Some(value)) => json!(value),
        Value::Int(Some(value)) => json!(value),
        Value::BigInt(Some(value)) if name.ends_with("_at") || name.ends_with("_until") => {
            json!(Timestamp::from_millisecond(*value).map_or_else(|_| value.to_string(), |at| at.to_string()))
        }
        Value::BigInt(Some(value)) => json!(value),
        Value::String(Some(text)) => json!(text),
        Value::Json(Some(document)) => (**document).clone(),
        Value::Uuid(Some(id)) => {
            let known = PREFIXES.iter().find(|(ending, _)| name.ends_with(ending));
            json!(known.map_or_else(|| id.to_string(), |(_, prefix)| ids::encode(prefix, *id)))
        }
        Value::Bytes(Some(bytes)) => json!(format!("({} bytes)", bytes.len())),
        _ => Json::Null,
    })
}

/// Writes the entries at the end of the salon's chain. Nothing in the transaction comes after but the figures, which only
/// the holder of the chain's end writes; so whoever waits for the end holds nothing that others wait for.
pub(super) async fn write(
    executor: &DatabaseTransaction,
    tenant: TenantId,
    changes: Changes,
    at: Timestamp,
) -> Result<(), DbErr> {
    if changes.entries.is_empty() {
        return Ok(());
    }
    let head::Model { mut seq, mut hash, .. } = lock_head(executor, tenant).await?;
    let (kind, actor_id) = changes.by.in_row();
    let (request_id, address) = (log::current_request_id(), log::current_address());
    let mut rows = Vec::with_capacity(changes.entries.len());
    for Entry { action, subject, subject_id, mut details } in changes.entries {
        if subject_id.as_ref().is_some_and(|id| changes.forgotten.contains(id)) {
            details = json!({});
        }
        // Chance, so that words that were taken away cannot be guessed from their hash.
        details["chance"] = json!(hex::encode(rand::random::<[u8; 16]>()));
        let details = details.to_string();
        seq += 1;
        let mut row = entry::Model {
            tenant_id: tenant,
            seq,
            at: Instant::from(at),
            actor_kind: kind.to_owned(),
            actor_id: actor_id.clone(),
            action: action.to_owned(),
            subject: subject.to_owned(),
            subject_id,
            request_id: request_id.clone(),
            address: address.map(|address| address.to_string()),
            details_hash: digest([details.as_str()]),
            details: Some(details),
            hash: String::new(),
        };
        row.hash = row.hash_after(&hash);
        hash.clone_from(&row.hash);
        rows.push(entry::ActiveModel::from(row));
    }
    // Below the number of variables that SQLite takes in one statement.
    for chunk in rows.chunks(500) {
        entry::Entity::insert_many(chunk.to_vec()).exec_without_returning(executor).await?;
    }
    let change =
        head::ActiveModel { seq: ActiveValue::Set(seq), hash: ActiveValue::Set(hash), ..Default::default() };
    head::Entity::update_many().set(change).filter(head::Column::TenantId.eq(tenant)).exec(executor).await?;
    Ok(())
}

/// The end of the salon's chain, kept from changing; made when there is none yet.
async fn lock_head(executor: &DatabaseTransaction, tenant: TenantId) -> Result<head::Model, DbErr> {
    let query = head::Entity::find().filter(head::Column::TenantId.eq(tenant)).lock_exclusive();
    if let Some(head) = query.clone().one(executor).await? {
        return Ok(head);
    }
    let new = head::Model { tenant_id: tenant, seq: 0, hash: String::new() };
    match head::Entity::insert(head::ActiveModel::from(new.clone())).exec_without_returning(executor).await {
        Ok(_) => Ok(new),
        // Somebody else has made it meanwhile.
        Err(error) if is_duplicate(&error) => {
            let head = query.one(executor).await?;
            head.ok_or_else(|| DbErr::RecordNotFound("the end of the salon's audit log".to_owned()))
        }
        Err(error) => Err(error),
    }
}

/// The hash of the log's last entry as a part of a larger question: `columns` puts it among columns of other tables.
pub fn end_among(
    columns: impl FnOnce(Select<head::Entity>, head::Column) -> Select<head::Entity>,
) -> OfTenant {
    OfTenant::new(columns(head::Entity::find().select_only(), head::Column::Hash))
}

/// SHA-256 over texts, each followed by a line break, which none of them has.
fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    let mut hasher = Sha256::new();
    for text in texts {
        hasher.update(text.as_bytes());
        hasher.update(b"\n");
    }
    hex::encode(hasher.finalize())
}

/// What is wrong with a salon's log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Broken {
    /// An entry is not as it was written, or not where it was.
    #[error("entry {0} is not as it was written")]
    Entry(i64),
    /// Entries at the end are gone, or some were added past the log.
    #[error("the log ends at entry {found}, but {expected} were written")]
    End {
        /// The last one there is.
        found: i64,
        /// The last one written.
        expected: i64,
    },
}

/// Goes along a salon's log, oldest first.
#[derive(Debug, Default)]
pub struct Verification {
    seq: i64,
    hash: String,
}

impl Verification {
    /// The entries up to here.
    pub fn entries(&self) -> i64 {
        self.seq
    }

    /// The hash of the last one; kept elsewhere, it pins everything before.
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// Looks at the next entry.
    ///
    /// # Errors
    /// When it is not what was written after the one before.
    pub fn next(&mut self, entry: &entry::Model) -> Result<(), Broken> {
        let words_hold =
            entry.details.as_ref().is_none_or(|details| digest([details.as_str()]) == entry.details_hash);
        if entry.seq != self.seq + 1 || !words_hold || entry.hash_after(&self.hash) != entry.hash {
            return Err(Broken::Entry(self.seq + 1));
        }
        self.seq = entry.seq;
        self.hash.clone_from(&entry.hash);
        Ok(())
    }

    /// Whether that was all.
    ///
    /// # Errors
    /// When the log ended elsewhere.
    pub fn end(&self, head: &head::Model) -> Result<(), Broken> {
        if head.seq == self.seq && head.hash == self.hash {
            Ok(())
        } else {
            Err(Broken::End { found: self.seq, expected: head.seq })
        }
    }
}

#[allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#[allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]
pub mod entry {
    //! An entry of the log.
    use sea_orm::entity::prelude::*;

    use super::digest;
    use crate::ids::TenantId;
    use crate::instant::Instant;

    /// An entry of the log.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_entries")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        #[sea_orm(primary_key, auto_increment = false)]
        pub seq: i64,
        pub at: Instant,
        pub actor_kind: String,
        pub actor_id: Option<String>,
        pub action: String,
        pub subject: String,
        pub subject_id: Option<String>,
        pub request_id: String,
        pub address: Option<String>,
        #[sea_orm(column_type = "Text", nullable)]
        pub details: Option<String>,
        pub details_hash: String,
        pub hash: String,
    }

    impl Model {
        /// The hash that this entry must have after the one with `before`.
        pub fn hash_after(&self, before: &str) -> String {
            let text = |text: &Option<String>| text.clone().unwrap_or_default();
            let fields = [
                before.to_owned(),
                hex::encode(self.tenant_id.bytes()),
                self.seq.to_string(),
                self.at.timestamp().as_millisecond().to_string(),
                self.actor_kind.clone(),
                text(&self.actor_id),
                self.action.clone(),
                self.subject.clone(),
                text(&self.subject_id),
                self.request_id.clone(),
                text(&self.address),
                self.details_hash.clone(),
            ];
            digest(fields.iter().map(String::as_str))
        }
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
}

#[allow(missing_docs, reason = "the columns are documented where they are made, in the migration")]
#[allow(unreachable_pub, reason = "SeaORM's derives write `pub`")]
pub mod head {
    //! The end of a salon's log.
    use sea_orm::entity::prelude::*;

    use crate::ids::TenantId;

    /// The end of a salon's log.
    #[derive(Debug, Clone, PartialEq, DeriveEntityModel)]
    #[sea_orm(table_name = "audit_heads")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub tenant_id: TenantId,
        pub seq: i64,
        pub hash: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}

    impl ActiveModelBehavior for ActiveModel {}

    crate::tenancy::tenant_row!(unaudited);
    crate::tenancy::platform_row!();
}
