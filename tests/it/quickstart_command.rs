//! The first command somebody runs: what it shows of the time after the sale,
//! and that all of it fits on a screen and a half.

use insta::assert_snapshot;

use crate::commands::run_example;

#[test]
fn the_handoff_is_accepted_and_the_worklist_names_who_is_due() {
    let ran = run_example("quickstart");
    assert_eq!((ran.code, ran.stderr.as_str()), (0, ""));
    assert!(ran.stdout.lines().count() <= 60, "{}", ran.stdout.lines().count());
    let (_, after_the_sale) = ran.stdout.split_once("\nWho is due").unwrap();
    assert_snapshot!(after_the_sale, @r"
     for handoff on 1997-07-01, of 163 orders? The first two:
      C0001: due since 1997-04-01T00:00:00Z, holds no longer
        - 0 of 2 hold; one needed
          - 59.06 USD of 300.00 USD; 240.94 USD more needed
          - no order in the last 3 months; one is needed, and none below 25.00 USD
      C0006: due since 1997-04-01T00:00:00Z
        + 2 of 2 hold; one needed
          + volume of 433.14 USD; 300.00 USD needed
          + no order in the last 3 months is below 25.00 USD; 3 months since the first at 1997-04-01T00:00:00Z
      handoff H-1 is accepted by fred, his 120th of at most 120 customers
      on 1997-07-14 the owner of C0001 is hanna
      on 1997-07-15 the owner of C0001 is fred

    Whom to contact on 1998-06-30, most valuable first:
      `fred`: contact `C0006`; 0.7 orders expected in 30 days, worth 49.57 USD; still a customer with 96 %
      `fred`: contact `C0046`; 1.0 orders expected in 30 days, worth 29.37 USD; still a customer with 93 %
      by MBG/CNBD-1 of 60 customers, 27 of whom ordered again: r 0.5933, alpha 9.5029 weeks, a 0.5110, b 0.7433, log-likelihood -399.5; Gamma-Gamma: p 9.0018, q 4.1733, gamma 10.3248

    Audit of The music shop, from 7 stages, 163 orders and 60 customers
      as designed: nothing is wrong
      due for handoff: 16, C0001 the longest, since 1997-04-01
      to contact: 60, first: `fred`: contact `C0006`; 0.7 orders expected in 30 days, worth 49.57 USD; still a customer with 96 %
      left out: as it really runs, how far that is from the design, chances and days as they are, what the open deals will bring and people, for there is no history of stages (stages.csv)
      left out: figures, for there are no leads, deals, orders or costs
    ");
}
