/** The kinds of anomalies. */
export const ANOMALY_KINDS = [
  "frequency_spike",
  "new_action_type",
  "off_hours",
  "bulk_access",
  "scope_escalation",
  "delegation_burst",
  "reported_without_permission",
] as const;
export type AnomalyKind = (typeof ANOMALY_KINDS)[number];

/** Activity of an agent in an hour, with one action or altogether. */
export interface HourActivity {
  /** Start of the hour, ms since the epoch. */
  readonly hour: number;
  readonly requests: number;
  readonly records: number;
  /** Requests denied because they exceed the agent's capabilities. */
  readonly escalations: number;
  readonly delegations: number;
  /** Outcomes that were reported for actions which were not allowed. */
  readonly bypasses: number;
}

/** The usual activity with one action, over the hours that had any. */
export interface ActionBaseline {
  /** Hours with a request. */
  readonly hours: number;
  /** Requests per hour: the median, and the 5th and the 95th percentile. */
  readonly median: number;
  readonly low: number;
  readonly high: number;
  /** Highest number of records per hour, and the median. */
  readonly records_max: number;
  readonly records_median: number;
}

/** The hours of an agent in the 28 days before an hour, that hour excluded. */
export interface AgentBaseline {
  /** UTC days with a request. */
  readonly days: number;
  readonly requests: number;
  readonly escalations_max: number;
  readonly delegations_max: number;
  /** Parts of the week with a request; see `partOfWeek`. */
  readonly parts: ReadonlySet<string>;
}

/** The numbers of an anomaly. */
export interface Finding {
  readonly kind: AnomalyKind;
  /** The action, the part of the week, or '' for the whole agent. */
  readonly pattern: string;
  readonly observed: number;
  readonly threshold: number;
  readonly baseline: {
    readonly median: number;
    readonly low: number;
    readonly high: number;
    readonly days: number;
    readonly requests: number;
  };
}
