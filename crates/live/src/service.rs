//! `LiveService`, as the generated code would serve it; but for its answers, which are encoded
//! already.

use std::convert::Infallible;
use std::future::{Ready, ready};
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::BufMut;
use futures::future::{BoxFuture, Either};
use kinhbac_api::v1::WatchRequest;
use kinhbac_api::v1::live_service_server::SERVICE_NAME;
use tonic::body::Body;
use tonic::codec::{BufferSettings, Codec, EncodeBuf, Encoder};
use tonic::codegen::http;
use tonic::server::{Grpc, NamedService, ServerStreamingService};
use tonic::{Request, Response, Status};
use tonic_prost::{ProstCodec, ProstDecoder};
use tower_service::Service;

use crate::letter::Letter;
use crate::live::Live;
use crate::outbox::Letters;

/// The path of `Watch`.
const WATCH: &str = "/kinhbac.v1.LiveService/Watch";
/// What a stream's buffer begins with; it grows with the letters.
const BUFFER_BYTES: usize = 1024;
/// So much is put into one frame before it goes out.
const FRAME_BYTES: usize = 32 * 1024;

/// `LiveService`.
#[derive(Clone)]
pub struct Watching(Arc<Live>);

impl Watching {
    pub(crate) fn new(live: Arc<Live>) -> Self {
        Self(live)
    }
}

impl NamedService for Watching {
    const NAME: &'static str = SERVICE_NAME;
}

impl Service<http::Request<Body>> for Watching {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Either<
        BoxFuture<'static, Result<Self::Response, Infallible>>,
        Ready<Result<Self::Response, Infallible>>,
    >;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        if request.uri().path() != WATCH {
            let unknown = Status::unimplemented(format!("there is only {WATCH}"));
            return Either::Right(ready(Ok(unknown.into_http())));
        }
        let watch = Watch(Arc::clone(&self.0));
        Either::Left(Box::pin(async move {
            Ok(Grpc::new(LetterCodec).server_streaming(watch, request).await)
        }))
    }
}

struct Watch(Arc<Live>);

impl ServerStreamingService<WatchRequest> for Watch {
    type Response = Letter;
    type ResponseStream = Letters;
    type Future = BoxFuture<'static, Result<Response<Letters>, Status>>;

    fn call(&mut self, request: Request<WatchRequest>) -> Self::Future {
        let live = Arc::clone(&self.0);
        Box::pin(async move { live.watch(request.into_inner()).await.map(Response::new) })
    }
}

/// Reads requests, and writes letters as they are.
#[derive(Clone, Copy, Debug)]
struct LetterCodec;

#[derive(Clone, Copy, Debug)]
struct LetterEncoder;

impl Codec for LetterCodec {
    type Encode = Letter;
    type Decode = WatchRequest;
    type Encoder = LetterEncoder;
    type Decoder = ProstDecoder<WatchRequest>;

    fn encoder(&mut self) -> LetterEncoder {
        LetterEncoder
    }

    fn decoder(&mut self) -> Self::Decoder {
        ProstCodec::<WatchRequest, WatchRequest>::raw_decoder(BufferSettings::default())
    }
}

impl Encoder for LetterEncoder {
    type Item = Letter;
    type Error = Status;

    fn encode(&mut self, letter: Letter, buffer: &mut EncodeBuf<'_>) -> Result<(), Status> {
        buffer.put_slice(letter.bytes());
        Ok(())
    }

    fn buffer_settings(&self) -> BufferSettings {
        BufferSettings::new(BUFFER_BYTES, FRAME_BYTES)
    }
}
