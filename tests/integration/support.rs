//! What the tests of the binary share: small sites on disk, and reading what was built.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::LazyLock;

/// A site in a folder of its own, which goes with it.
pub struct Site(tempfile::TempDir);

impl Site {
    /// A site of these files; `png` stands for a picture.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let site = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            site.write(name, text.as_bytes());
        }
        site
    }

    pub fn write(&self, name: &str, bytes: &[u8]) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        if bytes == b"png" {
            image::RgbImage::new(2, 1).save_with_format(path, image::ImageFormat::Png).unwrap();
        } else {
            std::fs::write(path, bytes).unwrap();
        }
    }

    pub fn path(&self) -> &Path {
        self.0.path()
    }

    /// Runs `dibao build` in it.
    pub fn build(&self, arguments: &[&str]) -> Output {
        dibao().arg("build").arg("--root").arg(self.path()).args(arguments).output().unwrap()
    }

    /// Builds it and gives what `--json` says, with the exit code.
    pub fn build_json(&self) -> (i32, serde_json::Value) {
        let output = self.build(&["--json"]);
        let json = serde_json::from_slice(&output.stdout)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&output.stderr)));
        (output.status.code().unwrap(), json)
    }

    /// A file of its output.
    pub fn page(&self, path: &str) -> String {
        let path = self.path().join("public").join(path);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
    }
}

/// The program, on a day that comes after all that tests have: what they show does not wait for its own.
pub fn dibao() -> Command {
    let mut dibao = Command::new(env!("CARGO_BIN_EXE_dibao"));
    dibao.env("SOURCE_DATE_EPOCH", LATE);
    dibao
}

/// The first second of 2100, in seconds since 1970.
pub const LATE: &str = "4102444800";

/// The project's own folder, which is also the sample archive.
pub fn project() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What the sample archive comes to; built once for all tests.
pub fn built_sample() -> &'static BTreeMap<String, Vec<u8>> {
    static BUILT: LazyLock<BTreeMap<String, Vec<u8>>> = LazyLock::new(|| {
        let out = tempfile::tempdir().unwrap();
        build_sample(out.path(), &[]);
        files(out.path())
    });
    &BUILT
}

/// How often a test repeats: `long` where `script/soak` asks for it, else `short`.
pub fn rounds(short: u32, long: u32) -> u32 {
    if std::env::var_os("DIBAO_SOAK").is_some() { long } else { short }
}

/// Says that something was not tested on this machine, and why. `script/test` lists these at its end.
pub fn skipped(what: &str) {
    eprintln!("skipped: {what}");
    if let Some(list) = std::env::var_os("DIBAO_SKIPPED") {
        let mut list = std::fs::File::options().append(true).create(true).open(list).unwrap();
        writeln!(list, "{what}").unwrap();
    }
}

/// Builds the sample archive into a folder.
pub fn build_sample(out: &Path, arguments: &[&str]) {
    let output =
        dibao().arg("build").arg("--root").arg(project()).arg("--out").arg(out).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

/// Every file below a folder, by its path in it.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries =
        walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|entry| entry.file_type().is_file());
    entries
        .map(|entry| {
            let name = entry.path().strip_prefix(folder).unwrap().to_str().unwrap().replace('\\', "/");
            (name, std::fs::read(entry.path()).unwrap())
        })
        .collect()
}

/// The value of an attribute in each element that a CSS selector matches.
pub fn attributes(html: &[u8], selector: &str, name: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(std::str::from_utf8(html).unwrap());
    let selector = scraper::Selector::parse(selector).unwrap();
    page.select(&selector).filter_map(|element| element.attr(name)).map(str::to_owned).collect()
}

/// The text of each element that a CSS selector matches.
pub fn texts(html: &str, selector: &str) -> Vec<String> {
    let page = scraper::Html::parse_document(html);
    let selector = scraper::Selector::parse(selector).unwrap();
    page.select(&selector).map(|element| element.text().collect()).collect()
}

/// Holds a site's output to that of a clean build.
pub fn assert_clean(site: &Site, what: &str) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    site.build(&["--out", out.to_str().unwrap()]);
    let (built, clean) = (files(&site.path().join("public")), files(&out));
    let only = |one: &BTreeMap<String, Vec<u8>>, other: &BTreeMap<String, Vec<u8>>| {
        one.keys().filter(|name| !other.contains_key(*name)).cloned().collect::<Vec<_>>()
    };
    assert_eq!((only(&built, &clean), only(&clean, &built)), (Vec::new(), Vec::new()), "{what}");
    for (name, bytes) in clean {
        assert!(built[&name] == bytes, "{what}: {name} differs");
    }
}

