import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { AgentLattice, type Usage } from "../index.ts";
import { FakeApi } from "../testing/fake-api.ts";
import { EVENT, KEY } from "../testing/fixtures.ts";

let api: FakeApi;
const report = (usage: Usage) => new AgentLattice({ apiKey: KEY, baseUrl: api.url }).report(EVENT, { status: "success", usage });

beforeEach(async () => {
  const body = { id: EVENT, audit_event_id: EVENT, status: "success", reported_at: "2026-11-21T08:00:00.000Z" };
  api = await FakeApi.start(() => ({ status: 201, body }));
});
afterEach(() => api.down());

describe("the usage of a report", () => {
  it("is sent with the field names of the API", async () => {
    await report({ inputTokens: 120, outputTokens: 0, maxTokens: 512, usd: "0.0031", seconds: 4 });
    expect(api.requests[0]?.body).toEqual({
      status: "success",
      usage: { input_tokens: 120, output_tokens: 0, max_tokens: 512, usd: "0.0031", seconds: 4 },
    });
  });

  it.each([
    ["an unknown field", { input_tokens: 1 }, 'report: usage has no field "input_tokens". Did you mean inputTokens?'],
    ["a negative count", { inputTokens: -1 }, "usage.inputTokens must be a whole number"],
    ["a fraction", { seconds: 1.5 }, "usage.seconds must be a whole number"],
    ["money as a number", { usd: 1.25 }, "usage.usd must be a decimal string"],
    ["no object", [1], "usage must be an object"],
  ])("is refused before anything is sent: %s", async (_, usage, message) => {
    await expect(report(usage as never)).rejects.toMatchObject({ code: "INVALID_OPTION", message: expect.stringContaining(message) });
    expect(api.requests).toHaveLength(0);
  });
});
