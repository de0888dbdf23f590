// The demo of the real binary, on ports of its own; it can be killed and started again.
import { execFile, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { promisify } from "node:util";

const run = promisify(execFile);

export class Server {
  constructor(binary, folder, grpc, http) {
    Object.assign(this, { binary, folder, grpc, http });
    this.address = `http://127.0.0.1:${http}`;
  }

  static async on(binary, folder, http) {
    return new Server(binary, folder, await freePort(), http ?? (await freePort()));
  }

  /** Starts it, with options of the demo's; answers when it is ready. */
  async start(...options) {
    // A demo with a clock of its own takes no folder; it makes a temporary one.
    const data = options.length > 0 ? options : ["--data-dir", `${this.folder}/data`];
    const listen = [
      "--listen-grpc",
      `127.0.0.1:${this.grpc}`,
      "--listen-http",
      `127.0.0.1:${this.http}`,
    ];
    const child = spawn(this.binary, ["demo", ...listen, ...data], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, TMPDIR: this.folder },
    });
    this.child = child;
    let words = "";
    await new Promise((resolve, reject) => {
      child.stderr.on("data", (data) => {
        words = (words + data).slice(-4000);
        if (words.includes("ready grpc=")) resolve();
      });
      child.on("exit", (code) => reject(new Error(`the demo ended with ${code}: ${words}`)));
    });
    child.removeAllListeners("exit");
    return words;
  }

  kill() {
    this.child?.kill("SIGKILL");
  }

  /** Runs a command of the client. */
  async client(...args) {
    const to = ["--to", `http://127.0.0.1:${this.grpc}`];
    const { stdout } = await run(this.binary, [...args, ...to], { maxBuffer: 64 << 20 });
    return stdout;
  }

  /** Publishes events; answers when all of them are acknowledged. */
  async publish(...events) {
    const file = join(this.folder, "events.ndjson");
    writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(""));
    const to = ["--to", `http://127.0.0.1:${this.grpc}`];
    const { stderr } = await run(this.binary, ["publish", file, ...to]);
    if (!stderr.includes(`accepted=${events.length} `)) throw new Error(stderr);
  }

  /** The alerts that a screen gets at first, as the command line tells them. */
  async alerts() {
    const measures = ["camera.incidents", "report.submitted", "security.events"];
    const question = ["watch", "--by", "site", ...measures.flatMap((m) => ["--measure", m])];
    const to = ["--to", `http://127.0.0.1:${this.grpc}`];
    const asked = spawn(
      this.binary,
      [...question, "--alerts", "1000", "--format", "ndjson", ...to],
      { stdio: ["ignore", "pipe", "ignore"] },
    );
    const found = [];
    for await (const line of createInterface({ input: asked.stdout })) {
      const told = JSON.parse(line);
      if (told.type === "alert") found.push(told.event);
      if (told.type === "caughtUp") break;
    }
    asked.kill();
    return found;
  }

  /** A commune's value in a bucket, as the command line tells it: code → value. */
  async query(measure, step, time, length) {
    const csv = await this.client(
      ...["query", "--measure", measure, "--by", "commune", "--step", step, "--format", "csv"],
      ...["--from", new Date(time).toISOString(), "--to", new Date(time + length).toISOString()],
    );
    const rows = csv.trim().split("\n").slice(1);
    return new Map(rows.map((row) => [row.split(",")[0], Number(row.split(",").at(-1))]));
  }
}

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
