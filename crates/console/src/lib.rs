//! The web screen of the operations centre. Its source is TypeScript in `web/`; what that builds
//! is kept in `dist/` and stands in the binary, so that neither Node nor the internet is needed
//! to serve it.

mod files;

use bytes::Bytes;
use http::header::{
    ACCEPT_ENCODING, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_SECURITY_POLICY, CONTENT_TYPE, ETAG,
    HeaderMap, HeaderName, IF_NONE_MATCH, REFERRER_POLICY, VARY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use http::{HeaderValue, Response, StatusCode};

use files::File;

/// The page may run what it came with, and talk to where it came from; nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; \
                      img-src 'self'; connect-src 'self'; manifest-src 'self'; base-uri 'none'; \
                      form-action 'none'; frame-ancestors 'none'";
/// A name that has the hash of its content in it stands for that content for ever.
const FOR_EVER: &str = "public, max-age=31536000, immutable";
/// The page is asked for again each time, and comes only if it is another one.
const ASK_AGAIN: &str = "no-cache";

/// The answer to a GET of a path; none where the screen has no such file.
#[must_use]
pub fn answer(path: &str, headers: &HeaderMap) -> Option<Response<Bytes>> {
    let file = File::at(path)?;
    let mut response = Response::new(Bytes::new());
    let told = response.headers_mut();
    let mut tell = |name: HeaderName, value: &'static str| {
        told.insert(name, HeaderValue::from_static(value));
    };
    tell(CONTENT_SECURITY_POLICY, POLICY);
    tell(X_CONTENT_TYPE_OPTIONS, "nosniff");
    tell(X_FRAME_OPTIONS, "DENY");
    tell(REFERRER_POLICY, "no-referrer");
    tell(CACHE_CONTROL, if file.is_page() { ASK_AGAIN } else { FOR_EVER });
    tell(VARY, "accept-encoding");
    tell(ETAG, file.etag);
    if has(headers, &IF_NONE_MATCH, file.etag) {
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        return Some(response);
    }
    tell(CONTENT_TYPE, file.kind());
    let content = match file.gzip.filter(|_| has(headers, &ACCEPT_ENCODING, "gzip")) {
        Some(packed) => {
            tell(CONTENT_ENCODING, "gzip");
            packed
        }
        None => file.content,
    };
    *response.body_mut() = Bytes::from_static(content);
    Some(response)
}

/// Whether one of a header's values, parted by commas, is this one; parameters and the mark of a
/// weak tag are passed over.
fn has(headers: &HeaderMap, name: &HeaderName, value: &str) -> bool {
    let lines = headers.get_all(name).into_iter().filter_map(|line| line.to_str().ok());
    let mut values = lines.flat_map(|line| line.split(','));
    values.any(|one| {
        let plain = one.split(';').next().unwrap_or_default().trim();
        plain.strip_prefix("W/").unwrap_or(plain) == value
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn get(path: &str, headers: &[(HeaderName, &str)]) -> Response<Bytes> {
        let mut map = HeaderMap::new();
        for (name, value) in headers {
            map.insert(name, value.parse().unwrap());
        }
        answer(path, &map).unwrap()
    }

    #[test]
    fn the_page_is_strict_and_asked_for_again() {
        let page = get("/", &[]);
        assert_eq!(page.headers()[CONTENT_TYPE], "text/html; charset=utf-8");
        assert_eq!(page.headers()[CACHE_CONTROL], ASK_AGAIN);
        let policy = page.headers()[CONTENT_SECURITY_POLICY].to_str().unwrap();
        assert!(!policy.contains("unsafe") && policy.starts_with("default-src 'none'"));
        let tag = page.headers()[ETAG].to_str().unwrap().to_owned();
        for known in [tag.clone(), format!("\"other\", W/{tag}")] {
            let again = get("/", &[(IF_NONE_MATCH, &known)]);
            assert_eq!((again.status(), again.body().len()), (StatusCode::NOT_MODIFIED, 0));
        }
    }

    #[test]
    fn scripts_are_kept_for_ever_and_come_compressed_to_those_who_can() {
        let page = get("/", &[]);
        let text = std::str::from_utf8(page.body()).unwrap();
        let script = text.split('"').find(|word| word.ends_with(".js")).unwrap();
        let plain = get(script, &[]);
        assert_eq!(plain.headers()[CACHE_CONTROL], FOR_EVER);
        assert_eq!(plain.headers()[CONTENT_TYPE], "text/javascript; charset=utf-8");
        let packed = get(script, &[(ACCEPT_ENCODING, "br, gzip;q=0.9")]);
        assert_eq!(packed.headers()[CONTENT_ENCODING], "gzip");
        assert!(packed.body().len() * 2 < plain.body().len());
    }

    #[test]
    fn what_is_not_there_is_not_answered() {
        for path in ["/metrics", "/../Cargo.toml", "/index.html/", "//"] {
            assert!(answer(path, &HeaderMap::new()).is_none(), "{path}");
        }
    }
}
