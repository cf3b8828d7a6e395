//! `dibao publish` to a folder, and what it refuses.

use std::collections::BTreeSet;
use std::fs;

use crate::archive::{Archive, assert_private, files};

const FOLDER: &str = "[[publish]]\nname = \"stick\"\nto = \"../out\"\n";

#[test]
fn a_folder_gets_what_differs_and_no_more() {
    let archive = Archive::new(FOLDER);
    let out = archive.home.path().join("out");
    archive.publish(&["--dry-run"]);
    assert!(!out.exists());
    let first = archive.json(&[]);
    assert_eq!(first["plan"]["put"].as_array().unwrap().len(), archive.output().len());
    assert_eq!(files(&out), archive.output());
    assert!(archive.publish(&[]).contains("There is nothing to do"));
    // An edit sends the files that it changes, and no more.
    let before = archive.output();
    archive.write_article("二", 2, "第二篇，改了，见![图](图 %.svg)。");
    let edit = archive.json(&[]);
    let put = edit["plan"]["put"].as_array().unwrap().iter().map(|path| path.as_str().unwrap().to_owned());
    let put: BTreeSet<String> = put.collect();
    let after = archive.output();
    let differs = after.iter().filter(|(path, bytes)| before.get(*path) != Some(*bytes)).map(|(path, _)| path.clone());
    assert_eq!(put, differs.collect());
    assert!(put.len() < after.len(), "{put:?}");
    archive.publish(&[]);
    assert_eq!(files(&out), after);
    // A deletion leaves the pages for one publish more.
    fs::remove_file(archive.root().join("content/文 二.md")).unwrap();
    let deletion = archive.json(&[]);
    let leaving = deletion["plan"]["leaving"].as_array().unwrap();
    assert!(leaving.iter().any(|path| path.as_str().unwrap().starts_with("zh-hant/2024/07/02/")), "{leaving:?}");
    assert_ne!(files(&out), archive.output());
    let last = archive.json(&["--no-build"]);
    assert_eq!(last["report"]["dropped"], leaving.len());
    assert_eq!(files(&out), archive.output());
    let record = fs::read(out.join("dibao-manifest.json")).unwrap();
    assert_private("the manifest", &record);
    for file in ["receipt.json", "changed.txt"] {
        let kept = fs::read(archive.root().join(".dibao/publish/stick").join(file)).unwrap();
        assert_private(file, &kept);
    }
}

#[test]
fn mirrors_have_their_own_address_and_name_each_other() {
    let archive = Archive::new(
        "[[publish]]\nname = \"site\"\nto = \"../out\"\n\
         [[publish]]\nname = \"mirror\"\nto = \"../mirror\"\nbase_url = \"https://mirror.example/news\"\n",
    );
    archive.publish(&["--all"]);
    let page = |folder: &str, path: &str| fs::read_to_string(archive.home.path().join(folder).join(path)).unwrap();
    assert!(page("out", "sitemap-lists.xml").contains("https://news.example/zh-hans/"));
    assert!(page("mirror", "sitemap-lists.xml").contains("https://mirror.example/news/zh-hans/"));
    let record = fs::read(archive.home.path().join("mirror/dibao-manifest.json")).unwrap();
    let record: serde_json::Value = serde_json::from_slice(&record).unwrap();
    assert_eq!(record["mirrors"], serde_json::json!(["https://news.example/"]));
    let list = |folder: &str| page(folder, "zh-hant/mirrors/index.html");
    assert!(list("out").contains("<a href=\"https://mirror.example/news/zh-hant/index.html\">"), "{}", list("out"));
    assert!(list("mirror").contains("<a href=\"https://news.example/zh-hant/index.html\">"));
    assert!(page("out", "zh-hans/index.html").contains("href=\"../zh-hans/mirrors/index.html\""));
    assert!(archive.publish(&["mirror"]).contains("There is nothing to do"));
}

