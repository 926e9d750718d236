import type { AuditEvent } from "@agentlattice/contract";
import { type SseItem, SseParser } from "@agentlattice/core/sse";
import { openSlowConnection } from "@agentlattice/test-kit/slow-connection";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

const REPLAY = 400;
let api: TestApi;
let org: TestOrg;
const open: { abort(): void }[] = [];

beforeAll(async () => {
  api = await startTestApi({ AL_STREAM_REPLAY: REPLAY });
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
});
afterEach(() => {
  vi.useRealTimers();
  for (const controller of open.splice(0)) controller.abort();
});
afterAll(() => api.close());

const rows = async (token = org.owner) => (await api.call("GET", "audit/events?limit=200", { token })).body.data as AuditEvent[];
const headSeq = async () => (await rows())[0]?.seq ?? -1;

interface Opened {
  readonly response: Response;
  readonly items: SseItem[];
  readonly ended: Promise<void>;
  events(): AuditEvent[];
  until(count: number): Promise<AuditEvent[]>;
}

async function stream(query = "", options: { token?: string; after?: string | number } = {}): Promise<Opened> {
  const controller = new AbortController();
  open.push(controller);
  const response = await api.fetch(`/api/v1/events/stream${query}`, {
    headers: {
      authorization: `Bearer ${options.token ?? org.owner}`,
      ...(options.after === undefined ? {} : { "last-event-id": String(options.after) }),
    },
    signal: controller.signal,
  });
  const items: SseItem[] = [];
  const ended = response.status === 200 ? readAll(response, items, controller.signal) : Promise.resolve();
  return { response, ended, ...reader(items) };
}

function reader(items: SseItem[]): Pick<Opened, "items" | "events" | "until"> {
  const events = () => items.flatMap((item) => (item.type === "event" && item.name !== "gap" ? [JSON.parse(item.data) as AuditEvent] : []));
  return {
    items,
    events,
    until: (count) => vi.waitFor(() => expect(events()).toHaveLength(count), { timeout: 30_000, interval: 20 }).then(events),
  };
}

/** Opens a stream over a connection from which nothing is read until `read` is called. */
async function slowStream() {
  const { outgoing, read } = openSlowConnection();
  open.push({ abort: () => outgoing.destroy() });
  await api.app.request("/api/v1/events/stream", { headers: { authorization: `Bearer ${org.owner}` } }, { outgoing });
  const items: SseItem[] = [];
  const parser = new SseParser((item) => items.push(item));
  return { ...reader(items), read: () => read((text) => parser.push(new TextEncoder().encode(text))) };
}

