//! The salons that tests work in, founded through the modules' own doors.

use std::sync::Arc;

use bolt::app::{App, Outside};
use bolt::ids::{AddOnId, EmployeeId, ServiceId, TenantId, UserId};
use bolt::instant::Instant;
use bolt::modules::auth::{self, Role};
use bolt::modules::employees::{self, NewEmployee, Skill};
use bolt::modules::services::{self, NewAddOn, NewService, Timing};
use bolt::modules::telephony;
use bolt::modules::tenants::{self, Founding, WeeklyWindow};
use bolt::tenancy::{PlatformAccess, PlatformDb, TenantDb, TenantScope};
use jiff::tz::TimeZone;
use providers::clock::FixedClock;
use providers::phone::PhoneNumber;
use providers::sms::FakeSms;
use serde_json::{Value, json};

use super::rows::Rows;
use super::{NOW, TestApp, moment};

/// Everybody's password.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// Both salons.
#[derive(Clone)]
pub(crate) struct Salons {
    pub(crate) salon: Salon,
    pub(crate) other: Salon,
}

/// A salon, and how to come in.
#[derive(Clone)]
pub(crate) struct Salon {
    pub(crate) id: TenantId,
    pub(crate) scope: TenantScope,
    pub(crate) name: &'static str,
    pub(crate) zone: TimeZone,
    /// What callers dial.
    pub(crate) number: &'static str,
    /// A key for the AI endpoints.
    pub(crate) key: String,
    pub(crate) email: String,
    pub(crate) services: Vec<Named<ServiceId>>,
    pub(crate) add_ons: Vec<Named<AddOnId>>,
    pub(crate) employees: Vec<Named<EmployeeId>>,
}

/// An id with the name it stands for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Named<Id> {
    pub(crate) name: &'static str,
    pub(crate) id: Id,
}

#[track_caller]
fn find<Id: Copy>(all: &[Named<Id>], name: &str) -> Id {
    all.iter().find(|one| one.name == name).unwrap_or_else(|| panic!("no {name} here")).id
}

impl Salon {
    #[track_caller]
    pub(crate) fn service(&self, name: &str) -> ServiceId {
        find(&self.services, name)
    }

    #[track_caller]
    pub(crate) fn add_on(&self, name: &str) -> AddOnId {
        find(&self.add_ons, name)
    }

    #[track_caller]
    pub(crate) fn employee(&self, name: &str) -> EmployeeId {
        find(&self.employees, name)
    }

    /// A time on the salon's clock: `at("2026-03-11T10:00")`.
    #[track_caller]
    pub(crate) fn at(&self, local: &str) -> String {
        let local: jiff::civil::DateTime = local.parse().unwrap_or_else(|error| panic!("{local}: {error}"));
        local.to_zoned(self.zone.clone()).expect("the zone knows it").timestamp().to_string()
    }

    /// The body of a booking.
    #[track_caller]
    pub(crate) fn booking(&self, service: &str, employee: Option<&str>, local: &str) -> Value {
        json!({
            "serviceId": self.service(service),
            "employeeId": employee.map(|name| self.employee(name)),
            "startsAt": self.at(local),
            "customer": { "name": "Dana Whitlock", "phone": "+13475550151" },
        })
    }

    /// The salon's rows, by the application's own way.
    pub(crate) fn db(&self, app: &App) -> TenantDb {
        TenantDb::new(&app.database, self.scope)
    }
}

impl TestApp {
    /// Logs the salon's owner in.
    pub(crate) async fn owner(&self, salon: &Salon) -> String {
        self.log_in(&salon.email, PASSWORD).await
    }

    /// Logs somebody in and hands out the token.
    pub(crate) async fn log_in(&self, email: &str, password: &str) -> String {
        let answer =
            self.post("/api/auth/login").json(&json!({ "email": email, "password": password })).send().await;
        answer.ok().data()["token"].as_str().expect("a token").to_owned()
    }

    /// Adds somebody with this role and logs them in.
    pub(crate) async fn member(&self, salon: &Salon, role: Role) -> String {
        let email = format!("{role:?}-{}@salon.test", uuid::Uuid::new_v4().simple()).to_lowercase();
        add_user(&self.rows, salon.id, &email, role).await;
        self.log_in(&email, PASSWORD).await
    }
}

