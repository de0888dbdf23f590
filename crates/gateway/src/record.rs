//! Events as records of the log: `CloudEvents` 1.0 in binary mode.

use bytes::{BufMut, BytesMut};
use kinhbac_api::v1;
use kinhbac_api::v1::event::Payload;
use kinhbac_domain::event::DeviceKind;
use kinhbac_domain::ports::{Header, Headers, NewRecord};
use kinhbac_domain::position::PartitionIndex;
use prost::Message;

/// Writes the records of a batch one behind the other into the same memory.
pub(crate) struct Records {
    memory: BytesMut,
    partitions: u32,
    with_headers: bool,
}

impl Records {
    /// For a log of so many partitions; `bytes`: about how many all events take.
    pub(crate) fn new(partitions: u32, bytes: usize, with_headers: bool) -> Self {
        Self { memory: BytesMut::with_capacity(bytes), partitions, with_headers }
    }

    /// The record of an event that was placed: key is its site, value the whole of it.
    pub(crate) fn write(&mut self, event: &v1::Event) -> NewRecord {
        let site = event.resolved.as_ref().map_or("", |resolved| resolved.site.as_str());
        self.memory.put_slice(site.as_bytes());
        let key = self.memory.split().freeze();
        // Memory that grows takes any message.
        let _ = event.encode(&mut self.memory);
        let value = self.memory.split().freeze();
        let headers = if self.with_headers {
            Headers::pack(&mut self.memory, headers(event))
        } else {
            Headers::default()
        };
        let partition = PartitionIndex::of_key(&key, self.partitions);
        NewRecord { partition, key, value, headers }
    }
}

fn headers(event: &v1::Event) -> [Header<'_>; 5] {
    [
        ("ce_specversion", "1.0"),
        ("ce_id", &event.id),
        ("ce_source", &event.source),
        ("ce_type", cloud_event_type(event)),
        ("content-type", "application/protobuf"),
    ]
    .map(|(name, value)| Header { name, value: value.as_bytes() })
}

/// The same as `domain::event::Payload::cloud_event_type`, without the way over the domain.
fn cloud_event_type(event: &v1::Event) -> &'static str {
    match &event.payload {
        Some(Payload::DeviceHealth(health)) => match DeviceKind::from_name(&health.kind) {
            Some(DeviceKind::Wifi) => "vn.kinhbac.wifi.health.v1",
            Some(DeviceKind::Conference) => "vn.kinhbac.conference.health.v1",
            _ => "vn.kinhbac.camera.health.v1",
        },
        Some(Payload::CameraCount(_)) | None => "vn.kinhbac.camera.count.v1",
        Some(Payload::CameraIncident(_)) => "vn.kinhbac.camera.incident.v1",
        Some(Payload::WifiUsage(_)) => "vn.kinhbac.wifi.usage.v1",
        Some(Payload::WifiSession(_)) => "vn.kinhbac.wifi.session.v1",
        Some(Payload::ReportSubmitted(_)) => "vn.kinhbac.report.submitted.v1",
        Some(Payload::ReportUpdated(_)) => "vn.kinhbac.report.updated.v1",
        Some(Payload::Indicator(_)) => "vn.kinhbac.indicator.v1",
        Some(Payload::SecurityAlert(_)) => "vn.kinhbac.security.alert.v1",
    }
}
