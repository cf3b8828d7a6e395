//! A branch of a git repository, by the `git` program. A commit is there as a whole or not at all, so that nothing has to
//! be put in order, and the branch itself keeps two publishes apart: it is pushed only if it is as it was read.
//!
//! The stream that makes the commit is that of `git fast-import` (git-fast-import(1)).

use std::collections::BTreeMap;
use std::io::Write;
use std::ops::ControlFlow;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

use url::Url;

use super::local;
use crate::chain::{releases, with_release};
use crate::fault::{Fault, Result};
use crate::found::{Records, manifest};
use crate::plan::Plan;
use crate::protocol::{Job, Report};
use crate::record::{CHAIN, MANIFEST, Manifest};
use crate::run::{Watcher, agree, refuse_other_site, refuse_taken, report};

/// The branch that is published to, unless the address names one.
const BRANCH: &str = "gh-pages";
/// Keeps GitHub Pages from running Jekyll, which leaves out files that begin with `_`.
const NO_JEKYLL: &str = ".nojekyll";
/// Where a commit is made before it is pushed.
const OWN_REF: &str = "refs/dibao/next";
/// How the mode of a file is written.
const FILE_MODE: &str = "100644";

/// What a commit is made of.
struct Made<'m> {
    plan: &'m Plan,
    next: &'m Manifest,
    /// The chain of releases, if it is longer than before.
    chain: Option<&'m [u8]>,
}

/// A branch of a repository.
struct Branch<'j> {
    job: &'j Job,
    /// A repository of our own, from which is pushed.
    own: PathBuf,
    remote: String,
    /// The whole name of the branch.
    name: String,
}

/// Publishes a site to a branch. None if it may not.
///
/// # Errors
/// When it cannot be.
pub async fn publish(job: &Job, url: &Url, watcher: &impl Watcher) -> Result<Option<Report>> {
    let branch = Branch::new(job, url)?;
    let head = branch.fetch()?;
    let records = Records { manifest: branch.manifest(head.as_deref())?, intent: None };
    refuse_other_site(job, &records)?;
    let mut standing = records.standing(job, None);
    if let Some(head) = &head
        && (records.manifest.is_none() || job.options.list_target)
    {
        let found = branch.list(head)?;
        records.correct(job, &mut standing, &found);
        refuse_taken(job, &standing, &found)?;
    }
    let plan = match agree(job, &records, &standing, watcher).await? {
        ControlFlow::Continue(plan) => plan,
        ControlFlow::Break(report) => return Ok(report),
    };
    let next = manifest(job, &plan);
    let before = branch.record(head.as_deref(), CHAIN)?;
    let chain = with_release(job, &next, &releases(before.as_deref(), job.options.replace)?)?;
    let (chain, release) = chain.unzip();
    let made = Made { plan: &plan, next: &next, chain: chain.as_deref() };
    let commit = branch.commit(head.as_deref(), &made, watcher)?;
    // After a withdrawal no earlier commit may be left that shows the article.
    let commit = if plan.withdrawn.is_empty() { commit } else { branch.without_history(&commit, &next)? };
    branch.push(head.as_deref(), &commit)?;
    Ok(Some(Report { release, ..report(job, &plan, next.root).await }))
}

impl<'j> Branch<'j> {
    fn new(job: &'j Job, url: &Url) -> Result<Self> {
        let wrong = |why: &str| Fault::Target { to: job.to.clone(), why: why.to_owned() };
        let mut remote = url.clone();
        let name = remote.fragment().unwrap_or(BRANCH).to_owned();
        remote.set_fragment(None);
        let remote = remote.as_str().strip_prefix("git+").ok_or_else(|| wrong("it does not begin with `git+`"))?;
        let branch = Self {
            job,
            own: job.cache.join("repository.git"),
            remote: remote.to_owned(),
            name: format!("refs/heads/{name}"),
        };
        // A name that begins with `-` would be an option.
        if !Command::new("git").args(["check-ref-format", &branch.name]).status().map_err(no_git)?.success() {
            return Err(wrong(&format!("`{name}` cannot be the name of a branch")));
        }
        if !branch.own.join("HEAD").is_file() {
            let why = |error: std::io::Error| Fault::Local { path: "the cache".to_owned(), why: error.to_string() };
            std::fs::create_dir_all(&job.cache).map_err(why)?;
            branch.run(branch.git(&["init", "--quiet", "--bare"]), &[])?;
        }
        Ok(branch)
    }

