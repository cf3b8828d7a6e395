//! The preview of a site: it is built into a folder of its own, served, and built anew whenever a file
//! of it changes, of which browsers are told.

mod guard;
mod live;
mod watch;

use std::convert::Infallible;
use std::future::IntoFuture as _;
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::{HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::routing::get;
use futures_util::stream::{self, Stream, StreamExt as _};
use tokio::sync::broadcast::error::RecvError;
use tower_http::services::{ServeDir, ServeFile};

use crate::date::Now;
use crate::disk;
use crate::error::Error;
use crate::pipeline::{self, Options, Session, Summary};
use guard::Guard;
use live::{Live, News};
use watch::Watch;

/// The script that keeps a page up to date, and where it is.
const SCRIPT: &str = include_str!("preview.js");
const SCRIPT_PATH: &str = "/_dibao/preview.js";
const EVENTS_PATH: &str = "/_dibao/events";

/// How many ports after the first are tried.
const PORTS: u16 = 20;
/// How long a file that is being written takes to be there.
const AFTERWARDS: std::time::Duration = std::time::Duration::from_millis(20);

/// Where and to whom a preview is shown.
pub struct Settings {
    /// The site.
    pub root: PathBuf,
    /// Where to listen; the next free port is taken if that one is not.
    pub address: SocketAddr,
    /// Names that are answered besides those of this machine.
    pub hosts: Vec<String>,
    /// Whether drafts are built too.
    pub drafts: bool,
    /// Whether what waits for a later day is.
    pub future: bool,
    /// Tells which day it is.
    pub now: Today,
}

/// Tells which day it is, whenever it is asked.
pub type Today = Box<dyn Fn() -> Result<Now, Error> + Send>;

/// A preview that is built, and not served yet.
pub struct Preview {
    /// The home page.
    pub url: String,
    /// What the first build came to.
    pub summary: Summary,
    /// The site as it was built first.
    session: Session,
    listener: TcpListener,
    root: PathBuf,
    options: Options,
    now: Today,
    hosts: Vec<String>,
    watch: Watch,
    runtime: tokio::runtime::Runtime,
    end: End,
    /// Where it is built, as long as it is shown.
    folder: tempfile::TempDir,
}

impl Preview {
    /// Builds a site into a folder of its own, and takes a port.
    ///
    /// # Errors
    /// When the site cannot be built or watched, or no port is free.
    pub fn new(settings: Settings, progress: pipeline::Progress<'_>) -> Result<Self, Error> {
        let listener = listen(settings.address)?;
        let url = format!("http://{}/", listener.local_addr().map_err(refused)?);
        // Pages that name the preview's address must not end up published.
        let folder = disk::temporary_folder().map_err(refused)?;
        let options = Options {
            out: Some(folder.path().join("site")),
            base_url: Some(url.clone()),
            drafts: settings.drafts,
            future: settings.future,
            now: (settings.now)()?,
            ledger: Some(folder.path().join("ledger")),
            tells_changes: true,
            check_output: true,
            is_passing: true,
            ..Options::default()
        };
        let config = pipeline::configure(&settings.root, &options)?;
        // What changes during the first build is built after it.
        let watch = Watch::new(&settings.root, &config).map_err(|error| cannot_watch(&error))?;
        let (summary, session) = pipeline::open(&settings.root, &options, progress)?;
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(refused)?;
        // Before anybody is told of the preview: from then on it leaves nothing behind.
        let end = runtime.block_on(async { End::new() }).map_err(refused)?;
        let Settings { root, hosts, now, .. } = settings;
        Ok(Self { url, summary, session, listener, root, options, now, hosts, watch, runtime, end, folder })
    }

    /// Shows it until it is ended, and builds it anew whenever something changes, of which `built` is
    /// told.
    ///
    /// # Errors
    /// When it cannot be served.
    pub fn run(self, built: impl Fn(&Result<Summary, Error>) + Send + 'static) -> Result<(), Error> {
        let Self { summary, session, listener, root, options, now, hosts, watch, runtime, end, folder, .. } = self;
        let is_open = !listener.local_addr().map_err(refused)?.ip().is_loopback();
        let live = Arc::new(Live::new(&summary, guard::site_headers(&session.policy())));
        let guard = Guard { folder: summary.output, is_open, hosts };
        let app = app(guard, Arc::clone(&live));
        std::thread::spawn(move || rebuild(session, (&root, options, &now), watch, &live, &built));
        let ended = runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            tokio::select! {
                ended = axum::serve(listener, app).into_future() => ended,
                // Browsers that listen would keep it from ending by itself.
                () = end.wait() => Ok(()),
            }
        });
        remove(folder);
        ended.map_err(refused)
    }
}

