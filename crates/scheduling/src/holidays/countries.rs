//! The public holidays of each country, as its law has them, with the name of that law or of the official page.

use jiff::civil::Weekday::{Monday, Saturday, Thursday};

use super::rule::Rule::{ByWeekday, Easter, Fixed, Last, Listed, Nth, OnOrAfter, OnOrBefore, OrthodoxEaster};
use super::rule::{Observance, Recurring};

/// The codes of all countries here, in order.
pub(super) const COUNTRIES: &[&str] = &[
    "AT", "AU", "BE", "BR", "CA", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GR", "IE", "IT", "LU",
    "MX", "NL", "NO", "NZ", "PL", "PT", "SE", "US", "ZA",
];

/// The holidays of a country; none of one that is not here.
pub(super) fn holidays_of(country: &str) -> &'static [Recurring] {
    match country {
        "AT" => AUSTRIA,
        "AU" => AUSTRALIA,
        "BE" => BELGIUM,
        "BR" => BRAZIL,
        "CA" => CANADA,
        "CH" => SWITZERLAND,
        "CZ" => CZECHIA,
        "DE" => GERMANY,
        "DK" => DENMARK,
        "ES" => SPAIN,
        "FI" => FINLAND,
        "FR" => FRANCE,
        "GB" => UNITED_KINGDOM,
        "GR" => GREECE,
        "IE" => IRELAND,
        "IT" => ITALY,
        "LU" => LUXEMBOURG,
        "MX" => MEXICO,
        "NL" => NETHERLANDS,
        "NO" => NORWAY,
        "NZ" => NEW_ZEALAND,
        "PL" => POLAND,
        "PT" => PORTUGAL,
        "SE" => SWEDEN,
        "US" => UNITED_STATES,
        "ZA" => SOUTH_AFRICA,
        _ => &[],
    }
}

// Feasts of several countries.

const NEW_YEARS_DAY: Recurring = Recurring::new("new_years_day", "New Year's Day", Fixed(1, 1));
const EPIPHANY: Recurring = Recurring::new("epiphany", "Epiphany", Fixed(1, 6));
const MAUNDY_THURSDAY: Recurring = Recurring::new("maundy_thursday", "Maundy Thursday", Easter(-3));
const GOOD_FRIDAY: Recurring = Recurring::new("good_friday", "Good Friday", Easter(-2));
const EASTER_SUNDAY: Recurring = Recurring::new("easter_sunday", "Easter Sunday", Easter(0));
const EASTER_MONDAY: Recurring = Recurring::new("easter_monday", "Easter Monday", Easter(1));
const LABOUR_DAY: Recurring = Recurring::new("labour_day", "Labour Day", Fixed(5, 1));
const LABOUR_DAY_IN_SEPTEMBER: Recurring = Recurring::new("labour_day", "Labour Day", Nth(1, Monday, 9));
const VICTORY_DAY: Recurring = Recurring::new("victory_day", "Victory Day", Fixed(5, 8));
const ASCENSION_DAY: Recurring = Recurring::new("ascension_day", "Ascension Day", Easter(39));
const WHIT_SUNDAY: Recurring = Recurring::new("whit_sunday", "Whit Sunday", Easter(49));
const WHIT_MONDAY: Recurring = Recurring::new("whit_monday", "Whit Monday", Easter(50));
const CORPUS_CHRISTI: Recurring = Recurring::new("corpus_christi", "Corpus Christi", Easter(60));
const ASSUMPTION_DAY: Recurring = Recurring::new("assumption_day", "Assumption Day", Fixed(8, 15));
const ALL_SAINTS_DAY: Recurring = Recurring::new("all_saints_day", "All Saints' Day", Fixed(11, 1));
const ARMISTICE_DAY: Recurring = Recurring::new("armistice_day", "Armistice Day", Fixed(11, 11));
const IMMACULATE_CONCEPTION: Recurring =
    Recurring::new("immaculate_conception", "the Feast of the Immaculate Conception", Fixed(12, 8));
const CHRISTMAS_EVE: Recurring = Recurring::new("christmas_eve", "Christmas Eve", Fixed(12, 24));
const CHRISTMAS_DAY: Recurring = Recurring::new("christmas_day", "Christmas Day", Fixed(12, 25));
const BOXING_DAY: Recurring = Recurring::new("boxing_day", "Boxing Day", Fixed(12, 26));
const ST_STEPHENS_DAY: Recurring = BOXING_DAY.named("St. Stephen's Day");
const SECOND_DAY_OF_CHRISTMAS: Recurring = BOXING_DAY.named("the second day of Christmas");

