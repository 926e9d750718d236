import { AgentLattice } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let served: ServedApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const client = (options: object = {}) => new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url, ...options });
const read = async (id: string | undefined) => ({
  run: (await api.call("GET", `runs/${id}`, { token: org.owner })).body,
  rows: (await api.call("GET", `runs/${id}/events?limit=1000`, { token: org.owner })).body.data as {
    type: string;
    data: object | null;
    iteration_index: number | null;
  }[],
});

describe("al.run", () => {
  it("reports the start, the events and the end of a run beside its actions", async () => {
    const al = client();
    const id = await al.run({ name: "nightly", sessionId: "s-1" }, async (run) => {
      run.llm({ model: "gpt-5", inputTokens: 12, usd: "0.01" }, { iterationIndex: 3 });
      run.tool({ tool: "search", success: true, durationMs: 4 });
      await run.flush();
      await al.execute("doc.read", { runId: run.id });
      return run.id;
    });
    const { run, rows } = await read(id);
    expect(run).toMatchObject({ name: "nightly", session_id: "s-1", status: "completed" });
    expect(rows.map(({ type }) => type)).toEqual(["run.started", "llm.completed", "tool.completed", "action.executed", "run.completed"]);
    expect(rows[1]).toMatchObject({ data: { model: "gpt-5", input_tokens: 12, usd: "0.01" }, iteration_index: 3 });
  });

  it("records its start before its actions", async () => {
    const al = client();
    const id = await al.run({}, async (run) => {
      await al.execute("doc.read", { runId: run.id });
      return run.id;
    });
    expect((await read(id)).rows.map(({ type }) => type)).toEqual(["run.started", "action.executed", "run.completed"]);
  });

  it("reports a failure without its message, and throws it unchanged", async () => {
    let id: string | undefined;
    const failure = Object.assign(new TypeError("The card 4111 was refused"), { code: "E_CARD" });
    const work = client().run({}, (run) => {
      id = run.id;
      throw failure;
    });
    await expect(work).rejects.toBe(failure);
    const { run, rows } = await read(id);
    expect(run.status).toBe("failed");
    expect(rows.at(-1)?.data).toEqual({ error: { name: "TypeError", code: "E_CARD" } });
  });

  it("ends as cancelled when its signal was aborted", async () => {
    const controller = new AbortController();
    let id: string | undefined;
    const work = client().run({ signal: controller.signal }, async (run) => {
      id = run.id;
      controller.abort(new Error("stop"));
      controller.signal.throwIfAborted();
    });
    await expect(work).rejects.toThrow("stop");
    expect((await read(id)).run.status).toBe("cancelled");
  });

  it("sends many events in order, in several batches", async () => {
    const id = await client().run({}, async (run) => {
      for (let n = 0; n < 1_200; n++) run.tool({ callId: `c${n}` });
      return run.id;
    });
    const first = await read(id);
    expect(first.run.events).toBe(1_202);
    expect(first.rows.slice(1, 4).map(({ data }) => data)).toEqual([{ call_id: "c0" }, { call_id: "c1" }, { call_id: "c2" }]);
  });

  it("runs the function and reports the error when the server cannot be reached", async () => {
    const errors: unknown[] = [];
    const al = client({ baseUrl: "http://127.0.0.1:9", maxAttempts: 1 });
    const result = await al.run({ onError: (error) => errors.push(error) }, (run) => {
      run.llm({ model: "m" });
      return run.id ?? "no run";
    });
    expect(result).toBe("no run");
    expect(errors).toMatchObject([{ code: "CONNECTION_FAILED" }]);
  });

  it("sends a lost batch again without repetition, and reports events that could not be sent", async () => {
    let failures = 0;
    const errors: { code?: string }[] = [];
    const isEvents = (url: string) => url.endsWith("/events");
    const flaky = async (url: string, init: RequestInit) => {
      const response = await fetch(url, init);
      // The first answer is lost after the server has stored the events.
      if (isEvents(url) && failures++ === 0) throw new TypeError("fetch failed");
      return response;
    };
    const onError = (error: unknown) => errors.push(error as { code?: string });
    const id = await client({ fetch: flaky, maxAttempts: 1 }).run({ onError }, async (run) => {
      await run.flush();
      run.llm({ model: "m" });
      return run.id;
    });
    expect((await read(id)).rows.map(({ type }) => type)).toEqual(["run.started", "llm.completed", "run.completed"]);
    expect(errors).toMatchObject([{ code: "CONNECTION_FAILED" }]);

    const down = async (url: string, init: RequestInit) => {
      if (isEvents(url)) throw new TypeError("fetch failed");
      return fetch(url, init);
    };
    errors.length = 0;
    expect(await client({ fetch: down, maxAttempts: 1 }).run({ onError }, () => "done")).toBe("done");
    expect(errors.at(-1)).toMatchObject({ code: "EVENTS_LOST", message: expect.stringContaining("2 events") });
  });

  it("leaves out data over 64 KiB and keeps the event", async () => {
    const errors: unknown[] = [];
    const id = await client().run({ onError: (error) => errors.push(error) }, async (run) => {
      run.tool({ tool: "x".repeat(70_000) });
      return run.id;
    });
    expect((await read(id)).rows.map(({ type, data }) => [type, data])).toEqual([
      ["run.started", null],
      ["tool.completed", null],
      ["run.completed", null],
    ]);
    expect(errors).toMatchObject([{ code: "INVALID_OPTION" }]);
  });
});