/** Reads a stream until it ends or the signal ends it. */
async function readAll(response: Response, items: SseItem[], signal: AbortSignal): Promise<void> {
  const parser = new SseParser((item) => items.push(item));
  try {
    for await (const piece of response.body as ReadableStream<Uint8Array>) parser.push(piece);
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

describe("the live stream", () => {
  it("sends each entry as the list does, with the seq as id and the kind as name", async () => {
    const live = await stream();
    expect(Object.fromEntries(live.response.headers)).toMatchObject({
      "content-type": "text/event-stream; charset=utf-8",
      "cache-control": "no-cache, no-transform",
    });
    await org.submit("doc.read");
    await org.submit("email.send");
    await org.submit("pr.merge");
    const events = await live.until(3);
    expect(events).toEqual((await rows()).slice(0, 3).reverse());
    expect(live.items.filter((item) => item.type === "event").map((item) => [item.id, item.name])).toEqual(
      events.map((event) => [String(event.seq), event.kind]),
    );
  });

  it("sends its first id immediately, so that a client that disconnects before the first event loses none", async () => {
    const head = await headSeq();
    const { items } = await stream();
    await vi.waitFor(() => expect(items).toContainEqual({ type: "cursor", id: String(head) }), 10_000);
    expect(items[0]).toEqual({ type: "retry", ms: 1_000 });
  });

  it("replays entries after Last-Event-ID, then continues live, each once and in order", async () => {
    const after = await headSeq();
    for (let i = 0; i < 5; i++) await org.submit("doc.read");
    const live = await stream("", { after });
    await Promise.all(Array.from({ length: 30 }, () => org.submit("doc.read")));
    const events = await live.until(35);
    expect(events.map((event) => event.seq)).toEqual(Array.from({ length: 35 }, (_, i) => after + 1 + i));
  });

  it("sends heartbeats with the server's time and the last checked id", async () => {
    vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
    const { items } = await stream("?types=policy.changed");
    await org.submit("doc.read");
    const head = await headSeq();
    await vi.waitFor(async () => {
      await vi.advanceTimersByTimeAsync(15_000);
      expect(items.slice(-2)).toEqual([
        { type: "comment", text: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) },
        { type: "cursor", id: String(head) },
      ]);
    }, 10_000);
  });
});

describe("filters", () => {
  it.each([
    ["?types=action.denied", ["email.send"]],
    ["?types=policy.denied", ["email.send"]],
    ["?types=approval.*,action.denied", ["email.send", "pr.merge"]],
    ["?decision=executed", ["doc.read"]],
    ["?decision=denied,%20requested", ["email.send", "pr.merge"]],
    ["?types=action.*&decision=denied", ["email.send"]],
  ])("%s", async (query, expected) => {
    const live = await stream(query);
    for (const action of ["doc.read", "email.send", "pr.merge"]) await org.submit(action);
    expect((await live.until(expected.length)).map((event) => event.action_type)).toEqual(expected);
  });

  it("by agent returns only entries about it", async () => {
    const create = async (name: string) => {
      const agent = (await api.call("POST", "agents", { token: org.owner, body: { name, capabilities: ["*"] } })).body;
      const key = (await api.call("POST", `agents/${agent.id}/keys`, { token: org.owner, body: { name: "k" } })).body;
      return { id: agent.id as string, key: key.api_key as string };
    };
    const other = await create("other-bot");
    const live = await stream(`?agent=${other.id}`);
    await org.submit("doc.read");
    await org.submit("doc.write", {}, other.key);
    expect((await live.until(1))[0]).toMatchObject({ agent_id: other.id, action_type: "doc.write" });
  });

  it.each(["?types=", "?types=nonsense", "?types=*", "?decision=maybe", "?agent=agt_1", "?unknown=1"])("%s is refused", async (query) => {
    const { response } = await stream(query);
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([422, "INVALID_REQUEST"]);
  });
});

describe("Last-Event-ID", () => {
  it.each([
    ["not a number", "x", 400, "INVALID_HEADER"],
    ["beyond the ledger", "999999", 410, "CURSOR_EXPIRED"],
    ["too old", "0", 410, "CURSOR_EXPIRED"],
  ])("%s", async (_, after, status, code) => {
    while ((await headSeq()) <= REPLAY + 1) await Promise.all(Array.from({ length: 100 }, () => org.submit("doc.read")));
    const { response } = await stream("", { after });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([status, code]);
  });
});

describe("a client that reads slowly", () => {
  it("receives everything in order while it is within the replay limit", async () => {
    const after = await headSeq();
    const slow = await slowStream();
    for (let i = 0; i < 3; i++) await Promise.all(Array.from({ length: 100 }, () => org.submit("doc.read")));
    slow.read();
    expect((await slow.until(300)).map((event) => event.seq)).toEqual(Array.from({ length: 300 }, (_, i) => after + 1 + i));
  });

  it("receives the range of missed entries above the limit, and continues with the newest", async () => {
    const first = (await headSeq()) + 1;
    const slow = await slowStream();
    const quick = await stream();
    for (let i = 0; i < 13; i++) await Promise.all(Array.from({ length: 100 }, () => org.submit("doc.read")));
    // Only what has been announced can have been missed.
    await quick.until(1_300);
    slow.read();
    const gap = await vi.waitFor(
      () => slow.items.find((item) => item.type === "event" && item.name === "gap") ?? Promise.reject(new Error("no gap")),
      { timeout: 10_000 },
    );
    const { from, to } = JSON.parse(gap.type === "event" ? gap.data : "");
    await org.submit("doc.read");
    const last = await headSeq();
    const seqs = (start: number, end: number) => Array.from({ length: end - start }, (_, i) => start + i);
    const events = await slow.until(from - first + last - to);
    expect(to - from).toBeGreaterThanOrEqual(REPLAY);
    expect(events.map((event) => event.seq)).toEqual([...seqs(first, from), ...seqs(to + 1, last + 1)]);
  });
});

describe("visible events", () => {
  it("are an agent's own entries only, and none of another organisation", async () => {
    const foreign = await api.createOrg("Globex");
    const [own, theirs] = [await stream("", { token: org.agentKey }), await stream("", { token: foreign.owner })];
    await api.call("POST", "agents", { token: org.owner, body: { name: "not-mine", capabilities: ["doc.*"] } });
    await org.submit("doc.read");
    expect((await own.until(1))[0]?.action_type).toBe("doc.read");
    expect(theirs.events()).toEqual([]);
  });

  it("include those of an agent's children, from the first entry on", async () => {
    const parent = await stream("", { token: org.agentKey });
    const asked = await api.call("POST", "delegations", {
      token: org.agentKey,
      body: { name: "helper", capabilities: ["doc.*"], ttl: 60 },
    });
    expect(asked.status).toBe(201);
    const child = await stream("", { token: asked.body.api_key });
    await org.submit("doc.read", {}, asked.body.api_key);
    await org.submit("doc.read");
    const [created, ofChild, own] = (await parent.until(3)).slice(-3);
    expect([created?.kind, ofChild?.kind, own?.agent_id]).toEqual(["delegation.created", "action.executed", org.agentId]);
    expect(ofChild?.agent_id).not.toBe(org.agentId);
    expect((await child.until(1))[0]?.id).toBe(ofChild?.id);
  });

  it.each([
    ["a key that is revoked", "agent"],
    ["a session that is signed out", "person"],
  ])("end within two seconds for %s", async (_, kind) => {
    const { token, end } = kind === "agent" ? await newKey() : await newSession();
    const live = await stream("", { token });
    await end();
    const started = performance.now();
    await live.ended;
    expect(performance.now() - started).toBeLessThan(4_000);
  });
});

async function newKey() {
  const { id, api_key: token } = (await api.call("POST", `agents/${org.agentId}/keys`, { token: org.owner, body: { name: "brief" } })).body;
  return { token: token as string, end: () => api.call("DELETE", `agents/${org.agentId}/keys/${id}`, { token: org.owner }) };
}

async function newSession() {
  const { token } = await org.addMember("auditor");
  return { token, end: () => api.call("POST", "auth/sign-out", { token }) };
}