    /// A command of git on our own repository, which asks nobody anything and tells nobody who we are.
    fn git(&self, arguments: &[&str]) -> Command {
        let (name, email, date) = self.signature();
        let mut git = Command::new("git");
        git.args(["-c", "core.hooksPath=/dev/null", "-c", "gc.auto=0", "-c", "push.gpgSign=false"])
            .args(arguments)
            .env("GIT_DIR", &self.own)
            .env("LC_ALL", "C")
            .env("GIT_TERMINAL_PROMPT", "0")
            .envs([("GIT_AUTHOR_NAME", name), ("GIT_COMMITTER_NAME", name)])
            .envs([("GIT_AUTHOR_EMAIL", email), ("GIT_COMMITTER_EMAIL", email)])
            .envs([("GIT_AUTHOR_DATE", &date), ("GIT_COMMITTER_DATE", &date)])
            .env_remove("GIT_WORK_TREE")
            .env_remove("GIT_INDEX_FILE");
        if std::env::var_os("GIT_SSH_COMMAND").is_none() && std::env::var_os("GIT_SSH").is_none() {
            // An unknown host is refused, and nobody is asked for a password.
            git.env("GIT_SSH_COMMAND", "ssh -o BatchMode=yes -o StrictHostKeyChecking=yes");
        }
        git
    }

    /// Who makes a commit, and when: not who sits at this machine, and not now.
    fn signature(&self) -> (&str, &str, String) {
        let author = &self.job.author;
        // Git has no times before 1970.
        (&author.name, &author.email, format!("{} +0000", author.time.max(0)))
    }

    fn run(&self, mut git: Command, input: &[u8]) -> Result<Vec<u8>> {
        let mut child =
            git.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().map_err(no_git)?;
        if let Some(mut stdin) = child.stdin.take() {
            // Why it did not read is in what it says.
            _ = stdin.write_all(input);
        }
        let output = child.wait_with_output().map_err(no_git)?;
        self.checked(output)
    }

    fn checked(&self, output: Output) -> Result<Vec<u8>> {
        if output.status.success() {
            return Ok(output.stdout);
        }
        Err(self.fault(&String::from_utf8_lossy(&output.stderr)))
    }

    /// What git's words mean, and what helps.
    fn fault(&self, said: &str) -> Fault {
        let says = |parts: &[&str]| parts.iter().any(|part| said.contains(part));
        let Self { job, remote, .. } = self;
        if says(&["stale info", "fetch first", "cannot lock ref", "failed to update ref"]) {
            return Fault::Overtaken;
        }
        if says(&["IDENTIFICATION HAS CHANGED", "REVOKED"]) {
            let why = "its host key is another than the one in known_hosts: the host was set up anew, or somebody stands \
                       between. Compare it with what the host publishes; if it is right, remove the old one with \
                       `ssh-keygen -R` and the host's name";
            return Fault::Access(why.to_owned());
        }
        if says(&["Host key verification failed"]) {
            let login = remote.split("//").nth(1).and_then(|rest| rest.split('/').next()).unwrap_or(remote);
            let login =
                login.split_once(':').map_or_else(|| login.to_owned(), |(host, port)| format!("-p {port} {host}"));
            let why = format!(
                "its host is not in known_hosts. Run `ssh {login}` once, compare the key that it shows with what the host \
                 publishes, and accept it"
            );
            return Fault::Access(why);
        }
        if says(&["Authentication failed", "could not read Username", "Permission denied", "403", "401"]) {
            let why = "set up an SSH key or a credential helper of git for it";
            return Fault::Access(format!("{remote} does not know who you are, or does not let you write; {why}"));
        }
        if says(&["protected branch", "pre-receive hook declined", "remote rejected"]) {
            return Fault::Access(format!("{remote} does not let {} be written; see its settings", self.name));
        }
        if says(&["not found", "does not exist", "does not appear to be a git repository"]) {
            let why = "there is no such repository, or you may not read it".to_owned();
            return Fault::Target { to: job.to.clone(), why };
        }
        if says(&["Could not resolve", "unable to access", "Connection", "Could not read from remote"]) {
            let why = format!("{remote} does not answer; correct `to` in book.toml, or look at the network");
            return Fault::Unreachable { what: "reaching the repository".to_owned(), why };
        }
        // Our own folders are nobody's business.
        let line = said.lines().rev().find(|line| !line.trim().is_empty()).unwrap_or("it does not say why");
        let line =
            line.replace(&*self.own.to_string_lossy(), "the repository").replace(&*job.output.to_string_lossy(), "");
        Fault::Program { program: "git".to_owned(), why: line.trim().to_owned() }
    }

    /// The commit that the branch is at, if there is one; its files are in our repository afterwards.
    fn fetch(&self) -> Result<Option<String>> {
        let listed = self.run(self.git(&["ls-remote", "--", &self.remote, &self.name]), &[])?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let Some(head) = listed.split_whitespace().next().map(str::to_owned) else { return Ok(None) };
        if self.run(self.git(&["cat-file", "-e", &format!("{head}^{{commit}}")]), &[]).is_err() {
            let fetch = ["fetch", "--quiet", "--depth", "1", "--no-tags", "--", &self.remote, &self.name];
            self.run(self.git(&fetch), &[])?;
        }
        Ok(Some(head))
    }

    /// The bytes of a record in a commit, if it is there.
    fn record(&self, head: Option<&str>, name: &str) -> Result<Option<Vec<u8>>> {
        let Some(head) = head else { return Ok(None) };
        let object = format!("{head}:{name}");
        if self.run(self.git(&["cat-file", "-e", &object]), &[]).is_err() {
            return Ok(None);
        }
        self.run(self.git(&["cat-file", "blob", &object]), &[]).map(Some)
    }

