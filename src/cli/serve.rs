//! `dibao serve`: shows the archive to this machine alone, unless it is told otherwise, and keeps what
//! it shows up to date.

use std::net::{IpAddr, Ipv4Addr};
use std::process::ExitCode;

use super::now::Days;
use super::terminal::Root;
use crate::error::Error;

#[derive(clap::Args)]
#[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "nothing reads them, but `--help` tells of them"))]
pub(super) struct Arguments {
    #[command(flatten)]
    root: Root,
    #[command(flatten)]
    days: Days,
    /// The port; the next free one if it is taken
    #[arg(long, default_value_t = 8000)]
    port: u16,
    /// The address to listen at
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    bind: IpAddr,
    /// A name of this machine by which others may ask for pages
    #[arg(long = "allow-host", value_name = "NAME")]
    hosts: Vec<String>,
    /// Build drafts too
    #[arg(long)]
    drafts: bool,
    /// Open the home page in a browser
    #[arg(long)]
    open: bool,
}

#[cfg(not(feature = "serve"))]
pub(super) fn run(_: &Arguments) -> Result<ExitCode, Error> {
    let said = "This dibao was built without the feature `serve`. Install one that has it, or let any web server show \
                the folder that `dibao build` writes.";
    Err(Error::Other(said.to_owned()))
}

#[cfg(feature = "serve")]
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    use std::net::SocketAddr;
    use std::time::Instant;

    use super::build;
    use crate::serve::{Preview, Settings};

    let started = Instant::now();
    let days = arguments.days.clone();
    let settings = Settings {
        root: arguments.root.root.clone(),
        address: SocketAddr::new(arguments.bind, arguments.port),
        hosts: arguments.hosts.clone(),
        drafts: arguments.drafts,
        future: arguments.days.future,
        now: Box::new(move || days.now()),
    };
    let hint = arguments.root.hint();
    let preview = build::with_progress("pages", |progress| Preview::new(settings, progress))?;
    build::print(&preview.summary, started, &hint)?;
    let url = preview.url.clone();
    if !arguments.bind.is_loopback() {
        anstream::eprintln!("Anybody who can reach this machine can read the archive at {url}.");
    }
    super::terminal::say(&format!("Serving at {url} (Ctrl-C ends it). What changes is built and shown at once.\n"))?;
    if arguments.open && open::that_detached(&url).is_err() {
        anstream::eprintln!("No browser could be opened; the address is {url}.");
    }
    preview.run(move |result| tell(result, &hint))?;
    Ok(ExitCode::SUCCESS)
}

/// Tells of a later build. That nobody reads it is no reason to end.
#[cfg(feature = "serve")]
fn tell(result: &Result<crate::pipeline::Summary, Error>, hint: &str) {
    use super::build;
    use super::terminal::counted;

    match result {
        Ok(summary) => {
            build::print_findings(summary, hint);
            let files = counted(summary.written + summary.removed, "file");
            anstream::eprintln!("Built again: {files} changed.");
        }
        Err(error) => anstream::eprintln!("{error}\nThe pages are as they were before."),
    }
}
