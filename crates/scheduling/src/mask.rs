//! A set of minutes as bits, with the few operations availability needs.
//!
//! Bit `i` is the `i`-th minute of a [`Frame`](crate::frame::Frame). Questions such as "where does an hour fit?"
//! are then answered for 64 starts at a time and cost the same for a full diary as for an empty one. What lies
//! beyond the last bit is not in the set.

use std::ops::Range;

const WORD: usize = u64::BITS as usize;

/// A set of minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Mask {
    words: Vec<u64>,
    len: usize,
}

impl Mask {
    /// None of `len` minutes.
    pub(crate) fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(WORD)], len }
    }

    /// All of `len` minutes.
    pub(crate) fn all(len: usize) -> Self {
        let mut mask = Self { words: vec![u64::MAX; len.div_ceil(WORD)], len };
        if let (Some(last), used @ 1..) = (mask.words.last_mut(), len % WORD) {
            *last = low_bits(used);
        }
        mask
    }

    /// How many minutes are in.
    pub(crate) fn count(&self) -> u64 {
        self.words.iter().map(|word| u64::from(word.count_ones())).sum()
    }

    /// Whether minute `at` is in.
    pub(crate) fn has(&self, at: usize) -> bool {
        at < self.len && self.words[at / WORD] >> (at % WORD) & 1 == 1
    }

    /// Whether any of these minutes is in.
    pub(crate) fn has_any(&self, range: Range<usize>) -> bool {
        pieces(range).any(|(index, bits)| self.words[index] & bits != 0)
    }

    /// Puts one minute in.
    pub(crate) fn put(&mut self, at: usize) {
        self.words[at / WORD] |= 1 << (at % WORD);
    }

    /// Puts these minutes in.
    pub(crate) fn put_range(&mut self, range: Range<usize>) {
        for (index, bits) in pieces(range) {
            self.words[index] |= bits;
        }
    }

    /// Takes these minutes out.
    pub(crate) fn remove_range(&mut self, range: Range<usize>) {
        for (index, bits) in pieces(range) {
            self.words[index] &= !bits;
        }
    }

    /// Keeps what is in `other` as well.
    pub(crate) fn keep(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Takes out what is in `other`.
    pub(crate) fn remove(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= !other;
        }
    }

    /// Adds what is in `other`.
    pub(crate) fn add(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// The same, seen from `by` minutes later: minute `t` is in when `t + by` was. `by` may be negative.
    pub(crate) fn seen_from(&self, by: i64) -> Self {
        let mut seen = Self::none(self.len);
        let distance = usize::try_from(by.unsigned_abs()).unwrap_or(usize::MAX);
        if by < 0 {
            shift_later(&self.words, &mut seen.words, distance);
            seen.trim();
        } else {
            shift_earlier(&self.words, &mut seen.words, distance, |_, later| later);
        }
        seen
    }

    /// The minutes from which `minutes` of them in a row are in; for none at all, every minute.
    pub(crate) fn starts_of_runs(&self, minutes: usize) -> Self {
        if minutes == 0 {
            return Self::all(self.len);
        }
        let mut runs = self.clone();
        let mut longer = Self::none(self.len);
        // Runs of n that begin here and n later make a run of 2n.
        let mut reached = 1;
        while reached < minutes {
            let further = reached.min(minutes - reached);
            shift_earlier(&runs.words, &mut longer.words, further, |here, later| here & later);
            std::mem::swap(&mut runs, &mut longer);
            reached += further;
        }
        runs
    }

    /// The minutes that are in, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = usize> + '_ {
        self.words.iter().enumerate().flat_map(|(index, &word)| {
            let mut left = word;
            std::iter::from_fn(move || {
                let lowest = left.trailing_zeros() as usize;
                (left != 0).then(|| {
                    left &= left - 1;
                    index * WORD + lowest
                })
            })
        })
    }

    /// The stretches of minutes that are in, in order.
    pub(crate) fn stretches(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut at = 0;
        std::iter::from_fn(move || {
            let start = self.first_from(at, true)?;
            at = self.first_from(start, false).unwrap_or(self.len);
            Some(start..at)
        })
    }

    /// The first minute at or after `at` that is in (`wanted`), or is not.
    fn first_from(&self, at: usize, wanted: bool) -> Option<usize> {
        let flip = if wanted { 0 } else { u64::MAX };
        let mut ignored = low_bits(at % WORD);
        for index in at / WORD..self.words.len() {
            let word = (self.words[index] ^ flip) & !ignored;
            if word != 0 {
                return Some(index * WORD + word.trailing_zeros() as usize).filter(|&found| found < self.len);
            }
            ignored = 0;
        }
        None
    }

    fn trim(&mut self) {
        if let (Some(last), used @ 1..) = (self.words.last_mut(), self.len % WORD) {
            *last &= low_bits(used);
        }
    }
}

/// The lowest `count` bits, fewer than a whole word.
fn low_bits(count: usize) -> u64 {
    (1 << count) - 1
}