    fn manifest(&self, head: Option<&str>) -> Result<Option<Manifest>> {
        Records::manifest_of(self.record(head, MANIFEST)?.as_deref(), self.job.options.replace)
    }

    /// The files of a commit, with their lengths.
    fn list(&self, head: &str) -> Result<BTreeMap<String, u64>> {
        let listed = self.run(self.git(&["ls-tree", "-r", "-l", "-z", head]), &[])?;
        let entry = |line: &[u8]| {
            let line = String::from_utf8_lossy(line).into_owned();
            let (facts, path) = line.split_once('\t')?;
            Some((path.to_owned(), facts.split_whitespace().last()?.parse().ok()?))
        };
        Ok(listed.split(|byte| *byte == 0).filter_map(entry).collect())
    }

    /// Makes the commit in our own repository.
    fn commit(&self, head: Option<&str>, made: &Made<'_>, watcher: &impl Watcher) -> Result<String> {
        let import = ["fast-import", "--quiet", "--force", "--date-format=raw"];
        let mut child = self
            .git(&import)
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(no_git)?;
        let written = match child.stdin.take() {
            Some(stdin) => self.stream(&mut std::io::BufWriter::new(stdin), head, made, watcher),
            None => Ok(Ok(())),
        };
        let output = child.wait_with_output().map_err(no_git)?;
        // What was wrong with a file of ours comes before what git says of a stream that ended too early.
        let piped = written?;
        self.checked(output)?;
        piped.map_err(no_git)?;
        let commit = self.run(self.git(&["rev-parse", OWN_REF]), &[])?;
        Ok(String::from_utf8_lossy(&commit).trim().to_owned())
    }

    /// Writes the stream that the commit is made of: first whether all files could be read, then whether git has read
    /// all of it.
    fn stream(
        &self,
        out: &mut impl Write,
        head: Option<&str>,
        Made { plan, next, chain }: &Made<'_>,
        watcher: &impl Watcher,
    ) -> Result<std::io::Result<()>> {
        let (name, email, date) = self.signature();
        let mut begin = || -> std::io::Result<()> {
            writeln!(out, "commit {OWN_REF}\ncommitter {name} <{email}> {date}")?;
            data(out, message(next).as_bytes())?;
            if let Some(head) = head {
                writeln!(out, "from {head}")?;
            }
            for path in &plan.drops {
                writeln!(out, "D {}", quoted(path))?;
            }
            put(out, NO_JEKYLL, b"")?;
            chain.map_or(Ok(()), |chain| put(out, CHAIN, chain))?;
            put(out, MANIFEST, &next.to_bytes())
        };
        if let Err(error) = begin() {
            return Ok(Err(error));
        }
        let mut bytes = 0;
        for (done, file) in plan.puts.iter().map(|put| &self.job.files[put.file]).enumerate() {
            let content = super::read(&local(&self.job.output, &file.path), file)?;
            if let Err(error) = put(out, &file.path, &content) {
                return Ok(Err(error));
            }
            bytes += file.length;
            watcher.progress(done + 1, bytes);
        }
        Ok(out.flush())
    }

    /// The same files in a commit that has none before it.
    fn without_history(&self, commit: &str, next: &Manifest) -> Result<String> {
        let tree = format!("{commit}^{{tree}}");
        let made = self.run(self.git(&["commit-tree", &tree]), message(next).as_bytes())?;
        Ok(String::from_utf8_lossy(&made).trim().to_owned())
    }

    fn push(&self, head: Option<&str>, commit: &str) -> Result<()> {
        // Only if the branch is still as it was read.
        let lease = format!("--force-with-lease={}:{}", self.name, head.unwrap_or_default());
        let pushed = format!("{commit}:{}", self.name);
        self.run(self.git(&["push", "--quiet", "--no-verify", &lease, "--", &self.remote, &pushed]), &[]).map(drop)
    }
}

fn message(next: &Manifest) -> String {
    format!("Publish {}\n\nRoot {}\n", next.site, next.root)
}

fn put(out: &mut impl Write, path: &str, bytes: &[u8]) -> std::io::Result<()> {
    writeln!(out, "M {FILE_MODE} inline {}", quoted(path))?;
    data(out, bytes)
}

fn data(out: &mut impl Write, bytes: &[u8]) -> std::io::Result<()> {
    writeln!(out, "data {}", bytes.len())?;
    out.write_all(bytes)?;
    out.write_all(b"\n")
}

/// A path as fast-import reads it: one with a line break, or that begins with a quote, in quotes.
fn quoted(path: &str) -> String {
    if !path.starts_with('"') && !path.contains(['\n', '\\']) {
        return path.to_owned();
    }
    format!("\"{}\"", path.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

#[expect(clippy::needless_pass_by_value, reason = "it stands where errors are mapped")]
fn no_git(error: std::io::Error) -> Fault {
    let why = match error.kind() {
        std::io::ErrorKind::NotFound => "it is not installed; install git".to_owned(),
        _ => error.to_string(),
    };
    Fault::Program { program: "git".to_owned(), why }
}
