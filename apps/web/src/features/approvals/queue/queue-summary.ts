import type { Approval } from "@agentlattice/contract";
import { askingPolicies } from "./queue-filter.ts";

export const SUMMARIES = ["policy", "agent"] as const;
export type SummaryBy = (typeof SUMMARIES)[number];

/** The number of pending requests of a policy or an agent. */
export interface SummaryBar {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

/** Counts the pending requests per policy or agent, the highest number first. A request counts for each policy that asked. */
export function summarise(approvals: readonly Approval[], by: SummaryBy): SummaryBar[] {
  const bars = new Map<string, SummaryBar>();
  for (const approval of approvals) {
    for (const { id, name } of by === "agent" ? [approval.requested_by] : askingPolicies(approval)) {
      bars.set(id, { id, name, count: (bars.get(id)?.count ?? 0) + 1 });
    }
  }
  return [...bars.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
}
