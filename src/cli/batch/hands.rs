//! Several hands at one work: rows go out in small heaps, what is made of them comes back in their order, and no more
//! is under way at once than the hands need.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use crate::error::{Error, Result};

/// How many items go to a hand at once.
pub const HEAP: usize = 16;
/// More hands than this wait for the one that reads the table.
const MOST: usize = 8;

/// A heap of items, and the way back for what is made of them.
type Job<T, U> = (Vec<T>, SyncSender<Vec<U>>);

/// The hands, seen by the one who gives them work.
pub struct Hands<T, U> {
    jobs: Sender<Job<T, U>>,
    under_way: VecDeque<Receiver<Vec<U>>>,
    number: usize,
}

impl<T, U> Hands<T, U> {
    /// Tells whether more work would only lie about.
    pub fn is_busy(&self) -> bool {
        self.under_way.len() > 2 * self.number
    }

    /// Gives a heap out.
    pub fn give(&mut self, heap: Vec<T>) {
        let (back, made) = sync_channel(1);
        // Without hands nothing comes back, which is told when it is asked for.
        let _ = self.jobs.send((heap, back));
        self.under_way.push_back(made);
    }

    /// Waits for what is made of the oldest heap; `None` when nothing is under way.
    ///
    /// Errors: internal, when a hand fell ill.
    pub fn take(&mut self) -> Option<Result<Vec<U>>> {
        let made = self.under_way.pop_front()?;
        Some(made.recv().map_err(|_| Error::internal("a letter of the batch was not finished")))
    }
}

/// Has every item worked on by as many hands as the machine has, while `lead` gives and takes.
pub fn at_work<T: Send, U: Send, R>(work: impl Fn(T) -> U + Sync, lead: impl FnOnce(Hands<T, U>) -> R) -> R {
    let number = thread::available_parallelism().map_or(1, usize::from).min(MOST);
    let (jobs, given) = channel::<Job<T, U>>();
    let given = Mutex::new(given);
    let hand = || {
        loop {
            let job = given.lock().unwrap_or_else(PoisonError::into_inner).recv();
            let Ok((heap, back)) = job else { break };
            // Whoever gave the work may have stopped after a fault.
            let _ = back.send(heap.into_iter().map(&work).collect());
        }
    };
    thread::scope(|scope| {
        for _ in 0..number {
            scope.spawn(hand);
        }
        lead(Hands { jobs, under_way: VecDeque::new(), number })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_made_comes_back_in_order() {
        let made = at_work(
            |n: usize| n * n,
            |mut hands| {
                let mut made = Vec::new();
                for heap in 0..200 {
                    hands.give((heap * 7..(heap + 1) * 7).collect());
                    if hands.is_busy() {
                        made.extend(hands.take().unwrap().unwrap());
                    }
                }
                while let Some(heap) = hands.take() {
                    made.extend(heap.unwrap());
                }
                made
            },
        );
        assert_eq!(made, (0..1400).map(|n| n * n).collect::<Vec<_>>());
    }

    #[test]
    fn a_lead_that_stops_early_leaves_no_hand_waiting() {
        let first = at_work(
            |n: usize| n,
            |mut hands| {
                (0..50).for_each(|n| hands.give(vec![n]));
                hands.take().unwrap().unwrap()
            },
        );
        assert_eq!(first, [0]);
    }
}
