import {
  formatVkey,
  fromBase64,
  leafHash,
  openCheckpoint,
  planInclusion,
  toHex,
  utf8,
  verifyInclusion,
  verifyReceipt,
} from "@agentlattice/core/ledger";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { verifyEd25519 } from "../keys/verify-ed25519.ts";
import { askIntent, decideIntent, type Fixture, ledgerFixture, newId, submitIntent } from "../testing/ledger-fixture.ts";
import { LedgerError } from "./ledger-error.ts";
import type { Committed } from "./ledger-writer.ts";
import { sha256 } from "./sha256.ts";

let fixture: Fixture;
let database: Database;
beforeAll(async () => {
  fixture = await ledgerFixture();
  database = fixture.open();
});
afterAll(() => fixture.close());

type Org = Awaited<ReturnType<Fixture["createOrg"]>>;

const commit = (org: Org, intent: Parameters<Database["ledger"]["commit"]>[0]["intent"], on = database) =>
  on.ledger.commit({ orgId: org.orgId, intent, configVersion: null });

async function vkeyOf(org: Org): Promise<string> {
  const head = await database.signedHead(org.orgId);
  return formatVkey(sha256, { origin: head.origin, publicKey: head.publicKey });
}

async function leavesOf(org: Org): Promise<string[]> {
  const rows = await fixture.test.inspect<{ bytes: Buffer; seq: string }>(
    "SELECT seq, bytes FROM app.ledger_entry WHERE org_id = $1 ORDER BY seq",
    [org.orgId],
  );
  expect(rows.map((row) => Number(row.seq))).toEqual(rows.map((_, i) => i));
  return rows.map((row) => row.bytes.toString("utf8"));
}

function assertChained(leaves: readonly string[]): void {
  let prev = "0".repeat(64);
  for (const leaf of leaves) {
    expect(JSON.parse(leaf).prev).toBe(prev);
    prev = toHex(leafHash(sha256, utf8(leaf)));
  }
}

describe("a commit", () => {
  test("returns a receipt that verifies offline", async () => {
    const org = await fixture.createOrg(database);
    const committed = await commit(org, submitIntent(org));
    const receipt = committed.receipt();
    expect(receipt).not.toBeNull();
    const verified = verifyReceipt(sha256, verifyEd25519, receipt as NonNullable<typeof receipt>, await vkeyOf(org));
    expect(verified).toMatchObject({ ok: true, entry: { kind: "action.executed", seq: 1 } });
  });

  test("of many callers creates a chain without gaps, and every receipt verifies", async () => {
    const org = await fixture.createOrg(database);
    const committed = await Promise.all(Array.from({ length: 700 }, () => commit(org, submitIntent(org))));
    const vkey = await vkeyOf(org);
    for (const one of committed) expect(verifyReceipt(sha256, verifyEd25519, one.receipt() as never, vkey).ok).toBe(true);
    const leaves = await leavesOf(org);
    expect(leaves).toHaveLength(701);
    assertChained(leaves);
  });

  test("stores tiles that prove any old entry", async () => {
    const org = await fixture.createOrg(database);
    await Promise.all(Array.from({ length: 600 }, () => commit(org, submitIntent(org))));
    const head = await database.signedHead(org.orgId);
    const opened = openCheckpoint(sha256, verifyEd25519, { note: head.checkpoint, vkey: await vkeyOf(org) });
    if (!opened.ok) throw new Error(opened.reason);
    const leaves = await leavesOf(org);
    for (const index of [0, 1, 255, 256, 511, 512, 600]) {
      const hashes = await database.proof(org.scope, planInclusion(index, head.size));
      expect(
        verifyInclusion(sha256, {
          leafHash: leafHash(sha256, utf8(leaves[index] as string)),
          index,
          size: head.size,
          hashes,
          root: opened.root,
        }),
      ).toBe(true);
    }
    const tiles = await fixture.test.inspect("SELECT level, idx FROM app.ledger_node WHERE org_id = $1 ORDER BY 1, 2", [org.orgId]);
    expect(tiles).toEqual([
      { level: 0, idx: "0" },
      { level: 0, idx: "1" },
    ]);
  });

  test("stores the checkpoint with the next flush or within 50 ms", async () => {
    const org = await fixture.createOrg(database);
    await commit(org, submitIntent(org));
    await expect
      .poll(() => fixture.test.inspect("SELECT size FROM app.ledger_checkpoint WHERE org_id = $1 AND size = 2", [org.orgId]), {
        timeout: 2_000,
      })
      .toHaveLength(1);
  });
});

