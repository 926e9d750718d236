import type { AgentLattice } from "@agentlattice/sdk";
import { listAll } from "../connection/list-all.ts";
import type { Feed } from "../tail.ts";
import type { Row } from "./show-row.ts";

/** Looked through at most, so that a filter that fits nothing does not read a whole ledger. */
const MAX_SEARCHED = 20_000;
const DECIDED = new Set(["action.executed", "action.denied", "approval.requested", "approval.decided"]);

/**
 * The newest entries of a feed, oldest first.
 * @returns `head`: the seq of the newest entry there is, from which to follow
 */
export async function readRecent(al: AgentLattice, feed: Feed): Promise<{ rows: Row[]; head: number | null }> {
  const rows: Row[] = [];
  let head: number | null = null;
  let searched = 0;
  const page = Math.min(200, Math.max(feed.lines, 1));
  for await (const row of listAll<Row>(al, "/audit/events", page)) {
    head ??= row.seq;
    if (feed.since !== undefined && Date.parse(row.timestamp) < feed.since) break;
    if (rows.length >= feed.lines || ++searched > MAX_SEARCHED) break;
    if (fits(row, feed)) rows.push(row);
  }
  return { rows: rows.reverse(), head };
}

function fits(row: Row, { accepts, agent, decision }: Feed): boolean {
  return (
    accepts(row) &&
    (agent === undefined || row.agent_id === agent) &&
    (decision === undefined || (DECIDED.has(row.kind) && row.status === decision))
  );
}
