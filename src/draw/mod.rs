//! Pictures of work that flows: for a slide, a document, a wiki, a process
//! engine.
//!
//! A [`Picture`] says what is to be seen and nothing of how: stages, ends and
//! states as [`Node`]s, moves as [`Edge`]s, parts of the whole as [`Band`]s, who
//! works where as [`Lane`]s, what people should know besides as [`Annotation`]s. Each
//! format is a function of the picture alone.
//!
//! - what is to be seen: [`Picture`], [`Node`] and [`NodeKind`], [`Edge`] and
//!   [`EdgeKind`], [`Band`], [`Lane`], [`Badge`], [`Mark`] and its [`Level`], [`Annotation`];
//! - laid out here, in the direction of a [`Flow`]: [`Picture::to_svg`],
//!   [`Picture::to_bpmn`];
//! - laid out by who reads it: [`Picture::to_mermaid`], [`Picture::to_dot`].
//!
//! ```
//! use sales_process::draw::{Edge, EdgeKind, Node, NodeKind, Picture};
//!
//! let mut picture = Picture::new("web", "Web shop");
//! let ask = picture.add(Node::new("ask", NodeKind::Stage, "Take the request"));
//! let won = picture.add(Node::new("won", NodeKind::Won, "Paid"));
//! let lost = picture.add(Node::new("lost", NodeKind::Lost, "Gone"));
//! picture.connect(Edge::new(ask, won).label("40%"));
//! picture.connect(Edge::new(ask, lost).kind(EdgeKind::Lost));
//! assert!(picture.to_svg().starts_with("<svg"));
//! assert!(picture.to_mermaid().contains("Take the request"));
//! ```
//!
//! A pipeline is put into a picture by [`process::Drawing`](crate::process::Drawing),
//! the state machines by [`lifecycle::picture`](crate::lifecycle::picture).
//!
//! # Invariants
//!
//! This room knows nothing of pipelines, processes or languages. The same
//! picture gives the same bytes. Every text of a user is shown as text: control
//! characters and characters that turn the direction of writing are shown by a
//! sign. Nothing is shown by colour alone: a shape, a style of line, a sign or a
//! word says it, too.

mod bpmn;
mod caption;
#[cfg(test)]
pub(crate) mod dice;
mod dot;
mod layout;
mod mermaid;
mod picture;
mod svg;
pub(crate) mod text;
pub(crate) mod xml;

pub use picture::{
    Annotation, Badge, Band, BandKey, Edge, EdgeKind, Flow, Lane, LaneKey, Level, Mark, Node,
    NodeKey, NodeKind, Picture,
};
