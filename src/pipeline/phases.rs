//! How long the phases of a run take.

use std::time::{Duration, Instant};

use cpu_time::ProcessTime;

use crate::disk;

/// A phase of a build.
#[derive(Clone, Copy, Debug)]
pub struct Phase {
    /// What was done.
    pub name: &'static str,
    /// How long it took, by the clock.
    pub time: Duration,
    /// How long all processors together worked on it.
    pub cpu: Duration,
    /// The most memory that there has been in use up to its end, in bytes, where the system tells.
    pub peak: Option<u64>,
}

/// The phases that are over.
pub(super) struct Phases {
    since: (Instant, ProcessTime),
    pub over: Vec<Phase>,
}

impl Phases {
    pub fn begin() -> Self {
        Self { since: (Instant::now(), ProcessTime::now()), over: Vec::new() }
    }

    pub fn end(&mut self, name: &'static str) {
        let (now, cpu) = (Instant::now(), ProcessTime::now());
        let (since, cpu_since) = self.since;
        self.over.push(Phase { name, time: now - since, cpu: cpu.duration_since(cpu_since), peak: peak_memory() });
        self.since = (now, cpu);
    }
}

/// The most memory that this process has had in use, in bytes: Linux tells.
fn peak_memory() -> Option<u64> {
    let status = disk::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
