import type { AuditEventDetail } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { mayDecide, openStage } from "@agentlattice/core/approval";
import { type Entry, toBase64 } from "@agentlattice/core/ledger";
import { type ApprovalRecord, termsOf } from "@agentlattice/core/settle";
import { readPayloads } from "@agentlattice/db";
import { PLACEHOLDERS } from "../actions/decision-payload.ts";
import type { Deps } from "../deps.ts";
import { permissionRefusal } from "../http/authorise.ts";
import type { Principal } from "../http/principal.ts";

const SEALED = "Values behind placeholders are read with POST /audit/events/{id}/placeholders, which is recorded.";

const CHANGED = "The stored value was changed or removed and does not match this commitment. Ask an admin to verify the ledger.";

type PayloadView = AuditEventDetail["payloads"][number];

/** Returns the payloads of an entry, each with its salt, or withheld with the reason. */
export async function showPayloads(
  deps: Pick<Deps, "configs" | "database" | "now">,
  principal: Principal,
  leaf: Entry,
  approval: ApprovalRecord | null,
): Promise<PayloadView[]> {
  const fields = Object.entries(leaf.pd);
  if (fields.length === 0) return [];
  const because = await withheldReason(deps, principal, approval);
  if (because !== null) return fields.map(([field, commitment]) => ({ field, commitment, state: "withheld", because }));
  const { scope } = principal;
  const { orgId } = scope;
  const entryId = decodeId("evt", leaf.id) as string;
  const { data: dataKey } = await deps.database.keysOf(orgId);
  const { values, salts } = await deps.database.inOrg(scope, async (client) => ({
    values: (await readPayloads(client, { orgId, origin: leaf.log, dataKey }, [entryId])).get(entryId) ?? {},
    salts: await client.ledgerSalt.findMany({ where: { orgId, entryId } }),
  }));
  return fields.map(([field, commitment]): PayloadView => {
    if (field === PLACEHOLDERS) return { field, commitment, state: "withheld", because: SEALED };
    const salt = salts.find((row) => row.field === field)?.salt;
    const value = values[field];
    if (salt !== undefined && value === undefined) return { field, commitment, state: "missing", because: CHANGED };
    if (salt === undefined || value === undefined)
      return { field, commitment, state: "missing", because: "No value is stored for this commitment any more." };
    return { field, commitment, state: "shown", value: structuredClone(value) as NonNullable<PayloadView["value"]>, salt: toBase64(salt) };
  });
}

/** Returns true when the caller may read the payloads. INVARIANT: operators read only payloads of approvals that they may decide. */
async function withheldReason(
  deps: Pick<Deps, "configs" | "now">,
  principal: Principal,
  approval: ApprovalRecord | null,
): Promise<string | null> {
  const refused = permissionRefusal(principal, "audit:payloads");
  if (refused !== null) return refused;
  if (principal.kind !== "person" || principal.role !== "operator") return null;
  if (!approval) return "The role operator reads payloads of approvals that it may decide; this entry is of none.";
  const terms = termsOf(approval);
  const electorate = { people: (await deps.configs.get(principal.scope.orgId)).members, now: deps.now() };
  const isApprover = approval.plan.stages.some((stage) => mayDecide(terms, openStage(stage, true), principal.userId, electorate).eligible);
  return isApprover ? null : "The role operator reads payloads of approvals that it may decide; this one is for others.";
}
