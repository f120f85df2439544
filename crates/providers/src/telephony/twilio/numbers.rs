//! Telephone numbers from Twilio: <https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource>, and how far
//! their registration for text messages is: <https://www.twilio.com/docs/messaging/compliance/a2p-10dlc>.

use std::time::Duration;

use async_trait::async_trait;
use reqwest::{Method, RequestBuilder};
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::account::{Failure, TwilioAccount, ask, is_plain, read, with_query};
use crate::{
    phone::PhoneNumber,
    secret::Secret,
    sms::SmsPrice,
    telephony::{
        AvailableNumber, NumberError, NumberKind, NumberPrice, NumberSearch, NumberSupply, NumberUrls,
        Numbers, OwnedNumber, ProviderId, Registration, RegistrationState, Subaccount,
    },
};

/// How long Twilio may take for one answer. Whoever waits for a number has 40 seconds for up to four of them.
const ANSWER_WITHIN: Duration = Duration::from_secs(9);

/// The longest label that Twilio keeps.
const LONGEST_LABEL: usize = 64;

/// Messaging services that are looked through for a number; an account has one or two.
const MOST_SERVICES: usize = 10;

/// Gets numbers from Twilio.
#[derive(Debug)]
pub struct TwilioNumbers {
    account: TwilioAccount,
}

impl TwilioNumbers {
    /// A client of this account.
    pub fn new(account: TwilioAccount) -> Self {
        Self { account }
    }

    fn request(&self, method: Method, of: Option<&Subaccount>, path: &str) -> RequestBuilder {
        self.account.request(method, of.map(|account| &account.id), path)
    }

    async fn first(
        &self,
        of: Option<&Subaccount>,
        query: &[(&str, &str)],
        is_it: impl Fn(&OwnedNumber) -> bool,
    ) -> Result<Option<OwnedNumber>, NumberError> {
        let request = self.request(Method::GET, of, &with_query("IncomingPhoneNumbers.json", query));
        let all = asked::<Incoming>(request).await?;
        let all = all.map(|found| found.incoming_phone_numbers).unwrap_or_default();
        for one in all {
            let one = one.owned()?;
            if is_it(&one) {
                return Ok(Some(one));
            }
        }
        Ok(None)
    }

    async fn toll_free(&self, of: Option<&Subaccount>, id: &ProviderId) -> Result<Registration, NumberError> {
        let query = [("TollfreePhoneNumberSid", id.as_str()), ("PageSize", "1")];
        let request = self.account.messaging(Method::GET, of, "Tollfree/Verifications").query(&query);
        let found = asked::<Verifications>(request).await?;
        let first = found.and_then(|found| found.verifications.into_iter().next());
        let Some(Verification { status, rejection_reason }) = first else {
            return Ok(RegistrationState::Missing.into());
        };
        let state = match status.as_str() {
            "TWILIO_APPROVED" => RegistrationState::Approved,
            "TWILIO_REJECTED" => RegistrationState::Rejected,
            _ => RegistrationState::InReview,
        };
        Ok(Registration { state, reason: rejection_reason })
    }

    /// The campaign (A2P 10DLC) of the messaging service that has the number.
    async fn campaign(&self, of: Option<&Subaccount>, id: &ProviderId) -> Result<Registration, NumberError> {
        let size = MOST_SERVICES.to_string();
        let request = self.account.messaging(Method::GET, of, "Services").query(&[("PageSize", &size)]);
        let services = asked::<Services>(request).await?.map(|all| all.services).unwrap_or_default();
        for service in services.iter().map(|service| &service.sid).filter(|sid| is_plain(sid)) {
            let path = format!("Services/{service}/PhoneNumbers/{id}");
            if asked::<Named>(self.account.messaging(Method::GET, of, &path)).await?.is_none() {
                continue;
            }
            let path = format!("Services/{service}/Compliance/Usa2p");
            let found = asked::<Campaigns>(self.account.messaging(Method::GET, of, &path)).await?;
            let first = found.and_then(|found| found.compliance.into_iter().next());
            let Some(campaign) = first else { return Ok(RegistrationState::Missing.into()) };
            let state = match campaign.campaign_status.as_deref() {
                Some("VERIFIED") => RegistrationState::Approved,
                Some("FAILED" | "SUSPENDED") => RegistrationState::Rejected,
                _ => RegistrationState::InReview,
            };
            let why = |error: &serde_json::Value| error["description"].as_str().map(str::to_owned);
            let reason = campaign.errors.unwrap_or_default().iter().find_map(why);
            return Ok(Registration { state, reason });
        }
        Ok(RegistrationState::Missing.into())
    }
}

