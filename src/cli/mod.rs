//! The command line: reads the arguments, calls the library, prints, and sets the exit code.
//!
//! Exit codes: 0, all is well; 1, done, but some input is wrong and was left out; 2, nothing
//! done, because the arguments, the configuration or the machine did not allow it.

mod aliases;
mod build;
mod check;
mod convert;
mod list;
mod new;
mod now;
mod pack;
mod publish;
mod serve;
mod signing;
mod styles;
mod summed;
mod terminal;
mod theme;
mod verify;

use std::process::ExitCode;
use std::sync::LazyLock;

use clap::{CommandFactory, Parser, Subcommand};

use terminal::{STOPPED, say};

use crate::error::Error;

/// The version, and which optional features this binary has.
static LONG_VERSION: LazyLock<String> = LazyLock::new(|| {
    let features = [
        ("serve", cfg!(feature = "serve")),
        ("pictures", cfg!(feature = "pictures")),
        ("highlight", cfg!(feature = "highlight")),
        ("avif", cfg!(feature = "avif")),
        ("opencc-rust", cfg!(feature = "opencc-rust")),
    ];
    let features: Vec<String> =
        features.iter().map(|(name, is_there)| format!("{}{name}", if *is_there { '+' } else { '-' })).collect();
    format!("{}\nfeatures: {}", env!("CARGO_PKG_VERSION"), features.join(" "))
});

/// Build a Chinese news archive as a site in both scripts.
#[derive(Parser)]
#[command(name = "dibao", version, long_version = LONG_VERSION.as_str(), about, propagate_version = true)]
#[command(after_help = "Examples:
  dibao new my-archive          begin an archive in the folder my-archive
  dibao build                   build the archive in this folder into public/
  dibao serve                   build it and show it at http://127.0.0.1:8000/
  dibao convert --to zh-Hant < article.md

Documentation: README.md and docs/ in dibao's source.")]
struct Cli {
    #[command(subcommand)]
    command: Command,
    /// How many threads to use; as many as there are cores by default
    #[arg(long, global = true, value_name = "N")]
    threads: Option<usize>,
}

