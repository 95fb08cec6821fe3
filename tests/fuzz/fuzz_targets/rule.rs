#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| sales_process_fuzz::targets::rule(data));
