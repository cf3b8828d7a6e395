//! The chain of releases at a target, and that what is published can be verified.

use std::path::Path;
use std::process::Command;

use dibao_publish::protocol::chain::{CHAIN, Release, read};

use crate::archive::Archive;

fn chain(folder: &Path) -> Vec<Release> {
    let (releases, broken) = read(&std::fs::read_to_string(folder.join(CHAIN)).unwrap());
    assert_eq!(broken, None);
    releases
}

/// Whether `dibao verify` finds a folder sound, and what it says.
fn verified(folder: &Path) -> (Option<i32>, String) {
    let dibao = Path::new(env!("CARGO_BIN_EXE_dibao-publish")).with_file_name("dibao");
    let output = Command::new(dibao).arg("verify").arg(folder).output().unwrap();
    (output.status.code(), String::from_utf8([output.stdout, output.stderr].concat()).unwrap())
}

#[test]
fn every_release_is_a_line_at_the_target_and_in_the_receipt() {
    let archive = Archive::new("[[publish]]\nname = \"stick\"\nto = \"../out\"\n");
    let out = archive.home.path().join("out");
    archive.publish(&[]);
    archive.publish(&[]);
    archive.publish(&["--no-build"]);
    assert_eq!(chain(&out).len(), 1, "nothing new is no release");
    archive.write_article("二", 2, "第二篇，改了，见![图](图 %.svg)。");
    let report = archive.json(&[]);
    let releases = chain(&out);
    assert_eq!(releases.len(), 2);
    assert_eq!(report["report"]["release"]["number"], 2);
    assert_eq!(report["report"]["release"]["line"], releases[1].link());
    let receipt = std::fs::read(archive.root().join(".dibao/publish/stick/receipt.json")).unwrap();
    let receipt: serde_json::Value = serde_json::from_slice(&receipt).unwrap();
    assert_eq!(receipt["release"]["line"], releases[1].link());
    assert_eq!(receipt["root"], releases[1].root.as_str());
    // Files that are leaving are no other release.
    std::fs::remove_file(archive.root().join("content/文 二.md")).unwrap();
    archive.publish(&[]);
    assert_eq!(verified(&out).0, Some(0), "{}", verified(&out).1);
    archive.publish(&[]);
    assert_eq!(chain(&out).len(), 3);
    let (code, words) = verified(&out);
    assert_eq!(code, Some(0), "{words}");
    assert!(words.contains("Release 3 of 3, the latest"), "{words}");
    // A chain that somebody has cut is not gone on from, and is told.
    let text = std::fs::read_to_string(out.join(CHAIN)).unwrap();
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    std::fs::write(out.join(CHAIN), lines[1..].concat()).unwrap();
    assert!(verified(&out).1.contains("line 1 does not follow"));
    archive.write_article("三", 3, "第三篇，改了。");
    assert!(archive.refused(&[]).contains(CHAIN));
    std::fs::write(out.join(CHAIN), lines[..2].concat()).unwrap();
    let (code, words) = verified(&out);
    assert!(code == Some(1) && words.contains("the end of the chain was cut"), "{words}");
}

#[test]
fn a_branch_has_the_chain_too_and_a_clone_of_it_is_sound() {
    let archive = Archive::new("[[publish]]\nname = \"site\"\nto = \"git+file://REPOSITORY\"\n");
    let repository = archive.home.path().join("remote.git");
    let git = |arguments: &[&str]| {
        let output = Command::new("git").args(arguments).current_dir(archive.home.path()).output().unwrap();
        assert!(output.status.success(), "{output:?}");
    };
    git(&["init", "--quiet", "--bare", "remote.git"]);
    let book = format!(
        "title = \"试刊\"\nbase_url = \"https://news.example/\"\n[[publish]]\nname = \"site\"\nto = \"git+file://{}\"\n",
        repository.display()
    );
    archive.write("book.toml", &book);
    archive.publish(&[]);
    archive.write_article("二", 2, "第二篇，改了。");
    archive.publish(&[]);
    archive.publish(&[]);
    git(&["clone", "--quiet", "--branch", "gh-pages", "remote.git", "clone"]);
    let clone = archive.home.path().join("clone");
    assert_eq!(chain(&clone).len(), 2);
    assert_eq!(verified(&clone).0, Some(0), "{}", verified(&clone).1);
    std::fs::write(clone.join("CNAME"), "news.example").unwrap();
    assert!(verified(&clone).1.contains("added: CNAME"));
}
