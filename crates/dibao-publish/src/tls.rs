//! What connections are encrypted by.

/// Chooses ring for this process: any other provider of rustls would have to be compiled from C.
pub fn use_ring() {
    // It fails only if there is one already, and that is this one.
    _ = rustls::crypto::ring::default_provider().install_default();
}
