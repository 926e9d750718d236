import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createCaller } from "@agentlattice/test-kit/call";
import { freePort } from "@agentlattice/test-kit/free-port";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "./testing/api-fixture.ts";

/** Every write to it answers ENOSPC. */
const FULL = "/dev/full";

let api: TestApi;
let acme: TestOrg;
const dataDir = mkdtempSync(join(tmpdir(), "al-full-"));

beforeAll(async () => {
  api = await startTestApi();
  acme = await api.createOrg();
  await acme.publish(policy("docs", { match: { actions: ["doc.*"] }, effect: "allow" }));
});
afterAll(async () => {
  await api.close();
  rmSync(dataDir, { recursive: true, force: true });
});

function start(port: number, output: number | "pipe"): ChildProcess {
  return spawn(process.execPath, [join(import.meta.dirname, "../dist/server.mjs")], {
    stdio: ["ignore", output, output],
    env: {
      PATH: process.env.PATH,
      AL_DATABASE_URL: api.database.address,
      AL_KEK: Buffer.from(api.database.kek).toString("base64"),
      DATA_DIR: dataDir,
      API_PORT: String(port),
      AL_LOG_REQUESTS: "on",
    },
  });
}

async function decideManyTimes(port: number, child: ChildProcess): Promise<void> {
  const call = createCaller(`http://127.0.0.1:${port}`);
  const isReady = () =>
    fetch(`http://127.0.0.1:${port}/ready`).then(
      ({ ok }) => ok,
      () => false,
    );
  await expect.poll(isReady, { timeout: 30_000 }).toBe(true);
  for (let i = 0; i < 20; i++) {
    const { status, text } = await call("POST", "actions", { token: acme.agentKey, body: { action_type: "doc.read" } });
    expect(status, text).toBe(200);
  }
  expect([child.exitCode, child.signalCode]).toEqual([null, null]);
  child.kill("SIGTERM");
  expect(await once(child, "exit")).toEqual([0, null]);
}

describe("an API whose log cannot be written", { timeout: 90_000 }, () => {
  it("on a full disk continues to decide, and stops in order", async () => {
    const output = openSync(FULL, "w");
    const port = await freePort();
    const child = start(port, output);
    closeSync(output);
    await decideManyTimes(port, child);
  });

  it("because its reader exited continues to decide, and stops in order", async () => {
    const port = await freePort();
    const child = start(port, "pipe");
    child.stdout?.destroy();
    child.stderr?.destroy();
    await decideManyTimes(port, child);
  });
});

it("reports a data directory that is a file in one sentence", async () => {
  const child = spawn(process.execPath, [join(import.meta.dirname, "../dist/server.mjs")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env.PATH, AL_DATABASE_URL: api.database.address, DATA_DIR: "/dev/null" },
  });
  let told = "";
  child.stderr.on("data", (chunk: Buffer) => (told += chunk.toString()));
  expect(await once(child, "close")).toEqual([1, null]);
  expect(told).toMatch(/^\/dev\/null\/kek cannot be used: one of the folders it is in is a file\..+\n$/);
});
