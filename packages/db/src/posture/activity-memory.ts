import { uuidv7 } from "@agentlattice/core";
import type { OrgClient } from "../tenancy/in-org.ts";
import type { EvidenceWindow } from "./evidence-window.ts";
import { type Activity, readActivity } from "./read-activity.ts";

const MAX_ORGANISATIONS = 500;
const DAY_MS = 86_400_000;
const ONES = new Uint8Array(10).fill(0xff);

interface Counted {
  /** Entries of the ledger before it was counted. */
  readonly size: number;
  readonly from: Date;
  readonly activity: Promise<Activity[]>;
}

/**
 * Counts a window of an organisation's decisions once for as long as nothing changes it. A decision, an approval that is used and
 * a report are entries of the ledger each: while it has as many as before, only decisions that the window has left behind differ,
 * and those are looked for. So what is answered is what counting again would answer.
 */
export class ActivityMemory {
  readonly #counted = new Map<string, Counted>();

  /** `window`: one that ends now. */
  async read(client: OrgClient, window: EvidenceWindow): Promise<readonly Activity[]> {
    // Read before counting: what is recorded in between is counted and makes the next one count again.
    const size = await readSize(client, window.orgId);
    const known = this.#counted.get(window.orgId);
    if (known?.size === size && !(await hasLeft(client, window, known.from)))
      return known.activity.catch(() => readActivity(client, window));
    return this.#count(client, window, size);
  }

  /** Whoever asks meanwhile waits for the same count. */
  #count(client: OrgClient, window: EvidenceWindow, size: number): Promise<Activity[]> {
    const { orgId, from } = window;
    const counted: Counted = { size, from, activity: readActivity(client, window) };
    this.#counted.delete(orgId);
    this.#counted.set(orgId, counted);
    if (this.#counted.size > MAX_ORGANISATIONS) this.#counted.delete(this.#counted.keys().next().value as string);
    counted.activity.catch(() => {
      if (this.#counted.get(orgId) === counted) this.#counted.delete(orgId);
    });
    return counted.activity;
  }
}

async function readSize(client: OrgClient, orgId: string): Promise<number> {
  const [row] = await client.$queryRaw<{ size: number }[]>`SELECT size::float8 AS size FROM app.ledger_head WHERE org_id = ${orgId}::uuid`;
  if (!row) throw new Error(`organisation ${orgId} has no ledger`);
  return row.size;
}

/** Whether a decision was in a window that began at `from` and is in this one no more, or the other way round. */
async function hasLeft(client: OrgClient, { orgId, from: now }: EvidenceWindow, before: Date): Promise<boolean> {
  const [from, to] = before < now ? [before, now] : [now, before];
  const first = uuidv7(Math.max(0, from.getTime() - DAY_MS), new Uint8Array(10));
  const last = uuidv7(to.getTime() + DAY_MS, ONES);
  const [row] = await client.$queryRaw<{ left: boolean }[]>`
    SELECT EXISTS (SELECT FROM app.decision d WHERE d.org_id = ${orgId}::uuid AND d.id >= ${first}::uuid AND d.id <= ${last}::uuid
      AND d.ts >= ${from} AND d.ts < ${to}) AS left`;
  return row?.left ?? true;
}
