//! What a webhook of Stripe's tells: <https://docs.stripe.com/api/events/object>.

use serde::Deserialize;
use serde_json::Value;

/// Longer ids than these are nobody's.
const LONGEST_ID: usize = 255;

/// That something has happened to a customer. What it was is asked, not read here: events come late, twice and in any
/// order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaymentEvent {
    /// The same however often it is told.
    pub id: String,
    /// `customer.subscription.updated` and the like.
    pub kind: String,
    /// The version of the API in whose words the event is written.
    pub api_version: Option<String>,
    /// Whether real money is meant.
    pub is_live: bool,
    /// Whom it is about, if anybody.
    pub customer: Option<String>,
}

/// Why an event cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UnreadableEvent {
    /// Not JSON, or not of the shape that events have.
    #[error("the body must be an event of Stripe's")]
    Shape,
    /// The other kind of event, which has no content.
    #[error("thin events (v2) are not understood: set the address up for snapshot events")]
    Thin,
}

impl PaymentEvent {
    /// Reads an event whose signature was found right.
    pub fn read(body: &[u8]) -> Result<Self, UnreadableEvent> {
        let wire: Wire = serde_json::from_slice(body).map_err(|_| UnreadableEvent::Shape)?;
        match wire.object.as_str() {
            "event" => {}
            "v2.core.event" => return Err(UnreadableEvent::Thin),
            _ => return Err(UnreadableEvent::Shape),
        }
        let data = wire.data.ok_or(UnreadableEvent::Shape)?.object;
        let is_id = |id: &String| !id.is_empty() && id.len() <= LONGEST_ID;
        if !is_id(&wire.id) || wire.kind.len() > LONGEST_ID {
            return Err(UnreadableEvent::Shape);
        }
        let about = if data["object"] == "customer" { &data["id"] } else { &data["customer"] };
        // Expanded, it is the customer itself.
        let customer = about.as_str().or_else(|| about["id"].as_str()).map(str::to_owned).filter(is_id);
        Ok(Self {
            id: wire.id,
            kind: wire.kind,
            api_version: wire.api_version,
            is_live: wire.livemode,
            customer,
        })
    }

    /// Whether it is written in the words of this version. Versions of one release, whose name stands behind the date, only
    /// add to each other.
    pub fn is_of_version(&self, ours: &str) -> bool {
        let release = |version: &str| version.split_once('.').map(|(_, release)| release.to_owned());
        self.api_version.as_deref().is_some_and(|theirs| {
            theirs == ours || (release(ours).is_some() && release(theirs) == release(ours))
        })
    }
}

#[derive(Deserialize)]
struct Wire {
    object: String,
    id: String,
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    api_version: Option<String>,
    #[serde(default)]
    livemode: bool,
    #[serde(default)]
    data: Option<Data>,
}

#[derive(Deserialize)]
struct Data {
    object: Value,
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(value: Value) -> Result<PaymentEvent, UnreadableEvent> {
        PaymentEvent::read(value.to_string().as_bytes())
    }

    fn event(object: Value) -> Value {
        json!({
            "object": "event", "id": "evt_1", "type": "x.y", "api_version": "2026-10-28.endive", "livemode": true,
            "data": { "object": object },
        })
    }

    #[test]
    fn the_customer_is_found_wherever_it_stands() {
        for (object, customer) in [
            (json!({ "object": "subscription", "id": "sub_1", "customer": "cus_1" }), Some("cus_1")),
            (
                json!({ "object": "invoice", "customer": { "id": "cus_1", "object": "customer" } }),
                Some("cus_1"),
            ),
            (json!({ "object": "customer", "id": "cus_1" }), Some("cus_1")),
            (json!({ "object": "plan", "id": "price_1" }), None),
            (json!({ "object": "charge", "customer": null }), None),
            (json!({ "object": "charge", "customer": "" }), None),
        ] {
            let read = read(event(object.clone())).unwrap();
            assert_eq!(read.customer.as_deref(), customer, "{object}");
            assert!(read.is_live && read.id == "evt_1" && read.kind == "x.y");
        }
    }

    #[test]
    fn what_is_no_event_is_refused() {
        for body in ["", "{}", "[]", "null", "{\"object\":\"event\"}", "\u{fffd}"] {
            assert_eq!(PaymentEvent::read(body.as_bytes()), Err(UnreadableEvent::Shape), "{body}");
        }
        let thin = json!({ "object": "v2.core.event", "id": "evt_1", "type": "x" });
        assert_eq!(read(thin), Err(UnreadableEvent::Thin));
        let mut nameless = event(json!({}));
        nameless["id"] = json!("");
        assert_eq!(read(nameless), Err(UnreadableEvent::Shape));
    }

    #[test]
    fn versions_of_one_release_are_one() {
        let mut event = read(event(json!({}))).unwrap();
        for (theirs, ours, same) in [
            (Some("2026-10-28.endive"), "2026-10-28.endive", true),
            (Some("2026-11-25.endive"), "2026-10-28.endive", true),
            (Some("2026-08-26.dahlia"), "2026-10-28.endive", false),
            (Some("2023-08-16"), "2026-10-28.endive", false),
            (Some("2023-08-16"), "2023-10-16", false),
            (None, "2026-10-28.endive", false),
        ] {
            event.api_version = theirs.map(str::to_owned);
            assert_eq!(event.is_of_version(ours), same, "{theirs:?}");
        }
    }
}