/// All that a reader can come upon in an output, by where it stands: paths and bytes, also what is encoded or deflated.
pub fn readable(public: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for (name, bytes) in public {
        let mut add = |what: &str, bytes: &[u8]| {
            all.push((format!("{what} {name}"), String::from_utf8_lossy(bytes).into_owned()));
            let decoded: Vec<u8> = percent_encoding::percent_decode(bytes).collect();
            all.push((format!("{what} {name}, decoded"), String::from_utf8_lossy(&decoded).into_owned()));
        };
        add("the path", name.as_bytes());
        add("the bytes of", bytes);
        if let Some(script) = bytes.strip_prefix(b"dibaoSearch(") {
            inflated(script).iter().for_each(|text| add("the index in", text));
        }
    }
    all
}

/// What is deflated in a file of the search's index, wherever it begins.
pub fn inflated(script: &[u8]) -> Vec<Vec<u8>> {
    let mut bytes = Vec::new();
    let mut rest = script.iter().skip_while(|&&byte| byte != b'\'').skip(1);
    while let Some(&byte) = rest.next() {
        bytes.push(match (byte, byte == b'\\') {
            (_, true) => match rest.next() {
                Some(b'n') => b'\n',
                Some(b'r') => b'\r',
                other => *other.unwrap_or(&0),
            },
            _ => byte,
        });
    }
    let starts = starts_of_records(&bytes);
    let texts = (0..bytes.len().min(2000)).chain(starts.into_iter().filter(|start| *start >= 2000)).map(|at| {
        let mut text = Vec::new();
        // What is there before it fails is text too.
        _ = flate2::read::DeflateDecoder::new(&bytes[at..]).take(1 << 20).read_to_end(&mut text);
        text
    });
    texts.filter(|text| text.len() > 8).collect()
}

/// Where records begin in a file of the index that has many, each with its length in the script at the head
/// (`docs/search.md`); of any other file anything.
fn starts_of_records(bytes: &[u8]) -> Vec<usize> {
    let mut at = 0;
    let mut number = || {
        let mut number = 0_usize;
        for shift in (0..28).step_by(7) {
            let byte = bytes.get(at).copied().unwrap_or_default();
            at += 1;
            number |= usize::from(byte & 0x7F) << shift;
            if byte < 0x80 {
                break;
            }
        }
        number
    };
    let count = number().min(bytes.len());
    let lengths: Vec<usize> = (0..count).map(|_| number()).collect();
    let mut starts = Vec::new();
    for length in lengths {
        starts.push(at.min(bytes.len()));
        let mut left = length;
        while left > 0 && at < bytes.len() {
            left = left.saturating_sub(if matches!(bytes[at], b'\n' | b'\r' | b'\'' | b'\\') { 2 } else { 1 });
            at += 1;
        }
    }
    starts
}

/// Every file that pages load or link to, by page.
pub fn leads(files: &BTreeMap<String, Vec<u8>>) -> Vec<(String, String)> {
    let mut leads = Vec::new();
    for (path, bytes) in files.iter().filter(|(path, _)| path.ends_with(".html")) {
        let html = scraper::Html::parse_document(std::str::from_utf8(bytes).unwrap());
        for (selector, attribute) in [("[href]", "href"), ("[src]", "src")] {
            for element in html.select(&scraper::Selector::parse(selector).unwrap()) {
                let is_meta = matches!(element.attr("rel"), Some("canonical" | "alternate"))
                    && element.attr("hreflang").is_some()
                    || element.attr("rel") == Some("canonical");
                // A link may have what it leads to in itself.
                let is_own = |address: &str| address.starts_with("data:");
                if !is_meta && !element.attr(attribute).is_some_and(is_own) {
                    leads.push((path.clone(), element.attr(attribute).unwrap().to_owned()));
                }
            }
        }
    }
    leads
}

/// Where a relative address leads.
pub fn target(from: &str, address: &str) -> String {
    let base = url::Url::parse(&format!("file:///{}", dibao::address::encode(from))).unwrap();
    let url = base.join(address).unwrap();
    percent_encoding::percent_decode_str(&url.path()[1..]).decode_utf8().unwrap().into_owned()
}

/// All sitemaps of an output but that of the news, one after the other.
pub fn sitemaps(files: &BTreeMap<String, Vec<u8>>) -> String {
    let is_one = |name: &str| name.starts_with("sitemap") && name != "sitemap-news.xml" && name != "sitemap.xml";
    files.iter().filter(|(name, _)| is_one(name)).map(|(_, xml)| String::from_utf8_lossy(xml).into_owned()).collect()
}

/// The rows of all tables of articles of an output.
pub fn table_of_articles(files: &BTreeMap<String, Vec<u8>>) -> Vec<serde_json::Value> {
    let is_one = |name: &str| name.starts_with("data/articles/") && name.ends_with(".json");
    let tables = files.iter().filter(|(name, _)| is_one(name)).map(|(_, json)| json);
    tables.flat_map(|json| serde_json::from_slice::<Vec<serde_json::Value>>(json).unwrap()).collect()
}
