//! `dibao verify`: each way to change a copy is found out, in every form, and a page saved alone is proved.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{Cursor, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

use dibao_publish_protocol::manifest::{Entry, MANIFEST, Manifest};
use serde_json::Value;
use sha2::Digest as _;

use crate::support::{self, Site, dibao, skipped};

mod attacks;
mod chains;
mod keys;

const FORMATS: [&str; 4] = ["folder", "zip", "tar.zst", "zim"];
const A: &str = "zh-hans/2024/07/05/a.html";
const B: &str = "zh-hans/2024/07/06/b.html";

type Files = BTreeMap<String, Vec<u8>>;

fn site() -> Site {
    Site::new(&[
        ("book.toml", "title = \"试报\"\nbase_url = \"https://news.example/\"\n"),
        ("content/2024-07-05-a.md", "---\ntitle: 港口\n---\n一段文字。\n\n![码头](https://far.example/1.jpg)\n"),
        ("content/2024-07-06-b.md", "---\ntitle: 次日\n---\n![](图.png) 另一段文字。\n"),
        ("content/图.png", "png"),
        ("static/own.txt", "own"),
    ])
}

/// Packs a site: what `--json` says.
fn pack(site: &Site, arguments: &[&str]) -> Value {
    let output = dibao().args(["pack", "--json", "--root"]).arg(site.path()).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// A pack of each form, and its root.
fn packs(said: &Value) -> Vec<(PathBuf, String)> {
    let packed = said["packs"].as_array().unwrap();
    packed.iter().map(|it| (it["path"].as_str().unwrap().into(), it["root"].as_str().unwrap().to_owned())).collect()
}

/// Where a file of the site is in a pack of a form.
fn within(pack: &Path, path: &str) -> String {
    if pack.to_str().unwrap().ends_with(".zim") { path.to_owned() } else { format!("site/{path}") }
}

fn verify(arguments: &[&dyn AsRef<OsStr>]) -> (i32, Value) {
    let output = dibao().args(["verify", "--json"]).args(arguments.iter().map(|it| it.as_ref())).output().unwrap();
    let code = output.status.code().unwrap();
    assert!(code < 2, "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["is_sound"], code == 0, "{said:#}");
    (code, said)
}

/// What a person is told.
fn told(arguments: &[&dyn AsRef<OsStr>]) -> String {
    let output = dibao().arg("verify").args(arguments.iter().map(|it| it.as_ref())).output().unwrap();
    String::from_utf8([output.stdout, output.stderr].concat()).unwrap()
}

/// The faults that are found, `kind path`.
fn faults(arguments: &[&dyn AsRef<OsStr>]) -> Vec<String> {
    let faults = verify(arguments).1["faults"].as_array().unwrap().clone();
    let told = |fault: &Value| {
        let path = fault.get("path").and_then(Value::as_str).unwrap_or_default();
        format!("{} {path}", fault["kind"].as_str().unwrap()).trim_end().to_owned()
    };
    faults.iter().map(told).collect()
}

/// The files of a pack of any form.
fn unpacked(pack: &Path) -> Files {
    let name = pack.file_name().unwrap().to_str().unwrap();
    if pack.is_dir() {
        return support::files(pack);
    }
    let mut files = Files::new();
    let file = std::fs::File::open(pack).unwrap();
    let below = |path: &str| path.split_once('/').unwrap().1.to_owned();
    if name.ends_with(".zip") {
        let mut zip = zip::ZipArchive::new(file).unwrap();
        for number in 0..zip.len() {
            let mut entry = zip.by_index(number).unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(below(&entry.name().unwrap()), bytes);
        }
    } else if name.ends_with(".tar.zst") {
        let mut tar = tar::Archive::new(zstd::Decoder::new(file).unwrap());
        for entry in tar.entries().unwrap() {
            let mut entry = entry.unwrap();
            let mut bytes = Vec::new();
            entry.read_to_end(&mut bytes).unwrap();
            files.insert(below(entry.path().unwrap().to_str().unwrap()), bytes);
        }
    } else {
        let mut zim = dibao_zim::Reader::new(file).unwrap();
        let read = zim.contents(|entry, content| {
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes)?;
            if entry.namespace == 'C' {
                files.insert(entry.path.clone(), bytes);
            }
            Ok(())
        });
        read.unwrap();
    }
    files
}

/// Packs files again, in the form that the name tells.
fn packed_again(to: &Path, files: &Files) {
    let name = to.file_name().unwrap().to_str().unwrap();
    if name.ends_with(".zip") {
        let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for (path, bytes) in files {
            zip.start_file(format!("x/{path}"), zip::write::SimpleFileOptions::default()).unwrap();
            zip.write_all(bytes).unwrap();
        }
        std::fs::write(to, zip.finish().unwrap().into_inner()).unwrap();
    } else if name.ends_with(".tar.zst") {
        let mut tar = tar::Builder::new(Vec::new());
        for (path, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.set_size(bytes.len() as u64);
            tar.append_data(&mut header, format!("x/{path}"), &bytes[..]).unwrap();
        }
        std::fs::write(to, zstd::encode_all(&tar.into_inner().unwrap()[..], 1).unwrap()).unwrap();
    } else if name.ends_with(".zim") {
        std::fs::write(to, zim(files)).unwrap();
    } else {
        for (path, bytes) in files {
            let place = to.join(path);
            std::fs::create_dir_all(place.parent().unwrap()).unwrap();
            std::fs::write(place, bytes).unwrap();
        }
    }
}

fn zim(files: &Files) -> Vec<u8> {
    let mut icon = Cursor::new(Vec::new());
    image::RgbImage::new(48, 48).write_to(&mut icon, image::ImageFormat::Png).unwrap();
    let metadata = dibao_zim::Metadata {
        name: "x".to_owned(),
        title: "x".to_owned(),
        languages: vec!["zho".to_owned()],
        creator: "x".to_owned(),
        publisher: "x".to_owned(),
        date: "2024-07-06".to_owned(),
        description: "x".to_owned(),
        illustration: icon.into_inner(),
        ..dibao_zim::Metadata::default()
    };
    let file = Cursor::new(Vec::new());
    let mut writer = dibao_zim::Writer::new(file, "index.html", &metadata, dibao_zim::Options::default()).unwrap();
    for (path, bytes) in files {
        writer.add(dibao_zim::Item::new(path, "text/html"), bytes).unwrap();
    }
    writer.finish().unwrap().0.into_inner()
}

/// A copy of a pack in a folder of its own, changed.
fn changed(pack: &Path, change: impl FnOnce(&mut Files)) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let to = folder.path().join(pack.file_name().unwrap());
    let mut files = unpacked(pack);
    change(&mut files);
    packed_again(&to, &files);
    (folder, to)
}

/// Makes manifest and sums as they would be for the files that are there: what a forger does.
fn forged(files: &mut Files) {
    let mut manifest = Manifest::read(&files[MANIFEST]).unwrap();
    let is_listed = |path: &str| !path.starts_with(MANIFEST) && !path.starts_with("SHA256SUMS");
    let roles: BTreeMap<String, String> =
        manifest.files.iter().map(|(path, entry)| (path.clone(), entry.role.clone())).collect();
    let entry = |(path, bytes): (&String, &Vec<u8>)| {
        let role = roles.get(path).cloned().unwrap_or_else(|| "page".to_owned());
        (path.clone(), Entry { hash: blake3::hash(bytes).to_string(), length: bytes.len() as u64, role })
    };
    manifest.files = files.iter().filter(|(path, _)| is_listed(path)).map(entry).collect();
    manifest.root = manifest.own_root().unwrap();
    files.insert(MANIFEST.to_owned(), manifest.to_bytes());
    if files.contains_key("SHA256SUMS") {
        let line = |(path, bytes): (&String, &Vec<u8>)| {
            let sum: String = sha2::Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
            format!("{sum}  {path}\n")
        };
        let listed = files.iter().filter(|(path, _)| is_listed(path) || *path == MANIFEST);
        let sums: String = listed.map(line).collect();
        files.insert("SHA256SUMS".to_owned(), sums.into_bytes());
    }
}

#[test]
fn a_pack_of_every_form_is_sound() {
    let site = site();
    let said = pack(&site, &FORMATS);
    for (path, root) in packs(&said) {
        let (code, report) = verify(&[&path, &"--root", &root]);
        assert_eq!((code, &report["root"], &report["is_vouched"]), (0, &Value::from(root), &Value::from(true)));
        assert_eq!(report["site"], "https://news.example/");
        assert_eq!(report["date"], "2024-07-06");
        let words = told(&[&path]);
        assert!(words.starts_with("Sound:") && words.contains("not one byte differs"), "{words}");
    }
    let (_folder, copy) = changed(&packs(&said)[1].0, |_| {});
    assert_eq!(faults(&[&copy]), Vec::<String>::new(), "another program may have packed it");
}

#[test]
fn a_folder_that_is_published_is_sound_until_somebody_changes_it() {
    let site = site();
    site.write(
        "book.toml",
        b"title = \"x\"\nbase_url = \"https://news.example/\"\n[[publish]]\nname = \"here\"\nto = \"out\"\n",
    );
    // What the worker leaves at a target, without the worker.
    site.build(&[]);
    let json = site.build_json().1;
    let files: BTreeMap<String, Entry> = json["manifest"]["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| {
            let text = |key: &str| file[key].as_str().unwrap().to_owned();
            (text("path"), Entry { hash: text("hash"), length: file["length"].as_u64().unwrap(), role: text("role") })
        })
        .collect();
    let manifest = Manifest::new("https://news.example/".to_owned(), files);
    assert_eq!(json["manifest"]["root"], manifest.root.as_str());
    site.write(&format!("public/{MANIFEST}"), &manifest.to_bytes());
    let public = site.path().join("public");
    assert_eq!(faults(&[&public]), Vec::<String>::new());
    assert_eq!(faults(&[&public.join(MANIFEST)]), Vec::<String>::new());
    site.write(&format!("public/{A}"), b"<p>");
    assert_eq!(faults(&[&public]), [format!("changed {A}")]);
}