/// Title 5 of the United States Code, section 6103, and for days off in place of a Sunday Executive Order 11582.
const UNITED_STATES: &[Recurring] = &[
    NEW_YEARS_DAY.observed(Observance::NEAREST_WEEKDAY),
    Recurring::new("martin_luther_king_day", "Martin Luther King Day", Nth(3, Monday, 1)),
    Recurring::new("presidents_day", "Presidents' Day", Nth(3, Monday, 2)),
    Recurring::new("memorial_day", "Memorial Day", Last(Monday, 5)),
    Recurring::new("juneteenth", "Juneteenth", Fixed(6, 19))
        .observed(Observance::NEAREST_WEEKDAY)
        .since(2021),
    Recurring::new("independence_day", "Independence Day", Fixed(7, 4)).observed(Observance::NEAREST_WEEKDAY),
    LABOUR_DAY_IN_SEPTEMBER.named("Labor Day"),
    Recurring::new("columbus_day", "Columbus Day", Nth(2, Monday, 10)),
    Recurring::new("veterans_day", "Veterans Day", Fixed(11, 11)).observed(Observance::NEAREST_WEEKDAY),
    Recurring::new("thanksgiving", "Thanksgiving", Nth(4, Thursday, 11)),
    CHRISTMAS_DAY.observed(Observance::NEAREST_WEEKDAY),
];

/// Canada Labour Code, section 166, and Holidays Act. The law gives a day off for others that fall on a weekend as
/// well, but leaves to employers which; only Canada Day is moved for all.
const CANADA: &[Recurring] = &[
    NEW_YEARS_DAY,
    GOOD_FRIDAY,
    Recurring::new("victoria_day", "Victoria Day", OnOrBefore(Monday, 5, 24)),
    Recurring::new("canada_day", "Canada Day", Fixed(7, 1)).observed(Observance::MONDAY_AFTER_SUNDAY),
    LABOUR_DAY_IN_SEPTEMBER,
    Recurring::new(
        "truth_and_reconciliation_day",
        "the National Day for Truth and Reconciliation",
        Fixed(9, 30),
    )
    .since(2021),
    Recurring::new("thanksgiving", "Thanksgiving", Nth(2, Monday, 10)),
    Recurring::new("remembrance_day", "Remembrance Day", Fixed(11, 11)),
    CHRISTMAS_DAY,
    BOXING_DAY,
];

/// England and Wales: Banking and Financial Dealings Act 1971, schedule 1, and royal proclamation; gov.uk/bank-holidays.
const UNITED_KINGDOM: &[Recurring] = &[
    NEW_YEARS_DAY.observed(Observance::MONDAY),
    GOOD_FRIDAY,
    EASTER_MONDAY,
    Recurring::new("early_may_bank_holiday", "the early May bank holiday", Nth(1, Monday, 5)),
    Recurring::new("spring_bank_holiday", "the spring bank holiday", Last(Monday, 5)),
    Recurring::new("summer_bank_holiday", "the summer bank holiday", Last(Monday, 8)),
    CHRISTMAS_DAY.observed(Observance::MONDAY_OR_TUESDAY),
    BOXING_DAY.observed(Observance::MONDAY_OR_TUESDAY),
];

/// Organisation of Working Time Act 1997, second schedule. No other day takes the place of a weekend by law.
const IRELAND: &[Recurring] = &[
    NEW_YEARS_DAY,
    // The first Monday in February, but on the 1st if that is a Friday.
    Recurring::new("st_brigids_day", "St. Brigid's Day", ByWeekday(2, 1, [0, 6, 5, 4, 0, 2, 1])).since(2023),
    Recurring::new("st_patricks_day", "St. Patrick's Day", Fixed(3, 17)),
    EASTER_MONDAY,
    Recurring::new("may_bank_holiday", "the May bank holiday", Nth(1, Monday, 5)),
    Recurring::new("june_bank_holiday", "the June bank holiday", Nth(1, Monday, 6)),
    Recurring::new("august_bank_holiday", "the August bank holiday", Nth(1, Monday, 8)),
    Recurring::new("october_bank_holiday", "the October bank holiday", Last(Monday, 10)),
    CHRISTMAS_DAY,
    ST_STEPHENS_DAY,
];

