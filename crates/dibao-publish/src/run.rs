//! A publish from its beginning to its end: asks a target what is there, plans, takes the lock, puts, drops.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::pin::pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::{StreamExt as _, TryStreamExt as _, stream};
use tokio::sync::Notify;

use crate::chain::{releases, with_release};
use crate::fault::{Fault, Result};
use crate::found::{Found, Records, manifest};
use crate::lease::{Lease, Times, random};
use crate::plan::{Plan, Put, Stage, Standing};
use crate::proof::prove;
use crate::protocol::{File, Job, Report, Summary};
use crate::record::{CHAIN, INTENT, Intent, MANIFEST, Manifest, is_own};
use crate::target::{Body, Target, local};

/// Fewer files than this may always vanish.
const MAY_VANISH: usize = 100;

/// Whoever is told how a publish goes on, and asked whether it may.
pub trait Watcher: Sync {
    /// Is told what is about to be done: whether it may.
    fn may(&self, summary: &Summary) -> impl Future<Output = bool> + Send;
    /// Is told that another publish is being watched.
    fn waiting(&self);
    /// Is told how many files and bytes are put.
    fn progress(&self, done: usize, bytes: u64);
    /// Ends when nobody watches any more, who would keep a receipt.
    fn gone(&self) -> impl Future<Output = ()> + Send {
        std::future::pending()
    }
}

/// Publishes a site to a target with these records. None if it may not.
///
/// # Errors
/// When it cannot be.
pub async fn publish(target: &impl Target, found: Found, job: &Job, watcher: &impl Watcher) -> Result<Option<Report>> {
    let records = Records::read(&found, job.options.replace)?;
    drop(found);
    refuse_other_site(job, &records)?;
    let mut standing = records.standing(job, None);
    let is_unknown = records == Records::default();
    if job.options.list_target || is_unknown {
        let found = target.list().await?;
        records.correct(job, &mut standing, &found);
        refuse_taken(job, &standing, &found)?;
    }
    if let ControlFlow::Break(report) = agree(job, &records, &standing, watcher).await? {
        return Ok(report);
    }
    let done = Arc::new(AtomicUsize::new(0));
    let lease = match job.options.no_lock {
        true => None,
        false => Some(Lease::take(target, times(job), Arc::clone(&done), || watcher.waiting()).await?),
    };
    let work = Work { target, job, watcher, lease: lease.as_ref(), done: &done, intent: Mutex::default() };
    let result = work.run_kept(records).await;
    if result == Err(Fault::TakenOver) {
        return Err(Fault::TakenOver);
    }
    if result.is_err() {
        work.remember().await;
    }
    if let Some(lease) = lease {
        // A lock that is left is taken over a minute later.
        _ = lease.give_back(target).await;
    }
    result.map(Some)
}

/// Plans, and asks whether it may be done: the plan, or what is to be reported if nothing is done.
///
/// # Errors
/// When more would vanish than may.
pub(crate) async fn agree(
    job: &Job,
    records: &Records,
    standing: &Standing,
    watcher: &impl Watcher,
) -> Result<ControlFlow<Option<Report>, Plan>> {
    let plan = standing.plan(&job.files);
    let now = records.manifest.as_ref().filter(|_| records.intent.is_none());
    let nothing = now.filter(|now| plan.is_nothing() && says_same(now, job));
    allow(job, &plan)?;
    if !watcher.may(&summary(job, &plan, records, nothing.is_some())).await {
        return Ok(ControlFlow::Break(None));
    }
    let report = nothing.map(|now| Report { root: now.root.clone(), ..Report::default() });
    Ok(report.map_or(ControlFlow::Continue(plan), |report| ControlFlow::Break(Some(report))))
}

fn times(job: &Job) -> Times {
    let usual = Times::default();
    Times {
        renew: job.options.renew_ms.map_or(usual.renew, Duration::from_millis),
        stale: job.options.stale_ms.map_or(usual.stale, Duration::from_millis),
    }
}

/// Whether a manifest that asks for no file to be put says what that of a job would.
fn says_same(now: &Manifest, job: &Job) -> bool {
    let has_role = |file: &File| now.files.get(&file.path).is_some_and(|entry| entry.role == file.role);
    let is_settled = now.leaving.is_empty() && now.files.len() == job.files.len();
    let is_alike = now.mirrors == job.mirrors && now.compress == job.compress && now.archive == job.archive;
    is_settled && is_alike && now.site == job.site && now.is_current() && job.files.iter().all(has_role)
}

