//! Simulating deals and the people who work on them: waiting, utilisation,
//! wins, and how many people it takes.
//!
//! - [`Simulation`] runs a pipeline with the people of its process: a
//!   [`Simulated`] with [`SimulatedRole`] and [`SimulatedStage`];
//! - [`Simulation::with_people_for`] also searches the smallest staffing whose
//!   waits stay within a target: [`PeopleNeeded`];
//! - [`erlang_c_wait`] is the closed form of one queue.
//!
//! ```
//! use sales_process::SalesProcess;
//! use sales_process::process::{PipelineDraft, Role, RoleKind, Spread, Stage};
//! use sales_process::simulate::Simulation;
//!
//! let mut draft = SalesProcess::draft("shop", "Shop");
//! draft.roles.push(Role::new("hunter", RoleKind::Hunter).people(2).hours_per_week(40));
//! draft.pipelines.push(
//!     PipelineDraft::new("main")
//!         .stage(Stage::new("talk", "Talk").role("hunter").work_hours(3, Spread::Fixed).typical_days(5).start())
//!         .won("won")
//!         .go("talk", "won"),
//! );
//! let process = draft.build()?;
//! let simulated = Simulation::new(80.0, 120.0)?.run(&process, &process.pipelines()[0])?;
//! // 80 leads a month of 3 hours each are 240 of the 348 hours of two people.
//! let hunters = &simulated.roles[0];
//! assert!((hunters.utilisation.unwrap_or_default() - 0.69).abs() < 0.02);
//! // Everybody who asks is won; work, waiting and five days besides.
//! assert!((simulated.wins_per_month - 80.0).abs() < 4.0);
//! assert!(simulated.stages[0].mean_days.is_some_and(|days| days > 5.5));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is simulated
//!
//! Leads come as a Poisson stream and begin at each start equally often. In a
//! stage, the work (`work_hours`, fixed or exponential) is done by one person of
//! its role; the people of a role share one queue in order of arrival, one piece
//! of work each. Where a role has a `capacity`, each of its people has room for so
//! many deals: a deal has room from when it is taken on until it leaves the
//! role's stages in which there is work, and others wait outside, in order of
//! arrival. A person's hours a week (40 unless stated) are spread evenly
//! over seven days. After the work, the days of the stage (`mean_days`, or else
//! `typical_days`) pass, and the deal takes a move by its share; moves without
//! shares are equally likely, beside others in what these leave. Rework that a
//! deal has taken as often as it may (`max_passes`) leaves its share to the other
//! moves. Nobody waits for a role without `people`, and a stage without work or
//! role takes its days alone. A stage without moves is
//! left without a win. A month is 365.25/12 days.
//!
//! # Random numbers
//!
//! Each deal has its own, by Philox4x32-10 with the seed as key and the deal and
//! its visit as counter. So the same seed gives the same bits on any machine and
//! any number of cores, and two staffings are compared with the same deals
//! (common random numbers).
//!
//! # Agreement
//!
//! Waits of one queue with exponential work agree with [`erlang_c_wait`], and
//! deals in process with Little's law: arrivals × mean days.

mod engine;
mod erlang;
mod error;
mod figures;
mod network;
mod people;
mod simulation;

pub use erlang::erlang_c_wait;
pub use error::SimulationError;
pub use figures::{PeopleNeeded, Simulated, SimulatedRole, SimulatedStage};
pub use simulation::{MONTH_DAYS, Simulation};
