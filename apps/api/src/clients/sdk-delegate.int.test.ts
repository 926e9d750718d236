import { AgentLattice, type AgentLatticeDelegationError, type DelegatedAgent } from "@agentlattice/sdk";
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
  await org.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
  await org.publish(policy("merges", { match: { actions: ["pr.merge"] }, effect: "approve" }));
  al = new AgentLattice({ apiKey: org.agentKey, baseUrl: served.url });
});
afterAll(async () => {
  await served.close();
  await api.close();
});

const options = { capabilities: ["doc.*", "pr.merge"], ttl: 300 };
const statusOf = async (id: string) => (await api.call("GET", `delegations/${id}`, { token: org.owner })).body.status;

describe("delegate against a server", () => {
  it("lasts as long as the function runs, three levels deep, and ends as a whole", async () => {
    const seen: string[] = [];
    await al.delegate("a", options, (a) =>
      a.delegate("b", options, async (b) => {
        const c = await b.delegate("c", { capabilities: ["doc.read"], ttl: 60 });
        seen.push(a.delegation.id, b.delegation.id, c.delegation.id);
        expect(await c.execute("doc.read")).toMatchObject({ status: "executed", delegationId: c.delegation.id });
        expect(await c.execute("pr.merge")).toMatchObject({ status: "denied", denialReason: "CAPABILITY_EXCEEDED" });
        expect((await c.whoami()).delegations.asChild).toEqual([c.delegation.id]);
        expect((await a.delegations()).delegations.map(({ id }) => id)).toEqual([...seen].reverse());
      }),
    );
    expect(await Promise.all(seen.map(statusOf))).toEqual(["revoked", "revoked", "revoked"]);
    expect((await al.delegations({ role: "parent" })).delegations).toEqual([]);
    expect((await al.delegations({ role: "parent", activeOnly: false })).delegations.map(({ id }) => id)).toEqual([seen[0]]);
  });

  it("requests approval as the child, and continues after the approval", async () => {
    const { permit, delegationId } = await al.delegate("merger", options, (sub) =>
      sub.gate("pr.merge", {
        onPending: ({ approvalId }) => {
          void (async () => {
            const { digest, requested_by } = (await api.call("GET", `approvals/${approvalId}`, { token: org.owner })).body;
            expect(requested_by.name).toBe("release-bot/merger");
            await api.call("POST", `approvals/${approvalId}/decision`, { token: org.owner, body: { decision: "approve", digest } });
          })();
        },
      }),
    );
    expect(permit).toMatch(/^prm_/);
    expect(delegationId).toMatch(/^del_/);
  });

  it("ends a waiting gate when the delegation is revoked", async () => {
    const sub = await al.delegate("waiter", options);
    let asked = false;
    const gate = sub.gate("pr.merge", { onPending: () => (asked = true) }).catch((error: unknown) => error);
    await vi.waitFor(() => expect(asked).toBe(true), 10_000);
    const started = Date.now();
    expect(await al.revoke(sub.delegation.id)).toEqual({ revoked: true, cascaded: 0 });
    expect(await gate).toMatchObject({ code: "ACTION_DENIED", reason: "DELEGATION_INVALID" });
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await sub.execute("doc.read")).toMatchObject({ status: "denied", denialReason: "DELEGATION_INVALID" });
    await expect(sub.whoami()).rejects.toMatchObject({ name: "AgentLatticeAuthenticationError" });
    expect(await sub.end()).toEqual({ revoked: true, cascaded: 0 });
  });

  it.each([
    ["was ended", async (outer: DelegatedAgent) => void (await outer.end())],
    [
      "was revoked by its owner",
      async ({ delegation }: DelegatedAgent) => {
        await api.call("DELETE", `delegations/${delegation.id}`, { token: org.owner });
      },
    ],
  ])("keeps the result when the outer delegation %s while the inner one ran", async (_, end) => {
    const complained = vi.spyOn(console, "error");
    const value = await al.delegate("outer", options, (outer) =>
      outer.delegate("inner", options, async (inner) => {
        await end(outer);
        return inner.delegation.depth;
      }),
    );
    expect(value).toBe(2);
    expect(complained).not.toHaveBeenCalled();
  });

  it("keeps the result when the outer delegation has expired", async () => {
    const value = await al.delegate("outer", { ...options, ttl: 1 }, (outer) =>
      outer.delegate("inner", options, async () => {
        await new Promise((resolve) => setTimeout(resolve, 1_200));
        return 42;
      }),
    );
    expect(value).toBe(42);
  });

  it("names the exceeding capabilities", async () => {
    const error = (await al
      .delegate("narrow", { capabilities: ["doc.read"], ttl: 60 }, (sub) =>
        sub.delegate("wide", { capabilities: ["doc.read", "doc.*"], ttl: 60 }),
      )
      .catch((thrown: unknown) => thrown)) as AgentLatticeDelegationError;
    expect(error).toMatchObject({ name: "AgentLatticeDelegationError", code: "CAPABILITY_EXCEEDED", exceeding: ["doc.*"] });
  });

  it("runs several delegations in parallel", async () => {
    const results = await AgentLattice.parallel(al.delegate("one", options), al.delegate("two", options), ([one, two]) =>
      Promise.all([one.execute("doc.one"), two.execute("doc.two")]),
    );
    expect(results.map(({ status }) => status)).toEqual(["executed", "executed"]);
    expect(new Set(results.map(({ delegationId }) => delegationId)).size).toBe(2);
    expect((await al.delegations({ role: "parent" })).delegations).toEqual([]);
  });

  it("ends every parallel delegation when one throws or cannot be created", async () => {
    const failure = new Error("one branch failed");
    const branches = () => [al.delegate("one", options), al.delegate("two", options)] as const;
    const throwing = AgentLattice.parallel(...branches(), async ([one]) => {
      await one.execute("doc.one");
      throw failure;
    });
    await expect(throwing).rejects.toBe(failure);
    const fn = vi.fn();
    const wide = al.delegate("wide", { capabilities: ["doc.read"], ttl: 60 }).then(async (narrow) => {
      try {
        return await narrow.delegate("wider", options);
      } finally {
        await narrow.end();
      }
    });
    await expect(AgentLattice.parallel(...branches(), wide, fn)).rejects.toMatchObject({ code: "CAPABILITY_EXCEEDED" });
    expect(fn).not.toHaveBeenCalled();
    expect((await al.delegations({ role: "parent" })).delegations).toEqual([]);
  });
});
