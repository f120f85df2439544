//! Every published example of a signed request is judged as Twilio's own libraries judge it.

use providers::{secret::Secret, telephony::twilio::signature};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct Published {
    token: String,
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    url: String,
    #[serde(default)]
    form: serde_json::Map<String, Value>,
    body: Option<String>,
    signature: String,
    valid: bool,
}

#[test]
fn every_published_signature_is_judged_rightly() {
    let published: Published =
        serde_json::from_str(include_str!("data/twilio_signature.json")).expect("the file is JSON");
    assert_eq!(published.vectors.len(), 25);
    let token = Secret::new(published.token);

    for vector in published.vectors {
        let form = fields(&vector.form);
        let body = vector.body.as_deref().map(str::as_bytes);
        let judged = signature::verify(&token, &vector.url, &form, body, &vector.signature);
        assert_eq!(judged, vector.valid, "{}", vector.name);
    }
}

/// A field with several values is written as a list.
fn fields(form: &serde_json::Map<String, Value>) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().expect("a form has texts only").to_owned();
    form.iter()
        .flat_map(|(name, value)| match value {
            Value::Array(values) => values.iter().map(|value| (name.clone(), text(value))).collect(),
            single => vec![(name.clone(), text(single))],
        })
        .collect()
}
