//! Booking through the doors: the programs' and the dashboard's.

use crate::support::TestApp;

#[tokio::test]
async fn a_key_books_a_listed_time() {
    let app = TestApp::new().await;
    let body = app.salon.booking("Women's haircut", Some("Anna"), "2026-03-11T10:00");

    let answer =
        app.post("/api/ai/appointments").key(&app.salon.key).json(&body).send().await.created().data();

    assert_eq!(answer["employee"]["name"], "Anna");
    assert_eq!(app.rows.count("appointments").await, 1);
    assert_eq!(app.rows.count("booked_quanta").await, 9);
}
