//! HTML as its tokenizer meets it, without a copy of anything.

use std::ops::ControlFlow;

use html5gum::emitters::callback::{CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// Shows the parts of a piece of HTML in order, until `see` has seen enough. Whether it saw all of them.
///
/// The function is called by reference so that the tokenizer, which is large, is compiled once for all callers.
pub(super) fn walk(html: &str, see: &mut dyn FnMut(&CallbackEvent<'_>) -> ControlFlow<()>) -> bool {
    let emitter = CallbackEmitter::new(|event: CallbackEvent<'_>, _: Span<()>| see(&event).is_break().then_some(()));
    Tokenizer::new_with_emitter(html, emitter).next().is_none()
}
