//! What strangers do to a copy.

use super::*;

/// Changes every form of a pack in one way, and compares what is told.
fn each(
    change: impl Fn(&mut Files, &dyn Fn(&str) -> String),
    expected: impl Fn(&dyn Fn(&str) -> String) -> Vec<String>,
) {
    let site = site();
    for (path, _) in packs(&pack(&site, &FORMATS)) {
        let at = |name: &str| within(&path, name);
        let (_folder, copy) = changed(&path, |files| change(files, &at));
        assert_eq!(faults(&[&copy]), expected(&at), "{path:?}");
        assert!(told(&[&copy]).starts_with("Not as it should be"));
    }
}

#[test]
fn a_changed_byte_is_told() {
    each(|files, at| files.get_mut(&at(A)).unwrap()[30] ^= 1, |at| vec![format!("changed {}", at(A))]);
}

#[test]
fn changed_files_of_five_kinds_are_told() {
    each(
        |files, at| {
            files.get_mut(&at(A)).unwrap().push(b'\n');
            files.get_mut(&at(B)).unwrap().clear();
            files.get_mut(&at("own.txt")).unwrap().truncate(2);
            files.insert(at("media/图.png"), vec![0; 4096]);
            let style = files.keys().find(|path| path.ends_with(".css")).unwrap().clone();
            files.get_mut(&style).unwrap().splice(0..0, *b" ");
        },
        |at| {
            let mut expected: Vec<String> = [at(A), at(B), at("own.txt"), at("media/图.png")]
                .iter()
                .map(|path| format!("changed {path}"))
                .collect();
            let style = format!("changed {}", at(&style()));
            expected.push(style);
            expected.sort();
            expected
        },
    );
}

/// The first style of the site, as its path tells.
fn style() -> String {
    let site = site();
    let folder = packs(&pack(&site, &["folder"])).remove(0).0;
    let files = unpacked(&folder);
    files.keys().find(|path| path.ends_with(".css")).unwrap().trim_start_matches("site/").to_owned()
}

#[test]
fn a_removed_page_is_told() {
    each(|files, at| drop(files.remove(&at(A)).unwrap()), |at| vec![format!("missing {}", at(A))]);
}

#[test]
fn a_swapped_pair_is_told() {
    each(
        |files, at| {
            let (one, other) = (files[&at(A)].clone(), files[&at(B)].clone());
            files.insert(at(A), other);
            files.insert(at(B), one);
        },
        |at| vec![format!("swapped {}", at(A))],
    );
}

#[test]
fn added_files_are_told_wherever_they_are() {
    each(
        |files, at| {
            for path in ["extra.html".to_owned(), at("extra.html"), at("zh-hans/2024/07/05/A.html"), "a/b/c".to_owned()]
            {
                files.insert(path, b"more".to_vec());
            }
        },
        |at| {
            let mut added = vec!["a/b/c".to_owned(), "extra.html".to_owned(), at("extra.html")];
            added.push(at("zh-hans/2024/07/05/A.html"));
            added.sort();
            added.dedup();
            added.iter().map(|path| format!("added {path}")).collect()
        },
    );
    let site = site();
    let (path, _) = packs(&pack(&site, &["zip"])).remove(0);
    let (_folder, copy) =
        changed(&path, |files| drop(files.insert(format!("site/{}", A.replace("a.html", "A.html")), vec![])));
    assert!(told(&[&copy]).contains("only its case or spelling differs from site/zh-hans/2024/07/05/a.html"));
}

#[test]
fn sums_that_say_something_else_are_told() {
    let site = site();
    for (path, _) in &packs(&pack(&site, &FORMATS))[..3] {
        let told = |change: &dyn Fn(String) -> String| {
            let (_folder, copy) = changed(path, |files| {
                let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
                files.insert("SHA256SUMS".to_owned(), change(sums).into_bytes());
            });
            faults(&[&copy])
        };
        let line = |sums: &str| sums.split_inclusive('\n').find(|line| line.contains(A)).unwrap().to_owned();
        let own = vec![format!("sums {}", within(path, A))];
        assert_eq!(told(&|sums| sums.replace(&line(&sums), "")), own);
        assert_eq!(told(&|sums| sums.replace(&line(&sums), &format!("{:064}  site/{A}\n", 0))), own);
        assert_eq!(told(&|sums| format!("{sums}{}", line(&sums))), own);
        assert_eq!(told(&|sums| sums.replace(&line(&sums), &line(&sums)[3..])), own);
        assert_eq!(told(&|sums| format!("{sums}{:064}  site/nowhere.html\n", 0)), ["sums site/nowhere.html"]);
        assert!(!told(&|_| String::new()).is_empty());
    }
}

