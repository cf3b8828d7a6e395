//! Mirrors of one archive at several addresses, which their readers can compare.

use std::fs;

use crate::archive::Archive;

const TARGETS: &str = "[[publish]]\nname = \"site\"\nto = \"../site\"\n\n[[publish]]\nname = \"mirror\"\nto = \"../mirror\"\nbase_url = \"https://mirror.example/below/\"\n";

/// The hashes of the archive and of the files, as each target got them.
type Hashes = Vec<(String, String)>;

fn hashes_of(said: &str) -> Hashes {
    let published: Vec<serde_json::Value> = serde_json::from_str(said).unwrap();
    let hash = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
    published.iter().map(|done| (hash(&done["archive"]), hash(&done["report"]["root"]))).collect()
}

/// Publishes to both, which get the same archive: its hash.
fn publish_all(archive: &Archive) -> String {
    let hashes = hashes_of(&archive.publish(&["--all", "--json"]));
    let [(one, files), (other, other_files)] = hashes.as_slice() else { panic!("{hashes:?}") };
    assert_eq!(one, other);
    assert_ne!(files, other_files);
    one.clone()
}

/// A record at a target, or kept of a publish to it.
fn record(archive: &Archive, path: &str) -> serde_json::Value {
    serde_json::from_slice(&fs::read(archive.home.path().join(path)).unwrap()).unwrap()
}

#[test]
fn mirrors_have_one_archive_and_their_own_files() {
    let archive = Archive::new(TARGETS);
    archive.write("theme/site.css", "p { color: black }\n");
    archive.write("static/robots.txt", "User-agent: *\n");
    let said = archive.publish(&["--all"]);
    let hash = publish_all(&archive);
    assert!(said.ends_with(&format!("All 2 targets have the same archive: {hash}\n")), "{said}");
    assert_eq!(hash.len(), 64);
    for name in ["site", "mirror"] {
        assert_eq!(record(&archive, &format!("{name}/dibao-manifest.json"))["archive"], hash.as_str());
        assert_eq!(record(&archive, &format!("archive/.dibao/publish/{name}/receipt.json"))["archive"], hash.as_str());
    }
    // What was built is known of the next time, by its state alone.
    assert_eq!(hashes_of(&archive.publish(&["--all", "--json", "--no-build"]))[0].0, hash);
    fs::remove_dir_all(archive.root().join(".dibao/outputs")).unwrap();
    assert_eq!(publish_all(&archive), hash);
    // A single target tells no other.
    assert!(!archive.publish(&["mirror"]).contains("same archive"));
}

#[test]
fn a_copy_elsewhere_is_the_same_archive() {
    let [one, other] = [(); 2].map(|()| Archive::new(TARGETS));
    let hash = publish_all(&one);
    // Touched, built with drafts in between, and from an output that was there before.
    other.write_article("四", 4, "后来删去。");
    other.publish(&["--all"]);
    fs::remove_file(other.root().join("content/文 四.md")).unwrap();
    other.write("content/locations/qingdao.md", "---\ntitle: 青岛\n---\n\n海边。\n");
    assert_eq!(publish_all(&other), hash);
    // Where the output and the cache are is no part of it; nor are drafts, which are not published.
    let book = fs::read_to_string(other.root().join("book.toml")).unwrap();
    let elsewhere = other.home.path().join("elsewhere");
    other.write("book.toml", &format!("{book}\n[paths]\noutput = \"{}\"\ncache = \"cache\"\n", elsewhere.display()));
    other.write("content/稿.md", "---\ntitle: 稿\ndraft: true\n---\n\n未完。\n");
    assert_eq!(publish_all(&other), hash);
}

