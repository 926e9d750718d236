import { generateKeyPairSync, sign } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AgentLattice } from "../agent-lattice.ts";
import { FakeApi } from "../testing/fake-api.ts";

const { privateKey, publicKey } = generateKeyPairSync("ed25519");
const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString("base64url");
const SECOND = 1_000;

/** Signs a bundle that denies every action. `age` is the time in seconds since it was made, by the clock of this machine. */
function bundleOf({ agent = "agt_own", age = 0 }: { agent?: string; age?: number }): string {
  const iat = Math.floor(Date.now() / SECOND) - age;
  const claims = {
    org: "org_1",
    agent,
    environment: "prod",
    iat,
    exp: iat + 60,
    prechecks: { capabilities: [[]], grantable: null, rules: [] },
  };
  const text = `${encode({ alg: "EdDSA", typ: "al-policy-bundle+jwt", kid: "k1" })}.${encode(claims)}`;
  return `${text}.${sign(null, Buffer.from(text), privateKey).toString("base64url")}`;
}

const whoami = { name: "own", config_id: "c", org_id: "org_1", environment: "prod", agent_id: "agt_own", cb_state: "closed" };
const lists = { capabilities: [], policies: [], delegations: { as_parent: [], as_child: [] } };

let api: FakeApi;
let bundle: string;
beforeEach(async () => {
  bundle = bundleOf({});
  api = await FakeApi.start(({ path }) => {
    if (path.endsWith("/whoami")) return { body: { ...whoami, ...lists } };
    if (path.endsWith("/permits/jwks.json")) return { body: { keys: [{ ...publicKey.export({ format: "jwk" }), kid: "k1" }] } };
    return { body: { bundle, expires_at: new Date().toISOString() } };
  });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await api.down();
});

const client = () => new AgentLattice({ apiKey: "al_test", baseUrl: api.url, maxAttempts: 1 });
const DENY = { answer: "deny", reason: "CAPABILITY_EXCEEDED" };

describe("a signed bundle", () => {
  it("denies, and asks for the agent of the key once", async () => {
    const al = client();
    for (let i = 0; i < 3; i++) await al.precheck.refresh();
    expect(al.precheck("x.do")).toEqual(DENY);
    const paths = api.requests.map(({ path }) => path.replace("/api/v1", ""));
    expect(paths.filter((path) => path === "/whoami")).toHaveLength(1);
    expect(paths.filter((path) => path === "/policies/bundle")).toHaveLength(3);
  });

  it.each([
    ["of another agent", { agent: "agt_other" }, "It belongs to another agent."],
    ["that has expired", { age: 60 }, "It has expired"],
    ["that expired long ago", { age: 3_600 }, "It has expired"],
    ["from the future", { age: -32 }, "more than 30 seconds behind"],
  ])("%s is refused, and the answer is ask", async (_, claims, why) => {
    bundle = bundleOf(claims);
    const al = client();
    await expect(al.precheck.refresh()).rejects.toMatchObject({ code: "BUNDLE_INVALID", message: expect.stringContaining(why) });
    expect(al.precheck("x.do")).toEqual({ answer: "ask" });
  });

  it.each([
    ["ahead", 30],
    ["behind", -29],
  ])("is used by a machine whose clock is half a minute %s", async (_, age) => {
    bundle = bundleOf({ age });
    const al = client();
    await al.precheck.refresh();
    expect(al.precheck("x.do")).toEqual(DENY);
  });

  it("ends at its own time, although it was loaded later", async () => {
    bundle = bundleOf({ age: 50 });
    const al = client();
    await al.precheck.refresh();
    expect(al.precheck("x.do")).toEqual(DENY);
    const later = performance.now() + 11 * SECOND;
    vi.spyOn(performance, "now").mockReturnValue(later);
    expect(al.precheck("x.do")).toEqual({ answer: "ask" });
  });
});
