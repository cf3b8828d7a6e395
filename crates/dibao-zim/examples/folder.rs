//! Packs a folder of a site into a ZIM file.
//!
//! `cargo run --release --example folder -- FOLDER FILE [LEVEL [CLUSTER_SIZE [THREADS]]]`
//!
//! Files are added in the order of their paths without the first folder: `zh-hans/a.html` and `zh-hant/a.html` then stand
//! side by side, and compress well.

use std::error::Error;
use std::fs::File;
use std::path::{Path, PathBuf};

use dibao_zim::{Content, Item, Metadata, Options, Writer};

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [folder, target, options @ ..] = arguments.as_slice() else {
        return Err("usage: folder FOLDER FILE [LEVEL [CLUSTER_SIZE [THREADS]]]".into());
    };
    let folder = Path::new(folder);
    let temporary = PathBuf::from(format!("{target}.tmp"));
    let file = File::options().read(true).write(true).create(true).truncate(true).open(&temporary)?;
    let mut writer = Writer::new(file, "index.html", &metadata(), options_of(options)?)?;
    for path in paths(folder)? {
        add(&mut writer, folder, &path)?;
    }
    let (file, summary) = writer.finish()?;
    file.sync_all()?;
    std::fs::rename(&temporary, target)?;
    let (entries, clusters, bytes) = (summary.entries, summary.clusters, summary.bytes);
    println!("{entries} entries in {clusters} clusters, {bytes} bytes: {}", summary.uuid);
    Ok(())
}

fn options_of(arguments: &[String]) -> Result<Options, Box<dyn Error>> {
    let mut options = Options::default();
    if let Some(level) = arguments.first() {
        options.level = level.parse()?;
    }
    if let Some(size) = arguments.get(1) {
        options.cluster_size = size.parse()?;
    }
    if let Some(threads) = arguments.get(2) {
        options.threads = threads.parse()?;
    }
    Ok(options)
}

fn metadata() -> Metadata {
    Metadata {
        name: "folder".into(),
        title: "Folder".into(),
        languages: vec!["zho".into()],
        creator: "Unknown".into(),
        publisher: "Unknown".into(),
        date: "2026-12-01".into(),
        description: "A folder of a site".into(),
        scraper: Some(concat!("dibao-zim ", env!("CARGO_PKG_VERSION")).into()),
        illustration: include_bytes!("illustration.png").into(),
        ..Metadata::default()
    }
}

/// The paths of all files, each after the one that it most resembles.
fn paths(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut paths = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in std::fs::read_dir(&inner)? {
            let entry = entry?;
            let path = entry.path();
            if entry.file_type()?.is_dir() {
                folders.push(path);
            } else {
                let path = path.strip_prefix(folder)?.to_str().ok_or("a path is not UTF-8")?;
                paths.push(path.replace('\\', "/"));
            }
        }
    }
    let key = |path: &String| (path.split_once('/').map_or(path.clone(), |(_, rest)| rest.to_owned()), path.clone());
    paths.sort_by_cached_key(key);
    Ok(paths)
}

fn add(writer: &mut Writer<File>, folder: &Path, path: &str) -> Result<(), Box<dyn Error>> {
    let media_type = media_type_of(path);
    if media_type == "text/html" {
        let page = std::fs::read_to_string(folder.join(path))?;
        let title = title_of(&page);
        writer.add(Item::new(path, media_type).title(title).front_article(), &page)?;
    } else {
        let mut file = File::open(folder.join(path))?;
        let length = file.metadata()?.len();
        writer.add(Item::new(path, media_type), Content::reader(&mut file, length))?;
    }
    Ok(())
}

fn title_of(page: &str) -> &str {
    let title = page.split_once("<title>").and_then(|(_, rest)| rest.split_once("</title>"));
    title.map_or("", |(title, _)| title.trim())
}

fn media_type_of(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "avif" => "image/avif",
        "css" => "text/css",
        "csv" => "text/csv",
        "gif" => "image/gif",
        "htm" | "html" => "text/html",
        "jpeg" | "jpg" => "image/jpeg",
        "js" | "mjs" => "text/javascript",
        "json" => "application/json",
        "mp3" => "audio/mpeg",
        "mp4" => "video/mp4",
        "pdf" => "application/pdf",
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => "text/plain",
        "webm" => "video/webm",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "xml" => "application/xml",
        _ => "application/octet-stream",
    }
}
