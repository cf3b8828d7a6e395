//! `dibao serve`: builds the archive and serves the output as static files, to this machine
//! alone unless it is told otherwise.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::Request;
use axum::http::{HeaderMap, HeaderValue, Method, Response, StatusCode, header};
use axum::middleware::{self, Next};
use tower_http::services::{ServeDir, ServeFile};

use super::{Root, build};
use crate::error::Error;
use crate::pipeline::{self, Options};

#[derive(clap::Args)]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    /// The port; the next free one if it is taken
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// The address to listen at
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// Build drafts too
    #[arg(long)]
    drafts: bool,
}

/// How many ports after the first are tried.
const PORTS: u16 = 20;

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let listener = listen(arguments)?;
    let refused = |error: std::io::Error| Error::Other(format!("The server cannot be started: {error}."));
    let address = listener.local_addr().map_err(refused)?;
    let base_url = format!("http://{address}/");
    // A folder of its own: pages that name the preview's address must not end up published.
    let folder = tempfile::tempdir().map_err(refused)?;
    let options = Options {
        out: Some(folder.path().to_owned()),
        base_url: Some(base_url.clone()),
        drafts: arguments.drafts,
        audit: false,
    };
    let started = Instant::now();
    let summary = build::with_progress(|progress| pipeline::build(&arguments.root.root, &options, progress))?;
    build::print(&summary, started, &arguments.root.hint())?;
    if !arguments.bind.is_loopback() {
        anstream::eprintln!("Anybody who can reach this machine can read the archive at {base_url}.");
    }
    super::say(&format!("Serving at {base_url} (Ctrl-C ends it).\n"))?;
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().map_err(refused)?;
    let app = app(summary.output, arguments.bind);
    runtime
        .block_on(async {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            axum::serve(listener, app).with_graceful_shutdown(async { _ = tokio::signal::ctrl_c().await }).await
        })
        .map_err(refused)?;
    Ok(ExitCode::SUCCESS)
}

fn listen(arguments: &Arguments) -> Result<std::net::TcpListener, Error> {
    let last = arguments.port.saturating_add(PORTS);
    let mut refusal = None;
    for port in arguments.port..=last {
        match std::net::TcpListener::bind(SocketAddr::new(arguments.bind, port)) {
            Ok(listener) => {
                listener
                    .set_nonblocking(true)
                    .map_err(|error| Error::Other(format!("The server cannot be started: {error}.")))?;
                return Ok(listener);
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => refusal = Some(error),
            Err(error) => return Err(Error::Other(format!("Nothing can listen at {}: {error}.", arguments.bind))),
        }
    }
    let reason = refusal.map(|error| error.to_string()).unwrap_or_default();
    Err(Error::Other(format!(
        "No port from {} to {last} is free ({reason}). Name another with `--port`.",
        arguments.port
    )))
}

fn app(folder: PathBuf, bind: IpAddr) -> Router {
    let files = ServeDir::new(&folder).not_found_service(ServeFile::new(folder.join("404.html")));
    Router::new().fallback_service(files).layer(middleware::from_fn(move |request: Request, next: Next| {
        let folder = folder.clone();
        async move {
            if let Err(status) = check(&request, &folder, bind) {
                return refuse(status);
            }
            let mut response = next.run(request).await;
            add_headers(response.headers_mut());
            response
        }
    }))
}

/// What a preview must not answer: other methods, other hosts (a page elsewhere could have
/// its own name point here), and files that a link leads to outside of the output.
fn check(request: &Request, folder: &std::path::Path, bind: IpAddr) -> Result<(), StatusCode> {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return Err(StatusCode::METHOD_NOT_ALLOWED);
    }
    let host = request.headers().get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    if bind.is_loopback() && !is_local(host) {
        return Err(StatusCode::MISDIRECTED_REQUEST);
    }
    let path = percent_encoding::percent_decode_str(request.uri().path())
        .decode_utf8()
        .map_err(|_| StatusCode::BAD_REQUEST)?;
    if path.contains(['\\', '\0']) || path.split('/').any(|part| part.starts_with('.')) {
        return Err(StatusCode::NOT_FOUND);
    }
    let file = folder.join(path.trim_start_matches('/'));
    let leads_out = || Some(!file.canonicalize().ok()?.starts_with(folder.canonicalize().ok()?));
    if leads_out() == Some(true) { Err(StatusCode::NOT_FOUND) } else { Ok(()) }
}

/// Whether a `Host` header names this machine.
fn is_local(host: &str) -> bool {
    let name = host
        .strip_prefix('[')
        .map_or_else(|| host.split(':').next().unwrap_or_default(), |rest| rest.split(']').next().unwrap_or_default());
    name == "localhost"
        || name.ends_with(".localhost")
        || name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

fn add_headers(headers: &mut HeaderMap) {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let is_text =
        kind.starts_with("text/") || ["json", "javascript", "xml"].iter().any(|ending| kind.ends_with(ending));
    if is_text
        && !kind.contains("charset")
        && let Ok(value) = HeaderValue::from_str(&format!("{kind}; charset=utf-8"))
    {
        headers.insert(header::CONTENT_TYPE, value);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
}

fn refuse(status: StatusCode) -> Response<Body> {
    let mut response = Response::new(Body::from(format!("{status}\n")));
    *response.status_mut() = status;
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_local() {
        for host in ["localhost:8000", "127.0.0.1", "[::1]:8000", "a.localhost"] {
            assert!(is_local(host), "{host}");
        }
        for host in ["", "evil.example", "127.0.0.1.nip.io:8000", "localhost.evil.example"] {
            assert!(!is_local(host), "{host}");
        }
    }
}