/// Removes the folder of a preview. A build that is under way may still write there, until it finds that it
/// cannot.
fn remove(folder: tempfile::TempDir) {
    const TRIES: usize = 50;
    let path = folder.keep();
    for _ in 0..TRIES {
        _ = disk::remove_all(&path);
        // What a build was about to write may come yet.
        std::thread::sleep(AFTERWARDS);
        if !disk::exists(&path) {
            return;
        }
    }
}

/// Ctrl-C, or what else asks a program to end.
#[cfg(unix)]
struct End {
    interrupted: tokio::signal::unix::Signal,
    terminated: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl End {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupted: signal(SignalKind::interrupt())?, terminated: signal(SignalKind::terminate())? })
    }

    async fn wait(mut self) {
        tokio::select! {
            _ = self.interrupted.recv() => {}
            _ = self.terminated.recv() => {}
        }
    }
}

#[cfg(not(unix))]
struct End;

#[cfg(not(unix))]
impl End {
    fn new() -> std::io::Result<Self> {
        Ok(Self)
    }

    async fn wait(self) {
        _ = tokio::signal::ctrl_c().await;
    }
}

fn refused(error: std::io::Error) -> Error {
    Error::Other(format!("The preview cannot be started: {error}."))
}

fn cannot_watch(error: &notify::Error) -> Error {
    let advice = match error.kind {
        notify::ErrorKind::MaxFilesWatch => {
            " Let it watch more, as with `sysctl fs.inotify.max_user_watches=524288` on Linux."
        }
        _ => "",
    };
    Error::Other(format!("The site's files cannot be watched: {error}.{advice}"))
}

/// Builds again and again, whenever something changes, or a day comes for which an article waits. `first` is the site as
/// it was built when the preview began.
fn rebuild(
    first: Session,
    (root, mut options, now): (&Path, Options, &Today),
    mut watch: Watch,
    live: &Live,
    built: &dyn Fn(&Result<Summary, Error>),
) {
    let tell = |result: Result<Summary, Error>| {
        live.built(&result);
        built(&result);
    };
    // From here on the folder is the preview's own.
    options.check_output = false;
    let mut session = Some(first);
    while let Some(changes) = wait(root, &mut options, session.as_ref(), now, &mut watch) {
        // A session that could not build something is gone before the site is built from nothing: both write to one folder.
        let open = match session.take().map(|open| edited(open, &changes, options.now)) {
            Some(Ok((open, None))) => Some(open),
            Some(Ok((open, Some(summary)))) => {
                // A change that was found may have been built already.
                if summary.made > 0 {
                    tell(Ok(summary));
                }
                session = Some(open);
                continue;
            }
            Some(Err(error)) => {
                tell(Err(error));
                None
            }
            None => None,
        };
        let result = match open {
            Some(open) => pipeline::reopen(open, &options, &|_, _| {}),
            None => pipeline::open(root, &options, &|_, _| {}),
        };
        match result {
            Ok((summary, open)) => {
                // Before browsers load what they are told of.
                live.set_headers(guard::site_headers(&open.policy()));
                tell(Ok(summary));
                session = Some(open);
            }
            Err(error) => tell(Err(error)),
        }
    }
}

/// Builds changes that are texts of articles alone; no summary if there are others.
fn edited(mut open: Session, changes: &watch::Changes, now: Now) -> Result<(Session, Option<Summary>), Error> {
    // What is of another day is not what was edited.
    let summary = match changes.names().filter(|_| !open.is_over(now)) {
        Some(names) => open.edit(names.iter().map(String::as_str))?,
        None => None,
    };
    Ok((open, summary))
}

/// Waits until something changes, if only the day, and watches the folders that the settings name then.
fn wait(
    root: &Path,
    options: &mut Options,
    session: Option<&Session>,
    now: &Today,
    watch: &mut Watch,
) -> Option<watch::Changes> {
    // Nobody changes the environment of a program that runs.
    let today = |before| now().unwrap_or(before);
    let changes = watch.wait(&|| session.is_some_and(|session| session.is_over(today(options.now))))?;
    options.now = today(options.now);
    if let Ok(config) = pipeline::configure(root, options) {
        // One folder that cannot be watched keeps nobody from the others.
        _ = watch.follow(&config);
    }
    Some(changes)
}

