import { decodeId } from "@agentlattice/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;
let other: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  other = await api.createOrg();
});
afterAll(() => api.close());

const head = async (token = org.owner) => (await api.call("GET", "audit/checkpoint", { token })).body;
const record = (checkpoint: unknown, token = org.owner) => api.call("POST", "audit/verifications", { token, body: { checkpoint } });
const integrity = async () => (await api.call("GET", "posture", { token: org.owner })).body.components.ledger_integrity;

describe("a verification outside the server", () => {
  it("is recorded with the person and the head, and earns the points that the advice states", async () => {
    const before = await integrity();
    const advice = before.advice.find(({ id }: { id: string }) => id === "verify");
    const { checkpoint, size, root } = await head();
    const { status, body } = await record(checkpoint);
    expect({ status, body }).toMatchObject({ status: 201, body: { size, root } });
    const entry = (await api.call("GET", `audit/events/${body.event_id}`, { token: org.owner })).body;
    const hex = Buffer.from(root, "base64").toString("hex");
    expect(entry).toMatchObject({ kind: "ledger.verified", actor: { type: "user" }, data: { size, root: hex } });
    const after = await integrity();
    expect(after.score - before.score).toBe(advice.gain);
    expect(after.advice.map(({ id }: { id: string }) => id)).not.toContain("verify");
  });

  it("is refused under a head that this ledger did not sign", async () => {
    const { checkpoint } = await head();
    const foreign = (await head(other.owner)).checkpoint;
    const forged = checkpoint.replace(/\n(\d+)\n/, (_: string, size: string) => `\n${Number(size) + 1}\n`);
    for (const note of [foreign, forged, "", "x".repeat(5_000), "\u0000", 7, null]) {
      const { status, body } = await record(note);
      expect({ status, code: body.code }).toEqual({ status: 422, code: "INVALID_REQUEST" });
    }
  });

  it("is refused under a head that omits entries older than an hour", async () => {
    const { checkpoint } = await head();
    await api.call("POST", "actions", { token: org.agentKey, body: { action_type: "doc.read" } });
    expect((await record(checkpoint)).status).toBe(201);
    await api.database.inspect("ALTER TABLE app.ledger_entry DISABLE TRIGGER append_only");
    await api.database.inspect("UPDATE app.ledger_entry SET ts = ts - interval '61 minutes' WHERE org_id = $1", [
      decodeId("org", org.orgId),
    ]);
    await api.database.inspect("ALTER TABLE app.ledger_entry ENABLE TRIGGER append_only");
    expect((await record(checkpoint)).body).toMatchObject({
      code: "INVALID_REQUEST",
      detail: expect.stringContaining("more than an hour ago"),
    });
    expect((await record((await head()).checkpoint)).status).toBe(201);
  });

  it("is refused for agents", async () => {
    expect((await record((await head()).checkpoint, org.agentKey)).status).toBe(403);
  });
});
