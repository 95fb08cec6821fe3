use sales_process::process::*;
use sales_process::{Language, SalesProcess};
fn main() {
    let lang: Language = std::env::args().nth(1).unwrap().parse().unwrap();
    for json in std::env::args().skip(2) {
        let p: Profile = serde_json::from_str(&json).unwrap();
        let d = SalesProcess::propose_in(lang, p);
        println!("=== {json}\n{} {:?}", d.name, d.closing_event);
        for r in &d.roles { println!("  role {} {}", r.id, r.title.clone().unwrap_or_default()); }
        for (k, s) in &d.subprocesses { println!("  {k}: {:?} | {:?} | {:?}", s.result, s.goal, s.plan); }
        for pl in &d.pipelines {
            println!("-- pipeline {} max {:?}", pl.id, pl.max_cycle_days);
            for s in &pl.stages {
                println!("[{}] {}d stale {} role {:?} {}", s.name(), s.typical_days.unwrap().count(), s.stale_after_days.unwrap().count(), s.role, if s.start {"START"} else {""});
                for c in &s.exit_criteria { println!("   exit: {}", c.text); }
                for a in &s.actions { println!("   do: {a}"); }
                for a in &s.tactics { println!("   how: {a}"); }
                for a in &s.participants { println!("   with: {} ({})", a.name, a.party); }
            }
        }
        println!("audience: {:#?}", d.target_audience.iter().map(|c| &c.text).collect::<Vec<_>>());
        println!("filter: {}", serde_json::to_string(&d.lead_filter).unwrap());
        println!("qual: {}", serde_json::to_string(&d.qualification).unwrap());
        println!("lost {:?} disq {:?}", d.lost_reasons, d.disqualify_reasons);
        println!("handoff {}", serde_json::to_string(&d.handoff).unwrap());
        println!("targets {}", serde_json::to_string(&d.targets).unwrap());
    }
}
