//! The readers that others use, where they are: Debian's zimcheck and PyPI's libzim. `script/zim-tools` installs them.

use std::path::{Path, PathBuf};
use std::process::Command;

use dibao_zim::{Item, Options, Writer};
use md5::{Digest as _, Md5};

use crate::metadata;

/// Prints a line for each entry of a file that was checked: path, title, length and MD5; then the main page, and what titles
/// are suggested for the texts in the arguments.
const READ: &str = r#"
import hashlib, sys
from libzim.reader import Archive
from libzim.suggestion import SuggestionSearcher
archive = Archive(sys.argv[1])
assert archive.check() and archive.has_illustration(48)
assert archive.get_metadata("Language") == b"zho"
skipped = sys.argv[2].split(",")
for number in range(archive.entry_count):
    entry = archive._get_entry_by_id(number)
    item = entry.get_item()
    # Titles are those of articles.
    assert item.mimetype != "text/html" or archive.get_entry_by_title(entry.title).title == entry.title
    md5 = "" if item.path in skipped else hashlib.md5(item.content).hexdigest()
    print("entry", entry.path, entry.title, item.path, item.size, md5, sep="\t")
print("main", archive.main_entry.get_item().path, sep="\t")
for text in sys.argv[3:]:
    suggested = SuggestionSearcher(archive).suggest(text)
    print("suggested", text, *suggested.getResults(0, 10), sep="\t")
"#;

fn python() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../target/zim/python/bin/python")
}

/// Runs a program, if it is there, and tells what it said, or where it failed.
fn run(command: &mut Command, name: &str) -> Option<String> {
    match command.output() {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            println!("skipped: {name} is not here; script/zim-tools installs it");
            None
        }
        output => {
            let output = output.unwrap();
            let said = String::from_utf8_lossy(&output.stdout).into_owned();
            assert!(output.status.success(), "{name}: {said}{}", String::from_utf8_lossy(&output.stderr));
            Some(said)
        }
    }
}

fn zimcheck(path: &Path, tests: &str) {
    if let Some(said) = run(Command::new("zimcheck").arg(tests).arg(path), "zimcheck") {
        assert!(said.contains("Overall Test Status: Pass"), "{said}");
        assert!(!said.contains("[WARNING]") && !said.contains("[ERROR]"), "{said}");
    }
}

/// What libzim reads: a line for each entry, then the main page and suggestions.
fn libzim(path: &Path, skipped: &str, texts: &[&str]) -> Option<Vec<Vec<String>>> {
    let said = run(Command::new(python()).args(["-c", READ]).arg(path).arg(skipped).args(texts), "libzim")?;
    Some(said.lines().map(|line| line.split('\t').map(str::to_owned).collect()).collect())
}

fn md5(bytes: &[u8]) -> String {
    Md5::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Checks a file whose pages have no links: contents that libzim reads, and lengths of those that are too long to read.
pub fn check(path: &Path, contents: &[(&str, &[u8])], lengths: &[(&str, u64)]) {
    zimcheck(path, "-CIMFP");
    let skipped: Vec<&str> = lengths.iter().map(|(path, _)| *path).collect();
    let Some(lines) = libzim(path, &skipped.join(","), &[]) else { return };
    let has = |path: &str, length: u64, md5: String| {
        let line = ["entry", path, path, path, &length.to_string(), &md5].map(str::to_owned);
        assert!(lines.iter().any(|read| read[..] == line), "{line:?} is not in {lines:?}");
    };
    for (path, content) in contents {
        has(path, content.len() as u64, md5(content));
    }
    for (path, length) in lengths {
        has(path, *length, String::new());
    }
}

/// Pages with links to all that there is, in paths of all kinds.
fn site() -> Vec<(String, String, String)> {
    let long = "长".repeat(330);
    let names = [long.as_str(), "新闻", "a b", "100%", "what?", "c#d", "外媒/看 中国", "é&è", "x+y", "plain"];
    let path = |name: &str| format!("zh-hans/{name}.html");
    let encode = |text: &str| -> String {
        let keep = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./".contains(&byte);
        text.bytes()
            .map(|byte| if keep(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let links: String = names.map(|name| format!("<a href='{}'>{name}</a>\n", encode(&path(name)))).concat();
    let head = "<!doctype html><meta charset=utf-8><link rel=icon href='icon.svg'>";
    let main = ("index.html".to_owned(), "首页".to_owned(), format!("{head}<title>首页</title>{links}"));
    let pages = names.iter().enumerate().map(|(number, name)| {
        let up = "../".repeat(path(name).matches('/').count());
        let text = format!(
            "<title>外媒{number}</title><a href='{up}index.html'>首页</a> {}",
            "新闻正文。".repeat(number * 40)
        );
        (path(name), format!("外媒{number}：{name}"), format!("<!doctype html><meta charset=utf-8>{text}"))
    });
    std::iter::once(main).chain(pages).collect()
}

#[test]
fn other_readers_find_everything() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("site.zim");
    let file = std::fs::File::options().read(true).write(true).create_new(true).open(&path).unwrap();
    let options = Options { threads: 2, cluster_size: 2_000, ..Options::default() };
    let mut writer = Writer::new(file, "index.html", &metadata(), options).unwrap();
    let icon = "<svg xmlns='http://www.w3.org/2000/svg'/>";
    writer.add(Item::new("icon.svg", "image/svg+xml"), icon).unwrap();
    for (path, title, content) in site() {
        writer.add(Item::new(&path, "text/html").title(&title).front_article(), &content).unwrap();
    }
    writer.redirect("旧闻.html", "旧闻", "zh-hans/新闻.html", true).unwrap();
    let (file, summary) = writer.finish().unwrap();
    drop(file);

    zimcheck(&path, "-A");
    let Some(lines) = libzim(&path, "", &["外媒", "旧", "首页"]) else { return };
    let mut expected: Vec<Vec<String>> = site()
        .iter()
        .map(|(path, title, text)| (path, path, title, text.as_str()))
        .chain([(&"icon.svg".to_owned(), &"icon.svg".to_owned(), &"icon.svg".to_owned(), icon)])
        .map(|(path, item, title, text)| {
            ["entry", path, title, item, &text.len().to_string(), &md5(text.as_bytes())].map(str::to_owned).into()
        })
        .collect();
    let (to, _, text) = &site()[2];
    let (length, md5) = (text.len().to_string(), md5(text.as_bytes()));
    expected.push(["entry", "旧闻.html", "旧闻", to, &length, &md5].map(str::to_owned).into());
    expected.sort();
    let (entries, rest) = lines.split_at(expected.len());
    assert_eq!(entries, expected);
    assert_eq!(rest[0], ["main", "index.html"]);
    assert_eq!(rest[1].len(), 2 + 10, "{rest:?}");
    assert_eq!(rest[2], ["suggested", "旧", "旧闻.html"]);
    assert_eq!(rest[3], ["suggested", "首页", "index.html"]);
    assert!(summary.entries as usize > expected.len());
}
