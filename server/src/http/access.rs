//! Who may use a route. A route cannot be added without saying so: [`Routes`] is the only way into the router,
//! and each of its methods names who may come in.
//!
//! The guard runs before the handler and leaves its proof in the request ([`Person`], [`Member`], [`Operator`],
//! [`KeyHolder`], [`SignedForm`], [`SignedEvent`], [`VapiBody`]); a handler that asks for a proof which its route's guard does not give is
//! a programming error and answers 500.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{FromRequestParts, MatchedPath, Request};
use axum::http::request::Parts;
use axum::http::{Extensions, Method, StatusCode};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use utoipa::openapi::path::Operation;
use utoipa::openapi::security::SecurityRequirement;
use utoipa::openapi::{ContentBuilder, Ref, ResponseBuilder};
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::limits::{self, Limit};
use super::problem::Problem;
use super::visitor;
use crate::app::App;
use crate::ids::{ApiKeyId, EmployeeId, UserId};
use crate::modules::appointments::Actor;
use crate::modules::auth::{self, Role, Scope, SessionRow};
use crate::modules::billing;
use crate::modules::telephony;
use crate::modules::tenants::TenantStatus;
use crate::modules::vapi;
use crate::tenancy::TenantDb;

/// A module's routes, each with who may use it.
#[derive(Default)]
pub struct Routes(OpenApiRouter<App>);

impl Routes {
    /// No routes yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Anybody. Log-in, health, the API document.
    pub fn public(self, routes: UtoipaMethodRouter<App>) -> Self {
        self.public_within(Limit::Public, routes)
    }

    /// Anybody, so often from one address.
    pub fn public_within(self, limit: Limit, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, None);
        let guard = move |request, next| limits::by_address(limit, request, next);
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(guard)))))
    }

    /// People who are logged in, to whatever salon, or as an operator to none: their own accounts. An operator who looks
    /// into a salon reads here and changes nothing.
    pub fn persons(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("session"));
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(require_person)))))
    }

    /// The same, and whoever looks into a salon too: to end that.
    pub fn persons_and_lookers(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("session"));
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(require_person_or_looker)))))
    }

    /// The same, so often from one address.
    pub fn persons_within(self, limit: Limit, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = routes;
        let guard = move |request, next| limits::by_address(limit, request, next);
        // The guard that is added last runs first: here, who it is; then, how often.
        self.persons((schemas, paths, method_router.layer(from_fn(guard))))
    }

    /// People who are logged in to a salon, with this role or a higher one. A salon that is not active can be looked at
    /// and not changed.
    pub fn members(self, least: Role, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("session"));
        let guard = move |request, next| require_member(least, request, next);
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(guard)))))
    }

    /// Owners of a salon, one that is suspended too: paying is how it comes back. Whoever looks into it pays nothing.
    pub fn payers(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("session"));
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(require_payer)))))
    }

    /// The payment company, by its signature.
    pub fn payment_company(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("stripeSignature"));
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(billing::require_signature)))))
    }

    /// Those who look after the installation.
    pub fn operators(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("session"));
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(require_operator)))))
    }

    /// Programs that hold one of a salon's keys with this scope.
    pub fn key_holders(self, scope: Scope, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("apiKey"));
        let guard = move |request, next| require_key(scope, request, next);
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(guard)))))
    }

    /// The telephone company, by its signature.
    pub fn telephone_company(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("twilioSignature"));
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(telephony::require_signature)))))
    }

    /// The telephone company's sockets, by the signature of their handshake.
    pub fn telephone_company_socket(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("twilioSignature"));
        Self(self.0.routes((
            schemas,
            paths,
            method_router.layer(from_fn(telephony::require_socket_signature)),
        )))
    }

    /// Vapi, by the secret that it was given.
    pub fn vapi(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = documented(routes, Some("vapiSecret"));
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(vapi::require_secret)))))
    }

    /// Adds another module's routes.
    pub fn merge(self, other: Self) -> Self {
        Self(self.0.merge(other.0))
    }

    /// The finished routes, for the router.
    pub(super) fn into_inner(self) -> OpenApiRouter<App> {
        self.0
    }
}

