//! A small HTTP server on a thread of its own: for webhooks, and for the practice provider.
//!
//! Promises: what a stranger sends is bounded in size, time and number, whatever they do; answers
//! are made on threads that may wait, never on the one that listens; dropping the server closes
//! its port. The thread runs the program's only async runtime, since one thread has to wait for
//! many slow strangers at once. Leaves out TLS: what is reached from outside stands behind a
//! server that has it.

use std::{
    convert::Infallible,
    io,
    net::{SocketAddr, TcpListener},
    sync::Arc,
    thread,
    time::Duration,
};

use http::{HeaderValue, Request, Response, StatusCode, header, request::Parts};
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::{
    body::{Body as _, Bytes, Incoming},
    server::conn::http1,
    service::service_fn,
};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::{
    sync::{Semaphore, oneshot},
    time::{sleep, timeout},
};

/// The most bytes a request line and its headers may have, and the most headers.
const HEAD: usize = 16 * 1024;
const HEADERS: usize = 64;

/// Threads on which answers are made.
const ANSWERERS: usize = 8;

/// How long is waited after a connection could not be taken, such as where files ran out.
const PAUSE: Duration = Duration::from_millis(100);

/// What strangers may use up.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The largest body, in bytes.
    pub(super) body: usize,
    /// How long the headers may take, and again the body.
    pub(super) reading: Duration,
    /// How long an answer may take.
    pub(super) answering: Duration,
    /// How many connections there may be at once; more wait to be taken.
    pub(super) connections: usize,
}

/// What is answered.
pub(super) struct Reply {
    pub(super) status: StatusCode,
    /// JSON, or nothing.
    pub(super) body: Vec<u8>,
    /// How long it is held back.
    pub(super) after: Duration,
}

impl Reply {
    /// A status alone.
    pub(super) fn status(status: StatusCode) -> Reply {
        Reply {
            status,
            body: Vec::new(),
            after: Duration::ZERO,
        }
    }
}

/// Who answers.
pub(super) trait Handler: Send + Sync + 'static {
    /// Whether a request is answered at all, by what stands before its body. Does not wait.
    fn admit(&self, head: &Parts, at: SocketAddr) -> Result<(), StatusCode>;

    /// The answer. May wait.
    fn answer(&self, head: &Parts, body: &[u8]) -> Reply;
}

/// A server, for as long as this lives.
#[derive(Debug)]
pub(super) struct Server {
    at: SocketAddr,
    /// Dropping it ends the server.
    _stop: oneshot::Sender<Infallible>,
}

impl Server {
    /// Listens at an address.
    ///
    /// # Errors
    /// Where the address can't be had, or there is no thread.
    pub(super) fn start(
        at: SocketAddr,
        name: &str,
        handler: Arc<dyn Handler>,
        limits: Limits,
    ) -> io::Result<Server> {
        let listener = TcpListener::bind(at)?;
        listener.set_nonblocking(true)?;
        let at = listener.local_addr()?;
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .enable_time()
            .max_blocking_threads(ANSWERERS)
            .build()?;
        let (stop, stopped) = oneshot::channel();
        thread::Builder::new().name(name.into()).spawn(move || {
            runtime.block_on(async {
                tokio::spawn(async move {
                    if let Err(error) = accept(listener, at, &handler, limits).await {
                        tracing::error!(%error, %at, "nothing is listened for");
                    }
                });
                // Nothing is ever sent: it ends when the other end is dropped.
                if stopped.await.is_err() {}
            });
            // An answer that is being made is made to its end by its own thread.
            runtime.shutdown_background();
        })?;
        Ok(Server { at, _stop: stop })
    }

    /// The address that is listened at, with the port that was given where none was asked for.
    pub(super) fn at(&self) -> SocketAddr {
        self.at
    }
}

async fn accept(
    listener: TcpListener,
    at: SocketAddr,
    handler: &Arc<dyn Handler>,
    limits: Limits,
) -> io::Result<()> {
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let places = Arc::new(Semaphore::new(limits.connections));
    loop {
        // A place first: who finds none waits outside.
        let Ok(place) = Arc::clone(&places).acquire_owned().await else {
            return Ok(());
        };
        let stream = match listener.accept().await {
            Ok((stream, _)) => stream,
            Err(error) => {
                tracing::debug!(%error, "a connection was not taken");
                sleep(PAUSE).await;
                continue;
            }
        };
        let handler = Arc::clone(handler);
        tokio::spawn(async move {
            let service = service_fn(move |request| {
                let handler = Arc::clone(&handler);
                async move { Ok::<_, Infallible>(serve(request, at, handler, limits).await) }
            });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(limits.reading)
                .keep_alive(false)
                .max_buf_size(HEAD)
                .max_headers(HEADERS)
                .serve_connection(TokioIo::new(stream), service);
            // Who does not take their answer is not waited for either.
            let longest = limits.reading * 3 + limits.answering;
            match timeout(longest, connection).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::debug!(%error, "a connection broke off"),
                Err(_) => tracing::debug!("a connection was too slow"),
            }
            drop(place);
        });
    }
}

async fn serve(
    request: Request<Incoming>,
    at: SocketAddr,
    handler: Arc<dyn Handler>,
    limits: Limits,
) -> Response<Full<Bytes>> {
    let (head, body) = request.into_parts();
    let reply = match handler.admit(&head, at) {
        Err(status) => Reply::status(status),
        Ok(()) => match read(body, limits).await {
            Err(status) => Reply::status(status),
            Ok(body) => {
                let made = tokio::task::spawn_blocking(move || handler.answer(&head, &body));
                match timeout(limits.answering, made).await {
                    Ok(Ok(reply)) => reply,
                    // It may still be done, and the same event again is the same event.
                    Ok(Err(_)) | Err(_) => Reply::status(StatusCode::SERVICE_UNAVAILABLE),
                }
            }
        },
    };
    if !reply.after.is_zero() {
        sleep(reply.after).await;
    }
    let mut response = Response::new(Full::new(Bytes::from(reply.body)));
    *response.status_mut() = reply.status;
    let json = HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

/// The whole body, if it is small enough and comes soon enough.
async fn read(body: Incoming, limits: Limits) -> Result<Bytes, StatusCode> {
    let most = u64::try_from(limits.body).unwrap_or(u64::MAX);
    if body.size_hint().lower() > most {
        return Err(StatusCode::PAYLOAD_TOO_LARGE);
    }
    match timeout(limits.reading, Limited::new(body, limits.body).collect()).await {
        Ok(Ok(body)) => Ok(body.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(StatusCode::PAYLOAD_TOO_LARGE),
        Ok(Err(_)) => Err(StatusCode::BAD_REQUEST),
        Err(_) => Err(StatusCode::REQUEST_TIMEOUT),
    }
}
