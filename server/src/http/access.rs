//! Who may use a route. A route cannot be added without saying so: [`Routes`] is the only way into the router,
//! and each of its methods names who may come in.
//!
//! The guard runs before the handler and leaves its proof in the request ([`Member`], [`KeyHolder`],
//! [`SignedForm`]); a handler that asks for a proof which its route's guard does not give is a programming error
//! and answers 500.

use std::sync::Arc;

use axum::extract::{FromRequestParts, Request};
use axum::http::request::Parts;
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use utoipa::openapi::security::SecurityRequirement;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter};

use super::problem::Problem;
use crate::app::App;
use crate::ids::{ApiKeyId, UserId};
use crate::modules::appointments::Actor;
use crate::modules::auth::{self, Role};
use crate::modules::telephony;
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
        Self(self.0.routes(routes))
    }

    /// People who are logged in to a salon, with this role or a higher one.
    pub fn members(self, least: Role, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = secured(routes, "session");
        let guard = move |request, next| require_member(least, request, next);
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(guard)))))
    }

    /// Programs that hold one of a salon's keys.
    pub fn key_holders(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = secured(routes, "apiKey");
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(require_key)))))
    }

    /// The telephone company, by its signature.
    pub fn telephone_company(self, routes: UtoipaMethodRouter<App>) -> Self {
        let (schemas, paths, method_router) = secured(routes, "twilioSignature");
        Self(self.0.routes((schemas, paths, method_router.layer(from_fn(telephony::require_signature)))))
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

/// Writes into the API document what the guard will demand.
fn secured(routes: UtoipaMethodRouter<App>, scheme: &str) -> UtoipaMethodRouter<App> {
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
            operation.security = Some(vec![SecurityRequirement::new(scheme, [""; 0])]);
        }
    }
    (schemas, paths, method_router)
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
    /// The log-in.
    pub session_id: crate::ids::SessionId,
}

impl Member {
    /// The same as histories name them.
    pub fn actor(&self) -> Actor {
        Actor::Person { id: self.user_id, name: self.name.clone() }
    }
}

/// A program that holds one of a salon's keys.
#[derive(Debug, Clone)]
pub struct KeyHolder {
    /// The salon's rows.
    pub tenant: Arc<TenantDb>,
    /// Which key.
    pub key_id: ApiKeyId,
}

/// A form whose signature was found right.
#[derive(Debug, Clone)]
pub struct SignedForm(pub Vec<(String, String)>);

async fn require_member(least: Role, mut request: Request, next: Next) -> Response {
    let app = app_of(&request);
    match auth::member_by_token(&app, request.headers()).await {
        Ok(member) if member.role >= least => {
            request.extensions_mut().insert(member);
            next.run(request).await
        }
        Ok(_) => Problem::forbidden("your role does not allow this").into_response(),
        Err(problem) => problem.into_response(),
    }
}

async fn require_key(mut request: Request, next: Next) -> Response {
    let app = app_of(&request);
    match auth::holder_of_key(&app, request.headers()).await {
        Ok(holder) => {
            request.extensions_mut().insert(holder);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// The application that the router put into every request.
pub fn app_of(request: &Request) -> App {
    request.extensions().get::<App>().cloned().expect("the router lays the application into every request")
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

left_by_guard! { Member KeyHolder SignedForm }
