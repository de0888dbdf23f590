//! The producer, and its replacement when it has to be given up.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use bytes::Bytes;
use kinhbac_domain::ports::{AppendError, NewRecord};
use kinhbac_domain::position::Offset;
use rdkafka::client::ClientContext;
use rdkafka::config::{ClientConfig, FromClientConfigAndContext, RDKafkaLogLevel};
use rdkafka::error::{KafkaError, KafkaResult, RDKafkaErrorCode};
use rdkafka::message::{DeliveryResult, Header, Message, OwnedHeaders};
use rdkafka::producer::{BaseRecord, Producer, ProducerContext, PurgeConfig, ThreadedProducer};
use tokio::sync::{Notify, OwnedSemaphorePermit, watch};

use super::asker::index;
use super::client::{self, Health};
use super::error::{append_error, words};

type Answer = Result<Offset, AppendError>;

/// The records of one append, until all are answered.
#[derive(Debug)]
pub(super) struct Call {
    answers: Mutex<Vec<Option<Answer>>>,
    /// Records without an answer, and one more while records are handed over.
    left: AtomicUsize,
    pub(super) done: Notify,
    health: Arc<Health>,
    /// Held as long as the library has one of the records, even if nobody waits any more.
    _room: OwnedSemaphorePermit,
}

impl Call {
    pub(super) fn new(
        answers: Vec<Option<Answer>>,
        health: Arc<Health>,
        room: OwnedSemaphorePermit,
    ) -> Arc<Self> {
        health.waiting.fetch_add(1, Ordering::Relaxed);
        Arc::new(Self {
            answers: Mutex::new(answers),
            left: AtomicUsize::new(1),
            done: Notify::new(),
            health,
            _room: room,
        })
    }

    fn answer(&self, slot: usize, answer: Answer) {
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = answers.get_mut(slot) {
            *place = Some(answer);
        }
    }

    fn one_less(&self) {
        if self.left.fetch_sub(1, Ordering::AcqRel) == 1 {
            self.done.notify_one();
        }
    }

    /// The answers; what has none by now is not known.
    pub(super) fn take(&self) -> Vec<Answer> {
        let unknown = || Err(AppendError::Unknown("Kafka gave no answer in time".into()));
        let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        std::mem::take(&mut *answers).into_iter().map(|a| a.unwrap_or_else(unknown)).collect()
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        self.health.waiting.fetch_sub(1, Ordering::Relaxed);
    }
}

/// Goes with a record through the library and comes back with its fate.
pub(super) struct Ticket {
    call: Arc<Call>,
    slot: usize,
}

/// Hears from the library what became of the records.
pub(super) struct Deliveries {
    health: Arc<Health>,
    /// Why the producer can go on no more.
    fatal: watch::Sender<Option<String>>,
}

impl ClientContext for Deliveries {
    fn log(&self, level: RDKafkaLogLevel, facility: &str, line: &str) {
        client::log_line(level, facility, line);
    }

    fn error(&self, error: KafkaError, reason: &str) {
        self.health.heard(&error, reason);
        if error.rdkafka_error_code() == Some(RDKafkaErrorCode::Fatal) {
            self.fatal.send_replace(Some(reason.to_owned()));
        }
    }
}

impl ProducerContext for Deliveries {
    type DeliveryOpaque = Box<Ticket>;

    fn delivery(&self, delivered: &DeliveryResult<'_>, ticket: Box<Ticket>) {
        let answer = match delivered {
            // A record that was in the log already when it was sent again, long after, comes back
            // without its offset.
            Ok(message) if message.offset() < 0 => {
                Err(AppendError::Unknown("the log has the record but did not say where".into()))
            }
            Ok(message) => {
                self.health.is_well();
                Ok(Offset(message.offset()))
            }
            Err((error, _)) => Err(append_error(error)),
        };
        ticket.call.answer(ticket.slot, answer);
        ticket.call.one_less();
    }
}

