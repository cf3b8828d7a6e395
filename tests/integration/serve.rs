//! What `dibao serve` answers, and what it must not. What browsers make of it is in
//! `tests/browser/preview.test.mjs`.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use crate::support::{Site, dibao};

struct Preview {
    child: Child,
    address: String,
    /// Where it builds: it is killed, and tidies nothing.
    folder: tempfile::TempDir,
}

impl Preview {
    fn of(site: &Site, arguments: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut child = dibao()
            .env("TMPDIR", folder.path())
            .args(["serve", "--port", "8500", "--root"])
            .arg(site.path())
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines().map_while(Result::ok);
        let address = lines.filter_map(|line| Some(line.split_once("http://")?.1.split_once('/')?.0.to_owned()));
        let address = address.into_iter().next().expect("the preview tells its address");
        Self { child, address, folder }
    }

    fn stream(&self, request: &str) -> TcpStream {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
        stream.write_all(request.as_bytes()).unwrap();
        stream
    }

    /// The status and the whole answer to a request for a target as it stands.
    fn ask(&self, target: &str, headers: &str) -> (u16, String) {
        let host = if headers.contains("Host:") { String::new() } else { format!("Host: {}\r\n", self.address) };
        let request = format!("GET {target} HTTP/1.1\r\n{host}{headers}Connection: close\r\n\r\n");
        let mut answer = Vec::new();
        self.stream(&request).read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        (answer.split(' ').nth(1).unwrap().parse().unwrap(), answer)
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        _ = self.child.kill();
        _ = self.child.wait();
    }
}

fn site() -> Site {
    Site::new(&[
        ("book.toml", "title = \"试报\"\nfeeds = [\"atom\", \"json\"]\n"),
        ("content/2024-07-04-a.md", "# 港口\n\n开放。"),
        ("static/notes.txt", "说明"),
    ])
}

#[test]
fn it_answers_for_the_output_and_nothing_else() {
    let site = site();
    let preview = Preview::of(&site, &[]);
    let (status, page) = preview.ask("/zh-hans/2024/07/04/a.html", "");
    assert_eq!(status, 200);
    assert!(page.contains("港口") && page.contains("/_dibao/preview.js"));
    let (status, notes) = preview.ask("/notes.txt", "");
    assert!(status == 200 && notes.contains("text/plain; charset=utf-8"), "{notes}");
    let (status, part) = preview.ask("/notes.txt", "Range: bytes=0-2\r\n");
    assert!(status == 206 && part.ends_with('说'), "{part}");
    let (status, missing) = preview.ask("/nowhere.html", "");
    assert!(status == 404 && missing.contains("<html"), "{missing}");
    for target in [
        "/../book.toml",
        "/%2e%2e/book.toml",
        "/..%2fbook.toml",
        "/zh-hans/../../ledger",
        "/.%2e/ledger",
        "//etc/passwd",
        "/%2fetc%2fpasswd",
        "/..%5cledger",
        "/a%00b",
        "/.hidden",
        "/%ff",
    ] {
        let (status, answer) = preview.ask(target, "");
        assert!((400..500).contains(&status), "{target}: {answer}");
        assert!(!answer.contains("root:") && !answer.contains("title ="), "{target}: {answer}");
    }
}

#[test]
fn every_answer_says_what_a_host_will_say() {
    let site = site();
    let preview = Preview::of(&site, &[]);
    for (target, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/zh-hans/2024/07/04/a.html", "text/html; charset=utf-8"),
        ("/nowhere.png", "text/html; charset=utf-8"),
        ("/zh-hant/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/zh-hant/feed.json", "application/feed+json; charset=utf-8"),
        ("/data/articles/2024.json", "application/json; charset=utf-8"),
        ("/notes.txt", "text/plain; charset=utf-8"),
        ("/_dibao/preview.js", "text/javascript; charset=utf-8"),
    ] {
        let (_, answer) = preview.ask(target, "");
        let (head, _) = answer.split_once("\r\n\r\n").unwrap();
        assert!(head.contains(&format!("content-type: {kind}\r\n")), "{target}: {head}");
        assert_eq!(head.matches("\r\ncontent-type:").count(), 1, "{target}: {head}");
        assert!(head.contains("cache-control: no-store"), "{target}: {head}");
        for (name, value) in dibao::artefact::security_headers(dibao::artefact::POLICY) {
            assert!(head.contains(&format!("{}: {value}\r\n", name.to_lowercase())), "{target}: {name} in {head}");
        }
    }
}

