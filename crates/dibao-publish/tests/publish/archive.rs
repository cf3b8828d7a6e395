//! A small archive, published by `dibao publish` itself.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// Words that occur nowhere else: whatever tells who sits at this machine.
pub const SECRETS: [&str; 5] = ["gaolaoshi", "Gao Laoshi", "gao@desk.invalid", "Asia/Urumqi", "deskofgao"];

/// An archive in a folder whose name nobody should learn.
pub struct Archive {
    /// Its home folder, with the archive and the targets.
    pub home: TempDir,
}

/// `dibao`, beside the worker. `script/test` builds both.
fn dibao() -> PathBuf {
    let path = Path::new(env!("CARGO_BIN_EXE_dibao-publish")).with_file_name("dibao");
    assert!(path.is_file(), "{} is not there: run `cargo build --workspace` first", path.display());
    path
}

impl Archive {
    /// An archive of three articles, a picture and an event, with these targets in its book.toml.
    pub fn new(targets: &str) -> Self {
        let archive = Self { home: tempfile::Builder::new().prefix("gaolaoshi").tempdir().unwrap() };
        archive.write("book.toml", &format!("title = \"试刊\"\nbase_url = \"https://news.example/\"\n{targets}"));
        for (name, day, text) in
            [("一", 1, "头一篇。"), ("二", 2, "第二篇，见![图](图 %.svg)。"), ("三", 3, "第三篇。")]
        {
            archive.write_article(name, day, text);
        }
        archive.write("content/图 %.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>");
        archive.write("content/locations/qingdao.md", "---\ntitle: 青岛\n---\n\n海边。\n");
        archive
    }

    pub fn root(&self) -> PathBuf {
        self.home.path().join("archive")
    }

    pub fn write(&self, name: &str, text: &str) {
        let path = self.root().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn write_article(&self, name: &str, day: u8, text: &str) {
        let text = format!("---\ntitle: 文章{name}\ndate: 2024-07-0{day}\nlocation: qingdao\n---\n\n{text}\n");
        self.write(&format!("content/文 {name}.md"), &text);
    }

    /// Runs `dibao` on the archive.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// `dibao` on the archive, run by somebody who would rather not be known.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(dibao());
        let home = self.home.path();
        std::fs::write(home.join(".gitconfig"), "[user]\nname = Gao Laoshi\nemail = gao@desk.invalid\n").unwrap();
        command
            .args(arguments)
            .arg("--root")
            .arg(self.root())
            .env("HOME", home)
            .envs([("USER", "gaolaoshi"), ("LOGNAME", "gaolaoshi"), ("TZ", "Asia/Urumqi"), ("HOSTNAME", "deskofgao")])
            .env("EMAIL", "gao@desk.invalid")
            .env_remove("GIT_AUTHOR_NAME")
            .env_remove("GIT_COMMITTER_NAME");
        command
    }

    /// Runs it, and asks for all to be well. What it printed.
    pub fn publish(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["publish"], arguments].concat());
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {said}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// Runs it, and asks for it to be refused. What it said.
    pub fn refused(&self, arguments: &[&str]) -> String {
        let output = self.run(&[&["publish"], arguments].concat());
        assert_eq!(output.status.code(), Some(2), "{}", String::from_utf8_lossy(&output.stdout));
        String::from_utf8(output.stderr).unwrap()
    }

    /// What a publish tells programs about its only target.
    pub fn json(&self, arguments: &[&str]) -> serde_json::Value {
        let text = self.publish(&[&["--json"], arguments].concat());
        serde_json::from_str::<serde_json::Value>(&text).unwrap()[0].take()
    }

    pub fn output(&self) -> BTreeMap<String, Vec<u8>> {
        files(&self.root().join("public"))
    }
}

/// All files of a folder but for dibao's records.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in std::fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned();
            if !dibao_publish::record::is_own(&name) {
                found.insert(name, std::fs::read(path).unwrap());
            }
        }
    }
    found
}

/// Asks for bytes to tell nothing of who published.
pub fn assert_private(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for secret in SECRETS {
        assert!(!text.contains(secret), "{what} tells {secret}: {text}");
    }
}
