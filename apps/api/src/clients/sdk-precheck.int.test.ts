import { AgentLattice, AgentLatticeError } from "@agentlattice/sdk";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";
import { type ServedApi, serveApi } from "../testing/serve-api.ts";

let api: TestApi;
let served: ServedApi;
let org: TestOrg;
const clauses = [{ field: "lines", operator: "lte", value: 100, remedy: "Split the change." }];

beforeAll(async () => {
  api = await startTestApi();
  served = await serveApi(api.app);
  org = await api.createOrg();
  await org.publish(policy("small", { match: { actions: ["code.push"] }, require: clauses, effect: "allow" }));
  await org.publish(policy("never", { match: { actions: ["disk.format"] }, effect: "deny" }));
  await org.publish(
    policy("guarded", {
      match: { actions: ["pay.out"] },
      require: [{ field: "pin", operator: "eq", value: "4711" }],
      private: ["pin"],
      effect: "allow",
    }),
  );
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const client = (options = {}) => new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url, ...options });
const payloadOf = (bundle: string) => JSON.parse(Buffer.from(bundle.split(".")[1] ?? "", "base64url").toString());

describe("prechecks in the agent's process", () => {
  it("answer `ask` without a bundle, then deny what the server denies", async () => {
    const al = client();
    expect(al.precheck("disk.format")).toEqual({ answer: "ask" });
    await al.precheck.refresh();
    expect(al.precheck("code.push", { metadata: { lines: 320 } })).toEqual({
      answer: "deny",
      reason: "CONDITIONS_DENIED",
      policy: "small",
      field: "lines",
      operator: "lte",
      expected: 100,
      remedy: "Split the change.",
    });
    expect(al.precheck("disk.format")).toMatchObject({ answer: "deny", reason: "POLICY_DENIED", policy: "never" });
    expect(al.precheck("unknown.action")).toMatchObject({ answer: "deny", reason: "NO_MATCHING_POLICY" });
    for (const action of ["disk.format", "unknown.action"]) expect((await al.execute(action)).status).toBe("denied");
  });

  it.each(["", "Disk.Format", "disk format", "disk..format", ".disk", `disk.${"x".repeat(130)}`])(
    "refuse the invalid name %s as the server does, with and without a bundle",
    async (name) => {
      const al = client();
      const refusalOf = async (call: () => unknown) => {
        const error = await (async () => call())().catch((thrown: unknown) => thrown);
        if (!(error instanceof AgentLatticeError)) throw new Error("The call was not refused.");
        return { code: error.code, message: error.message, errors: error.details.errors };
      };
      const refused = await refusalOf(() => al.execute(name));
      expect(refused).toMatchObject({ code: "INVALID_REQUEST", errors: [{ path: "action_type" }] });
      expect(await refusalOf(() => al.precheck(name))).toEqual(refused);
      await al.precheck.refresh();
      expect(await refusalOf(() => al.precheck(name))).toEqual(refused);
    },
  );

  it("never allow", async () => {
    const al = client();
    await al.precheck.refresh();
    expect(al.precheck("code.push", { metadata: { lines: 7 } })).toEqual({ answer: "ask" });
    expect(al.precheck("pay.out", { metadata: { pin: "wrong" } })).toEqual({ answer: "ask" });
  });

  it("are limited to the capabilities of a child, and contain no private value", async () => {
    const child = await client().delegate("child", { capabilities: ["code.*"], ttl: 60 }, async (sub) => {
      await sub.precheck.refresh();
      return sub.precheck("disk.format");
    });
    expect(child).toEqual({ answer: "deny", reason: "CAPABILITY_EXCEEDED" });
    const { body } = await api.call("GET", "policies/bundle", { token: org.agentKey });
    expect(JSON.stringify(payloadOf(body.bundle))).not.toContain("4711");
    expect(payloadOf(body.bundle)).toMatchObject({ org: org.orgId, agent: org.agentId, environment: "prod" });
    expect(payloadOf(body.bundle).exp - payloadOf(body.bundle).iat).toBe(60);
  });

  it.each<[string, (bundle: string) => string]>([
    ["a changed payload", (bundle) => bundle.replace(/\.(.)/, (_, first) => `.${first === "e" ? "f" : "e"}`)],
    ["a changed signature", (bundle) => `${bundle.slice(0, -6)}AAAAAA`],
    ["another type", (bundle) => `${Buffer.from('{"alg":"EdDSA","typ":"JWT"}').toString("base64url")}${bundle.slice(bundle.indexOf("."))}`],
    ["no signature", (bundle) => bundle.slice(0, bundle.lastIndexOf(".") + 1)],
  ])("refuse a bundle with %s, and answer `ask`", async (_, forge) => {
    const fetchForged = async (url: string, init: RequestInit) => {
      const response = await fetch(url, init);
      if (!url.endsWith("/policies/bundle")) return response;
      const body = (await response.json()) as { bundle: string };
      return Response.json({ ...body, bundle: forge(body.bundle) });
    };
    const al = client({ fetch: fetchForged });
    await expect(al.precheck.refresh()).rejects.toMatchObject({ code: "BUNDLE_INVALID" });
    expect(al.precheck("disk.format")).toEqual({ answer: "ask" });
  });

  it("are available to agents only", async () => {
    for (const token of [org.owner, org.orgKey]) expect((await api.call("GET", "policies/bundle", { token })).status).toBe(403);
  });
});
