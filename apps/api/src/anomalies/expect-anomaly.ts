import type { Anomaly } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { type AuditedContext, type AuditedWork, sealPayload, sealText } from "@agentlattice/db";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { type AnomalyRow, describeAnomalies, REASON } from "./describe-anomalies.ts";
import { findAnomaly } from "./list-anomalies.ts";

interface Change {
  readonly principal: PersonPrincipal;
  readonly name: string | undefined;
  readonly deps: Pick<Deps, "configs" | "database" | "newId">;
}

/**
 * Marks an anomaly as expected, so that the same kind and pattern of its agent is not reported again. An anomaly that is marked already keeps its
 * mark. @throws AppError NOT_FOUND
 */
export async function expectAnomaly({ principal, name, reason, deps }: Change & { readonly reason: string }): Promise<Anomaly> {
  const { orgId } = principal.scope;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  return change({ principal, name, deps }, async ({ client, origin, now }, row) => {
    if (row.expectedAt) return null;
    const { anomalyId } = row;
    const sealed = sealText({ dataKey, orgId, origin, entryId: anomalyId, field: REASON }, reason);
    await client.anomaly.update({
      where: { orgId_anomalyId: { orgId, anomalyId } },
      data: { expectedAt: new Date(now), expectedBy: principal.userId, expectedReason: sealed },
      select: { orgId: true },
    });
    const id = deps.newId();
    return toEntry(principal, id, row, "expected", [sealPayload({ dataKey, orgId, origin, entryId: id, field: "reason" }, reason)]);
  });
}

/** Opens an anomaly again that was marked as expected. @throws AppError NOT_FOUND */
export async function reopenAnomaly({ principal, name, deps }: Change): Promise<Anomaly> {
  const { orgId } = principal.scope;
  return change({ principal, name, deps }, async ({ client }, row) => {
    if (!row.expectedAt) return null;
    await client.anomaly.update({
      where: { orgId_anomalyId: { orgId, anomalyId: row.anomalyId } },
      data: { expectedAt: null, expectedBy: null, expectedReason: null },
      select: { orgId: true },
    });
    return toEntry(principal, deps.newId(), row, "undone", []);
  });
}

async function change(
  { principal, name, deps }: Change,
  apply: (context: AuditedContext, row: AnomalyRow) => Promise<ReturnType<typeof toEntry> | null>,
): Promise<Anomaly> {
  const { result } = await deps.database.audited(principal.scope, async (context): Promise<AuditedWork<Anomaly>> => {
    const row = await findAnomaly(context.client, principal, name);
    const entry = await apply(context, row);
    const changed = await findAnomaly(context.client, principal, name);
    const [anomaly] = await describeAnomalies({ deps, client: context.client, principal }, [changed]);
    return { result: anomaly as Anomaly, entries: entry ? [entry] : [], changesAnswers: false };
  });
  return result;
}

function toEntry(
  principal: PersonPrincipal,
  id: string,
  { anomalyId, agentId, environment }: AnomalyRow,
  change: "expected" | "undone",
  payloads: ReturnType<typeof sealPayload>[],
) {
  const anomaly = encodeId("ano", anomalyId);
  return configEntry({
    id,
    kind: "anomaly.expected",
    actor: actorOf(principal),
    subject: { type: "anomaly", id: anomaly },
    data: { anomaly, agent: encodeId("agt", agentId), change },
    payloads,
    agentId,
    environment,
  });
}
