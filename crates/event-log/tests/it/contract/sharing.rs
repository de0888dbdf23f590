//! Sharing the partitions.

use std::collections::BTreeSet;

use kinhbac_domain::ports::Membership;
use kinhbac_domain::position::PartitionIndex;

use super::*;

fn everything(h: &impl Harness) -> BTreeSet<PartitionIndex> {
    (0..h.log().partitions()).map(PartitionIndex).collect()
}

/// Waits until a member has all partitions.
async fn has_all(member: &mut Box<dyn Membership>, all: &BTreeSet<PartitionIndex>) {
    while member.assigned().await.unwrap() != *all {
        member.released().await;
    }
}

pub(crate) async fn all_partitions_have_an_owner(h: &mut impl Harness) {
    let mut member = h.log().join("first").await.unwrap();
    has_all(&mut member, &everything(h)).await;
    member.leave().await;
}

pub(crate) async fn another_member_takes_over_when_one_leaves(h: &mut impl Harness) {
    let all = everything(h);
    let mut first = h.log().join("first").await.unwrap();
    has_all(&mut first, &all).await;
    let mut second = h.log().join("second").await.unwrap();
    let taken = tokio::spawn({
        let all = all.clone();
        async move {
            has_all(&mut second, &all).await;
            second
        }
    });
    first.leave().await;
    let second = taken.await.unwrap();
    // A member that is lost has left too.
    drop(second);
    let mut third = h.log().join("third").await.unwrap();
    has_all(&mut third, &all).await;
}
