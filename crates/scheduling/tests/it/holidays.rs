//! Public holidays against their official dates, and what holds for all of them.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use scheduling::holidays::{Holiday, countries, public_holidays};

/// The days off of 2024, 2025, 2026, 2027 and 2028. They can be looked up at opm.gov, canada.ca, gov.uk, gov.ie,
/// fairwork.gov.au, employment.govt.nz, bmi.bund.de, service-public.fr, boe.es, governo.it and riksdagen.se. One date
/// stands for the same in all years, a dash for none.
const OFFICIAL: &[(&str, &[(&str, &str)])] = &[
    (
        "US",
        &[
            ("new_years_day", "01-01 01-01 01-01 01-01 2027-12-31"),
            ("martin_luther_king_day", "01-15 01-20 01-19 01-18 01-17"),
            ("presidents_day", "02-19 02-17 02-16 02-15 02-21"),
            ("memorial_day", "05-27 05-26 05-25 05-31 05-29"),
            ("juneteenth", "06-19 06-19 06-19 06-18 06-19"),
            ("independence_day", "07-04 07-04 07-03 07-05 07-04"),
            ("labour_day", "09-02 09-01 09-07 09-06 09-04"),
            ("columbus_day", "10-14 10-13 10-12 10-11 10-09"),
            ("veterans_day", "11-11 11-11 11-11 11-11 11-10"),
            ("thanksgiving", "11-28 11-27 11-26 11-25 11-23"),
            ("christmas_day", "12-25 12-25 12-25 12-24 12-25"),
        ],
    ),
    (
        "CA",
        &[
            ("new_years_day", "01-01"),
            ("good_friday", "03-29 04-18 04-03 03-26 04-14"),
            ("victoria_day", "05-20 05-19 05-18 05-24 05-22"),
            ("canada_day", "07-01"),
            ("labour_day", "09-02 09-01 09-07 09-06 09-04"),
            ("truth_and_reconciliation_day", "09-30"),
            ("thanksgiving", "10-14 10-13 10-12 10-11 10-09"),
            ("remembrance_day", "11-11"),
            ("christmas_day", "12-25"),
            ("boxing_day", "12-26"),
        ],
    ),
    (
        "GB",
        &[
            ("new_years_day", "01-01 01-01 01-01 01-01 01-03"),
            ("good_friday", "03-29 04-18 04-03 03-26 04-14"),
            ("easter_monday", "04-01 04-21 04-06 03-29 04-17"),
            ("early_may_bank_holiday", "05-06 05-05 05-04 05-03 05-01"),
            ("spring_bank_holiday", "05-27 05-26 05-25 05-31 05-29"),
            ("summer_bank_holiday", "08-26 08-25 08-31 08-30 08-28"),
            ("christmas_day", "12-25 12-25 12-25 12-27 12-25"),
            ("boxing_day", "12-26 12-26 12-28 12-28 12-26"),
        ],
    ),
    (
        "IE",
        &[
            ("new_years_day", "01-01"),
            ("st_brigids_day", "02-05 02-03 02-02 02-01 02-07"),
            ("st_patricks_day", "03-17"),
            ("easter_monday", "04-01 04-21 04-06 03-29 04-17"),
            ("may_bank_holiday", "05-06 05-05 05-04 05-03 05-01"),
            ("june_bank_holiday", "06-03 06-02 06-01 06-07 06-05"),
            ("august_bank_holiday", "08-05 08-04 08-03 08-02 08-07"),
            ("october_bank_holiday", "10-28 10-27 10-26 10-25 10-30"),
            ("christmas_day", "12-25"),
            ("boxing_day", "12-26"),
        ],
    ),
    (
        "AU",
        &[
            ("new_years_day", "01-01 01-01 01-01 01-01 01-03"),
            ("australia_day", "01-26 01-27 01-26 01-26 01-26"),
            ("good_friday", "03-29 04-18 04-03 03-26 04-14"),
            ("easter_monday", "04-01 04-21 04-06 03-29 04-17"),
            ("anzac_day", "04-25"),
            ("christmas_day", "12-25 12-25 12-25 12-27 12-25"),
            ("boxing_day", "12-26 12-26 12-28 12-28 12-26"),
        ],
    ),
    (
        "NZ",
        &[
            ("new_years_day", "01-01 01-01 01-01 01-01 01-03"),
            ("day_after_new_years_day", "01-02 01-02 01-02 01-04 01-04"),
            ("waitangi_day", "02-06 02-06 02-06 02-08 02-07"),
            ("good_friday", "03-29 04-18 04-03 03-26 04-14"),
            ("easter_monday", "04-01 04-21 04-06 03-29 04-17"),
            ("anzac_day", "04-25 04-25 04-27 04-26 04-25"),
            ("kings_birthday", "06-03 06-02 06-01 06-07 06-05"),
            ("matariki", "06-28 06-20 07-10 06-25 07-14"),
            ("labour_day", "10-28 10-27 10-26 10-25 10-23"),
            ("christmas_day", "12-25 12-25 12-25 12-27 12-25"),
            ("boxing_day", "12-26 12-26 12-28 12-28 12-26"),
        ],
    ),
    (
        "DE",
        &[
            ("new_years_day", "01-01"),
            ("good_friday", "03-29 04-18 04-03 03-26 04-14"),
            ("easter_monday", "04-01 04-21 04-06 03-29 04-17"),
            ("labour_day", "05-01"),
            ("ascension_day", "05-09 05-29 05-14 05-06 05-25"),
            ("whit_monday", "05-20 06-09 05-25 05-17 06-05"),
            ("german_unity_day", "10-03"),
            ("christmas_day", "12-25"),
            ("boxing_day", "12-26"),
        ],
    ),
    (
        "FR",
        &[
            ("new_years_day", "01-01"),
            ("easter_monday", "04-01 04-21 04-06 03-29 04-17"),
            ("labour_day", "05-01"),
            ("ascension_day", "05-09 05-29 05-14 05-06 05-25"),
            ("victory_day", "05-08"),
            ("whit_monday", "05-20 06-09 05-25 05-17 06-05"),
            ("national_day", "07-14"),
            ("assumption_day", "08-15"),
            ("all_saints_day", "11-01"),
            ("armistice_day", "11-11"),
            ("christmas_day", "12-25"),
        ],
    ),
    (
        "ES",
        &[
            ("new_years_day", "01-01"),
            ("epiphany", "01-06"),
            ("good_friday", "03-29 04-18 04-03 03-26 04-14"),
            ("labour_day", "05-01"),
            ("assumption_day", "08-15"),
            ("national_day", "10-12"),
            ("all_saints_day", "11-01"),
            ("constitution_day", "12-06"),
            ("immaculate_conception", "12-08"),
            ("christmas_day", "12-25"),
        ],
    ),
    (
        "IT",
        &[
            ("new_years_day", "01-01"),
            ("epiphany", "01-06"),
            ("easter_monday", "04-01 04-21 04-06 03-29 04-17"),
            ("liberation_day", "04-25"),
            ("labour_day", "05-01"),
            ("republic_day", "06-02"),
            ("assumption_day", "08-15"),
            ("st_francis_day", "- - 10-04 10-04 10-04"),
            ("all_saints_day", "11-01"),
            ("immaculate_conception", "12-08"),
            ("christmas_day", "12-25"),
            ("boxing_day", "12-26"),
        ],
    ),
    (
        "SE",
        &[
            ("new_years_day", "01-01"),
            ("epiphany", "01-06"),
            ("good_friday", "03-29 04-18 04-03 03-26 04-14"),
            ("easter_sunday", "03-31 04-20 04-05 03-28 04-16"),
            ("easter_monday", "04-01 04-21 04-06 03-29 04-17"),
            ("labour_day", "05-01"),
            ("ascension_day", "05-09 05-29 05-14 05-06 05-25"),
            ("whit_sunday", "05-19 06-08 05-24 05-16 06-04"),
            ("national_day", "06-06"),
            ("midsummer_day", "06-22 06-21 06-20 06-26 06-24"),
            ("all_saints_day", "11-02 11-01 10-31 11-06 11-04"),
            ("christmas_day", "12-25"),
            ("boxing_day", "12-26"),
        ],
    ),
];