/// Writes into the API document what the guard will demand, and the answers that it and the router give by themselves.
fn documented(routes: UtoipaMethodRouter<App>, scheme: Option<&str>) -> UtoipaMethodRouter<App> {
    let (schemas, mut paths, method_router) = routes;
    for item in paths.paths.values_mut() {
        let operations = [
            &mut item.get,
            &mut item.put,
            &mut item.post,
            &mut item.delete,
            &mut item.patch,
            &mut item.head,
            &mut item.options,
            &mut item.trace,
        ];
        for operation in operations.into_iter().flatten() {
            operation.security = scheme.map(|scheme| vec![SecurityRequirement::new(scheme, [""; 0])]);
            add_answers(operation, scheme);
        }
    }
    (schemas, paths, method_router)
}

fn add_answers(operation: &mut Operation, scheme: Option<&str>) {
    let takes_body = operation.request_body.is_some();
    let takes_anything = takes_body || operation.parameters.as_ref().is_some_and(|all| !all.is_empty());
    let of_people = matches!(scheme, Some("session" | "apiKey"));
    let of_vapi = scheme == Some("vapiSecret");
    let answers = [
        ("400", "A field is wrong, or the request cannot be read", takes_anything),
        ("401", "Nobody who is known", of_people || of_vapi),
        ("403", "Not for this person, key or salon as it stands", scheme.is_some() && !of_vapi),
        ("413", "The body is too long", takes_body),
        (
            "429",
            "Too many requests; `Retry-After` says when to try again",
            !matches!(scheme, Some("twilioSignature" | "stripeSignature")) && !of_vapi,
        ),
        ("503", "Not just now; try again", true),
    ];
    for (status, description, _) in answers.into_iter().filter(|(.., applies)| *applies) {
        let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("ErrorBody"))).build();
        let answer = ResponseBuilder::new().description(description).content("application/json", content);
        operation.responses.responses.entry(status.to_owned()).or_insert_with(|| answer.build().into());
    }
}

/// A person who is logged in, wherever.
#[derive(Debug, Clone)]
pub struct Person {
    /// Who it is.
    pub user_id: UserId,
    /// Their name.
    pub name: String,
    /// Their address.
    pub email: String,
    /// Whether they look after the installation.
    pub is_operator: bool,
    /// The log-in.
    pub session: SessionRow,
    /// Their place in the salon that they are logged in to, if they are in one.
    pub place: Option<Place>,
}

impl Person {
    /// Whether this log-in only looks into a salon.
    pub fn is_looking_in(&self) -> bool {
        self.session.look_in_reason.is_some()
    }
}

/// A person's place in a salon.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// What they may do.
    pub role: Role,
    /// Whose calendar it is for a stylist.
    pub employee_id: Option<EmployeeId>,
    /// Why nothing can be changed; nothing when it can.
    pub read_only: Option<ReadOnly>,
}

/// Why nothing can be changed in a salon.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, utoipa::ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ReadOnly {
    /// The salon is suspended.
    Suspended,
    /// The salon has left.
    Inactive,
    /// An operator only looks.
    LookIn,
}

impl ReadOnly {
    /// Why a salon that stands like this cannot be changed.
    pub fn of(status: TenantStatus) -> Option<Self> {
        match status {
            TenantStatus::Trial | TenantStatus::Active => None,
            TenantStatus::Suspended => Some(Self::Suspended),
            TenantStatus::Inactive => Some(Self::Inactive),
        }
    }
}

impl From<ReadOnly> for Problem {
    fn from(reason: ReadOnly) -> Self {
        let (code, message) = match reason {
            ReadOnly::Suspended => {
                ("salon_suspended", "this salon is suspended: it can be looked at, not changed; ask support")
            }
            ReadOnly::Inactive => ("salon_inactive", "this salon has left: it can be looked at, not changed"),
            ReadOnly::LookIn => ("look_in", "you are looking in: nothing can be changed"),
        };
        Self::new(StatusCode::FORBIDDEN, code, message)
    }
}

