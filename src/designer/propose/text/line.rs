//! [`Line`]: one text in three languages, and the profiles it holds for.

use crate::process::{Activity, Channel, Demand, Market, Nature, Novelty, Offering, Profile};
use crate::value::Language;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// What a stage is called.
    Name,
    /// What must be true to leave it, by its id.
    Exit(&'static str),
    /// What to do.
    Do,
    /// How to do it well.
    How,
    /// Who takes part from outside sales, by the kind of party.
    With(&'static str),
    /// A text outside of stages, by what it is for.
    For(&'static str),
}

/// One text in English, Russian and Romanian, and when it holds.
#[derive(Debug)]
pub(in super::super) struct Line {
    pub(in super::super) kind: Kind,
    /// Values of the profile: of each dimension that has any here, one must be
    /// the profile's.
    pub(super) when: u32,
    pub(in super::super) words: [&'static str; 3],
}

/// The values of the profile as bits, dimension by dimension.
pub(super) mod tag {
    macro_rules! tags {
        ($($Tag:ident $bit:literal)+) => {
            $(#[allow(non_upper_case_globals, reason = "they stand for the values they name")]
            pub(in super::super) const $Tag: u32 = 1 << $bit;)+
        };
    }
    tags! {
        Consultative 0 Transactional 1 Project 2
        Established 3 Innovative 4
        Formed 5 Unformed 6
        B2b 7 B2c 8
        Product 9 Service 10
        Direct 11 Indirect 12
        Passive 13 Active 14
        PaidBefore 15 PaidAfter 16
    }
    pub(in super::super) const DIMENSIONS: [u32; 8] = [
        Consultative | Transactional | Project,
        Established | Innovative,
        Formed | Unformed,
        B2b | B2c,
        Product | Service,
        Direct | Indirect,
        Passive | Active,
        PaidBefore | PaidAfter,
    ];
}

/// Makes lines: what each is, when it holds, and its words in English, Russian
/// and Romanian.
macro_rules! lines {
    ($($kind:ident $(($id:literal))? [$($tag:ident)*] $english:literal, $russian:literal, $romanian:literal;)+) => {
        &[$($crate::designer::propose::text::Line {
            kind: $crate::designer::propose::text::Kind::$kind $(($id))?,
            when: 0 $(| $crate::designer::propose::text::line::tag::$tag)*,
            words: [$english, $russian, $romanian],
        },)+]
    };
}

impl Line {
    fn holds(&self, values: u32) -> bool {
        tag::DIMENSIONS.iter().all(|dimension| {
            let wanted = self.when & dimension;
            wanted == 0 || wanted & values != 0
        })
    }

    pub(in super::super) fn text(&self, language: Language) -> &'static str {
        language.of(self.words)
    }
}

/// The values of a profile as bits; what it does not name is at its default.
fn values(profile: Profile) -> u32 {
    let nature = match profile.nature.unwrap_or_default() {
        Nature::Consultative => tag::Consultative,
        Nature::Transactional => tag::Transactional,
        Nature::Project => tag::Project,
    };
    let novelty = match profile.novelty.unwrap_or_default() {
        Novelty::Established => tag::Established,
        Novelty::Innovative => tag::Innovative,
    };
    let demand = match profile.demand.unwrap_or_default() {
        Demand::Formed => tag::Formed,
        Demand::Unformed => tag::Unformed,
    };
    let market = match profile.market.unwrap_or_default() {
        Market::B2b => tag::B2b,
        Market::B2c => tag::B2c,
    };
    let offering = match profile.offering.unwrap_or_default() {
        Offering::Product => tag::Product,
        Offering::Service => tag::Service,
    };
    let channel = match profile.channel.unwrap_or_default() {
        Channel::Direct => tag::Direct,
        Channel::Indirect => tag::Indirect,
    };
    let activity = match profile.activity.unwrap_or_default() {
        Activity::Passive => tag::Passive,
        Activity::Active => tag::Active,
    };
    let paid = if profile.payment_depends_on_onboarding { tag::PaidAfter } else { tag::PaidBefore };
    nature | novelty | demand | market | offering | channel | activity | paid
}

/// The lines that hold under a profile, in their order.
pub(in super::super) fn lines_of(
    lines: &'static [Line],
    profile: Profile,
) -> impl Iterator<Item = &'static Line> {
    let values = values(profile);
    lines.iter().filter(move |line| line.holds(values))
}

/// The first line of a kind that holds under a profile; empty where none does.
pub(in super::super) fn first(
    lines: &'static [Line],
    kind: Kind,
    profile: Profile,
    language: Language,
) -> &'static str {
    lines_of(lines, profile).find(|line| line.kind == kind).map_or("", |line| line.text(language))
}

/// The first line for something outside of stages.
pub(in super::super) fn spoken(
    lines: &'static [Line],
    of: &'static str,
    profile: Profile,
    language: Language,
) -> String {
    first(lines, Kind::For(of), profile, language).to_owned()
}
