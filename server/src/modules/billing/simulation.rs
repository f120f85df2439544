//! The pages of the simulated payment company, so that everything can be tried on one's own machine: there only while play
//! money is, and saying so on every page.
//!
//! Like the real ones they belong to whoever has their address, which nobody can guess.

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use jiff::Timestamp;
use providers::payments::{
    CardAnswer, FakePayments, InvoiceStatus, PaymentError, Payments, Plan, Subscription, SubscriptionStatus,
};
use serde::Deserialize;

use crate::app::App;

/// Where the pages are.
pub const PATH: &str = "/simulated-payments";

/// The pages, for a server that takes play money; nothing for any other.
pub fn pages(app: &App) -> Router<App> {
    if app.till.fake.is_none() {
        return Router::new();
    }
    Router::new()
        .route(&format!("{PATH}/checkout/{{page}}"), get(show_checkout).post(pay))
        .route(&format!("{PATH}/portal/{{page}}"), get(show_portal).post(act))
}

/// A page could not be shown.
struct Failure(PaymentError);

impl From<PaymentError> for Failure {
    fn from(error: PaymentError) -> Self {
        Self(error)
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        let status = match self.0 {
            PaymentError::NotFound { .. } => StatusCode::NOT_FOUND,
            _ => StatusCode::CONFLICT,
        };
        (status, page("That did not work", &format!("<p>{}</p>", escaped(&self.0.to_string()))))
            .into_response()
    }
}

fn fake(app: &App) -> Result<&FakePayments, Failure> {
    app.till.fake.as_deref().ok_or_else(|| Failure(PaymentError::NotFound { what: "page".to_owned() }))
}

fn no_page() -> Failure {
    Failure(PaymentError::NotFound { what: "page".to_owned() })
}

