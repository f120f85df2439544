//! A telephone company that sells numbers which are nobody's: those that are kept for films. It remembers what it has sold.
//!
//! In North America `555 01xx` of every area, of which `…99` is always somebody else's by the time it is bought; in Great
//! Britain numbers of London, without text messages, and of mobile telephones. Nowhere else does it have any.

use std::{
    collections::HashMap,
    fmt, io,
    path::Path,
    sync::{Mutex, PoisonError},
};

use async_trait::async_trait;
use serde::{Deserialize, Serialize};

use super::{
    AvailableNumber, NumberError, NumberKind, NumberPrice, NumberSearch, NumberSupply, NumberUrls, Numbers,
    OwnedNumber, ProviderId, Registration, RegistrationState, Subaccount,
};
use crate::{journal::Journal, phone::PhoneNumber, secret::Secret};

/// The telephone company. Several on one file are one.
pub struct FakeNumbers {
    journal: Journal<NumberChange>,
    faults: Mutex<Vec<NumberFault>>,
    registrations: Mutex<HashMap<String, Registration>>,
}

/// What the fake has done: one line of its file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum NumberChange {
    /// Sold.
    Sold(SoldNumber),
    /// The network asks somebody else about it from now on.
    Configured {
        /// The number.
        configured: PhoneNumber,
        /// Whom.
        urls: NumberUrls,
    },
    /// Taken back.
    Released {
        /// The number.
        released: PhoneNumber,
    },
}

/// A number that the fake has handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct SoldNumber {
    /// For whom.
    pub label: String,
    /// The number.
    pub number: PhoneNumber,
    /// Whom the network would ask about calls.
    pub voice_url: String,
    /// The subaccount that has it, if it is not our own account.
    #[serde(default)]
    pub account: Option<ProviderId>,
    /// Whom the network would ask, where that is known.
    #[serde(default)]
    pub urls: Option<NumberUrls>,
}

/// What goes wrong with the next request of its kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NumberFault {
    /// It cannot be asked whether there is a number already, and this is why.
    NotFound(NumberError),
    /// None is bought, and this is why.
    NotBought(NumberError),
    /// One is bought, and the answer is lost.
    AnswerLost,
    /// None is given back, and this is why.
    NotReleased(NumberError),
}

impl FakeNumbers {
    /// A fake that forgets when the process ends.
    pub fn in_memory() -> Self {
        Self::with_journal(Journal::in_memory())
    }

    /// A fake that remembers in a file, one JSON object a line.
    ///
    /// # Errors
    /// When the file cannot be made.
    pub fn at(path: &Path) -> io::Result<Self> {
        Ok(Self::with_journal(Journal::at(path)?))
    }

    fn with_journal(journal: Journal<NumberChange>) -> Self {
        Self { journal, faults: Mutex::default(), registrations: Mutex::default() }
    }

    /// Something goes wrong with the next request.
    pub fn fail_next(&self, fault: NumberFault) {
        self.faults.lock().unwrap_or_else(PoisonError::into_inner).push(fault);
    }

    /// A number's registration is like this from now on.
    pub fn register(&self, number: &PhoneNumber, registration: Registration) {
        let mut all = self.registrations.lock().unwrap_or_else(PoisonError::into_inner);
        all.insert(number.as_str().to_owned(), registration);
    }

    /// Every number that was handed out, the first first, whether it was given back or not.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn sold(&self) -> io::Result<Vec<SoldNumber>> {
        let sold = |change| match change {
            NumberChange::Sold(sold) => Some(sold),
            NumberChange::Configured { .. } | NumberChange::Released { .. } => None,
        };
        Ok(self.journal.read().await?.into_iter().filter_map(sold).collect())
    }

    /// Numbers that are somebody's now.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub async fn owned(&self) -> io::Result<Vec<SoldNumber>> {
        let mut owned: Vec<SoldNumber> = Vec::new();
        for change in self.journal.read().await? {
            match change {
                NumberChange::Sold(sold) => owned.push(sold),
                NumberChange::Released { released } => owned.retain(|one| one.number != released),
                NumberChange::Configured { configured, urls } => {
                    for one in owned.iter_mut().filter(|one| one.number == configured) {
                        one.voice_url.clone_from(&urls.voice);
                        one.urls = Some(urls.clone());
                    }
                }
            }
        }
        Ok(owned)
    }

    async fn mine(&self, of: Option<&Subaccount>) -> Result<Vec<SoldNumber>, NumberError> {
        let account = of.map(|account| &account.id);
        let mut owned = self.owned().await.map_err(|error| broken(&error))?;
        owned.retain(|one| one.account.as_ref() == account);
        Ok(owned)
    }

    async fn note(&self, change: NumberChange) -> Result<(), NumberError> {
        self.journal.append(|_| change).await.map(drop).map_err(|error| broken(&error))
    }

    fn fault(&self, is_of_kind: impl Fn(&NumberFault) -> bool) -> Option<NumberFault> {
        let mut faults = self.faults.lock().unwrap_or_else(PoisonError::into_inner);
        let first = faults.iter().position(is_of_kind)?;
        Some(faults.remove(first))
    }
}

