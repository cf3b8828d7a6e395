//! After a withdrawal: what readers get now at the old addresses. A cache in front of the site may still have what was
//! withdrawn; then whoever publishes has to know.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use reqwest::{Client, StatusCode, header};

use crate::gzip::{GZIP, expanded};
use crate::protocol::{File, Job, Proof};
use crate::tls::use_ring;

/// What stands in a path as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How many addresses are asked for at the same time.
const AT_ONCE: usize = 8;

/// What an address answers.
enum Answer {
    /// What was published, or that nothing is there.
    Right,
    /// Something else.
    Wrong,
    /// Nothing.
    None,
}

/// Asks for the pages that tell of a withdrawal, and for the files that were dropped.
pub async fn prove(job: &Job, notices: &[String], dropped: &[String]) -> Proof {
    use_ring();
    let client = Client::builder().timeout(PATIENCE).user_agent("dibao-publish").build();
    let Ok(client) = client else { return Proof::default() };
    let file_of = |path: &String| job.files.iter().find(|file| file.path == *path);
    let asked = notices.iter().map(|path| (path, file_of(path))).chain(dropped.iter().map(|path| (path, None)));
    let answers = asked.map(|(path, file)| {
        let client = &client;
        let address = format!("{}{}", job.site, utf8_percent_encode(path, PATH));
        async move { (ask(client, &address, file).await, address) }
    });
    let mut answers = stream::iter(answers).buffered(AT_ONCE);
    let mut proof = Proof::default();
    while let Some((answer, address)) = answers.next().await {
        match answer {
            Answer::Right => proof.right += 1,
            Answer::Wrong => proof.wrong.push(address),
            Answer::None => proof.silent.push(address),
        }
        // A host that is not there at all answers no other question either.
        if proof.right == 0 && proof.wrong.is_empty() && proof.silent.len() == AT_ONCE {
            break;
        }
    }
    let asked = proof.right + proof.wrong.len() + proof.silent.len();
    proof.unasked = notices.len() + dropped.len() - asked;
    proof
}

/// What an address answers to one who wants no copy from a cache; with `file`, it should have that page, else
/// nothing.
async fn ask(client: &Client, address: &str, file: Option<&File>) -> Answer {
    let request = client.get(address).header(header::CACHE_CONTROL, "no-cache").send();
    let Ok(response) = request.await else { return Answer::None };
    let status = response.status();
    // Nobody has asked for it to be compressed, but a storage has no other.
    let is_compressed = response.headers().get(header::CONTENT_ENCODING).is_some_and(|coding| coding == GZIP);
    match file {
        None if matches!(status, StatusCode::NOT_FOUND | StatusCode::GONE) => Answer::Right,
        Some(file) if status == StatusCode::OK => match response.bytes().await {
            Ok(bytes) if is_compressed && expanded(&bytes, file.length).is_some_and(|bytes| is_of(&bytes, file)) => {
                Answer::Right
            }
            Ok(bytes) if !is_compressed && is_of(&bytes, file) => Answer::Right,
            Ok(_) => Answer::Wrong,
            Err(_) => Answer::None,
        },
        _ if status.is_server_error() => Answer::None,
        _ => Answer::Wrong,
    }
}

fn is_of(bytes: &[u8], file: &File) -> bool {
    blake3::hash(bytes).to_string() == file.hash
}
