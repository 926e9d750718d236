import { z } from "zod";
import { actionType, count, environment, eventTypes, id, timestamp } from "./entry-fields.ts";

/** The codes of anomalies in entries. A commit finds `APPROVAL_TAMPERED`; the others are found by comparison with the agent's baseline. */
export const ANOMALY_CODES = [
  "REPORTED_NOT_EXECUTED",
  "APPROVAL_TAMPERED",
  "FREQUENCY_SPIKE",
  "NEW_ACTION_TYPE",
  "OFF_HOURS",
  "BULK_ACCESS",
  "SCOPE_ESCALATION",
  "DELEGATION_BURST",
] as const;

export const anomalyCode = z.enum(ANOMALY_CODES);

/** The schema of `data` for the kinds about anomalies. */
export const ANOMALY_ENTRY_DATA = {
  "anomaly.detected": z.strictObject({
    action_type: actionType.optional(),
    anomaly: anomalyCode,
    approval: id("apr").optional(),
    /** The members of an anomaly that was found by comparison with a baseline. */
    id: id("ano").optional(),
    status: z.enum(["detected"]).optional(),
    environment: environment.optional(),
    observed: count.optional(),
    threshold: count.optional(),
    baseline: z.strictObject({ median: count, low: count, high: count, days: count, requests: count }).optional(),
    window: z.strictObject({ from: timestamp, to: timestamp }).optional(),
    /** Entries whose numbers make up `observed`. */
    evidence: z.array(id("evt")).max(10).optional(),
    /** The actions whose outcomes were reported although they were not allowed. */
    actions: z.array(id("evt")).max(10).optional(),
    ...eventTypes,
  }),
  /** A person marks an anomaly as expected, or takes that back. The reason is in the payload. */
  "anomaly.expected": z.strictObject({ anomaly: id("ano"), agent: id("agt"), change: z.enum(["expected", "undone"]), ...eventTypes }),
} as const;
