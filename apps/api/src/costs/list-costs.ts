import type { CostExportQuery, CostRecord, CostRecordQuery } from "@agentlattice/contract";
import { decodeId, encodeId } from "@agentlattice/core";
import type { CostFilter, OrgClient } from "@agentlattice/db";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { costFilter } from "./cost-filter.ts";

type CostDeps = Pick<Deps, "configs" | "database" | "now">;
type CostWhere = NonNullable<NonNullable<Parameters<OrgClient["costRecord"]["findMany"]>[0]>["where"]>;

const position = z.tuple([z.number().int(), z.guid()]);
const PAGE = 1_000;

/** Lists what single requests cost, newest first. */
export async function listCosts(deps: CostDeps, principal: Principal, query: z.output<typeof CostRecordQuery>) {
  const filter = await filterOf(deps, principal, query);
  const before = decodeCursor(query.cursor, position);
  const request = query.request === undefined ? null : (decodeId("rsv", query.request) ?? decodeId("evt", query.request));
  const where = { AND: [whereOf(filter), before ? after(before, "lt") : {}, request === null ? {} : { requestId: request }] };
  const rows = await deps.database.inOrg(principal.scope, (client) => readRecords(client, where, "desc", query.limit + 1));
  return toPage(rows, query.limit, toCostRecord, (row) => [row.at.getTime(), row.requestId]);
}

/** Yields all costs of a time range in pages, oldest first. */
export async function* exportCosts(deps: CostDeps, principal: Principal, query: CostExportQuery): AsyncGenerator<CostRecord[]> {
  const filter = await filterOf(deps, principal, query);
  let last: [number, string] | null = null;
  for (;;) {
    const where: CostWhere = { AND: [whereOf(filter), last ? after(last, "gt") : {}] };
    const rows = await deps.database.inOrg(principal.scope, (client) => readRecords(client, where, "asc", PAGE));
    if (rows.length > 0) yield rows.map(toCostRecord);
    const end = rows.at(-1);
    if (rows.length < PAGE || !end) return;
    last = [end.at.getTime(), end.requestId];
  }
}

async function filterOf(deps: CostDeps, principal: Principal, query: Parameters<typeof costFilter>[2]): Promise<CostFilter> {
  return costFilter(principal, await deps.configs.get(principal.scope.orgId), query, deps.now());
}

function whereOf({ orgId, from, to, agents, model, runId, environment }: CostFilter): CostWhere {
  return {
    orgId,
    at: { gte: from, lt: to },
    ...(agents === null ? {} : { agentId: { in: [...agents] } }),
    ...(model === null ? {} : { model }),
    ...(runId === null ? {} : { runId }),
    ...(environment === null ? {} : { environment }),
  };
}

/** Times of commits are whole milliseconds, so a position is exact. */
function after([ms, id]: [number, string], order: "lt" | "gt"): CostWhere {
  const at = new Date(ms);
  return { OR: [{ at: { [order]: at } }, { at, requestId: { [order]: id } }] };
}

function readRecords(client: OrgClient, where: CostWhere, order: "asc" | "desc", take: number) {
  return client.costRecord.findMany({ where, orderBy: [{ at: order }, { requestId: order }], take, include: { agent: true } });
}

function toCostRecord(row: Awaited<ReturnType<typeof readRecords>>[number]): CostRecord {
  const number = (value: bigint | null) => (value === null ? null : Number(value));
  return {
    request: encodeId(row.source === "reservation" ? "rsv" : "evt", row.requestId),
    audit_event_id: encodeId("evt", row.entryId),
    at: row.at.toISOString(),
    agent: { id: encodeId("agt", row.agentId), name: row.agent.name },
    environment: row.environment as CostRecord["environment"],
    run_id: row.runId && encodeId("run", row.runId),
    action_type: row.actionType,
    model: row.model,
    usd: row.usd === null ? null : row.usd.toFixed(),
    basis: row.basis as CostRecord["basis"],
    tokens: number(row.tokens),
    input_tokens: number(row.inputTokens),
    output_tokens: number(row.outputTokens),
  };
}
