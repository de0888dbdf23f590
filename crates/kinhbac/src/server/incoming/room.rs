//! How many connections there is room for: each takes a file descriptor, and log and store must
//! never be without one.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Connections of gRPC for each of HTTP, which is for scrapers and probes.
const GRPC_FOR_HTTP: usize = 8;

/// The most connections of each port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::server) struct Room {
    pub(in crate::server) grpc: usize,
    pub(in crate::server) http: usize,
}

impl Room {
    /// For `wanted` connections of gRPC, if the process may have so many files open. It asks for
    /// as many as it may have.
    pub(in crate::server) fn for_connections(wanted: usize) -> Self {
        let files = raise_open_files();
        let room = Self::within(files, wanted);
        if room.grpc < wanted {
            tracing::warn!(
                "at most {} connections are taken in, not the {wanted} of \
                 `listen.max_connections`: this process may have {files} files open; allow it \
                 more (ulimit -Hn, LimitNOFILE) or lower the key",
                room.grpc
            );
        }
        room
    }

    /// A quarter of all descriptors stays for log and store.
    fn within(files: usize, wanted: usize) -> Self {
        let shares = (files - files / 4) / (GRPC_FOR_HTTP + 1);
        let grpc = wanted.min(shares * GRPC_FOR_HTTP).max(1);
        Self { grpc, http: (grpc / GRPC_FOR_HTTP).max(1) }
    }
}

/// Raises the soft limit of open files to the hard one; how many there may be.
fn raise_open_files() -> usize {
    let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: maximum, maximum };
    let limit = match setrlimit(Resource::Nofile, raised) {
        Ok(()) => maximum,
        Err(_) => current,
    };
    limit.and_then(|limit| usize::try_from(limit).ok()).unwrap_or(usize::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_wanted_is_given_while_a_quarter_of_the_files_is_left() {
        assert_eq!(Room::within(usize::MAX, 12_000), Room { grpc: 12_000, http: 1_500 });
        assert_eq!(Room::within(20_000, 12_000), Room { grpc: 12_000, http: 1_500 });
        assert_eq!(Room::within(1_024, 12_000), Room { grpc: 680, http: 85 });
        assert_eq!(Room::within(8, 12_000), Room { grpc: 1, http: 1 });
        assert_eq!(Room::within(1_024, 16), Room { grpc: 16, http: 2 });
    }

    #[test]
    fn the_soft_limit_becomes_the_hard_one() {
        raise_open_files();
        let Rlimit { current, maximum } = getrlimit(Resource::Nofile);
        assert_eq!(current, maximum);
    }
}
