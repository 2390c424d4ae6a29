//! Events of all connections, kept by one commit wherever they meet.
//!
//! Floor: deliver. All on one thread: while one task waits for its turn, the others add their events.

use std::cell::RefCell;
use std::collections::{HashSet, VecDeque};
use std::time::{Duration, Instant};

use tokio::sync::Notify;
use tokio::task::yield_now;
use tokio::time::timeout;

use super::job::{Event, Outgoing, Queue, Summary};
use crate::error::{Error, Result};

/// Shorter waits are beyond the timer, and a disk that fast needs none.
const PAUSE_MIN: Duration = Duration::from_millis(1);
const PAUSE_MAX: Duration = Duration::from_millis(10);

/// The queue, shared by the connections of a run.
pub(crate) struct Ledger<'a, Q> {
    inner: RefCell<Inner<'a, Q>>,
    /// Wakes who waits for the others to come.
    complete: Notify,
    /// Wakes who waits for the commit.
    kept: Notify,
}

struct Inner<'a, Q> {
    queue: &'a mut Q,
    /// Handed back by a connection that could not be opened.
    returned: VecDeque<Outgoing>,
    waiting: Vec<Event>,
    posted: u64,
    kept: u64,
    begun: HashSet<i64>,
    /// After one failure nothing is sent: what a failed commit left behind is unknown.
    broken: Option<Error>,
    last_commit: Duration,
    summary: Summary,
}

impl<Q: Queue> Inner<'_, Q> {
    /// Returns how many messages are under way whose outcome nobody has posted yet.
    fn absent(&self) -> usize {
        let ended = self.waiting.iter().filter(|event| matches!(event, Event::Outcome(..))).count();
        self.begun.len().saturating_sub(ended)
    }

    /// Returns how long it pays to wait for others.
    fn pause(&self) -> Option<Duration> {
        let pause = (self.last_commit / 2).min(PAUSE_MAX);
        (pause >= PAUSE_MIN && self.absent() > 0).then_some(pause)
    }

    /// Keeps all that waits.
    fn keep(&mut self) -> Result<()> {
        if let Some(error) = &self.broken {
            return Err(error.clone());
        }
        let events = std::mem::take(&mut self.waiting);
        let start = Instant::now();
        let begun = self.queue.record(&events).inspect_err(|error| self.broken = Some(error.clone()))?;
        self.last_commit = start.elapsed();
        self.begun.extend(begun);
        self.kept = self.posted;
        for event in &events {
            if let Event::Outcome(id, outcome) = event {
                self.begun.remove(id);
                self.summary.count(outcome);
            }
        }
        Ok(())
    }
}

impl<'a, Q: Queue> Ledger<'a, Q> {
    pub(crate) fn new(queue: &'a mut Q) -> Self {
        Self {
            inner: RefCell::new(Inner {
                queue,
                returned: VecDeque::new(),
                waiting: Vec::new(),
                posted: 0,
                kept: 0,
                begun: HashSet::new(),
                broken: None,
                last_commit: Duration::ZERO,
                summary: Summary::default(),
            }),
            complete: Notify::new(),
            kept: Notify::new(),
        }
    }

    /// Returns the next message.
    pub(crate) fn next(&self) -> Result<Option<Outgoing>> {
        let mut inner = self.inner.borrow_mut();
        if let Some(error) = &inner.broken {
            return Err(error.clone());
        }
        if let Some(message) = inner.returned.pop_front() {
            return Ok(Some(message));
        }
        let next = inner.queue.next();
        inner.broken = next.as_ref().err().cloned();
        next
    }

    /// Lets another connection have the message.
    pub(crate) fn hand_back(&self, message: Outgoing) {
        self.inner.borrow_mut().returned.push_back(message);
    }

    /// Returns the numbers of what was handed back and not taken.
    pub(crate) fn take_returned(&self) -> Vec<i64> {
        self.inner.borrow_mut().returned.drain(..).map(|message| message.id).collect()
    }

    /// Returns once the events are kept, together with all that came in meanwhile.
    ///
    /// The first to come keeps them for all; on a slow disk it waits a little for the messages still under way,
    /// since a commit costs the same for one as for ten.
    pub(crate) async fn post(&self, events: impl IntoIterator<Item = Event>) -> Result<()> {
        let (ticket, is_first) = {
            let mut inner = self.inner.borrow_mut();
            inner.waiting.extend(events);
            inner.posted += 1;
            (inner.posted, inner.posted == inner.kept + 1)
        };
        if is_first {
            yield_now().await;
            let pause = self.inner.borrow().pause();
            if let Some(pause) = pause {
                // Late or complete, it is time.
                let _ = timeout(pause, self.complete.notified()).await;
            }
            let kept = self.inner.borrow_mut().keep();
            self.kept.notify_waiters();
            return kept;
        }
        loop {
            let kept = self.kept.notified();
            {
                let inner = self.inner.borrow();
                if let Some(error) = &inner.broken {
                    return Err(error.clone());
                }
                if inner.kept >= ticket {
                    return Ok(());
                }
                if inner.absent() == 0 {
                    self.complete.notify_one();
                }
            }
            kept.await;
        }
    }

    /// Tells whether the message has begun and not ended.
    pub(crate) fn has_begun(&self, id: i64) -> bool {
        self.inner.borrow().begun.contains(&id)
    }

    /// Notes that the final dot leaves next.
    pub(crate) fn hand_over(&self, id: i64) -> Result<()> {
        let mut inner = self.inner.borrow_mut();
        if let Some(error) = &inner.broken {
            return Err(error.clone());
        }
        let noted = inner.queue.hand_over(id);
        noted.inspect_err(|error| inner.broken = Some(error.clone()))
    }

    /// Returns what was counted.
    ///
    /// # Errors
    /// The failure of the queue, if there was one.
    pub(crate) fn close(self) -> Result<Summary> {
        let inner = self.inner.into_inner();
        inner.broken.map_or(Ok(inner.summary), Err)
    }
}
