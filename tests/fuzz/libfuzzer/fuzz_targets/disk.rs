#![no_main]
libfuzzer_sys::fuzz_target!(|data: &[u8]| kinhbac_fuzz::disk(data));
