import { policyHash, toYaml } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

const long = policy("long", {
  match: { actions: ["doc.read"] },
  require: Array.from({ length: 250 }, (_, i) => ({ field: `metadata.f${i}`, operator: "eq", value: "x".repeat(40) })),
  effect: "allow",
});

describe("a long text", () => {
  it("is parsed like any other, as JSON and as YAML", async () => {
    const yaml = toYaml(long as never);
    expect(yaml.length).toBeGreaterThan(8 * 1024);
    const hash = policyHash(sha256, long as never);
    expect((await org.post("policies/validate", { document: long })).body).toEqual({ valid: true, issues: [], hash });
    expect((await org.post("policies/validate", { yaml })).body).toEqual({ valid: true, issues: [], hash });
    const saved = await org.post("policies", { yaml });
    expect(saved).toMatchObject({ status: 201, body: { version: 1, hash } });
    expect((await org.post(`policies/${saved.body.id}/publish`, {})).status).toBe(200);
    const { body } = await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "doc.read" } });
    expect(body).toMatchObject({ status: "denied", policy_name: "long" });
  });

  it("is refused with its position", async () => {
    const yaml = toYaml(long as never).replace("effect: allow", "effect: perhaps");
    const { body } = await org.post("policies", { yaml });
    expect(body).toMatchObject({
      status: 422,
      code: "POLICY_INVALID",
      errors: [{ path: "spec.effect", message: expect.stringMatching(/^line \d+/) }],
    });
  });

  it("does not delay other requests, for any number of concurrent ones", { timeout: 60_000 }, async () => {
    const unknown = Array.from({ length: 9_000 }, (_, i) => `  u${i}: 1\n`).join("");
    const text = `apiVersion: agentlattice/v1\nkind: Policy\nmetadata: { name: p }\nspec:\n${unknown}`;
    let ended = false;
    const all = Promise.all(Array.from({ length: 8 }, () => org.post("policies/validate", { yaml: text }))).finally(() => {
      ended = true;
    });
    let answered = 0;
    while (!ended) {
      if ((await api.call("GET", "/health")).status === 200) answered += 1;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    for (const { status, body } of await all)
      expect({ status, valid: body.valid, issues: body.issues.length }).toEqual({ status: 200, valid: false, issues: 50 });
    expect(answered).toBeGreaterThan(16);
  });
});
