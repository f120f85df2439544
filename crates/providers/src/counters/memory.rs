//! Counters in this process's memory, of which there is only so much.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use jiff::Timestamp;

use super::{Counted, Counters, CountersError};
use crate::clock::Clock;

/// How many keys are counted at once: some 30 MB of them. More come only from somebody who makes them up.
const MAX_KEYS: usize = 200_000;
/// Parts that are locked apart, so that threads seldom wait for each other.
const SHARDS: usize = 16;
/// How many keys a part has before it first looks for ended windows.
const FIRST_SWEEP: usize = 64;

/// Counts for one process, and forgets when it ends.
///
/// It never refuses a key. When there are too many, those with the fewest events make room, and of these the ones
/// that would have ended first: whoever floods it with new keys loses those, and does not free the key that a
/// limit is about to hold back.
pub struct MemoryCounters {
    shards: [Mutex<Shard>; SHARDS],
    hasher: RandomState,
    clock: Arc<dyn Clock>,
}

impl MemoryCounters {
    /// Counters without any events.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self::with_room_for(MAX_KEYS, clock)
    }

    fn with_room_for(keys: usize, clock: Arc<dyn Clock>) -> Self {
        let room = keys / SHARDS;
        let shards = std::array::from_fn(|_| Mutex::new(Shard::with_room_for(room)));
        Self { shards, hasher: RandomState::new(), clock }
    }

    fn shard(&self, key: &str) -> MutexGuard<'_, Shard> {
        let index = self.hasher.hash_one(key) as usize % SHARDS;
        // A window is changed in one step, so a panic elsewhere cannot have left half of one.
        self.shards[index].lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Counters for MemoryCounters {
    async fn count(&self, key: &str, window: Duration) -> Result<Counted, CountersError> {
        let now = self.clock.now();
        Ok(self.shard(key).count(key, window, now))
    }

    async fn look(&self, key: &str) -> Result<Option<Counted>, CountersError> {
        let now = self.clock.now();
        let shard = self.shard(key);
        Ok(shard.windows.get(key).filter(|window| !window.is_over(now)).map(|window| window.counted(now)))
    }

    async fn clear(&self, key: &str) -> Result<(), CountersError> {
        self.shard(key).windows.remove(key);
        Ok(())
    }
}

impl fmt::Debug for MemoryCounters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("MemoryCounters").finish_non_exhaustive()
    }
}

struct Shard {
    windows: HashMap<Box<str>, Window>,
    /// How many keys there may be.
    room: usize,
    /// At how many keys it is next looked through for ended windows.
    sweep_at: usize,
}

impl Shard {
    fn with_room_for(room: usize) -> Self {
        Self { windows: HashMap::new(), room, sweep_at: FIRST_SWEEP.min(room) }
    }

    fn count(&mut self, key: &str, window: Duration, now: Timestamp) -> Counted {
        if let Some(known) = self.windows.get_mut(key) {
            return known.count(window, now);
        }
        if self.windows.len() >= self.sweep_at {
            self.make_room(now);
        }
        self.windows.entry(key.into()).or_insert(Window::beginning(now, window)).count(window, now)
    }

    /// Looks at every key, and therefore either frees a quarter of them or lets their number double before it is
    /// called again: an event costs the same whether there are ten keys or all there may be.
    fn make_room(&mut self, now: Timestamp) {
        self.windows.retain(|_, window| !window.is_over(now));
        let spare = self.room / 4;
        if self.windows.len() + spare > self.room {
            self.drop_smallest(self.windows.len() + spare - self.room, now);
        }
        self.sweep_at = (self.windows.len() * 2).clamp(FIRST_SWEEP.min(self.room), self.room);
    }

    fn drop_smallest(&mut self, number: usize, now: Timestamp) {
        let mut sizes: Vec<_> = self.windows.values().map(|window| window.size(now)).collect();
        let Some(last) = number.checked_sub(1) else { return };
        let (_, &mut limit, _) = sizes.select_nth_unstable(last);
        let smaller = sizes.iter().filter(|&&size| size < limit).count();
        let mut equals_to_drop = number - smaller;
        self.windows.retain(|_, window| match window.size(now).cmp(&limit) {
            std::cmp::Ordering::Less => false,
            std::cmp::Ordering::Equal if equals_to_drop > 0 => {
                equals_to_drop -= 1;
                false
            }
            _ => true,
        });
    }
}

/// In whole microseconds, which are compared faster than timestamps: making room looks at thousands.
#[derive(Clone, Copy)]
struct Window {
    events: u64,
    began_at_us: i64,
    lasts_us: i64,
}

impl Window {
    fn beginning(now: Timestamp, lasts: Duration) -> Self {
        let lasts_us = i64::try_from(lasts.as_micros()).unwrap_or(i64::MAX);
        Self { events: 0, began_at_us: now.as_microsecond(), lasts_us }
    }

    fn count(&mut self, window: Duration, now: Timestamp) -> Counted {
        if self.is_over(now) {
            *self = Self::beginning(now, window);
        }
        // A clock that was set back must not make the window longer than it was asked to be.
        self.began_at_us = self.began_at_us.min(now.as_microsecond());
        self.events = self.events.saturating_add(1);
        self.counted(now)
    }

    fn is_over(&self, now: Timestamp) -> bool {
        self.ends_in_us(now) == 0
    }

    fn ends_in_us(&self, now: Timestamp) -> i64 {
        let elapsed_us = now.as_microsecond().saturating_sub(self.began_at_us).max(0);
        self.lasts_us.saturating_sub(elapsed_us).max(0)
    }

    fn counted(&self, now: Timestamp) -> Counted {
        Counted { events: self.events, ends_in: Duration::from_micros(self.ends_in_us(now).unsigned_abs()) }
    }

