import type { DrillResult } from "@agentlattice/contract";
import { plural } from "#lib/format/text.ts";

/** Describes the result of a drill: `3 of 4 in time`. */
export function describeResult({ clients, in_time }: Pick<DrillResult, "clients" | "in_time">): string {
  return clients === 0 ? "No clients were connected" : `${in_time} of ${plural(clients, "client", "clients")} in time`;
}

export const everyDays = (days: number) => (days === 1 ? "every day" : `every ${days} days`);

/** Formats the goal of a drill: `2 s`. */
export const formatGoal = (ms: number) => `${ms / 1_000} s`;
