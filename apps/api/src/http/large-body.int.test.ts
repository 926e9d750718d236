import { connect, type Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";
import { ROUTES, type Route } from "@agentlattice/contract";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

const KB = 1024;
const PUBLIC = (ROUTES as readonly Route[]).filter(({ access, body }) => access === "public" && body).map(({ path }) => path);

let api: TestApi;
let org: TestOrg;
let served: ServedApi;
beforeAll(async () => {
  // The test measures the cost of reading, so the budget of an organisation must not end it.
  api = await startTestApi({ AL_INSPECT_BYTES: 2 ** 30 });
  org = await api.createOrg();
  served = await serveApi(api.app);
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${served.url}/api/v1${path}`, {
    method: "POST",
    body,
    headers: { "content-type": "application/json", ...headers },
  });

/** Opens a request and sends the head and a part of the body that never ends. */
async function open(path: string, headers: string[], body: string): Promise<{ socket: Socket; answer: Promise<string> }> {
  const socket = connect(Number(new URL(served.url).port), "127.0.0.1");
  const answer = new Promise<string>((resolve, reject) => {
    socket.once("data", (bytes) => resolve(bytes.toString()));
    socket.once("error", reject);
  });
  socket.write([`POST /api/v1${path} HTTP/1.1`, "host: a", "content-type: application/json", ...headers, "", body].join("\r\n"));
  return { socket, answer };
}

describe.each(PUBLIC)("the body of %s, which needs no credential,", (path) => {
  it("is read up to 16 KB", async () => {
    const answer = await post(path, `${" ".repeat(16 * KB - 2)}{}`);
    expect(answer.status).toBe(422);
  });

  it("is refused by its declared length before it is read", async () => {
    const { socket, answer } = await open(path, [`content-length: ${16 * KB + 1}`], "");
    expect(await answer).toMatch(/^HTTP\/1\.1 413 .*PAYLOAD_TOO_LARGE/s);
    socket.destroy();
  });

  it("is refused as soon as it exceeds the limit", async () => {
    const chunk = " ".repeat(8 * KB);
    const { socket, answer } = await open(path, ["transfer-encoding: chunked"], `2000\r\n${chunk}\r\n2000\r\n${chunk}\r\n1\r\n \r\n`);
    expect(await answer).toMatch(/^HTTP\/1\.1 413 .*PAYLOAD_TOO_LARGE/s);
    socket.destroy();
  });
});

describe("a body of maximum depth and length", () => {
  /** CPU time of this process, in ms: what waits for a busy machine does not count. */
  async function costOf(path: string, body: string): Promise<number> {
    const before = process.cpuUsage();
    const headers = { authorization: `Bearer ${org.agentKey}` };
    const statuses = await Promise.all(Array.from({ length: 10 }, async () => (await post(path, body, headers)).status));
    for (const status of statuses) expect([400, 413]).toContain(status);
    const { user, system } = process.cpuUsage(before);
    return (user + system) / 1_000;
  }

  it.each(["/auth/sign-in", "/actions"])("costs no more than invalid JSON, for any number of concurrent requests: %s", async (path) => {
    const floor = await costOf(path, "x".repeat(900 * KB));
    const deep = ["[", '{"a":', '[{"":['].map((open) => open.repeat((900 * KB) / open.length));
    const long = `{"action_type":1${"0".repeat(900 * KB)}1}`;
    for (const body of [...deep, long]) expect(await costOf(path, body)).toBeLessThan(3 * floor + 1_000);
  });
});

describe("a client that disconnects during its upload", () => {
  it.each([["content-length: 1000"], ["transfer-encoding: chunked"]])("is not logged as an outage of the database (%s)", async (header) => {
    const failed = vi.spyOn(api.deps.log, "error");
    const refused = vi.spyOn(api.deps.log, "debug");
    const { socket, answer } = await open("/auth/sign-in", [header], header.startsWith("transfer") ? '5\r\n{"a":\r\n' : '{"a":');
    answer.catch(() => undefined);
    await pause(50);
    socket.resetAndDestroy();
    await expect.poll(() => refused.mock.calls.map(([line]) => (line as { code?: string }).code)).toContain("BODY_INCOMPLETE");
    expect(failed).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});
