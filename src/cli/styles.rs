//! How text looks on a terminal. Print it through `anstream`, which drops styles elsewhere.

use anstyle::{AnsiColor, Style};

pub(super) const STRONG: Style = Style::new().bold();
pub(super) const MARKED: Style = AnsiColor::Yellow.on_default().bold();
pub(super) const ERROR: Style = AnsiColor::BrightRed.on_default().bold();
pub(super) const QUIET: Style = Style::new().dimmed();
