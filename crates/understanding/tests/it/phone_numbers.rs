//! Telephone numbers as they are read out, and digits that are none.

use understanding::{Expecting, Value};

use crate::support::heard;

fn check(cases: &[(&str, &str)]) {
    for (said, expected) in cases {
        let numbers: Vec<String> = heard(said, &[])
            .entities
            .into_iter()
            .filter_map(|one| if let Value::Phone { digits } = one.value { Some(digits) } else { None })
            .collect();
        assert_eq!(numbers.concat().trim_start_matches('+'), expected.trim_start_matches('+'), "{said:?}");
    }
}

#[test]
fn numbers_are_understood_as_they_are_read_out() {
    check(&[
        ("my number is five one zero, two two three, nine eight seven six", "5102239876"),
        ("it's 510 223 9876", "5102239876"),
        ("five ten two twenty three ninety eight seventy six", "5102239876"),
        ("oh two oh seven nine four six oh nine one one", "02079460911"),
        ("zero two zero, seven nine double four, one two three four", "02079441234"),
        ("oh seven nine double one, one two three, four five six", "07911123456"),
        ("oh seven nine eleven triple two triple three", "07911222333"),
        ("plus forty four seven nine one one one two three four five six", "+447911123456"),
        ("plus four four, seven seven double oh, nine hundred, eight seven three", "+447700900873"),
        ("area code six four six, five five five, oh one nine nine", "6465550199"),
        ("the area code is 212 and the number is 555 0147", "2125550147"),
        ("area code two one two then five five five zero one four seven", "2125550147"),
        ("one eight hundred five five five oh one double two", "18005550122"),
        ("1-800-555-0122", "18005550122"),
        ("you can call me back on three one two five five five oh one oh one", "3125550101"),
        ("three one two, five five five, zero one hundred", "3125550100"),
        ("call me at (702) 555-0173 please", "7025550173"),
        ("702.555.0173", "7025550173"),
        ("it's 0 7 7 0 0 9 0 0 1 2 3", "07700900123"),
        ("double oh four four seven seven double oh nine double oh one two three", "00447700900123"),
        ("four one five five five five oh one three two, no, three three", "4155550133"),
        ("six one nine, five five five, zero one two six, sorry, zero one two seven", "6195550127"),
        (
            "six one nine five five five... wait no six one eight five five five zero one two seven",
            "6185550127",
        ),
        ("415 555 0187 no wait I mean 415 555 0178", "4155550178"),
        ("it ends in forty two: two oh six five five five oh one forty two", "2065550142"),
        ("two oh six, five five five, oh one, forty two", "2065550142"),
        ("nine one seven five five five zero one six six extension four two", "9175550166"),
        ("917-555-0166 ext. 42", "9175550166"),
        ("my cell is nine one seven um five five five uh zero one six six", "9175550166"),
        ("that's nine one seven, five five five, and then zero one six six", "9175550166"),
        ("yes it's nine one seven five five five zero one six six thank you", "9175550166"),
        ("sure, 917 triple five 0166", "9175550166"),
        ("two one two triple five oh one six oh", "2125550160"),
        ("seven seven three five five five treble zero one", "7735550001"),
        ("my phone number's four oh four five five five twenty twelve", "4045552012"),
        ("four oh four five five five nineteen eighty", "4045551980"),
        ("four zero four, fifty five, five zero, one seventeen", "4045550117"),
        ("country code one, area code seven oh seven, five five five, oh one one eight", "17075550118"),
        ("it's a uk number oh one six one four nine six oh double one eight", "01614960118"),
        ("+49 30 901820", "+4930901820"),
        ("plus four nine three zero nine zero one eight two zero", "+4930901820"),
        ("+33 6 12 34 56 78", "+33612345678"),
        ("zero six twelve thirty four fifty six seventy eight", "0612345678"),
        ("353 1 496 0123", "35314960123"),
        ("my mobile is 07700 900 982 and my name is jo", "07700900982"),
        ("the number is seven one eight dash five five five dash oh one five three", "7185550153"),
        ("seven one eight hyphen five five five hyphen zero one five three", "7185550153"),
        ("(212)5550175", "2125550175"),
        ("5 5 5 0 1 4 9", "5550149"),
        ("five five five oh one four nine", "5550149"),
        ("seven hundred five five five zero one four nine", "7005550149"),
        ("eight double eight five five five oh one seven two", "8885550172"),
        ("three four seven five five five o one nine eight", "3475550198"),
        ("my name is anna my number is three four seven five five five oh one nine eight", "3475550198"),
        ("one moment, it's three four seven, five five five, oh one nine eight", "3475550198"),
        ("tomorrow at two, call me on 347 555 0198", "3475550198"),
        ("nine oh nine five five five double zero double one", "9095550011"),
        ("my number is 9 0 9 5 5 5 zero zero one one", "9095550011"),
        ("it's area code three one oh, five five five, zero one seven two", "3105550172"),
        ("three ten five five five zero one seven two", "3105550172"),
        ("call my mobile, zero seven five double five, six oh oh, one two three", "07555600123"),
        ("plus three five three, eight five, one two three, four five six seven", "+353851234567"),
        ("oh one two one, four nine six, oh seven double eight", "01214960788"),
        ("six oh two, triple five, oh one oh nine", "6025550109"),
        ("the number is 602-555-0109, that's my work phone", "6025550109"),
        ("six oh two five five five oh one oh eight, oh sorry, oh nine", "6025550109"),
        ("503 555 0114, no, 0141", "5035550141"),
        ("one eight six six five five five zero one two three", "18665550123"),
        ("eight hundred, five five five, forty one, forty two", "8005554142"),
        ("you can text me at 9735550188", "9735550188"),
        ("nine seven three dash five five five dash zero one eight eight", "9735550188"),
        ("nine seven three then five five five then zero one eight eight", "9735550188"),
        ("yeah it's uh nine seven three um five five five oh one eighty eight", "9735550188"),
        ("+1 (973) 555-0188", "+19735550188"),
        ("973/555-0188", "9735550188"),
        ("double seven three five five five oh one six", "773555016"),
        ("my number is four one six five five five twenty one hundred", "4165552100"),
        (
            "four one six five five five oh one two two again that's four one six five five five oh one two two",
            "4165550122",
        ),
        ("zero four one two, three four five, six seven eight", "0412345678"),
        ("four nine one seven one two three four five six seven", "49171234567"),
        ("extension 14 at 212 555 0119", "2125550119"),
        ("six five oh, five five five, oh one ninety nine", "6505550199"),
        ("oh seven seven, one two three, four five six seven eight", "07712345678"),
        ("zero double seven double zero nine double zero one double five", "07700900155"),
        ("four fifteen, five fifty five, zero one two three", "4155550123"),
        ("my number's the area code 503 then 555-0111", "5035550111"),
        ("it's 503 sorry 504 555 0111", "5045550111"),
        ("nine one nine five five five zero one two zero no i mean two one", "9195550121"),
        ("two double five five oh one six seven", "25550167"),
        ("plus one, six one seven, five five five, oh one three oh", "+16175550130"),
        ("617 - 555 - 0130", "6175550130"),
        ("six one seven five five five oh one thirty", "6175550130"),
        ("oh one eight one one triple eight oh oh five five", "018118880055"),
        ("that is 0 4 1 1 2 3 4 5 6 7", "0411234567"),
    ]);
}