/// A person with a place in a salon. The hash is cheap, since a dear one would be most of the tests' time.
pub(crate) async fn add_user(rows: &Rows, tenant: TenantId, email: &str, role: Role) -> UserId {
    let id = UserId::generate();
    let now = moment(NOW).as_millisecond();
    let hash = bcrypt::hash(PASSWORD, 4).expect("a hash");
    let user = [
        ("id", id.into()),
        ("email", email.into()),
        ("name", "Maya Ellison".into()),
        ("password_hash", hash.into()),
        ("is_disabled", false.into()),
        ("created_at", now.into()),
        ("updated_at", now.into()),
    ];
    rows.insert("users", &user).await.expect("a person");
    let role = match role {
        Role::Stylist => "STYLIST",
        Role::FrontDesk => "FRONT_DESK",
        Role::Manager => "MANAGER",
        Role::Owner => "OWNER",
    };
    let membership = [
        ("tenant_id", tenant.into()),
        ("user_id", id.into()),
        ("role", role.into()),
        ("created_at", now.into()),
    ];
    rows.insert("memberships", &membership).await.expect("their place");
    id
}

/// Name, telephone, services, week (weekday, from and to in minutes).
pub(crate) type Person = (&'static str, &'static str, &'static [&'static str], &'static [(i8, u16, u16)]);

/// What a salon is made of.
pub(crate) struct Plan {
    pub(crate) name: &'static str,
    pub(crate) zone: &'static str,
    pub(crate) currency: &'static str,
    pub(crate) country: &'static str,
    pub(crate) number: &'static str,
    pub(crate) forward_to: Option<&'static str>,
    /// Weekday (1 is Monday), from and to in minutes.
    pub(crate) hours: &'static [(i8, u16, u16)],
    /// Name, minutes, cents, and the services it goes with.
    pub(crate) add_ons: &'static [(&'static str, u32, i64, &'static [&'static str])],
    /// Name, minutes, cents, other words.
    pub(crate) services: &'static [(&'static str, u32, i64, &'static [&'static str])],
    pub(crate) people: &'static [Person],
}

const H: u16 = 60;

const NEW_YORK: Plan = Plan {
    name: "Harbour Hair",
    zone: "America/New_York",
    currency: "USD",
    country: "US",
    number: "+12125550180",
    forward_to: Some("+12125550181"),
    hours: &[
        (1, 9 * H, 18 * H),
        (2, 9 * H, 18 * H),
        (3, 9 * H, 18 * H),
        (4, 9 * H, 18 * H),
        (5, 9 * H, 19 * H),
        (6, 9 * H, 16 * H),
    ],
    add_ons: &[
        ("Deep conditioning", 15, 2_500, &["Women's haircut", "Highlights"]),
        ("Scalp massage", 10, 1_550, &["Women's haircut"]),
        ("Beard trim", 15, 2_000, &["Men's haircut"]),
    ],
    services: &[
        ("Women's haircut", 45, 7_500, &["ladies cut", "womens cut"]),
        ("Men's haircut", 30, 4_500, &["mens cut", "gents cut"]),
        ("Highlights", 120, 17_500, &["foils", "streaks"]),
    ],
    people: &[
        (
            "Anna",
            "+16465550111",
            &["Women's haircut", "Men's haircut", "Highlights"],
            &[
                (2, 9 * H, 17 * H),
                (3, 9 * H, 17 * H),
                (4, 9 * H, 17 * H),
                (5, 9 * H, 17 * H),
                (6, 9 * H, 16 * H),
            ],
        ),
        (
            "Marcus",
            "+16465550112",
            &["Women's haircut", "Men's haircut"],
            &[
                (1, 10 * H, 18 * H),
                (2, 10 * H, 18 * H),
                (3, 10 * H, 18 * H),
                (4, 10 * H, 18 * H),
                (5, 10 * H, 18 * H),
            ],
        ),
        ("Priya", "+16465550113", &["Highlights"], &[(4, 9 * H, 18 * H), (5, 9 * H, 18 * H)]),
    ],
};

const BERLIN: Plan = Plan {
    name: "Haarwerk",
    zone: "Europe/Berlin",
    currency: "EUR",
    country: "DE",
    number: "+4930901820",
    forward_to: None,
    hours: &[(2, 10 * H, 19 * H), (3, 10 * H, 19 * H), (4, 10 * H, 19 * H), (5, 10 * H, 19 * H)],
    add_ons: &[("Beard trim", 15, 1_500, &["Haircut"])],
    services: &[("Haircut", 30, 3_500, &["cut"])],
    people: &[(
        "Jonas",
        "+4915112345678",
        &["Haircut"],
        &[(2, 10 * H, 19 * H), (3, 10 * H, 19 * H), (4, 10 * H, 19 * H)],
    )],
};

