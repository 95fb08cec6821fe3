//! What the linter says of what is proposed, for every profile.

use sales_process::SalesProcess;
use sales_process::process::lint::Report;
use sales_process::process::{
    Activity, Channel, Demand, Market, Nature, Novelty, Offering, Profile,
};

/// Every profile, with and without payment that depends on onboarding.
fn profiles() -> Vec<Profile> {
    let mut profiles = vec![Profile::new()];
    let mut vary = |with: &dyn Fn(Profile) -> Vec<Profile>| {
        profiles = profiles.iter().flat_map(|profile| with(*profile)).collect();
    };
    vary(&|p| Nature::ALL.iter().map(|it| p.nature(*it)).collect());
    vary(&|p| Novelty::ALL.iter().map(|it| p.novelty(*it)).collect());
    vary(&|p| Demand::ALL.iter().map(|it| p.demand(*it)).collect());
    vary(&|p| Market::ALL.iter().map(|it| p.market(*it)).collect());
    vary(&|p| Offering::ALL.iter().map(|it| p.offering(*it)).collect());
    vary(&|p| Channel::ALL.iter().map(|it| p.channel(*it)).collect());
    vary(&|p| Activity::ALL.iter().map(|it| p.activity(*it)).collect());
    vary(&|p| vec![p, p.payment_depends_on_onboarding()]);
    profiles
}

#[test]
fn nothing_is_found_but_what_the_profile_contradicts() {
    let profiles = profiles();
    assert_eq!(profiles.len(), 384);
    for profile in profiles {
        let process = SalesProcess::propose(profile).build().unwrap();
        let mut findings = process.lint();
        // Formed demand is what passive and transactional sales live of.
        findings.retain(|finding| finding.lint.code != "Q16");
        assert!(findings.is_empty(), "{profile:?}\n{}", Report::new(&process, &findings));
    }
}