/// Moves bit `distance` to the first place, and so on, and joins each word with what was in its place; what comes in
/// at the end is not in. Written over whole slices, so that the compiler can take several words at a time.
fn shift_earlier(from: &[u64], into: &mut [u64], distance: usize, join: impl Fn(u64, u64) -> u64) {
    let (whole, part) = (distance / WORD, distance % WORD);
    let moved = from.get(whole..).unwrap_or_default();
    let (into, rest) = into.split_at_mut(moved.len());
    let words = into.iter_mut().zip(from);
    if part == 0 {
        words.zip(moved).for_each(|((word, here), later)| *word = join(*here, *later));
    } else {
        words.zip(moved.windows(2)).for_each(|((word, here), pair)| {
            *word = join(*here, pair[0] >> part | pair[1] << (WORD - part));
        });
        if let (Some(word), Some(last)) = (into.last_mut(), moved.last()) {
            *word = join(from[moved.len() - 1], last >> part);
        }
    }
    rest.iter_mut().zip(&from[moved.len()..]).for_each(|(word, here)| *word = join(*here, 0));
}

/// Moves the first bit to place `distance`, and so on; what comes in at the beginning is not in.
fn shift_later(from: &[u64], into: &mut [u64], distance: usize) {
    let (whole, part) = (distance / WORD, distance % WORD);
    let from = &from[..from.len().saturating_sub(whole)];
    let (rest, into) = into.split_at_mut(into.len() - from.len());
    rest.fill(0);
    if part == 0 {
        into.copy_from_slice(from);
        return;
    }
    if let (Some(word), Some(first)) = (into.first_mut(), from.first()) {
        *word = first << part;
    }
    for (word, pair) in into.iter_mut().skip(1).zip(from.windows(2)) {
        *word = pair[0] >> (WORD - part) | pair[1] << part;
    }
}

/// A range cut at the borders of words: the index of each word and the bits in it.
fn pieces(range: Range<usize>) -> impl Iterator<Item = (usize, u64)> {
    let mut at = range.start;
    std::iter::from_fn(move || {
        if at >= range.end {
            return None;
        }
        let index = at / WORD;
        let until = range.end.min((index + 1) * WORD);
        let bits = (u64::MAX >> (WORD - (until - at))) << (at % WORD);
        at = until;
        Some((index, bits))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask_of(len: usize, minutes: &[usize]) -> Mask {
        let mut mask = Mask::none(len);
        minutes.iter().for_each(|&at| mask.put(at));
        mask
    }

    /// Minutes on both sides of the borders of words.
    const SOME: [usize; 12] = [0, 1, 2, 62, 63, 64, 65, 127, 128, 129, 190, 199];

    #[test]
    fn ranges_reach_over_the_borders_of_words() {
        for range in [0..0, 5..5, 0..1, 60..70, 0..64, 64..128, 3..200, 199..200] {
            let mut mask = Mask::none(200);
            mask.put_range(range.clone());
            assert_eq!(mask.iter().collect::<Vec<_>>(), range.clone().collect::<Vec<_>>());
            let mut rest = Mask::all(200);
            rest.remove_range(range.clone());
            assert_eq!(rest.iter().count(), 200 - range.len());
            assert!(!rest.has_any(range.clone()));
            assert_eq!(mask.has_any(range.clone()), !range.is_empty());
        }
    }

    #[test]
    fn a_mask_seen_from_later_has_its_minutes_earlier() {
        let mask = mask_of(200, &SOME);
        for by in [-250, -200, -129, -128, -65, -64, -63, -1, 0, 1, 63, 64, 65, 128, 130, 200, 300_i64] {
            let expected: Vec<usize> =
                (0..200).filter(|&at| SOME.iter().any(|&some| some as i64 == at as i64 + by)).collect();
            assert_eq!(mask.seen_from(by).iter().collect::<Vec<_>>(), expected, "by {by}");
        }
    }

    #[test]
    fn runs_start_where_all_their_minutes_are_in() {
        let mask = mask_of(200, &SOME);
        for minutes in [0, 1, 2, 3, 4, 5, 64, 200] {
            let expected: Vec<usize> =
                (0..200).filter(|&at| (at..at + minutes).all(|t| SOME.contains(&t))).collect();
            assert_eq!(mask.starts_of_runs(minutes).iter().collect::<Vec<_>>(), expected, "{minutes}");
        }
        for minutes in [1, 63, 64, 65, 130, 200] {
            assert_eq!(Mask::all(200).starts_of_runs(minutes).iter().count(), 201 - minutes);
        }
    }

    #[test]
    fn stretches_are_the_runs_that_cannot_grow() {
        assert_eq!(
            mask_of(200, &SOME).stretches().collect::<Vec<_>>(),
            [0..3, 62..66, 127..130, 190..191, 199..200]
        );
        assert_eq!(Mask::all(128).stretches().collect::<Vec<_>>(), vec![0..128]);
        assert_eq!(Mask::none(70).stretches().count(), 0);
    }
}
