import { verifyReceipt } from "@agentlattice/core/ledger";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../database.ts";
import { askIntent, decideIntent, type Fixture, ledgerFixture, newId, submitIntent } from "../testing/ledger-fixture.ts";
import type { CommitRequest } from "./ledger-writer.ts";

type Org = Awaited<ReturnType<Fixture["createOrg"]>>;
type Begun = Record<"known" | "loaded" | "stale", number>;

let fixture: Fixture;
beforeAll(async () => {
  fixture = await ledgerFixture();
});
afterAll(() => fixture.close());

/** Opens another process and counts its flushes by the kind of head they used. */
function open(): { database: Database; begun: Begun } {
  const begun: Begun = { known: 0, loaded: 0, stale: 0 };
  const observer = {
    flushed: (_intents: number, _ms: number, heads: "known" | "loaded") => void begun[heads]++,
    staleHead: () => void begun.stale++,
    flushFailed: () => {},
    answered: () => {},
  };
  return { database: fixture.open({ observer }), begun };
}

const commit = (on: { database: Database }, org: Org, intent: CommitRequest["intent"], more: Partial<CommitRequest> = {}) =>
  on.database.ledger.commit({ orgId: org.orgId, intent, configVersion: null, ...more });

const claimed = (org: Org, id: string, body = "22") => submitIntent(org, { claim: { claim: id.repeat(32), body_mac: body.repeat(32) } });

/** Creates an organisation whose head this process has cached. */
async function known(on: { database: Database; begun: Begun }): Promise<Org> {
  const org = await fixture.createOrg(on.database);
  await commit(on, org, submitIntent(org));
  const before = on.begun.known;
  await commit(on, org, submitIntent(org));
  expect(on.begun.known).toBe(before + 1);
  return org;
}

async function sequenceOf(org: Org): Promise<number[]> {
  const rows = await fixture.test.inspect<{ seq: string }>("SELECT seq FROM app.ledger_entry WHERE org_id = $1 ORDER BY seq", [org.orgId]);
  return rows.map(({ seq }) => Number(seq));
}

describe("a cached head", () => {
  test("serves submissions and operations on approvals", async () => {
    const one = open();
    const org = await known(one);
    const asked = askIntent(org);
    const principal = asked.principal;
    const about = { approval_id: asked.approval.approval_id, payloads: [], principal };
    one.begun.loaded = 0;
    await commit(one, org, asked);
    const decided = await commit(one, org, decideIntent(about.approval_id, { id: org.ownerId }, "approve"));
    const verdict = submitIntent(org).verdict;
    const collect = {
      ...about,
      kind: "collect" as const,
      entry_id: newId(),
      verdict,
      people: [],
      uses: [],
      permit_id: newId(),
      audience_hash: null,
    };
    const collected = await commit(one, org, collect);
    const again = await commit(one, org, { ...about, kind: "cancel", entry_id: newId() });
    expect([decided, collected, again].map(({ outcome }) => outcome.type)).toEqual(["approval", "collected", "refused"]);
    // An approval that has ended is not cached, so the last commit loads it.
    expect(one.begun).toMatchObject({ loaded: 1, stale: 0 });
  });

  test("detects an entry of another process", async () => {
    const [one, two] = [open(), open()];
    const org = await known(one);
    const theirs = await commit(two, org, submitIntent(org));
    const ours = await commit(one, org, submitIntent(org));
    expect(one.begun.stale).toBe(1);
    expect((ours.entry?.seq ?? 0) - (theirs.entry?.seq ?? 0)).toBe(1);
    expect(await sequenceOf(org)).toEqual([0, 1, 2, 3, 4]);
  });

  test("is used less by a process whose head was stale", async () => {
    const [one, two] = [open(), open()];
    const org = await known(one);
    for (let i = 0; i < 40; i++) {
      await commit(two, org, submitIntent(org));
      await commit(one, org, submitIntent(org));
    }
    // Without a backoff, each process would use a stale head every time.
    expect(one.begun.stale).toBe(1);
    expect(two.begun.stale).toBeLessThanOrEqual(1);
    for (let i = 0; i < 4; i++) await commit(one, org, submitIntent(org));
    expect(one.begun.known).toBeGreaterThan(2);
  });

  test("gives one chain without gaps with many concurrent processes", async () => {
    const processes = [open(), open(), open()];
    const org = await fixture.createOrg((processes[0] as { database: Database }).database);
    const all = await Promise.all(
      processes.flatMap((on) =>
        Array.from({ length: 8 }, async () => {
          const made = [];
          for (let i = 0; i < 25; i++) made.push(await commit(on, org, submitIntent(org)));
          return made;
        }),
      ),
    );
    const seqs = all.flat().map(({ entry }) => entry?.seq ?? -1);
    expect(new Set(seqs).size).toBe(600);
    expect(await sequenceOf(org)).toEqual(Array.from({ length: 601 }, (_, i) => i));
    expect(all.flat().every((one) => one.receipt() !== null)).toBe(true);
  });

  test("accepts an idempotency id once, in any process", async () => {
    const [one, two] = [open(), open()];
    const org = await known(one);
    const first = await commit(one, org, claimed(org, "a1"));
    const again = await commit(one, org, claimed(org, "a1"));
    const other = await commit(one, org, claimed(org, "a1", "33"));
    expect(again.outcome).toMatchObject({ type: "replay", entry_id: first.entry?.id, same_body: true });
    expect(other.outcome).toMatchObject({ type: "replay", same_body: false });
    const theirs = await commit(two, org, claimed(org, "b2"));
    expect((await commit(one, org, claimed(org, "b2"))).outcome).toMatchObject({ type: "replay", entry_id: theirs.entry?.id });
    const many = await Promise.all(Array.from({ length: 100 }, (_, i) => commit(i % 2 ? one : two, org, claimed(org, "c3"))));
    expect(many.filter(({ outcome }) => outcome.type === "recorded")).toHaveLength(1);
  });

  test("detects the decision of another process", async () => {
    const [one, two] = [open(), open()];
    const org = await known(one);
    const asked = askIntent(org);
    await commit(one, org, asked);
    await commit(two, org, decideIntent(asked.approval.approval_id, { id: org.ownerId }, "deny"));
    const late = await commit(one, org, decideIntent(asked.approval.approval_id, { id: org.ownerId }, "approve"));
    expect(late.outcome).toMatchObject({ type: "refused", code: "ALREADY_DECIDED", approval: { status: "denied" } });
  });

  test("is not used after a change of the configuration", async () => {
    const [one, two] = [open(), open()];
    const org = await known(one);
    const { configVersion } = await two.database.audited(org.scope, async () => ({ result: null, entries: [], changesAnswers: true }));
    const asked: number[] = [];
    const intent = submitIntent(org);
    const refresh = async (version: number) => {
      asked.push(version);
      return { intent, configVersion: version };
    };
    await commit(one, org, intent, { configVersion: configVersion - 1, refresh });
    expect(asked).toEqual([configVersion]);
  });
});

