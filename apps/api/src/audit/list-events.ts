import type { AuditQuery } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";
import { toAuditEvent } from "./to-audit-event.ts";
import { visibleEntries } from "./visible-entries.ts";

interface ListEventsInput {
  readonly principal: Principal;
  readonly query: z.output<typeof AuditQuery>;
  readonly deps: Deps;
}

/** Ledger entries, newest first. */
export async function listEvents({ principal, query, deps }: ListEventsInput) {
  const [before] = decodeCursor(query.cursor, 1) ?? [];
  const filter = {
    ...(query.action_type === undefined ? {} : { actionType: query.action_type }),
    ...(query.kind === undefined ? {} : { kind: query.kind }),
    ...(query.agent_id === undefined ? {} : { agentId: decodeId("agt", query.agent_id) }),
    ...(typeof before === "number" ? { seq: { lt: BigInt(before) } } : {}),
  };
  const rows = await deps.database.inOrg(principal.scope, async (client) =>
    client.ledgerEntry.findMany({
      where: { AND: [await visibleEntries(client, principal), filter] },
      orderBy: { seq: "desc" },
      take: query.limit + 1,
      select: { seq: true, bytes: true, leafHash: true, agentId: true },
    }),
  );
  return toPage(rows, query.limit, toAuditEvent, (row) => [Number(row.seq)]);
}
