import { once } from "node:events";
import type { ServerResponse } from "node:http";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, AgentLatticeAuthenticationError, AgentLatticeError, AgentLatticeGapError, type AuditEvent } from "./index.ts";
import { FakeApi, type Reply } from "./testing/fake-api.ts";
import { auditEvent, KEY, problem, streamed } from "./testing/fixtures.ts";
import { virtual } from "./testing/virtual-clock.ts";

vi.mock("./transport/clock.ts", () => import("./testing/virtual-clock.ts"));

const AGENT = "agt_01h455vb4pex5vsknk084sn02q";
let api: FakeApi;
let al: AgentLattice;
let replies: Reply[];

/** Connections of the stream, answered in turn; the last one for ever. */
const serve = (...list: Reply[]) => (replies = list);
const writing = (...texts: string[]): Reply => ({ stream: (response) => void texts.forEach((text) => response.write(text)) });
const ending = (...texts: string[]): Reply => ({ stream: (response) => response.end(texts.join("")) });
const cutting = (...texts: string[]): Reply => ({ stream: (response) => response.write(texts.join(""), () => response.destroy()) });
const resumes = () => api.requests.map(({ headers }) => headers["last-event-id"]);

beforeEach(async () => {
  virtual.reset();
  api = await FakeApi.start(() => (replies.length > 1 ? replies.shift() : replies[0]) as Reply);
  al = new AgentLattice({ apiKey: KEY, baseUrl: api.url });
});
afterEach(async () => {
  al.unsubscribe();
  await api.down();
});

async function take(count: number, options = {}): Promise<AuditEvent[]> {
  const events: AuditEvent[] = [];
  for await (const event of al.subscribe(options)) if (events.push(event) === count) break;
  return events;
}
const seqs = async (count: number, options = {}) => (await take(count, options)).map(({ seq }) => seq);
const failure = async (options = {}) => (await take(1, options).catch((error: unknown) => error)) as AgentLatticeError;

describe("subscribe", () => {
  it("delivers events in camelCase to a callback or a loop", async () => {
    serve(writing(": connected\nid: 6\n\n", streamed(7, { denial_reason: "POLICY_DENIED" })));
    const seen: AuditEvent[] = [];
    const subscription = al.subscribe((event) => void seen.push(event));
    await subscription.ready;
    await vi.waitFor(() => expect(seen).toHaveLength(1), 10_000);
    expect(seen[0]).toMatchObject({ seq: 7, actionType: "pr.merge", agentId: AGENT, denialReason: "POLICY_DENIED" });
    expect(await take(1)).toEqual(seen);
    expect(api.requests[0]).toMatchObject({
      method: "GET",
      path: "/api/v1/events/stream",
      headers: { authorization: `Bearer ${KEY}`, accept: "text/event-stream" },
    });
  });

  it("skips events about halts, which are not entries", async () => {
    const halt = 'event: halt\ndata: {"id":"hlt_01h455vb4pex5vsknk084sn02q"}\n\n';
    const resume = 'event: resume\ndata: {"id":"hlt_01h455vb4pex5vsknk084sn02q"}\n\n';
    serve(writing(streamed(7), halt, resume, streamed(8)));
    expect(await seqs(2)).toEqual([7, 8]);
  });

  it("sends its filters", async () => {
    serve(writing(streamed(7)));
    await take(1, { events: ["approval.*", "action.denied"], agentFilter: AGENT, decision: "denied", lastEventId: 5 });
    await take(1, { events: "action.denied", decision: ["executed", "approved"], lastEventId: "6" });
    expect(api.requests.map(({ path }) => path)).toEqual([
      `/api/v1/events/stream?types=approval.*%2Caction.denied&agent=${AGENT}&decision=denied`,
      "/api/v1/events/stream?types=action.denied&decision=executed%2Capproved",
    ]);
    expect(resumes()).toEqual(["5", "6"]);
  });

  it.each([
    [{ agentFilter: "all" }, "agt_"],
    [{ events: [] }, "events must have"],
    [{ decision: "" }, "decision must have"],
    [{ lastEventId: -1 }, "lastEventId"],
    [{ lastEventId: "1\r\nx: y" }, "lastEventId"],
    [{ evnts: ["a"] }, '"evnts"'],
  ])("refuses %j at once", (options, sentence) => {
    expect(() => al.subscribe(options as object)).toThrow(
      expect.objectContaining({ code: "INVALID_OPTION", message: expect.stringContaining(sentence) }),
    );
  });

  it("parses events from chunks of any size", async () => {
    const bytes = Buffer.from(`\ufeffid: 6\r\n\r\n: ö\r${streamed(7, { status: "é😀" })}${streamed(8).replaceAll("\n", "\r\n")}`);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat({ max: bytes.length }), { maxLength: 6 }), async (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), bytes.length];
        serve({
          async stream(response) {
            for (const [i, end] of at.slice(1).entries()) {
              response.write(bytes.subarray(at[i], end));
              await new Promise(setImmediate);
            }
          },
        });
        expect((await take(2)).map(({ seq, status }) => [seq, status])).toEqual([
          [7, "é😀"],
          [8, "executed"],
        ]);
      }),
      { numRuns: 25 },
    );
  });
});