describe("a session that a commit depends on", () => {
  async function sessionOf(org: Org, more: { expiresAt?: Date } = {}): Promise<string> {
    const sessionId = newId();
    const { database } = open();
    await database.inOrg(org.scope, (client) =>
      client.session.create({
        data: {
          orgId: org.orgId,
          sessionId,
          userId: org.ownerId,
          tokenHash: Buffer.from(newId()),
          expiresAt: more.expiresAt ?? new Date(Date.now() + 3_600_000),
          lastSeenAt: new Date(),
        },
      }),
    );
    return sessionId;
  }
  const ended = new Error("signed out");
  const refuse = async () => {
    throw ended;
  };

  test.each(["known", "loaded"] as const)("is checked when the head is %s", async (heads) => {
    const one = open();
    const org = await known(one);
    const session = await sessionOf(org);
    const asked = askIntent(org);
    await commit(one, org, asked);
    const decide = () =>
      commit(heads === "known" ? one : open(), org, decideIntent(asked.approval.approval_id, { id: org.ownerId }, "approve"), {
        session,
        refresh: refuse,
      });
    // This bypasses the ledger, so the head does not change.
    await fixture.test.inspect("UPDATE app.session SET ended_at = now() WHERE session_id = $1", [session]);
    await expect(decide()).rejects.toBe(ended);
    await fixture.test.inspect("UPDATE app.session SET ended_at = NULL WHERE session_id = $1", [session]);
    expect((await decide()).outcome).toMatchObject({ type: "approval", approval: { status: "approved" } });
  });

  test("is invalid after its expiry and after its membership ended", async () => {
    const one = open();
    const org = await known(one);
    for (const session of [await sessionOf(org, { expiresAt: new Date(Date.now() - 1_000) }), newId()]) {
      await expect(commit(one, org, submitIntent(org), { session, refresh: refuse })).rejects.toBe(ended);
    }
  });
});

test("receipts of commits on cached heads verify", async () => {
  const { formatVkey } = await import("@agentlattice/core/ledger");
  const { verifyEd25519 } = await import("../keys/verify-ed25519.ts");
  const { sha256 } = await import("./sha256.ts");
  const one = open();
  const org = await known(one);
  const made = await Promise.all(Array.from({ length: 50 }, () => commit(one, org, submitIntent(org))));
  const head = await one.database.signedHead(org.orgId);
  const vkey = formatVkey(sha256, { origin: head.origin, publicKey: head.publicKey });
  for (const entry of made) expect(verifyReceipt(sha256, verifyEd25519, entry.receipt() as never, vkey).ok).toBe(true);
});
