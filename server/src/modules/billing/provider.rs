//! The payment company that is configured, or the simulated one.

use std::sync::Arc;

use async_trait::async_trait;
use providers::Secret;
use providers::clock::Clock;
use providers::payments::{
    ChangePreview, Checkout, FakePayments, Invoice, NewCustomer, PaymentError, Payments, PlanChange, Portal,
    StripeConfig, StripePayments, Subscription,
};

use super::simulation;
use crate::app::StartError;
use crate::config::{Config, Environment};
use crate::vault;

/// The file in the data folder that has the simulated payment company's memory.
const SIMULATED_PAYMENTS: &str = "simulated-payments.json";

/// Where money is taken, and how what comes from there is believed.
pub struct Till {
    /// Takes money.
    pub port: Arc<dyn Payments>,
    /// The same, where it is simulated.
    pub fake: Option<Arc<FakePayments>>,
    /// Sign what the payment company tells; several while one is changed for another.
    pub webhook_secrets: Vec<Secret>,
    /// Whether the money is real.
    pub is_live: bool,
    /// Whether anybody can pay at all. Where nobody can, nobody is stopped for not paying.
    pub is_open: bool,
}

impl Till {
    /// As the configuration says: Stripe with a key; without one, play money, which is never taken in production.
    pub fn open(config: &Config, clock: &Arc<dyn Clock>) -> Result<Self, StartError> {
        let stripe = &config.stripe;
        if let (Some(secret_key), Some(monthly_price), Some(yearly_price)) =
            (&stripe.secret_key, &stripe.monthly_price, &stripe.yearly_price)
        {
            let port = StripePayments::new(&StripeConfig {
                secret_key: secret_key.clone(),
                base_url: stripe.base_url.clone(),
                monthly_price: monthly_price.clone(),
                yearly_price: yearly_price.clone(),
            })?;
            return Ok(Self {
                port: Arc::new(port),
                fake: None,
                webhook_secrets: stripe.webhook_secrets(),
                is_live: StripeConfig::is_live(secret_key),
                is_open: true,
            });
        }
        if config.environment == Environment::Production {
            tracing::warn!(
                "STRIPE_SECRET_KEY is not set: nobody can pay, and nobody is stopped for not paying"
            );
            let webhook_secrets = Vec::new();
            return Ok(Self {
                port: Arc::new(NoPayments),
                fake: None,
                webhook_secrets,
                is_live: true,
                is_open: false,
            });
        }
        let secret = vault::kept_secret(&config.data_dir, "simulated-payments-secret", || {
            format!("whsec_{}", hex::encode(rand::random::<[u8; 32]>()))
        })?;
        let here = format!("http://127.0.0.1:{}/api/billing/webhook", config.port);
        let pages = format!("{}{}", config.public_url(), simulation::PATH);
        let file = config.data_dir.join(SIMULATED_PAYMENTS);
        let fake = FakePayments::at(&file, Arc::clone(clock), secret.clone(), &pages, here)?;
        Ok(Self::simulated(Arc::new(fake), secret))
    }

    /// With a simulated payment company that signs with this secret.
    pub fn simulated(fake: Arc<FakePayments>, secret: Secret) -> Self {
        let port = Arc::clone(&fake) as Arc<dyn Payments>;
        Self { port, fake: Some(fake), webhook_secrets: vec![secret], is_live: false, is_open: true }
    }
}

/// Takes no money.
struct NoPayments;

fn closed() -> PaymentError {
    PaymentError::Unreachable { reason: "STRIPE_SECRET_KEY is not set".to_owned() }
}

#[async_trait]
impl Payments for NoPayments {
    async fn create_customer(&self, _: &NewCustomer, _: &str) -> Result<String, PaymentError> {
        Err(closed())
    }

    async fn open_checkout(&self, _: &Checkout, _: &str) -> Result<Secret, PaymentError> {
        Err(closed())
    }

    async fn open_portal(&self, _: &Portal, _: &str) -> Result<Secret, PaymentError> {
        Err(closed())
    }

    async fn subscriptions(&self, _: &str) -> Result<Vec<Subscription>, PaymentError> {
        Err(closed())
    }

    async fn invoices(&self, _: &str) -> Result<Vec<Invoice>, PaymentError> {
        Err(closed())
    }

    async fn preview_change(&self, _: &PlanChange) -> Result<ChangePreview, PaymentError> {
        Err(closed())
    }

    async fn change_plan(&self, _: &PlanChange, _: &str) -> Result<(), PaymentError> {
        Err(closed())
    }

    async fn set_ending(&self, _: &str, _: bool, _: &str) -> Result<(), PaymentError> {
        Err(closed())
    }
}
