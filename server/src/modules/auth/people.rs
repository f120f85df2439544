//! Who may log in to a salon, as what; and invitations.
//!
//! An invitation never touches an account: whoever has one already logs in and joins; only an address without an account
//! gets one by it. Its secret is in the mail alone, so whoever shows it reads that address.

use axum::extract::State;
use axum::http::StatusCode;
use garde::Validate;
use jiff::{SignedDuration, Timestamp};
use sea_orm::{ActiveValue::Set, ColumnTrait};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::routes;

use super::email::Email;
use super::entity::membership::{self, Role};
use super::entity::{invitation, user};
use super::login::{self, LoggedIn, platform};
use super::routes::Login;
use super::{links, mails, passwords, store};
use crate::app::App;
use crate::database::is_duplicate;
use crate::http::access::{Member, Person, Routes};
use crate::http::envelope::{Created, Listed, Page, PageOf, PageQuery, Removed, Success};
use crate::http::extract::{Body, PathId, if_given, is_name};
use crate::http::limits::{Limit, whose};
use crate::http::problem::{ErrorBody, Problem};
use crate::http::visitor::Visitor;
use crate::ids::{EmployeeId, InvitationId, UserId};
use crate::instant::Instant;
use crate::modules::tenants;
use crate::tenancy::{PlatformTx, TenantDb, TenantScope, TenantTx, in_transaction};

/// The routes of people and invitations.
pub(super) fn routes() -> Routes {
    Routes::new()
        .members(Role::Manager, routes!(list_members))
        .members(Role::Manager, routes!(update_member))
        .members(Role::Manager, routes!(remove_member))
        .members(Role::Manager, routes!(list_invitations))
        .members(Role::Manager, routes!(create_invitation))
        .members(Role::Manager, routes!(resend_invitation))
        .members(Role::Manager, routes!(revoke_invitation))
        .public_within(Limit::Links, routes!(look_at_invitation))
        .public_within(Limit::Links, routes!(accept_invitation))
        .persons_within(Limit::Links, routes!(join_by_invitation))
}

/// How long an invitation is good.
const LASTS: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Somebody who may log in to the salon.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct SalonMember {
    user_id: UserId,
    name: String,
    email: String,
    role: Role,
    /// Whose calendar it is for a stylist.
    #[schema(required)]
    employee_id: Option<EmployeeId>,
    has_two_factor: bool,
    is_email_verified: bool,
    #[schema(value_type = String, format = "date-time")]
    joined_at: Timestamp,
}

impl SalonMember {
    fn of(place: &membership::Model, user: &user::Model) -> Self {
        Self {
            user_id: user.id,
            name: user.name.clone(),
            email: user.email.clone(),
            role: place.role,
            employee_id: place.employee_id,
            has_two_factor: user.has_two_factor(),
            is_email_verified: user.email_verified_at.is_some(),
            joined_at: place.created_at.timestamp(),
        }
    }
}

/// What is to change about somebody's place.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct MemberChange {
    /// What they may do.
    #[garde(skip)]
    #[serde(default)]
    role: Option<Role>,
    /// Whose calendar it is for a stylist; `null`: nobody's.
    #[garde(skip)]
    #[serde(default, deserialize_with = "if_given")]
    #[schema(value_type = Option<EmployeeId>)]
    employee_id: Option<Option<EmployeeId>>,
}

/// Somebody to be invited.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InvitationBody {
    /// Where the link goes.
    #[garde(length(min = 3, max = 254))]
    #[schema(format = "email", min_length = 3, max_length = 254)]
    email: String,
    /// What they will be; nobody makes somebody more than they are themselves.
    #[garde(skip)]
    role: Role,
    /// Whose calendar it will be for a stylist.
    #[garde(skip)]
    #[serde(default)]
    employee_id: Option<EmployeeId>,
}

/// An invitation that nobody has answered yet.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct Invitation {
    id: InvitationId,
    email: String,
    role: Role,
    #[schema(required)]
    employee_id: Option<EmployeeId>,
    #[schema(value_type = String, format = "date-time")]
    created_at: Timestamp,
    #[schema(value_type = String, format = "date-time")]
    expires_at: Timestamp,
    /// Whether it is too old to be answered.
    is_expired: bool,
}

