//! What a caller heard of something that they spoke into.

/// The part of what was said that was heard, by the network's account of it. The network normalises text, so words are
/// compared without capitals and signs. What does not fit was not heard: a booking must not rest on it.
pub fn heard_part<'a>(said: &'a str, heard: &str) -> &'a str {
    let words = words(said);
    let wanted: Vec<String> = self::words(heard).into_iter().map(|(word, _)| word).collect();
    let Some(last) = wanted.len().checked_sub(1) else { return "" };
    let starts = |at: usize, with: &[String]| {
        words.len() >= at + with.len() && words[at..].iter().zip(with).all(|((word, _), with)| word == with)
    };
    if starts(0, &wanted) {
        return &said[..words[last].1];
    }
    // The account may be of the last sentence alone: its last words say where it stopped, if they stand there once.
    let tail = &wanted[wanted.len().saturating_sub(3)..];
    let mut places = (0..words.len()).filter(|at| starts(*at, tail));
    match (places.next(), places.next()) {
        (Some(at), None) if tail.len() == 3 => &said[..words[at + 2].1],
        _ => "",
    }
}

/// Words without capitals and signs, each with where it ends.
fn words(text: &str) -> Vec<(String, usize)> {
    let mut words: Vec<(String, usize)> = Vec::new();
    let mut is_within = false;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() {
            if !is_within {
                words.push((String::new(), at));
            }
            if let Some((word, end)) = words.last_mut() {
                word.extend(c.to_lowercase());
                *end = at + c.len_utf8();
            }
            is_within = true;
        } else if c != '\'' && c != '\u{2019}' {
            is_within = false;
        }
    }
    words
}

#[cfg(test)]
mod tests {
    use super::heard_part;

    #[test]
    fn what_was_heard_ends_where_the_network_says() {
        let said = "You're booked: Thursday at 10 AM with Anna. Is there anything else?";
        for (heard, part) in [
            ("You're booked Thursday at 10", "You're booked: Thursday at 10"),
            ("youre booked thursday", "You're booked: Thursday"),
            ("", ""),
            ("Something else entirely was said", ""),
            ("with Anna. Is there anything", "You're booked: Thursday at 10 AM with Anna. Is there anything"),
            (said, "You're booked: Thursday at 10 AM with Anna. Is there anything else"),
        ] {
            assert_eq!(heard_part(said, heard), part, "{heard:?}");
        }
    }
}