describe("idempotency", () => {
  test("100 concurrent callers with one claim record one action", async () => {
    const org = await fixture.createOrg(database);
    const other = fixture.open();
    const claim = { claim: "11".repeat(32), body_mac: "22".repeat(32) };
    const committed = await Promise.all(
      Array.from({ length: 100 }, (_, i) => commit(org, submitIntent(org, { claim }), i % 2 ? database : other)),
    );
    const outcomes = committed.map(({ outcome }) => outcome.type).sort();
    expect(outcomes.filter((type) => type === "recorded")).toHaveLength(1);
    expect(outcomes.filter((type) => type === "replay")).toHaveLength(99);
    expect(await leavesOf(org)).toHaveLength(2);
  });

  test("the same claim with another body is refused", async () => {
    const org = await fixture.createOrg(database);
    await commit(org, submitIntent(org, { claim: { claim: "33".repeat(32), body_mac: "44".repeat(32) } }));
    const { outcome } = await commit(org, submitIntent(org, { claim: { claim: "33".repeat(32), body_mac: "55".repeat(32) } }));
    expect(outcome).toMatchObject({ type: "replay", same_body: false });
  });
});

describe("several writers", () => {
  test("two processes that write to two organisations leave no gap and no fork", async () => {
    const orgs = [await fixture.createOrg(database), await fixture.createOrg(database)];
    const second = fixture.open();
    const work = Array.from({ length: 400 }, (_, i) =>
      commit(orgs[i % 2] as Org, submitIntent(orgs[i % 2] as Org), i % 3 ? database : second),
    );
    await Promise.all(work);
    for (const org of orgs) {
      const leaves = await leavesOf(org);
      expect(leaves).toHaveLength(201);
      assertChained(leaves);
    }
  });

  test("a batch of two organisations with identical ids equals two separate runs", async () => {
    const [a, b] = [await fixture.createOrg(database), await fixture.createOrg(database)];
    const claim = { claim: "66".repeat(32), body_mac: "77".repeat(32) };
    const id = newId();
    const outcomes = await Promise.all([a, b].map((org) => commit(org, submitIntent(org, { entry_id: id, claim }))));
    expect(outcomes.map(({ outcome }) => outcome.type)).toEqual(["recorded", "recorded"]);
    expect(await leavesOf(a)).toHaveLength(2);
    expect(await leavesOf(b)).toHaveLength(2);
  });

  test("an organisation whose head is locked does not delay decisions of others", async () => {
    const [slow, fast] = [await fixture.createOrg(database), await fixture.createOrg(database)];
    const client = new pg.Client({ connectionString: fixture.test.ledger });
    await client.connect();
    await client.query("BEGIN");
    await client.query("SELECT set_config('app.org_ids', $1, true)", [slow.orgId]);
    await client.query("SELECT 1 FROM app.ledger_head WHERE org_id = $1 FOR UPDATE", [slow.orgId]);
    const held = commit(slow, submitIntent(slow));
    let heldDone = false;
    void held.then(() => (heldDone = true));
    await Promise.all(Array.from({ length: 5 }, () => commit(fast, submitIntent(fast))));
    expect(heldDone).toBe(false);
    await client.query("COMMIT");
    await client.end();
    expect((await held).outcome.type).toBe("recorded");
  });
});

describe("configuration", () => {
  test("an intent evaluated before a committed change is evaluated again", async () => {
    const org = await fixture.createOrg(database);
    const { configVersion } = await database.audited(org.scope, async () => ({ result: null, entries: [], changesAnswers: true }));
    const versions: number[] = [];
    const committed = await database.ledger.commit({
      orgId: org.orgId,
      intent: submitIntent(org),
      configVersion: configVersion - 1,
      refresh: async (version) => {
        versions.push(version);
        return { intent: submitIntent(org, { action_type: "doc.read_again" }), configVersion: version };
      },
    });
    expect(versions).toEqual([configVersion]);
    expect(committed.entry?.text).toContain("doc.read_again");
  });

  test("an error while a stale request is refreshed is returned to the caller", async () => {
    const org = await fixture.createOrg(database);
    const stale = {
      orgId: org.orgId,
      intent: submitIntent(org),
      configVersion: 0,
      refresh: () => Promise.reject(new Error("revoked")),
    };
    await expect(database.ledger.commit(stale)).rejects.toThrow("revoked");
    expect(await leavesOf(org)).toHaveLength(1);
  });
});

describe("approvals", () => {
  test("of 50 concurrent deciders one succeeds, and the others get the decider", async () => {
    const org = await fixture.createOrg(database);
    const ask = askIntent(org);
    await commit(org, ask);
    const second = fixture.open();
    const decisions = Array.from({ length: 50 }, (_, i) =>
      commit(org, decideIntent(ask.approval.approval_id, { id: org.ownerId }, i % 2 ? "approve" : "deny"), i % 3 ? database : second),
    );
    const outcomes = (await Promise.all(decisions)).map(({ outcome }) => outcome);
    expect(outcomes.filter((outcome) => outcome.type === "approval")).toHaveLength(1);
    const losers = outcomes.filter((outcome) => outcome.type === "refused");
    expect(losers).toHaveLength(49);
    for (const loser of losers) expect(loser).toMatchObject({ code: "ALREADY_DECIDED", approval: { decided_by: org.ownerId } });
    expect(await leavesOf(org)).toHaveLength(3);
  });
});

