//! Who works in the demonstration salon, what it offers, when it is open.
//!
//! It shows what a calendar can be asked to know: colours that develop while the stylist serves somebody else, a
//! treatment with time to air the room, basins that run out, somebody who takes longer and costs less, Saturdays by
//! turns, a day off, and a Sunday on which the salon is open all the same.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use scheduling::{Segment, SegmentKind, TimeOff, Weeks};
use sea_orm::DbErr;

use crate::ids::{AddOnId, ResourceId, ServiceId};
use crate::instant::Instant;
use crate::modules::employees::{self, Employee, NewEmployee, Skill};
use crate::modules::services::{self, Need, NewAddOn, NewService, Timing};
use crate::modules::tenants::{self, DayOverride, Founding, Salon, WeeklyWindow};
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
        // So that there is something to see on whatever day it is tried.
        observes_holidays: false,
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

/// The parts of services in which a colour develops, by their place above: work, developing, finishing.
const COLOURS: [(usize, [u32; 3]); 4] =
    [(5, [30, 30, 15]), (6, [45, 30, 30]), (7, [60, 30, 30]), (8, [75, 45, 30])];

/// The keratin treatment, by its place above, and how long the room is aired after it.
const KERATIN: usize = 10;
const AIRING_MINUTES: u32 = 15;

/// Equipment: its name, how many there are, which services need one throughout.
const EQUIPMENT: [(&str, u32, &[usize]); 2] =
    [(BASIN, 2, &[4, KERATIN, 11]), ("Colour station", 2, &[5, 6, 7, 8])];

/// Where colours are rinsed: needed in their last part only, which has this place among their parts.
const BASIN: &str = "Wash basin";
const RINSING: u32 = 2;

struct Stylist {
    name: &'static str,
    title: &'static str,
    phone: &'static str,
    color: &'static str,
    /// Services, by their place above.
    does: &'static [usize],
    week: &'static [WeeklyWindow],
}

/// A window of every week, from one full hour to another.
const fn on(weekday: i8, from: u16, to: u16) -> WeeklyWindow {
    WeeklyWindow { weekday, starts_minute: from * 60, ends_minute: to * 60, weeks: Weeks::Every }
}

/// The same every other week.
const fn by_turns(window: WeeklyWindow) -> WeeklyWindow {
    WeeklyWindow { weeks: Weeks::A, ..window }
}

