//! The benchmark's yardstick is the shop's own sale. Seen here, with every run of the tests,
//! because nobody runs a benchmark as often as they change what is sold.

#[allow(dead_code, reason = "the benchmark uses all of it")]
#[path = "../../benches/lane/raw.rs"]
mod raw;
#[allow(dead_code, reason = "the benchmark uses all of it")]
#[path = "../../benches/lane/scratch.rs"]
mod scratch;

#[test]
fn the_benchmarks_raw_loop_makes_the_shops_own_sale_statement_by_statement() {
    let folder = tempfile::tempdir().unwrap();
    let template = scratch::Template::found(folder.path());
    raw::is_the_shops_own_sale(&template);
}
