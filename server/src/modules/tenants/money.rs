//! Countries and the money they use: ISO 3166-1 alpha-2, ISO 4217 (its list of August 2026).

use crate::http::problem::Problem;

/// Each currency with the countries that use it.
const CURRENCIES: &[(&str, &str)] = &[
    ("AED", "AE"),
    ("AFN", "AF"),
    ("ALL", "AL"),
    ("AMD", "AM"),
    ("AOA", "AO"),
    ("ARS", "AR"),
    ("AUD", "AU CC CX HM KI NF NR TV"),
    ("AWG", "AW"),
    ("AZN", "AZ"),
    ("BAM", "BA"),
    ("BBD", "BB"),
    ("BDT", "BD"),
    ("BHD", "BH"),
    ("BIF", "BI"),
    ("BMD", "BM"),
    ("BND", "BN"),
    ("BOB", "BO"),
    ("BRL", "BR"),
    ("BSD", "BS"),
    ("BTN", "BT"),
    ("BWP", "BW"),
    ("BYN", "BY"),
    ("BZD", "BZ"),
    ("CAD", "CA"),
    ("CDF", "CD"),
    ("CHF", "CH LI"),
    ("CLP", "CL"),
    ("CNY", "CN"),
    ("COP", "CO"),
    ("CRC", "CR"),
    ("CUP", "CU"),
    ("CVE", "CV"),
    ("CZK", "CZ"),
    ("DJF", "DJ"),
    ("DKK", "DK FO GL"),
    ("DOP", "DO"),
    ("DZD", "DZ"),
    ("EGP", "EG"),
    ("ERN", "ER"),
    ("ETB", "ET"),
    (
        "EUR",
        "AD AT AX BE BG BL CY DE EE ES FI FR GF GP GR HR IE IT LT LU LV MC ME MF MQ MT NL PM PT RE SI SK SM TF VA XK YT",
    ),
    ("FJD", "FJ"),
    ("FKP", "FK"),
    ("GBP", "GB GG GS IM JE"),
    ("GEL", "GE"),
    ("GHS", "GH"),
    ("GIP", "GI"),
    ("GMD", "GM"),
    ("GNF", "GN"),
    ("GTQ", "GT"),
    ("GYD", "GY"),
    ("HKD", "HK"),
    ("HNL", "HN"),
    ("HTG", "HT"),
    ("HUF", "HU"),
    ("IDR", "ID"),
    ("ILS", "IL PS"),
    ("INR", "IN"),
    ("IQD", "IQ"),
    ("IRR", "IR"),
    ("ISK", "IS"),
    ("JMD", "JM"),
    ("JOD", "JO"),
    ("JPY", "JP"),
    ("KES", "KE"),
    ("KGS", "KG"),
    ("KHR", "KH"),
    ("KMF", "KM"),
    ("KPW", "KP"),
    ("KRW", "KR"),
    ("KWD", "KW"),
    ("KYD", "KY"),
    ("KZT", "KZ"),
    ("LAK", "LA"),
    ("LBP", "LB"),
    ("LKR", "LK"),
    ("LRD", "LR"),
    ("LSL", "LS"),
    ("LYD", "LY"),
    ("MAD", "EH MA"),
    ("MDL", "MD"),
    ("MGA", "MG"),
    ("MKD", "MK"),
    ("MMK", "MM"),
    ("MNT", "MN"),
    ("MOP", "MO"),
    ("MRU", "MR"),
    ("MUR", "MU"),
    ("MVR", "MV"),
    ("MWK", "MW"),
    ("MXN", "MX"),
    ("MYR", "MY"),
    ("MZN", "MZ"),
    ("NAD", "NA"),
    ("NGN", "NG"),
    ("NIO", "NI"),
    ("NOK", "BV NO SJ"),
    ("NPR", "NP"),
    ("NZD", "CK NU NZ PN TK"),
    ("OMR", "OM"),
    ("PAB", "PA"),
    ("PEN", "PE"),
    ("PGK", "PG"),
    ("PHP", "PH"),
    ("PKR", "PK"),
    ("PLN", "PL"),
    ("PYG", "PY"),
    ("QAR", "QA"),
    ("RON", "RO"),
    ("RSD", "RS"),
    ("RUB", "RU"),
    ("RWF", "RW"),
    ("SAR", "SA"),
    ("SBD", "SB"),
    ("SCR", "SC"),
    ("SDG", "SD"),
    ("SEK", "SE"),
    ("SGD", "SG"),
    ("SHP", "AC SH TA"),
    ("SLE", "SL"),
    ("SOS", "SO"),
    ("SRD", "SR"),
    ("SSP", "SS"),
    ("STN", "ST"),
    ("SYP", "SY"),
    ("SZL", "SZ"),
    ("THB", "TH"),
    ("TJS", "TJ"),
    ("TMT", "TM"),
    ("TND", "TN"),
    ("TOP", "TO"),
    ("TRY", "TR"),
    ("TTD", "TT"),
    ("TWD", "TW"),
    ("TZS", "TZ"),
    ("UAH", "UA"),
    ("UGX", "UG"),
    ("USD", "AS BQ EC FM GU IO MH MP PR PW SV TC TL UM US VG VI ZW"),
    ("UYU", "UY"),
    ("UZS", "UZ"),
    ("VED", ""),
    ("VES", "VE"),
    ("VND", "VN"),
    ("VUV", "VU"),
    ("WST", "WS"),
    ("XAF", "CF CG CM GA GQ TD"),
    ("XCD", "AG AI DM GD KN LC MS VC"),
    ("XCG", "CW SX"),
    ("XOF", "BF BJ CI GW ML NE SN TG"),
    ("XPF", "NC PF WF"),
    ("YER", "YE"),
    ("ZAR", "ZA"),
    ("ZMW", "ZM"),
    ("ZWG", ""),
];

