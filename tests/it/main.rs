//! The crate as an application sees it, in one binary.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]
#![allow(clippy::too_many_lines, reason = "a snapshot is as long as what it shows")]
#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    clippy::float_cmp,
    clippy::items_after_statements,
    clippy::needless_pass_by_value,
    clippy::struct_excessive_bools,
    clippy::type_complexity,
    reason = "helpers of tables: short at the call, numbers small"
)]

mod adopting;
mod analysis;
mod analyze_command;
mod assignment;
mod at_risk;
mod audit;

mod boundaries;
mod change;
mod chart;
mod closing;
mod commands;
mod compile_fail;
mod corrections;
mod criteria;
mod customer;
mod daily_files;
mod deal;
mod deal_payments;
mod demands;
mod designer;
mod document;
mod document_errors;
mod document_parts;
mod drawing;
mod files;
mod fix_command;
mod fixing;
mod forms;
mod fuzzed;
mod handing_over;
mod handoff;
mod handoff_command;
mod history;
mod history_commands;
mod house;
mod import;
mod journal;
mod kept;
mod kpi;
mod kpi_adopted;
mod kpi_cohort;
mod kpi_command;
mod kpi_cycle;
mod kpi_forecast;
mod kpi_journal;
mod kpi_pipeline_value;
mod kpi_stats;
mod kpi_survival;
mod kpi_whole;
mod laws;
mod lead;
mod lint;
mod lint_command;
mod loyalty;
mod loyalty_laws;
mod merging;
mod migrate;
mod opening;
mod options;
mod outputs;
mod parts;
mod playbook;
mod playbook_command;
mod playbook_kpis;
mod propose;
mod propose_command;
mod quickstart_command;
mod random_moves;
mod random_process;
mod readme;
mod repeat_command;
mod reported;
mod requests;
mod samples;
mod seven_broken;
mod shown;
mod simulate;
mod sketch;
mod sql;
mod status;
mod stored;
mod succession;
mod table_kinds;
mod tables;
mod texts;
mod told;
mod walk;
mod well_known;
mod what_if;
mod who_orders;
mod wire;