impl Invitation {
    fn of(row: &invitation::Model, now: Timestamp) -> Self {
        Self {
            id: row.id,
            email: row.email.clone(),
            role: row.role,
            employee_id: row.employee_id,
            created_at: row.created_at.timestamp(),
            expires_at: row.expires_at.timestamp(),
            is_expired: row.expires_at <= now.into(),
        }
    }
}

/// The secret of an invitation.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct InvitationToken {
    /// What the link has after its `#`.
    #[garde(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
}

/// What an invitation says to whoever has its secret.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InvitationSeen {
    salon_name: String,
    email: String,
    role: Role,
    /// Whether the address has an account: then log in and join; else choose a name and a password.
    has_account: bool,
}

/// Somebody who joins by an invitation and has no account yet.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct AcceptBody {
    /// What the link has after its `#`.
    #[garde(length(min = 1, max = 200))]
    #[schema(min_length = 1, max_length = 200)]
    token: String,
    /// Full name.
    #[garde(length(chars, min = 1, max = 200), custom(is_name))]
    #[schema(min_length = 1, max_length = 200)]
    name: String,
    /// At least 10 characters, at most 72 bytes.
    #[garde(length(max = 200))]
    #[schema(format = "password", max_length = 200)]
    password: String,
}

fn bad_invitation() -> Problem {
    let message =
        "this invitation is not valid any more: it was used, taken back, or is too old; ask for a new one";
    Problem::new(StatusCode::BAD_REQUEST, "link_invalid", message)
}

fn above() -> Problem {
    Problem::forbidden(
        "nobody can make somebody more than they are themselves, or change somebody above them",
    )
}

fn last_owner() -> Problem {
    Problem::conflict("last_owner", "a salon needs an owner: make somebody else one first")
}

/// Who may log in to the salon, those who joined first in front.
#[utoipa::path(get, path = "/api/members", tag = "team", operation_id = "listMembers", params(PageQuery), responses(
    (status = 200, description = "People", body = Listed<SalonMember>),
))]
async fn list_members(
    State(app): State<App>,
    member: Member,
    page: Page,
) -> Result<Listed<SalonMember>, Problem> {
    let places = store::list_members(&member.tenant).await?;
    let page = PageOf::of(places, page);
    let ids = page.rows.iter().map(|place| place.user_id).collect();
    let users = store::list_users(&platform(&app), ids).await?;
    let find = |id: UserId| users.iter().find(|user| user.id == id);
    let rows: Vec<_> =
        page.rows.iter().filter_map(|place| Some(SalonMember::of(place, find(place.user_id)?))).collect();
    Ok(PageOf { rows, page: page.page, total: page.total }.listed(|member| member))
}

async fn shown(app: &App, tenant: &TenantDb, id: UserId) -> Result<SalonMember, Problem> {
    let place = store::list_members(tenant).await?.into_iter().find(|place| place.user_id == id);
    let user = store::find_user(&platform(app), id).await?;
    place
        .zip(user)
        .map(|(place, user)| SalonMember::of(&place, &user))
        .ok_or_else(|| Problem::not_found("person"))
}

/// Changes what somebody may do in the salon. It counts from their next request on.
#[utoipa::path(patch, path = "/api/members/{id}", tag = "team", operation_id = "updateMember",
    params(("id" = UserId, Path)), request_body = MemberChange, responses(
    (status = 200, description = "Saved", body = Success<SalonMember>),
    (status = 404, description = "There is no such person or employee in the salon", body = ErrorBody),
    (status = 409, description = "The salon would have no owner", body = ErrorBody),
))]
async fn update_member(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<UserId>,
    Body(body): Body<MemberChange>,
) -> Result<Success<SalonMember>, Problem> {
    if let Some(Some(employee)) = body.employee_id {
        check_employee(&app, &member.tenant, employee).await?;
    }
    in_transaction!(member.tenant, tx => {
        let owners = store::lock_owners(tx).await?;
        let place = store::lock_member(tx, id).await?.ok_or_else(|| Problem::not_found("person"))?;
        let role = body.role.unwrap_or(place.role);
        if place.role > member.role || role > member.role {
            return Err(above());
        }
        if place.role == Role::Owner && role != Role::Owner && owners.len() < 2 {
            return Err(last_owner());
        }
        let change = membership::ActiveModel {
            role: Set(role),
            employee_id: Set(body.employee_id.unwrap_or(place.employee_id)),
            ..Default::default()
        };
        Ok(store::change_member(tx, id, change).await?)
    })?;
    shown(&app, &member.tenant, id).await.map(Success::new)
}