#[test]
fn a_page_saved_alone_is_proved() {
    let site = site();
    let said = pack(&site, &FORMATS);
    for (path, root) in packs(&said) {
        let page = site.path().join("saved page.html");
        std::fs::write(&page, &unpacked(&path)[&within(&path, A)]).unwrap();
        let (_, report) = verify(&[&page, &path]);
        assert_eq!(report["page"]["path"], within(&path, A), "{report:#}");
        for named in [A.to_owned(), within(&path, A), format!("https://news.example/{A}"), format!("/{A}#x")] {
            let output = dibao().arg("prove").arg(&named).arg(&path).output().unwrap();
            assert!(output.status.success(), "{named}: {}", String::from_utf8_lossy(&output.stderr));
            let proof = site.path().join("page.proof");
            std::fs::write(&proof, &output.stdout).unwrap();
            let (code, report) = verify(&[&page, &"--proof", &proof, &"--root", &root]);
            assert_eq!((code, report["page"]["path"].as_str()), (0, Some(&*within(&path, A))));
            let other = if root.starts_with('0') { root.replacen('0', "1", 1) } else { format!("0{}", &root[1..]) };
            assert_eq!(faults(&[&page, &"--proof", &proof, &"--root", &other]), ["unproved"]);
            let text = String::from_utf8(output.stdout).unwrap();
            for (from, to) in [("\"number\": ", "\"number\": 1"), ("05/a.html", "05/x.html"), ("\"page\"", "\"data\"")]
            {
                std::fs::write(&proof, text.replacen(from, to, 1)).unwrap();
                assert_eq!(faults(&[&page, &"--proof", &proof, &"--root", &root]), ["unproved"], "{from}");
            }
        }
        std::fs::write(&page, [&unpacked(&path)[&within(&path, A)][..], b"\n"].concat()).unwrap();
        assert_eq!(faults(&[&page, &path]), [format!("page-changed {}", within(&path, A))]);
        std::fs::write(&page, "<p>").unwrap();
        assert_eq!(faults(&[&page, &path]), ["page-unknown"]);
    }
}

