//! The shape of the code, pinned: who may use whom, where queries are, what pure crates may depend on.
//!
//! Where a list here has to grow, the change that grows it says why in its message.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Which module may use which others.
const MAY_USE: [(&str, &[&str]); 22] = [
    ("ai_assistant", &["appointments", "auth", "customers", "employees", "tenants"]),
    (
        "appointments",
        &["auth", "customers", "employees", "notifications", "services", "tenants", "waitlist", "webhooks"],
    ),
    ("audit", &["auth", "tenants"]),
    // Who signs up finds a salon with hours, a catalogue and themselves in it.
    ("auth", &["employees", "services", "tenants"]),
    // What a salon has used, and what it gets when it pays: a number, and services to begin with.
    ("billing", &["auth", "calls", "notifications", "services", "telephony", "tenants"]),
    (
        "calls",
        &[
            "ai_assistant",
            "appointments",
            "auth",
            "customers",
            "notifications",
            "tenants",
            "waitlist",
            "webhooks",
        ],
    ),
    (
        "customer_records",
        // All that is kept of one person, wherever it is kept.
        &[
            "ai_assistant",
            "appointments",
            "auth",
            "calls",
            "customers",
            "notifications",
            "tenants",
            "waitlist",
        ],
    ),
    ("customers", &["appointments", "auth", "tenants"]),
    ("employees", &["appointments", "auth", "tenants", "waitlist"]),
    // What is written to a customer is about a visit, and what they answer changes it or goes on to the receptionist.
    ("messages", &["appointments", "auth", "calls", "customers", "notifications", "tenants", "waitlist"]),
    ("notifications", &["auth", "tenants"]),
    // Who looks after salons sees how they pay.
    ("operators", &["auth", "billing", "tenants"]),
    ("platform", &[]),
    // A rehearsal is a whole salon at work.
    (
        "rehearsals",
        &["ai_assistant", "appointments", "auth", "billing", "calls", "employees", "services", "tenants"],
    ),
    // Tables of figures are files like those of `transfer`.
    ("reports", &["appointments", "auth", "calls", "tenants", "transfer"]),
    ("services", &["appointments", "auth", "employees", "tenants"]),
    // Owners get a number and give one back, and are told by mail.
    ("telephony", &["ai_assistant", "auth", "calls", "messages", "notifications", "tenants"]),
    // Hours that are extended free time, which is offered to those who wait.
    (
        "tenants",
        &[
            "appointments",
            "auth",
            "employees",
            "notifications",
            "services",
            "telephony",
            "waitlist",
            "webhooks",
        ],
    ),
    ("transfer", &["appointments", "auth", "customers", "services", "tenants"]),
    // Another telephone: the same numbers, the same conversation.
    ("vapi", &["ai_assistant", "calls", "telephony", "tenants"]),
    ("waitlist", &["appointments", "auth", "customers", "notifications", "tenants"]),
    ("webhooks", &["auth", "tenants"]),
];

/// Modules that use each other, with the reason.
const CIRCLES: [(&[&str], &str); 1] = [(
    &[
        "ai_assistant",
        "appointments",
        "auth",
        "calls",
        "customers",
        "employees",
        "messages",
        "notifications",
        "services",
        "telephony",
        "tenants",
        "waitlist",
        "webhooks",
    ],
    "a salon as a whole (`tenants::Salon`) is put together from its people, services and number, which in turn say when \
     it has changed; every route names a role of `auth`, whose log-in shows the salon; whoever lets an employee go has \
     to say what becomes of their visits; a visit that is called off frees time, which the waitlist books again; a \
     customer is shown with their visits, and a visit with its customer; who changes services, equipment or hours is \
     told of the visits they are for; a salon as a whole knows which addresses are told of what happens in it, \
     and its own words for messages; a text message is a customer's answer about a visit, or goes on to the receptionist",
)];

/// Files in which a reason for asking across salons may be named.
const PLATFORM_ACCESS: [&str; 16] = [
    "demo/mod.rs",
    "jobs/runner.rs",
    "main.rs",
    "modules/audit/verify.rs",
    "modules/auth/api_keys.rs",
    "modules/auth/login.rs",
    // Whose payments it is time to look at, and whose customer an event is about.
    "modules/billing/webhook.rs",
    "modules/employees/feed.rs",
    // The page of a visit is found by the secret in its address.
    "modules/notifications/links.rs",
    "modules/notifications/send.rs",
    "modules/operators/routes.rs",
    // A copy of a salon is founded, in a database of its own.
    "modules/rehearsals/scratch.rs",
    "modules/telephony/clips.rs",
    "modules/telephony/webhooks.rs",
    "tenancy/mod.rs",
    "tenancy/platform_db.rs",
];

