//! Days and times.

use understanding::Expecting::{Choice, Date, PartySize, Time};
use understanding::Language;

use super::{SALON, check, check_after, heard};
use crate::support::{heard_in, now, short, values};

#[test]
fn a_day_is_understood_however_it_is_named() {
    check(&[
        ("hoy", &["2026-11-24"]),
        ("mañana", &["2026-11-25"]),
        ("manana mismo", &["2026-11-25"]),
        ("pasado mañana", &["2026-11-26"]),
        ("mañana o pasado", &["2026-11-25", "2026-11-26"]),
        ("el viernes", &["2026-11-27"]),
        ("para este sábado por favor", &["2026-11-28"]),
        ("el viernes que viene", &["2026-11-27"]),
        ("el proximo viernes", &["2026-11-27"]),
        ("el miercoles de la semana que viene", &["2026-12-02"]),
        ("el lunes de la proxima semana", &["2026-11-30"]),
        ("la semana que viene el miercoles", &["2026-12-02"]),
        ("el viernes en ocho", &["2026-12-04"]),
        ("de hoy en ocho", &["2026-12-01"]),
        ("de hoy en ocho días", &["2026-12-01"]),
        ("de mañana en quince", &["2026-12-09"]),
        ("dentro de dos semanas", &["2026-12-08"]),
        ("en tres dias", &["2026-11-27"]),
        ("de aquí a dos semanas", &["2026-12-08"]),
        ("en un mes", &["2026-12-24"]),
        ("el cinco de diciembre", &["2026-12-05"]),
        ("5 de diciembre", &["2026-12-05"]),
        ("el primero de diciembre", &["2026-12-01"]),
        ("el uno de diciembre", &["2026-12-01"]),
        ("el quince de marzo", &["2027-03-15"]),
        ("el treinta y uno de diciembre", &["2026-12-31"]),
        ("el veintidós de enero de dos mil veintisiete", &["2027-01-22"]),
        ("3 de marzo del 2027", &["2027-03-03"]),
        ("el dia treinta", &["2026-11-30"]),
        ("el 30", &["2026-11-30"]),
        ("el tres del mes que viene", &["2026-12-03"]),
        ("el 28 de este mes", &["2026-11-28"]),
        ("el viernes cuatro", &["2026-12-04"]),
        ("viernes 4 de diciembre", &["2026-12-04"]),
        ("el primer lunes de diciembre", &["2026-12-07"]),
        ("el primer lunes de mayo", &["2027-05-03"]),
        ("el último viernes del mes", &["2026-11-27"]),
        ("5/12", &["2026-12-05"]),
        ("el 5-12-2026", &["2026-12-05"]),
        ("2026-12-05", &["2026-12-05"]),
        ("nochebuena", &["2026-12-24"]),
        ("en año nuevo", &["2027-01-01"]),
        ("el viernes santo", &["2027-03-26"]),
    ]);
}

#[test]
fn several_days_are_one_range() {
    check(&[
        ("la semana que viene", &["2026-11-30/2026-12-06"]),
        ("la proxima semana", &["2026-11-30/2026-12-06"]),
        ("esta semana", &["2026-11-23/2026-11-29"]),
        ("este fin de semana", &["2026-11-28/2026-11-29"]),
        ("el finde", &["2026-11-28/2026-11-29"]),
        ("el mes que viene", &["2026-12-01/2026-12-31"]),
        ("en diciembre", &["2026-12-01/2026-12-31"]),
        ("del jueves al sabado", &["2026-11-26/2026-11-28"]),
        ("de jueves a sabado", &["2026-11-26/2026-11-28"]),
        ("entre el jueves y el sábado", &["2026-11-26/2026-11-28"]),
        ("desde el jueves hasta el sabado", &["2026-11-26/2026-11-28"]),
        ("del tres al diez de diciembre", &["2026-12-03/2026-12-10"]),
        ("entre el 3 y el 10 de diciembre", &["2026-12-03/2026-12-10"]),
        ("antes del viernes", &["/2026-11-27"]),
        ("después del cinco de diciembre", &["2026-12-05/"]),
        ("a partir del lunes", &["2026-11-30/"]),
        ("hasta el viernes", &["/2026-11-27"]),
        ("los próximos tres días", &["2026-11-25/2026-11-27"]),
        ("a principios de diciembre", &["2026-12-01/2026-12-15"]),
        ("a fin de mes", &["2026-11-24/2026-11-30"]),
        ("la semana del siete de diciembre", &["2026-12-07/2026-12-13"]),
    ]);
}

