//! Threads that compress clusters.

use std::io;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::sync::{Arc, Mutex};
use std::thread::{Builder, JoinHandle};

use zstd::bulk::Compressor;

use crate::cluster::{Open, STORED, ZSTD};

/// A cluster as it is written.
pub(crate) struct Packed {
    /// The first byte, which tells how the others are compressed.
    pub(crate) info: u8,
    pub(crate) body: Vec<u8>,
}

impl Packed {
    pub(crate) fn stored(cluster: Open) -> Self {
        let (flag, body) = cluster.into_body();
        Packed { info: STORED | flag, body }
    }

    fn compressed(cluster: Open, compressor: &mut Compressor<'_>) -> io::Result<Self> {
        let (flag, body) = cluster.into_body();
        Ok(Packed { info: ZSTD | flag, body: compressor.compress(&body)? })
    }
}

struct Job {
    cluster: Open,
    answer: SyncSender<io::Result<Packed>>,
}

/// Threads that compress what they are given, each cluster by itself, so that it does not matter how many they are.
pub(crate) struct Pool {
    jobs: Option<Sender<Job>>,
    threads: Vec<JoinHandle<()>>,
}

impl Pool {
    pub(crate) fn new(threads: usize, level: i32) -> io::Result<Self> {
        let (jobs, receiver) = channel();
        let receiver = Arc::new(Mutex::new(receiver));
        let mut pool = Pool { jobs: Some(jobs), threads: Vec::new() };
        for number in 0..threads {
            let receiver = Arc::clone(&receiver);
            let compressor = Compressor::new(level)?;
            let name = format!("zim-{number}");
            pool.threads.push(Builder::new().name(name).spawn(move || work(&receiver, compressor))?);
        }
        Ok(pool)
    }

    /// Gives a cluster to the next thread that is free. The answer fails to come if there is none.
    pub(crate) fn compress(&self, cluster: Open) -> Receiver<io::Result<Packed>> {
        let (answer, receiver) = sync_channel(1);
        if let Some(jobs) = &self.jobs {
            // Without threads, the job is dropped, and its answer with it.
            jobs.send(Job { cluster, answer }).ok();
        }
        receiver
    }
}

fn work(jobs: &Mutex<Receiver<Job>>, mut compressor: Compressor<'_>) {
    loop {
        // The lock is held while this thread waits, and not while it works.
        let job = match jobs.lock() {
            Ok(jobs) => jobs.recv(),
            Err(_) => return,
        };
        let Ok(Job { cluster, answer }) = job else { return };
        // Nobody waits for an answer after an error elsewhere.
        answer.send(Packed::compressed(cluster, &mut compressor)).ok();
    }
}

impl Drop for Pool {
    fn drop(&mut self) {
        self.jobs = None;
        for thread in self.threads.drain(..) {
            // One that has panicked has told so already.
            thread.join().ok();
        }
    }
}
