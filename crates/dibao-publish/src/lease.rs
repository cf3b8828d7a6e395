//! A lock that keeps two publishes apart, with nothing but a condition: of two that make a mark, one makes it.
//!
//! The mark of the first who publishes is `dibao-lock-1`. Beside it, `dibao-lock-1.json` holds a random number and a
//! counter, which its holder renews. Who finds a mark watches the counter: if it moves, somebody is at work; if it stands
//! still for a minute of the watcher's own clock, the holder is gone, and the watcher makes the next mark,
//! `dibao-lock-2`. The holder of the highest mark is the only one who publishes; the holder of a lower one stops as
//! soon as it sees that there is a higher one, or when it could not renew its own for half of that minute.
//! At the end marks are removed from the highest down.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::fault::{Fault, Result};
use crate::record::LOCK;
use crate::target::{Body, Target};

/// How often a lock is renewed.
const RENEW: Duration = Duration::from_secs(10);
/// How long it has to be unchanged to be taken over.
const STALE: Duration = Duration::from_secs(60);
/// More marks of publishes that were cut than this are not believed.
const MOST: usize = 100;

/// What the holder of a lock tells.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pulse {
    /// A random number of the holder.
    pub holder: String,
    /// It grows with each renewal.
    pub counter: u64,
    /// Which intent the holder is at.
    pub intent: String,
    /// How many of the intent's files are done.
    pub done: usize,
}

/// How often, and how long.
#[derive(Clone, Copy, Debug)]
pub struct Times {
    /// How often a lock is renewed.
    pub renew: Duration,
    /// How long it has to be unchanged to be taken over.
    pub stale: Duration,
}

impl Default for Times {
    fn default() -> Self {
        Self { renew: RENEW, stale: STALE }
    }
}

/// A lock that is held.
#[derive(Debug)]
pub struct Lease {
    number: usize,
    holder: String,
    times: Times,
    /// When it was last renewed, by the clock that stands still with the machine and by the one that does not.
    renewed: Mutex<(Instant, SystemTime)>,
    counter: AtomicUsize,
    intent: Mutex<String>,
    /// How many of the intent's files are done.
    done: Arc<AtomicUsize>,
    /// What the holder before, who is gone, told last.
    pub before: Option<Pulse>,
}

fn mark(number: usize) -> String {
    format!("{LOCK}{number}")
}

fn pulse_of(number: usize) -> String {
    format!("{LOCK}{number}.json")
}

async fn read_pulse(target: &impl Target, number: usize) -> Result<Option<Pulse>> {
    let bytes = target.get(&pulse_of(number)).await?;
    // One that is damaged is one that stands still.
    Ok(bytes.and_then(|bytes| serde_json::from_slice(&bytes).ok()))
}

impl Lease {
    /// Takes the lock of a target. Its pulse tells how many files of the intent are `done`; `waiting` is called when it
    /// has to watch somebody else's lock first.
    ///
    /// # Errors
    /// When another publish is under way, or the target cannot keep two apart.
    pub async fn take(target: &impl Target, times: Times, done: Arc<AtomicUsize>, waiting: impl Fn()) -> Result<Self> {
        let holder = random();
        let mut before = None;
        for number in 1..=MOST {
            if !target.claim(&mark(number), &holder).await? {
                let watched = watch(target, number, &holder, times, &waiting).await?;
                if let Watched::Dead(pulse) = watched {
                    before = pulse.or(before);
                    continue;
                }
            }
            // Whoever may make the same mark twice is not kept from anything by it.
            if target.claim(&mark(number), &holder).await? {
                target.drop(&[mark(number)]).await?;
                return Err(Fault::NoConditions);
            }
            let lease = Self {
                number,
                holder,
                times,
                renewed: Mutex::new(now()),
                counter: AtomicUsize::new(0),
                intent: Mutex::default(),
                done,
                before,
            };
            lease.renew(target).await?;
            return Ok(lease);
        }
        Err(Fault::Busy)
    }

