import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, type Halt } from "./index.ts";
import { FakeApi, type FakeRequest, type Reply } from "./testing/fake-api.ts";
import { AT, KEY, problem, streamed } from "./testing/fixtures.ts";
import { virtual } from "./testing/virtual-clock.ts";

vi.mock("./transport/clock.ts", () => import("./testing/virtual-clock.ts"));

const HALT = "hlt_01h455vb4pex5vsknk084sn02q";
const notice = `event: halt\ndata: ${JSON.stringify({ id: HALT, scope: { action: "pr.*" }, requested_at: AT, drill: false })}\n\n`;
const resume = `event: resume\ndata: ${JSON.stringify({ id: HALT })}\n\n`;
const acknowledged: Reply = { body: { halt_id: HALT, client_id: "cli_01h455vb4pex5vsknk084sn02q", acknowledged_at: AT } };
let api: FakeApi;
let al: AgentLattice;
let streams: Reply[];
let other: (request: FakeRequest) => Reply;

const writing = (...texts: string[]): Reply => ({ stream: (response) => void texts.forEach((text) => response.write(text)) });
const cutting = (...texts: string[]): Reply => ({ stream: (response) => response.write(texts.join(""), () => response.destroy()) });
/** Answers acknowledgements, and the list of halts in force. */
const answering =
  (data: readonly object[]) =>
  ({ path }: FakeRequest): Reply =>
    path.startsWith("/api/v1/halts?") ? { body: { data, has_more: false, next_cursor: null } } : acknowledged;
const acknowledgements = () => api.requests.filter(({ path }) => path.endsWith("/acknowledge"));

beforeEach(async () => {
  virtual.reset();
  other = answering([{ id: HALT }]);
  api = await FakeApi.start((request) =>
    request.path.startsWith("/api/v1/events/stream") ? ((streams.length > 1 ? streams.shift() : streams[0]) as Reply) : other(request),
  );
  al = new AgentLattice({ apiKey: KEY, baseUrl: api.url });
});
afterEach(async () => {
  al.unsubscribe();
  await api.down();
});

describe("onHalt", () => {
  it("runs the callback, then acknowledges with the id of the client that the stream was opened with", async () => {
    streams = [writing(": connected\n\n", notice)];
    const seen: Halt[] = [];
    al.onHalt((halt) => void seen.push(halt));
    await vi.waitFor(() => expect(acknowledgements()).toHaveLength(1), 10_000);
    expect(seen).toEqual([{ id: HALT, scope: { action: "pr.*" }, requestedAt: AT, drill: false }]);
    const [stream, acknowledgement] = api.requests;
    expect(acknowledgement).toMatchObject({
      method: "POST",
      path: `/api/v1/halts/${HALT}/acknowledge`,
      body: { client_id: stream?.headers["al-client-id"], client: stream?.headers["al-client"] },
    });
    expect(stream?.headers["al-client"]).toMatch(/^sdk-js\/\d/);
  });

  it("does not acknowledge before the callback resolves", async () => {
    let stopped: () => void = () => {};
    streams = [writing(notice)];
    const stopping = vi.fn(() => new Promise<void>((resolve) => (stopped = resolve)));
    al.onHalt(stopping);
    await vi.waitFor(() => expect(stopping).toHaveBeenCalledOnce(), 10_000);
    expect(acknowledgements()).toEqual([]);
    stopped();
    await vi.waitFor(() => expect(acknowledgements()).toHaveLength(1), 10_000);
  });

  it("acknowledges nothing when the callback throws, and tries again when the server repeats the halt", async () => {
    streams = [cutting(notice), writing(notice)];
    const errors: unknown[] = [];
    let calls = 0;
    const callback = () => {
      if (++calls === 1) throw new Error("still running");
    };
    al.onHalt(callback, { onError: (error) => void errors.push(error) });
    await vi.waitFor(() => expect(acknowledgements()).toHaveLength(1), 10_000);
    expect(errors).toEqual([new Error("still running")]);
    expect(calls).toBe(2);
  });

  it("runs the callback once for a halt that is repeated after a reconnection", async () => {
    streams = [cutting(notice), writing(notice, resume)];
    const callback = vi.fn();
    const onResume = vi.fn();
    al.onHalt(callback, { onResume });
    await vi.waitFor(() => expect(onResume).toHaveBeenCalledWith(HALT), 10_000);
    expect(callback).toHaveBeenCalledOnce();
  });

  it("reports the end of a halt that ended while the connection was lost", async () => {
    streams = [cutting(notice), writing(": connected\n\n")];
    other = ({ path }) => (path.startsWith("/api/v1/halts?") ? { body: { data: [], has_more: false, next_cursor: null } } : acknowledged);
    const onResume = vi.fn();
    al.onHalt(() => {}, { onResume });
    await vi.waitFor(() => expect(onResume).toHaveBeenCalledWith(HALT), 10_000);
  });

  it("treats a halt that ended meanwhile as confirmed", async () => {
    streams = [writing(notice)];
    other = () => problem("HALT_ENDED", 409);
    const onError = vi.fn();
    const stop = al.onHalt(() => {}, { onError });
    await vi.waitFor(() => expect(acknowledgements()).toHaveLength(1), 10_000);
    stop();
    await stop.closed;
    expect(onError).not.toHaveBeenCalled();
  });

  it("ends with unsubscribe", async () => {
    streams = [writing(": connected\n\n")];
    const stop = al.onHalt(() => {});
    await stop.ready;
    stop();
    await stop.closed;
  });
});

it("a subscription skips halts, which are not entries", async () => {
  streams = [writing(notice, resume, streamed(7))];
  for await (const event of al.subscribe()) {
    expect(event.seq).toBe(7);
    break;
  }
});
