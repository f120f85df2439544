//! Wishes, questions, answers, names and numbers.

use understanding::ActKind::*;
use understanding::Expecting::{AddOn, Choice, Confirmation, Date, Name, Phone, Service, Stylist, Time};
use understanding::{Intent, Language};

use super::{check, check_after, check_intents, check_only, heard};
use crate::support::{heard_in, now, values};

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
        ("no me acuerdo de la hora de mi cita", &[], &[AskMyVisit]),
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
        ("lo más pronto posible", &[Date], &[Earliest]),
        ("a las tres", &[Time], &[]),
        ("la primera que tengan", &[Date], &[Earliest]),
        ("a la misma hora la semana que viene", &[Date], &[SameTime]),
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

#[test]
fn a_name_is_spelled_and_told_by_its_letters() {
    check_after(&[
        ("me llamo Nadia, n de navarra, a, d, i, a", &[], &["name Nadia"]),
        ("eme a erre i ese o ele", &[Name], &["name Marisol"]),
        ("Cristina con ka", &[Name], &["name Kristina"]),
        ("mi apellido es Pérez y mi nombre es Ana", &[], &["name Ana Pérez"]),
        ("me llamo Ana y de ese día no me acuerdo", &[], &["name Ana"]),
    ]);
}

#[test]
fn words_of_the_salon_may_mean_something_else() {
    check(&[("tengo que lavar el coche", &[]), ("quería lavar y cortar", &["Lavado y corte"])]);
}
