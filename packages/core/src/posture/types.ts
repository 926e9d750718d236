import type { Target } from "./targets.ts";

/** A count, and up to `ROWS_SHOWN` of the counted items. */
export interface Counted<Row> {
  readonly count: number;
  readonly rows: readonly Row[];
}

/** Number of rows shown with a count. */
export const ROWS_SHOWN = 20;

/** A capability of an agent. Ids are wire ids, times RFC 3339. */
export interface GrantRow {
  readonly agent_id: string;
  readonly agent: string;
  readonly capability: string;
  readonly last_used_at: string | null;
  readonly granted_at: string;
}

export interface KeyRow {
  readonly key_id: string;
  readonly key: string;
  /** Null for a key of the organisation. */
  readonly agent_id: string | null;
  readonly agent: string | null;
  readonly created_at: string;
  readonly expires_at: string | null;
  readonly last_used_at: string | null;
}

export interface PolicyRow {
  readonly policy_id: string;
  readonly policy: string;
  /** Decisions in the window. */
  readonly decisions: number;
}

export interface AgentRow {
  readonly agent_id: string;
  readonly agent: string;
}

/**
 * Actions in the window by what decided them. Denials without a matching policy are not counted, because refusing unknown actions is
 * correct.
 */
export interface CoverageFacts {
  readonly specific: number;
  /** Allowed by a policy for `*`, or by none. */
  readonly open: number;
  readonly open_policies: Counted<PolicyRow>;
}

/** Capabilities of active agents, each in one group. A new one counts as used until it has had time to be. */
export interface PrivilegeFacts {
  /** Names one action, and was used. */
  readonly exact: number;
  /** `prefix.*`, and was used. */
  readonly broad: Counted<GrantRow>;
  /** Capabilities not used in the window. */
  readonly unused: Counted<GrantRow>;
  /** `*`. */
  readonly unlimited: Counted<GrantRow>;
}

/** Requests in the window, answered or expired. */
export interface OversightFacts {
  readonly decided: number;
  /** Approved after the target time. A denial is never late. */
  readonly late: number;
  /** Approved by the owner of the requesting agent. */
  readonly own: number;
  /** Approved within seconds of the same person's previous decision. */
  readonly hurried: number;
  /** Expired without an answer. */
  readonly expired: number;
  readonly median_ms: number | null;
}

export interface EnforcementFacts {
  readonly enforcing: number;
  /** Policies in mode monitor or report_only. */
  readonly watching: Counted<PolicyRow>;
}

/** Valid keys: neither revoked nor expired, of agents that are not disabled. */
export interface CredentialFacts {
  readonly keys: number;
  readonly old: Counted<KeyRow>;
  readonly endless: Counted<KeyRow>;
  readonly unused: Counted<KeyRow>;
}

export interface LedgerFacts {
  readonly entries: number;
  /** Days since the whole ledger was last verified successfully; null for never. */
  readonly verified_days: number | null;
  /** True when the latest verification found a fault. */
  readonly broken: boolean;
  /** Days since the ledger was last exported; null for never. */
  readonly exported_days: number | null;
}

export interface OutcomeFacts {
  readonly executed: number;
  readonly reported: number;
  /** Outcomes reported for actions that were not allowed. */
  readonly not_executed: number;
}

export interface IncidentFacts {
  readonly agents: number;
  readonly ownerless: Counted<AgentRow>;
  /** The number of people who may stop an agent. */
  readonly stoppers: number;
  /** Agents or keys that were stopped in the last 90 days. */
  readonly drills: number;
}

/** The facts behind a score, of one organisation at one time. */
export interface PostureFacts {
  readonly policy_coverage: CoverageFacts;
  readonly least_privilege: PrivilegeFacts;
  readonly human_oversight: OversightFacts;
  readonly enforcement: EnforcementFacts;
  readonly credential_hygiene: CredentialFacts;
  readonly ledger_integrity: LedgerFacts;
  readonly outcome_reporting: OutcomeFacts;
  readonly incident_response: IncidentFacts;
}

export type ComponentName = keyof PostureFacts;

/** An item behind a number. */
export interface EvidenceRow {
  readonly name: string;
  readonly detail: string;
  /** RFC 3339 time at which it was last seen. */
  readonly at: string | null;
  readonly target: Target;
}

/** A number with the items behind it. */
export interface Evidence {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  readonly target: Target;
  readonly rows?: readonly EvidenceRow[];
}

/** A step that would raise the score. */
export interface Advice {
  readonly id: string;
  readonly text: string;
  /** The points that this component would gain. */
  readonly gain: number;
  readonly action: { readonly label: string; readonly target: Target };
}

export interface ComponentScore {
  /** Whole points, 0 to `max`. */
  readonly score: number;
  readonly max: number;
  /** The evidence in one line. */
  readonly summary: string;
  readonly evidence: readonly Evidence[];
  readonly advice: readonly Advice[];
}

export interface Posture {
  /** 0 to 100: the sum of the components. */
  readonly score: number;
  readonly components: Readonly<Record<ComponentName, ComponentScore>>;
}
