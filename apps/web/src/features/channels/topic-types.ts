import type { NoticeTopic } from "@agentlattice/contract";

/** The event types of each topic that a chat channel can announce besides requests. */
export const TOPIC_TYPES: Readonly<Record<NoticeTopic, readonly string[]>> = {
  anomalies: ["anomaly.detected"],
  budgets: ["budget.threshold"],
  halts: ["halt.confirmed", "drill.completed"],
};
