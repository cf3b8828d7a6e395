//! The worker of `dibao publish`: a job comes in as a line of JSON, and what is done goes out as lines of JSON.

use std::io::{BufRead as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use dibao_publish::fault::{Fault, Result};
use dibao_publish::found::Found;
use dibao_publish::gzip::GZIP;
use dibao_publish::protocol::{Event, File, Job, PROTOCOL, Report, Summary};
use dibao_publish::run::{Watcher, publish};
use dibao_publish::target::dav::Dav;
use dibao_publish::target::folder::Folder;
use dibao_publish::target::object::Bucket;
use dibao_publish::target::sftp::Sftp;
use dibao_publish::target::{Target, command, git};
use dibao_publish::tls::use_ring;
use tokio::sync::Notify;
use url::Url;

/// How often progress is told at most.
const OFTEN: Duration = Duration::from_millis(100);

fn main() -> ExitCode {
    let mut line = String::new();
    if std::env::args_os().len() > 1 || std::io::stdin().lock().read_line(&mut line).is_err() || line.is_empty() {
        eprintln!("This is the worker of `dibao publish`, which starts it. Run `dibao publish --help`.");
        return ExitCode::from(2);
    }
    match run(&line) {
        Ok(report) => {
            report.into_iter().for_each(|report| tell(&Event::Done(report)));
            ExitCode::SUCCESS
        }
        Err(fault) => {
            let would_vanish = matches!(fault, Fault::TooManyGone { .. });
            tell(&Event::Fault { message: fault.to_string(), would_vanish });
            ExitCode::from(2)
        }
    }
}

/// What every version of the protocol begins with.
#[derive(serde::Deserialize)]
struct Version {
    protocol: u32,
}

fn run(line: &str) -> Result<Option<Report>> {
    let protocol = |why: String| Fault::Protocol(why);
    let version: Version = serde_json::from_str(line).map_err(|error| protocol(error.to_string()))?;
    if version.protocol != PROTOCOL {
        return Err(protocol(format!("protocol {}, not {PROTOCOL}", version.protocol)));
    }
    let job: Job = serde_json::from_str(line).map_err(|error| protocol(error.to_string()))?;
    use_ring();
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .map_err(|error| Fault::Remote { what: "starting".to_owned(), why: error.to_string() })?;
    runtime.block_on(publish_to(job))
}

async fn publish_to(mut job: Job) -> Result<Option<Report>> {
    let watcher = Line { told: Mutex::new(Instant::now()), gone: Arc::default() };
    // A scheme of one letter is a disk of Windows.
    let Some(url) = Url::parse(&job.to).ok().filter(|url| url.scheme().len() > 1) else {
        check_compress(&job, "file")?;
        return put_right(&Folder::new(PathBuf::from(&job.to))?, job, &watcher).await;
    };
    check_compress(&job, url.scheme())?;
    match url.scheme() {
        "git+ssh" | "git+https" | "git+file" => {
            job.files = ask_for_files().await?;
            git::publish(&job, &url, &watcher).await
        }
        "cmd" => {
            job.files = ask_for_files().await?;
            command::publish(&job, job.to.trim_start_matches("cmd:"), &watcher).await
        }
        "s3" => put_right(&Bucket::new(&job, &url)?, job, &watcher).await,
        "sftp" => put_right(&Sftp::new(&url).await?, job, &watcher).await,
        "webdav" | "webdavs" => put_right(&Dav::new(&job.to)?, job, &watcher).await,
        scheme => Err(Fault::Target { to: job.to.clone(), why: format!("`{scheme}` is no kind of target") }),
    }
}

/// Refuses to compress where the target would not tell readers of it, and in a way that nobody knows here.
fn check_compress(job: &Job, scheme: &str) -> Result<()> {
    match job.compress.as_deref() {
        Some(compress) if scheme != "s3" || compress != GZIP => {
            Err(Fault::Target { to: job.to.clone(), why: format!("`{compress}` is no way to compress files there") })
        }
        _ => Ok(()),
    }
}

/// Publishes to a target that keeps records, if these do not say that it has the site already.
async fn put_right(target: &impl Target, mut job: Job, line: &Line) -> Result<Option<Report>> {
    let found = Found::ask(target).await?;
    if let Some((summary, report)) = found.nothing(&job) {
        return Ok(line.may(&summary).await.then_some(report));
    }
    job.files = ask_for_files().await?;
    publish(target, found, &job, line).await
}

async fn ask_for_files() -> Result<Vec<File>> {
    tell(&Event::Files);
    let answer = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        std::io::stdin().lock().read_line(&mut line).map_err(|error| error.to_string())?;
        serde_json::from_str(&line).map_err(|error| error.to_string())
    });
    answer.await.unwrap_or_else(|error| Err(error.to_string())).map_err(Fault::Protocol)
}

fn tell(event: &Event) {
    // Who does not listen any more does not want to know.
    if let Ok(line) = serde_json::to_string(event) {
        let mut out = std::io::stdout().lock();
        _ = writeln!(out, "{line}").and_then(|()| out.flush());
    }
}

/// Tells and asks by lines.
struct Line {
    told: Mutex<Instant>,
    /// Whether who has given the job is there no more.
    gone: Arc<Notify>,
}

impl Watcher for Line {
    async fn may(&self, summary: &Summary) -> bool {
        tell(&Event::Plan(summary.clone()));
        if summary.is_nothing {
            return true;
        }
        let answer = tokio::task::spawn_blocking(|| {
            let mut line = String::new();
            std::io::stdin().lock().read_line(&mut line).map(|_| line)
        });
        let may = answer.await.is_ok_and(|line| line.is_ok_and(|line| line.trim() == "go"));
        let gone = Arc::clone(&self.gone);
        // Not a task of the runtime, which would wait for it at its end.
        std::thread::spawn(move || {
            _ = std::io::stdin().lock().read_line(&mut String::new());
            gone.notify_one();
        });
        may
    }

    /// `dibao` holds the pipe until it has heard the end.
    async fn gone(&self) {
        self.gone.notified().await;
    }

    fn waiting(&self) {
        tell(&Event::Waiting);
    }

    fn progress(&self, done: usize, bytes: u64) {
        let Ok(mut told) = self.told.lock() else { return };
        if told.elapsed() >= OFTEN {
            *told = Instant::now();
            tell(&Event::Progress { done, bytes });
        }
    }
}
