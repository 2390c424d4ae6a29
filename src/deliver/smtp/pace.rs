//! The limit of messages a minute.
//!
//! Floor: deliver. Pure: the time is handed in.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

const MINUTE: Duration = Duration::from_secs(60);

/// The starts of the last minute. Any span of sixty seconds has at most the allowed number of them.
#[derive(Debug)]
pub(crate) struct Pace {
    per_minute: Option<usize>,
    starts: VecDeque<Instant>,
}

impl Pace {
    pub(crate) fn new(per_minute: Option<u32>) -> Self {
        let per_minute = per_minute.map(|n| usize::try_from(n).unwrap_or(usize::MAX).max(1));
        Self { per_minute, starts: VecDeque::new() }
    }

    /// Books the next start and returns when it may be; not before `now`.
    pub(crate) fn book(&mut self, now: Instant) -> Instant {
        let Some(per_minute) = self.per_minute else { return now };
        let earliest = if self.starts.len() < per_minute {
            now
        } else {
            self.starts.pop_front().map_or(now, |oldest| (oldest + MINUTE).max(now))
        };
        self.starts.push_back(earliest);
        earliest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_minute_has_at_most_the_allowed_starts() {
        let start = Instant::now();
        let mut pace = Pace::new(Some(3));
        let booked: Vec<u64> = (0..8).map(|_| (pace.book(start) - start).as_secs()).collect();
        assert_eq!(booked, [0, 0, 0, 60, 60, 60, 120, 120]);
        let later = start + Duration::from_secs(500);
        assert_eq!(pace.book(later), later);
    }

    #[test]
    fn starts_spread_over_the_minute_keep_their_distance() {
        let start = Instant::now();
        let mut pace = Pace::new(Some(2));
        let at = |seconds| start + Duration::from_secs(seconds);
        assert_eq!(pace.book(at(0)), at(0));
        assert_eq!(pace.book(at(30)), at(30));
        assert_eq!(pace.book(at(40)), at(60));
        assert_eq!(pace.book(at(61)), at(90));
    }

    #[test]
    fn without_a_limit_nobody_waits() {
        let start = Instant::now();
        let mut pace = Pace::new(None);
        assert!((0..1_000).all(|_| pace.book(start) == start));
    }
}
