//! A sales process prototyped in a few lines: `cargo run --example prototype`.
//!
//! A pipeline is sketched as text, the designer says what is wrong with it and
//! what its figures are, and it is drawn.

use sales_process::SalesProcess;
use sales_process::designer::lint::Report;
use sales_process::process::{Market, Nature, PipelineDraft, Profile};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let pipeline: PipelineDraft = r#"
        start -> request "A request comes in" [inbound_request] 1d
            -> talk "The need is understood" [needs_discovery] 5d
            -> offer "The offer is on the table" [proposal] 10d
            -> sign "The contract is signed" [contract] 5d
            -> paid "The money is there" [payment_tracking] 20d -> won
        request -> lost 30%
        talk -> lost 40%
        offer -> lost 50%
        offer ~2> talk 10%
    "#
    .parse()?;
    let profile = Profile::new().nature(Nature::Consultative).market(Market::B2b);
    let process =
        SalesProcess::draft("acme", "Acme B2B").profile(profile).pipeline(pipeline).build()?;

    let findings = process.lint();
    print!("{}", Report::new(&process, &findings).to_text());

    let pipeline = process.pipelines().first().ok_or("one pipeline is sketched")?;
    let analysis = pipeline.analysis()?;
    match analysis.win_probability().and_then(sales_process::designer::analysis::Figure::stated) {
        Some(chance) => println!("\nOf 100 requests {:.0} are won.", chance * 100.0),
        None => println!("\nNobody stated the shares that a chance to win would rest on."),
    }

    println!("\nThe same as text again:\n{}", pipeline.draft());
    Ok(())
}
