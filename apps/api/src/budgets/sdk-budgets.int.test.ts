import { AgentLattice } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let served: ServedApi;
let org: TestOrg;
let al: AgentLattice;

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
  const limits = [{ budget: { usd: "1.00", per: "organisation" } }];
  await org.publish(policy("cap", { match: { actions: ["model.call"] }, effect: "allow", limits }));
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const options = { usd: "0.50", actionType: "model.call" };
const state = async () => {
  const [budget] = await al.budget.list();
  return { used: budget?.used, reserved: budget?.reserved };
};

describe("al.budget", () => {
  it("settles the usage of the result, of costOf or of an error, and releases without one", async () => {
    expect(await al.budget(options, () => ({ text: "hi", usage: { usd: "0.10", input_tokens: 4 } }))).toMatchObject({ text: "hi" });
    expect(await state()).toEqual({ used: "0.10", reserved: "0.00" });
    await al.budget({ ...options, costOf: (cents: number) => ({ usd: `0.0${cents}` }) }, () => 5);
    expect(await state()).toEqual({ used: "0.15", reserved: "0.00" });
    const failing = (error: Error) => al.budget(options, () => Promise.reject(error));
    await expect(failing(Object.assign(new Error("aborted"), { usage: { usd: "0.05" } }))).rejects.toThrow("aborted");
    expect(await state()).toEqual({ used: "0.20", reserved: "0.00" });
    await expect(failing(new Error("not sent"))).rejects.toThrow("not sent");
    expect(await state()).toEqual({ used: "0.20", reserved: "0.00" });
  });

  it("charges a call of OpenAI and a stream that was left by their tokens, and marks the estimate", async () => {
    await org.publish(
      policy("tokens", { match: { actions: ["chat.call"] }, effect: "allow", limits: [{ budget: { tokens: 5000, per: "day" } }] }),
    );
    const own = { tokens: 500, inputTokens: 20, actionType: "chat.call" };
    const usedTokens = async () => (await al.budget.list()).find(({ policy: { name } }) => name === "tokens")?.used;
    await al.budget(own, () => ({ usage: { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 } }));
    expect(await usedTokens()).toBe(15);
    async function* stream() {
      for (let n = 0; n < 100; n++) yield { choices: [{ delta: { content: "word" } }] };
    }
    let chunks = 0;
    for await (const _ of await al.budget(own, stream)) if (++chunks === 6) break;
    expect(await usedTokens()).toBe(15 + 20 + 6);
    const entries = await api.call("GET", "audit/events?kind=budget.settled&limit=2", { token: org.owner });
    const leaves = await Promise.all(
      entries.body.data.map(
        async ({ seq }: { seq: number }) => (await api.call("GET", `audit/proof/inclusion?seq=${seq}`, { token: org.owner })).body.entry,
      ),
    );
    expect(leaves.map((leaf) => JSON.parse(leaf).data.estimated)).toEqual([true, undefined]);
  });

  it("does not run the function at a cap, or without an answer", async () => {
    const fn = vi.fn();
    await expect(al.budget({ ...options, usd: "0.90" }, fn)).rejects.toMatchObject({
      name: "AgentLatticeDeniedError",
      reason: "BUDGET_EXCEEDED",
      policy: "cap",
      conditions: [{ field: "limits.usd" }],
    });
    const nowhere = new AgentLattice({ apiKey: org.agentKey, baseUrl: "http://127.0.0.1:9", maxAttempts: 1 });
    await expect(nowhere.budget(options, fn)).rejects.toMatchObject({ code: "CONNECTION_FAILED" });
    expect(fn).not.toHaveBeenCalled();
  });

  it("returns the result when the cost cannot be delivered, and reports the error", async () => {
    const onSettleError = vi.fn();
    const result = await al.budget({ ...options, costOf: () => ({ usd: "-1" }), onSettleError }, () => 7);
    expect(result).toBe(7);
    expect(onSettleError).toHaveBeenCalledWith(expect.objectContaining({ code: "INVALID_REQUEST" }));
  });

  it("reserves, settles and releases individually", async () => {
    const own = { calls: 1, actionType: "other.call", ttl: 60 };
    const { id, reserved, expiresAt, createdAt } = await al.budget.reserve(own);
    expect([reserved, Date.parse(expiresAt) - Date.parse(createdAt)]).toEqual([{ calls: 1 }, 60_000]);
    expect(await al.budget.settle(id, { calls: 2, inputTokens: 3 })).toMatchObject({ used: { calls: 2, tokens: 3 }, overruns: [] });
    await expect(al.budget.settle(id)).rejects.toMatchObject({ code: "RESERVATION_SETTLED" });
    const other = await al.budget.reserve(own);
    expect(await al.budget.release(other.id)).toMatchObject({ status: "released" });
    await expect(al.budget.release("../x")).rejects.toMatchObject({ code: "INVALID_OPTION" });
  });
});
