//! What is promised of a refusal's words, whatever is refused.

/// The most bytes that a refusal's field or words need.
const MOST: usize = 1_000;

/// They are there, short, and can be printed.
pub(crate) fn are_good(field: &str, words: &str) {
    for text in [field, words] {
        assert!(!text.is_empty() && text.len() <= MOST, "{text:?} is too long, or nothing");
        assert!(!text.chars().any(char::is_control), "{text:?} has control characters");
    }
}

/// Of what is sent row by row: the word that counts rows in our own output is not among them.
pub(crate) fn count_no_rows(words: &str) {
    assert!(!words.to_ascii_lowercase().contains("line"), "{words:?} counts rows");
}