/// Founds both salons in an empty database.
pub(crate) async fn found_both(url: &str) -> Salons {
    let clock = Arc::new(FixedClock::at(moment(NOW)));
    let sms = Arc::new(FakeSms::in_memory(clock.clone()));
    let folder = tempfile::tempdir().expect("a folder");
    let data_dir = folder.path().to_string_lossy().into_owned();
    let arguments =
        ["bolt", "--database-url", url, "--data-dir", &data_dir, "--jwt-secret", super::JWT_SECRET];
    let config = super::arguments(&arguments);
    let app = App::open_with(config, clock, Outside { sms: Some(sms), ..Outside::default() })
        .await
        .expect("the application opens");
    let rows = Rows::open(url).await;
    let salons =
        Salons { salon: found(&app, &rows, &NEW_YORK).await, other: found(&app, &rows, &BERLIN).await };
    rows.settle().await;
    rows.connection.close().await.expect("it closes");
    salons
}

/// Founds a salon.
pub(crate) async fn found(app: &App, rows: &Rows, plan: &Plan) -> Salon {
    let now = Instant::from(app.clock.now());
    let platform = PlatformDb::new(&app.database, PlatformAccess::Founding);
    let tx = platform.begin().await.expect("a transaction");
    let founding = Founding {
        name: plan.name.to_owned(),
        timezone: plan.zone.to_owned(),
        currency: plan.currency.to_owned(),
        locale: "en-US".to_owned(),
        country: plan.country.to_owned(),
        address: Some("1 Pier Street".to_owned()),
        forward_to: plan.forward_to.map(str::to_owned),
        observes_holidays: false,
    };
    let (id, scope) = tenants::found(&tx, founding, None, now).await.expect("a salon");
    tx.commit().await.expect("committed");

    let tx = TenantDb::new(&app.database, scope).begin().await.expect("a transaction");
    tenants::add_opening_hours(&tx, &windows(plan.hours)).await.expect("hours");
    let mut add_ons = Vec::new();
    for ((name, duration_minutes, price_cents, _), position) in plan.add_ons.iter().copied().zip(1..) {
        let new = NewAddOn { name: name.to_owned(), duration_minutes, price_cents, position };
        add_ons.push(Named { name, id: services::add_add_on(&tx, new, now).await.expect("an extra") });
    }
    let mut offered = Vec::new();
    for ((name, duration_minutes, price_cents, synonyms), position) in plan.services.iter().copied().zip(1..)
    {
        let goes_with = plan.add_ons.iter().filter(|add_on| add_on.3.contains(&name));
        let new = NewService {
            name: name.to_owned(),
            category: "Hair".to_owned(),
            description: None,
            timing: Timing::plain(duration_minutes),
            price_cents,
            synonyms: synonyms.iter().map(|word| (*word).to_owned()).collect(),
            add_on_ids: goes_with.map(|add_on| find(&add_ons, add_on.0)).collect(),
            needs: Vec::new(),
            position,
        };
        offered.push(Named { name, id: services::add(&tx, new, now).await.expect("a service") });
    }
    let mut people = Vec::new();
    for ((name, phone, does, week), position) in plan.people.iter().copied().zip(1..) {
        let new = NewEmployee {
            phone: Some(phone.to_owned()),
            weekly_hours: windows(week),
            skills: does.iter().map(|service| Skill::usual(find(&offered, service))).collect(),
            position,
            ..NewEmployee::named(name, "#7c3aed")
        };
        people.push(Named { name, id: employees::add(&tx, new, now).await.expect("somebody") });
    }
    let number = PhoneNumber::from_e164(plan.number).expect("E.164");
    telephony::add_number(&tx, &number, now).await.expect("a number");
    let key = auth::make_api_key(&tx, "Tests", now).await.expect("a key").secret;
    tx.commit().await.expect("committed");

    let email = format!("owner@{}.test", plan.name.to_lowercase().replace(' ', "-"));
    add_user(rows, id, &email, Role::Owner).await;
    Salon {
        id,
        scope,
        name: plan.name,
        zone: TimeZone::get(plan.zone).expect("a zone"),
        number: plan.number,
        key,
        email,
        services: offered,
        add_ons,
        employees: people,
    }
}

fn windows(week: &[(i8, u16, u16)]) -> Vec<WeeklyWindow> {
    week.iter()
        .map(|(weekday, from, to)| WeeklyWindow {
            weekday: *weekday,
            starts_minute: *from,
            ends_minute: *to,
            weeks: scheduling::Weeks::Every,
        })
        .collect()
}
