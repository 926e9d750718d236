import { type AuditFilter, type ReferenceQuery, rangeEnd, rangeStart } from "@agentlattice/contract";
import { decodeId, encodeId, ID_PREFIXES, type IdPrefix } from "@agentlattice/core";
import { actionPrefixOf } from "@agentlattice/core/action-pattern";
import { fromHex } from "@agentlattice/core/ledger";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import type { EntryFilter, MentionRole } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { recordReferences, referencesIn } from "../http/reference-filter.ts";
import { assertKnownStatuses, readKinds, unknownWord } from "./known-words.ts";

/** A filter without free text, in the form that the entry of an export records. */
export type RecordedFilter = NonNullable<EntryData<"audit.exported">["filters"]>;

/**
 * Resolves the names of a filter. Ids that callers chose become keyed hashes, because they may contain personal data.
 * @throws AppError as `refuseWithheldFilters`, INVALID_REQUEST for an unknown name
 */
export async function recordFilter(
  deps: Pick<Deps, "database">,
  principal: Principal,
  query: AuditFilter & ReferenceQuery,
): Promise<RecordedFilter> {
  const { kind, action_type, agent_id: agent, actor, status, approval_id: approval, anomaly, environment } = query;
  const policy = query.policy === undefined ? undefined : await findPolicy(deps, principal, query.policy);
  const asked = kind === undefined ? undefined : readKinds(kind);
  const kinds = asked && [...asked.kinds, ...asked.tags];
  assertKnownStatuses(status ?? []);
  const references = await recordReferences(deps, principal, query);
  const filter = { kinds, action_type, agent, actor, statuses: status, policy, approval, anomaly, environment, ...references };
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined));
}

/** Converts a resolved filter to the form that the ledger reader uses. */
export function entryFilterOf(filter: RecordedFilter): EntryFilter {
  const { kinds, action_type: action, agent, actor, statuses, policy, approval, anomaly, environment } = filter;
  const prefix = action === undefined ? undefined : actionPrefixOf(action);
  return {
    ...(kinds ? readKinds(kinds) : {}),
    ...(action === undefined ? {} : prefix === undefined ? { actionType: action } : { actionPrefix: prefix }),
    ...(agent === undefined ? {} : { agents: [uuidOf("agt", agent)] }),
    ...(actor === undefined ? {} : { actor: actorOf(actor) }),
    ...(statuses ? { statuses } : {}),
    ...(policy === undefined ? {} : { policyId: uuidOf("pol", policy) }),
    ...(approval === undefined ? {} : { approvalId: uuidOf("apr", approval) }),
    ...(anomaly === undefined ? {} : { anomaly }),
    ...(environment === undefined ? {} : { environment }),
    ...referencesIn(filter),
  };
}

function actorOf(actor: string): NonNullable<EntryFilter["actor"]> {
  if (actor === "system") return { type: "system", id: "" };
  const prefix = prefixOf(actor);
  return { type: prefix === "agt" ? "agent" : "other", id: uuidOf(prefix, actor) };
}

const HASH_DIGITS = 64;

/** The columns that may contain an id, by its kind. */
const ROLES: Partial<Record<IdPrefix, readonly MentionRole[]>> = {
  evt: ["id", "subject_id"],
  // A correlation id is the id of the submission.
  cor: ["id", "subject_id"],
  agt: ["agent_id", "actor_id", "subject_id"],
  apr: ["approval_id"],
  pol: ["policy_id", "subject_id"],
};

/** Parses a search for an id, a seq or a leaf hash; null for an unknown kind of id. */
export function searchFilter(q: string | undefined): EntryFilter | null {
  if (q === undefined) return {};
  const hash = q.length === HASH_DIGITS ? fromHex(q) : null;
  if (hash) return { leafHash: hash };
  if (/^#?\d+$/.test(q)) return { from: Number(q.replace("#", "")), to: Number(q.replace("#", "")) };
  const prefix = prefixOf(q);
  const id = ID_PREFIXES.includes(prefix) ? decodeId(prefix, q) : null;
  return id === null ? null : { mention: { id, roles: ROLES[prefix] ?? ["actor_id", "subject_id"] } };
}

/** Returns the seq of the first entry at or after a position. */
export async function seqFrom(deps: Pick<Deps, "database">, { scope }: Principal, bound: string): Promise<number> {
  return isSeq(bound) ? Number(bound) : deps.database.reader.countBefore(scope, new Date(rangeStart(bound)));
}

/** Returns the seq of the last entry at or before a position; -1 when there is none. */
export async function seqTo(deps: Pick<Deps, "database">, { scope }: Principal, bound: string): Promise<number> {
  return isSeq(bound) ? Number(bound) : (await deps.database.reader.countBefore(scope, new Date(rangeEnd(bound)))) - 1;
}

/** Finds a policy by name. For agents, names of drafts are unknown. */
async function findPolicy(deps: Pick<Deps, "database">, { scope, kind }: Principal, policy: string): Promise<string> {
  const { orgId } = scope;
  if (decodeId("pol", policy)) return policy;
  const known = kind === "agent" ? { publications: { some: {} } } : {};
  const found = await deps.database.inOrg(scope, (client) =>
    client.policy.findFirst({ where: { orgId, name: policy, ...known }, select: { policyId: true } }),
  );
  if (!found) throw unknownWord("policy", "must be the id or the name of a policy; GET /policies lists them");
  return encodeId("pol", found.policyId);
}

const isSeq = (bound: string) => /^\d+$/.test(bound);
const prefixOf = (id: string) => id.slice(0, id.indexOf("_")) as IdPrefix;

/** Decodes an id whose format the contract has checked. An unknown id matches no entry. */
function uuidOf(prefix: IdPrefix, id: string): string {
  return decodeId(prefix, id) ?? "ffffffff-ffff-ffff-ffff-ffffffffffff";
}
