/** What was counted, and up to `ROWS_SHOWN` of the things themselves. */
export interface Counted<Row> {
  readonly count: number;
  readonly rows: readonly Row[];
}

/** Rows shown beside a count. */
export const ROWS_SHOWN = 20;

/** A capability that an agent holds. Ids are wire ids, times RFC 3339. */
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
  /** `null`: a key of the organisation. */
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

/** Actions of the window by what decided them. Denials by no policy are not counted: refusing the unknown is right. */
export interface CoverageFacts {
  readonly specific: number;
  /** Let through by a policy for `*`, or by none. */
  readonly open: number;
  readonly open_policies: Counted<PolicyRow>;
}

/** Capabilities of active agents; each is in one group. A new one counts as used until it had time to be. */
export interface PrivilegeFacts {
  /** Names one action, and was used. */
  readonly exact: number;
  /** `prefix.*`, and was used. */
  readonly broad: Counted<GrantRow>;
  /** Was not used in the window. */
  readonly unused: Counted<GrantRow>;
  /** `*`. */
  readonly unlimited: Counted<GrantRow>;
}

/** Requests of the window that a person answered, or that nobody did. */
export interface OversightFacts {
  readonly decided: number;
  /** Approved later than the target. A denial is never late. */
  readonly late: number;
  /** Approved by the owner of the agent that asked. */
  readonly own: number;
  /** Approved within seconds of the same person's decision before. */
  readonly hurried: number;
  /** Ran out unanswered. */
  readonly expired: number;
  readonly median_ms: number | null;
}

export interface EnforcementFacts {
  readonly enforcing: number;
  /** In mode monitor or report_only. */
  readonly watching: Counted<PolicyRow>;
}

/** Keys that work: neither revoked nor expired, of agents that are not disabled. */
export interface CredentialFacts {
  readonly keys: number;
  readonly old: Counted<KeyRow>;
  readonly endless: Counted<KeyRow>;
  readonly unused: Counted<KeyRow>;
}

export interface LedgerFacts {
  readonly entries: number;
  /** Days since the whole ledger was last checked and found whole; `null`: never. */
  readonly verified_days: number | null;
  /** The newest check found it broken. */
  readonly broken: boolean;
  /** Days since somebody took a copy of it out; `null`: never. */
  readonly exported_days: number | null;
}

export interface OutcomeFacts {
  readonly executed: number;
  readonly reported: number;
  /** Outcomes that were reported of actions that were not let through. */
  readonly not_executed: number;
}

export interface IncidentFacts {
  readonly agents: number;
  readonly ownerless: Counted<AgentRow>;
  /** People who may stop an agent. */
  readonly stoppers: number;
  /** Agents or keys that were stopped in the last 90 days. */
  readonly drills: number;
}

/** Everything a score rests on, of one organisation at one moment. */
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

/** One of the rows behind a number; `href` is a path of the console. */
export interface EvidenceRow {
  readonly name: string;
  readonly detail: string;
  /** RFC 3339: when it was last seen. */
  readonly at: string | null;
  readonly href: string;
}

/** A number and where in the console its rows are. */
export interface Evidence {
  readonly id: string;
  readonly label: string;
  readonly count: number;
  readonly href: string;
  readonly rows?: readonly EvidenceRow[];
}

/** What would raise the score, by how many points, and the button that leads there. */
export interface Advice {
  readonly id: string;
  readonly text: string;
  /** Points of this component that it would earn. */
  readonly gain: number;
  readonly action: { readonly label: string; readonly href: string };
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
