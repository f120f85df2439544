//! Who works in the demonstration salon, what it offers, when it is open.

use sea_orm::DbErr;

use crate::ids::{AddOnId, ServiceId};
use crate::instant::Instant;
use crate::modules::employees::{self, NewEmployee};
use crate::modules::services::{self, NewAddOn, NewService};
use crate::modules::tenants::{self, Founding, WeeklyWindow};
use crate::tenancy::TenantTx;

pub(super) fn founding() -> Founding {
    Founding {
        name: "Luma Hair Studio".to_owned(),
        timezone: "America/New_York".to_owned(),
        currency: "USD".to_owned(),
        locale: "en-US".to_owned(),
        country: "US".to_owned(),
        address: Some("214 Mercer Street, New York".to_owned()),
        forward_to: Some("+12125550143".to_owned()),
    }
}

/// Name, minutes, price, services it goes with (by their place below).
const ADD_ONS: [(&str, u32, i64, &[usize]); 5] = [
    ("Deep conditioning treatment", 15, 2_500, &[0, 1, 4, 5, 6, 7, 8]),
    ("Scalp massage", 10, 1_500, &[0, 1, 2, 4]),
    ("Beard trim", 15, 2_000, &[1, 2]),
    ("Toner", 20, 4_000, &[6, 7, 8]),
    ("Bond builder", 10, 4_500, &[5, 6, 7, 8, 10]),
];

/// Name, category, minutes, price, other words, what it is.
type Offer = (&'static str, &'static str, u32, i64, &'static [&'static str], &'static str);

const SERVICES: [Offer; 12] = [
    (
        "Women's haircut",
        "Cuts",
        45,
        7_500,
        &["haircut", "ladies cut", "cut", "trim"],
        "Consultation, wash, cut and style.",
    ),
    (
        "Men's haircut",
        "Cuts",
        30,
        4_500,
        &["mens cut", "gents cut", "haircut for him"],
        "Scissors or clippers, wash included.",
    ),
    (
        "Children's haircut",
        "Cuts",
        30,
        3_000,
        &["kids cut", "kids haircut", "childs haircut"],
        "Up to 12 years.",
    ),
    ("Fringe trim", "Cuts", 15, 1_500, &["bang trim", "bangs"], "Between cuts."),
    ("Blow-dry", "Styling", 45, 5_000, &["blow out", "blowout", "wash and blow dry"], "Wash and style."),
    (
        "Root touch-up",
        "Colour",
        75,
        9_500,
        &["roots", "root color", "regrowth"],
        "Up to an inch and a half of regrowth.",
    ),
    (
        "Full colour",
        "Colour",
        105,
        14_000,
        &["color", "all over color", "hair dye"],
        "One shade, roots to ends.",
    ),
    (
        "Highlights",
        "Colour",
        120,
        17_500,
        &["foils", "hilites", "streaks"],
        "Half or full head, with a blow-dry.",
    ),
    (
        "Balayage",
        "Colour",
        150,
        22_500,
        &["ombre", "hand painted highlights"],
        "Hand-painted, with a blow-dry.",
    ),
    (
        "Updo",
        "Styling",
        60,
        9_500,
        &["bridal hair", "wedding hair", "prom hair"],
        "For weddings and evenings.",
    ),
    (
        "Keratin treatment",
        "Treatments",
        150,
        25_000,
        &["smoothing treatment", "brazilian blowout"],
        "Smooth for about three months.",
    ),
    ("Scalp treatment", "Treatments", 30, 5_500, &["scalp facial"], "Exfoliation and massage."),
];

