//! The salon that is asked: how to get in, what it offers, when it has time.

use std::collections::HashMap;

use bytes::Bytes;
use clap::Args;
use http_body_util::Full;
use hyper::{Method, Request, StatusCode};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp, ToSpan};
use providers::Secret;
use providers::clock::{Clock, SystemClock};
use serde::Deserialize;
use serde_json::json;

use crate::Error;
use crate::connection::Connection;

/// Where Bolt runs and how to get in; `scripts/with-server.sh` sets all of it.
#[derive(Debug, Clone, Args)]
pub(crate) struct Target {
    /// Address of the server, which must be its public one too: webhooks are signed for it.
    #[arg(long, env = "BOLT_URL")]
    url: String,
    /// Log-in.
    #[arg(long, env = "BOLT_EMAIL")]
    email: String,
    /// Log-in.
    #[arg(long, env = "BOLT_PASSWORD", hide_env_values = true)]
    password: String,
    /// The number that callers dial.
    #[arg(long, env = "BOLT_NUMBER")]
    pub(crate) number: String,
    /// One of the salon's keys.
    #[arg(long, env = "BOLT_API_KEY", hide_env_values = true)]
    pub(crate) api_key: String,
    /// Signs webhooks.
    #[arg(long, env = "BOLT_TWILIO_AUTH_TOKEN", hide_env_values = true, value_parser = secret)]
    pub(crate) twilio_auth_token: Secret,
}

fn secret(text: &str) -> Result<Secret, std::convert::Infallible> {
    Ok(Secret::from(text))
}

impl Target {
    /// The address of a path, as the world sees it.
    pub(crate) fn public(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }

    /// `host:port`.
    pub(crate) fn authority(&self) -> Result<String, Error> {
        let rest = self.url.strip_prefix("http://").ok_or("BOLT_URL must begin with http://")?;
        Ok(rest.to_owned())
    }

    /// A request with what every request carries.
    pub(crate) fn request(
        &self,
        method: Method,
        path: &str,
        headers: &[(&str, &str)],
        body: impl Into<Bytes>,
    ) -> Result<Request<Full<Bytes>>, Error> {
        let mut request = Request::builder().method(method).uri(path).header("host", self.authority()?);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        Ok(request.body(Full::new(body.into()))?)
    }
}

/// A salon as its dashboard and its programs see it.
pub(crate) struct Salon {
    pub(crate) target: Target,
    pub(crate) token: String,
    pub(crate) services: Vec<Service>,
    pub(crate) today: Date,
}

/// Something to book.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Service {
    pub(crate) id: String,
    pub(crate) duration_minutes: i64,
    is_active: bool,
}

/// A start that is free, with somebody who is free then.
#[derive(Debug, Clone)]
pub(crate) struct Opening {
    pub(crate) starts_at: Timestamp,
    pub(crate) employee_id: String,
}

#[derive(Deserialize)]
struct Answer<T> {
    data: T,
}

#[derive(Deserialize)]
struct LogIn {
    token: String,
    tenant: Tenant,
}

#[derive(Deserialize)]
struct Tenant {
    timezone: String,
}

#[derive(Deserialize)]
struct Availability {
    slots: Vec<Slot>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Slot {
    starts_at: Timestamp,
    employees: Vec<Person>,
}

#[derive(Deserialize)]
struct Person {
    id: String,
}

impl Salon {
    /// Logs in and looks around.
    pub(crate) async fn enter(target: Target) -> Result<Self, Error> {
        let mut connection = Connection::open(&target.authority()?).await?;
        let log_in = json!({ "email": target.email, "password": target.password }).to_string();
        let json = [("content-type", "application/json")];
        let request = target.request(Method::POST, "/api/auth/login", &json, log_in)?;
        let LogIn { token, tenant } = read(connection.ask(request).await?)?;

        let bearer = format!("Bearer {token}");
        let request = target.request(
            Method::GET,
            "/api/services?pageSize=100",
            &[("authorization", &bearer)],
            Bytes::new(),
        )?;
        let services: Vec<Service> = read(connection.ask(request).await?)?;

        let zone = TimeZone::get(&tenant.timezone)?;
        Ok(Self {
            target,
            token,
            services: services.into_iter().filter(|service| service.is_active).collect(),
            today: zone.to_datetime(SystemClock.now()).date(),
        })
    }

    /// Free starts of a service in the coming weeks, none of which takes another's time.
    pub(crate) async fn openings(&self, service: &Service, weeks: i64) -> Result<Vec<Opening>, Error> {
        let mut connection = Connection::open(&self.target.authority()?).await?;
        let length = SignedDuration::from_mins(service.duration_minutes);
        let mut free_again: HashMap<String, Timestamp> = HashMap::new();
        let mut openings = Vec::new();
        for week in 0..weeks {
            let from = self.today.checked_add((1 + 7 * week).days())?;
            let to = from.checked_add(6.days())?;
            let path = format!("/api/ai/availability?serviceId={}&from={from}&to={to}", service.id);
            let key = [("x-api-key", self.target.api_key.as_str())];
            let request = self.target.request(Method::GET, &path, &key, Bytes::new())?;
            let Availability { slots } = read(connection.ask(request).await?)?;
            for slot in slots {
                for Person { id } in slot.employees {
                    if free_again.get(&id).is_none_or(|time| *time <= slot.starts_at) {
                        free_again.insert(id.clone(), slot.starts_at + length);
                        openings.push(Opening { starts_at: slot.starts_at, employee_id: id });
                    }
                }
            }
        }
        Ok(openings)
    }
}

/// Reads an answer's data.
pub(crate) fn read<T: for<'de> Deserialize<'de>>((status, body): (StatusCode, Bytes)) -> Result<T, Error> {
    if !status.is_success() {
        return Err(format!("{status}: {}", String::from_utf8_lossy(&body)).into());
    }
    let answer: Answer<T> = serde_json::from_slice(&body)?;
    Ok(answer.data)
}
