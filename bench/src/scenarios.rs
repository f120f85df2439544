//! What is asked: the four things that a busy salon's Bolt does all day.

use std::sync::Arc;

use bytes::Bytes;
use http_body_util::Full;
use hyper::{Method, Request, StatusCode};
use jiff::ToSpan;
use providers::clock::{Clock, SystemClock};
use providers::telephony::twilio::signature;
use serde_json::json;

use crate::Error;
use crate::salon::Salon;

type Ask = dyn Fn(usize) -> Result<Option<Request<Full<Bytes>>>, Error> + Send + Sync;

/// One kind of request, over and over.
pub(crate) struct Scenario {
    pub(crate) name: &'static str,
    ask: Box<Ask>,
    status: StatusCode,
    contains: &'static str,
}

impl Scenario {
    /// The request of this number; `None` when there is nothing more to ask.
    pub(crate) fn request(&self, number: usize) -> Result<Option<Request<Full<Bytes>>>, Error> {
        (self.ask)(number)
    }

    /// Whether the answer is the one that was wanted, and not a polite excuse.
    pub(crate) fn is_answered_by(&self, status: StatusCode, body: &[u8]) -> bool {
        let wanted = self.contains.as_bytes();
        status == self.status && body.windows(wanted.len()).any(|part| part == wanted)
    }
}

/// The telephone rings, under another name.
pub(crate) fn voice_named(salon: &Salon, name: &'static str) -> Arc<Scenario> {
    Arc::new(Scenario { name, ..voice(salon) })
}

/// All of them; booking last, because it changes what the others find.
pub(crate) async fn all(salon: &Salon) -> Result<Vec<Arc<Scenario>>, Error> {
    Ok([availability(salon), list(salon), voice(salon), booking(salon).await?].map(Arc::new).into())
}

/// A program asks for a day's free starts: every service, each day of the coming four weeks.
fn availability(salon: &Salon) -> Scenario {
    let (target, today, services) = (salon.target.clone(), salon.today, salon.services.clone());
    let ask = move |number: usize| {
        let service = &services[number % services.len()];
        let days = 1 + (number / services.len()) % 28;
        let day = today.checked_add(i64::try_from(days)?.days())?;
        let path = format!("/api/ai/availability?serviceId={}&from={day}&to={day}", service.id);
        target.request(Method::GET, &path, &[("x-api-key", &target.api_key)], Bytes::new()).map(Some)
    };
    Scenario { name: "availability", ask: Box::new(ask), status: StatusCode::OK, contains: "\"slots\"" }
}

/// The dashboard leafs through thirty days of visits.
fn list(salon: &Salon) -> Scenario {
    let (target, today) = (salon.target.clone(), salon.today);
    let bearer = format!("Bearer {}", salon.token);
    let ask = move |number: usize| {
        let from = today.checked_sub(i64::try_from(number % 21)?.days())?;
        let to = from.checked_add(29.days())?;
        let page = 1 + number % 4;
        let path = format!("/api/appointments?from={from}&to={to}&page={page}&pageSize=25");
        target.request(Method::GET, &path, &[("authorization", &bearer)], Bytes::new()).map(Some)
    };
    Scenario { name: "list", ask: Box::new(ask), status: StatusCode::OK, contains: "\"pagination\"" }
}

/// The telephone rings, each time anew.
fn voice(salon: &Salon) -> Scenario {
    const PATH: &str = "/api/telephony/twilio/voice";
    let target = salon.target.clone();
    // A repeated call would only be answered again, so its id is one that no earlier run has used.
    let run = SystemClock.now().as_nanosecond();
    let ask = move |number: usize| {
        let form: Vec<(String, String)> = [
            ("AccountSid", "AC00000000000000000000000000000000".to_owned()),
            ("ApiVersion", "2010-04-01".to_owned()),
            ("CallSid", format!("CA{run:020x}{number:012x}")),
            ("CallStatus", "ringing".to_owned()),
            ("Direction", "inbound".to_owned()),
            ("From", format!("+1212556{:04}", number % 10_000)),
            ("To", target.number.clone()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into();
        let signature = signature::sign(&target.twilio_auth_token, &target.public(PATH), &form);
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(&form).finish();
        let headers =
            [("content-type", "application/x-www-form-urlencoded"), (signature::HEADER, signature.as_str())];
        target.request(Method::POST, PATH, &headers, body).map(Some)
    };
    Scenario { name: "voice webhook", ask: Box::new(ask), status: StatusCode::OK, contains: "<Gather" }
}

/// A program books: each request another free start, spread over people and weeks.
async fn booking(salon: &Salon) -> Result<Scenario, Error> {
    let shortest = salon.services.iter().min_by_key(|service| service.duration_minutes);
    let service = shortest.ok_or("the salon offers nothing")?.clone();
    let openings = salon.openings(&service, WEEKS).await?;
    if openings.is_empty() {
        return Err("the salon has no time".into());
    }
    let target = salon.target.clone();
    let stride = stride(openings.len());
    let ask = move |number: usize| {
        if number >= openings.len() {
            return Ok(None);
        }
        let opening = &openings[number * stride % openings.len()];
        let body = json!({
            "serviceId": service.id,
            "employeeId": opening.employee_id,
            "startsAt": opening.starts_at,
            "customer": { "name": "Robin Example", "phone": format!("+1212557{:04}", number % 10_000) },
        });
        let headers = [("content-type", "application/json"), ("x-api-key", target.api_key.as_str())];
        target.request(Method::POST, "/api/ai/appointments", &headers, body.to_string()).map(Some)
    };
    Ok(Scenario { name: "booking", ask: Box::new(ask), status: StatusCode::CREATED, contains: "\"id\"" })
}

/// How far ahead bookings go.
const WEEKS: i64 = 8;

/// A step with which counting reaches every place once and neighbours are far apart.
fn stride(places: usize) -> usize {
    let common = |mut a: usize, mut b: usize| {
        while b > 0 {
            (a, b) = (b, a % b);
        }
        a
    };
    (places * 3 / 8..).find(|step| common(*step, places) == 1).unwrap_or(1)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::stride;

    #[test]
    fn every_place_is_reached_once() {
        for places in [1, 2, 3, 10, 97, 1000] {
            let reached: BTreeSet<_> = (0..places).map(|number| number * stride(places) % places).collect();
            assert_eq!(reached.len(), places);
        }
    }
}
