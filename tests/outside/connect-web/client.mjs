// A browser's client (connect-web over gRPC-Web, code by protobuf-es) in Node, for tests/outside/run:
//
//     node client.mjs URL
//
// It comes back with the token it saw last. SIGTERM ends it, with the table as JSON on standard output.
import { createClient } from "@connectrpc/connect";
import { createGrpcWebTransport } from "@connectrpc/connect-web";
import { setTimeout as sleep } from "node:timers/promises";
import { LiveService } from "./gen/kinhbac/v1/live_pb.js";

const client = createClient(LiveService, createGrpcWebTransport({ baseUrl: process.argv[2] }));
const stop = new AbortController();
process.on("SIGTERM", () => stop.abort());

const rowKey = (row) => JSON.stringify([row.place, Number(row.time.seconds), row.measure, row.label]);
let table = new Map();
let resume = "";
let streams = 0, resumed = 0, fresh = 0;

while (!stop.signal.aborted) {
  let opened = false;
  const since = new Map();
  try {
    const question = {
      by: "commune",
      measures: ["camera.people"],
      resolution: "hour",
      buckets: 2,
      rate: { seconds: 1n },
      resume,
    };
    const asked = resume !== "";
    for await (const { event } of client.watch(question, { signal: stop.signal })) {
      if (!opened) {
        opened = true;
        streams += 1;
      }
      switch (event.case) {
        case "cells":
          for (const row of event.value.cells) {
            table.set(rowKey(row), row);
            since.set(rowKey(row), row);
          }
          break;
        case "removed":
          for (const row of event.value.cells) {
            table.delete(rowKey(row));
            since.delete(rowKey(row));
          }
          break;
        case "caughtUp":
          if (event.value.freshBecause !== "") {
            console.error("fresh:", event.value.freshBecause);
            fresh += 1;
            table = new Map(since);
          } else if (asked) {
            resumed += 1;
          }
          break;
        case "end":
          console.error("end:", event.value.reason);
          break;
      }
      if (event.value?.resume) {
        resume = event.value.resume;
      }
    }
  } catch (error) {
    if (!stop.signal.aborted) {
      console.error(String(error));
    }
  }
  if (!stop.signal.aborted) {
    await sleep(500);
  }
}

const rows = [...table.values()].map((row) => [row.place, Number(row.time.seconds), row.sum]);
console.log(JSON.stringify({ streams, resumed, fresh, rows }));
process.exit(); // Node 20 sometimes goes on reading a fetch that was aborted
