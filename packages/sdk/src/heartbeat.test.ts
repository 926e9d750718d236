import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice, type HeartbeatResult } from "./index.ts";
import { FakeApi, type Reply } from "./testing/fake-api.ts";
import { KEY, problem } from "./testing/fixtures.ts";
import { virtual } from "./testing/virtual-clock.ts";

vi.mock("./transport/clock.ts", () => import("./testing/virtual-clock.ts"));

const RUN = "run_01h455vb4pex5vsknk084sn02q";
const HALT = "hlt_01h455vb4pex5vsknk084sn02q";
const ok: Reply = { body: { halted: false, halts: [], config_version: 4 } };
let api: FakeApi;
let al: AgentLattice;
let reply: () => Reply;

beforeEach(async () => {
  virtual.reset();
  reply = () => ok;
  api = await FakeApi.start(() => reply());
  al = new AgentLattice({ apiKey: KEY, baseUrl: api.url });
});
afterEach(async () => {
  al.unsubscribe();
  await api.down();
});

describe("heartbeat", () => {
  it("names the client and the SDK, and returns whether the agent is halted", async () => {
    reply = () => ({ body: { halted: true, halts: [HALT], config_version: 5 } });
    expect(await al.heartbeat({ runId: RUN })).toEqual({ halted: true, halts: [HALT], configVersion: 5 });
    const [request] = api.requests;
    expect(request).toMatchObject({ method: "POST", path: "/api/v1/heartbeat" });
    expect(request?.body).toEqual({
      client: expect.stringMatching(/^cli_/),
      version: expect.stringMatching(/^sdk-js\/\d/),
      run_id: RUN,
    });
    await al.heartbeat({ client: "worker-3", version: "7" });
    expect(api.requests[1]?.body).toEqual({ client: "worker-3", version: "7" });
  });

  it("rejects when the run is unknown or the answer is no answer", async () => {
    reply = () => problem("NOT_FOUND", 404);
    await expect(al.heartbeat({ runId: RUN })).rejects.toMatchObject({ code: "NOT_FOUND" });
    reply = () => ({ body: { halted: "no" } });
    await expect(al.heartbeat()).rejects.toMatchObject({ code: "INVALID_RESPONSE" });
  });
});

describe("heartbeat.start", () => {
  it("continues after a failure, and ends when it is stopped", async () => {
    const results: HeartbeatResult[] = [];
    const errors: unknown[] = [];
    let runs = 0;
    reply = () => (api.requests.length === 1 ? problem("NOT_FOUND", 404) : ok);
    const stop = al.heartbeat.start({
      runId: () => (runs++ === 0 ? RUN : undefined),
      onResult: (result) => {
        results.push(result);
        if (results.length === 2) stop();
      },
      onError: (error) => void errors.push(error),
    });
    await vi.waitFor(() => expect(results).toHaveLength(2), 10_000);
    expect(errors).toMatchObject([{ code: "NOT_FOUND" }]);
    expect(api.requests.map(({ body }) => (body as { run_id?: string }).run_id)).toEqual([RUN, undefined, undefined]);
  });

  it.each([0, 999, 30_001, Number.NaN])("refuses an interval of %d ms", (intervalMs) => {
    expect(() => al.heartbeat.start({ intervalMs })).toThrow(expect.objectContaining({ code: "INVALID_OPTION" }));
  });

  it("sends nothing with an ended signal", async () => {
    al.heartbeat.start({ signal: AbortSignal.abort() });
    await al.heartbeat();
    expect(api.requests).toHaveLength(1);
  });
});
