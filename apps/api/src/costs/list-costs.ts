import type { CostExportQuery, CostRecord, CostRecordQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import { type CostFilter, type CostPage, readCosts, type StoredCost } from "@agentlattice/db";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { costFilter } from "./cost-filter.ts";

type CostDeps = Pick<Deps, "configs" | "database" | "now">;

const position = z.tuple([z.number().int(), z.guid()]);
const PAGE = 1_000;

/** Lists what single requests cost, newest first. */
export async function listCosts(deps: CostDeps, principal: Principal, query: z.output<typeof CostRecordQuery>) {
  const filter = await costFilter(deps, principal, query);
  const [at, requestId] = decodeCursor(query.cursor, position) ?? [];
  const page: CostPage = {
    order: "desc",
    after: at === undefined || requestId === undefined ? null : { at: new Date(at), requestId },
    requestId: query.request === undefined ? null : (decodeId("rsv", query.request) ?? decodeId("evt", query.request)),
    limit: query.limit + 1,
  };
  const rows = await deps.database.inOrg(principal.scope, (client) => readCosts(client, filter, page));
  return toPage(rows, query.limit, toCostRecord, (row) => [row.at.getTime(), row.requestId]);
}

/** Returns all costs of a time range in pages, oldest first. A refusal precedes the first page. @throws AppError as `costFilter` */
export async function exportCosts(deps: CostDeps, principal: Principal, query: CostExportQuery): Promise<AsyncIterable<CostRecord[]>> {
  return pagesOf(deps, principal, await costFilter(deps, principal, query));
}

async function* pagesOf(deps: CostDeps, principal: Principal, filter: CostFilter): AsyncGenerator<CostRecord[]> {
  let after: CostPage["after"] = null;
  for (;;) {
    const page: CostPage = { order: "asc", after, requestId: null, limit: PAGE };
    const rows = await deps.database.inOrg(principal.scope, (client) => readCosts(client, filter, page));
    if (rows.length > 0) yield rows.map(toCostRecord);
    after = rows.at(-1) ?? null;
    if (rows.length < PAGE) return;
  }
}

function toCostRecord(row: StoredCost): CostRecord {
  return {
    request: encodeId(row.source === "reservation" ? "rsv" : "evt", row.requestId),
    audit_event_id: row.entryId && encodeId("evt", row.entryId),
    at: row.at.toISOString(),
    agent: { id: encodeId("agt", row.agentId), name: row.agentName },
    environment: row.environment,
    run_id: row.runId && encodeId("run", row.runId),
    action_type: row.actionType,
    model: row.model,
    usd: row.usd,
    basis: row.basis as CostRecord["basis"],
    tokens: row.tokens,
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
  };
}
