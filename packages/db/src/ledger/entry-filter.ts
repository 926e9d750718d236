import { type ReferenceFilter, referenceTerms } from "../decisions/reference-filter.ts";
import { SYSTEM_ACTOR } from "./index-entry.ts";

/** Filter of an organisation's entries. An entry must match all fields. Ids are UUIDs. */
export interface EntryFilter extends ReferenceFilter {
  readonly kinds?: readonly string[];
  /** Event types. Together with `kinds`, an entry needs to match only one of them. */
  readonly tags?: readonly string[];
  readonly actionType?: string;
  /** Prefix of action types, such as `pr.`. */
  readonly actionPrefix?: string;
  readonly environment?: string;
  /** UUIDs of the agents; an empty list matches no entry. */
  readonly agents?: readonly string[];
  readonly actor?: { readonly type: "agent" | "other" | "system"; readonly id: string };
  readonly statuses?: readonly string[];
  readonly policyId?: string;
  readonly approvalId?: string;
  /** Code of an anomaly. Only entries `anomaly.detected` match. */
  readonly anomaly?: string;
  /** Bound of seq, inclusive. */
  readonly from?: number;
  /** Bound of seq, inclusive. */
  readonly to?: number;
  readonly leafHash?: Uint8Array;
  /** An id in any of these columns. */
  readonly mention?: { readonly id: string; readonly roles: readonly MentionRole[] };
}

export type MentionRole = "id" | "agent_id" | "actor_id" | "subject_id" | "approval_id" | "policy_id";

/** Returns an SQL condition on `app.ledger_entry e` with its parameters, for use in WHERE. */
export class EntryCondition {
  readonly values: unknown[] = [];
  readonly #terms: string[] = [];

  constructor(orgId: string, filter: EntryFilter) {
    this.#terms.push(`e.org_id = ${this.bind(orgId)}`);
    this.#addColumns(filter);
    this.#addActor(filter);
    this.#terms.push(...referenceTerms(filter, (value) => this.bind(value), { column: "e.id", ofRequest }));
    if (filter.from !== undefined) this.#terms.push(`e.seq >= ${this.bind(filter.from)}`);
    if (filter.to !== undefined) this.#terms.push(`e.seq <= ${this.bind(filter.to)}`);
  }

  /** Adds a parameter and returns its placeholder. */
  bind(value: unknown): string {
    this.values.push(value);
    return `$${this.values.length}`;
  }

  get text(): string {
    return this.#terms.join(" AND ");
  }

  #addColumns(filter: EntryFilter): void {
    // A single value has its own form, which an index in list order serves without sorting.
    this.#addKinds(filter);
    if (filter.statuses) this.#oneOf("status", filter.statuses, "text");
    // INVARIANT: the collation is that of the index, independent of the database's default.
    if (filter.actionType !== undefined) this.#terms.push(`e.action_type COLLATE "C" = ${this.bind(filter.actionType)}`);
    if (filter.actionPrefix !== undefined) {
      this.#terms.push(`e.action_type COLLATE "C" >= ${this.bind(filter.actionPrefix)}`);
      this.#terms.push(`e.action_type COLLATE "C" < ${this.bind(nextPrefix(filter.actionPrefix))}`);
    }
    if (filter.environment !== undefined) this.#terms.push(`e.environment = ${this.bind(filter.environment)}`);
    if (filter.policyId !== undefined) this.#terms.push(`e.policy_id = ${this.bind(filter.policyId)}`);
    if (filter.approvalId !== undefined) this.#terms.push(`e.approval_id = ${this.bind(filter.approvalId)}`);
    if (filter.anomaly !== undefined) this.#terms.push(hasAnomaly("e", this.bind(filter.anomaly)));
    if (filter.leafHash) this.#terms.push(`e.leaf_hash = ${this.bind(Buffer.from(filter.leafHash))}`);
  }

  #addKinds({ kinds = [], tags = [] }: EntryFilter): void {
    if (tags.length === 0) {
      if (kinds.length > 0) this.#oneOf("kind", kinds, "text");
      return;
    }
    // The name is searched in the bytes first, because parsing every entry as JSON is much slower. A match is then verified, because an action
    // type may contain the same name.
    const tagged = tags.map((tag) => {
      const parameter = this.bind(tag);
      return `CASE WHEN position(convert_to('"' || ${parameter}::text || '"', 'UTF8') IN e.bytes) > 0
        THEN convert_from(e.bytes, 'UTF8')::jsonb #> '{data,event_types}' ? ${parameter}::text ELSE false END`;
    });
    const named = kinds.length > 0 ? [`e.kind = ANY(${this.bind([...kinds])}::text[])`] : [];
    this.#terms.push(`(${[...named, ...tagged].join(" OR ")})`);
  }

  #addActor({ agents, actor, mention }: EntryFilter): void {
    if (agents) this.#oneOf("agent_id", agents, "uuid");
    if (actor?.type === "system") this.#terms.push(`e.actor_id = ${this.bind(SYSTEM_ACTOR)}`);
    if (actor?.type === "other") this.#terms.push(`e.actor_id = ${this.bind(actor.id)}`);
    // The actor column is empty when it equals the agent; see `indexEntry`.
    if (actor?.type === "agent") {
      const id = this.bind(actor.id);
      this.#terms.push(`(e.actor_id = ${id} OR (e.agent_id = ${id} AND e.actor_id IS NULL))`);
    }
    if (mention) {
      const id = this.bind(mention.id);
      this.#terms.push(`(${mention.roles.map((role) => `e.${role} = ${id}`).join(" OR ")})`);
    }
  }

  #oneOf(column: string, values: readonly string[], type: "text" | "uuid"): void {
    this.#terms.push(
      values.length === 1 ? `e.${column} = ${this.bind(values[0])}` : `e.${column} = ANY(${this.bind([...values])}::${type}[])`,
    );
  }
}

/** Returns the SQL condition on entries `anomaly.detected` with a code. Only these entries are parsed. */
function hasAnomaly(entry: string, code: string): string {
  return `${entry}.kind = 'anomaly.detected' AND CASE WHEN ${entry}.kind = 'anomaly.detected'
    THEN convert_from(${entry}.bytes, 'UTF8')::jsonb #>> '{data,anomaly}' = ${code} ELSE false END`;
}

/** Returns the condition on entries that follow a request: its reports, and everything about its approval. */
const ofRequest = (request: string) =>
  `e.subject_id = ${request} OR e.approval_id = (SELECT d.approval_id FROM app.decision d WHERE d.org_id = $1 AND d.id = ${request})`;

/** Returns the smallest text after all texts with this prefix. */
function nextPrefix(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}
