//! The key that packs are signed with, and its password.

use std::io::IsTerminal as _;
use std::path::PathBuf;

use crate::disk;
use crate::error::Error;
use crate::pack::Signer;

/// Has the password of the key where nobody is at a terminal.
const VARIABLE: &str = "DIBAO_SIGN_PASSWORD";

#[derive(clap::Args)]
pub(super) struct Signing {
    /// Sign the packs with this secret key of minisign
    #[arg(long, value_name = "KEYFILE")]
    sign: Option<PathBuf>,
    /// The password of the key, in a file; else from DIBAO_SIGN_PASSWORD, or asked
    #[arg(long, value_name = "FILE", requires = "sign")]
    password_file: Option<PathBuf>,
}

impl Signing {
    /// Whoever signs, if somebody is to.
    ///
    /// # Errors
    /// When the key cannot be read or opened.
    pub(super) fn signer(&self) -> Result<Option<Signer>, Error> {
        self.sign.as_deref().map(|key| Signer::read(key, || self.password())).transpose()
    }

    fn password(&self) -> Result<String, Error> {
        if let Some(file) = &self.password_file {
            let text = disk::read_to_string(file).map_err(|source| Error::Read { source })?;
            return Ok(text.lines().next().unwrap_or_default().to_owned());
        }
        #[expect(clippy::disallowed_methods, reason = "no byte of a pack but its signature depends on it")]
        if let Ok(password) = std::env::var(VARIABLE) {
            return Ok(password);
        }
        if !std::io::stdin().is_terminal() {
            let said = format!(
                "The key has a password, and nobody is at a terminal to be asked. Give it by `--password-file FILE` or \
                 in {VARIABLE}."
            );
            return Err(Error::Other(said));
        }
        let asked = rpassword::prompt_password("Password of the key: ");
        asked.map_err(|error| Error::Other(format!("The password cannot be asked: {error}.")))
    }
}