async fn show_checkout(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Failure> {
    let checkout = fake(&app)?.checkout(&name).await?.ok_or_else(no_page)?;
    let due = match checkout.trial_end {
        Some(ends_at) => format!("Nothing is due today. The first payment comes on {}.", day(ends_at)),
        None => format!("{} is due today.", dollars(checkout.plan.price_cents())),
    };
    let plan = words(checkout.plan);
    let actions = if checkout.is_done {
        "<p role=\"status\">This was paid for already.</p>".to_owned()
    } else {
        buttons(&[
            ("accepted", "Subscribe with a good card", true),
            ("declined", "Try a card that is declined", false),
        ])
    };
    let body = format!(
        "<p>For <strong>{}</strong></p><p class=\"price\">{plan}</p><p>{due}</p>{actions}<p><a href=\"{}\">Back without \
         subscribing</a></p>",
        escaped(&checkout.name),
        escaped(&checkout.cancel_url),
    );
    Ok(page("Subscribe to Bolt", &body))
}

/// Which button was pressed.
#[derive(Deserialize)]
struct Pressed {
    action: String,
}

async fn pay(
    State(app): State<App>,
    Path(name): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Failure> {
    let fake = fake(&app)?;
    let checkout = fake.checkout(&name).await?.ok_or_else(no_page)?;
    let card = if pressed.action == "accepted" { CardAnswer::Accepted } else { CardAnswer::Declined };
    match fake.complete_checkout(&name, card).await {
        Ok(()) => {
            fake.tell().await;
            Ok(Redirect::to(&checkout.success_url).into_response())
        }
        Err(PaymentError::Declined { .. }) => {
            let body = "<p role=\"alert\">The card was declined. Nothing was paid.</p><p><a href=\"\">Try another card</a></p>";
            Ok(page("Subscribe to Bolt", body))
        }
        Err(error) => Err(error.into()),
    }
}

async fn show_portal(State(app): State<App>, Path(name): Path<String>) -> Result<Response, Failure> {
    let fake = fake(&app)?;
    let (customer, return_url) = fake.portal(&name).await?.ok_or_else(no_page)?;
    let subscription = fake.subscriptions(&customer).await?.into_iter().next();
    let shown = subscription.as_ref().map_or_else(|| "<p>There is no subscription.</p>".to_owned(), shown);
    let mut rows = String::new();
    for invoice in fake.invoices(&customer).await? {
        let status = match invoice.status {
            InvoiceStatus::Open => "open",
            InvoiceStatus::Paid => "paid",
            InvoiceStatus::Void => "void",
            InvoiceStatus::Uncollectible => "given up",
        };
        rows.push_str(&format!(
            "<tr><td>{}</td><td>{}</td><td>{}</td><td>{status}</td></tr>",
            escaped(invoice.number.as_deref().unwrap_or("")),
            day(invoice.created_at),
            dollars(invoice.total_cents),
        ));
    }
    let actions =
        subscription.as_ref().filter(|one| !one.status.is_final()).map_or_else(String::new, actions);
    let body = format!(
        "{shown}{actions}<h2>Invoices</h2><table><thead><tr><th>Number</th><th>Date</th><th>Amount</th><th>State</th></tr>\
         </thead><tbody>{rows}</tbody></table><p><a href=\"{}\">Back to the dashboard</a></p>",
        escaped(&return_url),
    );
    Ok(page("Your subscription", &body))
}

fn shown(subscription: &Subscription) -> String {
    let state = match subscription.status {
        SubscriptionStatus::Trialing => "in its trial",
        SubscriptionStatus::Active => "paid",
        SubscriptionStatus::PastDue => "a payment has failed",
        SubscriptionStatus::Unpaid => "unpaid",
        SubscriptionStatus::Canceled => "over",
        _ => "not complete",
    };
    let end = subscription.cancel_at.map_or_else(
        || format!("Until {}", day(subscription.period_end)),
        |at| format!("Ends on {}", day(at)),
    );
    let plan = subscription.plan.map_or("", words);
    format!("<p class=\"price\">{plan}</p><p>State: <strong>{state}</strong>. {end}.</p>")
}

fn actions(subscription: &Subscription) -> String {
    let is_open = matches!(subscription.status, SubscriptionStatus::PastDue | SubscriptionStatus::Unpaid);
    let ending = if subscription.cancel_at.is_some() {
        ("resume", "Go on after all", false)
    } else {
        ("cancel", "Cancel at the end of the period", false)
    };
    let own = if is_open {
        buttons(&[("pay", "Pay what is open with a good card", true), ending])
    } else {
        buttons(&[ending])
    };
    let renewals: &[_] = if is_open {
        &[("give-up", "Give up after the last try", false), ("end", "End it at once", false)]
    } else {
        &[
            ("renew", "The next payment comes due and succeeds", false),
            ("fail", "The next payment comes due and fails", false),
            ("end", "End it at once", false),
        ]
    };
    format!(
        "{own}<h2>What time and cards do</h2><p>Instead of waiting for the calendar:</p>{}",
        buttons(renewals)
    )
}

async fn act(
    State(app): State<App>,
    Path(name): Path<String>,
    Form(pressed): Form<Pressed>,
) -> Result<Response, Failure> {
    let fake = fake(&app)?;
    let (customer, _) = fake.portal(&name).await?.ok_or_else(no_page)?;
    match pressed.action.as_str() {
        "pay" => fake.pay_open(&customer).await?,
        "renew" => fake.renew(&customer, CardAnswer::Accepted).await?,
        "fail" => fake.renew(&customer, CardAnswer::Declined).await?,
        "give-up" => fake.give_up(&customer).await?,
        "end" => fake.end_now(&customer).await?,
        action @ ("cancel" | "resume") => {
            let newest = fake.subscriptions(&customer).await?.into_iter().next();
            let subscription = newest.ok_or_else(no_page)?;
            // Each press is a decision of its own.
            let key = format!("portal/{}", uuid::Uuid::now_v7());
            fake.set_ending(&subscription.id, action == "cancel", &key).await?;
        }
        _ => return Err(no_page()),
    }
    fake.tell().await;
    Ok(Redirect::to(&format!("{PATH}/portal/{name}")).into_response())
}

fn words(plan: Plan) -> &'static str {
    match plan {
        Plan::Monthly => "Monthly plan, $295.00 each month",
        Plan::Yearly => "Yearly plan, $2,832.00 each year",
    }
}

fn dollars(cents: i64) -> String {
    let sign = if cents < 0 { "-" } else { "" };
    let cents = cents.unsigned_abs();
    format!("{sign}${}.{:02}", cents / 100, cents % 100)
}

fn day(at: Timestamp) -> String {
    at.strftime("%B %-d, %Y").to_string()
}

fn buttons(all: &[(&str, &str, bool)]) -> String {
    let button = |(action, label, is_first): &(&str, &str, bool)| {
        let class = if *is_first { " class=\"first\"" } else { "" };
        format!("<button name=\"action\" value=\"{action}\"{class}>{label}</button>")
    };
    format!("<form method=\"post\">{}</form>", all.iter().map(button).collect::<String>())
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            _ => out.push(letter),
        }
    }
    out
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#f4f4f5;color:#18181b}\
    .mark{background:#b45309;color:#fff;text-align:center;padding:.6rem 1rem;font-weight:600}\
    main{max-width:34rem;margin:2rem auto;background:#fff;border:1px solid #d4d4d8;border-radius:.75rem;padding:1.5rem}\
    h1{font-size:1.3rem;margin:0 0 1rem}h2{font-size:1rem;margin:1.5rem 0 .25rem}.price{font-size:1.15rem;font-weight:600}\
    form{display:flex;flex-wrap:wrap;gap:.5rem;margin:1rem 0}button{font:inherit;padding:.5rem .9rem;border-radius:.5rem;\
    border:1px solid #71717a;background:#fff;color:#18181b;cursor:pointer}button.first{background:#4338ca;border-color:#4338ca;\
    color:#fff}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .5rem;border-bottom:1px solid \
    #e4e4e7}a{color:#4338ca}@media(prefers-color-scheme:dark){body{background:#09090b;color:#fafafa}main{background:#18181b;\
    border-color:#3f3f46}button{background:#27272a;color:#fafafa}a{color:#a5b4fc}th,td{border-color:#3f3f46}}";

fn page(title: &str, body: &str) -> Response {
    let document = format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" \
         content=\"width=device-width\"><meta name=\"robots\" content=\"noindex\"><title>{title} (simulation)</title>\
         <style>{STYLE}</style></head><body><header class=\"mark\" style=\"margin:0\">Simulation: no card is charged and no money \
         moves.</header><main><h1>{title}</h1>{body}</main></body></html>"
    );
    let mut headers = HeaderMap::new();
    let policy = "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-simulation"), HeaderValue::from_static("payments"));
    (headers, Html(document)).into_response()
}
