//! Requests to a server of WebDAV, which are tried again where that does no harm.

use std::path::PathBuf;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::header::{CONTENT_LENGTH, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Body, Client, Method, Response, StatusCode};
use tokio::io::AsyncReadExt as _;
use tokio::time::{sleep, timeout};
use url::Url;

use super::login::{Login, PASSWORD, USER, login};
use crate::fault::{Fault, Result};
use crate::tls::use_ring;

/// How often a request is tried.
pub const TRIES: u32 = 5;
/// How long is waited before it is tried again for the first time.
const PAUSE: Duration = Duration::from_millis(500);
/// How long a server may take to answer.
const PATIENCE: Duration = Duration::from_secs(60);
/// What a line carries at least, in bytes a second: large files may take longer.
const SLOWEST: u64 = 16 << 10;
/// What is read of a large file at a time, in bytes.
const PART: usize = 256 << 10;
/// What stands in a segment of a path as it is.
const SEGMENT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// What is sent with a request.
#[derive(Clone, Debug)]
pub enum Content {
    /// Bytes, or none.
    Bytes(Bytes),
    /// A large file of this machine, with its length.
    File(PathBuf, u64),
}

impl Content {
    fn length(&self) -> u64 {
        match self {
            Self::Bytes(bytes) => bytes.len() as u64,
            Self::File(_, length) => *length,
        }
    }

    fn body(&self) -> Body {
        let path = match self {
            Self::Bytes(bytes) => return bytes.clone().into(),
            Self::File(path, _) => path.clone(),
        };
        let parts = stream::try_unfold(None, move |file| {
            let path = path.clone();
            async move {
                let mut file = match file {
                    Some(file) => file,
                    None => tokio::fs::File::open(path).await?,
                };
                let mut part = Vec::with_capacity(PART);
                (&mut file).take(PART as u64).read_to_end(&mut part).await?;
                Ok::<_, std::io::Error>((!part.is_empty()).then_some((part, Some(file))))
            }
        });
        Body::wrap_stream(parts)
    }
}

/// A request.
#[derive(Clone, Debug)]
pub struct Request {
    /// What is to be done.
    pub method: Method,
    /// To what, below the folder of the target.
    pub path: String,
    /// Headers beyond the usual ones.
    pub headers: HeaderMap,
    /// What is sent with it.
    pub content: Content,
}

impl Request {
    /// One that sends nothing.
    pub fn new(method: &str, path: &str) -> Self {
        let method = Method::from_bytes(method.as_bytes()).unwrap_or_default();
        Self { method, path: path.to_owned(), headers: HeaderMap::new(), content: Content::Bytes(Bytes::new()) }
    }

    /// With a header, of which the value is plain ASCII.
    pub fn with(mut self, name: &'static str, value: &str) -> Self {
        if let Ok(value) = HeaderValue::from_str(value) {
            self.headers.insert(HeaderName::from_static(name), value);
        }
        self
    }

    /// With something to send.
    pub fn sending(mut self, content: Content) -> Self {
        self.content = content;
        self
    }
}

/// What a server answers.
#[derive(Debug)]
pub struct Answer {
    /// Whether it did it.
    pub status: StatusCode,
    /// What it says about itself.
    pub headers: HeaderMap,
    /// What it sends.
    pub body: Vec<u8>,
}

/// A folder at a server.
#[derive(Debug)]
pub struct Server {
    client: Client,
    /// Its address, which ends with `/`.
    base: Url,
    login: Option<Login>,
}

impl Server {
    /// The server of an address of which the scheme is `webdav` or `webdavs`.
    ///
    /// # Errors
    /// When the address is wrong.
    pub fn new(to: &str) -> Result<Self> {
        let wrong = |why: &str| Fault::Target { to: "webdav".to_owned(), why: why.to_owned() };
        let address = to.replacen("webdav", "http", 1);
        let mut base = Url::parse(address.trim_end_matches('/')).map_err(|_| wrong("its address is none"))?;
        if base.password().is_some() {
            return Err(wrong(&format!("a password may not stand in an address; set {USER} and {PASSWORD}")));
        }
        let user = percent_encoding::percent_decode_str(base.username()).decode_utf8_lossy().into_owned();
        let login = login(base.host_str().unwrap_or_default(), &user);
        _ = base.set_username("");
        base.set_query(None);
        base.set_fragment(None);
        base.set_path(&format!("{}/", base.path().trim_end_matches('/')));
        use_ring();
        let client = Client::builder()
            .connect_timeout(PATIENCE)
            // Whoever follows one puts nothing where it should be.
            .redirect(reqwest::redirect::Policy::none())
            .user_agent("dibao-publish")
            .build();
        Ok(Self { client: client.map_err(|error| wrong(&deepest(&error)))?, base, login })
    }