#[test]
fn whatever_pages_are_made_of_changes_it() {
    let archive = Archive::new(TARGETS);
    let mut seen = vec![publish_all(&archive)];
    let edits: [(&str, &str); 12] = [
        ("content/文 一.md", "---\ntitle: 文章一\ndate: 2024-07-01\nlocation: qingdao\n---\n\n头一篇!\n"),
        ("content/文 一.md", "---\ntitle: 文章1\ndate: 2024-07-01\nlocation: qingdao\n---\n\n头一篇!\n"),
        ("content/文 二.yaml", "author: 无名\n"),
        ("content/图 %.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"2\"/>"),
        ("content/locations/qingdao.md", "---\ntitle: 青岛\n---\n\n海边\n"),
        ("theme/site.css", "p { color: black }\n"),
        ("theme/i18n/zh-hans.toml", "home = \"首 页\"\n"),
        ("static/a.txt", "a"),
        ("static/b.txt", "a"),
        ("templates/about.html", "a"),
        ("templates/about.html", "b"),
        ("glossary/own.toml", "[[word]]\nsource = \"甲\"\n"),
    ];
    for (name, text) in edits {
        archive.write(name, text);
        // Some of these are faults that a build tells, and goes on.
        let said = archive.run(&["publish", "--all", "--json"]);
        assert_ne!(said.status.code(), Some(2), "{name}: {}", String::from_utf8_lossy(&said.stderr));
        let hashes = hashes_of(&String::from_utf8(said.stdout).unwrap());
        assert_eq!(hashes[0].0, hashes[1].0, "{name}");
        assert!(!seen.contains(&hashes[0].0), "{name}");
        seen.push(hashes[0].0.clone());
    }
    let book = fs::read_to_string(archive.root().join("book.toml")).unwrap();
    archive.write("book.toml", &format!("per_page = 7\n{book}"));
    let hashes = hashes_of(&String::from_utf8(archive.run(&["publish", "--all", "--json"]).stdout).unwrap());
    assert!(!seen.contains(&hashes[0].0));
}

#[test]
fn mirrors_of_two_states_are_told() {
    let archive = Archive::new(TARGETS);
    let before = publish_all(&archive);
    archive.write_article("一", 1, "头一篇，改过。");
    let after = archive.json(&["site"]);
    assert_ne!(after["archive"], before.as_str());
    // The mirror was built before that.
    let said = archive.publish(&["--all", "--no-build"]);
    let told = format!("site {}, mirror {before}. Publish again.\n", after["archive"].as_str().unwrap());
    assert!(said.ends_with(&format!("The targets do not have the same archive: {told}")), "{said}");
    assert_eq!(publish_all(&archive), after["archive"].as_str().unwrap());
}

#[test]
fn a_target_that_knew_of_no_archive_learns_of_it() {
    let archive = Archive::new(TARGETS);
    let hash = publish_all(&archive);
    let path = archive.home.path().join("site/dibao-manifest.json");
    let mut manifest = dibao_publish::record::Manifest::read(&fs::read(&path).unwrap()).unwrap();
    manifest.archive.clear();
    let bytes = manifest.to_bytes();
    assert!(!String::from_utf8_lossy(&bytes).contains("\"archive\""));
    fs::write(&path, bytes).unwrap();
    let done = archive.json(&["site"]);
    assert_eq!((&done["plan"]["is_nothing"], &done["report"]["put"]), (&false.into(), &0.into()));
    assert_eq!(record(&archive, "site/dibao-manifest.json")["archive"], hash.as_str());
    assert_eq!(archive.json(&["site"])["plan"]["is_nothing"], true);
}

#[test]
fn nothing_is_published_on_a_day_that_decides_nothing_and_what_waits_on_its_own() {
    let archive = Archive::new(TARGETS);
    archive.write("content/later.md", "---\ntitle: 以后\ndate: 2026-12-10\n---\n\n以后的事。\n");
    archive.write("content/over.md", "---\ntitle: 限时\ndate: 2024-07-04\nexpiryDate: 2026-12-12\n---\n\n限时的事。\n");
    let on = |day: &str| archive.publish(&["--all", "--json", "--now", day]);
    let manifests = || {
        let read = |name| fs::read(archive.home.path().join(name).join("dibao-manifest.json")).unwrap();
        ["site", "mirror"].map(read)
    };
    let mut before: Option<Hashes> = None;
    for (day, is_new, now) in [
        ("2026-12-01", true, "2024-07-04"),
        ("2026-12-02", false, "2024-07-04"),
        ("2026-12-09", false, "2024-07-04"),
        ("2026-12-10", true, "2026-12-10"),
        ("2026-12-11", false, "2026-12-10"),
        ("2026-12-12", true, "2026-12-12"),
        ("2999-01-01", false, "2026-12-12"),
    ] {
        let said = on(day);
        let published: Vec<serde_json::Value> = serde_json::from_str(&said).unwrap();
        for done in &published {
            // What left is dropped by the publish after, whatever the day.
            assert_eq!(done["plan"]["put"].as_array().unwrap().is_empty(), !is_new, "{day}: {done}");
        }
        let hashes = hashes_of(&said);
        assert_eq!(hashes[0].0, hashes[1].0, "{day}: two mirrors of one day");
        assert_eq!(before.as_ref() == Some(&hashes), !is_new, "{day}");
        for manifest in manifests() {
            let manifest: serde_json::Value = serde_json::from_slice(&manifest).unwrap();
            assert_eq!(manifest["now"], now, "{day}");
            assert!(!manifest.to_string().contains("later") || day >= "2026-12-10", "{day}");
        }
        before = Some(hashes);
    }
}