/// Numbers for films, in their order, with the place that they are of and whether they take text messages.
fn for_films(search: &NumberSearch) -> Vec<(String, Option<&'static str>, bool)> {
    let north_america = |area: &str, place: Option<&'static str>| {
        (0..100).map(|line| (format!("+1{area}55501{line:02}"), place, true)).collect()
    };
    let usual = |area| search.area_code.as_deref().unwrap_or(area);
    match (search.country.as_str(), search.kind) {
        ("US", NumberKind::Local) => {
            north_america(usual("555"), search.area_code.is_none().then_some("Anywhere"))
        }
        ("CA", NumberKind::Local) => {
            north_america(usual("416"), search.area_code.is_none().then_some("Toronto"))
        }
        ("US" | "CA", NumberKind::TollFree) => north_america(usual("800"), None),
        ("GB", NumberKind::Local) => {
            (0..100).map(|line| (format!("+4420794609{line:02}"), Some("London"), false)).collect()
        }
        ("GB", NumberKind::Mobile) => {
            (0..100).map(|line| (format!("+4477009001{line:02}"), None, true)).collect()
        }
        _ => Vec::new(),
    }
}

/// Letters as they stand on a telephone's keys.
fn keys(text: &str) -> String {
    let key = |letter: char| match letter.to_ascii_uppercase() {
        'A'..='C' => Some('2'),
        'D'..='F' => Some('3'),
        'G'..='I' => Some('4'),
        'J'..='L' => Some('5'),
        'M'..='O' => Some('6'),
        'P'..='S' => Some('7'),
        'T'..='V' => Some('8'),
        'W'..='Z' => Some('9'),
        digit if digit.is_ascii_digit() => Some(digit),
        _ => None,
    };
    text.chars().filter_map(key).collect()
}

fn owned(sold: &SoldNumber) -> OwnedNumber {
    let urls = sold.urls.clone().unwrap_or_else(|| NumberUrls {
        voice: sold.voice_url.clone(),
        voice_fallback: String::new(),
        voice_status: String::new(),
        sms: String::new(),
    });
    OwnedNumber {
        id: id_of(&sold.number),
        number: sold.number.clone(),
        label: sold.label.clone(),
        has_sms: has_sms(&sold.number),
        urls,
    }
}

/// The fake's id of a number says which it is.
fn id_of(number: &PhoneNumber) -> ProviderId {
    ProviderId::parse(&format!("PN{:0>32}", &number.as_str()[1..])).expect("letters and digits")
}

fn has_sms(number: &PhoneNumber) -> bool {
    !number.as_str().starts_with("+4420")
}

fn is_toll_free(number: &PhoneNumber) -> bool {
    number.as_str().starts_with("+1800")
}

#[async_trait]
impl Numbers for FakeNumbers {
    fn supply(&self) -> NumberSupply {
        NumberSupply::Simulated
    }

    async fn search(
        &self,
        _: Option<&Subaccount>,
        search: &NumberSearch,
    ) -> Result<Vec<AvailableNumber>, NumberError> {
        let sold = self.owned().await.map_err(|error| broken(&error))?;
        let wanted = search.contains.as_deref().map(keys);
        let free = for_films(search).into_iter().filter(|(number, _, has_sms)| {
            (*has_sms || !search.with_sms)
                && wanted.as_deref().is_none_or(|wanted| number.contains(wanted))
                && !sold.iter().any(|sold| sold.number.as_str() == number)
        });
        let free = free.take(usize::from(search.limit)).filter_map(|(number, place, has_sms)| {
            let number = PhoneNumber::from_e164(&number).ok()?;
            Some(AvailableNumber { number, locality: place.map(str::to_owned), region: None, has_sms })
        });
        Ok(free.collect())
    }

