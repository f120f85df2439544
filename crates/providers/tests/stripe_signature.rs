//! Every published example of a signed webhook is judged as Stripe's own libraries judge it, but for one that claims to come
//! from the future.

use jiff::Timestamp;
use providers::{payments::signature, secret::Secret};
use serde::Deserialize;

#[derive(Deserialize)]
struct Published {
    vectors: Vec<Vector>,
}

#[derive(Deserialize)]
struct Vector {
    name: String,
    secret: String,
    payload: String,
    header: String,
    now: i64,
    tolerance: i64,
    valid: bool,
}

#[test]
fn every_published_signature_is_judged_rightly() {
    let published: Published =
        serde_json::from_str(include_str!("data/stripe_signature.json")).expect("the file is JSON");
    assert_eq!(published.vectors.len(), 17);

    for vector in published.vectors {
        assert_eq!(vector.tolerance, signature::TOLERANCE.as_secs(), "{}", vector.name);
        let now = Timestamp::from_second(vector.now).expect("an instant");
        let secrets = [Secret::new(vector.secret)];
        let judged = signature::verify(&secrets, &vector.header, vector.payload.as_bytes(), now);
        if vector.name == "signed in the future" {
            assert!(vector.valid, "the libraries look at the past alone");
            assert_eq!(judged, Err(signature::SignatureError::NotNow), "an hour ahead");
        } else {
            assert_eq!(judged.is_ok(), vector.valid, "{}: {judged:?}", vector.name);
        }
    }
}
