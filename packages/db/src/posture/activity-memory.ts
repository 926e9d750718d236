import { uuidv7 } from "@agentlattice/core";
import { LRUCache } from "lru-cache";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { EvidenceWindow } from "./evidence-window.ts";
import { type Activity, readActivity } from "./read-activity.ts";

const MAX_ORGANISATIONS = 500;
const DAY_MS = 86_400_000;
const ONES = new Uint8Array(10).fill(0xff);

interface Counted {
  /** Entries in the ledger before counting. */
  readonly size: number;
  readonly from: Date;
  readonly activity: Promise<Activity[]>;
}

/**
 * Caches the counted activity of an organisation's evidence window. Every decision, executed approval and report is a ledger entry, so
 * the count is valid while the ledger has the same size and no decision has left the window.
 */
export class ActivityMemory {
  readonly #counted = new LRUCache<string, Counted>({ max: MAX_ORGANISATIONS });

  /** @param window a window that ends now */
  async read(client: OrgClient, window: EvidenceWindow): Promise<readonly Activity[]> {
    // Read before counting: an entry recorded meanwhile is counted, and makes the next call count again.
    const size = await readSize(client, window.orgId);
    const known = this.#counted.get(window.orgId);
    if (known?.size === size && !(await hasLeft(client, window, known.from)))
      return known.activity.catch(() => readActivity(client, window));
    return this.#count(client, window, size);
  }

  /** Counts once for all concurrent callers. */
  #count(client: OrgClient, window: EvidenceWindow, size: number): Promise<Activity[]> {
    const { orgId, from } = window;
    const counted: Counted = { size, from, activity: readActivity(client, window) };
    this.#counted.set(orgId, counted);
    counted.activity.catch(() => {
      if (this.#counted.peek(orgId) === counted) this.#counted.delete(orgId);
    });
    return counted.activity;
  }
}

async function readSize(client: OrgClient, orgId: string): Promise<number> {
  const [row] = await client.$queryRaw<{ size: number }[]>`SELECT size::float8 AS size FROM app.ledger_head WHERE org_id = ${orgId}::uuid`;
  if (!row) throw new Error(`Organisation ${orgId} has no ledger.`);
  return row.size;
}

/** Returns true when a decision is in only one of the windows that begin at `before` and at the window's own start. */
async function hasLeft(client: OrgClient, { orgId, from: now }: EvidenceWindow, before: Date): Promise<boolean> {
  const [from, to] = before < now ? [before, now] : [now, before];
  const first = uuidv7(Math.max(0, from.getTime() - DAY_MS), new Uint8Array(10));
  const last = uuidv7(to.getTime() + DAY_MS, ONES);
  const [row] = await client.$queryRaw<{ left: boolean }[]>`
    SELECT EXISTS (SELECT FROM app.decision d WHERE d.org_id = ${orgId}::uuid AND d.id >= ${first}::uuid AND d.id <= ${last}::uuid
      AND d.ts >= ${from} AND d.ts < ${to}) AS left`;
  return row?.left ?? true;
}