#[test]
fn a_command_runs_afterwards_and_gets_the_addresses() {
    let archive = Archive::new(&format!("{FOLDER}after = \"cat > ../addresses; echo $DIBAO_SITE >> ../addresses\"\n"));
    archive.publish(&[]);
    let told = fs::read_to_string(archive.home.path().join("addresses")).unwrap();
    for line in
        ["https://news.example/zh-hans/", "https://news.example/media/%E5%9B%BE%20%25.svg", "https://news.example/"]
    {
        assert!(told.lines().any(|told| told == line), "{line} in {told}");
    }
    let archive = Archive::new(&format!("{FOLDER}after = \"exit 3\"\n"));
    let output = archive.run(&["publish"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("`stick` is published, but the command `exit 3` failed"), "{said}");
    // What it was not told then it is told by the next publish, which has nothing else to do.
    let book = fs::read_to_string(archive.root().join("book.toml")).unwrap();
    archive.write("book.toml", &book.replace("exit 3", "cat > ../addresses"));
    assert!(archive.publish(&[]).contains("There is nothing to do"));
    let told = fs::read_to_string(archive.home.path().join("addresses")).unwrap();
    assert!(told.contains("https://news.example/zh-hans/index.html\n"), "{told}");
    fs::remove_file(archive.home.path().join("addresses")).unwrap();
    archive.publish(&[]);
    assert!(!archive.home.path().join("addresses").exists());
}

#[test]
fn a_publish_that_is_taken_up_tells_of_all_that_changed() {
    let archive = Archive::new(FOLDER);
    archive.publish(&[]);
    archive.write_article("二", 2, "第二篇，改了，见![图](图 %.svg)。");
    let expected = archive.json(&["--dry-run"])["plan"]["put"].as_array().unwrap().len();
    // The last stage cannot be done: a folder is where a file should be.
    let feed = archive.home.path().join("out/zh-hant/feed.xml");
    fs::remove_file(&feed).unwrap();
    fs::create_dir_all(feed.join("in-the-way")).unwrap();
    let said = archive.refused(&[]);
    assert!(said.contains("feed.xml failed: a file is where a folder should be"), "{said}");
    fs::remove_dir_all(&feed).unwrap();
    let done = archive.json(&[]);
    assert_eq!(done["plan"]["takes_up"], true);
    assert!(done["report"]["put"].as_u64().unwrap() < expected as u64);
    assert_eq!(done["report"]["changed"].as_array().unwrap().len(), expected);
}

#[test]
fn a_site_is_not_put_in_the_place_of_another() {
    let archive = Archive::new(FOLDER);
    archive.publish(&[]);
    let book = fs::read_to_string(archive.root().join("book.toml")).unwrap();
    archive.write("book.toml", &book.replace("news.example", "other.example"));
    let said = archive.refused(&[]);
    assert!(said.contains("the target holds the site of https://news.example/"), "{said}");
    archive.publish(&["--replace"]);
    assert_eq!(files(&archive.home.path().join("out")), archive.output());
}

#[test]
fn a_program_gets_what_differs_as_json() {
    let archive = Archive::new("[[publish]]\nname = \"site\"\nto = \"cmd:cat > ../delta.json; echo sent\"\n");
    archive.publish(&[]);
    let delta = || -> serde_json::Value {
        serde_json::from_slice(&fs::read(archive.home.path().join("delta.json")).unwrap()).unwrap()
    };
    assert_eq!(delta()["put"].as_array().unwrap().len(), archive.output().len());
    assert!(archive.publish(&[]).contains("There is nothing to do"));
    fs::remove_file(archive.root().join("content/文 三.md")).unwrap();
    archive.publish(&[]);
    assert_eq!(delta()["drop"], serde_json::json!([]));
    archive.publish(&[]);
    assert!(delta()["drop"].as_array().unwrap().iter().any(|path| path.as_str().unwrap().contains("2024/07/03")));
    assert_eq!(delta()["put"], serde_json::json!([]));
    // What fails is not taken for sent.
    let archive = Archive::new("[[publish]]\nname = \"site\"\nto = \"cmd:exit 7\"\n");
    assert!(archive.refused(&[]).contains("`exit 7` failed"));
    assert!(archive.refused(&[]).contains("`exit 7` failed"));
}

#[test]
fn what_cannot_be_published_is_told_in_a_sentence() {
    for (targets, arguments, part) in [
        ("", &[][..], "book.toml names no place to publish to"),
        (FOLDER, &["elsewhere"], "book.toml has no target named `elsewhere`; it has stick."),
        (FOLDER, &["--no-build"], "has no site that was built to its end"),
        ("[[publish]]\nname = \"a\"\nto = \"public\"\n", &[], "Publish to a folder beside them"),
        ("[[publish]]\nname = \"a\"\nto = \"..\"\n", &[], "Publish to a folder beside them"),
        ("[[publish]]\nname = \"a\"\nto = \"../no/disk\"\n", &[], "the folder that it is in is not there"),
        (
            "[[publish]]\nname = \"a\"\nto = \"../o\"\nbase_url = \"http://[::1]/\"\n",
            &[],
            "an address of this machine alone",
        ),
        ("[[publish]]\nname = \"a\"\nto = \"s3://b\"\nsecret_key = \"x\"\n", &[], "do not belong into book.toml"),
    ] {
        let archive = Archive::new(targets);
        let said = archive.refused(arguments).split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(part), "{targets}: {said}");
    }
}

#[test]
fn an_output_that_is_not_what_would_be_built_is_not_published() {
    let archive = Archive::new(FOLDER);
    archive.publish(&[]);
    archive.publish(&["--no-build"]);
    fs::write(archive.root().join("public/robots.txt"), "mine").unwrap();
    assert!(archive.refused(&["--no-build"]).contains("has files that were changed since they were built"));
    archive.publish(&[]);
    archive.run(&["build", "--drafts"]);
    assert!(archive.refused(&["--no-build"]).contains("was not built with these settings"));
    archive.run(&["build", "--base-url", "https://other.example/"]);
    assert!(archive.refused(&["--no-build"]).contains("was not built with these settings"));
    archive.publish(&[]);
}

#[test]
fn an_article_that_cannot_be_read_does_not_vanish_from_the_site() {
    let archive = Archive::new(FOLDER);
    archive.publish(&[]);
    let before = files(&archive.home.path().join("out"));
    let article = archive.root().join("content/文 二.md");
    fs::remove_file(&article).unwrap();
    std::os::unix::fs::symlink("nowhere.md", article).unwrap();
    let said = archive.refused(&[]);
    assert!(said.contains("would vanish") && said.contains("The build could not read 1 file"), "{said}");
    assert_eq!(files(&archive.home.path().join("out")), before);
}
