import { partOfWeek } from "./part-of-week.ts";
import { ACTION_HOURS, BULK, DELEGATION, ESCALATION, isCalibrated, OFF_HOURS_REQUESTS, SPIKE, thresholdOf } from "./thresholds.ts";
import type { ActionBaseline, AgentBaseline, AnomalyKind, Finding, HourActivity } from "./types.ts";

type Usual = Pick<Finding["baseline"], "median" | "low" | "high">;

const NEVER: Usual = { median: 0, low: 0, high: 0 };

/** Summarises the hours of an agent before an hour. @param hours the totals of all actions */
export function summariseHours(hours: readonly HourActivity[], zone: string): AgentBaseline {
  const active = hours.filter(({ requests }) => requests > 0);
  return {
    days: new Set(active.map(({ hour }) => new Date(hour).toISOString().slice(0, "2026-11-21".length))).size,
    requests: sum(active.map(({ requests }) => requests)),
    escalations_max: Math.max(0, ...hours.map(({ escalations }) => escalations)),
    delegations_max: Math.max(0, ...hours.map(({ delegations }) => delegations)),
    parts: new Set(active.map(({ hour }) => partOfWeek(hour, zone))),
  };
}

/** Compares an hour of an agent with its baseline. A calibrating agent differs in nothing but in outcomes of actions that were not allowed. */
export function detectInAgent(hour: HourActivity, baseline: AgentBaseline, zone: string): Finding[] {
  if (!isCalibrated(baseline)) return [];
  const part = partOfWeek(hour.hour, zone);
  return [
    ...above(baseline, "scope_escalation", "", hour.escalations, thresholdOf(ESCALATION, baseline.escalations_max), {
      ...NEVER,
      high: baseline.escalations_max,
    }),
    ...above(baseline, "delegation_burst", "", hour.delegations, thresholdOf(DELEGATION, baseline.delegations_max), {
      ...NEVER,
      high: baseline.delegations_max,
    }),
    ...(baseline.parts.has(part) ? [] : above(baseline, "off_hours", part, hour.requests, OFF_HOURS_REQUESTS, NEVER)),
  ];
}

/** Compares an hour of an action with its baseline. @param usual null for an action that the agent did not request before */
export function detectInAction(action: string, hour: HourActivity, agent: AgentBaseline, usual: ActionBaseline | null): Finding[] {
  const bypassed = above(agent, "reported_without_permission", action, hour.bypasses, 1, NEVER);
  if (!isCalibrated(agent)) return bypassed;
  if (usual === null) return [...bypassed, ...above(agent, "new_action_type", action, hour.requests, 1, NEVER)];
  if (usual.hours < ACTION_HOURS) return bypassed;
  const { median, low, high, records_max, records_median } = usual;
  return [
    ...bypassed,
    ...above(agent, "frequency_spike", action, hour.requests, thresholdOf(SPIKE, high), { median, low, high }),
    ...above(agent, "bulk_access", action, hour.records, thresholdOf(BULK, records_max), {
      median: records_median,
      low: 0,
      high: records_max,
    }),
  ];
}

function above(
  { days, requests }: AgentBaseline,
  kind: AnomalyKind,
  pattern: string,
  observed: number,
  threshold: number,
  usual: Usual,
): Finding[] {
  return observed < threshold ? [] : [{ kind, pattern, observed, threshold, baseline: { ...usual, days, requests } }];
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