describe("when the connection is lost", () => {
  it("resumes after the last event, without loss or repetition", async () => {
    serve(cutting(streamed(1), streamed(2)), ending(streamed(2), streamed(3)), writing(streamed(4)));
    expect(await seqs(4)).toEqual([1, 2, 3, 4]);
    expect(resumes()).toEqual([undefined, "2", "3"]);
  });

  it("delivers an event that was cut by the lost connection", async () => {
    serve(cutting(streamed(1), streamed(2).slice(0, -1)), writing(streamed(2)));
    expect(await seqs(2)).toEqual([1, 2]);
    expect(resumes()).toEqual([undefined, "1"]);
  });

  it("resumes from the start of the stream or the last heartbeat when there was no event", async () => {
    serve(ending("retry: 1000\n: connected at 41\nid: 40\n\n"), ending(": beat\nid: 95\n\n"), writing(streamed(96)));
    expect(await seqs(1)).toEqual([96]);
    expect(resumes()).toEqual([undefined, "40", "95"]);
  });

  it("survives every kind of outage, with growing pauses and jitter", async () => {
    const outages: Reply[] = [
      "drop",
      problem("DATABASE_UNAVAILABLE", 503),
      { status: 502, raw: "<html>" },
      problem("INTERNAL", 500),
      "drop",
      "drop",
      "drop",
    ];
    serve(...outages, writing(streamed(1)));
    const statuses: string[] = [];
    await take(1, { onStatus: ({ state }: { state: string }) => statuses.push(state) });
    expect(statuses).toEqual([...outages.map(() => "reconnecting"), "open"]);
    for (const [i, seconds] of [1, 2, 4, 8, 16, 30, 30].entries()) {
      expect(virtual.slept[i]).toBeGreaterThanOrEqual(seconds * 750);
      expect(virtual.slept[i]).toBeLessThanOrEqual(seconds * 1_250);
    }
    expect(new Set(virtual.slept).size).toBe(virtual.slept.length);
  });

  it("resets the pause after it was open, and honours the server's retry", async () => {
    const busy: Reply = { ...problem("RATE_LIMITED", 429), headers: { "retry-after": "20" } };
    serve("drop", "drop", ending("retry: 4000\n\n"), busy, writing(streamed(1)));
    await take(1);
    expect(virtual.slept.map((ms) => Math.round(ms / 4_000))).toEqual([0, expect.any(Number), 1, expect.any(Number)]);
    expect(virtual.slept[3]).toBeGreaterThanOrEqual(15_000);
  });

  it("reports the status, and whether it resumed", async () => {
    serve(ending(streamed(1)), writing(streamed(2)));
    const statuses: object[] = [];
    await take(2, { onStatus: (status: object) => statuses.push(status) });
    expect(statuses).toEqual([
      { state: "open", resumed: false },
      { state: "reconnecting", inMs: expect.any(Number) },
      { state: "open", resumed: true },
    ]);
  });

  it("treats a silence of more than two heartbeats as a lost connection", async () => {
    serve(writing(streamed(1)), writing(streamed(2)));
    const set = vi
      .spyOn(globalThis, "setTimeout")
      .mockImplementation(((run: () => void, ms?: number) => setImmediate(ms === 32_000 ? () => setImmediate(run) : run)) as never);
    const stream = al.subscribe();
    set.mockRestore();
    expect((await stream.next()).value).toMatchObject({ seq: 1 });
    const waits = vi.spyOn(globalThis, "setTimeout");
    const second = stream.next();
    await vi.waitFor(() => expect(waits.mock.calls.map(([, ms]) => ms)).toContain(32_000), 10_000);
    const [silence] = waits.mock.calls.find(([, ms]) => ms === 32_000) ?? [];
    waits.mockRestore();
    silence?.();
    expect((await second).value).toMatchObject({ seq: 2 });
    expect(resumes()).toEqual([undefined, "1"]);
  });
});

