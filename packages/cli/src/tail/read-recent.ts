import type { ApiClient } from "@agentlattice/contract/client";
import { listAll } from "../connection/list-all.ts";
import type { Feed } from "./feed.ts";
import type { Row } from "./show-row.ts";

/** Maximum number of entries to search, so that a filter without matches does not read the whole ledger. */
const MAX_SEARCHED = 20_000;
const DECIDED = new Set(["action.executed", "action.denied", "approval.requested", "approval.decided"]);

/**
 * Returns the newest entries of a feed, oldest first.
 * @returns `head`: the seq of the newest entry there is, from which to follow
 */
export async function readRecent(api: ApiClient, feed: Feed): Promise<{ rows: Row[]; head: number | null }> {
  const rows: Row[] = [];
  let head: number | null = null;
  let searched = 0;
  const limit = Math.min(200, Math.max(feed.lines, 1));
  for await (const row of listAll((page) => api.listAuditEvents({ query: page }), limit)) {
    head ??= row.seq;
    if (feed.since !== undefined && Date.parse(row.timestamp) < feed.since) break;
    if (rows.length >= feed.lines || ++searched > MAX_SEARCHED) break;
    if (matches(row, feed)) rows.push(row);
  }
  return { rows: rows.reverse(), head };
}

function matches(row: Row, { accepts, agent, decision }: Feed): boolean {
  return (
    accepts(row) &&
    (agent === undefined || row.agent_id === agent) &&
    (decision === undefined || (DECIDED.has(row.kind) && row.status === decision))
  );
}
