import type { AuditEvent, AuditEventDetail } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import type { Entry } from "@agentlattice/core/ledger";
import { type LoadedApproval, loadApprovals } from "../approvals/load-approvals.ts";
import type { Deps } from "../deps.ts";
import { whyNot } from "../http/authorize.ts";
import type { Principal } from "../http/principal.ts";
import { findEntry } from "./find-entry.ts";
import { showPayloads } from "./show-payloads.ts";
import { toAuditEvent } from "./to-audit-event.ts";
import { visibleAgents } from "./visible-agents.ts";

const MAX_RELATED = 50;

interface GetEventInput {
  readonly principal: Principal;
  /** `evt_…` or a seq */
  readonly name: string;
  readonly deps: Deps;
}

/** One entry: its exact text, what it says, its payloads as far as the caller may read them, and the story it belongs to. */
export async function getEvent({ principal, name, deps }: GetEventInput): Promise<AuditEventDetail> {
  const row = await findEntry(deps, principal, name);
  const entry = Buffer.from(row.bytes).toString("utf8");
  const leaf = JSON.parse(entry) as Entry;
  const event = toAuditEvent(row);
  const approval = await findItsApproval(deps, principal, event);
  const [payloads, policies, related] = await Promise.all([
    showPayloads(deps, principal, leaf, approval?.record ?? null),
    namePolicies(deps, principal, leaf),
    findStory(deps, principal, leaf, event),
  ]);
  return {
    ...event,
    entry,
    data: leaf.data as AuditEventDetail["data"],
    correlation_id: leaf.corr,
    prev: leaf.prev,
    payloads,
    policies,
    // Loaded for the rule about payloads also where the caller may not read approvals.
    approval: approval && whyNot(principal, "approvals:read") === null ? approval.view : null,
    related,
  };
}

async function findItsApproval(deps: Deps, { scope }: Principal, event: AuditEvent): Promise<LoadedApproval | null> {
  const approvalId = event.approval_id && decodeId("apr", event.approval_id);
  if (!approvalId) return null;
  const [found] = await loadApprovals(deps, scope, { approvalId, limit: 1 });
  return found ?? null;
}

interface PolicyRef {
  readonly id: string;
  readonly version: number;
  readonly hash: string;
  readonly verdict: string;
}

/** A leaf names policies by id: their names were typed by somebody. */
async function namePolicies(deps: Deps, { scope }: Principal, { data }: Entry): Promise<AuditEventDetail["policies"]> {
  const policies = (Array.isArray(data.policies) ? data.policies : []) as readonly PolicyRef[];
  if (policies.length === 0) return [];
  const uuidOf = (id: string) => decodeId("pol", id) as string;
  const names = await deps.database.policyNames(
    scope,
    policies.map((policy) => uuidOf(policy.id)),
  );
  return policies.map(({ id, ...policy }) => ({ id, name: names.get(uuidOf(id)) ?? "a removed policy", ...policy }));
}

/** What else belongs to the same submission: its approval's entries, its execution, its reports. */
async function findStory(deps: Deps, principal: Principal, leaf: Entry, event: AuditEvent): Promise<AuditEvent[]> {
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