describe("final errors", () => {
  it.each([
    ["a refused key", problem("UNAUTHENTICATED", 401), AgentLatticeAuthenticationError, "UNAUTHENTICATED"],
    ["no permission", problem("FORBIDDEN", 403), AgentLatticeError, "FORBIDDEN"],
    ["a filter the server refuses", problem("INVALID_REQUEST", 422), AgentLatticeError, "INVALID_REQUEST"],
    ["something that is no stream", { raw: "<html>" }, AgentLatticeError, "INVALID_RESPONSE"],
    ["an event that is not JSON", ending("data: {\n\n"), AgentLatticeError, "INVALID_RESPONSE"],
    ["an event that lacks a field", ending('data: {"seq": 1}\n\n'), AgentLatticeError, "INVALID_RESPONSE"],
    ["a redirect", { status: 302, headers: { location: "http://127.0.0.1:1/" } }, AgentLatticeError, "INVALID_RESPONSE"],
  ] as const)("%s", async (_, reply, type, code) => {
    serve(reply);
    const error = await failure();
    expect(error).toBeInstanceOf(type);
    expect(error.code).toBe(code);
    const onError = vi.fn();
    const subscription = al.subscribe(() => {}, { onError });
    await expect(subscription.closed).rejects.toMatchObject({ code });
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code }));
    expect(api.requests).toHaveLength(2);
  });

  it("prints an error without the key when there is no onError", async () => {
    const said = vi.spyOn(console, "error").mockImplementation(() => {});
    serve(problem("UNAUTHENTICATED", 401, { detail: `bad key ${KEY}` }));
    await al.subscribe(() => {}).closed.catch(() => {});
    expect(said.mock.calls.flat().join()).toMatch(/a subscription ended: bad key \[redacted\]/);
    said.mockRestore();
  });

  it("ends with the callback's error, and the event counts as not delivered", async () => {
    serve(writing(streamed(1), streamed(2), streamed(3)));
    const boom = new Error("boom");
    const subscription = al.subscribe(
      async ({ seq }) => {
        if (seq === 2) throw boom;
      },
      { onError: () => {} },
    );
    await expect(subscription.closed).rejects.toBe(boom);
    expect(subscription.lastEventId).toBe("1");
  });
});

describe("missed events", () => {
  const expired = problem("CURSOR_EXPIRED", 410);
  const gap = 'id: 900\nevent: gap\ndata: {"from":5,"to":900}\n\n';

  it("end the subscription with the missing range", async () => {
    serve(expired);
    expect(await failure({ lastEventId: 4 })).toBeInstanceOf(AgentLatticeGapError);
    expect(await failure({ lastEventId: 4 })).toMatchObject({
      code: "CURSOR_EXPIRED",
      gap: { from: 5 },
      requestId: "req_1",
      retryable: false,
    });
    serve(ending(gap));
    expect(await failure({ lastEventId: 4 })).toMatchObject({ code: "CURSOR_EXPIRED", gap: { from: 5, to: 900 } });
  });

  it("go to onGap, and new events follow", async () => {
    const onGap = vi.fn();
    serve(cutting(streamed(4), gap), expired, writing(streamed(950)));
    expect(await seqs(2, { onGap })).toEqual([4, 950]);
    expect(onGap.mock.calls).toEqual([[{ from: 5, to: 900 }], [{ from: 901 }]]);
    expect(resumes()).toEqual([undefined, "900", undefined]);
  });
});