#[test]
fn days_of_one_week_share_it() {
    check(&[
        ("el lunes o el martes de la semana que viene", &["2026-11-30", "2026-12-01"]),
        ("la semana que viene lunes o martes", &["2026-11-30", "2026-12-01"]),
        ("el jueves por la tarde la semana que viene", &["2026-12-03", "afternoon"]),
        ("el 3 o el 4 de diciembre", &["2026-12-03", "2026-12-04"]),
    ]);
}

#[test]
fn a_time_is_understood_however_it_is_told() {
    check(&[
        ("a las dos y media", &["14:30"]),
        ("a las 2:30", &["14:30"]),
        ("alas tres y media", &["15:30"]),
        ("ala una", &["13:00"]),
        ("a las 14:30", &["14:30"]),
        ("14.30 horas", &["14:30"]),
        ("a las dos y media de la tarde", &["14:30"]),
        ("a las diez y cuarto", &["10:15"]),
        ("a las cinco menos cuarto", &["16:45"]),
        ("las seis menos veinte", &["17:40"]),
        ("un cuarto para las cinco", &["16:45"]),
        ("cinco para las tres", &["14:55"]),
        ("a las nueve y cuarto de la mañana", &["09:15"]),
        ("a las diez y cinco", &["10:05"]),
        ("a las diez treinta", &["10:30"]),
        ("a las once y veinticinco", &["11:25"]),
        ("a la una", &["13:00"]),
        ("a la una y media", &["13:30"]),
        ("a las cinco en punto", &["17:00"]),
        ("a las 5 pm", &["17:00"]),
        ("8 a. m.", &["08:00"]),
        ("5 de la tarde", &["17:00"]),
        ("a las ocho de la noche", &["20:00"]),
        ("a las doce de la mañana", &["12:00"]),
        ("a las doce del mediodia", &["12:00"]),
        ("al mediodía", &["12:00"]),
        ("a las diecisiete horas", &["17:00"]),
        ("a las diecisiete treinta", &["17:30"]),
        ("a eso de las cinco", &["~17:00"]),
        ("sobre las tres", &["~15:00"]),
        ("como a las tres", &["~15:00"]),
        ("alrededor de las once", &["~11:00"]),
        ("a las cinco mas o menos", &["~17:00"]),
        ("tipo cinco", &["~17:00"]),
        ("en dos horas", &["12:00"]),
        ("dentro de media hora", &["10:30"]),
    ]);
}

#[test]
fn spans_of_time_keep_their_ends() {
    check(&[
        ("después de las tres", &["15:00/"]),
        ("a partir de las cuatro", &["16:00/"]),
        ("de las cuatro en adelante", &["16:00/"]),
        ("antes del mediodía", &["/12:00"]),
        ("antes de las once y media", &["/11:30"]),
        ("entre las dos y las cuatro", &["14:00/16:00"]),
        ("entre las tres y media y las cinco", &["15:30/17:00"]),
        ("entre tres y cinco de la tarde", &["15:00/17:00"]),
        ("de nueve a once y media de la mañana", &["09:00/11:30"]),
        ("desde las nueve hasta las doce", &["09:00/12:00"]),
        ("de las 10 a las 12", &["10:00/12:00"]),
        ("no antes de las seis", &["18:00/"]),
        ("a más tardar a las seis", &["/18:00"]),
        ("hasta las siete", &["/19:00"]),
        ("por la mañana", &["morning"]),
        ("en la tarde", &["afternoon"]),
        ("por la tarde mejor", &["afternoon"]),
        ("a primera hora", &["morning"]),
        ("a la hora de comer", &["lunch"]),
        ("por la noche", &["night"]),
        ("la semana que viene por la mañana", &["2026-11-30/2026-12-06", "morning"]),
    ]);
}

#[test]
fn neighbours_explain_each_other() {
    check(&[
        ("mañana a las cinco", &["2026-11-25", "17:00"]),
        ("mañana por la mañana", &["2026-11-25", "morning"]),
        ("mañana en la mañana", &["2026-11-25", "morning"]),
        ("pasado mañana por la mañana", &["2026-11-26", "morning"]),
        ("mañana a las nueve de la mañana", &["2026-11-25", "09:00"]),
        ("esta tarde", &["2026-11-24", "afternoon"]),
        ("esta tarde a las seis", &["2026-11-24", "18:00"]),
        ("hoy a las ocho de la noche", &["2026-11-24", "20:00"]),
        ("el viernes por la tarde entre la una y las cuatro", &["2026-11-27", "13:00/16:00"]),
        ("el jueves de nueve a doce", &["2026-11-26", "09:00/12:00"]),
        ("el jueves a las diez", &["2026-11-26", "10:00"]),
        ("jueves diez y media", &["2026-11-26", "10:30"]),
        ("el cinco de diciembre a las once", &["2026-12-05", "11:00"]),
        ("a las cinco y media del viernes", &["17:30", "2026-11-27"]),
        ("el sabado a primera hora", &["2026-11-28", "morning"]),
        ("mañana miércoles 25 a las once", &["2026-11-25", "11:00"]),
        ("hoy a las 4 o mañana a las 10", &["2026-11-24", "16:00", "2026-11-25", "10:00"]),
    ]);
}