/// Takes somebody out of the salon. Their account stays theirs; what they did stays in the histories.
#[utoipa::path(delete, path = "/api/members/{id}", tag = "team", operation_id = "removeMember",
    params(("id" = UserId, Path)), responses(
    (status = 204, description = "Taken out"),
    (status = 404, description = "There is no such person in the salon", body = ErrorBody),
    (status = 409, description = "The salon would have no owner", body = ErrorBody),
))]
async fn remove_member(member: Member, PathId(id): PathId<UserId>) -> Result<Removed, Problem> {
    in_transaction!(member.tenant, tx => {
        let owners = store::lock_owners(tx).await?;
        let place = store::lock_member(tx, id).await?.ok_or_else(|| Problem::not_found("person"))?;
        if place.role > member.role {
            return Err(above());
        }
        if place.role == Role::Owner && owners.len() < 2 {
            return Err(last_owner());
        }
        Ok(store::remove_member(tx, id).await?)
    })?;
    Ok(Removed)
}

/// Invitations that nobody has answered yet, the newest first.
#[utoipa::path(get, path = "/api/invitations", tag = "team", operation_id = "listInvitations", params(PageQuery),
    responses(
    (status = 200, description = "Invitations", body = Listed<Invitation>),
))]
async fn list_invitations(
    State(app): State<App>,
    member: Member,
    page: Page,
) -> Result<Listed<Invitation>, Problem> {
    let now = app.clock.now();
    Ok(store::page_invitations(&member.tenant, page).await?.listed(|row| Invitation::of(&row, now)))
}

/// Invites somebody by e-mail. An invitation to the same address from before is good no more.
#[utoipa::path(post, path = "/api/invitations", tag = "team", operation_id = "createInvitation",
    request_body = InvitationBody, responses(
    (status = 201, description = "Invited; a mail is on its way", body = Success<Invitation>),
    (status = 404, description = "There is no such employee", body = ErrorBody),
    (status = 409, description = "They are in the salon already", body = ErrorBody),
))]
async fn create_invitation(
    State(app): State<App>,
    member: Member,
    Body(body): Body<InvitationBody>,
) -> Result<Created<Invitation>, Problem> {
    let email = Email::read("email", &body.email)?;
    if body.role > member.role {
        return Err(above());
    }
    if let Some(employee) = body.employee_id {
        check_employee(&app, &member.tenant, employee).await?;
    }
    // Only who is of this salon is told apart; of other accounts an invitation says nothing.
    if let Some(user) = store::find_user_by_email(&platform(&app), email.as_str()).await?
        && store::list_members(&member.tenant).await?.iter().any(|place| place.user_id == user.id)
    {
        return Err(Problem::conflict("already_member", "this person is in the salon already"));
    }
    app.limits.admit(Limit::Mails, &format!("invite:{}", whose(email.as_str()))).await?;
    let now = app.clock.now();
    let row = in_transaction!(member.tenant, tx => {
        revoke(tx, invitation::Column::Email.eq(email.as_str()), now).await?;
        let secret = links::new_secret();
        let row = invitation::Model {
            tenant_id: tx.tenant_id(),
            id: InvitationId::generate(),
            email: email.as_str().to_owned(),
            role: body.role,
            employee_id: body.employee_id,
            token_hash: links::hash(&secret),
            invited_by_id: member.user_id,
            created_at: now.into(),
            expires_at: (now + LASTS).into(),
            accepted_at: None,
            revoked_at: None,
        };
        store::insert_invitation(tx, row.clone()).await?;
        send(&app, tx, &member, &row.email, &secret).await?;
        Ok::<_, Problem>(row)
    })?;
    app.work.notify_one();
    Ok(Created(Invitation::of(&row, now)))
}

async fn send(app: &App, tx: &TenantTx, member: &Member, email: &str, secret: &str) -> Result<(), Problem> {
    let salon = tenants::salon(&app.salons, &member.tenant).await?;
    let mail = mails::invite(app, email, &member.name, &salon.tenant.name, secret);
    Ok(mails::send(app, tx, mail).await?)
}

