// Everything that goes on behind the page.

import { followQueue } from "./state/queue";
import { followRegistry } from "./state/registry";
import { followReports } from "./state/reports";
import { followSeries } from "./state/series";
import { lookForAlerts, openStreams } from "./state/streams";
import { followStrip } from "./state/strip";
import { followTabs } from "./state/tabs";
import { followValues } from "./state/values";
import { followAddress } from "./state/view";

export function start(): void {
  followAddress();
  followTabs(lookForAlerts);
  followQueue();
  openStreams();
  followRegistry();
  followValues();
  followReports();
  followSeries();
  followStrip();
}
