import type { Deps } from "../deps.ts";

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10_000;
const ORGS_AT_ONCE = 16;

/** Work that becomes due at a time, such as the expiry of approvals. */
export interface DueWork<Row extends { readonly org_id: string }> {
  /** Reads the due rows, excluding those of these organisations (UUIDs). */
  find(without: readonly string[]): Promise<readonly Row[]>;
  /** Processes the due rows of one organisation. */
  run(orgId: string, rows: readonly Row[]): Promise<void>;
}

/**
 * Processes due rows. An organisation whose work fails, for example because its ledger has diverged, pauses for a second, then for twice as
 * long up to 10 seconds. Queries exclude it meanwhile, so that it does not delay other organisations.
 */
export class DueWorker {
  readonly #deps: Pick<Deps, "log" | "metrics" | "now">;
  readonly #pauses = new Map<string, { until: number; ms: number }>();

  constructor(deps: Pick<Deps, "log" | "metrics" | "now">) {
    this.#deps = deps;
  }

  /** Returns the UUIDs of the organisations that pause. */
  paused(): string[] {
    const now = this.#deps.now();
    return [...this.#pauses].filter(([, { until }]) => until > now).map(([orgId]) => orgId);
  }

  /** Processes the due rows and returns their number. */
  async run<Row extends { readonly org_id: string }>({ find, run }: DueWork<Row>): Promise<number> {
    const rows = await find(this.paused());
    const byOrg = new Map<string, Row[]>();
    for (const row of rows) byOrg.set(row.org_id, [...(byOrg.get(row.org_id) ?? []), row]);
    const orgs = [...byOrg];
    for (let at = 0; at < orgs.length; at += ORGS_AT_ONCE) {
      await Promise.all(orgs.slice(at, at + ORGS_AT_ONCE).map(([orgId, mine]) => this.#runOne(orgId, () => run(orgId, mine))));
    }
    return rows.length;
  }

  async #runOne(orgId: string, run: () => Promise<void>): Promise<void> {
    try {
      await run();
      this.#pauses.delete(orgId);
    } catch (err) {
      const ms = Math.min((this.#pauses.get(orgId)?.ms ?? FIRST_PAUSE_MS / 2) * 2, LONGEST_PAUSE_MS);
      this.#pauses.set(orgId, { until: this.#deps.now() + ms, ms });
      this.#deps.metrics.sweepFailed();
      this.#deps.log.warn({ err, org: orgId }, "due work of an organisation failed and is tried again");
    }
  }
}