    async fn price(&self, country: &str, kind: NumberKind) -> Result<Option<NumberPrice>, NumberError> {
        let cents = match (country, kind) {
            ("US" | "CA" | "GB", NumberKind::Local | NumberKind::Mobile) => 115,
            ("US" | "CA", NumberKind::TollFree) => 215,
            _ => return Ok(None),
        };
        Ok(Some(NumberPrice { cents, currency: "USD".to_owned() }))
    }

    async fn find(&self, of: Option<&Subaccount>, label: &str) -> Result<Option<OwnedNumber>, NumberError> {
        if let Some(NumberFault::NotFound(error)) = self.fault(|one| matches!(one, NumberFault::NotFound(_)))
        {
            return Err(error);
        }
        Ok(self.mine(of).await?.iter().find(|one| one.label == label).map(owned))
    }

    async fn look_up(
        &self,
        of: Option<&Subaccount>,
        number: &PhoneNumber,
    ) -> Result<Option<OwnedNumber>, NumberError> {
        Ok(self.mine(of).await?.iter().find(|one| one.number == *number).map(owned))
    }

    async fn buy(
        &self,
        of: Option<&Subaccount>,
        number: &PhoneNumber,
        label: &str,
        urls: &NumberUrls,
    ) -> Result<OwnedNumber, NumberError> {
        let is_mine =
            |fault: &NumberFault| matches!(fault, NumberFault::NotBought(_) | NumberFault::AnswerLost);
        let fault = self.fault(is_mine);
        if let Some(NumberFault::NotBought(error)) = fault {
            return Err(error);
        }
        if let Some(mine) = self.look_up(of, number).await? {
            return if mine.label == label { Ok(mine) } else { Err(NumberError::Gone) };
        }
        let all = self.owned().await.map_err(|error| broken(&error))?;
        if number.as_str().ends_with("99") || all.iter().any(|one| one.number == *number) {
            return Err(NumberError::Gone);
        }
        let sold = SoldNumber {
            label: label.to_owned(),
            number: number.clone(),
            voice_url: urls.voice.clone(),
            account: of.map(|account| account.id.clone()),
            urls: Some(urls.clone()),
        };
        self.note(NumberChange::Sold(sold.clone())).await?;
        match fault {
            Some(_) => Err(NumberError::Unknown { reason: "no answer in time".to_owned() }),
            None => Ok(owned(&sold)),
        }
    }

    async fn configure(
        &self,
        of: Option<&Subaccount>,
        id: &ProviderId,
        urls: &NumberUrls,
    ) -> Result<OwnedNumber, NumberError> {
        let mine = self.mine(of).await?.into_iter().find(|one| id_of(&one.number) == *id);
        let Some(mine) = mine else { return Err(NumberError::Gone) };
        let change = NumberChange::Configured { configured: mine.number.clone(), urls: urls.clone() };
        self.note(change).await?;
        Ok(owned(&SoldNumber { urls: Some(urls.clone()), ..mine }))
    }

    async fn release(&self, of: Option<&Subaccount>, id: &ProviderId) -> Result<(), NumberError> {
        let fault = self.fault(|one| matches!(one, NumberFault::NotReleased(_)));
        if let Some(NumberFault::NotReleased(error)) = fault {
            return Err(error);
        }
        match self.mine(of).await?.into_iter().find(|one| id_of(&one.number) == *id) {
            Some(mine) => self.note(NumberChange::Released { released: mine.number }).await,
            None => Ok(()),
        }
    }

    async fn registration(
        &self,
        _: Option<&Subaccount>,
        number: &OwnedNumber,
    ) -> Result<Registration, NumberError> {
        let all = self.registrations.lock().unwrap_or_else(PoisonError::into_inner);
        let usual = match number.number.as_str() {
            _ if is_toll_free(&number.number) => RegistrationState::InReview,
            north_american if north_american.starts_with("+1") => RegistrationState::Missing,
            _ => RegistrationState::NotNeeded,
        };
        Ok(all.get(number.number.as_str()).cloned().unwrap_or_else(|| usual.into()))
    }

    async fn open_subaccount(&self, label: &str) -> Result<Subaccount, NumberError> {
        let name: String = label.bytes().map(|byte| format!("{byte:02x}")).collect();
        let name = &name[name.len().saturating_sub(32)..];
        let id = ProviderId::parse(&format!("AC{name:0>32}")).expect("letters and digits");
        Ok(Subaccount { token: Secret::new(format!("token-of-{id}")), id })
    }
}

fn broken(error: &io::Error) -> NumberError {
    NumberError::Unreachable { reason: format!("the fake's journal: {error}") }
}

impl fmt::Debug for FakeNumbers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FakeNumbers").finish_non_exhaustive()
    }
}
