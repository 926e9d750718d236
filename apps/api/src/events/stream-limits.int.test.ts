import type { ServerResponse } from "node:http";
import { openSlowConnection } from "@agentlattice/test-kit/slow-connection";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi({ AL_PERSON_RATE: 30, AL_KEY_STREAMS: 2, AL_PERSON_STREAMS: 2, AL_STREAM_STALL_SECONDS: 0.5 });
  org = await api.createOrg();
});
afterEach(() => {
  for (const end of [...api.deps.streams]) end();
});
afterAll(() => api.close());

const open = (token: string, headers = {}) =>
  api.fetch("/api/v1/events/stream", { headers: { authorization: `Bearer ${token}`, ...headers } });

/** Opens a stream over a connection from which nobody reads. */
async function openUnread(prepare = (_: ServerResponse) => {}): Promise<ServerResponse> {
  const { outgoing } = openSlowConnection();
  prepare(outgoing);
  await api.app.request("/api/v1/events/stream", { headers: { authorization: `Bearer ${org.orgKey}` } }, { outgoing });
  return outgoing;
}

describe("requests of a signed-in person", () => {
  it("are limited per second across sessions, without delaying others", async () => {
    const colleague = await org.addMember("operator");
    const hasty = await org.addMember("admin");
    const answers = await Promise.all(Array.from({ length: 200 }, () => api.call("GET", "auth/session", { token: hasty.token })));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThan(0);
    expect(answers.length - refused.length).toBeGreaterThanOrEqual(30);
    expect(refused[0]?.body).toMatchObject({
      code: "RATE_LIMITED",
      retryable: true,
      detail: expect.stringContaining("30 requests per second"),
    });
    const { headers } = refused[0] as (typeof refused)[number];
    expect(Number(headers.get("retry-after"))).toBe(1);
    expect(headers.get("ratelimit-policy")).toBe('"person";q=30;w=1');
    expect(headers.get("ratelimit")).toMatch(/^"person";r=0;t=1$/);
    const other = await api.call("GET", "auth/session", { token: colleague.token });
    expect(other.status).toBe(200);
    expect(other.headers.get("ratelimit-policy")).toBe('"person";q=30;w=1');
  });
});

describe("event streams", () => {
  it.each(["orgKey", "owner"] as const)("are limited to two concurrent ones (%s)", async (who) => {
    const token = org[who];
    const streams = [await open(token), await open(token)];
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    const refused = await open(token);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: "TOO_MANY_STREAMS", retryable: true });
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(refused.headers.get("ratelimit-policy")).toBe('"streams";q=2');
    await streams[0]?.body?.cancel();
    await expect.poll(async () => (await open(token)).status).toBe(200);
  });

  it("release their slot when they cannot be opened", async () => {
    for (let i = 0; i < 4; i++) expect((await open(org.orgKey, { "last-event-id": "999999999" })).status).toBe(410);
    expect((await open(org.orgKey)).status).toBe(200);
  });

  it("end, with their connection, when nobody reads them", async () => {
    const stalled = await openUnread();
    expect(stalled.destroyed).toBe(false);
    await expect.poll(() => stalled.destroyed, { timeout: 10_000 }).toBe(true);
    expect(api.deps.streams.size).toBe(0);
    expect((await open(org.orgKey)).status).toBe(200);
  });

  it("stay open without entries while they are read", async () => {
    const read = await open(org.orgKey);
    const reader = read.body?.getReader();
    await reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(api.deps.streams.size).toBe(1);
    await reader?.cancel();
    await expect.poll(() => api.deps.streams.size).toBe(0);
  });

  it("release their slot when the client disconnects before they are open", async () => {
    for (let i = 0; i < 3; i++) await openUnread((outgoing) => outgoing.destroy());
    expect(api.deps.streams.size).toBe(0);
    expect([(await open(org.orgKey)).status, (await open(org.orgKey)).status]).toEqual([200, 200]);
  });
});
