//! An article that has to go is gone from a target at once, and it is told what its old addresses answer.

use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use crate::archive::{Archive, files};

/// Words of the article that has to go.
const WORDS: [&str; 2] = ["说出来的人", "說出來的人"];

/// Serves a folder to whoever asks for any host's pages through this proxy; `stale` is the path of a file that a cache
/// in front of the site still has. Its address.
fn proxy(folder: PathBuf, stale: Option<(String, Vec<u8>)>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { break };
            let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
            let Some(Ok(first)) = lines.next() else { continue };
            // A proxy is asked for a whole address.
            let path = first.split(' ').nth(1).and_then(|address| address.splitn(4, '/').nth(3)).unwrap_or_default();
            let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
            lines.take_while(|line| line.as_ref().is_ok_and(|line| !line.is_empty())).for_each(drop);
            let there = match &stale {
                Some((kept, bytes)) if *kept == path => Some(bytes.clone()),
                _ => fs::read(folder.join(&path)).ok(),
            };
            let (status, body) = there.map_or(("404 Not Found", Vec::new()), |bytes| ("200 OK", bytes));
            let head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
            _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&body));
        }
    });
    address
}

/// An archive that was published to a folder, and of which an article has to go; the path of its page.
fn archive() -> (Archive, String) {
    let archive = Archive::new("[[publish]]\nname = \"site\"\nto = \"../out\"\nbase_url = \"http://news.invalid/\"\n");
    let text = "---\ntitle: 说出来的人\ndate: 2024-07-04\n---\n\n![他](他.svg)\n\n说出来的人。\n";
    archive.write("content/a.md", text);
    archive.write("content/他.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><title>说出来的人</title></svg>");
    archive.publish(&[]);
    // A file that stays for one publish more shows him too.
    archive.write("content/他.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><desc>说出来的人</desc></svg>");
    archive.publish(&[]);
    archive.write("content/a.md", &text.replacen("---\n", "---\nwithdrawn: {date: 2024-08-01, reason: 法院裁定}\n", 1));
    (archive, "zh-hans/2024/07/04/a.html".to_owned())
}

/// The files of a target that have the words.
fn telling(folder: &Path) -> Vec<String> {
    let tells = |bytes: &[u8]| WORDS.iter().any(|word| bytes.windows(word.len()).any(|part| part == word.as_bytes()));
    files(folder).into_iter().filter(|(_, bytes)| tells(bytes)).map(|(path, _)| path).collect()
}

#[test]
fn what_is_withdrawn_is_gone_at_once_and_that_is_proved() {
    let (archive, page) = archive();
    let out = archive.home.path().join("out");
    assert!(telling(&out).contains(&page));
    let output = archive.command(&["publish"]).env("http_proxy", proxy(out.clone(), None)).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(telling(&out), Vec::<String>::new());
    assert!(fs::read_to_string(out.join(&page)).unwrap().contains("法院裁定"));
    assert!(said.contains("addresses answer with the notice or with nothing, as they should."), "{said}");
    assert_eq!(files(&out), files(&archive.root().join(".dibao/publish/site/site")));
}

#[test]
fn a_cache_that_still_has_it_is_named() {
    let (archive, page) = archive();
    let out = archive.home.path().join("out");
    let stale = (page.clone(), fs::read(out.join(&page)).unwrap());
    let output = archive.command(&["publish"]).env("http_proxy", proxy(out, Some(stale))).output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains(&format!("1 address still answers with something else:\n    http://news.invalid/{page}")),
        "{said}"
    );
}

#[test]
fn an_address_that_does_not_answer_is_told() {
    let (archive, _) = archive();
    // Nobody listens there.
    let output = archive.command(&["publish"]).env("http_proxy", "http://127.0.0.1:9").output().unwrap();
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("addresses did not answer:\n    http://news.invalid/"), "{said}");
}

#[test]
fn a_branch_of_git_loses_its_earlier_commits() {
    let (archive, page) = archive();
    let home = archive.home.path();
    let git = |arguments: &[&str]| {
        let output = std::process::Command::new("git").arg("-C").arg(home).args(arguments).output().unwrap();
        assert!(output.status.success(), "{arguments:?}");
        output.stdout
    };
    git(&["init", "--quiet", "--bare", "site.git"]);
    let withdrawn = fs::read_to_string(archive.root().join("content/a.md")).unwrap();
    let book = format!(
        "base_url = \"http://news.invalid/\"\n[[publish]]\nname = \"site\"\nto = \"git+file://{}/site.git\"\n",
        home.display()
    );
    archive.write("book.toml", &book);
    archive.write("content/a.md", &withdrawn.replacen("withdrawn: {date: 2024-08-01, reason: 法院裁定}\n", "", 1));
    archive.publish(&[]);
    archive.write("content/a.md", &withdrawn);
    archive.command(&["publish"]).env("http_proxy", "http://127.0.0.1:9").output().unwrap();
    let clone = home.join("clone");
    git(&["clone", "--quiet", "--branch", "gh-pages", "file://site.git", "clone"].map(|argument| match argument {
        "file://site.git" => Box::leak(format!("file://{}/site.git", home.display()).into_boxed_str()),
        other => other,
    }));
    assert_eq!(git(&["-C", "clone", "rev-list", "--count", "HEAD"]), b"1\n");
    fs::remove_dir_all(clone.join(".git")).unwrap();
    assert_eq!(telling(&clone), Vec::<String>::new());
    assert!(clone.join(page).is_file());
}