describe("ending it", () => {
  const closed = () => {
    let gone = Promise.resolve() as Promise<unknown>;
    serve({
      stream(response: ServerResponse) {
        gone = once(response, "close");
        response.write(streamed(1) + streamed(2));
      },
    });
    return () => gone;
  };

  it.each(["unsubscribe", "call", "client", "signal"] as const)("%s closes the connection and stops the callback", async (way) => {
    const gone = closed();
    const controller = new AbortController();
    const seen: number[] = [];
    const subscription = al.subscribe(
      ({ seq }) => {
        seen.push(seq);
        ({
          unsubscribe: () => subscription.unsubscribe(),
          call: () => subscription(),
          client: () => al.unsubscribe(),
          signal: () => controller.abort(),
        })[way]();
      },
      { signal: controller.signal },
    );
    await subscription.closed;
    await gone();
    expect(seen).toEqual([1]);
    expect(api.requests).toHaveLength(1);
  });

  it("leaving the loop closes the connection", async () => {
    const gone = closed();
    expect(await seqs(1)).toEqual([1]);
    await gone();
  });

  it.each(["unsubscribe", "signal"] as const)("%s ends a loop that waits", async (way) => {
    serve(writing(streamed(1)));
    const controller = new AbortController();
    const stream = al.subscribe({ signal: controller.signal });
    const seen: number[] = [];
    setTimeout(() => (way === "signal" ? controller.abort() : stream.unsubscribe()), 30);
    for await (const { seq } of stream) seen.push(seq);
    expect(seen).toEqual([1]);
    expect(stream.lastEventId).toBe("1");
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("ends promptly during a pause, and rejects ready", async () => {
    serve("drop");
    const stream = al.subscribe({ onStatus: () => stream.unsubscribe() });
    expect(await stream.next()).toMatchObject({ done: true });
    await expect(stream.ready).rejects.toMatchObject({ code: "SUBSCRIPTION_ENDED" });
  });

  it("removes its listener from the signal, and sends no request when it is aborted", async () => {
    serve(writing(streamed(1)));
    const { signal } = new AbortController();
    const add = vi.spyOn(signal, "addEventListener");
    const remove = vi.spyOn(signal, "removeEventListener");
    await take(1, { signal });
    expect(remove).toHaveBeenCalledTimes(add.mock.calls.length);
    const asked = api.requests.length;
    expect(await take(1, { signal: AbortSignal.abort() })).toEqual([]);
    expect(api.requests).toHaveLength(asked);
  });
});

describe("a slow consumer", () => {
  const COUNT = 40_000;

  it("slows the server down instead of buffering, without loss", async () => {
    let written = 0;
    serve({
      async stream(response) {
        for (let seq = 0; seq < COUNT && !response.destroyed; seq++) {
          written = seq;
          if (!response.write(streamed(seq))) await once(response, "drain");
        }
      },
    });
    const stream = al.subscribe({ lastEventId: undefined });
    await stream.ready;
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(written).toBeLessThan(COUNT / 2);
    const wrong: number[] = [];
    let next = 0;
    for await (const { seq } of stream) {
      if (seq !== next) wrong.push(seq);
      next += 1;
      if (next === COUNT) break;
    }
    expect(wrong).toEqual([]);
  });

  it("gets one event at a time", async () => {
    serve(writing(...Array.from({ length: 5 }, (_, seq) => streamed(seq))));
    let running = 0;
    const seen: number[] = [];
    const subscription = al.subscribe(async ({ seq }) => {
      expect(++running).toBe(1);
      await new Promise((resolve) => setTimeout(resolve, 2));
      running--;
      if (seen.push(seq) === 5) subscription();
    });
    await subscription.closed;
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});

it("connects before the loop begins", async () => {
  serve(writing(streamed(1)));
  const stream = al.subscribe();
  await stream.ready;
  expect(api.requests).toHaveLength(1);
  expect(await stream.next()).toMatchObject({ value: { seq: 1 } });
});

it("delivers all fields of an entry", async () => {
  serve(writing(streamed(7)));
  const [event] = await take(1);
  expect(Object.keys(event ?? {})).toHaveLength(Object.keys(auditEvent(7)).length);
});
