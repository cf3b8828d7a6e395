//! `dibao pack`: what is in packs, that they are whole, and that the same site gives the same bytes.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};
use std::time::Duration;

use crate::support::{self, Site, dibao, leads, rounds, target};

const FORMATS: [&str; 4] = ["folder", "zip", "tar.zst", "zim"];

fn pack(site: &Site, arguments: &[&str]) -> Output {
    dibao().args(["pack", "--root"]).arg(site.path()).args(arguments).output().unwrap()
}

fn packed(site: &Site, arguments: &[&str]) -> serde_json::Value {
    let output = pack(site, &[&["--json"], arguments].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

fn refused(site: &Site, arguments: &[&str]) -> String {
    let output = pack(site, arguments);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// An archive with what makes trouble.
fn site() -> Site {
    Site::new(&[
        (
            "book.toml",
            "title = \"试报：外滩\"\ndescription = \"一份小报\"\nbase_url = \"https://news.example/\"\nscripts = [\"zh-Hans\", \"zh-Hant\"]\npage_json = true\n",
        ),
        (
            "content/2024-07-05-a.md",
            "---\ntitle: 港口的头发\nlocations: [青岛]\n---\n出租车司机剪头发。\n\n![码头](https://far.example/1.jpg)\n\n[次日](2024-07-06-b.md) ![图](图%20一.png)\n",
        ),
        ("content/2024-07-06-b.md", "---\ntitle: 次日\nlocations: [青岛]\n---\n![](图%20一.png) 一段文字。\n"),
        ("content/图 一.png", "png"),
    ])
}

/// The files of a pack of any form, below its one folder.
fn files(path: &Path) -> BTreeMap<String, Vec<u8>> {
    let name = path.file_name().unwrap().to_str().unwrap();
    let within = |path: &str| {
        let top = name.trim_end_matches(".zip").trim_end_matches(".tar.zst");
        path.strip_prefix(&format!("{top}/")).unwrap_or_else(|| panic!("{path}")).to_owned()
    };
    if path.is_dir() {
        return support::files(path);
    }
    let file = std::fs::File::open(path).unwrap();
    let mut files = BTreeMap::new();
    if name.ends_with(".zip") {
        let mut zip = zip::ZipArchive::new(file).unwrap();
        for number in 0..zip.len() {
            let mut entry = zip.by_index(number).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(within(&entry.name().unwrap()), bytes);
        }
        return files;
    }
    let mut tar = tar::Archive::new(zstd::Decoder::new(file).unwrap());
    for entry in tar.entries().unwrap() {
        let mut entry = entry.unwrap();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).unwrap();
        files.insert(within(entry.path().unwrap().to_str().unwrap()), bytes);
    }
    files
}

/// Those that have their files in a folder; a ZIM is read by others than us (tests/browser/packs.test.mjs).
fn packs(site: &Site) -> Vec<PathBuf> {
    FORMATS[..3].iter().map(|format| site.path().join("dist").join(name(format))).collect()
}

/// Whether a ZIM begins as one, and ends with its checksum.
fn is_whole_zim(bytes: &[u8]) -> bool {
    let place = |at: usize| usize::try_from(u64::from_le_bytes(bytes[at..at + 8].try_into().unwrap())).unwrap();
    bytes.starts_with(b"ZIM\x04") && place(72) + 16 == bytes.len()
}

fn name(format: &str) -> String {
    let ending = if format == "folder" { String::new() } else { format!(".{format}") };
    format!("试报-外滩-2024-07-06{ending}")
}

#[test]
fn every_form_has_the_whole_site_and_no_link_is_dead() {
    let site = site();
    let report = packed(&site, &FORMATS);
    assert_eq!(report["elsewhere"], 2, "the picture, once in each script");
    for path in packs(&site) {
        let files = files(&path);
        for begin in [
            "打开.html",
            "開啟.html",
            "open.html",
            "README.txt",
            "SHA256SUMS",
            "site/index.html",
            "site/zh-hant/2024/07/06/b.html",
        ] {
            assert!(files.contains_key(begin), "{begin} of {path:?}: {:?}", files.keys());
        }
        for absent in
            ["site/404.html", "site/robots.txt", "site/sitemap.xml", "site/_headers", "site/data/pages/2024/07/06.json"]
        {
            assert!(!files.contains_key(absent), "{absent}");
        }
        for (from, address) in leads(&files) {
            if !address.starts_with("https://") && !address.starts_with('#') {
                let to = target(&from, &address);
                assert!(files.contains_key(&to), "{address} of {from}");
            }
        }
        let page = String::from_utf8(files["site/zh-hant/2024/07/05/a.html"].clone()).unwrap();
        let link = "<a class=\"elsewhere\" href=\"https://far.example/1.jpg\" rel=\"external noreferrer\">碼頭</a>";
        assert!(page.contains(link) && !page.contains("src=\"https://"), "{page}");
        let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
        let listed: BTreeSet<&str> = sums.lines().map(|line| line.split_once("  ").unwrap().1).collect();
        assert!(files.keys().all(|path| path == "SHA256SUMS" || listed.contains(path.as_str())));
        for line in sums.lines() {
            use sha2::Digest as _;
            let (sum, path) = line.split_once("  ").unwrap();
            let own: String = sha2::Sha256::digest(&files[path]).iter().map(|byte| format!("{byte:02x}")).collect();
            assert_eq!(own, sum, "{path}");
        }
    }
}

#[test]
fn the_same_site_gives_the_same_bytes() {
    let (one, other) = (site(), site());
    packed(&one, &FORMATS);
    packed(&other, &["--threads", "1", "zip"]);
    packed(&other, &["--threads", "4", "tar.zst", "folder"]);
    packed(&other, &["--threads", "3", "zim"]);
    for format in FORMATS {
        let [one, other] = [&one, &other].map(|site| site.path().join("dist").join(name(format)));
        if format == "folder" {
            assert_eq!(files(&one), files(&other));
        } else {
            assert!(std::fs::read(one).unwrap() == std::fs::read(other).unwrap(), "{format}");
        }
    }
}

#[test]
fn facts_of_pages_go_along_if_they_are_asked_for() {
    let site = site();
    packed(&site, &["folder", "--page-data"]);
    let files = files(&packs(&site)[0]);
    assert!(files.contains_key("site/data/pages/2024/07/06.json"));
    let page = String::from_utf8(files["site/zh-hans/2024/07/06/b.html"].clone()).unwrap();
    assert!(page.contains("type=\"application/json\""));
}

#[test]
fn the_same_pack_gives_the_same_torrent_until_it_is_replaced() {
    let (one, other) = (site(), site());
    let torrents = |site: &Site| -> BTreeMap<String, Vec<u8>> {
        let packed = support::files(&site.path().join("dist"));
        packed.into_iter().filter(|(path, _)| path.ends_with(".torrent")).collect()
    };
    let report = packed(&one, &[&FORMATS[..], &["--torrent", "--tracker", "udp://t.example:6969"]].concat());
    packed(&other, &[&FORMATS[..], &["--torrent", "--tracker", "udp://t.example:6969"]].concat());
    assert_eq!(torrents(&one).len(), 4);
    assert_eq!(torrents(&one), torrents(&other));
    for pack in report["packs"].as_array().unwrap() {
        assert_eq!(pack["torrent"]["info_hash"].as_str().unwrap().len(), 40, "{pack}");
    }
    packed(&one, &["zip", "--no-build", "--force"]);
    assert_eq!(torrents(&one).len(), 3, "the torrent of a pack that was replaced is gone");
    assert!(refused(&one, &["zip", "--torrent", "--tracker", "t.example"]).contains("udp://"));
    assert!(refused(&one, &["zip", "--tracker", "udp://t.example:6969"]).contains("--torrent"));
}

#[cfg(unix)]
#[test]
fn names_that_some_disks_refuse_change_with_what_leads_to_them() {
    let site = site();
    site.write(
        "content/c.md",
        "---\ntitle: 丙\ndate: 2024-07-01\n---\n![甲](七点:八点.png) ![乙](con.png) ![丙](A.png) ![丁](a.png)\n"
            .as_bytes(),
    );
    for name in ["七点:八点.png", "con.png", "A.png", "a.png"] {
        site.write(&format!("content/{name}"), b"png");
    }
    let report = packed(&site, &["folder"]);
    assert_eq!(report["renamed"].as_array().unwrap().len(), 6, "{report}");
    let files = files(&packs(&site)[0]);
    let page = String::from_utf8(files["site/zh-hans/2024/07/01/c.html"].clone()).unwrap();
    for (from, address) in leads(&files).iter().filter(|(_, address)| !address.starts_with("https://")) {
        assert!(address.starts_with('#') || files.contains_key(&target(from, address)), "{address} of {from}: {page}");
    }
    let names: Vec<&String> = files.keys().filter(|path| path.contains("/media/") && path.ends_with(".png")).collect();
    assert!(names.iter().all(|name| !name.contains(':') && !name.ends_with("/con.png")), "{names:?}");
}

#[test]
fn nothing_that_is_there_is_replaced_unasked() {
    let site = site();
    packed(&site, &["zip", "folder"]);
    let said = refused(&site, &["zip", "--no-build"]);
    assert!(said.contains("is there already") && said.contains("--force"), "{said}");
    packed(&site, &["zip", "folder", "--no-build", "--force"]);
    let mine = site.path().join("mine");
    std::fs::create_dir_all(mine.join(name("folder"))).unwrap();
    std::fs::write(mine.join(name("folder")).join("letter.txt"), "mine").unwrap();
    let said = refused(&site, &["folder", "--force", "--out", mine.to_str().unwrap()]);
    assert!(said.contains("none that dibao has packed"), "{said}");
    assert!(mine.join(name("folder")).join("letter.txt").exists());
}

#[test]
fn what_cannot_be_packed_is_told_in_a_sentence() {
    let empty = Site::new(&[("book.toml", "title = \"空\"\n")]);
    assert!(refused(&empty, &["zip"]).contains("There is no article to be packed."));
    let site = site();
    assert!(refused(&site, &["zip", "--no-build"]).contains("has no site that was built"));
    assert!(refused(&site, &["rar"]).contains("possible values"));
    assert!(
        refused(&site, &["zip", "--out", site.path().join("public/packs").to_str().unwrap()]).contains("beside it")
    );
    site.build(&[]);
    site.write("public/zh-hans/2024/07/06/b.html", b"edited");
    assert!(refused(&site, &["zip", "--no-build"]).contains("changed since"));
    assert!(!site.path().join("dist").join(name("zip")).exists());
}

#[test]
fn a_pack_that_was_killed_leaves_nothing_under_its_name() {
    let site = site();
    (0..60).for_each(|number| {
        let text = format!(
            "---\ntitle: 第{number}篇\ndate: 2024-06-{:02}\n---\n{}\n",
            1 + number % 28,
            "一段文字。".repeat(200)
        );
        site.write(&format!("content/x{number}.md"), text.as_bytes());
    });
    site.build(&[]);
    for moment in 0..rounds(6, 30) {
        let mut command = dibao();
        command.args(["pack", "--no-build", "--root"]).arg(site.path()).args(FORMATS);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        std::thread::sleep(Duration::from_millis(u64::from(moment * 61 % 300)));
        child.kill().unwrap();
        child.wait().unwrap();
        // Each is there whole, or not at all.
        for path in packs(&site).iter().filter(|path| path.exists()) {
            assert!(files(path).contains_key("SHA256SUMS"), "{path:?}");
        }
        let zim = site.path().join("dist").join(name("zim"));
        if zim.exists() {
            assert!(is_whole_zim(&std::fs::read(zim).unwrap()));
        }
        packed(&site, &[&FORMATS[..], &["--force", "--no-build"]].concat());
        let left: Vec<_> =
            std::fs::read_dir(site.path().join("dist")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left.len(), 6, "{left:?}");
    }
}
