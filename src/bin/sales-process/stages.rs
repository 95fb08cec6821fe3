//! Reading `stages.csv`.

use std::path::Path;

use sales_process::history::StageLog;
use sales_process::history::csv::{self, StagesError};
use sales_process::process::Pipeline;
use sales_process::value::PipelineId;
use sales_process::{Currency, Rates, SalesProcess, Zone};

use crate::input::{open, pipeline_of};
use crate::tables::{SetAside, TableArgs, Told};

/// A row so many days after all others is told: it is likely a slip.
const FAR: i64 = 365;

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
        return Err(aside.of_nothing(&format!("{}: there are no rows in the file", file.display())));
    }
    told.set_aside(&aside);
    let far = log.gap_before_last().filter(|gap| gap.num_days() > FAR);
    if let Some((gap, last)) = far.zip(log.as_of()) {
        told.say(&format!(
            "the last instant, {}, lies {} days after all others; what is open is taken to be open \
             until then",
            last.format("%Y-%m-%d"),
            gap.num_days(),
        ));
    }
    Ok((log, told))
}

/// The same with amounts in one currency, where rates are given.
pub(crate) fn converted(
    log: StageLog,
    rates: Option<&(Rates, Currency)>,
    zone: Zone,
    told: &mut Told,
) -> Result<StageLog, String> {
    let Some((rates, to)) = rates else { return Ok(log) };
    let converted = log.converted(rates, *to, zone);
    let bad = |(deal, error)| format!("{}: deal `{deal}`: {error}", told.file.display());
    let (log, used) = converted.map_err(bad)?;
    told.rates(used);
    Ok(log)
}

/// The pipeline of a process that is named or, where none is, the first that deals
/// of the history ran by; the first of all where they ran by none.
pub(crate) fn pipeline_in<'a>(
    process: &'a SalesProcess,
    file: &Path,
    id: Option<&str>,
    log: &StageLog,
) -> Result<&'a Pipeline, String> {
    let log = log.assigned(process.pipelines());
    let ran_by = log.pipelines();
    let own = process.pipelines().iter().find(|it| id.is_none() && ran_by.contains(&it.id()));
    own.map_or_else(|| pipeline_of(process, file, id), Ok)
}

/// The deals of one pipeline of a process. What is of others is told, and refused
/// where there is nothing else; so are stages that the pipeline does not have.
pub(crate) fn stages_of(
    process: &SalesProcess,
    pipeline: &Pipeline,
    log: &StageLog,
    told: &mut Told,
) -> Result<StageLog, String> {
    let why = if log.pipelines().is_empty() {
        "; no row names one, and a deal is taken to run by the pipeline that has most of its stages"
    } else {
        ""
    };
    let log = log.assigned(process.pipelines());
    let own = log.in_pipeline(pipeline.id().as_str());
    let ids = log.pipelines().into_iter().map(PipelineId::as_str);
    let others: Vec<&str> = ids.filter(|id| *id != pipeline.id().as_str()).collect();
    if !others.is_empty() {
        let words = format!(
            "{} of {} rows are of pipeline `{}`; those of `{}` are not in the answer{why}",
            own.rows(),
            log.rows(),
            pipeline.id(),
            others.join("`, `"),
        );
        if own.rows() == 0 {
            return Err(format!("{}: {words}; name one with `--pipeline`", told.file.display()));
        }
        told.say(&words);
    }
    for (id, (rows, near)) in own.unknown_in(pipeline) {
        let near = near.map_or(String::new(), |near| format!(", did you mean `{near}`?"));
        told.say(&format!(
            "`{id}` is no stage or outcome of pipeline `{}` ({rows} row{}){near}",
            pipeline.id(),
            if rows == 1 { "" } else { "s" },
        ));
    }
    Ok(own)
}