/// The day off by key and year of the day itself.
fn official(rows: &[(&'static str, &str)]) -> BTreeSet<(Date, &'static str)> {
    let mut dates = BTreeSet::new();
    for (key, row) in rows {
        let columns: Vec<&str> = row.split(' ').collect();
        for (nth, year) in (2024..=2028).enumerate() {
            let text = columns.get(nth).unwrap_or(&columns[0]);
            let text = if text.len() == 5 { format!("{year}-{text}") } else { (*text).to_owned() };
            dates.extend((text != "-").then(|| (text.parse::<Date>().unwrap(), *key)));
        }
    }
    dates
}

fn holiday(country: &str, year: i16, key: &str) -> Option<Holiday> {
    public_holidays(country, year).into_iter().find(|holiday| holiday.key == key)
}

/// The day off in this year, as text; empty if there is none.
fn day_off(country: &str, year: i16, key: &str) -> String {
    holiday(country, year, key).map_or(String::new(), |holiday| holiday.date.to_string())
}

#[test]
fn holidays_are_on_the_official_dates_and_there_are_no_others() {
    for (country, rows) in OFFICIAL {
        let known: BTreeSet<(Date, &str)> = (2024..=2028)
            .flat_map(|year| public_holidays(country, year))
            .map(|holiday| (holiday.date, holiday.key))
            .collect();

        assert_eq!(known, official(rows), "{country}");
    }
}

#[test]
fn a_holiday_observed_in_the_year_before_its_own_is_one_of_that_year() {
    let in_2027: Vec<(String, &str)> = public_holidays("US", 2027)
        .iter()
        .filter(|holiday| holiday.key == "new_years_day")
        .map(|holiday| (holiday.date.to_string(), holiday.name))
        .collect();

    let both = ["2027-01-01", "2027-12-31"].map(|date| (date.to_owned(), "New Year's Day"));
    assert_eq!(in_2027, both);
    assert_eq!(holiday("US", 2028, "new_years_day"), None);
    assert_eq!(day_off("US", 2100, "new_years_day"), "2100-01-01");
    // 1 January 2101 is a Saturday.
    assert_eq!(public_holidays("US", 2100).last().unwrap().date.to_string(), "2100-12-31");
}

#[test]
fn a_holiday_on_a_weekend_keeps_the_day_itself_in_mind() {
    // Country, key, the day itself, the day off.
    for (country, key, falls_on, date) in [
        ("US", "independence_day", "2026-07-04", "2026-07-03"),
        ("US", "independence_day", "2027-07-04", "2027-07-05"),
        ("US", "independence_day", "2028-07-04", "2028-07-04"),
        ("CA", "canada_day", "2029-07-01", "2029-07-02"),
        ("CA", "canada_day", "2028-07-01", "2028-07-01"), // a Saturday stays
        ("GB", "christmas_day", "2027-12-25", "2027-12-27"),
        ("GB", "boxing_day", "2027-12-26", "2027-12-28"),
        // Monday is Boxing Day anyway, so Christmas Day is made up for on Tuesday.
        ("GB", "christmas_day", "2022-12-25", "2022-12-27"),
        ("GB", "boxing_day", "2022-12-26", "2022-12-26"),
        ("NZ", "new_years_day", "2023-01-01", "2023-01-03"),
        ("NZ", "day_after_new_years_day", "2023-01-02", "2023-01-02"),
        ("IE", "christmas_day", "2027-12-25", "2027-12-25"),
        ("NL", "kings_day", "2025-04-27", "2025-04-26"),
        ("ZA", "womens_day", "2026-08-09", "2026-08-10"),
        ("ZA", "human_rights_day", "2026-03-21", "2026-03-21"), // a Saturday stays
    ] {
        let year: Date = date.parse().unwrap();
        let found = holiday(country, year.year(), key).unwrap();
        assert_eq!((found.falls_on.to_string(), found.date.to_string()), (falls_on.into(), date.into()));
    }
}

#[test]
fn holidays_begin_and_end_with_their_laws() {
    for (country, key, year, date) in [
        ("US", "juneteenth", 2020, ""),
        ("US", "juneteenth", 2021, "2021-06-18"),
        ("CA", "truth_and_reconciliation_day", 2020, ""),
        ("CA", "truth_and_reconciliation_day", 2021, "2021-09-30"),
        ("IE", "st_brigids_day", 2022, ""),
        ("IE", "st_brigids_day", 2023, "2023-02-06"),
        // The 1st is a Friday.
        ("IE", "st_brigids_day", 2030, "2030-02-01"),
        ("NZ", "matariki", 2021, ""),
        ("NZ", "matariki", 2022, "2022-06-24"),
        ("NZ", "matariki", 2052, "2052-06-21"),
        ("NZ", "matariki", 2053, ""),
        ("DK", "great_prayer_day", 2023, "2023-05-05"),
        ("DK", "great_prayer_day", 2024, ""),
        ("NL", "queens_day", 2013, "2013-04-30"),
        ("NL", "queens_day", 2014, ""),
        ("NL", "kings_day", 2014, "2014-04-26"),
        ("PL", "christmas_eve", 2024, ""),
        ("PL", "christmas_eve", 2025, "2025-12-24"),
        ("BR", "black_awareness_day", 2023, ""),
        ("BR", "black_awareness_day", 2024, "2024-11-20"),
        ("MX", "inauguration_day", 2024, "2024-10-01"),
        ("MX", "inauguration_day", 2025, ""),
        ("MX", "inauguration_day", 2030, "2030-10-01"),
        ("SE", "whit_monday", 2004, "2004-05-31"),
        ("SE", "whit_monday", 2005, ""),
    ] {
        assert_eq!(day_off(country, year, key), date, "{country}, {key} in {year}");
    }
}

#[test]
fn greece_keeps_easter_by_the_orthodox_calendar() {
    for (year, dates) in [
        (2024, ["2024-03-18", "2024-05-03", "2024-05-06", "2024-06-24"]),
        (2025, ["2025-03-03", "2025-04-18", "2025-04-21", "2025-06-09"]),
        (2026, ["2026-02-23", "2026-04-10", "2026-04-13", "2026-06-01"]),
        (2027, ["2027-03-15", "2027-04-30", "2027-05-03", "2027-06-21"]),
    ] {
        let keys = ["clean_monday", "good_friday", "easter_monday", "whit_monday"];
        assert_eq!(keys.map(|key| day_off("GR", year, key)), dates);
    }
}

#[test]
fn each_country_has_as_many_as_its_law_lists() {
    let number = |country| public_holidays(country, 2026).len();
    let expected = [
        ("AT", 13),
        ("AU", 7),
        ("BE", 10),
        ("BR", 10),
        ("CA", 10),
        ("CH", 4),
        ("CZ", 13),
        ("DE", 9),
        ("DK", 10),
        ("ES", 10),
        ("FI", 13),
        ("FR", 11),
        ("GB", 8),
        ("GR", 12),
        ("IE", 10),
        ("IT", 12),
        ("LU", 11),
        ("MX", 7),
        ("NL", 8),
        ("NO", 12),
        ("NZ", 11),
        ("PL", 14),
        ("PT", 13),
        ("SE", 13),
        ("US", 11),
        ("ZA", 12),
    ];

    assert_eq!(countries(), expected.map(|(country, _)| country));
    assert_eq!(expected.map(|(country, _)| (country, number(country))), expected);
}

#[test]
fn of_other_countries_and_years_nothing_is_known() {
    for (country, year) in [("XX", 2026), ("us", 2026), ("", 2026), ("USA", 2026), ("US", 1999), ("US", 2101)]
    {
        assert_eq!(public_holidays(country, year), [], "{country}, {year}");
    }
    assert_eq!(public_holidays("US", i16::MIN), []);
    assert_eq!(public_holidays("US", i16::MAX), []);
}

#[test]
fn whatever_the_country_and_year_the_list_is_in_order_and_names_nothing_twice() {
    for country in countries() {
        for year in 2000..=2100 {
            let holidays = public_holidays(country, year);

            assert!(holidays.is_sorted_by_key(|holiday| holiday.date), "{country}, {year}");
            let distinct: BTreeSet<_> = holidays.iter().map(|holiday| (holiday.date, holiday.key)).collect();
            assert_eq!(distinct.len(), holidays.len(), "{country}, {year}");
            for holiday in holidays {
                assert_eq!(holiday.date.year(), year, "{holiday:?}");
                assert!((holiday.date - holiday.falls_on).get_days().abs() <= 2, "{holiday:?}");
                let is_snake_case = |key: &str| key.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
                assert!(is_snake_case(holiday.key) && !holiday.name.is_empty(), "{holiday:?}");
            }
        }
    }
}

#[test]
fn none_is_lost_or_doubled_where_one_year_meets_the_next() {
    for country in countries() {
        let mut years: BTreeMap<&str, Vec<i16>> = BTreeMap::new();
        for holiday in (2029..=2052).flat_map(|year| public_holidays(country, year)) {
            years.entry(holiday.key).or_default().push(holiday.falls_on.year());
        }
        // Its president takes office once in six years.
        years.remove("inauguration_day");

        for (key, years) in years {
            let own: Vec<i16> = years.into_iter().filter(|year| (2030..=2050).contains(year)).collect();
            assert_eq!(own, (2030..=2050).collect::<Vec<_>>(), "{country}, {key}");
        }
    }
}
