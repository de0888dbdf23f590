//! HTTP/2 by hand, for what no well-behaved client lets one do.

use prost::Message;

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const DATA: u8 = 0;
const HEADERS: u8 = 1;
const RST_STREAM: u8 = 3;
const SETTINGS: u8 = 4;
const WINDOW_UPDATE: u8 = 8;
const END_STREAM: u8 = 1;
const END_HEADERS: u8 = 4;
/// Setting: how much may be sent on a stream that nobody has read.
const INITIAL_WINDOW_SIZE: u16 = 4;
const LARGEST_WINDOW: u32 = (1 << 31) - 1;
const CANCEL: u32 = 8;

/// A new connection's first bytes; the server may send as much as it likes, so that it is the
/// socket that fills.
pub(crate) fn hello() -> Vec<u8> {
    let mut out = with_windows(LARGEST_WINDOW);
    frame(&mut out, WINDOW_UPDATE, 0, 0, &(LARGEST_WINDOW - 65_535).to_be_bytes());
    out
}

/// The same of a client that lets the server send no byte of any answer.
pub(crate) fn hello_without_windows() -> Vec<u8> {
    with_windows(0)
}

fn with_windows(bytes: u32) -> Vec<u8> {
    let mut out = PREFACE.to_vec();
    let mut window = INITIAL_WINDOW_SIZE.to_be_bytes().to_vec();
    window.extend(bytes.to_be_bytes());
    frame(&mut out, SETTINGS, 0, 0, &window);
    out
}

/// A gRPC request's headers.
pub(crate) fn request(out: &mut Vec<u8>, stream: u32, path: &str) {
    // `:method POST`, `:scheme http`: as indexed by HPACK.
    let mut headers = vec![0x83, 0x86];
    // `:path`, `:authority`, `content-type`: known names, literal values.
    for (name, value) in
        [(&[0x04][..], path), (&[0x01], "localhost"), (&[0x0f, 0x10], "application/grpc")]
    {
        headers.extend(name);
        literal(&mut headers, value);
    }
    headers.push(0);
    literal(&mut headers, "te");
    literal(&mut headers, "trailers");
    frame(out, HEADERS, END_HEADERS, stream, &headers);
}

/// A short text (under 127 bytes) as HPACK has it.
fn literal(out: &mut Vec<u8>, text: &str) {
    out.push(text.len() as u8);
    out.extend(text.as_bytes());
}

/// A piece of a request's body.
pub(crate) fn piece(out: &mut Vec<u8>, stream: u32, bytes: &[u8]) {
    frame(out, DATA, 0, stream, bytes);
}

/// A whole request's body of one message.
pub(crate) fn body(out: &mut Vec<u8>, stream: u32, message: &impl Message) {
    let message = message.encode_to_vec();
    let mut bytes = vec![0];
    bytes.extend((message.len() as u32).to_be_bytes());
    bytes.extend(message);
    frame(out, DATA, END_STREAM, stream, &bytes);
}

/// Nothing more is wanted of a stream.
pub(crate) fn reset(out: &mut Vec<u8>, stream: u32) {
    frame(out, RST_STREAM, 0, stream, &CANCEL.to_be_bytes());
}

fn frame(out: &mut Vec<u8>, kind: u8, flags: u8, stream: u32, payload: &[u8]) {
    out.extend(&(payload.len() as u32).to_be_bytes()[1..]);
    out.extend([kind, flags]);
    out.extend(stream.to_be_bytes());
    out.extend(payload);
}
