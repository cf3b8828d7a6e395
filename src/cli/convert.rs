//! `dibao convert`.

use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::error::Error;
use crate::markdown::convert_markdown;
use crate::script::{Chain, Convert, Engine, Script};

#[derive(clap::Args)]
#[command(group = clap::ArgGroup::new("how").required(true).multiple(true).args(["to", "config"]))]
pub(super) struct Arguments {
    /// Files to convert, one after the other, to standard output; standard input if there are none
    files: Vec<PathBuf>,
    /// The script to convert to: zh-Hans, zh-Hant, zh-Hant-TW or zh-Hant-HK
    #[arg(long, value_name = "SCRIPT", conflicts_with = "config")]
    to: Option<Script>,
    /// The script to convert from; if absent, zh-Hans, or zh-Hant when converting to zh-Hans
    #[arg(long, value_name = "SCRIPT", requires = "to")]
    from: Option<Script>,
    /// Convert by one of OpenCC's configurations instead, such as s2twp
    #[arg(long, value_name = "NAME")]
    config: Option<String>,
    /// The input is plain text, not Markdown: convert every character
    #[arg(long)]
    plain: bool,
    /// What converts
    #[arg(long, value_enum, default_value_t)]
    engine: Engine,
}

pub(super) fn run(arguments: &Arguments) -> Result<ExitCode, Error> {
    let converter = converter(arguments)?;
    if arguments.files.is_empty() {
        let mut bytes = Vec::new();
        std::io::stdin().lock().read_to_end(&mut bytes).map_err(|source| Error::Read { source })?;
        convert_one(bytes, Path::new("standard input"), converter.as_ref(), arguments.plain)?;
    }
    for file in &arguments.files {
        let bytes = fs_err::read(file).map_err(|source| Error::Read { source })?;
        convert_one(bytes, file, converter.as_ref(), arguments.plain)?;
    }
    Ok(ExitCode::SUCCESS)
}

fn converter(arguments: &Arguments) -> Result<Box<dyn Convert>, Error> {
    match (&arguments.config, arguments.to) {
        (Some(config), _) => Ok(arguments.engine.open(config)?),
        (None, to) => {
            let to = to.unwrap_or(Script::Hant);
            let from = arguments.from.unwrap_or(if to == Script::Hans { Script::Hant } else { Script::Hans });
            Ok(Box::new(Chain::between(arguments.engine, from, to)?))
        }
    }
}

fn convert_one(bytes: Vec<u8>, name: &Path, converter: &dyn Convert, plain: bool) -> Result<(), Error> {
    let text = String::from_utf8(bytes).map_err(|error| {
        let line = error.as_bytes()[..error.utf8_error().valid_up_to()].iter().filter(|&&byte| byte == b'\n').count() + 1;
        Error::Other(format!("{}:{line}: the text is not UTF-8 from here on, so nothing of it is converted. Try `iconv -f GB18030 -t UTF-8` first.", name.display()))
    })?;
    let converted = if plain { converter.convert(&text) } else { convert_markdown(&text, converter) };
    super::say_bytes(converted.as_bytes())
}
