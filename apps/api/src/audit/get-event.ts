import type { AuditEvent, AuditEventDetail } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { Entry } from "@agentlattice/core/ledger";
import { readDecisionPayload } from "../actions/decision-payload.ts";
import { type ShadowLeaf, storedShadow } from "../actions/shadow-answer.ts";
import type { LoadedApproval } from "../approvals/loaded-approval.ts";
import type { Deps } from "../deps.ts";
import { permissionRefusal } from "../http/authorise.ts";
import type { Principal } from "../http/principal.ts";
import { findEntry } from "./find-entry.ts";
import { showPayloads } from "./show-payloads.ts";
import { toAuditEvent } from "./to-audit-event.ts";
import { visibleAgents } from "./visible-agents.ts";

const MAX_RELATED = 50;

interface GetEventInput {
  readonly principal: Principal;
  /** Id (`evt_…`) or seq of the entry. */
  readonly name: string;
  readonly deps: Pick<Deps, "configs" | "database" | "now" | "readApproval">;
}

/** Reads an entry with its exact text, data, related entries, and the payloads that the caller may read. */
export async function getEvent({ principal, name, deps }: GetEventInput): Promise<AuditEventDetail> {
  const row = await findEntry(deps, principal, name);
  const entry = Buffer.from(row.bytes).toString("utf8");
  const leaf = JSON.parse(entry) as Entry;
  const event = toAuditEvent(row);
  const approval = await findItsApproval(deps, principal, event);
  const { policies: deciding = [], shadow: watching = [] } = leaf.data as { policies?: PolicyRef[]; shadow?: ShadowLeaf[] };
  const [payloads, names, related] = await Promise.all([
    showPayloads(deps, principal, leaf, approval?.record ?? null),
    namePolicies(deps, principal, [...deciding, ...watching]),
    findRelated(deps, principal, leaf, event),
  ]);
  const nameOf = (id: string) => names.get(id) ?? "a removed policy";
  const decision = payloads.find(({ field, state }) => field === "decision" && state === "shown");
  return {
    ...event,
    entry,
    data: leaf.data as AuditEventDetail["data"],
    correlation_id: leaf.corr,
    prev: leaf.prev,
    payloads,
    policies: deciding.map((policy) => ({ ...policy, name: nameOf(policy.id) })),
    shadow: storedShadow(watching, readDecisionPayload(decision?.value)?.evaluation.shadow ?? [], nameOf),
    // The rule for payloads needs the approval even if the caller may not read it.
    approval: approval && permissionRefusal(principal, "approvals:read") === null ? approval.view : null,
    related,
  };
}

async function findItsApproval(
  deps: Pick<Deps, "configs" | "database" | "now" | "readApproval">,
  { scope }: Principal,
  event: AuditEvent,
): Promise<LoadedApproval | null> {
  const approvalId = event.approval_id && decodeId("apr", event.approval_id);
  if (!approvalId) return null;
  const found = await deps.readApproval(scope, approvalId);
  return found ?? null;
}

interface PolicyRef {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly verdict: string;
}

/** Adds the names of policies, because a leaf has only their ids. */
async function namePolicies(
  deps: Pick<Deps, "database">,
  { scope }: Principal,
  policies: readonly { id: string }[],
): Promise<ReadonlyMap<string, string>> {
  const uuids = new Map(policies.flatMap(({ id }) => (decodeId("pol", id) ? [[id, decodeId("pol", id) as string] as const] : [])));
  if (uuids.size === 0) return new Map();
  const names = await deps.database.policyNames(scope, [...uuids.values()]);
  return new Map([...uuids].flatMap(([id, uuid]) => (names.has(uuid) ? [[id, names.get(uuid) as string] as const] : [])));
}

/** Reads the other entries of the same submission: its approval, execution and reports. */
async function findRelated(deps: Pick<Deps, "database">, principal: Principal, leaf: Entry, event: AuditEvent): Promise<AuditEvent[]> {
  const { reader } = deps.database;
  const agents = await visibleAgents(deps, principal);
  const submission = decodeId("cor", leaf.corr);
  const approvalId = event.approval_id && decodeId("apr", event.approval_id);
  const find = (which: object) =>
    reader.find(principal.scope, { ...which, ...(agents ? { agents } : {}) }, { order: "asc", limit: MAX_RELATED });
  const found = await Promise.all([
    submission ? find({ mention: { id: submission, roles: ["id", "subject_id"] } }) : [],
    approvalId ? find({ approvalId }) : [],
  ]);
  const bySeq = new Map(found.flat().map((row) => [row.seq, row]));
  bySeq.delete(event.seq);
  return [...bySeq.values()].sort((a, b) => a.seq - b.seq).map(toAuditEvent);
}