/// Refuses to put files in the place of somebody else's.
pub(crate) fn refuse_taken(job: &Job, standing: &Standing, found: &BTreeMap<String, u64>) -> Result<()> {
    if job.options.replace {
        return Ok(());
    }
    let is_taken = |path: &&String| found.contains_key(*path) && !standing.knows(path);
    let taken: Vec<String> = job.files.iter().map(|file| &file.path).filter(is_taken).cloned().collect();
    if taken.is_empty() { Ok(()) } else { Err(Fault::Taken(taken.iter().take(3).cloned().collect(), taken.len())) }
}

/// Refuses to let more files vanish than may.
fn allow(job: &Job, plan: &Plan) -> Result<()> {
    let usual = (plan.published / 10).max(MAY_VANISH) as u64;
    let most = job.options.max_delete.unwrap_or(usual);
    if plan.vanished.len() as u64 <= most {
        return Ok(());
    }
    Err(Fault::TooManyGone { vanished: plan.vanished.clone(), of: plan.published, most })
}

/// Refuses to put a site in the place of another.
pub(crate) fn refuse_other_site(job: &Job, records: &Records) -> Result<()> {
    match &records.manifest {
        Some(manifest) if manifest.site != job.site && !job.options.replace => {
            Err(Fault::OtherSite(manifest.site.clone()))
        }
        _ => Ok(()),
    }
}

fn summary(job: &Job, plan: &Plan, records: &Records, is_nothing: bool) -> Summary {
    let file = |put: &Put| &job.files[put.file];
    Summary {
        put: plan.puts.iter().map(|put| file(put).path.clone()).collect(),
        put_bytes: plan.puts.iter().map(|put| file(put).length).sum(),
        drop: plan.drops.clone(),
        leaving: plan.leaving.keys().cloned().collect(),
        unchanged: job.files.len() - plan.puts.len(),
        is_nothing,
        is_first: records.manifest.is_none(),
        takes_up: records.intent.is_some(),
        withdrawn: plan.withdrawn.clone(),
    }
}

/// A publish that may write.
struct Work<'w, T, W> {
    target: &'w T,
    job: &'w Job,
    watcher: &'w W,
    lease: Option<&'w Lease>,
    /// How many files of the intent are done.
    done: &'w AtomicUsize,
    /// What was written down to be done.
    intent: Mutex<Option<Intent>>,
}

