//! Every example of an authenticated request is judged as Vapi describes it.

use std::collections::HashMap;

use providers::{
    secret::Secret,
    vapi::authentication::{
        HmacAlgorithm, HmacCredential, SIGNATURE_HEADER, SignatureEncoding, SignedRequest, TIMESTAMP_HEADER,
        presents_secret,
    },
};
use serde::Deserialize;

#[derive(Deserialize)]
struct Described {
    secret_header: SecretHeader,
    hmac: Vec<Signed>,
}

#[derive(Deserialize)]
struct SecretHeader {
    cases: Vec<Presented>,
}

#[derive(Deserialize)]
struct Presented {
    secret: String,
    value: String,
    valid: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Signed {
    name: String,
    secret_key: String,
    algorithm: String,
    signature_prefix: Option<String>,
    payload_format: Option<String>,
    signature_encoding: Option<String>,
    headers: HashMap<String, String>,
    body: String,
    valid: bool,
}

fn described() -> Described {
    serde_json::from_str(include_str!("data/vapi_auth.json")).expect("the file is JSON")
}

#[test]
fn every_presented_secret_is_judged_rightly() {
    let cases = described().secret_header.cases;
    assert_eq!(cases.len(), 4);
    for case in cases {
        let judged = presents_secret(&Secret::new(case.secret), Some(&case.value), None);
        assert_eq!(judged, case.valid, "{:?}", case.value);
    }
}

#[test]
fn every_signature_is_judged_rightly() {
    let cases = described().hmac;
    assert_eq!(cases.len(), 5);
    for case in cases {
        let credential = HmacCredential {
            algorithm: match case.algorithm.as_str() {
                "sha256" => HmacAlgorithm::Sha256,
                "sha512" => HmacAlgorithm::Sha512,
                other => panic!("{other}"),
            },
            encoding: match case.signature_encoding.as_deref() {
                Some("base64") => SignatureEncoding::Base64,
                _ => SignatureEncoding::Hex,
            },
            prefix: case.signature_prefix.unwrap_or_default(),
            payload_format: case.payload_format.unwrap_or(HmacCredential::DEFAULT_PAYLOAD.to_owned()),
            ..HmacCredential::with_secret(Secret::new(case.secret_key))
        };
        let header = |name: &str| case.headers.get(&name.to_ascii_lowercase()).map(String::as_str);

        let signed = SignedRequest {
            signature: header(SIGNATURE_HEADER),
            timestamp: header(TIMESTAMP_HEADER),
            message_id: None,
            body: case.body.as_bytes(),
        };
        // When they are said to be signed.
        let now = jiff::Timestamp::from_second(1_700_000_000).expect("a moment");

        let judged = credential.verifies(signed, now);

        assert_eq!(judged, case.valid, "{}", case.name);
    }
}
