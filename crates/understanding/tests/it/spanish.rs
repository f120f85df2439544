//! What callers say in Spanish, in Spain and in America, as written and as a recogniser writes it. "Now" is
//! Tuesday, 24 November 2026, 10:00, in Madrid.

use jiff::ToSpan;
use jiff::civil::date;
use proptest::prelude::*;
use understanding::ActKind::{self, *};
use understanding::Expecting::{
    self, AddOn, Choice, Confirmation, Date, Name, PartySize, Phone, Service, Stylist, Time,
};
use understanding::{Catalogue, Intent, Language, Understood, Value};

use crate::support::{acts, entry, heard_in, now, short, values};

fn salon() -> Catalogue {
    Catalogue::new(
        vec![
            entry("Corte de mujer", &["corte de señora"]),
            entry("Corte de hombre", &["corte de caballero"]),
            entry("Corte de niño", &[]),
            entry("Lavado y corte", &[]),
            entry("Balayage", &[]),
            entry("Mechas completas", &[]),
            entry("Retoque de raíz", &[]),
            entry("Tinte", &[]),
            entry("Alisado", &["keratina"]),
            entry("Arreglo de barba", &[]),
        ],
        vec![entry("Hidratación profunda", &["mascarilla"]), entry("Matizador", &[])],
        vec![entry("María López", &[]), entry("Carmen", &[]), entry("José Luis", &[]), entry("Rosa", &[])],
        Vec::new(),
    )
}

fn heard(text: &str, expecting: &[Expecting]) -> Understood {
    heard_in(Language::Spanish, "Europe/Madrid", &salon(), text, expecting, now())
}

/// What was said, and the values in it.
fn check(cases: &[(&str, &[&str])]) {
    check_after(&cases.iter().map(|(said, expected)| (*said, &[][..], *expected)).collect::<Vec<_>>());
}