const ANZAC_DAY: Recurring = Recurring::new("anzac_day", "Anzac Day", Fixed(4, 25));

/// Fair Work Act 2009, section 115, with the days the states and territories agree on in place of a weekend (in most of
/// them the weekend's own day stays a holiday too). The King's Birthday is on different days in different states.
const AUSTRALIA: &[Recurring] = &[
    NEW_YEARS_DAY.observed(Observance::MONDAY),
    Recurring::new("australia_day", "Australia Day", Fixed(1, 26)).observed(Observance::MONDAY),
    GOOD_FRIDAY,
    EASTER_MONDAY,
    // Whether it is moved differs from state to state.
    ANZAC_DAY,
    CHRISTMAS_DAY.observed(Observance::MONDAY_OR_TUESDAY),
    BOXING_DAY.observed(Observance::MONDAY_OR_TUESDAY),
];

/// Holidays Act 2003, sections 44 to 45A, and Te Kāhui o Matariki Public Holiday Act 2022, whose schedule ends in 2052.
/// Whoever usually works on the weekend has the day itself off instead.
const NEW_ZEALAND: &[Recurring] = &[
    NEW_YEARS_DAY.observed(Observance::MONDAY_OR_TUESDAY),
    Recurring::new("day_after_new_years_day", "the day after New Year's Day", Fixed(1, 2))
        .observed(Observance::MONDAY_OR_TUESDAY),
    Recurring::new("waitangi_day", "Waitangi Day", Fixed(2, 6)).observed(Observance::MONDAY),
    GOOD_FRIDAY,
    EASTER_MONDAY,
    ANZAC_DAY.observed(Observance::MONDAY),
    Recurring::new("kings_birthday", "the King's Birthday", Nth(1, Monday, 6)),
    Recurring::new("matariki", "Matariki", Listed(MATARIKI)),
    Recurring::new("labour_day", "Labour Day", Nth(4, Monday, 10)),
    CHRISTMAS_DAY.observed(Observance::MONDAY_OR_TUESDAY),
    BOXING_DAY.observed(Observance::MONDAY_OR_TUESDAY),
];

const MATARIKI: &[(i16, i8, i8)] = &[
    (2022, 6, 24),
    (2023, 7, 14),
    (2024, 6, 28),
    (2025, 6, 20),
    (2026, 7, 10),
    (2027, 6, 25),
    (2028, 7, 14),
    (2029, 7, 6),
    (2030, 6, 21),
    (2031, 7, 11),
    (2032, 7, 2),
    (2033, 6, 24),
    (2034, 7, 7),
    (2035, 6, 29),
    (2036, 7, 18),
    (2037, 7, 10),
    (2038, 6, 25),
    (2039, 7, 15),
    (2040, 7, 6),
    (2041, 7, 19),
    (2042, 7, 11),
    (2043, 7, 3),
    (2044, 6, 24),
    (2045, 7, 7),
    (2046, 6, 29),
    (2047, 7, 19),
    (2048, 7, 3),
    (2049, 6, 25),
    (2050, 7, 15),
    (2051, 6, 30),
    (2052, 6, 21),
];

/// Unification Treaty, article 2, and what the holiday acts of all sixteen states have in common.
const GERMANY: &[Recurring] = &[
    NEW_YEARS_DAY,
    GOOD_FRIDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION_DAY,
    WHIT_MONDAY,
    Recurring::new("german_unity_day", "German Unity Day", Fixed(10, 3)),
    CHRISTMAS_DAY,
    SECOND_DAY_OF_CHRISTMAS,
];

/// Arbeitsruhegesetz, section 7.
const AUSTRIA: &[Recurring] = &[
    NEW_YEARS_DAY,
    EPIPHANY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION_DAY,
    WHIT_MONDAY,
    CORPUS_CHRISTI,
    ASSUMPTION_DAY,
    Recurring::new("national_day", "National Day", Fixed(10, 26)),
    ALL_SAINTS_DAY,
    IMMACULATE_CONCEPTION,
    CHRISTMAS_DAY,
    ST_STEPHENS_DAY,
];

/// Federal Constitution, article 110, for 1 August, the only one of the whole Confederation; the others are those that
/// all cantons have.
const SWITZERLAND: &[Recurring] = &[
    NEW_YEARS_DAY,
    ASCENSION_DAY,
    Recurring::new("national_day", "Swiss National Day", Fixed(8, 1)),
    CHRISTMAS_DAY,
];

