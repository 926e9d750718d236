import type { Anomaly, AnomalyDetail } from "@agentlattice/contract";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatUtcTime } from "#lib/format/time.ts";

type Kind = Anomaly["kind"];

export const KINDS = [
  "frequency_spike",
  "new_action_type",
  "off_hours",
  "bulk_access",
  "scope_escalation",
  "delegation_burst",
  "reported_without_permission",
] as const satisfies readonly Kind[];

export const KIND_NAMES: Readonly<Record<Kind, string>> = {
  frequency_spike: "Frequency spike",
  new_action_type: "New action type",
  off_hours: "Off-hours",
  bulk_access: "Bulk access",
  scope_escalation: "Scope escalation",
  delegation_burst: "Delegation burst",
  reported_without_permission: "Reported without permission",
};

/** Returns the action of an anomaly, or the part of the week such as `Weekend, 00 to 04 h`; empty for the whole agent. */
export function namePattern({ pattern, action_type }: Pick<Anomaly, "pattern" | "action_type">): string {
  const part = /^(weekday|weekend)_(\d\d)_(\d\d)$/.exec(pattern);
  if (part) return `${part[1] === "weekend" ? "Weekend" : "Weekday"}, ${part[2]} to ${part[3]} h`;
  return action_type ?? pattern;
}

/** Returns a number with its unit, such as `1 report` or `44 requests`. */
const countUnits = ({ observed, unit }: Pick<Anomaly, "observed" | "unit">) => plural(observed, unit.replace(/s$/, ""), unit);

export const describeObserved = (anomaly: Pick<Anomaly, "observed" | "unit">) => `${countUnits(anomaly)} per hour`;

/** Returns the usual numbers: `usual 6 to 14`, `usual up to 2,400` or `usual 0`. */
export function describeUsual({ baseline: { low, high } }: Pick<Anomaly, "baseline">): string {
  if (high === 0) return "usual 0";
  return low === 0 ? `usual up to ${formatCount(high)}` : `usual ${formatCount(low)} to ${formatCount(high)}`;
}

/** Returns one sentence with the numbers of an anomaly. */
export function describeAnomaly(anomaly: Anomaly): string {
  const { agent_name, window } = anomaly;
  const between = `between ${formatUtcTime(window.from).slice(0, 5)} and ${formatUtcTime(window.to).slice(0, 5)} UTC`;
  const pattern = namePattern(anomaly);
  return `${agent_name}: up to ${countUnits(anomaly)} in an hour ${between}${pattern && ` (${pattern})`}; ${describeUsual(anomaly)}.`;
}

const HOUR_MS = 3_600_000;
const HOURS = 24;

/** Returns each hour of the day that ends with the window; hours without activity have the number 0. */
export function hoursOf({ series, window }: Pick<AnomalyDetail, "series" | "window">): { hour: number; value: number }[] {
  const values = new Map(series.map(({ hour, value }) => [Date.parse(hour), value]));
  const lastHour = Math.max(Math.ceil(Date.parse(window.to) / HOUR_MS) * HOUR_MS - HOUR_MS, ...values.keys());
  return Array.from({ length: HOURS }, (_, index) => lastHour - (HOURS - 1 - index) * HOUR_MS).map((hour) => ({
    hour,
    value: values.get(hour) ?? 0,
  }));
}