fn listen(address: SocketAddr) -> Result<TcpListener, Error> {
    let last = address.port().saturating_add(PORTS);
    let mut refusal = None;
    for port in address.port()..=last {
        match TcpListener::bind(SocketAddr::new(address.ip(), port)) {
            Ok(listener) => {
                listener.set_nonblocking(true).map_err(refused)?;
                return Ok(listener);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => refusal = Some(error),
            Err(error) => return Err(Error::Other(format!("Nothing can listen at {}: {error}.", address.ip()))),
        }
    }
    let reason = refusal.map(|error| error.to_string()).unwrap_or_default();
    Err(Error::Other(format!(
        "No port from {} to {last} is free ({reason}). Name another with `--port`.",
        address.port()
    )))
}

fn app(guard: Guard, live: Arc<Live>) -> Router {
    let files = ServeDir::new(&guard.folder).not_found_service(ServeFile::new(guard.folder.join("404.html")));
    let guard = Arc::new(guard);
    let (listened, shown) = (Arc::clone(&live), live);
    Router::new()
        .route(SCRIPT_PATH, get(|| async { SCRIPT }))
        .route(EVENTS_PATH, get(move || async move { events(&listened) }))
        .fallback_service(files)
        .layer(middleware::from_fn(move |request: Request, next: Next| {
            let (guard, live) = (Arc::clone(&guard), Arc::clone(&shown));
            async move {
                if let Err(status) = guard.check(&request) {
                    return refuse(status);
                }
                let is_whole = *request.method() == Method::GET;
                let path = request.uri().path().to_owned();
                let mut response = next.run(request).await;
                if is_whole {
                    response = with_script(response, live.build()).await;
                }
                let file = file_of(&path, &response);
                guard::add_headers(response.headers_mut(), live.headers(), file.as_deref());
                response
            }
        }))
}

/// The file that an answer is; none for what is no file.
fn file_of(path: &str, response: &Response<Body>) -> Option<String> {
    match response.status() {
        status if status.is_success() && path != EVENTS_PATH => {
            let index = if path.ends_with('/') { "index.html" } else { "" };
            let path = percent_encoding::percent_decode_str(path.trim_start_matches('/')).decode_utf8_lossy();
            Some(format!("{path}{index}"))
        }
        StatusCode::NOT_FOUND if response.headers().contains_key(header::CONTENT_TYPE) => Some("404.html".to_owned()),
        _ => None,
    }
}

/// What a browser hears: how things are, then each build.
fn events(live: &Live) -> Sse<impl Stream<Item = Result<Event, Infallible>> + use<>> {
    let (now, others) = live.listen();
    let later = stream::unfold(others, |mut others| async {
        match others.recv().await {
            Ok(news) => Some((event("built", &news), others)),
            // It has missed builds: the number of the next one that it hears of tells it.
            Err(RecvError::Lagged(_)) => Some((Ok(Event::default().comment("missed")), others)),
            Err(RecvError::Closed) => None,
        }
    });
    let first = stream::once(async move { event("now", &now) });
    Sse::new(first.chain(later)).keep_alive(KeepAlive::default())
}

fn event(name: &str, news: &News) -> Result<Event, Infallible> {
    // It cannot fail: what is told is plain data.
    Ok(Event::default().event(name).data(serde_json::to_string(news).unwrap_or_default()))
}

/// Adds the script to a whole page.
async fn with_script(response: Response<Body>, build: u64) -> Response<Body> {
    let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let is_page = kind.is_some_and(|kind| kind.starts_with("text/html"));
    if !is_page || response.status() == StatusCode::PARTIAL_CONTENT {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let Ok(bytes) = to_bytes(body, usize::MAX).await else { return refuse(StatusCode::INTERNAL_SERVER_ERROR) };
    let mut page = bytes.to_vec();
    let at = memchr::memmem::rfind(&page, b"</body>").unwrap_or(page.len());
    let script = format!("<script src=\"{SCRIPT_PATH}\" data-build=\"{build}\" defer></script>");
    page.splice(at..at, script.into_bytes());
    for name in [header::ETAG, header::LAST_MODIFIED, header::ACCEPT_RANGES] {
        parts.headers.remove(name);
    }
    parts.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(page.len()));
    Response::from_parts(parts, Body::from(page))
}

fn refuse(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{status}\n")));
    *response.status_mut() = status;
    response
}