    /// The host, and the port if it is not the usual one.
    pub fn host(&self) -> String {
        let host = self.base.host_str().unwrap_or_default();
        self.base.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
    }

    /// The address of a path below the target's folder.
    pub fn address(&self, path: &str) -> String {
        let segments = path.split('/').map(|segment| utf8_percent_encode(segment, SEGMENT).to_string());
        format!("{}{}", self.base, segments.collect::<Vec<_>>().join("/"))
    }

    /// Asks once.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub async fn ask_once(&self, request: &Request) -> Result<Answer> {
        let mut asked = self.client.request(request.method.clone(), self.address(&request.path));
        asked = asked.headers(request.headers.clone()).body(request.content.body());
        if let Content::File(_, length) = request.content {
            asked = asked.header(CONTENT_LENGTH, length);
        }
        if let Some(Login { user, password }) = &self.login {
            asked = asked.basic_auth(user, Some(password));
        }
        let cut = |why: String| Fault::Remote { what: format!("{} {}", request.method, request.path), why };
        let late = |_| cut(format!("{} does not answer", self.host()));
        let patience = PATIENCE + Duration::from_secs(request.content.length() / SLOWEST);
        let sent = timeout(patience, asked.send()).await.map_err(late)?;
        let what = || format!("{} {}", request.method, request.path);
        let response = sent.map_err(|error| silent(what(), &self.host(), &error))?;
        let (status, headers) = (response.status(), response.headers().clone());
        let body = read(response).await.map_err(cut)?;
        Ok(Answer { status, headers, body })
    }

    /// Asks, again and again if it has to. What is asked for may be done more than once.
    ///
    /// # Errors
    /// When no whole answer comes.
    pub async fn ask(&self, request: &Request) -> Result<Answer> {
        let mut tried = 1;
        loop {
            let answer = self.ask_once(request).await;
            if tried == TRIES || !is_worth_another(&answer) {
                return answer;
            }
            pause(tried).await;
            tried += 1;
        }
    }
}

/// What was being done, to which a host has not answered, and why not.
pub fn silent(what: String, host: &str, error: &dyn std::error::Error) -> Fault {
    let deepest = deepest(error);
    let has = |words: &[&str]| words.iter().any(|word| deepest.contains(word));
    let unreachable = |why: String| Fault::Unreachable { what: what.clone(), why };
    if has(&["certificate", "Certificate", "UnknownIssuer"]) {
        let why = format!("the certificate of {host} is not valid, or of somebody who is not trusted here ({deepest})");
        return unreachable(why);
    }
    if has(&["lookup", "resolve", "Name or service"]) {
        let why = format!("there is no host named {host}; correct its name in book.toml, or look at the network");
        return unreachable(why);
    }
    if has(&["refused"]) {
        return unreachable(format!("nothing listens at {host}; correct the port in book.toml"));
    }
    if has(&["InvalidContentType", "corrupt message"]) {
        return unreachable(format!("{host} speaks no TLS; write `http:` or the right port in book.toml"));
    }
    let why = match has(&["timed out", "unreachable", "No route"]) {
        true => format!("{host} cannot be reached; look at the network"),
        false => format!("the connection to {host} was cut"),
    };
    Fault::Remote { what, why }
}

/// Whether another try may help. Some servers lock (423) whatever somebody else makes at this moment.
pub fn is_worth_another(answer: &Result<Answer>) -> bool {
    match answer {
        Ok(answer) => matches!(answer.status.as_u16(), 423 | 429 | 500 | 502..=504),
        Err(fault) => matches!(fault, Fault::Remote { .. }),
    }
}

/// Waits, twice as long each time.
pub async fn pause(tried: u32) {
    sleep(PAUSE * 2_u32.pow(tried - 1)).await;
}

async fn read(mut response: Response) -> std::result::Result<Vec<u8>, String> {
    let mut body = Vec::new();
    loop {
        match timeout(PATIENCE, response.chunk()).await {
            Ok(Ok(Some(part))) => body.extend_from_slice(&part),
            Ok(Ok(None)) => return Ok(body),
            _ => return Err("the connection was cut in the middle of an answer".to_owned()),
        }
    }
}

/// What lies at the bottom of an error; what is above it names whole addresses.
fn deepest(error: &dyn std::error::Error) -> String {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