#[async_trait]
impl Numbers for TwilioNumbers {
    fn supply(&self) -> NumberSupply {
        NumberSupply::Real
    }

    async fn search(
        &self,
        of: Option<&Subaccount>,
        search: &NumberSearch,
    ) -> Result<Vec<AvailableNumber>, NumberError> {
        let country = search.country.to_ascii_uppercase();
        if country.len() != 2 || !country.bytes().all(|byte| byte.is_ascii_uppercase()) {
            return Ok(Vec::new());
        }
        let kind = match search.kind {
            NumberKind::Local => "Local",
            NumberKind::TollFree => "TollFree",
            NumberKind::Mobile => "Mobile",
        };
        let limit = search.limit.to_string();
        let mut query = vec![
            ("VoiceEnabled", "true"),
            // Nobody here can show an address for a number.
            ("ExcludeAllAddressRequired", "true"),
            ("PageSize", limit.as_str()),
        ];
        if search.with_sms {
            query.push(("SmsEnabled", "true"));
        }
        query.extend(search.area_code.as_deref().map(|area| ("AreaCode", area)));
        query.extend(search.contains.as_deref().map(|digits| ("Contains", digits)));
        let path = format!("AvailablePhoneNumbers/{country}/{kind}.json");
        let found: Option<Available> = asked(self.request(Method::GET, of, &path).query(&query)).await?;
        let found = found.map(|found| found.available_phone_numbers).unwrap_or_default();
        found.into_iter().map(Offer::available).collect()
    }

    async fn price(&self, country: &str, kind: NumberKind) -> Result<Option<NumberPrice>, NumberError> {
        if !is_plain(country) {
            return Ok(None);
        }
        let path = format!("PhoneNumbers/Countries/{}", country.to_ascii_uppercase());
        let Some(prices) = asked::<Prices>(self.account.pricing(&path)).await? else { return Ok(None) };
        let kind = match kind {
            NumberKind::Local => "local",
            NumberKind::TollFree => "toll free",
            NumberKind::Mobile => "mobile",
        };
        let price = prices.phone_number_prices.iter().find(|price| price.number_type == kind);
        let price = price.and_then(|price| {
            // Its document says a number, its examples have a text.
            let current = price.current_price.as_str().map(str::to_owned);
            let current = current.unwrap_or_else(|| price.current_price.to_string());
            SmsPrice::read(&current, &prices.price_unit)
        });
        Ok(price
            .map(|price| NumberPrice { cents: (price.micros + 5_000) / 10_000, currency: price.currency }))
    }

    async fn find(&self, of: Option<&Subaccount>, label: &str) -> Result<Option<OwnedNumber>, NumberError> {
        let label = shortened(label);
        let query = [("FriendlyName", label.as_str()), ("PageSize", "20")];
        self.first(of, &query, |one| one.label == label).await
    }

    async fn look_up(
        &self,
        of: Option<&Subaccount>,
        number: &PhoneNumber,
    ) -> Result<Option<OwnedNumber>, NumberError> {
        // Twilio takes the number as a pattern, so more than one may come.
        let query = [("PhoneNumber", number.as_str()), ("PageSize", "20")];
        self.first(of, &query, |one| one.number == *number).await
    }

    async fn buy(
        &self,
        of: Option<&Subaccount>,
        number: &PhoneNumber,
        label: &str,
        urls: &NumberUrls,
    ) -> Result<OwnedNumber, NumberError> {
        let label = shortened(label);
        if let Some(ours) = self.look_up(of, number).await? {
            return if ours.label == label { Ok(ours) } else { Err(NumberError::Gone) };
        }
        let mut form = vec![("PhoneNumber", number.as_str()), ("FriendlyName", &label)];
        form.extend(addresses(urls));
        let request = self.request(Method::POST, of, "IncomingPhoneNumbers.json").form(&form);
        let bought: Number = read(request, ANSWER_WITHIN).await.map_err(changed)?;
        bought.owned()
    }