#[test]
fn strangers_are_refused() {
    let site = site();
    let preview = Preview::of(&site, &["--allow-host", "desk.example"]);
    let page = "/zh-hans/2024/07/04/a.html";
    for (host, wanted) in [
        ("localhost:8000", 200),
        ("desk.example", 200),
        ("evil.example", 421),
        ("127.0.0.1.nip.io", 421),
        ("192.0.2.7", 421),
        ("", 421),
    ] {
        assert_eq!(preview.ask(page, &format!("Host: {host}\r\n")).0, wanted, "{host}");
    }
    for origin in ["http://evil.example", "null"] {
        assert_eq!(preview.ask("/_dibao/events", &format!("Origin: {origin}\r\n")).0, 403, "{origin}");
    }
    let request =
        format!("POST / HTTP/1.1\r\nHost: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", preview.address);
    let mut answer = String::new();
    preview.stream(&request).read_to_string(&mut answer).unwrap();
    assert!(answer.starts_with("HTTP/1.1 405"), "{answer}");
}

#[cfg(unix)]
#[test]
fn a_link_does_not_lead_out() {
    let site = site();
    let preview = Preview::of(&site, &[]);
    // In the output itself, as a tool of the user might leave one there.
    let secret = site.path().join("book.toml");
    let own = fs_err::read_dir(preview.folder.path()).unwrap().next().unwrap().unwrap().path().join("site");
    assert!(own.join("zh-hans/2024/07/04/a.html").exists());
    std::os::unix::fs::symlink(&secret, own.join("secret.txt")).unwrap();
    let (status, answer) = preview.ask("/secret.txt", "");
    assert!(status == 404 && !answer.contains("title ="), "{answer}");
}

#[cfg(unix)]
#[test]
fn it_leaves_nothing_behind() {
    let site = site();
    let mut preview = Preview::of(&site, &[]);
    assert_eq!(fs_err::read_dir(preview.folder.path()).unwrap().count(), 1);
    let status = std::process::Command::new("kill").arg(preview.child.id().to_string()).status().unwrap();
    assert!(status.success() && preview.child.wait().unwrap().success());
    assert_eq!(fs_err::read_dir(preview.folder.path()).unwrap().count(), 0);
}

#[test]
fn it_tells_of_changes() {
    let site = site();
    let preview = Preview::of(&site, &[]);
    let request = format!("GET /_dibao/events HTTP/1.1\r\nHost: {}\r\n\r\n", preview.address);
    let mut lines = BufReader::new(preview.stream(&request)).lines().map_while(Result::ok);
    let mut next = |event: &str| {
        lines.by_ref().find(|line| *line == format!("event: {event}")).expect("an event");
        let data = lines.by_ref().find_map(|line| line.strip_prefix("data: ").map(str::to_owned)).unwrap();
        serde_json::from_str::<serde_json::Value>(&data).unwrap()
    };
    assert_eq!(next("now")["build"], 1);
    site.write("content/2024-07-04-a.md", "# 港口\n\n关闭。".as_bytes());
    let built = next("built");
    assert_eq!(built["build"], 2);
    let changed: Vec<&str> = built["changed"].as_array().unwrap().iter().filter_map(|path| path.as_str()).collect();
    assert!(changed.contains(&"zh-hant/2024/07/04/a.html"), "{changed:?}");
    assert!(!changed.contains(&"theme/style.css"), "{changed:?}");
    assert!(preview.ask("/zh-hant/2024/07/04/a.html", "").1.contains("關閉"));
    site.write("book.toml", "title = 1\n".as_bytes());
    let broken = next("built");
    assert!(broken["errors"][0].as_str().unwrap().contains("book.toml:1"), "{broken}");
    site.write("book.toml", "title = \"试报\"\n".as_bytes());
    assert_eq!(next("built")["errors"], serde_json::json!([]));
    // Linux tells when a file is closed: until then it is not taken for whole.
    if cfg!(target_os = "linux") {
        let mut file = fs_err::File::create(site.path().join("content/2024-07-04-a.md")).unwrap();
        file.write_all("# 港".as_bytes()).unwrap();
        std::thread::sleep(Duration::from_millis(200));
        assert!(preview.ask("/zh-hant/2024/07/04/a.html", "").1.contains("關閉"));
        file.write_all("口\n\n又开了。".as_bytes()).unwrap();
        drop(file);
        assert_eq!(next("built")["build"], 5);
        assert!(preview.ask("/zh-hant/2024/07/04/a.html", "").1.contains("又開了"));
    }
}
