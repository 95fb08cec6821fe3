//! Reading `stages.csv`.

use std::path::Path;

use sales_process::Zone;
use sales_process::history::StageLog;
use sales_process::history::csv::{self, StagesError};

use crate::input::open;
use crate::tables::{SetAside, TableArgs, Told};

/// The stage history of a file; one without rows is refused.
pub(crate) fn read_stages(
    file: &Path,
    args: &TableArgs,
    zone: Option<Zone>,
) -> Result<(StageLog, Told), String> {
    let mut told = Told::new(file);
    let mut aside = SetAside::default();
    let bad = |error: StagesError| {
        if !args.skip_bad {
            return Err(error);
        }
        aside.add(&format!("{}: {error}", file.display()));
        Ok(())
    };
    let log = csv::read(open(file)?, &args.options(zone), bad, |notice| told.say(&notice));
    let log = log.map_err(|error| {
        let cause = std::error::Error::source(&error).map(|cause| format!(": {cause}"));
        format!("{}: {error}{}", file.display(), cause.unwrap_or_default())
    })?;
    if log.rows() == 0 {
        return Err(format!("{}: there are no rows in the file", file.display()));
    }
    told.set_aside(&aside);
    Ok((log, told))
}