/// Code du travail, article L3133-1.
const FRANCE: &[Recurring] = &[
    NEW_YEARS_DAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    VICTORY_DAY,
    ASCENSION_DAY,
    WHIT_MONDAY,
    Recurring::new("national_day", "Bastille Day", Fixed(7, 14)),
    ASSUMPTION_DAY,
    ALL_SAINTS_DAY,
    ARMISTICE_DAY,
    CHRISTMAS_DAY,
];

/// Royal Decree of 18 April 1974 on public holidays, article 1. A day off for one on a Sunday is agreed in each company.
const BELGIUM: &[Recurring] = &[
    NEW_YEARS_DAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION_DAY,
    WHIT_MONDAY,
    Recurring::new("national_day", "Belgian National Day", Fixed(7, 21)),
    ASSUMPTION_DAY,
    ALL_SAINTS_DAY,
    ARMISTICE_DAY,
    CHRISTMAS_DAY,
];

/// Algemene termijnenwet, article 3. Many work on Liberation Day, but the law counts it every year.
const NETHERLANDS: &[Recurring] = &[
    NEW_YEARS_DAY,
    EASTER_MONDAY,
    Recurring::new("queens_day", "Queen's Day", Fixed(4, 30))
        .observed(Observance::SATURDAY_BEFORE_SUNDAY)
        .until(2013),
    Recurring::new("kings_day", "King's Day", Fixed(4, 27))
        .observed(Observance::SATURDAY_BEFORE_SUNDAY)
        .since(2014),
    Recurring::new("liberation_day", "Liberation Day", Fixed(5, 5)),
    ASCENSION_DAY,
    WHIT_MONDAY,
    CHRISTMAS_DAY,
    SECOND_DAY_OF_CHRISTMAS,
];

/// Code du travail, article L. 232-2.
const LUXEMBOURG: &[Recurring] = &[
    NEW_YEARS_DAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    Recurring::new("europe_day", "Europe Day", Fixed(5, 9)).since(2019),
    ASCENSION_DAY,
    WHIT_MONDAY,
    Recurring::new("national_day", "National Day", Fixed(6, 23)),
    ASSUMPTION_DAY,
    ALL_SAINTS_DAY,
    CHRISTMAS_DAY,
    ST_STEPHENS_DAY,
];

/// Real Decreto 2001/1983, article 45: those no region may replace, and Epiphany, which none does. In place of a Sunday
/// each region may take the Monday.
const SPAIN: &[Recurring] = &[
    NEW_YEARS_DAY,
    EPIPHANY,
    GOOD_FRIDAY,
    LABOUR_DAY,
    ASSUMPTION_DAY,
    Recurring::new("national_day", "National Day", Fixed(10, 12)),
    ALL_SAINTS_DAY,
    Recurring::new("constitution_day", "Constitution Day", Fixed(12, 6)),
    IMMACULATE_CONCEPTION,
    CHRISTMAS_DAY,
];

/// Código do Trabalho, article 234.
const PORTUGAL: &[Recurring] = &[
    NEW_YEARS_DAY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    Recurring::new("freedom_day", "Freedom Day", Fixed(4, 25)),
    LABOUR_DAY,
    CORPUS_CHRISTI,
    Recurring::new("national_day", "Portugal Day", Fixed(6, 10)),
    ASSUMPTION_DAY,
    Recurring::new("republic_day", "Republic Day", Fixed(10, 5)),
    ALL_SAINTS_DAY,
    Recurring::new("restoration_of_independence", "Restoration of Independence Day", Fixed(12, 1)),
    IMMACULATE_CONCEPTION,
    CHRISTMAS_DAY,
];

/// Legge 260/1949, with legge 54/1977, decree 792/1985, legge 336/2000 and, for Saint Francis, legge 151/2025.
const ITALY: &[Recurring] = &[
    NEW_YEARS_DAY,
    EPIPHANY,
    EASTER_MONDAY,
    Recurring::new("liberation_day", "Liberation Day", Fixed(4, 25)),
    LABOUR_DAY,
    Recurring::new("republic_day", "Republic Day", Fixed(6, 2)).since(2001),
    ASSUMPTION_DAY,
    Recurring::new("st_francis_day", "St. Francis' Day", Fixed(10, 4)).since(2026),
    ALL_SAINTS_DAY,
    IMMACULATE_CONCEPTION,
    CHRISTMAS_DAY,
    ST_STEPHENS_DAY,
];

