import type { Run } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { openText, type StoredRun, sealText } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

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

/** Converts a run to its wire format. */
export async function toRun(deps: Pick<Deps, "configs" | "database">, row: StoredRun): Promise<Run> {
  const details = await openDetails(deps, row);
  return {
    id: encodeId("run", row.runId),
    agent: { id: encodeId("agt", row.agentId), name: row.agentName },
    environment: row.environment as Run["environment"],
    ...details,
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
