//! `dibao publish` to a branch of a bare repository.

use std::path::Path;
use std::process::Command;

use crate::archive::{Archive, assert_private, files};

/// Runs git, which is not ours, and gives what it prints.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output().unwrap();
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// An archive that is published to a repository beside it, under a name that nobody should learn.
fn archive() -> Archive {
    let archive = Archive::new("");
    let home = archive.home.path();
    git(home, &["init", "--quiet", "--bare", "site.git"]);
    let to = format!("git+file://{}/site.git#pages", home.display());
    let book = format!(
        "title = \"试刊\"\nbase_url = \"https://news.example/\"\n[[publish]]\nname = \"site\"\nto = \"{to}\"\n"
    );
    archive.write("book.toml", &book);
    archive
}

/// What a clone of the branch has.
fn cloned(archive: &Archive) -> std::collections::BTreeMap<String, Vec<u8>> {
    let folder = tempfile::tempdir().unwrap();
    let site = archive.home.path().join("site.git");
    git(folder.path(), &["clone", "--quiet", "--branch", "pages", site.to_str().unwrap(), "site"]);
    std::fs::remove_dir_all(folder.path().join("site/.git")).unwrap();
    let mut files = files(&folder.path().join("site"));
    assert_eq!(files.remove(".nojekyll").as_deref(), Some(&b""[..]));
    files
}

#[test]
fn a_branch_has_the_site_in_commits_that_tell_nothing() {
    let archive = archive();
    archive.publish(&[]);
    assert_eq!(cloned(&archive), archive.output());
    assert!(archive.publish(&[]).contains("There is nothing to do"));
    archive.write_article("二", 2, "第二篇，改了。");
    archive.publish(&[]);
    // What goes stays for one publish more.
    std::fs::remove_file(archive.root().join("content/文 一.md")).unwrap();
    archive.publish(&[]);
    assert!(cloned(&archive).keys().any(|path| path.starts_with("zh-hans/2024/07/01/")));
    archive.publish(&[]);
    assert_eq!(cloned(&archive), archive.output());
    let site = archive.home.path().join("site.git");
    let log = git(&site, &["log", "--format=%an <%ae> %cn <%ce> %ad %cd", "--date=raw", "pages"]);
    // Midnight of the third of July where the archive is.
    let expected = "dibao <noreply@dibao.invalid> dibao <noreply@dibao.invalid> 1719936000 +0000 1719936000 +0000";
    assert!(log.lines().all(|line| line == expected) && log.lines().count() >= 2, "{log}");
    let objects =
        Command::new("git").args(["cat-file", "--batch-all-objects", "--batch"]).current_dir(&site).output().unwrap();
    assert_private("an object", &objects.stdout);
}

#[test]
fn somebody_elses_files_and_commits_stay() {
    let archive = archive();
    let home = archive.home.path();
    git(home, &["clone", "--quiet", "site.git", "theirs"]);
    let theirs = home.join("theirs");
    git(&theirs, &["checkout", "--quiet", "-b", "pages"]);
    std::fs::write(theirs.join("CNAME"), "news.example").unwrap();
    let commit = || {
        git(&theirs, &["add", "--all"]);
        git(&theirs, &["-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "-m", "theirs"]);
        git(&theirs, &["push", "--quiet", "origin", "pages"]);
    };
    commit();
    archive.publish(&[]);
    assert_eq!(cloned(&archive)["CNAME"], b"news.example");
    // A file of theirs that is in the way stops the first publish.
    let archive = archive_with_file_in_the_way();
    let said = archive.refused(&[]);
    assert!(said.contains("index.html is at the target and not dibao's"), "{said}");
    archive.publish(&["--replace"]);
    assert_eq!(cloned(&archive), archive.output());
}

fn archive_with_file_in_the_way() -> Archive {
    let archive = archive();
    let home = archive.home.path();
    git(home, &["clone", "--quiet", "site.git", "theirs"]);
    let theirs = home.join("theirs");
    std::fs::write(theirs.join("index.html"), "mine").unwrap();
    git(&theirs, &["checkout", "--quiet", "-b", "pages"]);
    git(&theirs, &["add", "--all"]);
    git(&theirs, &["-c", "user.name=x", "-c", "user.email=x@x", "commit", "--quiet", "-m", "theirs"]);
    git(&theirs, &["push", "--quiet", "origin", "pages"]);
    archive
}

#[test]
fn a_repository_that_is_not_there_is_told() {
    let archive = archive();
    std::fs::remove_dir_all(archive.home.path().join("site.git")).unwrap();
    let said = archive.refused(&[]);
    assert!(said.contains("there is no such repository"), "{said}");
}