/// Law 4808/2021, article 60, and the holidays of the public service and the banks. When 1 May falls into Holy Week a
/// minister may move it, each time anew.
const GREECE: &[Recurring] = &[
    NEW_YEARS_DAY,
    EPIPHANY,
    Recurring::new("clean_monday", "Clean Monday", OrthodoxEaster(-48)),
    Recurring::new("independence_day", "Independence Day", Fixed(3, 25)),
    Recurring::new("good_friday", "Good Friday", OrthodoxEaster(-2)),
    Recurring::new("easter_monday", "Easter Monday", OrthodoxEaster(1)),
    LABOUR_DAY,
    Recurring::new("whit_monday", "Whit Monday", OrthodoxEaster(50)),
    ASSUMPTION_DAY,
    Recurring::new("ohi_day", "Ohi Day", Fixed(10, 28)),
    CHRISTMAS_DAY,
    SECOND_DAY_OF_CHRISTMAS,
];

/// Helligdage of the national church; the Great Prayer Day was abolished by act 214 of 2023.
const DENMARK: &[Recurring] = &[
    NEW_YEARS_DAY,
    MAUNDY_THURSDAY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    Recurring::new("great_prayer_day", "Great Prayer Day", Easter(26)).until(2023),
    ASCENSION_DAY,
    WHIT_SUNDAY,
    WHIT_MONDAY,
    CHRISTMAS_DAY,
    SECOND_DAY_OF_CHRISTMAS,
];

/// Lov om helligdager og helligdagsfred, section 2, and lov om 1 og 17 mai.
const NORWAY: &[Recurring] = &[
    NEW_YEARS_DAY,
    MAUNDY_THURSDAY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    Recurring::new("constitution_day", "Constitution Day", Fixed(5, 17)),
    ASCENSION_DAY,
    WHIT_SUNDAY,
    WHIT_MONDAY,
    CHRISTMAS_DAY,
    SECOND_DAY_OF_CHRISTMAS,
];

const MIDSUMMER_DAY: Recurring = Recurring::new("midsummer_day", "Midsummer Day", OnOrAfter(Saturday, 6, 20));
const ALL_SAINTS_SATURDAY: Recurring =
    Recurring::new("all_saints_day", "All Saints' Day", OnOrAfter(Saturday, 10, 31));

/// Lag (1989:253) om allmänna helgdagar. The eves, on which most do not work, are no holidays by law.
const SWEDEN: &[Recurring] = &[
    NEW_YEARS_DAY,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    ASCENSION_DAY,
    WHIT_SUNDAY,
    WHIT_MONDAY.until(2004),
    Recurring::new("national_day", "National Day", Fixed(6, 6)).since(2005),
    MIDSUMMER_DAY,
    ALL_SAINTS_SATURDAY,
    CHRISTMAS_DAY,
    SECOND_DAY_OF_CHRISTMAS,
];

/// The church's holidays in the Church Act, acts 272/1944 on 1 May and 388/1937 on Independence Day.
const FINLAND: &[Recurring] = &[
    NEW_YEARS_DAY,
    EPIPHANY,
    GOOD_FRIDAY,
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY.named("May Day"),
    ASCENSION_DAY,
    WHIT_SUNDAY,
    MIDSUMMER_DAY,
    ALL_SAINTS_SATURDAY,
    Recurring::new("independence_day", "Independence Day", Fixed(12, 6)),
    CHRISTMAS_DAY,
    SECOND_DAY_OF_CHRISTMAS,
];

/// Ustawa o dniach wolnych od pracy of 18 January 1951, article 1.
const POLAND: &[Recurring] = &[
    NEW_YEARS_DAY,
    EPIPHANY.since(2011),
    EASTER_SUNDAY,
    EASTER_MONDAY,
    LABOUR_DAY,
    Recurring::new("constitution_day", "Constitution Day", Fixed(5, 3)),
    WHIT_SUNDAY,
    CORPUS_CHRISTI,
    ASSUMPTION_DAY,
    ALL_SAINTS_DAY,
    Recurring::new("independence_day", "Independence Day", Fixed(11, 11)),
    CHRISTMAS_EVE.since(2025),
    CHRISTMAS_DAY,
    SECOND_DAY_OF_CHRISTMAS,
];

