//! What a screen that comes with a token has not seen.

use tokio::time::timeout;

use super::Watcher;
use crate::answer::Wanted;
use crate::scope::{Scope, boundaries_move};
use crate::token::Token;

impl Watcher {
    /// Which rows are wanted; and why it is all of them although there is a token, else empty.
    pub(super) async fn wanted(&self, token: Option<Token>, scope: &Scope) -> (Wanted, String) {
        let Some(token) = token else { return (Wanted::All, String::new()) };
        match self.why_fresh(&token, scope).await {
            Some(why) => (Wanted::All, why),
            None => (Wanted::Since { positions: token.positions, at: token.at }, String::new()),
        }
    }

    /// Why what a token says is not enough to go on from; none if it is.
    async fn why_fresh(&self, token: &Token, scope: &Scope) -> Option<String> {
        if token.question != self.desk.hash() {
            return Some("the token is of another question".into());
        }
        let (then, now) = (token.revision, scope.revision());
        if then != now {
            return Some(format!("the registry has changed: revision {then} then, {now} now"));
        }
        let moment = self.shared.moment();
        let day = |at| moment.zone.date(at);
        if boundaries_move(scope.registry(), day(token.at), day(moment.now)) {
            return Some("the boundaries of places have changed".into());
        }
        let partitions = self.shared.deps.log.partitions();
        if token.partitions != partitions {
            return Some("the log has another number of partitions".into());
        }
        if let Some(why) = self.does_not_reach(token).await {
            return Some(why);
        }
        let alerts = self.shared.view.alerts();
        let missed = self.desk.has_alerts() && !alerts.reach_back_to(&token.positions);
        missed.then(|| "alerts that came since the token are no longer kept".into())
    }

    /// Another replica may have been ahead of this one: it catches up soon, and rows that are
    /// older than what the screen has are not told. A log that never does is another one.
    async fn does_not_reach(&self, token: &Token) -> Option<String> {
        let reached = self.shared.view.until(|stand| token.positions.are_reached_by(&stand.marks));
        let waited = timeout(self.shared.config.resume_wait, reached).await;
        waited.err().map(|_| "the log does not reach as far as the token".into())
    }
}