#[derive(Subcommand)]
enum Command {
    /// Begin an archive, or take over one that is there
    #[command(after_help = "Examples:
  dibao new my-archive && dibao build --root my-archive
  dibao new my-archive --from ../old-blog       build a tree of another generator where it is
  dibao new --from .                            put the book.toml into the tree itself")]
    New(new::Arguments),
    /// Build the archive into static pages
    #[command(after_help = "Examples:
  dibao build                                   build into public/
  dibao build --out /srv/www --base-url https://news.example/
  dibao build --json | jq '.diagnostics[]'      what was found, for machines
  dibao build --timings                         how long each phase took

Exit codes: 0 built; 1 built, but some input was left out or is wrong; 2 not built.")]
    Build(build::Arguments),
    /// Build the archive and send it to where readers find it
    #[command(after_help = "Examples:
  dibao publish                    to the first target in book.toml
  dibao publish --dry-run          only what would change
  dibao publish mirror --yes       to the target named mirror, without asking
  dibao publish --all              to every target
  dibao publish --json | jq '.[].report.changed[]'

Targets are in book.toml; docs/publishing.md tells how to set one up, and where keys and passwords
are. The network is the business of the program dibao-publish, which lies beside dibao.

Exit codes: 0 published, or nothing to do; 1 published, but there are errors to be looked at; 2 not published.")]
    Publish(publish::Arguments),
    /// Build the archive and pack it for people who cannot reach the site
    #[command(after_help = "Examples:
  dibao pack zip                    dist/TITLE-DATE.zip, which every system opens
  dibao pack folder --out /media/stick
  dibao pack zip tar.zst            both in one pass
  dibao pack zim --event floods-2026    the articles about one event, for Kiwix
  dibao pack zip --json | jq -r '.packs[].path'
  dibao pack zip folder --sign minisign.key    so that readers can prove whose it is

docs/offline.md tells which form to give to whom.

Exit codes: 0 packed; 1 packed, but the build found errors; 2 not packed.")]
    Pack(pack::Arguments),
    /// Tell whether a pack, a published folder or a saved page is as it was made
    #[command(after_help = "Examples:
  dibao verify news-2024-07-06.zip     every byte, against its own manifest
  dibao verify news.zim --root 3c1c…   and against the root that the publisher has told elsewhere
  dibao verify news/ --key RWQ…        and against the publisher's key
  dibao verify new.zip old.zip         what was added, changed, withdrawn, or is missing
  dibao verify page.html news.zip      whether a page that was saved alone is of this copy
  dibao verify page.html --proof page.proof --root 3c1c…

docs/verifying.md tells what each of these proves.

Exit codes: 0 sound; 1 not as it should be; 2 not verified.")]
    Verify(verify::Arguments),
    /// Make the proof that a page belongs to a copy, for whoever has the page alone
    #[command(after_help = "Examples:
  dibao prove zh-hans/2024/07/04/fenghui.html news.zip > page.proof
  dibao prove https://news.example/zh-hans/about.html www/dibao-manifest.json > page.proof

Exit codes: 0 proved; 2 not proved.")]
    Prove(verify::Proving),
    /// Look for what is wrong in the archive, without building it
    #[command(after_help = "Examples:
  dibao check                                 what is wrong, by kind
  dibao check --kind dead-link                every dead link
  dibao check --deny dead-link                fail if a link leads nowhere
  dibao check --host github-pages             whether that host takes it all
  dibao check --old-addresses sitemap.xml     whether each address of the old site leads on
  dibao check --conversion                    what ambiguous characters became, and what to read
  dibao check --conversion --audit-baseline glossary/reviewed.tsv --accept
  dibao check --conversion --audit-baseline glossary/reviewed.tsv    fail on anything new

Exit codes: 0 all is well; 1 something is wrong, new to the baseline, or more than a host takes; 2 not checked.")]
    Check(check::Arguments),
    /// Look for articles whose addresses are others than when the site was published last
    #[command(after_help = "Examples:
  dibao aliases                     which addresses lead nowhere since then
  dibao aliases --write             and write them into the front matter, so that they lead on
  dibao aliases --published old/data/articles

Exit codes: 0 every old address leads on; 1 some do not; 2 not compared.")]
    Aliases(aliases::Arguments),
    /// List the articles as they were read: date, title, language and file
    #[command(after_help = "Examples:
  dibao list | head
  dibao list --json | jq -r '.[] | select(.date == null) | .file'")]
    List(list::Arguments),
    /// Convert text or Markdown from one script to another
    #[command(after_help = "Examples:
  dibao convert --to zh-Hant < article.md            Markdown; code and links stay
  dibao convert --to zh-Hans --from zh-Hant-HK a.md b.md
  echo 鼠标 | dibao convert --plain --config s2twp    by one of OpenCC's configurations")]
    Convert(convert::Arguments),
    /// Build the archive, show it on this machine, and build what changes
    #[command(after_help = "Examples:
  dibao serve --open               http://127.0.0.1:8000/, or the next free port, in a browser
  dibao serve --drafts --port 9000
  dibao serve --bind 0.0.0.0 --allow-host desk.local    for others in the same network")]
    Serve(serve::Arguments),
    /// List, print or replace the files that make the pages' look
    #[command(after_help = "Examples:
  dibao theme list                     what can be replaced, and what this site replaces
  dibao theme show article.html        a built-in template
  dibao theme eject article.html       copy it into templates/, to be changed there
Colours, fonts and widths need no copy: docs/theme.md lists the properties for theme/site.css.")]
    Theme(theme::Arguments),
    /// Print a script that completes dibao's arguments in a shell
    #[command(after_help = "Example:\n  dibao completions bash > ~/.local/share/bash-completion/completions/dibao")]
    Completions {
        /// bash, zsh, fish, elvish or powershell
        shell: clap_complete::Shell,
    },
}

/// Runs the command line.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    if let Some(threads) = cli.threads {
        // The pool is built once, before anything uses it.
        if rayon::ThreadPoolBuilder::new().num_threads(threads).build_global().is_err() {
            return stopped(&Error::Other("The threads cannot be started.".to_owned()));
        }
    }
    let result = match cli.command {
        Command::New(arguments) => new::run(&arguments),
        Command::Build(arguments) => build::run(&arguments),
        Command::Publish(arguments) => publish::run(&arguments),
        Command::Pack(arguments) => pack::run(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Prove(arguments) => verify::run_prove(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Aliases(arguments) => aliases::run(&arguments),
        Command::List(arguments) => list::run(&arguments),
        Command::Convert(arguments) => convert::run(&arguments),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Theme(arguments) => theme::run(&arguments),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "dibao", &mut script);
            say(&String::from_utf8_lossy(&script)).map(|()| ExitCode::SUCCESS)
        }
    };
    result.unwrap_or_else(|error| stopped(&error))
}

/// Says why nothing was done.
fn stopped(error: &Error) -> ExitCode {
    match error {
        Error::Config(diagnostic) => anstream::eprintln!("{}", diagnostic.render()),
        other => anstream::eprintln!("{}", crate::diagnostic::headline(&other.to_string())),
    }
    ExitCode::from(STOPPED)
}