#[test]
fn manana_is_tomorrow_or_the_morning_by_its_place() {
    check(&[
        ("mañana", &["2026-11-25"]),
        ("para mañana", &["2026-11-25"]),
        ("la mañana", &["morning"]),
        ("de mañana o de tarde", &["morning", "afternoon"]),
        ("por las mañanas", &["morning"]),
        ("mañana a la mañana", &["2026-11-25", "morning"]),
        ("a las once de la mañana", &["11:00"]),
        ("quiero ir mañana por la tarde", &["2026-11-25", "afternoon"]),
        ("el viernes en la mañana", &["2026-11-27", "morning"]),
    ]);
}

#[test]
fn a_bare_number_is_what_was_asked_for() {
    check_after(&[
        ("cinco", &[Time], &["17:00"]),
        ("cinco", &[], &[]),
        ("cinco", &[PartySize], &[]),
        ("trece", &[Time], &["13:00"]),
        ("las cinco", &[Time], &["17:00"]),
        ("el diez", &[Date], &["2026-12-10"]),
        ("13", &[Date], &["2026-12-13"]),
        ("diez y media", &[Choice], &["10:30"]),
        ("la de las diez y media", &[Choice], &["10:30"]),
        ("el segundo", &[Choice], &["#2"]),
        ("la primera opcion", &[Choice], &["#1"]),
        ("la dos", &[Choice], &["#2"]),
        ("ninguna de las dos", &[Choice], &[]),
        ("la última por favor", &[Choice], &["#-1"]),
        ("el numero tres", &[Choice], &["#3"]),
    ]);
}

#[test]
fn what_may_mean_two_things_keeps_both() {
    let others = |said: &str| heard(said, &[]).entities[0].alternatives.iter().map(short).collect::<Vec<_>>();

    assert_eq!(others("a las cinco"), ["05:00"]);
    assert!(others("a las cinco de la tarde").is_empty());
    assert_eq!(others("el viernes que viene"), ["2026-12-04"]);
    assert_eq!(others("el martes"), ["2026-11-24"]);
    assert_eq!(others("3/4"), ["2027-03-04"]);
    assert_eq!(others("en quince dias"), ["2026-12-09"]);
}

#[test]
fn figures_are_read_as_the_country_writes_them() {
    for (zone, expected) in [
        ("Europe/Madrid", "2027-04-03"),
        ("America/Mexico_City", "2027-04-03"),
        ("America/Argentina/Buenos_Aires", "2027-04-03"),
        ("America/Los_Angeles", "2027-03-04"),
        ("America/New_York", "2027-03-04"),
    ] {
        let understood = heard_in(Language::Spanish, zone, &SALON, "el 3/4", &[], now());
        assert_eq!(values(&understood), [expected], "{zone}");
    }
}

#[test]
fn what_is_not_wanted_is_marked() {
    check(&[
        ("no el lunes no, el martes", &["!2026-11-30", "2026-12-01"]),
        ("el lunes no", &["!2026-11-30"]),
        ("no, el jueves, no el viernes", &["2026-11-26", "!2026-11-27"]),
        ("cualquier dia menos el viernes", &["!2026-11-27"]),
        ("todos los dias excepto el miercoles", &["!2026-11-25"]),
        ("con Carmen no", &["!Carmen"]),
        ("el jueves en vez del viernes", &["2026-11-26", "!2026-11-27"]),
        ("el lunes no puedo", &["!2026-11-30"]),
        ("hoy no puedo mañana sí", &["!2026-11-24", "2026-11-25"]),
        ("el lunes no puedo el martes a las cinco", &["!2026-11-30", "2026-12-01", "17:00"]),
    ]);
}

#[test]
fn words_that_only_look_like_moments_are_left() {
    for said in [
        "un segundo por favor",
        "para dos personas",
        "buenos días",
        "buenas tardes",
        "buenas noches",
        "que tenga un buen dia",
        "lo antes posible",
        "tengo tres hijos",
        "la primera vez",
        "más tarde",
        "es muy tarde",
        "cuarto piso",
        "las dos cosas",
        "buen fin de semana",
        "ninguna de las dos",
    ] {
        assert_eq!(values(&heard(said, &[])), Vec::<String>::new(), "{said:?}");
    }
}
