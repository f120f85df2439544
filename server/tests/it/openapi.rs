//! The API document says what the server does, and the dashboard's copy of it is fresh.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::support::TestApp;

fn document() -> Value {
    serde_json::to_value(bolt::http::router::openapi()).expect("JSON")
}

fn operations(document: &Value) -> Vec<(String, &Value)> {
    let paths = document["paths"].as_object().expect("paths");
    paths
        .iter()
        .flat_map(|(path, item)| {
            let operations = item.as_object().expect("operations");
            operations.iter().map(move |(method, operation)| (format!("{method} {path}"), operation))
        })
        .collect()
}

#[test]
fn the_dashboards_copy_is_fresh() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../web/openapi.json");
    let copy = std::fs::read_to_string(path).expect("web/openapi.json is there");
    let copy: Value = serde_json::from_str(&copy).expect("web/openapi.json is JSON");
    assert!(copy == document(), "web/openapi.json is stale: run `make generate` and commit what it writes");
}

#[test]
fn every_operation_has_a_name_of_its_own_and_says_what_may_come_back() {
    let document = document();
    let mut names = BTreeSet::new();
    for (operation, content) in operations(&document) {
        let name = content["operationId"].as_str().unwrap_or_else(|| panic!("{operation} has no name"));
        assert!(names.insert(name.to_owned()), "two operations are called {name}");
        assert!(content["tags"].as_array().is_some_and(|tags| tags.len() == 1), "{operation} has one tag");
        let words = |field: &str| content[field].as_str().is_some_and(|text| !text.is_empty());
        assert!(words("summary") || words("description"), "{operation} says what it is for");
        let responses = content["responses"].as_object().expect("responses");
        // A socket succeeds by becoming one.
        let succeeds = |status: &String| status.starts_with('2') || status == "101";
        assert!(responses.keys().any(succeeds), "{operation} can succeed");
        let is_open = ["getHealth", "getOpenapi"].contains(&name);
        let errors: Vec<_> = responses.iter().filter(|(status, _)| status.starts_with(['4', '5'])).collect();
        assert!(is_open || !errors.is_empty(), "{operation} can fail");
        for (status, response) in errors.iter().filter(|_| !is_open) {
            let schema = &response["content"]["application/json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/ErrorBody", "{operation}, {status}");
        }
        if content["security"].is_array() {
            let scheme = &content["security"][0];
            let is_signed = ["twilioSignature", "stripeSignature"].iter().any(|name| scheme[name].is_array());
            let refusal = if is_signed { "403" } else { "401" };
            assert!(responses.contains_key(refusal), "{operation} refuses strangers with {refusal}");
        }
        if operation.contains("{id}") {
            assert!(responses.contains_key("404"), "{operation} may name nothing");
        }
    }
}

#[test]
fn every_reference_in_the_document_leads_somewhere() {
    let document = document();
    let mut open = vec![&document];
    let mut seen = 0;
    while let Some(value) = open.pop() {
        match value {
            Value::Object(members) => {
                if let Some(Value::String(reference)) = members.get("$ref") {
                    let target = reference.strip_prefix('#').and_then(|pointer| document.pointer(pointer));
                    assert!(target.is_some(), "{reference} leads nowhere");
                    seen += 1;
                }
                open.extend(members.values());
            }
            Value::Array(values) => open.extend(values),
            _ => {}
        }
    }
    assert!(seen > 50);
}

#[test]
fn fields_and_parameters_are_in_camel_case() {
    let document = document();
    let is_camel = |name: &str| {
        name.starts_with(|first: char| first.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric())
    };
    for (name, schema) in document["components"]["schemas"].as_object().expect("schemas") {
        let mut parts = vec![schema];
        while let Some(part) = parts.pop() {
            for (field, property) in part["properties"].as_object().into_iter().flatten() {
                assert!(is_camel(field), "{name}.{field}");
                parts.push(property);
            }
            for word in ["allOf", "oneOf", "anyOf"] {
                parts.extend(part[word].as_array().into_iter().flatten());
            }
        }
    }
    for (operation, content) in operations(&document) {
        for parameter in content["parameters"].as_array().into_iter().flatten() {
            let name = parameter["name"].as_str().expect("a name");
            assert!(parameter["in"] == "header" || is_camel(name), "{operation}: {name}");
        }
    }
}

#[tokio::test]
async fn the_server_serves_the_document() {
    let app = TestApp::new().await;
    assert_eq!(app.get("/api/openapi.json").send().await.ok().json(), document());
}