/// A person who is logged in, and the salon they are in.
#[derive(Debug, Clone)]
pub struct Member {
    /// The salon's rows.
    pub tenant: Arc<TenantDb>,
    /// Who it is.
    pub user_id: UserId,
    /// Their name, as histories show them.
    pub name: String,
    /// What they may do.
    pub role: Role,
    /// Whose calendar it is for a stylist.
    pub employee_id: Option<EmployeeId>,
}

impl Member {
    /// The same as histories name them.
    pub fn actor(&self) -> Actor {
        Actor::Person { id: self.user_id, name: self.name.clone() }
    }

    /// Whose visits they may see and change.
    pub fn calendar(&self) -> Calendar {
        match (self.role, self.employee_id) {
            (Role::Stylist, Some(employee)) => Calendar::Of(employee),
            (Role::Stylist, None) => Calendar::Nobodys,
            _ => Calendar::Everybodys,
        }
    }
}

/// Whose visits somebody may see and change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Calendar {
    /// The whole salon's.
    Everybodys,
    /// One employee's: their own.
    Of(EmployeeId),
    /// None: a stylist who is nobody's calendar yet.
    Nobodys,
}

impl Calendar {
    /// Whether this employee's visits are among them.
    pub fn has(self, employee: EmployeeId) -> bool {
        match self {
            Self::Everybodys => true,
            Self::Of(own) => own == employee,
            Self::Nobodys => false,
        }
    }
}

/// Somebody who looks after the installation.
#[derive(Debug, Clone)]
pub struct Operator {
    /// Who it is.
    pub user_id: UserId,
    /// The log-in.
    pub session: SessionRow,
}

/// A program that holds one of a salon's keys.
#[derive(Debug, Clone)]
pub struct KeyHolder {
    /// The salon's rows.
    pub tenant: Arc<TenantDb>,
    /// Which key.
    pub key_id: ApiKeyId,
    /// What it may do.
    pub scopes: Vec<Scope>,
    /// Why nothing can be changed; nothing when it can.
    pub read_only: Option<ReadOnly>,
}

/// A form whose signature was found right.
#[derive(Debug, Clone)]
pub struct SignedForm(pub Vec<(String, String)>);

/// The body of a request that was found to come from Vapi.
#[derive(Debug, Clone)]
pub struct VapiBody(pub Bytes);

/// The body of an event whose signature was found right.
#[derive(Debug, Clone)]
pub struct SignedEvent(pub Bytes);

/// Who is logged in, if they do not ask too often.
async fn person(app: &App, parts: &Parts) -> Result<Person, Problem> {
    let person = auth::person_by_token(app, &parts.headers).await?;
    app.limits.admit(Limit::Api, &person.session.id.to_string()).await?;
    Ok(person)
}

