//! Small sites, as folders and as jobs.

use std::collections::{BTreeMap, BTreeSet};

use dibao_publish::fault::Result;
use dibao_publish::found::Found;
use dibao_publish::protocol::tree::{Leaf, from_hex, root_of};
use dibao_publish::protocol::{Author, File, Job, Options, PROTOCOL, Report};
use dibao_publish::run::{self, Watcher};
use dibao_publish::target::{Target, local};
use tempfile::TempDir;

/// A site in a folder. A page is the list of what it links to, a path a line, after a line of its own.
pub struct Site {
    pub folder: TempDir,
    pub job: Job,
}

/// What a file is for, by its path.
fn role(path: &str) -> &'static str {
    match path {
        "index.html" | "sitemap.xml" => "control",
        _ if path.ends_with(".html") => "page",
        _ if path.starts_with("theme/") => "theme",
        _ if path.ends_with("feed.xml") => "feed",
        _ => "media",
    }
}

/// The root of files, as dibao tells it.
pub fn root(files: &[File]) -> String {
    root_of(files.iter().map(|file| {
        let File { path, role, length, hash, .. } = file;
        Leaf { path, role, length: *length, hash: from_hex(hash).unwrap() }
    }))
}

/// Publishes as the worker does.
pub async fn publish(target: &impl Target, job: &Job, watcher: &impl Watcher) -> Result<Option<Report>> {
    let found = Found::ask(target).await?;
    match found.nothing(&Job { root: root(&job.files), ..job.clone() }) {
        Some((summary, report)) => Ok(watcher.may(&summary).await.then_some(report)),
        None => run::publish(target, found, job, watcher).await,
    }
}

impl Site {
    pub fn new(files: &BTreeMap<String, Vec<u8>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut listed = Vec::new();
        for (path, bytes) in files {
            let place = local(folder.path(), path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, bytes).unwrap();
            listed.push(File {
                path: path.clone(),
                hash: blake3::hash(bytes).to_string(),
                length: bytes.len() as u64,
                role: role(path).to_owned(),
                media_type: if path.ends_with(".html") {
                    "text/html; charset=utf-8"
                } else {
                    "application/octet-stream"
                }
                .to_owned(),
                cache_control: "public, max-age=0, must-revalidate".to_owned(),
            });
        }
        let job = Job {
            protocol: PROTOCOL,
            to: String::new(),
            endpoint: None,
            region: None,
            output: folder.path().to_owned(),
            cache: folder.path().join("cache"),
            // Nobody answers there.
            site: "http://127.0.0.1:9/".to_owned(),
            root: root(&listed),
            archive: String::new(),
            now: None,
            count: listed.len(),
            files: listed,
            mirrors: Vec::new(),
            compress: None,
            date: None,
            timestamp: None,
            author: Author { name: "dibao".to_owned(), email: "noreply@dibao.invalid".to_owned(), time: 1_720_000_000 },
            options: Options { no_lock: true, ..Options::default() },
        };
        Self { folder, job }
    }
}

/// What a page links to.
fn links(page: &[u8]) -> impl Iterator<Item = &str> {
    std::str::from_utf8(page).unwrap().lines().skip(1)
}

/// Everything that a reader comes to from the root, in a target: each path with its bytes.
///
/// # Panics
/// When a link leads to nothing.
pub fn walk(files: &BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
    let mut seen = BTreeMap::new();
    let mut waiting: Vec<&str> = files.contains_key("index.html").then_some("index.html").into_iter().collect();
    while let Some(path) = waiting.pop() {
        let bytes = files.get(path).unwrap_or_else(|| panic!("{path} does not answer: {:?}", files.keys()));
        if seen.insert(path.to_owned(), bytes.clone()).is_none() && path.ends_with(".html") {
            waiting.extend(links(bytes));
        }
    }
    seen
}

/// A site of articles that link to each other in a row and to a picture each, with lists. `articles` are numbers and
/// their versions.
pub fn archive(articles: &BTreeMap<u8, u8>, look: u8) -> BTreeMap<String, Vec<u8>> {
    let page = |number: u8| format!("zh-hans/2024/文 {number}%.html");
    let numbers: Vec<u8> = articles.keys().copied().collect();
    let mut files = BTreeMap::new();
    let mut put = |path: &str, title: String, links: BTreeSet<String>| {
        let links = links.into_iter().map(|link| format!("\n{link}")).collect::<String>();
        files.insert(path.to_owned(), format!("{title}{links}").into_bytes());
    };
    let style = format!("theme/style-{look}.css");
    for (at, number) in numbers.iter().enumerate() {
        let version = articles[number];
        let near = [at.checked_sub(1), Some(at + 1)].into_iter().flatten().filter_map(|at| numbers.get(at));
        let picture = format!("media/{number}-{version}.webp");
        let mut links: BTreeSet<String> = near.map(|number| page(*number)).collect();
        links.extend([picture.clone(), style.clone(), "zh-hans/index.html".to_owned()]);
        put(&page(*number), format!("article {number} in version {version}"), links);
        put(&picture, format!("picture {number} {version}"), BTreeSet::new());
    }
    let all: BTreeSet<String> = numbers.iter().map(|number| page(*number)).chain([style.clone()]).collect();
    put("zh-hans/index.html", "list".to_owned(), all);
    put(&style, format!("look {look}"), BTreeSet::new());
    put("index.html", "root".to_owned(), BTreeSet::from(["zh-hans/index.html".to_owned(), style]));
    put("zh-hans/feed.xml", format!("feed of {numbers:?}"), BTreeSet::new());
    put("sitemap.xml", format!("sitemap of {numbers:?}"), BTreeSet::new());
    files
}