/// The same after something was asked for.
fn check_after(cases: &[(&str, &[Expecting], &[&str])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(said, expecting, expected)| {
            let found = values(&heard(said, expecting));
            (found != *expected).then(|| format!("{said:?} after {expecting:?}: {found:?}, not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

fn check_intents(cases: &[(&str, Intent)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(said, expected)| {
            let found = heard(said, &[]);
            (found.intent != *expected)
                .then(|| format!("{said:?}: {:?}, not {expected:?}: {:?}", found.intent, found.acts))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

/// These acts and no others.
fn check_only(cases: &[(&str, &[Expecting], &[ActKind])]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(said, expecting, expected)| {
            let found = acts(&heard(said, expecting));
            (found != *expected).then(|| format!("{said:?} after {expecting:?}: {found:?}, not {expected:?}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn a_day_is_understood_however_it_is_named() {
    check(&[
        ("hoy", &["2026-11-24"]),
        ("mañana", &["2026-11-25"]),
        ("manana mismo", &["2026-11-25"]),
        ("pasado mañana", &["2026-11-26"]),
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
        let understood = heard_in(Language::Spanish, zone, &salon(), "el 3/4", &[], now());
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
    ] {
        assert_eq!(values(&heard(said, &[])), Vec::<String>::new(), "{said:?}");
    }
}

#[test]
fn a_wish_is_told_from_the_others() {
    check_intents(&[
        ("quisiera una cita", Intent::BookAppointment),
        ("quiero pedir hora para mañana", Intent::BookAppointment),
        ("me gustaría reservar una cita", Intent::BookAppointment),
        ("me gustaria hacer una reserva", Intent::BookAppointment),
        ("necesito un turno para el viernes", Intent::BookAppointment),
        ("quiero agendar una cita para cortarme el pelo", Intent::BookAppointment),
        ("me puede dar cita para el jueves", Intent::BookAppointment),
        ("puedo coger cita para mañana", Intent::BookAppointment),
        ("quería cortarme el pelo", Intent::BookAppointment),
        ("una cita para el sabado por favor", Intent::BookAppointment),
        (
            "quisiera una cita para cortarme el pelo el viernes que viene a las dos y media de la tarde con Maria",
            Intent::BookAppointment,
        ),
        ("me apunta para el viernes a las cinco", Intent::BookAppointment),
        ("cancelar mi cita", Intent::CancelAppointment),
        ("quiero cancelar la cita de mañana", Intent::CancelAppointment),
        ("necesito anular mi reserva", Intent::CancelAppointment),
        ("no voy a poder ir mañana", Intent::CancelAppointment),
        ("ya no necesito la cita", Intent::CancelAppointment),
        ("no puedo ir a mi cita", Intent::CancelAppointment),
        ("me cancela el turno del viernes", Intent::CancelAppointment),
        ("puedo cambiar mi cita del martes al jueves", Intent::ModifyAppointment),
        ("quiero cambiar mi cita", Intent::ModifyAppointment),
        ("necesito mover mi cita al viernes", Intent::ModifyAppointment),
        ("se puede aplazar la cita", Intent::ModifyAppointment),
        ("quisiera reprogramar mi cita", Intent::ModifyAppointment),
        ("puedo pasar mi hora para otro dia", Intent::ModifyAppointment),
        ("me podría cambiar la hora", Intent::ModifyAppointment),
        ("no puedo ir mañana, puedo ir el viernes en su lugar", Intent::ModifyAppointment),
        ("a que hora abren los sabados", Intent::AskHours),
        ("a qué hora cierran", Intent::AskHours),
        ("hasta que hora estan abiertos", Intent::AskHours),
        ("cual es su horario", Intent::AskHours),
        ("abren los domingos", Intent::AskHours),
        ("están abiertos hoy", Intent::AskHours),
        ("qué días abren", Intent::AskHours),
        ("cuanto cuesta un corte", Intent::AskPrice),
        ("cuánto vale el balayage", Intent::AskPrice),
        ("que precio tiene un tinte", Intent::AskPrice),
        ("cuánto sale un corte de pelo", Intent::AskPrice),
        ("cuanto me cobran por las mechas", Intent::AskPrice),
        ("cuanto es", Intent::AskPrice),
        ("qué servicios ofrecen", Intent::AskServices),
        ("hacen balayage", Intent::AskServices),
        ("que servicios tienen", Intent::AskServices),
        ("trabajan con keratina", Intent::AskServices),
        ("dónde están ubicados", Intent::AskLocation),
        ("cual es la direccion", Intent::AskLocation),
        ("hay aparcamiento cerca", Intent::AskLocation),
        ("tienen algo el sabado", Intent::AskAvailability),
        ("tienen hueco mañana", Intent::AskAvailability),
        ("que horas tienen libres el viernes", Intent::AskAvailability),
        ("hay disponibilidad para el jueves", Intent::AskAvailability),
        ("cuándo me pueden atender", Intent::AskAvailability),
        ("tiene libre el viernes a las cinco", Intent::AskAvailability),
        ("quiero hablar con una persona", Intent::SpeakToHuman),
        ("me pasa con alguien", Intent::SpeakToHuman),
        ("póngame con la encargada por favor", Intent::SpeakToHuman),
        ("no quiero hablar con una maquina", Intent::SpeakToHuman),
        ("asdf qwer", Intent::Other),
    ]);
}

#[test]
fn everything_may_be_said_at_once() {
    check(&[
        (
            "quisiera una cita para cortarme el pelo el viernes que viene a las dos y media de la tarde con maria",
            &["Corte de mujer", "2026-11-27", "14:30", "María López"],
        ),
        (
            "hola me llamo Ana García y quiero un balayage el jueves por la tarde con carmen",
            &["name Ana García", "Balayage", "2026-11-26", "afternoon", "Carmen"],
        ),
        ("lavar y cortar mañana a las once", &["Lavado y corte", "2026-11-25", "11:00"]),
        ("retoque de raiz y matizador con jose luis", &["Retoque de raíz", "Matizador", "José Luis"]),
        ("un corte de caballero para el sabado", &["Corte de hombre", "2026-11-28"]),
        ("quiero teñirme el pelo", &["Tinte"]),
        ("unas mechas por favor", &["Mechas completas"]),
        ("puedo cambiar mi cita del martes al jueves", &["2026-12-01", "2026-11-26"]),
    ]);
}

#[test]
fn an_english_catalogue_is_asked_for_in_spanish() {
    for (said, expected) in [
        ("un corte de pelo de mujer", "Women's Haircut"),
        ("corte de caballero", "Men's Haircut"),
        ("quiero unas mechas completas", "Full Highlights"),
        ("arreglarme la barba", "Beard Trim"),
        ("retoque de raíces", "Root Touch-Up"),
        ("lavado y corte", "Wash & Cut"),
        ("con rosa", "Rose"),
    ] {
        let catalogue = crate::support::salon();
        let understood = heard_in(Language::Spanish, "America/New_York", &catalogue, said, &[], now());
        assert_eq!(values(&understood), [expected], "{said:?}");
    }
}

#[test]
fn questions_are_told_apart() {
    check_only(&[
        ("cuánto tarda un balayage", &[], &[AskDuration]),
        ("cuanto tiempo dura", &[], &[AskDuration]),
        ("quién trabaja ahí", &[], &[AskPeople]),
        ("trabaja carmen el jueves", &[], &[AskPeople]),
        ("cuándo es mi cita", &[], &[AskMyVisit]),
        ("a que hora tengo la cita", &[], &[AskMyVisit]),
        ("dónde puedo aparcar", &[], &[AskLocation]),
        ("cuanto cuestan las mechas y cuanto tardan", &[], &[AskPrice, AskDuration]),
    ]);
}

#[test]
fn yes_comes_in_many_forms() {
    for said in [
        "sí",
        "si",
        "si por favor",
        "claro",
        "claro que si",
        "por supuesto",
        "perfecto",
        "vale",
        "de acuerdo",
        "está bien",
        "me parece bien",
        "exacto",
        "correcto",
        "eso es",
        "así es",
        "sí adelante",
        "ok",
        "bueno",
        "dale",
        "me viene bien",
        "esa me sirve",
        "cómo no",
        "órale",
        "sale",
        "resérvela",
        "sí confirmo",
        "desde luego",
    ] {
        let understood = heard(said, &[Confirmation]);
        assert!(understood.has(Affirm) && !understood.has(Deny), "{said:?}: {:?}", understood.acts);
    }
}

#[test]
fn no_comes_in_many_forms() {
    for said in [
        "no",
        "no gracias",
        "que va",
        "no está bien",
        "no es correcto",
        "eso no es",
        "no me viene bien",
        "no me sirve",
        "para nada",
        "de ninguna manera",
        "mejor no",
        "creo que no",
        "ninguna",
        "tampoco",
        "no puedo",
        "incorrecto",
        "déjelo",
    ] {
        let understood = heard(said, &[Confirmation]);
        assert!(understood.has(Deny) && !understood.has(Affirm), "{said:?}: {:?}", understood.acts);
    }
}

#[test]
fn a_yes_may_bring_a_question_or_a_change() {
    for (said, expecting, expected_acts, expected_values) in [
        ("sí por favor y cuánto cuesta", &[Confirmation][..], &[Affirm, AskPrice][..], &[][..]),
        ("no, el jueves, no el viernes", &[Confirmation], &[Deny, Correct], &["2026-11-26", "!2026-11-27"]),
        ("no espere, mejor a las tres", &[Confirmation], &[Deny, Correct], &["15:00"]),
        ("no el lunes no, el martes", &[Confirmation], &[Deny, Correct], &["!2026-11-30", "2026-12-01"]),
        ("perdón, quería decir el martes", &[Confirmation], &[Correct], &["2026-12-01"]),
        ("la de las tres", &[Choice], &[], &["15:00"]),
        ("a las diez y media me va bien", &[Choice], &[Affirm], &["10:30"]),
        ("no, con carmen", &[Confirmation], &[Deny, Correct], &["Carmen"]),
    ] {
        let understood = heard(said, expecting);
        let missing: Vec<_> = expected_acts.iter().filter(|kind| !understood.has(**kind)).collect();
        assert!(missing.is_empty(), "{said:?} misses {missing:?}: {:?}", understood.acts);
        assert_eq!(values(&understood), expected_values, "{said:?}");
    }
}

#[test]
fn other_offers_are_asked_for() {
    check_only(&[
        ("tienen algo más tarde", &[Choice], &[AskAvailability, Later]),
        ("algo mas temprano", &[Choice], &[Earlier]),
        ("no hay nada antes", &[Choice], &[Earlier]),
        ("otro día", &[Choice], &[Other]),
        ("otra hora", &[Choice], &[Other]),
        ("con otra persona", &[Choice], &[SomeoneElse]),
        ("con cualquiera", &[Stylist], &[AnyPerson]),
        ("me da igual", &[Stylist], &[AnyPerson]),
        ("no tengo preferencia", &[Stylist], &[AnyPerson]),
        ("me da lo mismo", &[Time], &[AnyTime]),
        ("cualquier día me va bien", &[Date], &[AnyTime]),
        ("a cualquier hora", &[Time], &[AnyTime]),
        ("lo antes posible", &[Date], &[Earliest]),
        ("cuanto antes", &[Date], &[Earliest]),
        ("la primera que tengan", &[Date], &[Earliest]),
        ("nada más", &[AddOn], &[NothingElse]),
        ("eso es todo", &[AddOn], &[NothingElse]),
        ("no, nada más gracias", &[AddOn], &[Deny, NothingElse, Thanks]),
    ]);
}

#[test]
fn the_conversation_itself_is_talked_about() {
    check_only(&[
        ("me lo repite", &[], &[Repeat]),
        ("puede repetir por favor", &[], &[Repeat]),
        ("cómo dice", &[], &[Repeat]),
        ("perdón no le he entendido", &[], &[Repeat]),
        ("mande", &[], &[Repeat]),
        ("un momento", &[], &[Wait]),
        ("espere un segundo por favor", &[], &[Wait]),
        ("un momentito", &[], &[Wait]),
        ("empecemos de nuevo", &[], &[StartOver]),
        ("eres un idiota", &[], &[Abuse]),
        ("llame a una ambulancia", &[], &[Emergency]),
        ("estoy muy descontenta con el corte", &[], &[Complain]),
        ("gracias adiós", &[], &[Thanks, Goodbye]),
        ("muchas gracias", &[], &[Thanks]),
        ("hasta luego", &[], &[Goodbye]),
        ("adios", &[], &[Goodbye]),
        ("hola", &[], &[Greet]),
        ("hola buenas tardes", &[], &[Greet]),
        ("buenos dias", &[], &[Greet]),
    ]);
}

#[test]
fn names_and_numbers_answer_their_question() {
    check_after(&[
        ("ana garcía", &[Name], &["name Ana García"]),
        ("me llamo Ana García", &[], &["name Ana García"]),
        ("mi nombre es juan perez", &[Name], &["name Juan Perez"]),
        ("soy lucía fernández", &[Name], &["name Lucía Fernández"]),
        ("a nombre de rosa martinez", &[], &["name Rosa Martinez"]),
        ("a nombre de María de la Cruz", &[], &["name María De La Cruz"]),
        ("sí, soy pedro", &[Name], &["name Pedro"]),
        ("habla carlos gómez", &[], &["name Carlos Gómez"]),
        ("soy nueva", &[], &[]),
        ("soy alérgica al tinte", &[], &["Tinte"]),
        ("seis uno dos tres cuatro cinco seis siete ocho", &[Phone], &["612345678"]),
        ("seis doce treinta y cuatro cincuenta y seis setenta y ocho", &[Phone], &["612345678"]),
        (
            "seiscientos doce trescientos cuarenta y cinco seiscientos setenta y ocho",
            &[Phone],
            &["612345678"],
        ),
        ("cincuenta y cinco doble siete uno dos tres cuatro cinco seis", &[Phone], &["5577123456"]),
        ("mi teléfono es el 612 34 56 78", &[], &["612345678"]),
        ("más treinta y cuatro seis uno dos tres cuatro cinco seis siete ocho", &[Phone], &["+34612345678"]),
        ("seis uno dos tres cuatro cinco seis siete nueve no perdon ocho", &[Phone], &["612345678"]),
        ("mechas", &[Service], &["Mechas completas"]),
        ("carmen", &[Stylist], &["Carmen"]),
        ("sí, un matizador", &[AddOn], &["Matizador"]),
    ]);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_mixture_of_spanish_words_is_answered(text in spanish_words()) {
        let characters = text.chars().count();
        for expecting in [&[][..], &[Date, Time], &[Name], &[Phone], &[Choice], &[Service, Stylist, AddOn]] {
            let understood = heard(&text, expecting);
            for entity in &understood.entities {
                prop_assert!(entity.start < entity.end && entity.end <= characters, "{:?}: {:?}", text, entity);
                let words: String = text.chars().skip(entity.start).take(entity.end - entity.start).collect();
                prop_assert_eq!(&entity.text, &words, "{:?}", text);
            }
            for act in &understood.acts {
                prop_assert!(act.start < act.end && act.end <= characters, "{:?}: {:?}", text, act);
            }
        }
    }

    #[test]
    fn any_characters_are_answered(text in "\\PC{0,80}") {
        heard(&text, &[]);
    }

    #[test]
    fn any_day_of_the_year_ahead_is_read_back(ahead in 16i32..360, form in 0usize..8) {
        let day = now().date().checked_add(ahead.days()).expect("a year ahead exists");
        let month = MONTHS[usize::from(day.month().unsigned_abs()) - 1];
        let weekday = WEEKDAYS[usize::from(day.weekday().to_monday_zero_offset().unsigned_abs())];
        let said = match form {
            0 => format!("el {} de {month}", day.day()),
            1 => format!("el {} de {month}", count(day.day())),
            2 => format!("el día {} de {month} de {}", day.day(), day.year()),
            3 => format!("el {weekday} {} de {month}", day.day()),
            4 => format!("{weekday} {} de {month}", count(day.day())),
            5 => day.strftime("%-d/%-m/%Y").to_string(),
            6 => format!("dentro de {ahead} días"),
            _ => format!("para el {} de {month} por favor", count(day.day())),
        };
        let understood = heard(&said, &[Date]);
        prop_assert_eq!(values(&understood), [day.to_string()], "{}", said);
    }

    #[test]
    fn any_five_minutes_are_read_back(hour in 8i8..21, step in 0i8..12, form in 0usize..7) {
        let minute = step * 5;
        let twelve = (hour + 11) % 12 + 1;
        let article = |hour: i8| if hour == 1 { "la una".to_owned() } else { format!("las {}", count(hour)) };
        let part = match hour { 0..12 => "de la mañana", 12 => "del mediodía", 13..20 => "de la tarde", _ => "de la noche" };
        let said = match form {
            0 => format!("a las {hour}:{minute:02}"),
            1 => format!("a {} {part}", past(&article(twelve), minute)),
            2 => past(&article(twelve), minute),
            3 => format!("a {}", past(&article(hour), minute)),
            4 if minute > 30 => format!("{} para {} {part}", count(60 - minute), article(twelve % 12 + 1)),
            5 if minute > 30 => format!("a {} menos {} {part}", article(twelve % 12 + 1), count(60 - minute)),
            _ => format!("{twelve}:{minute:02} {}", if hour < 12 { "am" } else { "pm" }),
        };
        let understood = heard_in(Language::Spanish, "Europe/Madrid", &salon(), &said, &[Time], date(2026, 11, 24).at(7, 0, 0, 0));
        let meant = jiff::civil::time(hour, minute, 0, 0);
        let Some(Value::Time { time, .. }) = understood.entities.first().map(|entity| entity.value.clone()) else {
            return Err(TestCaseError::fail(format!("{said}: {:?}", understood.entities)));
        };
        prop_assert_eq!(understood.entities.len(), 1, "{}", said);
        let other = understood.entities[0].alternatives.first().cloned();
        prop_assert!(
            time == meant || other == Some(Value::Time { time: meant, approximate: false }),
            "{}: {}", said, time
        );
    }
}

const MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];

const WEEKDAYS: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];

fn count(number: i8) -> String {
    const SMALL: [&str; 30] = [
        "cero",
        "uno",
        "dos",
        "tres",
        "cuatro",
        "cinco",
        "seis",
        "siete",
        "ocho",
        "nueve",
        "diez",
        "once",
        "doce",
        "trece",
        "catorce",
        "quince",
        "dieciséis",
        "diecisiete",
        "dieciocho",
        "diecinueve",
        "veinte",
        "veintiuno",
        "veintidós",
        "veintitrés",
        "veinticuatro",
        "veinticinco",
        "veintiséis",
        "veintisiete",
        "veintiocho",
        "veintinueve",
    ];
    const TENS: [&str; 3] = ["treinta", "cuarenta", "cincuenta"];
    let number = usize::from(number.unsigned_abs());
    match (number / 10, number % 10) {
        (0..3, _) => SMALL[number].to_owned(),
        (tens, 0) => TENS[tens - 3].to_owned(),
        (tens, unit) => format!("{} y {}", TENS[tens - 3], SMALL[unit]),
    }
}

/// "las diez", "las diez y cuarto", "las diez y veinticinco".
fn past(hour: &str, minute: i8) -> String {
    match minute {
        0 => hour.to_owned(),
        15 => format!("{hour} y cuarto"),
        30 => format!("{hour} y media"),
        _ => format!("{hour} y {}", count(minute)),
    }
}

/// Words that make the readers work, in any order.
fn spanish_words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "lunes",
        "el",
        "la",
        "las",
        "los",
        "que",
        "viene",
        "próximo",
        "semana",
        "mañana",
        "pasado",
        "por",
        "de",
        "del",
        "a",
        "al",
        "en",
        "cinco",
        "treinta",
        "y",
        "media",
        "menos",
        "cuarto",
        "para",
        "10",
        "14:30",
        "3/4",
        "1º",
        "pm",
        "entre",
        "antes",
        "después",
        "desde",
        "hasta",
        "no",
        "sí",
        "con",
        "maria",
        "corte",
        "balayage",
        "doble",
        "siete",
        "cero",
        "cien",
        "veintiuno",
        "me",
        "llamo",
        "soy",
        "s",
        "i",
        "fin",
        "mes",
        "marzo",
        "primer",
        "último",
        "dentro",
        "dos",
        "horas",
        "días",
        "hoy",
        "ocho",
        "quince",
        "tarde",
        "noche",
        "una",
        "un",
        "nombre",
        "hora",
        "cita",
        "cancelar",
        "+",
        "$",
        "-",
        ".",
        ",",
        "?",
        "¿",
        "99999999999",
        "2026",
        "31",
        "mil",
        "cientos",
        "seiscientos",
        "más",
        "o",
        "otra",
    ]);
    prop::collection::vec((word, prop::sample::select(vec![" ", " ", "", "-", ", ", ". ", ":", "/"])), 0..24)
        .prop_map(|words| words.into_iter().map(|(word, gap)| format!("{word}{gap}")).collect())
}

#[test]
fn hostile_text_is_answered_in_its_time() {
    let started = std::time::Instant::now();
    for text in [
        "entre la una y ".repeat(2_000),
        "de la semana de la semana de ".repeat(2_000),
        "del lunes al ".repeat(2_000),
        "dentro de dos ".repeat(2_000),
        "de hoy en ocho ".repeat(2_000),
        "antes de antes del ".repeat(2_000),
        "cinco para las ".repeat(2_000),
        "no perdon ".repeat(2_000),
        "me llamo de la ".repeat(2_000),
        "mañana por la mañana ".repeat(2_000),
        "un par de ".repeat(2_000),
    ] {
        heard(&text, &[]);
        heard(&text, &[Date, Time, Name, Phone, Choice]);
    }
    assert!(started.elapsed().as_secs() < 10, "took {:?}", started.elapsed());
}

/// What was said, what was asked for, the wish, acts among those understood, and the values.
type Case<'a> = (&'a str, &'a [Expecting], Option<Intent>, &'a [ActKind], &'a [&'a str]);

#[test]
fn callers_are_understood_in_their_own_words() {
    let cases: &[Case<'_>] = &[
        (
            "buenas quería pedir cita para el jueves por la tarde si puede ser",
            &[],
            Some(Intent::BookAppointment),
            &[Greet, Book],
            &["2026-11-26", "afternoon"],
        ),
        (
            "hola buenos dias me puede agendar para mañana a las diez de la mañana",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["2026-11-25", "10:00"],
        ),
        (
            "mire es que necesito cortarme el pelo antes del sabado",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["Corte de mujer", "/2026-11-28"],
        ),
        (
            "tendrian un huequito para hoy por la tarde",
            &[],
            Some(Intent::AskAvailability),
            &[AskAvailability],
            &["2026-11-24", "afternoon"],
        ),
        (
            "que disponibilidad tienen para la proxima semana",
            &[],
            Some(Intent::AskAvailability),
            &[AskAvailability],
            &["2026-11-30/2026-12-06"],
        ),
        (
            "carmen tiene algo el miercoles que viene por la mañana",
            &[],
            Some(Intent::AskAvailability),
            &[AskAvailability],
            &["Carmen", "2026-11-25", "morning"],
        ),
        (
            "quisiera reservar para dos personas el sabado a las once",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["2026-11-28", "11:00"],
        ),
        (
            "un tinte y un corte para el cuatro de diciembre a las cuatro y cuarto",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["Tinte", "Corte de mujer", "2026-12-04", "16:15"],
        ),
        (
            "me podrían dar un turno para el lunes a primera hora",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["2026-11-30", "morning"],
        ),
        (
            "quiero hacerme unas mechas con maria la semana que viene",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["Mechas completas", "María López", "2026-11-30/2026-12-06"],
        ),
        (
            "tengo que anular la cita que tenia para mañana",
            &[],
            Some(Intent::CancelAppointment),
            &[Cancel],
            &["2026-11-25"],
        ),
        (
            "me ha surgido algo y no puedo ir el viernes",
            &[],
            Some(Intent::CancelAppointment),
            &[Cancel],
            &["2026-11-27"],
        ),
        ("quería cancelar por favor", &[], Some(Intent::CancelAppointment), &[Cancel], &[]),
        ("al final no voy a ir mañana", &[], Some(Intent::CancelAppointment), &[Cancel], &["2026-11-25"]),
        ("quiero dar de baja mi cita", &[], Some(Intent::CancelAppointment), &[Cancel], &[]),
        (
            "podríamos dejar mi cita para la semana que viene",
            &[],
            Some(Intent::ModifyAppointment),
            &[Move],
            &["2026-11-30/2026-12-06"],
        ),
        ("me gustaría adelantar mi cita una hora", &[], Some(Intent::ModifyAppointment), &[Move], &[]),
        (
            "cambiarla para el martes a las seis",
            &[],
            Some(Intent::ModifyAppointment),
            &[Move],
            &["2026-12-01", "18:00"],
        ),
        (
            "puedo cambiar la hora de la cita de las cuatro a las seis",
            &[],
            Some(Intent::ModifyAppointment),
            &[Move],
            &["16:00", "18:00"],
        ),
        ("necesito reagendar", &[], Some(Intent::ModifyAppointment), &[Move], &[]),
        ("hasta qué hora abren los viernes", &[], Some(Intent::AskHours), &[AskHours], &["2026-11-27"]),
        ("el domingo abren", &[], Some(Intent::AskHours), &[AskHours], &["2026-11-29"]),
        ("estaran abiertos en nochebuena", &[], Some(Intent::AskHours), &[AskHours], &["2026-12-24"]),
        ("me puede decir el horario", &[], Some(Intent::AskHours), &[AskHours], &[]),
        ("cierran a mediodía", &[], Some(Intent::AskHours), &[AskHours], &["12:00"]),
        ("qué me costaría hacerme el balayage", &[], Some(Intent::AskPrice), &[AskPrice], &["Balayage"]),
        ("me dice el precio del alisado", &[], Some(Intent::AskPrice), &[AskPrice], &["Alisado"]),
        ("y eso cuánto es", &[], Some(Intent::AskPrice), &[AskPrice], &[]),
        (
            "cuanto cobran por cortar el pelo a un niño",
            &[],
            Some(Intent::AskPrice),
            &[AskPrice],
            &["Corte de niño"],
        ),
        ("ofrecen tratamientos de keratina", &[], Some(Intent::AskServices), &[AskServices], &["Alisado"]),
        ("atienden a hombres también", &[], Some(Intent::AskServices), &[AskServices], &[]),
        ("por donde queda el salon", &[], Some(Intent::AskLocation), &[AskLocation], &[]),
        ("en qué calle están", &[], Some(Intent::AskLocation), &[AskLocation], &[]),
        ("cómo llego desde el centro", &[], Some(Intent::AskLocation), &[AskLocation], &[]),
        ("puedo hablar con alguien de la peluquería", &[], Some(Intent::SpeakToHuman), &[SpeakToHuman], &[]),
        ("comuníqueme con un agente", &[], Some(Intent::SpeakToHuman), &[SpeakToHuman], &[]),
        ("prefiero que me atienda una persona", &[], Some(Intent::SpeakToHuman), &[SpeakToHuman], &[]),
        ("que me llamen ustedes", &[], Some(Intent::SpeakToHuman), &[SpeakToHuman], &[]),
        ("sí, esa hora me viene perfecta", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("muy bien", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("va que va", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("sí señorita", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("pues sí", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("eso está perfecto", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("no, muchas gracias", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("no esa no", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("uy no a esa hora no puedo", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("está equivocado", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("por ahora no", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("no sé", &[Confirmation], Some(Intent::Other), &[], &[]),
        (
            "el próximo jueves a las siete y media de la tarde",
            &[Date, Time],
            None,
            &[],
            &["2026-11-26", "19:30"],
        ),
        ("pasado mañana sobre las doce", &[Date], None, &[], &["2026-11-26", "~12:00"]),
        ("el martes veintidós de diciembre", &[Date], None, &[], &["2026-12-22"]),
        ("el dos de enero a las nueve menos cuarto", &[Date], None, &[], &["2027-01-02", "08:45"]),
        ("dentro de quince días", &[Date], None, &[], &["2026-12-08"]),
        ("para dentro de tres semanas", &[Date], None, &[], &["2026-12-15"]),
        ("el sábado de la semana que viene", &[Date], None, &[], &["2026-12-05"]),
        ("cualquier día entre el lunes y el miércoles", &[Date], None, &[], &["2026-11-30/2026-12-02"]),
        ("a finales de mes", &[Date], None, &[], &["2026-11-24/2026-11-30"]),
        ("a mediados de enero", &[Date], None, &[], &["2027-01-10/2027-01-20"]),
        ("la primera semana de diciembre", &[Date], None, &[], &["2026-12-01/2026-12-07"]),
        ("un sabado por la mañana", &[Date], None, &[], &["2026-11-28", "morning"]),
        ("después de las seis y media", &[Time], None, &[], &["18:30/"]),
        ("a partir de las cuatro de la tarde", &[Time], None, &[], &["16:00/"]),
        ("antes de las doce", &[Time], None, &[], &["/12:00"]),
        ("de cuatro a seis", &[Time], None, &[], &["16:00/18:00"]),
        ("tipo tres y media", &[Time], None, &[], &["~15:30"]),
        ("a las veinte horas", &[Time], None, &[], &["20:00"]),
        ("siete y media", &[Time], None, &[], &["19:30"]),
        ("a la una y cuarto", &[Time], None, &[], &["13:15"]),
        ("faltando diez para las nueve", &[Time], None, &[], &["08:50"]),
        ("a las cuatro o a las cinco", &[Time], None, &[], &["16:00", "17:00"]),
        ("la segunda me va bien", &[Choice], Some(Intent::Affirm), &[Affirm], &["#2"]),
        ("ninguna de esas me sirve", &[Choice], Some(Intent::Deny), &[Deny], &[]),
        ("algo por la tarde", &[Choice], None, &[], &["afternoon"]),
        ("mejor el viernes", &[Confirmation], None, &[Correct], &["2026-11-27"]),
        ("no perdón a las cinco no a las seis", &[Confirmation], None, &[Correct], &["!17:00", "18:00"]),
        ("con quien esté libre", &[Stylist], None, &[AnyPerson], &[]),
        ("me llamo beatriz moreno", &[Name], None, &[], &["name Beatriz Moreno"]),
        ("está a nombre de josé luis gutiérrez", &[], None, &[], &["name José Luis Gutiérrez"]),
        (
            "mi número es cinco cinco uno dos tres cuatro cinco seis siete ocho",
            &[],
            None,
            &[],
            &["5512345678"],
        ),
        ("es el seis seis seis doce doce trece", &[Phone], None, &[], &["666121213"]),
    ];
    check_cases(cases);
}

fn check_cases(cases: &[Case<'_>]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|(said, expecting, intent, expected_acts, expected_values)| {
            let understood = heard(said, expecting);
            let right = intent.is_none_or(|intent| understood.intent == intent)
                && expected_acts.iter().all(|kind| understood.has(*kind))
                && values(&understood) == *expected_values;
            (!right).then(|| {
                format!("{said:?}: {:?} {:?} {:?}", understood.intent, acts(&understood), values(&understood))
            })
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
}

#[test]
fn callers_of_many_countries_are_understood() {
    let cases: &[Case<'_>] = &[
        (
            "bueno buenas tardes quiero hacer una cita para un corte de dama",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["Corte de mujer"],
        ),
        (
            "quiero sacar turno para el sábado a la mañana",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["2026-11-28", "morning"],
        ),
        (
            "me das un turno para mañana a la tarde tipo cinco",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["2026-11-25", "~17:00"],
        ),
        (
            "quisiera apartar una cita con carmen para el viernes tres y media",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["Carmen", "2026-11-27", "15:30"],
        ),
        (
            "quiero una hora para el jueves en la tarde",
            &[],
            Some(Intent::BookAppointment),
            &[Book],
            &["2026-11-26", "afternoon"],
        ),
        ("a ver si me podéis coger para teñirme mañana", &[], None, &[], &["Tinte", "2026-11-25"]),
        (
            "quería saber si tenéis un hueco esta tarde",
            &[],
            Some(Intent::AskAvailability),
            &[AskAvailability],
            &["2026-11-24", "afternoon"],
        ),
        (
            "hay espacio para hoy mismo",
            &[],
            Some(Intent::AskAvailability),
            &[AskAvailability],
            &["2026-11-24"],
        ),
        (
            "tendrás algo para las siete de la tarde",
            &[],
            Some(Intent::AskAvailability),
            &[AskAvailability],
            &["19:00"],
        ),
        (
            "puedo pasar mañana a las doce",
            &[],
            Some(Intent::AskAvailability),
            &[AskAvailability],
            &["2026-11-25", "12:00"],
        ),
        ("y el sábado", &[], Some(Intent::AskAvailability), &[AskAvailability], &["2026-11-28"]),
        ("a las seis tienen", &[], Some(Intent::AskAvailability), &[AskAvailability], &["18:00"]),
        (
            "necesito cambiar el turno del jueves",
            &[],
            Some(Intent::ModifyAppointment),
            &[Move],
            &["2026-11-26"],
        ),
        ("me puede cambiar la cita para otro día", &[], Some(Intent::ModifyAppointment), &[Move], &[]),
        ("quiero correr mi turno una hora más tarde", &[], Some(Intent::ModifyAppointment), &[Move], &[]),
        (
            "hay forma de mover la cita de mañana al viernes a la misma hora",
            &[],
            Some(Intent::ModifyAppointment),
            &[Move],
            &["2026-11-25", "2026-11-27"],
        ),
        ("voy a llegar diez minutos tarde", &[], Some(Intent::ModifyAppointment), &[Move], &[]),
        ("ya no voy a necesitar la cita", &[], Some(Intent::CancelAppointment), &[Cancel], &[]),
        ("cancélame lo del viernes", &[], Some(Intent::CancelAppointment), &[Cancel], &["2026-11-27"]),
        (
            "no podré asistir a la cita de esta tarde",
            &[],
            Some(Intent::CancelAppointment),
            &[Cancel],
            &["2026-11-24", "afternoon"],
        ),
        (
            "quiero saber si están abiertos el lunes",
            &[],
            Some(Intent::AskHours),
            &[AskHours],
            &["2026-11-30"],
        ),
        ("de qué hora a qué hora atienden", &[], Some(Intent::AskHours), &[AskHours], &[]),
        ("trabajan los domingos", &[], Some(Intent::AskHours), &[AskHours], &["2026-11-29"]),
        ("qué horario tienen los sábados", &[], Some(Intent::AskHours), &[AskHours], &["2026-11-28"]),
        ("a cómo está el corte de caballero", &[], Some(Intent::AskPrice), &[AskPrice], &["Corte de hombre"]),
        ("cuánto me sale teñirme el pelo", &[], Some(Intent::AskPrice), &[AskPrice], &["Tinte"]),
        ("qué precio tienen las mechas", &[], Some(Intent::AskPrice), &[AskPrice], &["Mechas completas"]),
        ("es muy caro el balayage", &[], Some(Intent::AskPrice), &[AskPrice], &["Balayage"]),
        ("hacen uñas", &[], Some(Intent::AskServices), &[AskServices], &[]),
        ("qué tipo de servicios hacen", &[], Some(Intent::AskServices), &[AskServices], &[]),
        ("me podría dar la dirección por favor", &[], Some(Intent::AskLocation), &[AskLocation], &[]),
        ("tienen dónde estacionar", &[], Some(Intent::AskLocation), &[AskLocation], &[]),
        ("páseme con la dueña", &[], Some(Intent::SpeakToHuman), &[SpeakToHuman], &[]),
        ("quiero que me atienda un humano", &[], Some(Intent::SpeakToHuman), &[SpeakToHuman], &[]),
        ("operador", &[], Some(Intent::SpeakToHuman), &[SpeakToHuman], &[]),
        ("cuánto se tardan con el alisado", &[], Some(Intent::Other), &[AskDuration], &["Alisado"]),
        ("cuándo tengo mi próxima cita", &[], Some(Intent::Other), &[AskMyVisit], &[]),
        ("quién corta el pelo ahí", &[], Some(Intent::Other), &[AskPeople], &["Corte de mujer"]),
        ("simón", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("sí claro que sí", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("me parece perfecto gracias", &[Confirmation], Some(Intent::Affirm), &[Affirm, Thanks], &[]),
        ("sí está correcto", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("todo bien", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("sí quiero", &[Confirmation], Some(Intent::Affirm), &[Affirm], &[]),
        ("vale pues esa", &[Choice], Some(Intent::Affirm), &[Affirm], &[]),
        ("no así no", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("no me acomoda", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("no es así", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("nada de eso", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("no lo creo", &[Confirmation], Some(Intent::Deny), &[Deny], &[]),
        ("de aquí en ocho días", &[Date], None, &[], &["2026-12-01"]),
        ("de este viernes en ocho", &[Date], None, &[], &["2026-12-04"]),
        ("el lunes próximo", &[Date], None, &[], &["2026-11-30"]),
        ("el otro viernes", &[Date], None, &[], &["2026-12-04"]),
        ("el fin de semana que viene", &[Date], None, &[], &["2026-11-28/2026-11-29"]),
        ("entre semana por la tarde", &[Date], None, &[], &["afternoon"]),
        ("el día de navidad", &[Date], None, &[], &["2026-12-25"]),
        ("el ocho del doce", &[Date], None, &[], &["2026-12-08"]),
        ("12 de enero", &[Date], None, &[], &["2027-01-12"]),
        ("mañana en la noche", &[Date], None, &[], &["2026-11-25", "night"]),
        ("la próxima semana el miércoles o el jueves", &[Date], None, &[], &["2026-12-02", "2026-12-03"]),
        ("hoy después de las cinco", &[Date], None, &[], &["2026-11-24", "17:00/"]),
        ("el viernes antes de las dos", &[Date], None, &[], &["2026-11-27", "/14:00"]),
        ("cuarto para las ocho", &[Time], None, &[], &["19:45"]),
        ("ocho menos cuarto", &[Time], None, &[], &["19:45"]),
        ("nueve de la mañana", &[Time], None, &[], &["09:00"]),
        ("como a las cuatro y pico", &[Time], None, &[], &["~16:00"]),
        ("16:45", &[Time], None, &[], &["16:45"]),
        ("tres y cuarenta", &[Time], None, &[], &["15:40"]),
        ("a la tarde", &[Time], None, &[], &["afternoon"]),
        ("entre diez y once de la mañana", &[Time], None, &[], &["10:00/11:00"]),
        ("me quedo con la primera", &[Choice], Some(Intent::Affirm), &[Affirm], &["#1"]),
        ("la de las once y media por favor", &[Choice], None, &[], &["11:30"]),
        ("tiene otra hora", &[Choice], None, &[Other], &[]),
        ("no importa quién", &[Stylist], None, &[AnyPerson], &[]),
        ("quiero con rosa", &[Stylist], None, &[], &["Rosa"]),
        ("con nadie en especial", &[Stylist], None, &[AnyPerson], &[]),
        ("así está bien gracias", &[AddOn], None, &[NothingElse], &[]),
        ("guadalupe hernández", &[Name], None, &[], &["name Guadalupe Hernández"]),
        ("mi nombre es sofía y mi apellido es castro", &[Name], None, &[], &["name Sofía Castro"]),
        ("ese o efe i a", &[Name], None, &[], &["name Sofia"]),
        ("tres uno cero cuatro cinco seis siete ocho nueve cero", &[Phone], None, &[], &["3104567890"]),
        ("nueve once veintidós treinta y tres cero cero", &[Phone], None, &[], &["911223300"]),
        ("no le escucho bien", &[], None, &[Repeat], &[]),
        ("deme un minuto por favor", &[], None, &[Wait], &[]),
        ("que tenga buena tarde", &[], Some(Intent::Goodbye), &[Goodbye], &[]),
    ];
    check_cases(cases);
}