impl<T: Target, W: Watcher> Work<'_, T, W> {
    /// Runs while the lock is kept, until it is done, or the lock is lost, or somebody asks to stop.
    async fn run_kept(&self, records: Records) -> Result<Report> {
        let over = Notify::new();
        let mut keeping = pin!(self.keep_lease(&over));
        let (result, is_kept) = tokio::select! {
            result = self.run_alone(records) => (result, true),
            Some(fault) = &mut keeping => (Err(fault), false),
            _ = tokio::signal::ctrl_c() => (Err(Fault::Stopped), true),
            () = self.watcher.gone() => (Err(Fault::Stopped), true),
        };
        if is_kept {
            // A renewal that is under way would come after the lock was given back, and leave its pulse.
            over.notify_one();
            keeping.await;
        }
        result
    }

    /// Keeps the lock, until it cannot be kept, or it is `over`.
    async fn keep_lease(&self, over: &Notify) -> Option<Fault> {
        if let Some(lease) = self.lease {
            return lease.keep(self.target, over).await;
        }
        over.notified().await;
        None
    }

    /// Runs with the lock, if nobody else has published since the records were read.
    async fn run_alone(&self, before: Records) -> Result<Report> {
        let records = Records::read(&Found::ask(self.target).await?, self.job.options.replace)?;
        if records.manifest != before.manifest {
            return Err(Fault::Overtaken);
        }
        let pulse = self.lease.and_then(|lease| lease.before.as_ref());
        let standing = records.standing(self.job, pulse);
        self.run(records, standing).await
    }

    async fn run(&self, records: Records, mut standing: Standing) -> Result<Report> {
        let Self { target, job, .. } = self;
        if job.options.list_target {
            let found = target.list().await?;
            records.correct(job, &mut standing, &found);
        }
        let plan = standing.plan(&job.files);
        let next = manifest(job, &plan);
        let releases = releases(target.get(CHAIN).await?.as_deref(), job.options.replace)?;
        // Before the first file is put: without a time stamp that is asked for, nothing is.
        let chain = with_release(job, &next, &releases)?;
        self.put_bytes(INTENT, &self.intend(&plan).to_bytes()).await?;
        let (unlinked, linking): (Vec<&Put>, Vec<&Put>) =
            plan.puts.iter().partition(|put| put.stage < Stage::ChangedPages);
        let total = AtomicU64::new(0);
        self.put_all(&unlinked, &plan, &total).await?;
        if !linking.is_empty() {
            self.link().await?;
        }
        self.put_all(&linking, &plan, &total).await?;
        target.settle().await?;
        // Before the manifest: of a publish that was cut the next one finds its release, and adds no other.
        if let Some((bytes, _)) = &chain {
            self.put_bytes(CHAIN, bytes).await?;
        }
        self.put_bytes(MANIFEST, &next.to_bytes()).await?;
        for paths in plan.drops.chunks(1000) {
            self.check()?;
            target.drop(paths).await?;
        }
        self.check()?;
        target.drop(&[INTENT.to_owned()]).await?;
        target.settle().await?;
        let release = chain.map(|(_, link)| link);
        Ok(Report { release, ..report(job, &plan, next.root).await })
    }

    /// What is about to be done. It tells all that an earlier intent has told, which it replaces.
    fn intend(&self, plan: &Plan) -> Intent {
        let put = |put: &Put| (self.job.files[put.file].path.clone(), self.job.files[put.file].hash.clone());
        let puts = plan.carried.iter().cloned().chain(plan.puts.iter().map(put)).collect();
        let mut intent = Intent::new(random(), puts, plan.drops.clone(), plan.left.clone());
        intent.linked.clone_from(&plan.linked);
        intent.compress.clone_from(&self.job.compress);
        intent.done = plan.carried.len();
        self.done.store(intent.done, Ordering::Relaxed);
        if let Some(lease) = self.lease {
            lease.begin(&intent.id);
        }
        *self.intent.lock().unwrap_or_else(PoisonError::into_inner) = Some(intent.clone());
        intent
    }

    /// Writes down that all new pages are put: from now on readers may come to them.
    async fn link(&self) -> Result<()> {
        let bytes = {
            let mut intent = self.intent.lock().unwrap_or_else(PoisonError::into_inner);
            let Some(intent) = intent.as_mut() else { return Ok(()) };
            intent.is_linked = true;
            intent.done = self.done.load(Ordering::Relaxed);
            intent.to_bytes()
        };
        self.put_bytes(INTENT, &bytes).await
    }

    /// Writes down how far it came, for the next publish to go on from. If it cannot, that one puts more than it has to.
    async fn remember(&self) {
        let intent = self.intent.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(mut intent) = intent else { return };
        intent.done = self.done.load(Ordering::Relaxed);
        _ = self.put_bytes(INTENT, &intent.to_bytes()).await;
    }

    fn check(&self) -> Result<()> {
        self.lease.map_or(Ok(()), Lease::check)
    }

    async fn put_bytes(&self, path: &str, bytes: &[u8]) -> Result<()> {
        self.check()?;
        self.target.put(path, Body::Bytes(bytes), false).await
    }

    /// Puts files, stage by stage. `bytes` is how much was put before, and then after.
    async fn put_all(&self, puts: &[&Put], plan: &Plan, bytes: &AtomicU64) -> Result<()> {
        for stage in puts.chunk_by(|one, other| one.stage == other.stage) {
            stream::iter(stage.iter().copied())
                .map(|put| self.put(put))
                // In order, so that their count tells which are done.
                .buffered(self.target.width())
                .try_for_each(|length| {
                    let done = self.done.fetch_add(1, Ordering::Relaxed) + 1;
                    self.watcher
                        .progress(done - plan.carried.len(), bytes.fetch_add(length, Ordering::Relaxed) + length);
                    std::future::ready(Ok(()))
                })
                .await?;
        }
        Ok(())
    }

    async fn put(&self, put: &Put) -> Result<u64> {
        let file = &self.job.files[put.file];
        if is_own(&file.path) {
            let why = "dibao keeps its own records there".to_owned();
            return Err(Fault::Name { path: file.path.clone(), why });
        }
        self.check()?;
        let from = local(&self.job.output, &file.path);
        let is_new = put.is_new && !self.job.options.replace;
        self.target.put(&file.path, Body::File { from: &from, file }, is_new).await?;
        Ok(file.length)
    }
}

/// What was done; after a withdrawal, with what the old addresses answer.
pub(crate) async fn report(job: &Job, plan: &Plan, root: String) -> Report {
    let proof = match plan.withdrawn.as_slice() {
        [] => None,
        notices => Some(prove(job, notices, &plan.drops).await),
    };
    let put = plan.puts.iter().map(|put| &job.files[put.file]);
    // What a publish that was cut has put, nobody has been told of yet.
    let taken_up = plan.carried.iter().map(|(path, _)| path.clone());
    let changed = put.clone().map(|file| file.path.clone()).chain(taken_up).chain(plan.drops.iter().cloned()).collect();
    Report {
        root,
        put: plan.puts.len(),
        put_bytes: put.map(|file| file.length).sum(),
        dropped: plan.drops.len(),
        leaving: plan.leaving.len(),
        changed,
        release: None,
        proof,
    }
}