    /// By what windows are compared when some have to go.
    fn size(&self, now: Timestamp) -> (u64, i64) {
        (self.events, self.ends_in_us(now))
    }
}

#[cfg(test)]
mod tests {
    use jiff::SignedDuration;

    use super::*;
    use crate::clock::FixedClock;

    const MINUTE: Duration = Duration::from_secs(60);

    fn clock() -> Arc<FixedClock> {
        Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()))
    }

    fn counted(events: u64, seconds: u64) -> Counted {
        Counted { events, ends_in: Duration::from_secs(seconds) }
    }

    fn keys_of(counters: &MemoryCounters) -> usize {
        counters.shards.iter().map(|shard| shard.lock().unwrap().windows.len()).sum()
    }

    #[tokio::test]
    async fn a_window_begins_with_its_first_event_and_is_then_forgotten() {
        let clock = clock();
        let counters = MemoryCounters::new(clock.clone());
        assert_eq!(counters.look("maria").await, Ok(None));

        assert_eq!(counters.count("maria", MINUTE).await, Ok(counted(1, 60)));
        clock.advance(SignedDuration::from_secs(59));
        assert_eq!(counters.count("maria", MINUTE).await, Ok(counted(2, 1)));
        assert_eq!(counters.look("maria").await, Ok(Some(counted(2, 1))));

        clock.advance(SignedDuration::from_secs(1));
        assert_eq!(counters.look("maria").await, Ok(None));
        assert_eq!(counters.count("maria", MINUTE).await, Ok(counted(1, 60)));
    }

    #[tokio::test]
    async fn a_window_lasts_as_long_as_its_first_event_asked_for() {
        let counters = MemoryCounters::new(clock());
        counters.count("maria", MINUTE).await.unwrap();

        assert_eq!(counters.count("maria", MINUTE * 60).await, Ok(counted(2, 60)));
    }

    #[tokio::test]
    async fn keys_are_counted_apart_and_forgotten_one_at_a_time() {
        let counters = MemoryCounters::new(clock());
        for key in ["maria", "maria", "jo"] {
            counters.count(key, MINUTE).await.unwrap();
        }

        counters.clear("maria").await.unwrap();

        assert_eq!(counters.look("maria").await, Ok(None));
        assert_eq!(counters.look("jo").await, Ok(Some(counted(1, 60))));
        assert_eq!(counters.count("maria", MINUTE).await, Ok(counted(1, 60)));
    }

    #[tokio::test]
    async fn a_clock_that_is_set_back_makes_no_window_longer() {
        let clock = clock();
        let counters = MemoryCounters::new(clock.clone());
        counters.count("maria", MINUTE).await.unwrap();

        clock.advance(SignedDuration::from_hours(-1));

        assert_eq!(counters.look("maria").await, Ok(Some(counted(1, 60))));
        assert_eq!(counters.count("maria", MINUTE).await, Ok(counted(2, 60)));
        clock.advance(SignedDuration::from_secs(60));
        assert_eq!(counters.look("maria").await, Ok(None));
    }

    #[tokio::test]
    async fn ended_windows_are_dropped_as_new_keys_come() {
        let clock = clock();
        let counters = MemoryCounters::new(clock.clone());
        for number in 0..10_000 {
            counters.count(&format!("caller {number}"), MINUTE).await.unwrap();
            clock.advance(SignedDuration::from_secs(1));
        }

        // A minute's worth is alive; the parts look through themselves at 64 keys each.
        assert!(keys_of(&counters) <= SHARDS * FIRST_SWEEP, "{}", keys_of(&counters));
    }

    #[tokio::test]
    async fn a_flood_of_keys_is_counted_and_frees_nobody_from_a_limit() {
        let counters = MemoryCounters::with_room_for(SHARDS * 100, clock());
        for _ in 0..5 {
            counters.count("guesses passwords", MINUTE).await.unwrap();
        }

        for number in 0..20_000 {
            let key = format!("made up {number}");
            assert_eq!(counters.count(&key, MINUTE).await, Ok(counted(1, 60)));
            assert_eq!(counters.look(&key).await, Ok(Some(counted(1, 60))));
        }

        assert!(keys_of(&counters) <= SHARDS * 100, "{}", keys_of(&counters));
        assert_eq!(counters.look("guesses passwords").await, Ok(Some(counted(5, 60))));
    }

    #[test]
    fn the_fewest_events_make_room_and_of_these_the_first_to_end() {
        let now = clock().now();
        let mut shard = Shard::with_room_for(8);
        for (key, events, seconds) in [("a", 1, 30), ("b", 1, 20), ("c", 2, 10), ("d", 1, 20), ("e", 3, 1)] {
            let window = Window { events, ..Window::beginning(now, Duration::from_secs(seconds)) };
            shard.windows.insert(key.into(), window);
        }

        let mut left = |number| {
            shard.drop_smallest(number, now);
            let mut keys: Vec<_> = shard.windows.keys().map(|key| key.to_string()).collect();
            keys.sort();
            keys.concat()
        };

        let after_one = left(1);
        assert!(after_one == "abce" || after_one == "acde", "{after_one}");
        assert_eq!(left(1), "ace");
        assert_eq!(left(1), "ce");
        assert_eq!(left(1), "e");
    }

    #[test]
    fn threads_lose_no_event() {
        let counters = MemoryCounters::new(clock());
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();

        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
                    runtime.block_on(async {
                        for _ in 0..1000 {
                            counters.count("maria", MINUTE).await.unwrap();
                        }
                    });
                });
            }
        });

        assert_eq!(runtime.block_on(counters.look("maria")), Ok(Some(counted(4000, 60))));
    }
}
