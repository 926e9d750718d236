import { encodeId } from "@agentlattice/core";
import { grantOrgScope } from "@agentlattice/db";
import type { Deps } from "../../deps.ts";
import { channelEntry } from "./channel-entry.ts";
import { kindOf } from "./endpoint-row.ts";

/** Disables an endpoint whose receiver answered 410 Gone, and records it once. The entry informs the owners and admins. */
export async function disableGone(deps: Deps, orgId: string, endpointId: string): Promise<void> {
  await deps.database.audited(grantOrgScope(orgId), async ({ client, now }) => {
    const found = await client.endpoint.findFirst({ where: { orgId, endpointId, enabled: true } });
    if (!found) return { result: null, entries: [], changesAnswers: false };
    await client.endpoint.update({
      where: { orgId_endpointId: { orgId, endpointId } },
      data: { enabled: false, goneAt: new Date(now) },
    });
    const actor = { type: "system", id: encodeId("org", orgId) } as const;
    const entries = [channelEntry(deps, { endpointId, kind: kindOf(found), change: "disabled", because: "gone", actor })];
    return { result: null, entries, changesAnswers: true };
  });
}
