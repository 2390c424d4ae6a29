//! Events of all connections, kept by one commit wherever they meet.
//!
//! Floor: deliver. All on one thread: while one task waits for its turn, the others add their events.

use std::cell::RefCell;
use std::collections::{HashSet, VecDeque};

use tokio::task::yield_now;

use super::job::{Event, Outgoing, Queue, Summary};
use crate::error::{Error, Result};

/// The queue, shared by the connections of a run.
pub(crate) struct Ledger<'a, Q> {
    inner: RefCell<Inner<'a, Q>>,
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
    summary: Summary,
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
                summary: Summary::default(),
            }),
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
    pub(crate) async fn post(&self, events: impl IntoIterator<Item = Event>) -> Result<()> {
        let ticket = {
            let mut inner = self.inner.borrow_mut();
            inner.waiting.extend(events);
            inner.posted += 1;
            inner.posted
        };
        yield_now().await;
        let mut inner = self.inner.borrow_mut();
        if let Some(error) = &inner.broken {
            return Err(error.clone());
        }
        if inner.kept >= ticket {
            return Ok(());
        }
        let events = std::mem::take(&mut inner.waiting);
        let begun = inner.queue.record(&events);
        let begun = begun.inspect_err(|error| inner.broken = Some(error.clone()))?;
        inner.begun.extend(begun);
        inner.kept = inner.posted;
        for event in &events {
            if let Event::Outcome(id, outcome) = event {
                inner.begun.remove(id);
                inner.summary.count(outcome);
            }
        }
        Ok(())
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
