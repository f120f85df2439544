//! How long a piece of telephone sound is: µ-law at 8 kHz, a byte for each eighth of a millisecond, written as
//! base64. Nothing is decoded, as both sides of a call speak it.

use std::time::Duration;

/// How long one byte sounds.
const BYTE_MICROSECONDS: u64 = 125;

/// How long a payload sounds. Summed up over what was sent, this says how much has been played.
pub fn duration(payload: &str) -> Duration {
    // Four letters carry three bytes. What fills up the last four is no sound; counted as such it would put a
    // minute of short pieces off by most of a second.
    let letters = payload.trim_end_matches('=').len();
    let bytes = u64::try_from(letters).unwrap_or(u64::MAX).saturating_mul(3) / 4;
    Duration::from_micros(bytes.saturating_mul(BYTE_MICROSECONDS))
}

#[cfg(test)]
mod tests {
    use base64::{Engine, engine::general_purpose::STANDARD};

    use super::*;

    #[test]
    fn eight_bytes_sound_for_a_millisecond() {
        for (bytes, expected) in [
            (0, Duration::ZERO),
            (1, Duration::from_micros(125)),
            (8, Duration::from_millis(1)),
            (160, Duration::from_millis(20)),
            (8000, Duration::from_secs(1)),
        ] {
            assert_eq!(duration(&STANDARD.encode(vec![0xff; bytes])), expected, "{bytes}");
        }
    }

    proptest::proptest! {
        #[test]
        fn every_byte_counts_and_filling_does_not(bytes in 0_usize..2000) {
            let payload = STANDARD.encode(vec![0x7f; bytes]);
            let expected = Duration::from_micros(u64::try_from(bytes).unwrap() * 125);
            proptest::prop_assert_eq!(duration(&payload), expected);
            proptest::prop_assert_eq!(duration(payload.trim_end_matches('=')), expected);
        }
    }
}