describe("failures", () => {
  test("an invalid intent fails alone", async () => {
    const org = await fixture.createOrg(database);
    const bad = submitIntent(org, { action_type: "x".repeat(70_000) });
    const all = [submitIntent(org), bad, submitIntent(org), { ...submitIntent(org), entry_id: "not-a-uuid" }, submitIntent(org)];
    const results = await Promise.allSettled(all.map((intent) => commit(org, intent)));
    expect(results.map((result) => result.status)).toEqual(["fulfilled", "rejected", "fulfilled", "rejected", "fulfilled"]);
    expect(results[1]).toMatchObject({ reason: { code: "INTERNAL" } });
    expect(await leavesOf(org)).toHaveLength(4);
  });

  test("a killed backend loses nothing: every answered request is in the ledger", async () => {
    const org = await fixture.createOrg(database);
    const work: Promise<Committed>[] = [];
    for (let round = 0; round < 10; round++) {
      for (let i = 0; i < 40; i++) work.push(commit(org, submitIntent(org)));
      for (const one of work) one.catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 7));
      await fixture.test.inspect(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'agentlattice-ledger' AND datname = current_database()",
      );
    }
    const settled = await Promise.allSettled(work);
    const answered = settled.flatMap((result) => (result.status === "fulfilled" ? [result.value.entry?.id] : []));
    for (const result of settled) if (result.status === "rejected") expect(result.reason).toBeInstanceOf(LedgerError);
    const rows = await fixture.test.inspect<{ id: string }>("SELECT id FROM app.ledger_entry WHERE org_id = $1", [org.orgId]);
    const stored = new Set(rows.map((row) => row.id));
    expect(answered.length).toBeGreaterThan(100);
    for (const id of answered) expect(stored.has(id as string)).toBe(true);
    assertChained(await leavesOf(org));
  });

  test("a full queue refuses immediately", async () => {
    const small = fixture.open({ limits: { perProcess: 3, perOrg: 3 } });
    const org = await fixture.createOrg(database);
    const results = await Promise.allSettled(Array.from({ length: 10 }, () => commit(org, submitIntent(org), small)));
    const refused = results.filter((result) => result.status === "rejected");
    expect(refused.length).toBe(7);
    for (const result of refused) expect(result).toMatchObject({ reason: { code: "QUEUE_FULL" } });
  });

  test("a closed writer refuses new intents and answers queued ones", async () => {
    const closing = fixture.open();
    const org = await fixture.createOrg(database);
    const queued = commit(org, submitIntent(org), closing);
    await closing.ledger.close();
    expect((await queued).outcome.type).toBe("recorded");
    await expect(commit(org, submitIntent(org), closing)).rejects.toMatchObject({ code: "SHUTTING_DOWN" });
  });
});

describe("the signer", () => {
  test("refuses a log that was rewritten", async () => {
    const org = await fixture.createOrg(database);
    await commit(org, submitIntent(org));
    await fixture.test.inspect("UPDATE app.ledger_head SET frontier = $2 WHERE org_id = $1", [org.orgId, Buffer.alloc(32, 1)]);
    await expect(commit(org, submitIntent(org))).rejects.toMatchObject({ code: "LEDGER_DIVERGED" });
  });

  test("refuses a log that was truncated", async () => {
    const org = await fixture.createOrg(database);
    await commit(org, submitIntent(org));
    const before = await fixture.test.inspect<{ size: string; frontier: Buffer; last_leaf: Buffer }>(
      "SELECT * FROM app.ledger_head WHERE org_id = $1",
      [org.orgId],
    );
    await commit(org, submitIntent(org));
    await fixture.test.inspect("ALTER TABLE app.ledger_entry DISABLE TRIGGER USER");
    await fixture.test.inspect("DELETE FROM app.ledger_entry WHERE org_id = $1 AND seq = 2", [org.orgId]);
    await fixture.test.inspect("ALTER TABLE app.ledger_entry ENABLE TRIGGER USER");
    const [head] = before;
    await fixture.test.inspect("UPDATE app.ledger_head SET size = $2, frontier = $3, last_leaf = $4 WHERE org_id = $1", [
      org.orgId,
      head?.size,
      head?.frontier,
      head?.last_leaf,
    ]);
    await expect(commit(org, submitIntent(org))).rejects.toMatchObject({ code: "LEDGER_DIVERGED" });
  });

  test("of another process catches up from the leaves", async () => {
    const org = await fixture.createOrg(database);
    await Promise.all(Array.from({ length: 300 }, () => commit(org, submitIntent(org))));
    const other = fixture.open();
    const receipt = (await commit(org, submitIntent(org), other)).receipt();
    expect(verifyReceipt(sha256, verifyEd25519, receipt as never, await vkeyOf(org)).ok).toBe(true);
    expect(fromBase64(receipt?.hashes[0] as string)).toHaveLength(32);
  });
});
