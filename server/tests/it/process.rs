//! The real process, killed at the worst moments.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::process::{Server, end_leases, until};
use crate::support::{JWT_SECRET, TestApp};

/// How many messages to this number the simulated telephone company has taken.
fn taken(folder: &Path, number: &str) -> usize {
    let lines = std::fs::read_to_string(folder.join("data/simulated-sms.jsonl")).unwrap_or_default();
    let to = |line: &str| serde_json::from_str::<Value>(line).ok().map(|sms| sms["to"].clone());
    lines.lines().filter(|line| to(line).is_some_and(|to| to == number)).count()
}

async fn wait_until_sent(app: &TestApp) {
    for _ in 0..1_500 {
        let open = app.rows.count("notifications WHERE status <> 'SENT'").await;
        if open == 0 && app.rows.count("jobs WHERE state <> 'DONE' AND kind = 'send_notification'").await == 0
        {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    let left: Vec<String> = app.rows.all("SELECT CONCAT_WS(' ', status, error) FROM notifications").await;
    panic!("not sent within half a minute: {left:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_right_after_a_booking_the_server_sends_the_confirmation_once_after_its_restart() {
    let app = TestApp::new().await;
    let number = "+13475550161";
    let server = Server::start(&app, &[("SIMULATED_SMS_DELAY_MS", "60000")]);

    server.book(&app, number);
    server.kill();
    end_leases(&app).await;
    let server = Server::start(&app, &[]);
    wait_until_sent(&app).await;
    server.kill();

    assert_eq!(app.rows.count("appointments").await, 1);
    assert_eq!(taken(app.folder(), number), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_while_the_network_has_the_message_the_server_does_not_send_it_again() {
    let app = TestApp::new().await;
    let number = "+13475550162";
    let server = Server::start(&app, &[("SIMULATED_SMS_DELAY_MS", "60000")]);

    server.book(&app, number);
    until("the network has it", || taken(app.folder(), number) == 1);
    assert!(app.rows.count("notifications WHERE status = 'SENDING'").await >= 1, "and we do not know it");
    server.kill();
    end_leases(&app).await;
    let server = Server::start(&app, &[]);
    wait_until_sent(&app).await;
    server.kill();

    assert_eq!(taken(app.folder(), number), 1);
    assert_eq!(app.rows.count("jobs WHERE state = 'DONE' AND kind = 'send_notification'").await, 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_alone_sends_what_a_server_without_one_has_promised() {
    let app = TestApp::new().await;
    let number = "+13475550163";
    let server = Server::start(&app, &[("SIMULATED_SMS_DELAY_MS", "60000")]);
    server.book(&app, number);
    server.kill();
    end_leases(&app).await;

    let mut worker = Command::new(env!("CARGO_BIN_EXE_bolt"))
        .arg("work")
        .env_clear()
        .env("DATABASE_URL", app.database_url())
        .env("DATA_DIR", app.folder().join("data"))
        .env("JWT_SECRET", JWT_SECRET)
        .env("RUST_LOG", "warn")
        .current_dir(app.folder())
        .stdout(Stdio::null())
        .spawn()
        .expect("the binary starts");
    wait_until_sent(&app).await;
    worker.kill().expect("SIGKILL is delivered");
    worker.wait().expect("it is gone");

    assert_eq!(taken(app.folder(), number), 1);
}

fn bolt(arguments: &[&str]) -> std::process::Output {
    let folder = tempfile::tempdir().expect("a folder");
    Command::new(env!("CARGO_BIN_EXE_bolt"))
        .args(arguments)
        .env_clear()
        .current_dir(folder.path())
        .output()
        .expect("the binary starts")
}

#[test]
fn the_command_line_says_what_it_can() {
    let help = String::from_utf8(bolt(&["--help"]).stdout).expect("UTF-8");
    for command in ["serve", "work", "migrate", "seed", "openapi", "config"] {
        assert!(help.contains(&format!("\n  {command} ")), "{command}: {help}");
    }
    let right = bolt(&["config", "check"]);
    assert!(right.status.success());
    let wrong = bolt(&["config", "check", "--jwt-secret", "short", "--database-url", "postgres://localhost"]);
    let told = String::from_utf8(wrong.stdout).expect("UTF-8");
    assert!(!wrong.status.success());
    assert!(
        told.contains("JWT_SECRET") && told.contains("DATABASE_URL") && !told.contains("short\n"),
        "{told}"
    );
}

#[test]
fn the_api_document_needs_no_database() {
    let printed = bolt(&["openapi"]);
    let printed: Value = serde_json::from_slice(&printed.stdout).expect("JSON");
    assert_eq!(printed, serde_json::to_value(bolt::http::router::openapi()).expect("JSON"));
}
