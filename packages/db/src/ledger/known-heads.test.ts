import { randomBytes } from "node:crypto";
import { EMPTY_FRONTIER } from "@agentlattice/core/ledger";
import { emptyView } from "@agentlattice/core/settle";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { openRowSeals } from "../keys/row-seals.ts";
import { submitIntent } from "../testing/ledger-fixture.ts";
import type { Head } from "./head.ts";
import { KnownHeads } from "./known-heads.ts";
import { settleBatch } from "./settle-batch.ts";

const ORG = "01a1db89-4524-7c68-9515-0d8b5996c018";
const WHO = { agentId: "01a1db8a-7da4-724a-a859-a0e499dd71ad", keyId: "01a1db8a-7da4-7bf8-8d20-cb83e8231200" };
const START: Head = {
  orgId: ORG,
  origin: "log.test/log/1/g1",
  frontier: EMPTY_FRONTIER,
  lastLeaf: new Uint8Array(32),
  lastTs: 0,
  configVersion: 1,
};
const item = (more: object = {}) => ({ orgId: ORG, intent: submitIntent(WHO), configVersion: 1, ...more });

/** A log in the database. `flush` commits to it like the ledger writer. */
class Log {
  head: Head = START;

  flush(known: KnownHeads): void {
    const items = [item()];
    const assumed = known.assume(items);
    const loaded = { now: 5_000, orgs: new Map([[ORG, { head: this.head, view: emptyView() }]]), ended: new Set<string>() };
    const batch = settleBatch(items, assumed ?? loaded, openRowSeals(Buffer.alloc(32)));
    known.committed(batch, assumed !== null);
    const { headRow, tree } = (batch.orgs[0] as (typeof batch.orgs)[0]).appended;
    this.head = { ...this.head, frontier: tree.frontier, lastLeaf: headRow.last_leaf, lastTs: headRow.last_ts };
  }

  writeByAnother(): void {
    this.head = { ...this.head, lastLeaf: randomBytes(32) };
  }
}

describe("the clock of a known head", () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ["performance"] }));
  afterEach(() => void vi.useRealTimers());

  const read = (known: KnownHeads) => known.assume([item()])?.now;
  function ready(): KnownHeads {
    const known = new KnownHeads();
    known.syncClock(1_000_000);
    new Log().flush(known);
    return known;
  }

  test("advances with the clock of this process", () => {
    const known = ready();
    vi.advanceTimersByTime(1_234);
    expect(read(known)).toBe(1_001_234);
  });

  test("uses the reading with the least delay and slowly corrects one that was too early", () => {
    const known = ready();
    vi.advanceTimersByTime(100);
    known.syncClock(1_000_040);
    expect(read(known)).toBe(1_000_099);
    for (let i = 0; i < 2_000; i++) known.syncClock(1_000_040);
    expect(read(known)).toBe(1_000_040);
  });

  test("follows a jump of the database's clock", () => {
    const known = ready();
    known.syncClock(2_000_000);
    expect(read(known)).toBe(2_000_000);
    known.syncClock(1_500_000);
    expect(read(known)).toBe(1_500_000);
  });

  test("is never earlier than the last entry", () => {
    const known = ready();
    known.syncClock(1_000);
    expect(read(known)).toBe(5_000);
  });
});

describe("the cached head", () => {
  test("is missing at first and serves submissions after a commit", () => {
    const known = new KnownHeads();
    known.syncClock(1_000_000);
    expect(known.assume([item()])).toBeNull();
    new Log().flush(known);
    expect(known.assume([item()])?.orgs.get(ORG)?.head.frontier.size).toBe(1);
  });

  test("does not serve another configuration, delegations, limits or unknown approvals", () => {
    const known = new KnownHeads();
    known.syncClock(1_000_000);
    new Log().flush(known);
    const delegated = submitIntent(WHO, { principal: { ...submitIntent(WHO).principal, delegation: { id: ORG, chain: [] } } });
    const limited = submitIntent(WHO, { verdict: { ...submitIntent(WHO).verdict, settle: { checks: [] } as never } });
    const decide = { ...submitIntent(WHO), kind: "decide", approval_id: ORG } as never;
    for (const other of [{ configVersion: 2 }, { intent: delegated }, { intent: limited }, { intent: decide }, { orgId: WHO.agentId }])
      expect(known.assume([item(), item(other)]), JSON.stringify(other)).toBeNull();
    expect(known.assume([item({ configVersion: null })])).not.toBeNull();
  });

  test("is not used for a doubling number of commits after each stale read", () => {
    const known = new KnownHeads();
    const log = new Log();
    known.syncClock(1_000_000);
    log.flush(known);
    const waits: number[] = [];
    for (let stale = 0; stale < 8; stale++) {
      log.writeByAnother();
      known.invalidate([ORG]);
      log.flush(known);
      let waited = 0;
      for (; known.assume([item()]) === null; waited++) log.flush(known);
      waits.push(waited);
    }
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 64]);
    for (let i = 0; i < 6; i++) log.flush(known);
    log.writeByAnother();
    known.invalidate([ORG]);
    log.flush(known);
    log.flush(known);
    expect(known.assume([item()])).toBeNull();
    log.flush(known);
    expect(known.assume([item()])).not.toBeNull();
  });

  test("is removed by forget", () => {
    const known = new KnownHeads();
    known.syncClock(1_000_000);
    new Log().flush(known);
    known.remove(ORG);
    expect(known.assume([item()])).toBeNull();
  });
});
