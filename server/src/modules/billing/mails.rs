//! What salons are told about their money, in their owners' mail.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::entity::subscription::Plan;
use crate::app::App;

/// A mail's subject and words.
pub(super) struct Words {
    pub(super) subject: String,
    pub(super) text: String,
}

/// What a salon is told of, with its name and calendar.
pub(super) struct Writer<'a> {
    pub(super) app: &'a App,
    pub(super) salon: &'a str,
    pub(super) zone: &'a TimeZone,
}

impl Writer<'_> {
    fn page(&self) -> String {
        format!("{}/billing", self.app.config.public_url())
    }

    fn day(&self, at: Timestamp) -> String {
        at.to_zoned(self.zone.clone()).strftime("%A, %B %-d").to_string()
    }

    pub(super) fn welcome(&self, plan: Option<Plan>) -> Words {
        let (salon, home) = (self.salon, self.app.config.public_url());
        let plan = match plan {
            Some(Plan::Monthly) => "the monthly plan",
            Some(Plan::Yearly) => "the yearly plan",
            None => "your plan",
        };
        Words {
            subject: format!("Welcome to Bolt, {salon}"),
            text: format!(
                "thank you: {salon} is on {plan} now. Your receptionist is at work:\n\n{home}\n\nA mail with your \
                 telephone number follows as soon as you have it. Plan, invoices and card are here:\n\n{}",
                self.page()
            ),
        }
    }

    pub(super) fn number(&self, number: &str) -> Words {
        let (salon, home) = (self.salon, self.app.config.public_url());
        Words {
            subject: format!("{salon} has a telephone number"),
            text: format!(
                "callers reach your receptionist at {number}. Call it to hear how it goes, then forward your salon's \
                 telephone to it when nobody can answer:\n\n{home}/phone-number"
            ),
        }
    }

    pub(super) fn trial_ends(&self, days: i32, ends_at: Timestamp) -> Words {
        let (salon, day, page) = (self.salon, self.day(ends_at), self.page());
        let left = if days == 1 { "tomorrow".to_owned() } else { format!("in {days} days") };
        Words {
            subject: format!("Your trial of Bolt ends {left}"),
            text: format!(
                "the trial of {salon} ends on {day}. To go on without a break, choose a plan:\n\n{page}\n\nNothing is \
                 charged before the trial is over."
            ),
        }
    }

    pub(super) fn trial_over(&self, stops_at: Timestamp) -> Words {
        let (salon, day, page) = (self.salon, self.day(stops_at), self.page());
        Words {
            subject: "Your trial of Bolt is over".to_owned(),
            text: format!(
                "the trial of {salon} is over. Until {day} your receptionist goes on; after that, callers hear a message and \
                 are put through to you. Choose a plan here:\n\n{page}"
            ),
        }
    }

    pub(super) fn payment_failed(&self, stops_at: Timestamp) -> Words {
        let (salon, day, page) = (self.salon, self.day(stops_at), self.page());
        Words {
            subject: "Your payment for Bolt has failed".to_owned(),
            text: format!(
                "the last payment of {salon} did not go through. It is tried again, and your receptionist goes on until {day} \
                 at the latest. Please look at your card here:\n\n{page}"
            ),
        }
    }

    pub(super) fn suspended(&self) -> Words {
        let (salon, page) = (self.salon, self.page());
        Words {
            subject: format!("{salon} is suspended"),
            text: format!(
                "{salon} is suspended, because it is not paid for. Callers hear a message and are put through to you where a \
                 number is set; nothing is booked. Everything is still there, and goes on as soon as you pay:\n\n{page}"
            ),
        }
    }

    pub(super) fn restored(&self) -> Words {
        let (salon, home) = (self.salon, self.app.config.public_url());
        Words {
            subject: format!("{salon} is back"),
            text: format!("thank you: your receptionist is at work for {salon} again.\n\n{home}"),
        }
    }
}