async fn require_person(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let app = app_of(&parts.extensions);
    match person(&app, &parts).await {
        Ok(person) if person.is_looking_in() && is_change(&parts.method) => {
            Problem::from(ReadOnly::LookIn).into_response()
        }
        Ok(person) => {
            parts.extensions.insert(person);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn require_person_or_looker(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let app = app_of(&parts.extensions);
    match person(&app, &parts).await {
        Ok(person) => {
            parts.extensions.insert(person);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn require_member(least: Role, request: Request, next: Next) -> Response {
    let stops = |reason: ReadOnly| Some(reason);
    require_place(least, stops, request, next).await
}

async fn require_payer(request: Request, next: Next) -> Response {
    let stops = |reason: ReadOnly| (reason != ReadOnly::Suspended).then_some(reason);
    require_place(Role::Owner, stops, request, next).await
}

async fn require_place(
    least: Role,
    stops: fn(ReadOnly) -> Option<ReadOnly>,
    request: Request,
    next: Next,
) -> Response {
    let (mut parts, body) = request.into_parts();
    let app = app_of(&parts.extensions);
    match member(&app, least, stops, &parts).await {
        Ok(member) => {
            parts.extensions.insert(member);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// Who is there with at least this role. `stops` says which reasons for changing nothing count.
async fn member(
    app: &App,
    least: Role,
    stops: fn(ReadOnly) -> Option<ReadOnly>,
    parts: &Parts,
) -> Result<Member, Problem> {
    let person = person(app, parts).await?;
    let no_salon = || {
        Problem::new(
            StatusCode::FORBIDDEN,
            "no_salon",
            "you are logged in, but to no salon: choose one first",
        )
    };
    let place = person.place.ok_or_else(no_salon)?;
    let tenant = Arc::new(auth::tenant_of(app, &person.session).ok_or_else(no_salon)?);
    if place.role < least {
        let route = parts.extensions.get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        let tried =
            json!({ "method": parts.method.as_str(), "route": route, "role": place.role, "needs": least });
        auth::note(&tenant, "denied", ("route", None), tried).await;
        return Err(Problem::forbidden("your role does not allow this"));
    }
    if is_change(&parts.method)
        && let Some(reason) = place.read_only.and_then(stops)
    {
        return Err(reason.into());
    }
    let Person { user_id, name, .. } = person;
    Ok(Member { tenant, user_id, name, role: place.role, employee_id: place.employee_id })
}

fn is_change(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

async fn require_operator(request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let app = app_of(&parts.extensions);
    match person(&app, &parts).await {
        // A look into one salon opens nothing but that: the operator's own log-in does.
        Ok(person) if person.is_looking_in() => Problem::from(ReadOnly::LookIn).into_response(),
        Ok(person) if person.is_operator => {
            parts.extensions.insert(Operator { user_id: person.user_id, session: person.session });
            next.run(Request::from_parts(parts, body)).await
        }
        // Whoever is no operator learns nothing of what there is for one.
        Ok(_) => Problem::forbidden("your role does not allow this").into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn require_key(scope: Scope, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let app = app_of(&parts.extensions);
    match key_holder(&app, scope, &parts).await {
        Ok(holder) => {
            parts.extensions.insert(holder);
            next.run(Request::from_parts(parts, body)).await
        }
        Err(problem) => problem.into_response(),
    }
}

async fn key_holder(app: &App, scope: Scope, parts: &Parts) -> Result<KeyHolder, Problem> {
    let holder = match auth::holder_of_key(app, &parts.headers).await {
        Ok(holder) => holder,
        Err(problem) => {
            // Guesses are counted where they come from.
            let address = visitor::address_of(&parts.extensions, &parts.headers);
            app.limits.admit(Limit::Public, &visitor::network(address)).await?;
            return Err(problem);
        }
    };
    app.limits.admit(Limit::Keys, &holder.key_id.to_string()).await?;
    if !holder.scopes.contains(&scope) {
        let route = parts.extensions.get::<MatchedPath>().map_or("-", MatchedPath::as_str);
        let tried = json!({ "method": parts.method.as_str(), "route": route, "needs": scope });
        auth::note(&holder.tenant, "denied", ("route", None), tried).await;
        let message = format!("this key has no scope `{}`", scope.word());
        return Err(Problem::new(StatusCode::FORBIDDEN, "missing_scope", message));
    }
    match holder.read_only {
        Some(reason) if is_change(&parts.method) => Err(reason.into()),
        _ => Ok(holder),
    }
}

/// The application that the router put into every request.
pub fn app_of(extensions: &Extensions) -> App {
    extensions.get::<App>().cloned().expect("the router lays the application into every request")
}

macro_rules! left_by_guard {
    ($($proof:ty)*) => {$(
        impl<S: Send + Sync> FromRequestParts<S> for $proof {
            type Rejection = Problem;

            async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
                parts.extensions.get::<$proof>().cloned().ok_or_else(|| {
                    Problem::internal(concat!("this route's guard leaves no ", stringify!($proof)))
                })
            }
        }
    )*};
}

left_by_guard! { Person Member Operator KeyHolder SignedForm SignedEvent VapiBody }
