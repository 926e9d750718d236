import type { AuditPage, AuditQuery } from "@agentlattice/contract";
import type { EntryFilter } from "@agentlattice/db";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, encodeCursor } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { namesOf } from "./names-of.ts";
import { entryFilterOf, recordFilter, searchFilter, seqFrom, seqTo } from "./read-filter.ts";
import { toAuditEvent } from "./to-audit-event.ts";
import { visibleAgents } from "./visible-agents.ts";

interface ListEventsInput {
  readonly principal: Principal;
  readonly query: z.output<typeof AuditQuery>;
  readonly deps: Pick<Deps, "database">;
}

type Page = z.output<typeof AuditPage>;

const NOTHING: Page = { data: [], has_more: false, next_cursor: null, prev_cursor: null };
const NEWER = "newer";
const OLDER = "older";
/** A position and the direction of the page. */
const position = z.tuple([z.int().min(0), z.enum([NEWER, OLDER])]);

/** Lists ledger entries, newest first. Cursors lead to older or newer entries. */
export async function listEvents({ principal, query, deps }: ListEventsInput): Promise<Page> {
  const [seq, towards] = decodeCursor(query.cursor, position) ?? [];
  const filter = await filterFor(deps, principal, query);
  if (!filter) return NOTHING;
  const back = towards === NEWER;
  const bounds = seq === undefined ? {} : back ? { from: seq + 1 } : { to: seq - 1 };
  const found = await deps.database.reader.find(principal.scope, within(filter, bounds), {
    order: back ? "asc" : "desc",
    limit: query.limit + 1,
  });
  const rows = found.slice(0, query.limit);
  if (back) rows.reverse();
  const beyond = found.length > query.limit;
  const [first, last] = [rows[0], rows.at(-1)];
  const older = last && (back || beyond) ? encodeCursor([last.seq, OLDER]) : null;
  const newer = first && (back ? beyond : seq !== undefined) ? encodeCursor([first.seq, NEWER]) : null;
  const data = rows.map(toAuditEvent);
  return {
    data,
    has_more: older !== null,
    next_cursor: older,
    prev_cursor: newer,
    ...(query.include === undefined ? {} : { names: await namesOf(deps, principal, data) }),
  };
}

/** Combines the filter with the caller's permissions. INVARIANT: a filter never widens what the caller may see. */
async function filterFor(deps: Pick<Deps, "database">, principal: Principal, query: ListEventsInput["query"]): Promise<EntryFilter | null> {
  const [visible, recorded, from, to] = await Promise.all([
    visibleAgents(deps, principal),
    recordFilter(deps, principal, query),
    query.from === undefined ? 0 : seqFrom(deps, principal, query.from),
    query.to === undefined ? Number.MAX_SAFE_INTEGER : seqTo(deps, principal, query.to),
  ]);
  const search = searchFilter(query.q);
  if (!search) return null;
  const asked = entryFilterOf(recorded);
  const agents = visible === null ? asked.agents : (asked.agents ?? visible).filter((agent) => visible.includes(agent));
  if (agents?.length === 0) return null;
  return within({ ...asked, ...search, ...(agents ? { agents } : {}) }, { from, to });
}

function within(filter: EntryFilter, bounds: { from?: number; to?: number }): EntryFilter {
  const from = Math.max(filter.from ?? 0, bounds.from ?? 0);
  const to = Math.min(filter.to ?? Number.MAX_SAFE_INTEGER, bounds.to ?? Number.MAX_SAFE_INTEGER);
  return { ...filter, from, to };
}