#[test]
fn what_was_withdrawn_is_told_from_what_is_missing() {
    let site = site();
    site.write("content/2024-07-04-c.md", "---\ntitle: 前日\n---\n![](乙.png) 还有文字。\n".as_bytes());
    let icon = site.path().join("content/乙.png");
    image::RgbImage::new(9, 7).save(&icon).unwrap();
    let before = pack(&site, &FORMATS);
    let old = tempfile::tempdir().unwrap();
    let kept: Vec<PathBuf> = packs(&before)
        .iter()
        .map(|(path, _)| {
            let to = old.path().join(path.file_name().unwrap());
            packed_again(&to, &unpacked(path));
            to
        })
        .collect();
    site.write(
        "content/2024-07-04-c.md",
        "---\ntitle: 前日\nwithdrawn: 2024-08-01\n---\n![](乙.png) 文。\n".as_bytes(),
    );
    std::fs::remove_file(site.path().join("content/2024-07-05-a.md")).unwrap();
    site.write("content/2024-07-07-d.md", "---\ntitle: 后日\n---\n文字。\n".as_bytes());
    let after = pack(&site, &FORMATS);
    for ((path, _), old) in packs(&after).iter().zip(&kept) {
        let (code, report) = verify(&[path, old]);
        let compared = &report["compared"];
        let has = |key: &str, name: &str| compared[key].as_array().unwrap().iter().any(|path| path == name);
        assert!(has("withdrawn", "zh-hans/2024/07/04/c.html"), "{report:#}");
        assert!(has("missing", A) && has("added", "zh-hant/2024/07/07/d.html"), "{report:#}");
        assert!(has("gone_along", "media/乙.png") && !has("missing", "media/图.png"), "{report:#}");
        assert_eq!(code, 1);
        let notices = report["withdrawn"].as_array().unwrap();
        assert!(notices.contains(&Value::from(within(path, "zh-hant/2024/07/04/c.html"))), "{report:#}");
        let words = told(&[path, old]);
        assert!(words.contains("Withdrawn with a notice") && words.contains("missing without a notice: "), "{words}");
        let told = faults(&[old, path]);
        assert!(told.iter().any(|fault| fault == "older"), "{told:?}");
        // Alone, it is what it was.
        assert_eq!(faults(&[old]), Vec::<String>::new());
    }
}