/// A producer until it is given up. The library goes on with what it has been given, whatever
/// becomes of the records before; so what is to be given up is given up with the whole producer,
/// and nothing that it holds is sent after.
pub(super) struct Generation {
    /// None only while it is dropped.
    producer: Option<ThreadedProducer<Deliveries>>,
    /// Written when it is given up, read while records are handed over: all of a call's records
    /// are with it then, or none.
    given_up: RwLock<bool>,
    pub(super) fatal: watch::Receiver<Option<String>>,
}

impl Generation {
    pub(super) fn new(config: &ClientConfig, health: Arc<Health>) -> KafkaResult<Arc<Self>> {
        let (sender, fatal) = watch::channel(None);
        let deliveries = Deliveries { health, fatal: sender };
        let producer = ThreadedProducer::from_config_and_context(config, deliveries)?;
        Ok(Arc::new(Self { producer: Some(producer), given_up: RwLock::new(false), fatal }))
    }

    /// Hands over the records of a call that have no answer yet, each with its slot; false where
    /// this producer has been given up, or has to be: then it has none of them.
    pub(super) fn hand_over(
        &self,
        topic: &str,
        records: &[NewRecord],
        refused: &[bool],
        call: &Arc<Call>,
    ) -> bool {
        let given_up = self.given_up.read().unwrap_or_else(PoisonError::into_inner);
        let Some(producer) = self.producer.as_ref().filter(|_| !*given_up) else { return false };
        let (mut failed, mut has_some) = (Vec::new(), false);
        let open = records.iter().enumerate().zip(refused).filter(|(_, refused)| !**refused);
        for ((slot, record), _) in open {
            if failed.contains(&record.partition) {
                call.answer(slot, Err(after_a_failed_one()));
                continue;
            }
            call.left.fetch_add(1, Ordering::AcqRel);
            let ticket = Box::new(Ticket { call: call.clone(), slot });
            if let Err((error, _)) = producer.send(message(topic, record, ticket)) {
                if error.rdkafka_error_code() == Some(RDKafkaErrorCode::Fatal) && !has_some {
                    // It can go on no more since the call before; who waited for that one may have
                    // had all its answers before it heard.
                    call.left.fetch_sub(1, Ordering::AcqRel);
                    return false;
                }
                failed.push(record.partition);
                call.answer(slot, Err(AppendError::Unavailable(words(&error))));
                call.one_less();
            } else {
                has_some = true;
            }
        }
        drop(given_up);
        call.one_less();
        true
    }

    /// How many records the library has that are not answered.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> i32 {
        self.producer.as_ref().map_or(0, Producer::in_flight_count)
    }

    /// Has the library give back all that it holds. Blocks a little.
    pub(super) fn give_up(&self) {
        *self.given_up.write().unwrap_or_else(PoisonError::into_inner) = true;
        if let Some(producer) = &self.producer {
            producer.purge(PurgeConfig::default().queue().inflight());
        }
    }
}

impl Drop for Generation {
    /// The library takes up to half a second to close; that is not for an async thread.
    fn drop(&mut self) {
        let producer = self.producer.take();
        std::thread::spawn(move || drop(producer));
    }
}

/// Why a record is refused that comes after a refused one of its partition.
pub(super) fn after_a_failed_one() -> AppendError {
    AppendError::Unavailable("a record before it in its partition was refused".into())
}

fn message<'a>(
    topic: &'a str,
    record: &'a NewRecord,
    ticket: Box<Ticket>,
) -> BaseRecord<'a, [u8], [u8], Box<Ticket>> {
    let key: &Bytes = &record.key;
    BaseRecord {
        topic,
        partition: Some(index(record.partition)),
        payload: Some(&record.value),
        key: (!key.is_empty()).then_some(key),
        timestamp: None,
        headers: headers(record),
        delivery_opaque: ticket,
    }
}

fn headers(record: &NewRecord) -> Option<OwnedHeaders> {
    if record.headers.is_empty() {
        return None;
    }
    let headers = OwnedHeaders::new_with_capacity(record.headers.len());
    Some(record.headers.iter().fold(headers, |headers, header| {
        headers.insert(Header { key: header.name, value: Some(header.value) })
    }))
}