/// Zákon č. 245/2000 Sb., sections 1 and 2.
const CZECHIA: &[Recurring] = &[
    NEW_YEARS_DAY,
    GOOD_FRIDAY.since(2016),
    EASTER_MONDAY,
    LABOUR_DAY,
    VICTORY_DAY,
    Recurring::new("cyril_and_methodius_day", "Saints Cyril and Methodius Day", Fixed(7, 5)),
    Recurring::new("jan_hus_day", "Jan Hus Day", Fixed(7, 6)),
    Recurring::new("statehood_day", "Czech Statehood Day", Fixed(9, 28)),
    Recurring::new("independence_day", "Independence Day", Fixed(10, 28)),
    Recurring::new(
        "freedom_and_democracy_day",
        "the Day of the Struggle for Freedom and Democracy",
        Fixed(11, 17),
    ),
    CHRISTMAS_EVE,
    CHRISTMAS_DAY,
    ST_STEPHENS_DAY,
];

/// Ley Federal del Trabajo, article 74; the days of elections, which the electoral laws set, are not here.
const MEXICO: &[Recurring] = &[
    NEW_YEARS_DAY,
    Recurring::new("constitution_day", "Constitution Day", Nth(1, Monday, 2)),
    Recurring::new("benito_juarez_day", "Benito Juárez's Birthday", Nth(3, Monday, 3)),
    LABOUR_DAY,
    Recurring::new("independence_day", "Independence Day", Fixed(9, 16)),
    Recurring::new("inauguration_day", "Inauguration Day", Fixed(10, 1)).since(2024).every_years(6),
    Recurring::new("revolution_day", "Revolution Day", Nth(3, Monday, 11)),
    CHRISTMAS_DAY,
];

/// Lei 662/1949 with lei 10.607/2002, lei 6.802/1980 and lei 14.759/2023, and Good Friday, which is in the list the
/// government gives out each year. Carnival and Corpus Christi are left to employers.
const BRAZIL: &[Recurring] = &[
    NEW_YEARS_DAY,
    GOOD_FRIDAY,
    Recurring::new("tiradentes_day", "Tiradentes Day", Fixed(4, 21)),
    LABOUR_DAY,
    Recurring::new("independence_day", "Independence Day", Fixed(9, 7)),
    Recurring::new("our_lady_of_aparecida", "Our Lady of Aparecida Day", Fixed(10, 12)),
    Recurring::new("all_souls_day", "All Souls' Day", Fixed(11, 2)),
    Recurring::new("republic_day", "Republic Day", Fixed(11, 15)),
    Recurring::new("black_awareness_day", "Black Awareness Day", Fixed(11, 20)).since(2024),
    CHRISTMAS_DAY,
];

/// Public Holidays Act 36 of 1994. After a Sunday the Monday is a holiday, and the Sunday stays one.
const SOUTH_AFRICA: &[Recurring] = &[
    NEW_YEARS_DAY.observed(Observance::MONDAY_AFTER_SUNDAY),
    Recurring::new("human_rights_day", "Human Rights Day", Fixed(3, 21))
        .observed(Observance::MONDAY_AFTER_SUNDAY),
    GOOD_FRIDAY,
    EASTER_MONDAY.named("Family Day"),
    Recurring::new("freedom_day", "Freedom Day", Fixed(4, 27)).observed(Observance::MONDAY_AFTER_SUNDAY),
    LABOUR_DAY.named("Workers' Day").observed(Observance::MONDAY_AFTER_SUNDAY),
    Recurring::new("youth_day", "Youth Day", Fixed(6, 16)).observed(Observance::MONDAY_AFTER_SUNDAY),
    Recurring::new("womens_day", "Women's Day", Fixed(8, 9)).observed(Observance::MONDAY_AFTER_SUNDAY),
    Recurring::new("heritage_day", "Heritage Day", Fixed(9, 24)).observed(Observance::MONDAY_AFTER_SUNDAY),
    Recurring::new("day_of_reconciliation", "the Day of Reconciliation", Fixed(12, 16))
        .observed(Observance::MONDAY_AFTER_SUNDAY),
    // The Monday after it is a holiday anyway.
    CHRISTMAS_DAY,
    BOXING_DAY.named("the Day of Goodwill").observed(Observance::MONDAY_AFTER_SUNDAY),
];
