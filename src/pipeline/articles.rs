//! Articles as they are composed, for forms other than pages.

use std::path::Path;

use rayon::prelude::*;

use super::load::{Loaded, configure, load};
use super::options::Options;
use crate::diagnostic::Report;
use crate::error::Error;
use crate::render::{ArticlePage, Outcome, Renderer, Wants};

/// How many articles are composed at once: enough for the processors, and few in memory.
const AT_ONCE: usize = 64;

/// Composes every article of the site in `root`, newest first, and gives it to `print`, which makes of it whatever it
/// wants: no template is read and nothing is written. Returns what was found in the articles.
///
/// # Errors
/// When the configuration is wrong, or those of `print`.
pub fn articles(
    root: &Path,
    options: &Options,
    print: &mut dyn FnMut(&ArticlePage) -> Result<(), Error>,
) -> Result<Report, Error> {
    let Loaded { site, mut diagnostics, .. } = load(root, configure(root, options)?, options, None)?;
    let renderer = Renderer::new(&site, Wants::default(), &mut diagnostics)?;
    for jobs in renderer.plan_articles().chunks(AT_ONCE) {
        let compose = |id| {
            let mut outcome = Outcome::default();
            let article = renderer.compose(id, &mut outcome);
            (article, outcome)
        };
        let composed: Vec<(ArticlePage, Outcome)> =
            jobs.par_iter().filter_map(|job| job.article()).map(compose).collect();
        for (article, outcome) in composed {
            print(&article)?;
            diagnostics.extend(outcome.diagnostics);
        }
    }
    diagnostics.retain(|found| !found.kind.is_for_check());
    Ok(Report::new(diagnostics))
}