    async fn configure(
        &self,
        of: Option<&Subaccount>,
        id: &ProviderId,
        urls: &NumberUrls,
    ) -> Result<OwnedNumber, NumberError> {
        let path = format!("IncomingPhoneNumbers/{id}.json");
        let request = self.request(Method::POST, of, &path).form(&addresses(urls));
        match read::<Number>(request, ANSWER_WITHIN).await {
            Ok(number) => number.owned(),
            Err(failure) if failure.is_missing() => Err(NumberError::Gone),
            Err(failure) => Err(changed(failure)),
        }
    }

    async fn release(&self, of: Option<&Subaccount>, id: &ProviderId) -> Result<(), NumberError> {
        let request = self.request(Method::DELETE, of, &format!("IncomingPhoneNumbers/{id}.json"));
        match ask(request, ANSWER_WITHIN).await {
            Ok(_) => Ok(()),
            Err(failure) if failure.is_missing() => Ok(()),
            Err(failure) => Err(changed(failure)),
        }
    }

    async fn registration(
        &self,
        of: Option<&Subaccount>,
        number: &OwnedNumber,
    ) -> Result<Registration, NumberError> {
        match area(&number.number) {
            // Toll-free areas of North America.
            Some("800" | "833" | "844" | "855" | "866" | "877" | "888") => {
                self.toll_free(of, &number.id).await
            }
            Some(_) => self.campaign(of, &number.id).await,
            None => Ok(RegistrationState::NotNeeded.into()),
        }
    }

    async fn open_subaccount(&self, label: &str) -> Result<Subaccount, NumberError> {
        let label = shortened(label);
        let path = "/2010-04-01/Accounts.json";
        let query = [("FriendlyName", label.as_str()), ("Status", "active"), ("PageSize", "20")];
        let found = asked::<Accounts>(self.account.at(Method::GET, &with_query(path, &query))).await?;
        let mut found = found.map(|found| found.accounts).unwrap_or_default().into_iter();
        if let Some(account) = found.find(|one| one.friendly_name == label) {
            return account.subaccount();
        }
        let request = self.account.at(Method::POST, path).form(&[("FriendlyName", label.as_str())]);
        read::<Account>(request, ANSWER_WITHIN).await.map_err(changed)?.subaccount()
    }
}

