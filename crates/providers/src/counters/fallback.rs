//! Shared counters that may be away.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use jiff::{SignedDuration, Timestamp};

use super::{Counted, Counters, CountersError};
use crate::clock::Clock;

/// How long the shared counters are left alone once they have failed. Asking them each time would make every
/// caller wait for the same missing answer.
const LEAVE_ALONE_FOR: SignedDuration = SignedDuration::from_secs(1);
/// How long the log is silent about an outage that it has told of.
const SILENT_FOR: SignedDuration = SignedDuration::from_mins(1);

/// Counts with the shared counters, and locally as long as these fail, so that a limit holds all the same: for
/// each process by itself, beginning at nothing.
pub struct FallbackCounters {
    shared: Arc<dyn Counters>,
    local: Arc<dyn Counters>,
    clock: Arc<dyn Clock>,
    outage: Mutex<Outage>,
}

impl FallbackCounters {
    /// Counts with `shared` where it can and with `local` where it must.
    pub fn new(shared: Arc<dyn Counters>, local: Arc<dyn Counters>, clock: Arc<dyn Clock>) -> Self {
        Self { shared, local, clock, outage: Mutex::default() }
    }

    /// What the shared counters say; nothing if they cannot be asked.
    async fn shared<T>(&self, question: impl Future<Output = Result<T, CountersError>> + Send) -> Option<T> {
        if self.outage().is_left_alone(self.clock.now()) {
            return None;
        }
        match question.await {
            Ok(answer) => Some(answer),
            Err(error) => {
                let is_news = self.outage().begins(self.clock.now());
                if is_news {
                    tracing::warn!(%error, "limits are counted by this process alone");
                }
                None
            }
        }
    }

    fn outage(&self) -> MutexGuard<'_, Outage> {
        // Two instants, each right without the other: a panic elsewhere cannot have spoilt them.
        self.outage.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[async_trait]
impl Counters for FallbackCounters {
    async fn count(&self, key: &str, window: Duration) -> Result<Counted, CountersError> {
        match self.shared(self.shared.count(key, window)).await {
            Some(counted) => Ok(counted),
            None => self.local.count(key, window).await,
        }
    }

    async fn look(&self, key: &str) -> Result<Option<Counted>, CountersError> {
        match self.shared(self.shared.look(key)).await {
            Some(found) => Ok(found),
            None => self.local.look(key).await,
        }
    }

    /// Forgets the key in both, since the next outage would bring back what was counted in the last.
    async fn clear(&self, key: &str) -> Result<(), CountersError> {
        self.local.clear(key).await?;
        self.shared(self.shared.clear(key)).await;
        Ok(())
    }
}

impl fmt::Debug for FallbackCounters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FallbackCounters").finish_non_exhaustive()
    }
}

/// When the shared counters last failed, and when that was last said.
#[derive(Default)]
struct Outage {
    failed_at: Option<Timestamp>,
    told_at: Option<Timestamp>,
}

impl Outage {
    fn is_left_alone(&self, now: Timestamp) -> bool {
        self.failed_at.is_some_and(|failed_at| is_within(LEAVE_ALONE_FOR, failed_at, now))
    }

    /// Notes a failure, and says whether the log is to be told.
    fn begins(&mut self, now: Timestamp) -> bool {
        self.failed_at = Some(now);
        let is_news = !self.told_at.is_some_and(|told_at| is_within(SILENT_FOR, told_at, now));
        if is_news {
            self.told_at = Some(now);
        }
        is_news
    }
}