#[test]
fn a_replaced_manifest_is_told_by_the_root_alone() {
    let site = site();
    for (path, root) in packs(&pack(&site, &FORMATS)) {
        let page = within(&path, A);
        let (_folder, copy) = changed(&path, |files| {
            files.get_mut(&page).unwrap().extend(b"<p>forged</p>");
            forged(files);
        });
        let (code, report) = verify(&[&copy]);
        assert_eq!((code, &report["is_vouched"]), (0, &Value::from(false)), "{report:#}");
        assert!(told(&[&copy]).contains("can make its manifest anew"));
        assert_eq!(faults(&[&copy, &"--root", &root]), ["other-root"]);
        // The chain that lies beside the true one knows it too.
        let chain = path.with_file_name("dibao-chain.jsonl");
        assert_eq!(faults(&[&copy, &"--chain", &chain]), ["not-in-chain"]);
    }
}

#[test]
fn a_manifest_that_is_none_is_told() {
    let other = Site::new(&[
        ("book.toml", "title = \"别报\"\nbase_url = \"https://other.example/\"\n"),
        ("content/2024-07-05-a.md", "# 别\n\n文。"),
    ]);
    let site = site();
    let others: Vec<Files> = packs(&pack(&other, &FORMATS)).iter().map(|(path, _)| unpacked(path)).collect();
    for ((path, _), other) in packs(&pack(&site, &FORMATS)).iter().zip(others) {
        let told = |change: &dyn Fn(&mut Files)| {
            let (_folder, copy) = changed(path, |files| {
                files.remove("SHA256SUMS");
                change(files);
            });
            faults(&[&copy])
        };
        let edit = |files: &mut Files, from: &str, to: &str| {
            let text = String::from_utf8(files[MANIFEST].clone()).unwrap();
            files.insert(MANIFEST.to_owned(), text.replacen(from, to, 1).into_bytes());
        };
        assert_eq!(told(&|files| drop(files.remove(MANIFEST))), ["no-manifest"]);
        assert_eq!(told(&|files| drop(files.insert(MANIFEST.to_owned(), Vec::new()))), ["manifest-damaged"]);
        assert_eq!(told(&|files| edit(files, "\"role\":\"page\"", "\"role\":\"data\"")), ["manifest-damaged"]);
        assert_eq!(told(&|files| edit(files, "{\"dibao-manifest\":2", "{\"dibao-manifest\":9")), ["manifest-newer"]);
        assert_eq!(
            told(&|files| {
                let mut manifest = Manifest::read(&files[MANIFEST]).unwrap();
                manifest.root = "0".repeat(64);
                files.insert(MANIFEST.to_owned(), manifest.to_bytes());
            }),
            ["root-differs"]
        );
        let found = told(&|files| drop(files.insert(MANIFEST.to_owned(), other[MANIFEST].clone())));
        assert!(found.contains(&format!("changed {}", within(path, "index.html"))) || !found.is_empty(), "{found:?}");
        assert!(found.iter().any(|fault| fault.starts_with("added ")), "{found:?}");
    }
}

#[test]
fn what_is_cut_or_empty_is_told() {
    let site = site();
    let folder = tempfile::tempdir().unwrap();
    for (path, _) in packs(&pack(&site, &FORMATS[1..])) {
        let bytes = std::fs::read(&path).unwrap();
        let copy = folder.path().join(path.file_name().unwrap());
        for length in [0, 1, 40, bytes.len() / 2, bytes.len() - 20, bytes.len() - 1] {
            std::fs::write(&copy, &bytes[..length]).unwrap();
            let found = faults(&[&copy]);
            assert!(found.contains(&"damaged".to_owned()), "{copy:?} of {length} bytes: {found:?}");
        }
        std::fs::write(&copy, [&bytes[..], b"more"].concat()).unwrap();
        assert!(!faults(&[&copy]).is_empty(), "{copy:?} with more");
        for at in (0..bytes.len()).step_by(bytes.len() / 40) {
            let mut one = bytes.clone();
            one[at] ^= 0x41;
            std::fs::write(&copy, one).unwrap();
            // A time or a mode in a header is of nobody's concern; the rest is, and nothing panics.
            verify(&[&copy]);
        }
    }
}

