import { leafHash, utf8 } from "@agentlattice/core/ledger";
import { sha256 } from "@agentlattice/db";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { policy, startTestApi, type TestApi, type TestOrg } from "../testing/api-fixture.ts";

let api: TestApi;
let org: TestOrg;

beforeAll(async () => {
  api = await startTestApi();
  org = await api.createOrg();
});
afterAll(() => api.close());

describe("verifying on the server", () => {
  it("finds no fault in an unchanged ledger, for every permitted caller", async () => {
    const { body } = await org.get("audit/verify", org.agentKey);
    const { size, root } = (await org.get("audit/checkpoint")).body;
    expect(body).toMatchObject({ chain_valid: true, first_broken_at_row_id: null, faults: [], size, root });
  });

  const attacks: [string, (at: number) => [string, unknown[]][], (at: number, id: string) => string, string][] = [
    [
      "an edited entry",
      (at) => [
        [
          "UPDATE app.ledger_entry SET bytes = replace(convert_from(bytes, 'UTF8'), 'executed', 'denied__')::bytea WHERE seq = $1 AND org_id = $2",
          [at],
        ],
      ],
      (_, id) => id,
      "BROKEN_LINK",
    ],
    [
      "an entry with a recomputed leaf hash",
      (at) => [
        [
          "UPDATE app.ledger_entry SET bytes = b.bytes, leaf_hash = sha256('\\x00'::bytea || b.bytes) FROM (SELECT replace(convert_from(bytes, 'UTF8'), 'doc.read', 'doc.rxxd')::bytea AS bytes FROM app.ledger_entry WHERE seq = $1 AND org_id = $2) b WHERE seq = $1 AND org_id = $2",
          [at],
        ],
      ],
      (_, id) => id,
      "BROKEN_LINK",
    ],
    [
      "a wrong stored leaf hash",
      (at) => [["UPDATE app.ledger_entry SET leaf_hash = sha256('x') WHERE seq = $1 AND org_id = $2", [at]]],
      (_, id) => id,
      "COLUMN_MISMATCH",
    ],
    [
      "a row with another id",
      (at) => [["UPDATE app.ledger_entry SET id = gen_random_uuid() WHERE seq = $1 AND org_id = $2", [at]]],
      () => "renamed",
      "COLUMN_MISMATCH",
    ],
    [
      "a row with another kind",
      (at) => [["UPDATE app.ledger_entry SET kind = 'action.denied' WHERE seq = $1 AND org_id = $2", [at]]],
      (_, id) => id,
      "COLUMN_MISMATCH",
    ],
    ["a deleted entry", (at) => [["DELETE FROM app.ledger_entry WHERE seq = $1 AND org_id = $2", [at]]], (at) => String(at), "SEQ_GAP"],
    ["a cut tail", (at) => [["DELETE FROM app.ledger_entry WHERE seq >= $1 AND org_id = $2", [at]]], (at) => String(at), "TRUNCATED"],
    [
      "a head that was turned back",
      (at) => [["UPDATE app.ledger_head SET size = $1 WHERE org_id = $2", [at]]],
      () => "any",
      "HEAD_MALFORMED",
    ],
    [
      "another frontier",
      () => [["UPDATE app.ledger_head SET frontier = decode(repeat('ab', octet_length(frontier)), 'hex') WHERE org_id = $1", []]],
      () => "any",
      "ROOT_MISMATCH",
    ],
  ];

  it.each(attacks)("detects %s", async (_, attack, expected, because) => {
    const victim = await api.createOrg("Victim");
    await victim.publish(policy("reads", { match: { actions: ["doc.*"] }, effect: "allow" }));
    for (let i = 0; i < 4; i++) await victim.submit("doc.read");
    const events = (await org.get("audit/events?action_type=doc.read", victim.owner)).body.data;
    const target = events.at(-2);
    const [{ org_id: orgId }] = (await api.database.inspect<{ org_id: string }>(
      "SELECT org_id FROM app.ledger_head ORDER BY org_id DESC LIMIT 1",
    )) as [{ org_id: string }];
    await api.database.inspect("ALTER TABLE app.ledger_entry DISABLE TRIGGER append_only");
    for (const [sql, values] of attack(target.seq)) await api.database.inspect(sql, [...values, orgId]);
    await api.database.inspect("ALTER TABLE app.ledger_entry ENABLE TRIGGER append_only");
    const { body } = await org.get("audit/verify", victim.owner);
    expect(body.chain_valid).toBe(false);
    expect(body.faults.length).toBeGreaterThan(0);
    for (const fault of body.faults)
      expect(fault).toEqual({
        class: expect.stringMatching(/^[A-Z_]+$/),
        seq: expect.toBeOneOf([expect.any(Number), null]),
        row_id: expect.toBeOneOf([expect.any(String), null]),
        message: expect.stringMatching(/^[A-Z0-9].*\.$/),
        expected: expect.toBeOneOf([expect.any(String), null]),
        found: expect.toBeOneOf([expect.any(String), null]),
      });
    expect(body.faults.map((fault: { class: string }) => fault.class)).toContain(because);
    const where = expected(target.seq, target.id);
    if (where === "renamed") expect(body.first_broken_at_row_id).toMatch(/^evt_/);
    else if (where !== "any") expect(body.first_broken_at_row_id).toBe(where);
  });

  it("detects a rewritten history with recomputed links and hashes", async () => {
    const victim = await api.createOrg("Rewritten");
    const before = (await org.get("audit/checkpoint", victim.owner)).body;
    const rows = await api.database.inspect<{ org_id: string; seq: string; bytes: Buffer }>(
      "SELECT e.org_id, seq, bytes FROM app.ledger_entry e JOIN app.ledger_head h USING (org_id) WHERE origin = $1 ORDER BY seq",
      [before.origin],
    );
    await api.database.inspect("ALTER TABLE app.ledger_entry DISABLE TRIGGER append_only");
    let prev = "0".repeat(64);
    for (const row of rows) {
      const text = row.bytes
        .toString("utf8")
        .replace(/"prev":"[0-9a-f]{64}"/, `"prev":"${prev}"`)
        .replace('"role":"owner"', '"role":"admin"')
        .replace('"change":"created"', '"change":"enabled"');
      const hash = leafHash(sha256, utf8(text));
      prev = Buffer.from(hash).toString("hex");
      await api.database.inspect("UPDATE app.ledger_entry SET bytes = $3, leaf_hash = $4 WHERE org_id = $1 AND seq = $2", [
        row.org_id,
        row.seq,
        Buffer.from(text),
        Buffer.from(hash),
      ]);
    }
    await api.database.inspect("ALTER TABLE app.ledger_entry ENABLE TRIGGER append_only");
    const { body } = await org.get("audit/verify", victim.owner);
    const [{ expected, found }] = body.faults.filter((fault: { class: string }) => fault.class === "ROOT_MISMATCH");
    expect([body.chain_valid, expected]).toEqual([false, `${before.root} at ${before.size} entries`]);
    expect(found).toMatch(/^[A-Za-z0-9+/]{43}= at \d+ entries$/);
    expect(found).not.toBe(expected);
  });
});