async fn revoke(
    tx: &TenantTx,
    which: impl sea_orm::sea_query::IntoCondition,
    now: Timestamp,
) -> Result<u64, sea_orm::DbErr> {
    let change = invitation::ActiveModel { revoked_at: Set(Some(now.into())), ..Default::default() };
    store::change_invitations(tx, which, change).await
}

async fn check_employee(app: &App, tenant: &TenantDb, employee: EmployeeId) -> Result<(), Problem> {
    let salon = tenants::salon(&app.salons, tenant).await?;
    salon.employee(employee).map(drop).ok_or_else(|| Problem::not_found("employee"))
}

/// Sends an invitation once more, with a new link, good for another seven days.
#[utoipa::path(post, path = "/api/invitations/{id}/resend", tag = "team", operation_id = "resendInvitation",
    params(("id" = InvitationId, Path)), responses(
    (status = 204, description = "A mail is on its way"),
    (status = 404, description = "There is no such invitation, or it was answered", body = ErrorBody),
))]
async fn resend_invitation(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<InvitationId>,
) -> Result<Removed, Problem> {
    let open = store::get_open_invitation(&member.tenant, id).await?;
    let email = open.ok_or_else(|| Problem::not_found("invitation"))?.email;
    app.limits.admit(Limit::Mails, &format!("invite:{}", whose(&email))).await?;
    let now = app.clock.now();
    in_transaction!(member.tenant, tx => {
        let secret = links::new_secret();
        let change = invitation::ActiveModel {
            token_hash: Set(links::hash(&secret)),
            expires_at: Set((now + LASTS).into()),
            ..Default::default()
        };
        if store::change_invitations(tx, invitation::Column::Id.eq(id), change).await? == 0 {
            return Err(Problem::not_found("invitation"));
        }
        send(&app, tx, &member, &email, &secret).await
    })?;
    app.work.notify_one();
    Ok(Removed)
}

/// Takes an invitation back.
#[utoipa::path(delete, path = "/api/invitations/{id}", tag = "team", operation_id = "revokeInvitation",
    params(("id" = InvitationId, Path)), responses(
    (status = 204, description = "Taken back"),
    (status = 404, description = "There is no such invitation, or it was answered", body = ErrorBody),
))]
async fn revoke_invitation(
    State(app): State<App>,
    member: Member,
    PathId(id): PathId<InvitationId>,
) -> Result<Removed, Problem> {
    let now = app.clock.now();
    let revoked = in_transaction!(member.tenant, tx => revoke(tx, invitation::Column::Id.eq(id), now).await)?;
    if revoked == 0 { Err(Problem::not_found("invitation")) } else { Ok(Removed) }
}

/// What an invitation says, to whoever has its secret.
#[utoipa::path(post, path = "/api/auth/invitations/look", tag = "auth", operation_id = "lookAtInvitation",
    request_body = InvitationToken, responses(
    (status = 200, description = "The invitation", body = Success<InvitationSeen>),
    (status = 400, description = "It is not valid", body = ErrorBody),
))]
async fn look_at_invitation(
    State(app): State<App>,
    Body(body): Body<InvitationToken>,
) -> Result<Success<InvitationSeen>, Problem> {
    let invitation = found(&app, &body.token).await?;
    let tenant = TenantDb::new(&app.database, TenantScope::from_invitation(&invitation));
    let salon = tenants::salon(&app.salons, &tenant).await?;
    let account = store::find_user_by_email(&platform(&app), &invitation.email).await?;
    Ok(Success::new(InvitationSeen {
        salon_name: salon.tenant.name.clone(),
        email: invitation.email,
        role: invitation.role,
        has_account: account.is_some(),
    }))
}

async fn found(app: &App, token: &str) -> Result<invitation::Model, Problem> {
    let now = app.clock.now().into();
    store::find_invitation(&platform(app), &links::hash(token), now).await?.ok_or_else(bad_invitation)
}