/// The currency of a country that [`read_country`] has read.
pub fn currency_of(country: &str) -> &'static str {
    let uses = |(_, countries): &&(&str, &str)| countries.split(' ').any(|code| code == country);
    CURRENCIES.iter().find(uses).map_or("USD", |(currency, _)| currency)
}

/// Reads a country.
///
/// # Errors
/// When there is none with this code.
pub fn read_country(field: &str, code: &str) -> Result<String, Problem> {
    let code = code.to_ascii_uppercase();
    let is_one = code.len() == 2
        && CURRENCIES.iter().any(|(_, countries)| countries.split(' ').any(|known| known == code));
    is_one
        .then_some(code)
        .ok_or_else(|| Problem::invalid(field, "must be a country's two letters of ISO 3166-1 such as US"))
}

/// Reads a currency.
///
/// # Errors
/// When there is none with this code.
pub fn read_currency(field: &str, code: &str) -> Result<String, Problem> {
    let code = code.to_ascii_uppercase();
    let is_one = CURRENCIES.iter().any(|(known, _)| *known == code);
    is_one
        .then_some(code)
        .ok_or_else(|| Problem::invalid(field, "must be a currency's three letters of ISO 4217 such as USD"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_country_has_one_currency_and_every_code_its_length() {
        let mut countries = Vec::new();
        for (currency, users) in CURRENCIES {
            assert_eq!(currency.len(), 3);
            countries.extend(users.split(' ').filter(|code| !code.is_empty()));
        }
        assert!(countries.iter().all(|code| code.len() == 2));
        let all = countries.len();
        countries.sort_unstable();
        countries.dedup();
        assert_eq!(countries.len(), all, "a country is there twice");
        assert!(all > 240, "{all}");
        for (country, currency) in [("US", "USD"), ("DE", "EUR"), ("BG", "EUR"), ("CH", "CHF"), ("JP", "JPY")]
        {
            assert_eq!(currency_of(country), currency);
        }
        assert!(read_country("country", "ZZ").is_err() && read_country("country", " ").is_err());
        assert_eq!(read_country("country", "us").ok().as_deref(), Some("US"));
        assert!(read_currency("currency", "XXX").is_err());
    }
}