/// Name, telephone, colour, services (by their place above), week as (weekday, from, to).
type Stylist = (&'static str, &'static str, &'static str, &'static [usize], &'static [(i8, u16, u16)]);

const H: u16 = 60;

const STYLISTS: [Stylist; 4] = [
    (
        "Anna",
        "+16465550111",
        "#7c3aed",
        &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        &[
            (2, 9 * H, 17 * H),
            (3, 9 * H, 17 * H),
            (4, 11 * H, 19 * H),
            (5, 9 * H, 17 * H),
            (6, 9 * H, 16 * H),
        ],
    ),
    (
        "Marcus",
        "+16465550112",
        "#0f766e",
        &[0, 1, 2, 3, 4],
        &[
            (1, 10 * H, 14 * H),
            (1, 15 * H, 19 * H),
            (2, 10 * H, 14 * H),
            (2, 15 * H, 19 * H),
            (3, 10 * H, 18 * H),
            (5, 12 * H, 20 * H),
            (6, 9 * H, 16 * H),
        ],
    ),
    (
        "Priya",
        "+16465550113",
        "#b45309",
        &[0, 4, 5, 6, 7, 8, 9, 10, 11],
        &[(1, 9 * H, 17 * H), (3, 11 * H, 19 * H), (4, 9 * H, 18 * H), (5, 10 * H, 20 * H)],
    ),
    (
        "Caitlin",
        "+16465550114",
        "#be185d",
        &[0, 1, 2, 3, 4, 5, 9, 11],
        &[(1, 9 * H, 15 * H), (2, 9 * H, 15 * H), (4, 9 * H, 15 * H), (6, 9 * H, 16 * H)],
    ),
];

const OPENING_HOURS: [(i8, u16, u16); 6] = [
    (1, 9 * H, 19 * H),
    (2, 9 * H, 19 * H),
    (3, 9 * H, 19 * H),
    (4, 9 * H, 19 * H),
    (5, 9 * H, 20 * H),
    (6, 9 * H, 16 * H),
];

/// Writes hours, extras, services and people.
pub(super) async fn furnish(tx: &TenantTx, now: Instant) -> Result<(), DbErr> {
    tenants::add_opening_hours(tx, &windows(&OPENING_HOURS)).await?;
    let mut add_on_ids: Vec<AddOnId> = Vec::new();
    for ((name, duration_minutes, price_cents, _), position) in ADD_ONS.into_iter().zip(1..) {
        let new = NewAddOn { name: name.to_owned(), duration_minutes, price_cents, position };
        add_on_ids.push(services::add_add_on(tx, new, now).await?);
    }
    let mut service_ids: Vec<ServiceId> = Vec::new();
    for (place, (name, category, duration_minutes, price_cents, synonyms, description)) in
        SERVICES.into_iter().enumerate()
    {
        let goes_with = |(_, _, _, services): &(&str, u32, i64, &[usize])| services.contains(&place);
        let new = NewService {
            name: name.to_owned(),
            category: category.to_owned(),
            description: Some(description.to_owned()),
            duration_minutes,
            price_cents,
            synonyms: synonyms.iter().map(|word| (*word).to_owned()).collect(),
            add_on_ids: ADD_ONS
                .iter()
                .zip(&add_on_ids)
                .filter(|(add_on, _)| goes_with(add_on))
                .map(|(_, id)| *id)
                .collect(),
            position: i32::try_from(place).unwrap_or(0),
        };
        service_ids.push(services::add(tx, new, now).await?);
    }
    for ((name, phone, color, does, week), position) in STYLISTS.into_iter().zip(1..) {
        let new = NewEmployee {
            name: name.to_owned(),
            email: Some(format!("{}@luma.example", name.to_lowercase())),
            phone: Some(phone.to_owned()),
            color: color.to_owned(),
            weekly_hours: windows(week),
            service_ids: does.iter().filter_map(|place| service_ids.get(*place).copied()).collect(),
            position,
        };
        employees::add(tx, new, now).await?;
    }
    Ok(())
}

fn windows(week: &[(i8, u16, u16)]) -> Vec<WeeklyWindow> {
    let window = |(weekday, starts_minute, ends_minute): &(i8, u16, u16)| WeeklyWindow {
        weekday: *weekday,
        starts_minute: *starts_minute,
        ends_minute: *ends_minute,
    };
    week.iter().map(window).collect()
}

/// Regulars: name and telephone.
pub(super) const CUSTOMERS: [(&str, &str); 36] = [
    ("Emma Stone-Rivera", "+19175550101"),
    ("Olivia Park", "+19175550102"),
    ("Ava Thompson", "+19175550103"),
    ("Sophia Nguyen", "+19175550104"),
    ("Isabella Rossi", "+19175550105"),
    ("Mia Castellano", "+19175550106"),
    ("Charlotte Webb", "+19175550107"),
    ("Amelia Okafor", "+19175550108"),
    ("Harper Quinn", "+19175550109"),
    ("Evelyn Brandt", "+19175550110"),
    ("Liam Fitzgerald", "+19175550111"),
    ("Noah Feldman", "+19175550112"),
    ("Ethan Cole", "+19175550113"),
    ("Mateo Alvarez", "+19175550114"),
    ("James Whitfield", "+19175550115"),
    ("Lucas Moreau", "+19175550116"),
    ("Abigail Sharma", "+19175550117"),
    ("Ella Johansson", "+19175550118"),
    ("Scarlett Dunn", "+19175550119"),
    ("Grace Kim", "+19175550120"),
    ("Chloe Bernard", "+19175550121"),
    ("Zoe Papadakis", "+19175550122"),
    ("Nora Haddad", "+19175550123"),
    ("Lily Chen", "+19175550124"),
    ("Hannah Weiss", "+19175550125"),
    ("Aria Mahmoud", "+19175550126"),
    ("Layla Hughes", "+19175550127"),
    ("Penelope Cruz-Ortiz", "+19175550128"),
    ("Riley Sutton", "+19175550129"),
    ("Henry Adler", "+19175550130"),
    ("Oliver Grant", "+19175550131"),
    ("Daniel Osei", "+19175550132"),
    ("Victoria Lang", "+19175550133"),
    ("Stella Marino", "+19175550134"),
    ("Naomi Fischer", "+19175550135"),
    ("Ruby Patel", "+19175550136"),
];

/// First names of those who only ever book at the desk; women, then men. With a surname each makes several people.
pub(super) const WOMEN: [&str; 20] = [
    "Alice", "Beatrix", "Camila", "Delia", "Esther", "Fiona", "Greta", "Helena", "Irene", "Joanna", "Kiara",
    "Leona", "Marisol", "Nadia", "Paloma", "Rosalind", "Simone", "Tessa", "Vera", "Willa",
];
pub(super) const MEN: [&str; 12] = [
    "Andre", "Benedict", "Caleb", "Dmitri", "Elias", "Felix", "Hugo", "Isaac", "Jonas", "Malik", "Rafael",
    "Tobias",
];
pub(super) const SURNAMES: [&str; 8] =
    ["Archer", "Bellamy", "Castillo", "Donovan", "Eriksen", "Fontaine", "Goldberg", "Hayashi"];
