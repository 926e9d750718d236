import type { AuditEvent, Environment } from "@agentlattice/contract";
import { matchesCapability } from "@agentlattice/core/action-pattern";
import { createParser, parseAsString } from "nuqs";

/** The options of the time filter. */
export const SINCE = { "1h": "Last hour", "24h": "Last 24 hours", "7d": "Last 7 days", "30d": "Last 30 days" } as const;
export type Since = keyof typeof SINCE;

const SINCE_MS: Readonly<Record<Since, number>> = { "1h": 3_600_000, "24h": 86_400_000, "7d": 604_800_000, "30d": 2_592_000_000 };

const parseAsSince = createParser<Since>({
  parse: (text) => (text in SINCE ? (text as Since) : null),
  serialize: (since) => since,
});

/** The filters of the list. All of them are in the URL. */
export const FILTERS = {
  since: parseAsSince,
  kind: parseAsString,
  action: parseAsString,
  actor: parseAsString,
  status: parseAsString,
  policy: parseAsString,
  agent: parseAsString,
  approval: parseAsString,
  anomaly: parseAsString,
  from: parseAsString,
  to: parseAsString,
  q: parseAsString,
} as const;

export type Filters = { readonly [Name in Exclude<keyof typeof FILTERS, "since">]: string | null } & { readonly since: Since | null };

export const NO_FILTERS: Filters = {
  since: null,
  kind: null,
  action: null,
  actor: null,
  status: null,
  policy: null,
  agent: null,
  approval: null,
  anomaly: null,
  from: null,
  to: null,
  q: null,
};

export function countFilters(filters: Filters): number {
  return Object.keys(NO_FILTERS).filter((name) => filters[name as keyof Filters] !== null).length;
}

/** The filters of the list, and the selected environment. */
export type Narrowing = Filters & { readonly environment: Environment | null };

/** Returns the query parameters of the API for these filters. `q` only narrows lists, so exports leave it out. */
export function toQuery({ since, action, agent, approval, q, ...same }: Narrowing, now: number): Record<string, string> {
  const from = same.from ?? (since === null ? null : new Date(now - SINCE_MS[since]).toISOString());
  const named = { ...same, from, action_type: action, agent_id: agent, approval_id: approval, q };
  return Object.fromEntries(Object.entries(named).flatMap(([name, value]) => (value === null ? [] : [[name, value]])));
}

/** Returns true if a live entry belongs at the top of the list, or null if the entry alone does not determine it. */
export function accepts(filters: Narrowing, event: AuditEvent): boolean | null {
  const { environment, kind, action, actor, status, agent, approval, anomaly, policy, q, to, from } = filters;
  const matches =
    (environment === null || event.environment === environment) &&
    (kind === null || kind.split(",").some((one) => covers(one, event.kind))) &&
    (action === null || (event.action_type !== null && matchesCapability(action, event.action_type))) &&
    (actor === null || event.actor.id === actor || (actor === "system" && event.actor.type === "system")) &&
    (status === null || (event.status !== null && status.split(",").includes(event.status))) &&
    (agent === null || event.agent_id === agent) &&
    (approval === null || event.approval_id === approval) &&
    (anomaly === null || event.kind === "anomaly.detected");
  if (!matches) return false;
  return policy === null && anomaly === null && q === null && to === null && from === null ? true : null;
}

function covers(pattern: string, name: string): boolean {
  return pattern.endsWith(".*") ? name.startsWith(pattern.slice(0, -1)) : pattern === name;
}