#[test]
fn other_digits_are_no_number() {
    check(&[
        ("can i come at ten thirty or eleven fifteen or twelve forty five", ""),
        ("my booking reference is 48 29 17 33", ""),
        ("i have an appointment on 12 12 2026 at 10 30", ""),
        ("it was 150 dollars and then 200 and 350 more", ""),
        ("the code is four eight two nine one three", ""),
        ("order number 5550 1234 99", ""),
        ("between nine and five monday to friday", ""),
        ("one two three testing", ""),
        ("my card ends in four two four two", ""),
        ("2 people at 3 or 4 or 5 or 6", ""),
        ("i need three four or five appointments", ""),
        ("my customer id is 99 88 77 66", ""),
        ("from nine thirty to ten fifteen or eleven forty five to one", ""),
        ("i was born in nineteen eighty four on the second of the third", ""),
        ("it's 4 4 4", ""),
        ("i have 3 kids aged 4 7 and 10", ""),
        ("my pin is 4821", ""),
        ("room 2150 at 3 30", ""),
    ]);
}

#[test]
fn a_part_of_a_number_is_one_where_a_number_was_asked_for() {
    let asked = |said: &str| {
        let numbers =
            heard(said, &[Expecting::Phone]).entities.into_iter().filter_map(|one| match one.value {
                Value::Phone { digits } => Some(digits),
                _ => None,
            });
        numbers.collect::<Vec<_>>().concat()
    };
    for (said, digits) in [
        ("three four seven", "347"),
        ("it's three four seven", "347"),
        ("zero one five one", "0151"),
        ("and then zero one five one", "0151"),
        ("the rest is oh one five one", "0151"),
        ("yes, 0151", "0151"),
        ("double five", "55"),
        ("three four seven five five five", "347555"),
        ("three four seven five five five zero one five one", "3475550151"),
        // Something else than a number.
        ("rather at ten thirty", ""),
        ("make it 10:30", ""),
        ("Thursday at eleven", ""),
        ("I don't have one", ""),
    ] {
        assert_eq!(asked(said), digits, "{said:?}");
    }
    assert!(heard("zero one five one", &[]).entities.is_empty());
}
