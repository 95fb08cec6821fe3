//! Pipelines of ten thousand stages, on a thread with a small stack.

use sales_process::process::{Move, Pipeline, PipelineDraft, Stage};

use super::{analysis, near};

const COUNT: usize = 10_000;

/// Runs on a thread with a stack of 256 KiB.
fn on_a_small_stack(run: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(256 * 1024).spawn(run).unwrap().join().unwrap();
}

/// Stages in one chain, each of one day, from which a deal is lost at times.
fn chain(lost: f64, more: impl Fn(PipelineDraft) -> PipelineDraft) -> Pipeline {
    let mut draft = PipelineDraft::new("main").won("won").lost("lost");
    for i in 0..COUNT {
        let mut stage = Stage::new(i.to_string(), "Stage").typical_days(1);
        stage.start = i == 0;
        stage.purposes.push(format!("own_{i}").parse().unwrap());
        let to = if i + 1 == COUNT { "won".to_owned() } else { (i + 1).to_string() };
        let share = |share: f64| share.to_string().parse().unwrap();
        draft = draft
            .stage(stage)
            .step(Move::new(i.to_string(), to).probability(share(1.0 - lost)))
            .step(Move::new(i.to_string(), "lost").probability(share(lost)));
    }
    more(draft).build().unwrap()
}

#[test]
fn a_chain() {
    on_a_small_stack(|| {
        let pipeline = chain(0.0, |draft| draft);
        let analysis = analysis(&pipeline);
        near(analysis.win_probability(), Some(1.0), "won");
        near(analysis.expected_days(), Some(1e4), "days");
        near(analysis.standard_deviation_days(), Some(0.0), "deviation");
        assert_eq!(analysis.mandatory_stages().len(), COUNT);
        assert_eq!(analysis.mandatory_until_any_end().len(), 1);
        assert_eq!(analysis.mandatory_purposes().len(), COUNT);
        assert_eq!(analysis.shortest_won_path().map(<[_]>::len), Some(COUNT + 1));
        assert_eq!(analysis.longest_won_path().map(<[_]>::len), Some(COUNT + 1));
        // One deal in two is lost each day: on average a deal takes two, and
        // the chance to be won is too small for a float.
        let pipeline = chain(0.5, |draft| draft);
        let analysis = super::analysis(&pipeline);
        near(analysis.win_probability(), Some(0.0), "won");
        near(analysis.expected_days(), Some(2.0), "days");
        near(analysis.standard_deviation_days(), Some(2.0_f64.sqrt()), "deviation");
    });
}

#[test]
fn one_loop_of_all_stages() {
    on_a_small_stack(|| {
        let pipeline = chain(0.0, |mut draft| {
            // Half of the deals at the end begin again.
            let last = (COUNT - 1).to_string();
            draft.moves.retain(|step| step.from != last);
            let half = "0.5".parse().unwrap();
            draft
                .step(Move::new(&last, "won").probability(half))
                .step(Move::new(&last, "0").probability(half))
        });
        let analysis = analysis(&pipeline);
        near(analysis.win_probability(), Some(1.0), "won");
        near(analysis.expected_days(), Some(2e4), "days");
        // The rounds have the mean 2 and the variance 2.
        near(analysis.standard_deviation_days(), Some(1e4 * 2.0_f64.sqrt()), "deviation");
        assert_eq!(analysis.longest_won_path(), None);
        let last = pipeline.key(&(COUNT - 1).to_string()).unwrap();
        near(analysis.expected_visits(last), Some(2.0), "visits");
    });
}

#[test]
fn a_stage_in_the_middle_of_all_loops() {
    on_a_small_stack(|| {
        // From the middle each stage is entered as often as the others, and
        // leads back.
        let mut draft = PipelineDraft::new("main")
            .won("won")
            .stage(Stage::new("middle", "Middle").typical_days(1).start());
        for i in 1..COUNT {
            draft = draft
                .stage(Stage::new(i.to_string(), "Stage").typical_days(1))
                .go("middle", i.to_string())
                .go(i.to_string(), "middle");
        }
        let pipeline = draft.go("middle", "won").build().unwrap();
        let analysis = analysis(&pipeline);
        near(analysis.win_probability(), Some(1.0), "won");
        // The middle is entered ten thousand times, and left to a stage each
        // time but the last.
        near(analysis.expected_days(), Some(19_999.0), "days");
    });
}

#[test]
fn a_ladder_whose_rungs_share_purposes() {
    on_a_small_stack(|| {
        // From both stages of a rung a deal goes to both of the next, and both
        // carry the purpose of their rung.
        let rungs = COUNT / 2;
        let mut draft = PipelineDraft::new("main").won("won");
        let id = |rung: usize, side: usize| format!("{rung}_{side}");
        for rung in 0..rungs {
            for side in 0..2 {
                let mut stage = Stage::new(id(rung, side), "Stage").typical_days(1);
                stage.start = rung == 0;
                stage.purposes.push(format!("rung_{rung:04}").parse().unwrap());
                stage.purposes.push(format!("side_{side}").parse().unwrap());
                draft = draft.stage(stage);
                for other in 0..2 {
                    let last = rung + 1 == rungs;
                    let to = if last { "won".to_owned() } else { id(rung + 1, other) };
                    draft = draft.go(id(rung, side), to);
                }
            }
        }
        let pipeline = draft.build().unwrap();
        let analysis = analysis(&pipeline);
        assert!(analysis.mandatory_stages().is_empty());
        let rung_purposes = (0..rungs).map(|rung| format!("rung_{rung:04}"));
        let found = analysis.mandatory_purposes().iter().map(ToString::to_string);
        assert!(found.eq(rung_purposes));
        let way = analysis.longest_won_path().unwrap();
        assert!(
            way[..rungs].iter().all(|stage| pipeline
                .id_of(*stage)
                .unwrap()
                .as_str()
                .ends_with("_0"))
        );
    });
}