/// Files with queries that are neither a `store.rs` nor an `entity.rs`. Each `person.rs` is a module's part of joining,
/// handing out and erasing one person's rows, each `import.rs` its part of reading a file, `taking.rs` what a visit takes
/// of people and equipment, each `figures.rs` its part of reports: one story, queries included.
const QUERIES: [&str; 18] = [
    "jobs/queue.rs",
    "jobs/runner.rs",
    "jobs/standing.rs",
    "modules/ai_assistant/idempotency.rs",
    "modules/appointments/booking.rs",
    "modules/appointments/figures.rs",
    "modules/appointments/holds.rs",
    "modules/appointments/import.rs",
    "modules/appointments/person.rs",
    "modules/appointments/taking.rs",
    "modules/calls/figures.rs",
    "modules/calls/person.rs",
    "modules/notifications/announce.rs",
    "modules/notifications/links.rs",
    "modules/notifications/person.rs",
    "modules/notifications/send.rs",
    "modules/services/import.rs",
    "modules/waitlist/person.rs",
];

/// Files in which a connection to the database may be held.
const CONNECTIONS: [&str; 6] = [
    "database.rs",
    "database/reader.rs",
    "tenancy/audit.rs",
    "tenancy/figures.rs",
    "tenancy/platform_db.rs",
    "tenancy/tenant_db.rs",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Every source file by its path, without comments.
fn sources() -> BTreeMap<String, String> {
    fn collect(folder: &Path, all: &mut BTreeMap<String, String>) {
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                collect(&path, all);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path.strip_prefix(root()).expect("inside").to_string_lossy().replace('\\', "/");
                let text = std::fs::read_to_string(&path).expect("text");
                let code = text.lines().filter(|line| !line.trim_start().starts_with("//"));
                all.insert(name, code.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    let mut all = BTreeMap::new();
    collect(&root(), &mut all);
    assert!(all.len() > 40);
    all
}

fn files_with(words: &[&str]) -> BTreeSet<String> {
    let is_one = |code: &String| words.iter().any(|word| code.contains(word));
    sources().into_iter().filter(|(_, code)| is_one(code)).map(|(name, _)| name).collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

/// The modules that some code names: `crate::modules::a`, `crate::modules::{a, b::{C, D}}`.
fn modules_named(code: &str) -> BTreeSet<String> {
    let mut named = BTreeSet::new();
    for (at, marker) in code.match_indices("crate::modules::") {
        let rest = &code[at + marker.len()..];
        let Some(list) = rest.strip_prefix('{') else {
            named.extend(word(rest));
            continue;
        };
        let mut depth = 0;
        let mut starts = true;
        for (index, letter) in list.char_indices() {
            match letter {
                '{' => depth += 1,
                '}' if depth == 0 => break,
                '}' => depth -= 1,
                ',' if depth == 0 => starts = true,
                _ if starts && depth == 0 && letter.is_ascii_lowercase() => {
                    named.extend(word(&list[index..]));
                    starts = false;
                }
                _ => {}
            }
        }
    }
    named
}

fn word(text: &str) -> Option<String> {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    (end > 0).then(|| text[..end].to_owned())
}

fn edges() -> BTreeMap<String, BTreeSet<String>> {
    let mut edges: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for (file, code) in sources() {
        let Some(rest) = file.strip_prefix("modules/").filter(|rest| *rest != "mod.rs") else {
            continue;
        };
        let module = rest.split('/').next().unwrap_or(rest).trim_end_matches(".rs").to_owned();
        let uses = edges.entry(module.clone()).or_default();
        uses.extend(modules_named(&code).into_iter().filter(|used| *used != module));
    }
    edges
}

#[test]
fn names_of_modules_are_found_in_every_spelling() {
    let code = "use crate::modules::{self, a, b::{C, d}, e_f};\nlet x = crate::modules::g::H; use crate::modules::i;";
    let named: Vec<_> = modules_named(code).into_iter().collect();
    assert_eq!(named, ["a", "b", "e_f", "g", "i", "self"]);
}

#[test]
fn modules_use_only_those_they_may() {
    let allowed: BTreeMap<String, BTreeSet<String>> =
        MAY_USE.iter().map(|(module, uses)| ((*module).to_owned(), set(uses))).collect();
    assert_eq!(edges(), allowed, "as the code is (left), as it is pinned (right)");
}

#[test]
fn modules_go_round_only_in_known_circles() {
    let edges = edges();
    let reach = |from: &str| {
        let mut reached = BTreeSet::new();
        let mut open = vec![from.to_owned()];
        while let Some(module) = open.pop() {
            for used in edges.get(&module).into_iter().flatten() {
                if reached.insert(used.clone()) {
                    open.push(used.clone());
                }
            }
        }
        reached
    };
    let reached: BTreeMap<&String, BTreeSet<String>> =
        edges.keys().map(|module| (module, reach(module))).collect();
    let mut circles = BTreeSet::new();
    for (module, reaches) in &reached {
        if reaches.contains(*module) {
            let circle: BTreeSet<String> = reaches
                .iter()
                .filter(|other| reached.get(other).is_some_and(|back| back.contains(*module)))
                .cloned()
                .collect();
            circles.insert(circle);
        }
    }
    let known: BTreeSet<BTreeSet<String>> = CIRCLES.iter().map(|(circle, _)| set(circle)).collect();
    assert_eq!(circles, known);
}

#[test]
fn asking_across_salons_is_rare_and_pinned() {
    assert_eq!(files_with(&["PlatformAccess"]), set(&PLATFORM_ACCESS));
}

#[test]
fn queries_are_in_stores() {
    let with_queries =
        files_with(&["Entity::find", "Entity>(", "update_many(", "insert_many(", "delete_many("]);
    let elsewhere: BTreeSet<String> = with_queries
        .into_iter()
        .filter(|file| {
            !file.ends_with("store.rs") && !file.ends_with("entity.rs") && !file.starts_with("tenancy/")
        })
        .collect();
    assert_eq!(elsewhere, set(&QUERIES));
}

#[test]
fn connections_stay_behind_the_walls() {
    let held = files_with(&[
        "DatabaseConnection",
        "DatabaseTransaction",
        "DatabaseExecutor",
        ".reader()",
        "query_one_raw",
    ]);
    assert_eq!(held, set(&CONNECTIONS));
    // `StandingQuery` asks with a text that it has built itself.
    assert!(
        files_with(&["from_raw_sql", "Statement::from_sql_and_values", "execute_unprepared"])
            .is_subset(&set(&["database.rs", "database/reader.rs", "tenancy/tenant_db.rs"]))
    );
}

#[test]
fn vendors_are_named_only_where_they_are_chosen_and_answered() {
    let named: BTreeSet<String> = files_with(&["twilio", "Twilio"]);
    let allowed = set(&[
        "app.rs",
        "config.rs",
        "demo/mod.rs",
        "http/access.rs",
        "http/router.rs",
        "modules/notifications/send.rs",
        "modules/telephony/fallback.rs",
        "modules/telephony/messages.rs",
        "modules/telephony/relay.rs",
        "modules/telephony/screening.rs",
        "modules/telephony/signature.rs",
        "modules/telephony/stream.rs",
        "modules/telephony/webhooks.rs",
    ]);
    assert!(named.is_subset(&allowed), "{named:?}");
}

/// The packages that a crate is built with, itself included.
fn built_with(package: &str) -> BTreeSet<String> {
    let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
    let output = Command::new(cargo)
        .args([
            "tree",
            "--offline",
            "--locked",
            "--edges",
            "normal,build",
            "--prefix",
            "none",
            "--format",
            "{p}",
        ])
        .args(["--target", "all", "--package", package])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    text.lines()
        .filter_map(|line| line.split(' ').next())
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

#[test]
fn the_thinking_crates_know_no_network_database_or_runtime() {
    let outside = [
        "tokio",
        "mio",
        "async-std",
        "futures-util",
        "sea-orm",
        "sqlx",
        "reqwest",
        "hyper",
        "axum",
        "socket2",
    ];
    for package in ["scheduling", "understanding", "conversation"] {
        let with = built_with(package);
        assert!(with.contains(package) && with.contains("jiff"), "{with:?}");
        let wrong: Vec<_> = outside.iter().filter(|name| with.contains(**name)).collect();
        assert!(wrong.is_empty(), "{package} is built with {wrong:?}");
    }
    assert!(!built_with("providers").contains("sea-orm"), "adapters cannot see the database");
}

#[test]
fn there_is_one_tls_library() {
    let with = built_with("server");
    assert!(with.contains("rustls") && with.contains("aws-lc-rs"), "{with:?}");
    for other in ["ring", "openssl", "openssl-sys", "native-tls"] {
        assert!(!with.contains(other), "the server is built with {other}");
    }
}