#[test]
fn two_entries_of_one_name_and_hidden_bytes_are_told() {
    let site = site();
    let (path, _) = packs(&pack(&site, &["zip"])).remove(0);
    let (_folder, copy) = changed(&path, |files| drop(files.insert("site/own.tyt".to_owned(), b"other".to_vec())));
    let bytes = std::fs::read(&copy).unwrap();
    let double = bytes.windows(8).enumerate().filter(|(_, name)| name == b"/own.tyt").map(|(at, _)| at);
    let mut twice = bytes.clone();
    for at in double.collect::<Vec<_>>() {
        twice[at + 6] = b'x';
    }
    std::fs::write(&copy, twice).unwrap();
    let found = faults(&[&copy]);
    assert!(found.iter().any(|fault| fault.starts_with("twice") || fault.starts_with("damaged")), "{found:?}");
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&copy, [b"#!/bin/sh\n", &whole[..]].concat()).unwrap();
    let found = faults(&[&copy]);
    assert!(found.iter().any(|fault| fault == "hidden" || fault.starts_with("damaged")), "{found:?}");
}

#[test]
fn a_path_that_leads_out_is_told_and_never_gone_to() {
    let site = site();
    let said = pack(&site, &FORMATS);
    for (path, _) in &packs(&said)[1..] {
        let outside = path.with_file_name("outside.txt");
        let (_folder, copy) = match path.to_str().unwrap() {
            tar if tar.ends_with(".tar.zst") => changed(path, |_| {}),
            _ => changed(path, |files| drop(files.insert("../../outside.txt".to_owned(), b"more".to_vec()))),
        };
        if path.to_str().unwrap().ends_with(".tar.zst") {
            append_to_tar(&copy);
        }
        let found = faults(&[&copy]);
        assert!(found.iter().any(|fault| fault.starts_with("path ") && fault.ends_with("outside.txt")), "{found:?}");
        assert!(!outside.exists());
    }
}

/// Adds an entry that leads out, a link, and a device.
fn append_to_tar(path: &Path) {
    let mut bytes = zstd::decode_all(std::fs::File::open(path).unwrap()).unwrap();
    bytes.truncate(bytes.len() - 1024);
    let mut tar = tar::Builder::new(bytes);
    for (name, kind) in [
        ("../../outside.txt", tar::EntryType::Regular),
        ("x/site/link.html", tar::EntryType::Symlink),
        ("x/site/device", tar::EntryType::Char),
    ] {
        let mut header = tar::Header::new_gnu();
        header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_cksum();
        tar.append(&header, std::io::empty()).unwrap();
    }
    std::fs::write(path, zstd::encode_all(&tar.into_inner().unwrap()[..], 1).unwrap()).unwrap();
    let found = faults(&[&path]);
    assert!(found.contains(&"no-file x/site/link.html".to_owned()), "{found:?}");
    assert!(found.contains(&"no-file x/site/device".to_owned()), "{found:?}");
}

#[cfg(unix)]
#[test]
fn links_in_a_folder_are_told_and_not_followed() {
    let site = site();
    let (path, _) = packs(&pack(&site, &["folder"])).remove(0);
    let secret = site.path().join("secret.html");
    std::fs::rename(path.join(within(&path, A)), &secret).unwrap();
    std::os::unix::fs::symlink(&secret, path.join(within(&path, A))).unwrap();
    std::os::unix::fs::symlink(site.path(), path.join("site/more")).unwrap();
    Command::new("mkfifo").arg(path.join("site/pipe")).status().unwrap();
    let found = faults(&[&path]);
    let expected = [
        format!("missing {}", within(&path, A)),
        "no-file site/more".to_owned(),
        "no-file site/pipe".to_owned(),
        format!("no-file {}", within(&path, A)),
    ];
    assert!(expected.iter().all(|fault| found.contains(fault)) && found.len() == 4, "{found:?}");
}

#[test]
fn what_goes_on_and_on_is_not_read_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let copy = folder.path().join("bomb.tar.zst");
    let mut header = tar::Header::new_gnu();
    header.set_path("x/site/a").unwrap();
    header.set_size(1 << 40);
    header.set_cksum();
    let mut encoder = zstd::Encoder::new(std::fs::File::create(&copy).unwrap(), 1).unwrap();
    encoder.write_all(header.as_bytes()).unwrap();
    let zeros = vec![0; 1 << 20];
    for _ in 0..70 {
        encoder.write_all(&zeros).unwrap();
    }
    encoder.finish().unwrap();
    let found = verify(&[&copy]).1["faults"].clone();
    assert!(found.to_string().contains("it goes on and on"), "{found}");
}
