//! `sales-process`: the answers of the crate on the command line.
//!
//! One file for each command: what it takes, and a function from that to what
//! is to be printed. [`input`] reads files and options, [`output`] writes; the
//! library itself opens no file. A command prints all of its answer or none of
//! it, and ends with 0 (fine), 1 (warnings, or something was set aside), 2
//! (errors, of `lint`) or 3 (something cannot be read, or an option is wrong).

mod analyze;
mod audit;
mod completions;
mod diff;
mod explain;
mod fix;
mod forecast;
mod handoff;
mod history;
mod import;
mod input;
mod kpi;
mod kpi_data;
mod lint;
mod output;
mod playbook;
#[cfg(feature = "preview")]
mod preview;
mod propose;
mod repeat;
mod schema;
mod simulate;
mod sql;
mod stages;
mod tables;
mod what_if;

use std::process::ExitCode;

use clap::error::ErrorKind;
use clap::{Parser, Subcommand};
use sales_process::value::Limit;

use output::{Answer, say};

/// How a company sells, modelled: propose, check and draw sales pipelines; say who is a regular
/// customer, who orders next and how the figures are.
#[derive(Debug, Parser)]
#[command(name = "sales-process", bin_name = "sales-process", version, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 fine, 1 warnings or something set aside, 2 errors (of `lint`), \
                        3 cannot be read or bad options."
)]
struct Cli {
    /// Read more than usual, or less: `document_bytes`, `file_bytes`, `stages`, `moves`, `columns`,
    /// `values` or `report_months`, such as `stages=20000`
    #[arg(long, global = true, value_name = "NAME=NUMBER", value_parser = input::limit)]
    #[arg(help_heading = "Limits", hide_short_help = true)]
    limit: Vec<(Limit, u64)>,
    #[command(subcommand)]
    command: Command,
}

/// The commands, in the order in which a newcomer meets them.
#[derive(Debug, Subcommand)]
enum Command {
    Propose(propose::Args),
    Lint(lint::Args),
    Explain(explain::Args),
    Fix(fix::Args),
    Analyze(analyze::Args),
    Diff(diff::Args),
    WhatIf(what_if::Args),
    Playbook(playbook::Args),
    #[cfg(feature = "preview")]
    Preview(preview::Args),
    Import(import::Args),
    Handoff(handoff::Args),
    Repeat(repeat::Args),
    Sql(sql::Args),
    History(history::Args),
    Forecast(forecast::Args),
    Simulate(simulate::Args),
    Kpi(kpi::Args),
    Schema(schema::Args),
    Audit(audit::Args),
    Completions(completions::Args),
}

impl Command {
    fn run(&self) -> Result<Answer, String> {
        match self {
            Self::Propose(args) => args.run(),
            Self::Lint(args) => args.run(),
            Self::Explain(args) => args.run(),
            Self::Fix(args) => args.run(),
            Self::Analyze(args) => args.run(),
            Self::Diff(args) => args.run(),
            Self::WhatIf(args) => args.run(),
            Self::Playbook(args) => args.run(),
            #[cfg(feature = "preview")]
            Self::Preview(args) => args.run(),
            Self::Import(args) => args.run(),
            Self::Handoff(args) => args.run(),
            Self::Repeat(args) => args.run(),
            Self::Sql(args) => args.run(),
            Self::History(args) => args.run(),
            Self::Forecast(args) => args.run(),
            Self::Simulate(args) => args.run(),
            Self::Kpi(args) => args.run(),
            Self::Schema(args) => args.run(),
            Self::Audit(args) => args.run(),
            Self::Completions(args) => args.run(),
        }
    }
}

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return refused(&error),
    };
    input::set_limits(&cli.limit);
    match cli.command.run().and_then(Answer::print) {
        Ok(code) => ExitCode::from(code),
        Err(message) => {
            say(&message);
            ExitCode::from(3)
        }
    }
}

/// Help that was asked for is printed as it is; a wrong option is one line.
fn refused(error: &clap::Error) -> ExitCode {
    if matches!(error.kind(), ErrorKind::DisplayHelp | ErrorKind::DisplayVersion) {
        // Whoever reads help and goes away has seen enough.
        drop(error.print());
        return ExitCode::SUCCESS;
    }
    let told = error.to_string();
    let parts = told.lines().map(str::trim).filter(|line| !line.is_empty());
    let parts =
        parts.take_while(|line| !line.starts_with("Usage:") && !line.starts_with("For more"));
    let line = parts.collect::<Vec<_>>().join(" ");
    let line = line.strip_prefix("error: ").unwrap_or(&line);
    let usage = told.lines().find_map(|line| line.trim().strip_prefix("Usage: "));
    say(&match usage {
        Some(usage) => format!("{line}; usage: {usage}"),
        None => line.to_owned(),
    });
    ExitCode::from(3)
}