fn addresses(urls: &NumberUrls) -> [(&'static str, &str); 8] {
    [
        ("VoiceUrl", urls.voice.as_str()),
        ("VoiceMethod", "POST"),
        ("VoiceFallbackUrl", urls.voice_fallback.as_str()),
        ("VoiceFallbackMethod", "POST"),
        ("StatusCallback", urls.voice_status.as_str()),
        ("StatusCallbackMethod", "POST"),
        ("SmsUrl", urls.sms.as_str()),
        ("SmsMethod", "POST"),
    ]
}

/// Asks what changes nothing; nothing where Twilio has nothing of the kind.
async fn asked<T: DeserializeOwned>(request: RequestBuilder) -> Result<Option<T>, NumberError> {
    match read(request, ANSWER_WITHIN).await {
        Ok(answer) => Ok(Some(answer)),
        Err(failure) if failure.is_missing() => Ok(None),
        Err(failure) => Err(NumberError::Unreachable { reason: failure.to_string() }),
    }
}

/// What a failure says about a change.
fn changed(failure: Failure) -> NumberError {
    let reason = failure.to_string();
    match failure {
        Failure::Lost(_) | Failure::Server(_) => NumberError::Unknown { reason },
        // Somebody else was quicker: <https://www.twilio.com/docs/api/errors/21422>.
        Failure::Refused { code: Some(21422), .. } => NumberError::Gone,
        // Our account is not accepted just now, or it is no answer of Twilio's.
        Failure::NotSent(_)
        | Failure::RateLimited(_)
        | Failure::Refused { code: Some(20003 | 20005 | 20006 | 20008 | 20429) | None, .. } => {
            NumberError::Unreachable { reason }
        }
        Failure::Refused { code: Some(_), .. } => NumberError::Refused { reason },
    }
}

/// The area of a number of North America.
fn area(number: &PhoneNumber) -> Option<&str> {
    number.as_str().strip_prefix("+1")?.get(..3)
}

#[derive(Deserialize)]
struct Available {
    available_phone_numbers: Vec<Offer>,
}

#[derive(Deserialize)]
struct Offer {
    phone_number: String,
    locality: Option<String>,
    region: Option<String>,
    capabilities: Capabilities,
}

impl Offer {
    fn available(self) -> Result<AvailableNumber, NumberError> {
        let has_sms = self.capabilities.has_sms();
        let place = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(AvailableNumber {
            number: number(&self.phone_number)?,
            locality: place(self.locality),
            region: place(self.region),
            has_sms,
        })
    }
}

/// Lists of what can be bought write `SMS`, our own numbers `sms`.
#[derive(Default, Deserialize)]
struct Capabilities {
    #[serde(default, alias = "SMS")]
    sms: Option<bool>,
}

impl Capabilities {
    fn has_sms(&self) -> bool {
        self.sms.unwrap_or(false)
    }
}

#[derive(Deserialize)]
struct Incoming {
    incoming_phone_numbers: Vec<Number>,
}

#[derive(Deserialize)]
struct Number {
    sid: String,
    phone_number: String,
    friendly_name: Option<String>,
    #[serde(default)]
    capabilities: Capabilities,
    voice_url: Option<String>,
    voice_fallback_url: Option<String>,
    status_callback: Option<String>,
    sms_url: Option<String>,
}

impl Number {
    fn owned(self) -> Result<OwnedNumber, NumberError> {
        let id = ProviderId::parse(&self.sid);
        Ok(OwnedNumber {
            id: id.ok_or_else(|| unknown("Twilio names no id".to_owned()))?,
            number: number(&self.phone_number)?,
            label: self.friendly_name.unwrap_or_default(),
            has_sms: self.capabilities.has_sms(),
            urls: NumberUrls {
                voice: self.voice_url.unwrap_or_default(),
                voice_fallback: self.voice_fallback_url.unwrap_or_default(),
                voice_status: self.status_callback.unwrap_or_default(),
                sms: self.sms_url.unwrap_or_default(),
            },
        })
    }
}

#[derive(Deserialize)]
struct Prices {
    price_unit: String,
    phone_number_prices: Vec<Price>,
}

#[derive(Deserialize)]
struct Price {
    number_type: String,
    current_price: serde_json::Value,
}

#[derive(Deserialize)]
struct Verifications {
    verifications: Vec<Verification>,
}

#[derive(Deserialize)]
struct Verification {
    status: String,
    rejection_reason: Option<String>,
}

#[derive(Deserialize)]
struct Services {
    services: Vec<Named>,
}

#[derive(Deserialize)]
struct Named {
    sid: String,
}

#[derive(Deserialize)]
struct Campaigns {
    compliance: Vec<Campaign>,
}

#[derive(Deserialize)]
struct Campaign {
    campaign_status: Option<String>,
    errors: Option<Vec<serde_json::Value>>,
}

#[derive(Deserialize)]
struct Accounts {
    accounts: Vec<Account>,
}

#[derive(Deserialize)]
struct Account {
    sid: String,
    #[serde(default)]
    friendly_name: String,
    auth_token: String,
}

impl Account {
    fn subaccount(self) -> Result<Subaccount, NumberError> {
        let id = ProviderId::parse(&self.sid).filter(|id| is_plain(id.as_str()));
        let id = id.ok_or_else(|| unknown("Twilio names no account".to_owned()))?;
        Ok(Subaccount { id, token: Secret::from(self.auth_token) })
    }
}

fn number(text: &str) -> Result<PhoneNumber, NumberError> {
    PhoneNumber::from_e164(text).map_err(|error| unknown(format!("Twilio names no number: {error}")))
}

fn shortened(label: &str) -> String {
    label.chars().take(LONGEST_LABEL).collect()
}

fn unknown(reason: String) -> NumberError {
    NumberError::Unknown { reason }
}