/// Joins a salon by an invitation, with a new account. An address that has one already must log in and join instead.
#[utoipa::path(post, path = "/api/auth/invitations/accept", tag = "auth", operation_id = "acceptInvitation",
    request_body = AcceptBody, responses(
    (status = 201, description = "Joined; logged in", body = Success<Login>),
    (status = 400, description = "It is not valid, or the password is not good enough", body = ErrorBody),
    (status = 409, description = "There is an account with this address: log in, then join", body = ErrorBody),
))]
async fn accept_invitation(
    State(app): State<App>,
    visitor: Visitor,
    Body(body): Body<AcceptBody>,
) -> Result<Created<Login>, Problem> {
    let invitation = found(&app, &body.token).await?;
    let email = Email::of(&invitation.email).ok_or_else(bad_invitation)?;
    passwords::check_new("password", &body.password, &email)?;
    let now: Instant = app.clock.now().into();
    let has_account =
        || Problem::conflict("account_exists", "there is an account with this address: log in, then join");
    if store::find_user_by_email(&platform(&app), email.as_str()).await?.is_some() {
        return Err(has_account());
    }
    let password_hash = passwords::hash(body.password).await.map_err(Problem::internal)?;
    let mut user = login::new_user(&email, body.name.trim().to_owned(), password_hash, now);
    // The link came by mail to this address.
    user.email_verified_at = Some(now);
    let tx = platform(&app).begin().await?;
    match store::insert_user(&tx, user.clone()).await {
        Ok(()) => {}
        Err(error) if is_duplicate(&error) => return Err(has_account()),
        Err(error) => return Err(error.into()),
    }
    join(&app, &visitor, user, &invitation, tx).await.map(Created)
}

/// Joins another salon by an invitation to one's own address, and goes on there.
#[utoipa::path(post, path = "/api/auth/invitations/join", tag = "auth", operation_id = "joinByInvitation",
    request_body = InvitationToken, responses(
    (status = 200, description = "Joined; logged in there", body = Success<Login>),
    (status = 400, description = "It is not valid", body = ErrorBody),
    (status = 403, description = "It is for another address", body = ErrorBody),
))]
async fn join_by_invitation(
    State(app): State<App>,
    visitor: Visitor,
    person: Person,
    Body(body): Body<InvitationToken>,
) -> Result<Success<Login>, Problem> {
    let invitation = found(&app, &body.token).await?;
    if invitation.email != person.email {
        let message = "this invitation is for another address; log in with that one";
        return Err(Problem::new(StatusCode::FORBIDDEN, "other_address", message));
    }
    let user = login::user_of(&app, &person).await?;
    let now = app.clock.now().into();
    let tx = platform(&app).begin().await?;
    store::revoke_session(&tx, user.id, person.session.id, now).await?;
    join(&app, &visitor, user, &invitation, tx).await.map(Success::new)
}

/// Uses the invitation up, gives the person their place, and logs them in there: one transaction.
async fn join(
    app: &App,
    visitor: &Visitor,
    user: user::Model,
    invitation: &invitation::Model,
    tx: PlatformTx,
) -> Result<Login, Problem> {
    let now = app.clock.now().into();
    let (session, token) = login::start_session(app, visitor, &user, Some(invitation.tenant_id), &tx).await?;
    let tx = tx.in_salon(TenantScope::from_invitation(invitation));
    let change = invitation::ActiveModel { accepted_at: Set(Some(now)), ..Default::default() };
    if store::change_invitations(&tx, invitation::Column::Id.eq(invitation.id), change).await? == 0 {
        return Err(bad_invitation());
    }
    tx.note("joined", ("member", Some(user.id.to_string())), json!({ "role": invitation.role }));
    let place = match store::lock_member(&tx, user.id).await? {
        // They keep the place they have.
        Some(place) => place,
        None => {
            let place = membership::Model {
                tenant_id: tx.tenant_id(),
                user_id: user.id,
                role: invitation.role,
                created_at: now,
                employee_id: invitation.employee_id,
            };
            store::insert_member(&tx, place.clone()).await?;
            place
        }
    };
    tx.commit().await?;
    Login::of(app, LoggedIn { token, session, user, place: Some(place) }).await
}

/// The names of people and keys, by the ids that the audit log has of them.
pub async fn names_of_actors(
    app: &App,
    tenant: &TenantDb,
    ids: &[&str],
) -> Result<std::collections::BTreeMap<String, String>, Problem> {
    let people = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let keys = ids.iter().filter_map(|id| id.parse().ok()).collect();
    let users = store::list_users(&platform(app), people).await?;
    let keys = store::list_api_keys(tenant, keys).await?;
    let users = users.into_iter().map(|user| (user.id.to_string(), user.name));
    Ok(users.chain(keys.into_iter().map(|key| (key.id.to_string(), key.name))).collect())
}