const STYLISTS: [Stylist; 4] = [
    Stylist {
        name: "Anna",
        title: "Senior stylist",
        phone: "+16465550111",
        color: "#7c3aed",
        does: &[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
        week: &[on(2, 9, 17), on(3, 9, 17), on(4, 11, 19), on(5, 9, 17), on(6, 9, 16)],
    },
    Stylist {
        name: "Marcus",
        title: "Barber",
        phone: "+16465550112",
        color: "#0f766e",
        does: &[0, 1, 2, 3, 4],
        week: &[
            on(1, 10, 14),
            on(1, 15, 19),
            on(2, 10, 14),
            on(2, 15, 19),
            on(3, 10, 18),
            on(5, 12, 20),
            on(6, 9, 16),
        ],
    },
    Stylist {
        name: "Priya",
        title: "Colourist",
        phone: "+16465550113",
        color: "#b45309",
        does: &[0, 4, 5, 6, 7, 8, 9, 10, 11],
        week: &[on(1, 9, 17), on(3, 11, 19), on(4, 9, 18), on(5, 10, 20)],
    },
    Stylist {
        name: "Caitlin",
        title: "Junior stylist",
        phone: "+16465550114",
        color: "#be185d",
        does: &[0, 1, 2, 3, 4, 5, 9, 11],
        week: &[on(1, 9, 15), on(2, 9, 15), on(4, 9, 15), by_turns(on(6, 9, 16))],
    },
];

/// Who takes another time for a service, and another price: name, service by its place above, minutes, price.
const OWN_TERMS: (&str, usize, u32, i64) = ("Caitlin", 0, 60, 6_000);

/// Who has a day off soon.
const IS_AWAY: &str = "Priya";
/// Who works on the Sunday on which the salon is open, and when it is.
const WORK_ON_SUNDAY: [&str; 2] = ["Marcus", "Caitlin"];
const SUNDAY: (u16, u16) = (11 * 60, 16 * 60);

const OPENING_HOURS: [WeeklyWindow; 6] =
    [on(1, 9, 19), on(2, 9, 19), on(3, 9, 19), on(4, 9, 19), on(5, 9, 20), on(6, 9, 16)];

/// Writes hours, extras, equipment, services and people.
pub(super) async fn furnish(tx: &TenantTx, now: Instant) -> Result<(), DbErr> {
    tenants::add_opening_hours(tx, &OPENING_HOURS).await?;
    let mut add_on_ids: Vec<AddOnId> = Vec::new();
    for ((name, duration_minutes, price_cents, _), position) in ADD_ONS.into_iter().zip(1..) {
        let new = NewAddOn { name: name.to_owned(), duration_minutes, price_cents, position };
        add_on_ids.push(services::add_add_on(tx, new, now).await?);
    }
    let mut resource_ids: Vec<ResourceId> = Vec::new();
    for ((name, units, _), position) in EQUIPMENT.into_iter().zip(1..) {
        resource_ids.push(services::add_resource(tx, name.to_owned(), units, position, now).await?);
    }
    let mut service_ids: Vec<ServiceId> = Vec::new();
    for (place, (name, category, minutes, price_cents, synonyms, description)) in
        SERVICES.into_iter().enumerate()
    {
        let goes_with = |(_, _, _, services): &(&str, u32, i64, &[usize])| services.contains(&place);
        let is_colour = COLOURS.iter().any(|(colour, _)| *colour == place);
        let need = |((name, _, services), id): (&(&str, u32, &[usize]), &ResourceId)| {
            let in_the_end = *name == BASIN && is_colour;
            let segments = if in_the_end { vec![RINSING] } else { Vec::new() };
            (in_the_end || services.contains(&place)).then_some(Need { resource_id: *id, segments })
        };
        let new = NewService {
            name: name.to_owned(),
            category: category.to_owned(),
            description: Some(description.to_owned()),
            timing: timing(place, minutes),
            price_cents,
            synonyms: synonyms.iter().map(|word| (*word).to_owned()).collect(),
            add_on_ids: ADD_ONS
                .iter()
                .zip(&add_on_ids)
                .filter(|(add_on, _)| goes_with(add_on))
                .map(|(_, id)| *id)
                .collect(),
            needs: EQUIPMENT.iter().zip(&resource_ids).filter_map(need).collect(),
            position: i32::try_from(place).unwrap_or(0),
        };
        service_ids.push(services::add(tx, new, now).await?);
    }
    for (stylist, position) in STYLISTS.iter().zip(1..) {
        let Stylist { name, title, phone, color, does, week } = stylist;
        let skill = |place: &usize| {
            let usual = Skill::usual(*service_ids.get(*place)?);
            let (who, what, minutes, price_cents) = OWN_TERMS;
            let own = Skill { duration_minutes: Some(minutes), price_cents: Some(price_cents), ..usual };
            Some(if (who, what) == (*name, *place) { own } else { usual })
        };
        let new = NewEmployee {
            title: Some((*title).to_owned()),
            email: Some(format!("{}@luma.example", name.to_lowercase())),
            phone: Some((*phone).to_owned()),
            weekly_hours: week.to_vec(),
            skills: does.iter().filter_map(skill).collect(),
            position,
            ..NewEmployee::named(*name, *color)
        };
        employees::add(tx, new, now).await?;
    }
    Ok(())
}

/// What a service takes, by its place.
fn timing(place: usize, minutes: u32) -> Timing {
    let mut timing = Timing::plain(minutes);
    if let Some((_, [work, developing, finishing])) = COLOURS.iter().find(|(colour, _)| *colour == place) {
        timing.segments = vec![
            Segment::new(SegmentKind::Work, *work),
            Segment::new(SegmentKind::Processing, *developing),
            Segment::new(SegmentKind::Finishing, *finishing),
        ];
    }
    if place == KERATIN {
        timing.buffer_after_minutes = AIRING_MINUTES;
    }
    timing
}

/// Writes what is different on single days soon: somebody is away, and one Sunday the salon is open.
pub(super) async fn make_exceptions(
    tx: &TenantTx,
    salon: &Salon,
    today: Date,
    now: Instant,
) -> Result<(), DbErr> {
    let named = |name: &str| salon.employees.iter().find(|employee| employee.name == name);
    if let Some(employee) = named(IS_AWAY)
        && let Some(day) = next_day(today, 3, |day| works_on(employee, day))
    {
        let when = TimeOff::Days { first: day, last: day };
        employees::add_time_off(tx, employee.id, when, Some("Colour course".to_owned()), now).await?;
    }
    if let Some(sunday) = next_day(today, 2, |day| day.weekday() == Weekday::Sunday) {
        let note = Some("Mercer Street fair".to_owned());
        tenants::set_override(tx, sunday, &[DayOverride { day: sunday, window: Some(SUNDAY), note }]).await?;
        for employee in WORK_ON_SUNDAY.into_iter().filter_map(named) {
            employees::set_override(tx, employee.id, sunday, &[SUNDAY], Some("Mercer Street fair")).await?;
        }
    }
    tenants::catalogue_changed(tx).await
}

/// The first such day that is at least so many days ahead.
fn next_day(today: Date, ahead: i32, is_one: impl Fn(Date) -> bool) -> Option<Date> {
    (ahead..ahead + 14).filter_map(|days| today.checked_add(days.days()).ok()).find(|day| is_one(*day))
}

fn works_on(employee: &Employee, day: Date) -> bool {
    !hours_on(employee, day).is_empty()
}

/// When somebody works on a date, in minutes of the day.
pub(super) fn hours_on(employee: &Employee, day: Date) -> Vec<(u16, u16)> {
    let is_away =
        |when: &TimeOff| matches!(when, TimeOff::Days { first, last } if (*first..=*last).contains(&day));
    if employee.time_off.iter().any(|off| is_away(&off.when)) {
        return Vec::new();
    }
    let of_day: Vec<_> = employee.overrides.iter().filter(|(_, other)| other.day == day).collect();
    if !of_day.is_empty() {
        return of_day.into_iter().filter_map(|(_, other)| other.window).collect();
    }
    let weekday = day.weekday().to_monday_one_offset();
    let counts = |window: &&WeeklyWindow| {
        window.weekday == weekday && (window.weeks == Weeks::Every || window.weeks == Weeks::of(day))
    };
    let weekly = employee.weekly_hours.iter().filter(counts);
    weekly.map(|window| (window.starts_minute, window.ends_minute)).collect()
}

/// What the salon knows of some of its regulars, by their place below.
pub(super) struct Known {
    pub(super) customer: usize,
    pub(super) notes: Option<&'static str>,
    pub(super) preferences: Option<&'static str>,
    /// By whom they like to be served.
    pub(super) stylist: Option<&'static str>,
}

pub(super) const KNOWN: [Known; 6] = [
    Known {
        customer: 0,
        notes: Some("Allergic to PPD: patch test before any new colour."),
        preferences: Some("Quiet visit; oat milk in the coffee."),
        stylist: Some("Anna"),
    },
    Known {
        customer: 1,
        notes: Some("Balayage in warm tones, 7.3 and 9.3, 20 vol."),
        preferences: None,
        stylist: Some("Priya"),
    },
    Known {
        customer: 7,
        notes: None,
        preferences: Some("Round brush, volume at the crown. Likes the chair by the window."),
        stylist: None,
    },
    Known {
        customer: 11,
        notes: None,
        preferences: Some("Number 2 at the sides, scissors on top."),
        stylist: Some("Marcus"),
    },
    Known {
        customer: 19,
        notes: Some("Sensitive scalp: no scalp massage."),
        preferences: None,
        stylist: None,
    },
    Known {
        customer: 24,
        notes: Some("Always runs ten minutes late; full colour 6.0."),
        preferences: None,
        stylist: Some("Anna"),
    },
];

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
