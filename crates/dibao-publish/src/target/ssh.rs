//! The connection to a server by the user's own `ssh`, so that the configuration, the keys, the agent, the known hosts
//! and the jump hosts that work at the command line work here. It never asks anything.

use std::process::Stdio;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, BufReader};
use tokio::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command};
use tokio::sync::{Mutex, OnceCell};
use tokio::task::JoinHandle;
use tokio::time::timeout;
use url::Url;

use crate::fault::{Fault, Result};

/// The variable of the environment that names another program than `ssh`, with arguments, as git's `GIT_SSH_COMMAND`
/// does: a shell reads it.
pub const COMMAND: &str = "DIBAO_SSH_COMMAND";
/// How long a program that has closed its connection is waited for.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// Nothing asks, strangers are refused, nothing else goes through the connection, and a line that is dead for a minute
/// is given up. The first value that ssh is given is the one that holds, so that no configuration changes these.
const OPTIONS: [&str; 11] = [
    "BatchMode=yes",
    "StrictHostKeyChecking=yes",
    "ClearAllForwardings=yes",
    "ForwardAgent=no",
    "ForwardX11=no",
    "PermitLocalCommand=no",
    "RemoteCommand=none",
    "RequestTTY=no",
    "ConnectTimeout=30",
    "ServerAliveInterval=15",
    "ServerAliveCountMax=4",
];

/// A running `ssh`.
#[derive(Debug)]
pub struct Ssh {
    /// With what it says to standard error.
    child: Mutex<(Child, JoinHandle<String>)>,
    /// That, once it has ended.
    said: OnceCell<String>,
    host: String,
    /// What follows `ssh` on a command line to it.
    login: String,
}

impl Ssh {
    /// Starts it, with the pipes to the server's `sftp`.
    ///
    /// # Errors
    /// When there is no such program, or the address is wrong.
    pub fn start(url: &Url) -> Result<(Self, BufReader<ChildStdout>, ChildStdin)> {
        let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let user = percent_encoding::percent_decode_str(url.username()).decode_utf8_lossy().into_owned();
        let wrong = |why: &str| Fault::Target { to: format!("sftp://{host}"), why: why.to_owned() };
        if host.is_empty() || host.starts_with('-') || user.starts_with('-') {
            return Err(wrong("write it as `sftp://user@host/absolute/path` or `sftp://user@host/~/path`"));
        }
        if url.password().is_some() {
            return Err(wrong("a password may not stand in an address; let ssh log in by a key"));
        }
        let mut command = program();
        command.args(OPTIONS.iter().flat_map(|option| ["-o", option]));
        if let Some(port) = url.port() {
            command.args(["-p", &port.to_string()]);
        }
        if !user.is_empty() {
            command.args(["-l", &user]);
        }
        command.args(["-s", "--", &host, "sftp"]).kill_on_drop(true);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let none =
            || Fault::Program { program: "ssh".to_owned(), why: "it cannot be started; install OpenSSH".to_owned() };
        let mut child = command.spawn().map_err(|_| none())?;
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(stdin), Some(stdout), Some(stderr)) = pipes else { return Err(none()) };
        let child = Mutex::new((child, tokio::spawn(listen(stderr))));
        let port = url.port().map_or_else(String::new, |port| format!("-p {port} "));
        let name = if user.is_empty() { host.clone() } else { format!("{user}@{host}") };
        let ssh = Self { child, said: OnceCell::new(), host, login: format!("{port}{name}") };
        Ok((ssh, BufReader::new(stdout), stdin))
    }

    /// The address of the server, without whoever logs in.
    pub fn address(&self) -> String {
        format!("sftp://{}", self.host)
    }

    /// Why the connection has ended, while something was being done.
    pub async fn ended(&self, what: &str) -> Fault {
        let said = self.said.get_or_init(|| async {
            let (child, says) = &mut *self.child.lock().await;
            _ = timeout(LAST_WORDS, child.wait()).await;
            // A connection that several programs share may keep the pipe open.
            timeout(LAST_WORDS, says).await.ok().and_then(std::result::Result::ok).unwrap_or_default()
        });
        let said = said.await;
        self.explain(what, said)
    }

    /// What helps against what ssh says. It names users, keys and folders, which are nobody's business: none of it is
    /// repeated.
    fn explain(&self, what: &str, says: &str) -> Fault {
        let Self { host, login, .. } = self;
        let has = |words: &[&str]| words.iter().any(|word| says.contains(word));
        let remote = |why: String| Fault::Remote { what: what.to_owned(), why };
        let unreachable = |why: String| Fault::Unreachable { what: what.to_owned(), why };
        if has(&["IDENTIFICATION HAS CHANGED", "REVOKED"]) {
            return Fault::Access(format!(
                "the host key of {host} is another than the one in known_hosts: the server was set up anew, or somebody \
                 stands between. Ask who runs it; if the new key is right, `ssh {login}` tells how to \
                 remove the old one"
            ));
        }
        if has(&["Host key verification failed", "host key is known"]) {
            return Fault::Access(format!(
                "the host key of {host} is not in known_hosts. Run `ssh {login}` once, compare the key that it shows with \
                 the one that the server's owner tells, and accept it"
            ));
        }
        if has(&["Permission denied (", "Too many authentication failures", "No more authentication methods"]) {
            return Fault::Access(format!(
                "{host} accepts no key of yours for that user; load it with `ssh-add`, or name it as `IdentityFile` in ~/.ssh/config, \
                 and put its public half into the server's authorized_keys"
            ));
        }
        if has(&["Could not resolve hostname"]) {
            return unreachable(format!(
                "there is no host named {host}; correct `to` in book.toml, or look at the network"
            ));
        }
        if has(&["Connection refused"]) {
            return unreachable(format!("no SSH server listens at {host}; correct the port in `to`"));
        }
        if has(&["timed out", "No route to host", "Network is unreachable", "not responding"]) {
            return remote(format!("{host} cannot be reached; look at the network"));
        }
        if has(&["subsystem request failed"]) {
            return Fault::Access(format!("{host} has no SFTP; ask who runs it to turn it on"));
        }
        if has(&["Bad owner or permissions", "Bad configuration option", "bad configuration options"]) {
            let why =
                "it does not accept its own configuration; `ssh -G` and the name of the host tells why".to_owned();
            return Fault::Program { program: "ssh".to_owned(), why };
        }
        if has(&["not found", "No such file"]) && !has(&[host]) {
            let why = format!("it cannot be started; install OpenSSH, or correct {COMMAND}");
            return Fault::Program { program: "ssh".to_owned(), why };
        }
        remote(format!("the connection to {host} was cut"))
    }
}

/// The program: `ssh`, or what the environment names.
fn program() -> Command {
    match std::env::var(COMMAND) {
        Ok(command) if !command.trim().is_empty() => {
            let mut shell = Command::new("sh");
            shell.args(["-c", &format!("exec {command} \"$@\""), "ssh"]);
            shell
        }
        _ => Command::new("ssh"),
    }
}

/// What a program says at last; one that says a lot is read nevertheless, since it would stand still.
async fn listen(mut stderr: ChildStderr) -> String {
    const MOST: usize = 16 << 10;
    let (mut says, mut part) = (Vec::new(), [0; 1024]);
    while let Ok(length @ 1..) = stderr.read(&mut part).await {
        says.extend_from_slice(&part[..length]);
        says.drain(..says.len().saturating_sub(MOST));
    }
    String::from_utf8_lossy(&says).into_owned()
}
