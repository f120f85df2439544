//! Whole calls, as the telephone company carries them.

use crate::support::TestApp;
use crate::support::caller::Caller;
use crate::support::twilio::Line;

#[tokio::test]
async fn a_caller_books_a_visit() {
    let app = TestApp::new().await;
    let mut line = Line::new(&app, "+13475550151", app.salon.number);
    let caller = Caller::who_says("hi I'd like to book a men's haircut");

    let told = app.whole_call(&app.salon, &mut line, &caller).await;

    assert_eq!(app.rows.count("appointments").await, 1, "{}", told.join("\n"));
}