/// Whether `now` is in the time that began at `start`. A clock that was set back is in none.
fn is_within(time: SignedDuration, start: Timestamp, now: Timestamp) -> bool {
    let elapsed = now.duration_since(start);
    !elapsed.is_negative() && elapsed < time
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

    use super::*;
    use crate::{
        Secret,
        clock::FixedClock,
        counters::{MemoryCounters, RedisCounters},
    };

    const MINUTE: Duration = Duration::from_secs(60);

    /// Shared counters that can be taken away.
    struct Shared {
        counters: MemoryCounters,
        is_down: AtomicBool,
        questions: AtomicUsize,
    }

    impl Shared {
        fn check(&self) -> Result<(), CountersError> {
            self.questions.fetch_add(1, Ordering::SeqCst);
            if self.is_down.load(Ordering::SeqCst) {
                return Err(CountersError { reason: "no connection".to_owned() });
            }
            Ok(())
        }
    }

    #[async_trait]
    impl Counters for Shared {
        async fn count(&self, key: &str, window: Duration) -> Result<Counted, CountersError> {
            self.check()?;
            self.counters.count(key, window).await
        }

        async fn look(&self, key: &str) -> Result<Option<Counted>, CountersError> {
            self.check()?;
            self.counters.look(key).await
        }

        async fn clear(&self, key: &str) -> Result<(), CountersError> {
            self.check()?;
            self.counters.clear(key).await
        }
    }

    struct Both {
        clock: Arc<FixedClock>,
        shared: Arc<Shared>,
        counters: FallbackCounters,
    }

    fn both() -> Both {
        let clock = Arc::new(FixedClock::at("2026-11-24T09:00:00Z".parse().unwrap()));
        let shared = Arc::new(Shared {
            counters: MemoryCounters::new(clock.clone()),
            is_down: AtomicBool::new(false),
            questions: AtomicUsize::new(0),
        });
        let local = Arc::new(MemoryCounters::new(clock.clone()));
        let counters = FallbackCounters::new(shared.clone(), local, clock.clone());
        Both { clock, shared, counters }
    }

    async fn events(counters: &impl Counters) -> u64 {
        counters.count("maria", MINUTE).await.unwrap().events
    }

    #[tokio::test]
    async fn a_limit_holds_through_an_outage_and_counts_on_after_it() {
        let Both { clock, shared, counters } = both();
        assert_eq!((events(&counters).await, events(&counters).await), (1, 2));

        shared.is_down.store(true, Ordering::SeqCst);
        assert_eq!((events(&counters).await, events(&counters).await), (1, 2));
        assert_eq!(counters.look("maria").await.unwrap().unwrap().events, 2);

        shared.is_down.store(false, Ordering::SeqCst);
        clock.advance(LEAVE_ALONE_FOR);
        assert_eq!(events(&counters).await, 3);
    }

    #[tokio::test]
    async fn only_one_caller_a_second_waits_for_counters_that_are_away() {
        let Both { clock, shared, counters } = both();
        shared.is_down.store(true, Ordering::SeqCst);

        for expected in [1, 2, 3] {
            for _ in 0..10 {
                events(&counters).await;
            }
            assert_eq!(shared.questions.load(Ordering::SeqCst), expected);
            clock.advance(LEAVE_ALONE_FOR);
        }
    }

    #[tokio::test]
    async fn a_key_that_is_cleared_is_forgotten_by_both() {
        let Both { shared, counters, .. } = both();
        events(&counters).await;
        shared.is_down.store(true, Ordering::SeqCst);
        events(&counters).await;

        counters.clear("maria").await.unwrap();
        assert_eq!(counters.look("maria").await, Ok(None));

        let Both { shared, counters, .. } = both();
        events(&counters).await;
        counters.clear("maria").await.unwrap();
        assert_eq!(shared.counters.look("maria").await, Ok(None));
    }

    #[test]
    fn the_log_is_told_of_an_outage_once_a_minute() {
        let nine: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let mut outage = Outage::default();

        let told = [0, 1, 59, 60, 61, 119, 120, 1000]
            .map(|second| outage.begins(nine + SignedDuration::from_secs(second)));

        assert_eq!(told, [true, false, false, true, false, false, true, true]);
    }

    #[test]
    fn a_clock_that_is_set_back_does_not_keep_the_shared_counters_alone() {
        let nine: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
        let mut outage = Outage::default();
        outage.begins(nine);

        assert!(outage.is_left_alone(nine));
        assert!(!outage.is_left_alone(nine - SignedDuration::from_hours(1)));
    }

    #[tokio::test]
    async fn a_dead_address_costs_no_caller_more_than_a_moment() {
        let Both { clock, .. } = both();
        let dead = RedisCounters::open(&Secret::new("redis://127.0.0.1:1/")).unwrap();
        let local = Arc::new(MemoryCounters::new(clock.clone()));
        let counters = FallbackCounters::new(Arc::new(dead), local, clock.clone());

        for expected in 1..=3 {
            let started = tokio::time::Instant::now();
            assert_eq!(events(&counters).await, expected);
            assert!(started.elapsed() < Duration::from_secs(1), "{:?}", started.elapsed());
            clock.advance(LEAVE_ALONE_FOR);
        }
    }
}