    /// Says which intent is being done.
    pub fn begin(&self, intent: &str) {
        intent.clone_into(&mut self.intent.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Shows that the holder is at work.
    ///
    /// # Errors
    /// When another publish has taken over.
    pub async fn renew(&self, target: &impl Target) -> Result<()> {
        let before = now();
        if target.get(&pulse_of(self.number + 1)).await?.is_some() {
            return Err(Fault::TakenOver);
        }
        let counter = self.counter.fetch_add(1, Ordering::Relaxed) as u64;
        let intent = self.intent.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let pulse = Pulse { holder: self.holder.clone(), counter, intent, done: self.done.load(Ordering::Relaxed) };
        let bytes = serde_json::to_vec(&pulse).unwrap_or_default();
        target.put(&pulse_of(self.number), Body::Bytes(&bytes), false).await?;
        *self.renewed.lock().unwrap_or_else(PoisonError::into_inner) = before;
        Ok(())
    }

    /// Whether nobody else can have taken over yet.
    ///
    /// # Errors
    /// When somebody can have.
    pub fn check(&self) -> Result<()> {
        let (instant, time) = *self.renewed.lock().unwrap_or_else(PoisonError::into_inner);
        let age = instant.elapsed().max(time.elapsed().unwrap_or_default());
        if age < self.times.stale / 2 { Ok(()) } else { Err(Fault::Stalled) }
    }

    /// Renews it again and again, until it cannot be renewed, or it is `over`.
    pub async fn keep(&self, target: &impl Target, over: &Notify) -> Option<Fault> {
        loop {
            tokio::select! {
                () = tokio::time::sleep(self.times.renew) => {}
                () = over.notified() => return None,
            }
            if let Err(fault) = self.renew(target).await
                && (fault == Fault::TakenOver || self.check().is_err())
            {
                return Some(fault);
            }
        }
    }

    /// Gives it back: its own mark, and those of publishes that were cut, from the highest down.
    ///
    /// # Errors
    /// When a mark cannot be removed.
    pub async fn give_back(self, target: &impl Target) -> Result<()> {
        for number in (1..=self.number).rev() {
            self.check()?;
            target.drop(&[pulse_of(number)]).await?;
            target.drop(&[mark(number)]).await?;
        }
        Ok(())
    }
}

/// What became of a lock that somebody else held.
enum Watched {
    /// It was given back, and is ours now.
    Ours,
    /// Its holder is gone, and has told this last.
    Dead(Option<Pulse>),
}

/// Watches a lock of somebody else, until it is ours or its holder is known to be gone.
async fn watch(
    target: &impl Target,
    number: usize,
    holder: &str,
    times: Times,
    waiting: &impl Fn(),
) -> Result<Watched> {
    let first = read_pulse(target, number).await?;
    // Who has a higher mark is the one to watch.
    if target.get(&pulse_of(number + 1)).await?.is_some() {
        return Ok(Watched::Dead(first));
    }
    waiting();
    let begun = Instant::now();
    while begun.elapsed() < times.stale {
        tokio::time::sleep(times.renew.min(Duration::from_secs(2)) / 2).await;
        if target.claim(&mark(number), holder).await? {
            return Ok(Watched::Ours);
        }
        let pulse = read_pulse(target, number).await?;
        // A lock that is being given back has lost its pulse first.
        if pulse.is_some() && pulse != first {
            return Err(Fault::Busy);
        }
    }
    Ok(Watched::Dead(first))
}

fn now() -> (Instant, SystemTime) {
    (Instant::now(), SystemTime::now())
}

/// A number that nobody else has.
pub fn random() -> String {
    use std::hash::{BuildHasher as _, RandomState};
    // Each `RandomState` has keys of its own from the system's random numbers.
    let half = || RandomState::new().hash_one(std::process::id());
    format!("{:016x}{:016x}", half(), half())
}
