//! The files of the screen.

/// A file, as `build.rs` put it in.
pub(crate) struct File {
    name: &'static str,
    /// Of its content, quoted.
    pub(crate) etag: &'static str,
    pub(crate) content: &'static [u8],
    /// The content compressed, if that is smaller.
    pub(crate) gzip: Option<&'static [u8]>,
}

static FILES: &[File] = include!(concat!(env!("OUT_DIR"), "/files.rs"));

/// What is shown at `/`.
const PAGE: &str = "index.html";

impl File {
    /// The file of a path.
    pub(crate) fn at(path: &str) -> Option<&'static Self> {
        let name = match path.strip_prefix('/')? {
            "" => PAGE,
            name => name,
        };
        FILES.iter().find(|file| file.name == name)
    }

    pub(crate) fn is_page(&self) -> bool {
        self.name == PAGE
    }

    /// Its media type, by its ending.
    pub(crate) fn kind(&self) -> &'static str {
        match self.name.rsplit('.').next() {
            Some("html") => "text/html; charset=utf-8",
            Some("js") => "text/javascript; charset=utf-8",
            Some("css") => "text/css; charset=utf-8",
            Some("svg") => "image/svg+xml",
            Some("woff2") => "font/woff2",
            Some("txt") => "text/plain; charset=utf-8",
            _ => "application/octet-stream",
        }
    }
}
