//! Members of the group.

use std::collections::BTreeSet;
use std::time::Duration;

use kinhbac_domain::ports::Membership;
use kinhbac_domain::position::{Offset, PartitionIndex, Stream, Topic};
use rdkafka::consumer::{BaseConsumer, Consumer};
use rdkafka::topic_partition_list::TopicPartitionListElem;
use rdkafka::{ClientConfig, TopicPartitionList};

use super::{Kafka, name};
use crate::contract::{CAMERA, Harness, in_time};

/// Waits until a member is told of a change that fits; lets go at once of what went before.
async fn told(
    member: &mut Box<dyn Membership>,
    fits: impl Fn(&BTreeSet<PartitionIndex>) -> bool,
) -> BTreeSet<PartitionIndex> {
    loop {
        let assigned = in_time(member.assigned()).await.unwrap();
        if fits(&assigned) {
            return assigned;
        }
        member.released().await;
    }
}

/// What a member is told at once.
async fn at_once(member: &mut Box<dyn Membership>) -> Option<BTreeSet<PartitionIndex>> {
    let mut assigned = member.assigned();
    std::future::poll_fn(|context| match assigned.as_mut().poll(context) {
        std::task::Poll::Ready(told) => std::task::Poll::Ready(Some(told.unwrap())),
        std::task::Poll::Pending => std::task::Poll::Ready(None),
    })
    .await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_members_share_and_one_gets_a_partition_only_when_the_other_has_let_go() {
    let h = Kafka::open_with(|c| c.partitions = 4).await;
    let all: BTreeSet<_> = (0..4).map(PartitionIndex).collect();
    let mut first = h.log().join("first").await.unwrap();
    told(&mut first, |assigned| *assigned == all).await;
    first.released().await;

    let mut second = h.log().join("second").await.unwrap();
    let kept = told(&mut first, |assigned| assigned.len() == 2).await;
    // Far longer than the group takes to hand a partition over that nobody holds.
    let early = tokio::time::timeout(Duration::from_secs(4), async {
        told(&mut second, |assigned| !assigned.is_empty()).await
    });
    assert!(early.await.is_err(), "a partition was given that is still held");
    first.released().await;
    let given = told(&mut second, |assigned| assigned.len() == 2).await;
    assert!(kept.is_disjoint(&given), "{kept:?} {given:?}");
    assert_eq!(&kept | &given, all);

    first.leave().await;
    told(&mut second, |assigned| *assigned == all).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_member_that_does_not_let_go_holds_the_others_up_only_so_long() {
    let h = Kafka::open_with(|c| c.release_timeout = Duration::from_millis(300)).await;
    let mut first = h.log().join("first").await.unwrap();
    told(&mut first, |assigned| assigned.len() == 3).await;
    first.released().await;
    let mut second = h.log().join("second").await.unwrap();
    // The first one says nothing more.
    told(&mut second, |assigned| !assigned.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn many_members_come_and_go_and_every_partition_has_one_owner() {
    let h = Kafka::open_with(|c| c.partitions = 6).await;
    let mut members = Vec::new();
    for index in 0..3 {
        members.push(h.log().join(&format!("member-{index}")).await.unwrap());
    }
    settled(&mut members, 6).await;
    members.remove(0).leave().await;
    settled(&mut members, 6).await;
    drop(members.remove(0));
    settled(&mut members, 6).await;
    members.push(h.log().join("another").await.unwrap());
    settled(&mut members, 6).await;
}

/// Waits until the members together have all partitions, about the same number each.
async fn settled(members: &mut [Box<dyn Membership>], partitions: usize) {
    let share = partitions / members.len();
    let mut owned = vec![BTreeSet::new(); members.len()];
    let settling = async {
        while owned.iter().any(|o: &BTreeSet<_>| o.len() != share) {
            for (member, owned) in members.iter_mut().zip(&mut owned) {
                if let Some(told) = at_once(member).await {
                    *owned = told;
                    member.released().await;
                }
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    in_time(settling).await;
    let union: BTreeSet<_> = owned.iter().flatten().collect();
    assert_eq!(union.len(), partitions, "{owned:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tools_that_watch_the_group_are_told_how_far_it_is() {
    let h = Kafka::open_with(|c| c.partitions = 2).await;
    let mut member = h.log().join("one").await.unwrap();
    let all: BTreeSet<_> = (0..2).map(PartitionIndex).collect();
    told(&mut member, |assigned| *assigned == all).await;
    let wifi = Topic::Input(Stream::Wifi);
    member.tell(&[(CAMERA, PartitionIndex(1), Offset(7)), (wifi, PartitionIndex(0), Offset(3))]);
    let watching: BaseConsumer = ClientConfig::new()
        .set("bootstrap.servers", &h.config.brokers)
        .set("group.id", &h.config.group)
        .create()
        .unwrap();
    let mut wanted = TopicPartitionList::new();
    wanted.add_partition(&name(&h.config, CAMERA), 1);
    wanted.add_partition(&name(&h.config, wifi), 0);
    let offsets = || {
        let found = watching.committed_offsets(wanted.clone(), Duration::from_secs(10)).unwrap();
        found.elements().iter().map(TopicPartitionListElem::offset).collect::<Vec<_>>()
    };
    let expected = [7, 3].map(rdkafka::Offset::Offset);
    in_time(async {
        while offsets() != expected {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    })
    .await;
    member.leave().await;
}
