//! What is due and what is paid of it; what goods brought back are worth.

use sherbet::shop::pricing::{
    Paid, Part, Problem, Refund, Settled, SoldLine, Tender, part_of, refund, settle,
};

use crate::pricing::{money, refused};

fn cash(minor: i64) -> Tender {
    Tender {
        cash: true,
        amount: money(minor),
    }
}

fn bank(minor: i64) -> Tender {
    Tender {
        cash: false,
        amount: money(minor),
    }
}

#[track_caller]
fn settled(gross: i64, step: Option<i64>, tendered: &[Tender]) -> Settled {
    settle(money(gross), step.map(money), tendered).unwrap()
}

#[test]
fn cash_is_rounded_to_its_step_and_the_rounding_stands_apart() {
    let due = |gross, step| {
        let settled = settled(gross, Some(step), &[]);
        assert_eq!(settled.missing, settled.due);
        (settled.due.minor(), settled.rounding.minor())
    };
    assert_eq!(due(1572, 5), (1570, -2));
    assert_eq!(due(1573, 5), (1575, 2));
    assert_eq!(due(-1572, 5), (-1570, 2));
    assert_eq!(due(10_949, 100), (10_900, -49));
    assert_eq!(due(10_950, 100), (11_000, 50));
    assert_eq!(settled(1572, None, &[]).due, money(1572));
}

#[test]
fn only_what_is_left_for_cash_is_rounded() {
    let all = settled(1572, Some(5), &[bank(1572)]);
    assert_eq!((all.due, all.rounding), (money(1572), money(0)));
    let part = settled(1572, Some(5), &[bank(1000), cash(600)]);
    assert_eq!((part.due, part.rounding), (money(1570), money(-2)));
    assert_eq!((part.change, part.missing), (money(30), money(0)));
}

#[test]
fn change_comes_out_of_cash_and_the_drawer_keeps_the_rest() {
    assert_eq!(
        settled(10_500, None, &[bank(5000), cash(6000)]),
        Settled {
            rounding: money(0),
            due: money(10_500),
            change: money(500),
            missing: money(0),
            drawer: money(5500),
        }
    );
    // The order they come in does not matter.
    assert_eq!(
        settled(10_500, None, &[cash(6000), bank(5000)]).change,
        money(500)
    );
    let short = settled(10_500, None, &[cash(6000)]);
    assert_eq!((short.missing, short.change), (money(4500), money(0)));
    refused(
        settle(money(10_500), None, &[cash(100), bank(10_501)]),
        "tendered[1].amount",
        Problem::MoreThanDue,
    );
    refused(
        settle(money(10_500), None, &[cash(-1)]),
        "tendered[0].amount",
        Problem::WrongWay,
    );
    refused(
        settle(money(1), Some(money(0)), &[]),
        "cash_step",
        Problem::NotPositive,
    );
}

#[test]
fn what_goes_back_is_settled_like_what_is_paid_but_nothing_comes_back_of_it() {
    let back = settled(-10_502, Some(5), &[bank(-5000), cash(-5500)]);
    assert_eq!((back.due, back.rounding), (money(-10_500), money(2)));
    assert_eq!((back.missing, back.drawer), (money(0), money(-5500)));
    assert_eq!(settled(-10_500, None, &[bank(-5000)]).missing, money(-5500));
    refused(
        settle(money(-100), None, &[cash(-101)]),
        "tendered[0].amount",
        Problem::MoreThanDue,
    );
}

#[test]
fn three_pieces_brought_back_one_by_one_are_the_three_that_were_sold() {
    // 10.00 for three, 12 % inside.
    let sold = SoldLine {
        quantity: 3,
        net: money(893),
        taxes: vec![money(107)],
    };
    let parts: Vec<(i64, i64, i64)> = (0..3)
        .map(|before| {
            let Part { net, taxes, gross } = part_of(&sold, money(1), before, 1).unwrap();
            (net.minor(), taxes[0].minor(), gross.minor())
        })
        .collect();
    assert_eq!(parts, [(297, 36, 333), (299, 35, 334), (297, 36, 333)]);
    let whole = part_of(&sold, money(1), 0, 3).unwrap();
    assert_eq!(
        (whole.net, whole.gross),
        (money(893), money(1000)),
        "{whole:?}"
    );
    refused(
        part_of(&sold, money(1), 2, 2),
        "quantity",
        Problem::MoreThanSold,
    );
    refused(
        part_of(&sold, money(1), 0, 0),
        "quantity",
        Problem::NotPositive,
    );
    refused(
        part_of(&sold, money(1), i64::MAX, 1),
        "quantity",
        Problem::MoreThanSold,
    );
    refused(part_of(&sold, money(1), -1, 1), "before", Problem::Negative);
    refused(part_of(&sold, money(5), 0, 1), "sold", Problem::NotInSteps);
}

#[test]
fn money_goes_back_the_way_it_came() {
    let paid = |back: [i64; 2]| {
        let of = |cash, amount, back| Paid {
            cash,
            amount: money(amount),
            back: money(back),
        };
        [of(false, 5000, back[0]), of(true, 5500, back[1])]
    };
    let back = |before, returning, so_far| {
        refund(
            &paid(so_far),
            money(10_502),
            Some(money(5)),
            money(before),
            money(returning),
        )
    };
    let of = |tenders: [i64; 2], rounding| Refund {
        tenders: tenders.map(money).to_vec(),
        rounding: money(rounding),
    };
    // The half first, then the other; together what was paid.
    assert_eq!(back(0, 5251, [0, 0]), Ok(of([2500, 2750], -1)));
    assert_eq!(back(5251, 5251, [2500, 2750]), Ok(of([2500, 2750], -1)));
    assert_eq!(back(0, 10_502, [0, 0]), Ok(of([5000, 5500], -2)));
    assert_eq!(back(0, 1000, [0, 0]), Ok(of([476, 525], 1)));
    // More went back in cash than its share: by a larger step, say.
    assert_eq!(back(5251, 5251, [2500, 3000]), Ok(of([2500, 2500], -251)));
    assert_eq!(back(5251, 1, [2500, 3000]), Ok(of([0, 0], -1)));
    refused(back(5251, 5252, [0, 0]), "returning", Problem::MoreThanSold);
    refused(back(0, -1, [0, 0]), "returning", Problem::Negative);
    refused(
        refund(&paid([0, 0]), money(0), None, money(0), money(0)),
        "gross",
        Problem::NotPositive,
    );
}
