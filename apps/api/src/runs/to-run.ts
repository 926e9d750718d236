import type { Run } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { openText, type StoredRun, sealText } from "@agentlattice/db";
import { dataWithheldReason } from "../audit/data-withheld-reason.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { isAncestor } from "./run-access.ts";

/** Details of a run from the caller. They are stored encrypted, because they may contain personal data. */
export type RunDetails = Pick<Run, "name" | "session_id" | "metadata">;

type Sealed = Pick<StoredRun, "orgId" | "runId">;

/** Encrypts the details of a run with the organisation's data key. */
export async function sealDetails(
  deps: Pick<Deps, "database">,
  origin: string,
  run: Sealed,
  details: RunDetails,
): Promise<Buffer<ArrayBuffer>> {
  return sealText(await contextOf(deps, origin, run), JSON.stringify(details));
}

/** Decrypts the details of a run. */
export async function openDetails(deps: Pick<Deps, "configs" | "database">, row: Sealed & Pick<StoredRun, "details">): Promise<RunDetails> {
  const { origin } = await deps.configs.get(row.orgId);
  return JSON.parse(openText(await contextOf(deps, origin, row), row.details)) as RunDetails;
}

/** Converts a run that a principal may read to its wire format. */
export async function toRun(deps: Pick<Deps, "configs" | "database">, principal: Principal, row: StoredRun): Promise<Run> {
  const { name, session_id, metadata } = await openDetails(deps, row);
  const withheld = dataWithheldReason(principal, !isAncestor(row.agentId, principal));
  return {
    id: encodeId("run", row.runId),
    agent: { id: encodeId("agt", row.agentId), name: row.agentName },
    environment: row.environment as Run["environment"],
    name,
    ...(withheld === null ? { session_id, metadata } : { session_id: null, metadata: {} }),
    withheld,
    created_at: row.createdAt.toISOString(),
    status: row.status,
    events: row.events,
    last_event_at: row.lastEventAt?.toISOString() ?? null,
    ended_at: row.endedAt?.toISOString() ?? null,
  };
}

async function contextOf(deps: Pick<Deps, "database">, origin: string, { orgId, runId }: Sealed) {
  const { data: dataKey } = await deps.database.keysOf(orgId);
  return { dataKey, orgId, origin, entryId: runId, field: "run" };
}
