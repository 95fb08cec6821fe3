//! Pictures of a pipeline: for a slide, a document, a wiki, a process engine.
//!
//! A [`Picture`] says what is to be seen and nothing of how: stages, ends and
//! states as [`Node`]s, moves as [`Edge`]s, the subprocesses as [`Band`]s, the
//! roles as [`Lane`]s, what people should know besides as [`Note`]s. Each format
//! is a function of the picture alone. A [`Drawing`] makes the picture of a
//! pipeline; anything else that has nodes and edges can be put into a picture
//! by hand.
//!
//! - what is drawn: [`Drawing`] of a pipeline, with [`Level`] for what a linter
//!   or a person has marked, and the fixed [`Words`] in the language of the reader;
//! - the picture: [`Picture`], [`Node`] and [`NodeKind`], [`Edge`] and [`EdgeKind`],
//!   [`Band`], [`Lane`], [`Badge`], [`Mark`], [`Note`];
//! - laid out: [`Picture::to_svg`], [`Picture::to_bpmn`].
//!
//! ```
//! use sales_process::process::Drawing;
//! use sales_process::process::{PipelineDraft, Stage};
//!
//! let pipeline = PipelineDraft::new("web")
//!     .stage(Stage::new("request", "Take the request").start())
//!     .won("won")
//!     .lost("lost")
//!     .go("request", "won")
//!     .go("request", "lost")
//!     .build()?;
//! let picture = Drawing::of(&pipeline).picture();
//! assert_eq!(picture.nodes().len(), 4); // the start mark, the stage, two ends
//! # Ok::<(), sales_process::process::Problems>(())
//! ```
//!
//! # Invariants
//!
//! The same picture gives the same bytes. Every text of a user is shown as
//! text, whatever characters it has. Nothing is told by colour alone: a shape, a
//! style of line, a sign or a word says it, too.

mod bpmn;
mod caption;
mod dot;
mod layout;
mod mermaid;
pub(crate) mod picture;
mod svg;
pub(crate) mod text;
pub(crate) mod words;
pub(crate) mod xml;

pub use picture::{
    Badge, Band, BandKey, Edge, EdgeKind, Lane, LaneKey, Level, Mark, Node, NodeKey, NodeKind,
    Note, Picture,
};
pub use words::Words;
