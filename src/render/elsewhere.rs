//! What facets are now of which the archive does not know: what things are called in the scripts of the site, its menus,
//! the order of its indexes.

use super::renderer::Renderer;
use super::rights::{license_of, notice_of};
use super::run::Run;
use super::view;
use crate::address::AddressId;
use crate::archive::EntityId;
use crate::links::{Issue, IssueId, SourceId};
use crate::reads::{Elsewhere, Facet, Trace, hash};
use crate::script::Script;

impl Renderer {
    /// A hash of what something is in each script of the site.
    fn in_each_script<T: std::hash::Hash>(&self, value: impl Fn(&view::Shared) -> T) -> u64 {
        hash(&self.shared.iter().map(value).collect::<Vec<T>>())
    }
}

impl Renderer {
    /// Whether anything is told of the rights in any article.
    pub(super) fn any_rights_told(&self) -> bool {
        let mut articles = self.site.archive().articles.iter().map(|article| &*article.meta);
        articles.any(|meta| license_of(meta, &self.config).is_some() || notice_of(meta, &self.config).is_some())
    }
}

impl Elsewhere for Renderer {
    fn entity(&self, id: EntityId) -> u64 {
        self.in_each_script(|shared| shared.name_of(id).to_owned())
    }

    fn source(&self, id: SourceId) -> u64 {
        self.in_each_script(|shared| shared.title_of_source(id).to_owned())
    }

    fn issue(&self, id: IssueId) -> u64 {
        let links = self.site.links();
        let Issue { source, edition, number, .. } = &links.issues[id];
        let text = |text: &Option<String>, to: Script| {
            text.as_ref().map(|text| self.converters.text(text, links.sources[*source].script, to))
        };
        self.in_each_script(|shared| (text(edition, shared.script), text(number, shared.script)))
    }

    fn other(&self, facet: &Facet) -> u64 {
        let entities = &self.site.archive().entities;
        let address = |id: EntityId| AddressId::of(&entities[id].path);
        match facet {
            Facet::Site => self.in_each_script(|shared| shared.site_hash),
            Facet::Index(kind, number) => {
                self.shared.get(usize::from(*number)).map_or(0, |shared| shared.index_hash(*kind, &address))
            }
            Facet::Busiest(kind) => self.in_each_script(|shared| shared.busiest_hash(*kind, &address)),
            Facet::TellsRights => u64::from(self.any_rights_told()),
            Facet::FormerLists => Run::new(self, &Trace::default()).former_lists().hash(),
            _ => 0,
        }
    }
}