#[test]
fn what_cannot_be_verified_is_told_in_a_sentence() {
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("page.html");
    std::fs::write(&page, "<p>").unwrap();
    for (arguments, said) in [
        (vec![folder.path().join("nowhere").into_os_string()], "cannot be read"),
        (vec![page.clone().into_os_string()], "Name the copy that it is of"),
        (vec![page.clone().into_os_string(), page.clone().into_os_string()], "neither a copy of a site nor"),
        (vec![page.clone().into_os_string(), "--proof".into(), page.into_os_string()], "--root"),
        (vec![folder.path().into(), "--key".into(), "RWx".into()], "neither a public key"),
    ] {
        let output = dibao().arg("verify").args(&arguments).output().unwrap();
        let words = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {words}");
        assert!(words.contains(said), "{arguments:?}: {words}");
    }
    assert_eq!(faults(&[&folder.path()]), ["no-manifest"]);
    let output = dibao().args(["prove", "index.html"]).arg(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn sha256sum_says_the_same() {
    let site = site();
    let said = pack(&site, &["folder"]);
    let (folder, _) = &packs(&said)[0];
    let check = || Command::new("sha256sum").args(["--check", "--quiet", "SHA256SUMS"]).current_dir(folder).output();
    let Ok(output) = check() else { return skipped("SHA256SUMS, by sha256sum: it is not here") };
    assert!(output.status.success(), "{output:?}");
    let page = folder.join(within(folder, A));
    std::fs::write(&page, "<p>").unwrap();
    assert!(!check().unwrap().status.success());
    assert_eq!(verify(&[folder]).0, 1);
}
