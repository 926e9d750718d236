import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
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

const open = async (token: string, outgoing?: { destroy: () => void }) =>
  api.app.request("/api/v1/events/stream", { headers: { authorization: `Bearer ${token}` } }, outgoing ? { outgoing } : undefined);

describe("requests of a signed-in person", () => {
  it("are limited per second, whatever the session, and nobody else waits for it", async () => {
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
  it.each(["orgKey", "owner"] as const)("are limited to two at once (%s)", async (who) => {
    const token = org[who];
    const streams = [await open(token), await open(token)];
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    const refused = await open(token);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: "TOO_MANY_STREAMS", retryable: true });
    expect(refused.headers.get("retry-after")).toBe("5");
    expect(refused.headers.get("ratelimit-policy")).toBe('"streams";q=2');
    await streams[0]?.body?.cancel();
    expect((await open(token)).status).toBe(200);
  });

  it("give their place back when they could not be opened", async () => {
    for (let i = 0; i < 4; i++) {
      const headers = { "last-event-id": "999999999" };
      expect((await api.call("GET", "events/stream", { token: org.orgKey, headers })).status).toBe(410);
    }
    expect((await open(org.orgKey)).status).toBe(200);
  });

  it("end, with their connection, when nobody reads them", async () => {
    const destroy = vi.fn();
    const stalled = await open(org.orgKey, { destroy });
    await expect.poll(() => destroy.mock.calls.length).toBe(1);
    expect(api.deps.streams.size).toBe(0);
    expect(await stalled.text()).toContain(": connected at");
  });

  it("stay open while they are read, however quiet it is", async () => {
    const destroy = vi.fn();
    const read = await open(org.orgKey, { destroy });
    const reader = read.body?.getReader();
    await reader?.read();
    const next = reader?.read();
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    expect(destroy).not.toHaveBeenCalled();
    expect(api.deps.streams.size).toBe(1);
    await reader?.cancel();
    await next;
  });
});
