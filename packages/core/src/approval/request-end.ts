/** The states in which a request ends without an execution. */
export const ENDED_STATUSES = ["denied", "expired", "cancelled", "lapsed", "revoked", "refused"] as const;
export type EndedStatus = (typeof ENDED_STATUSES)[number];

/** A request that ended without an execution. */
export interface EndedRequest {
  readonly actionType: string;
  readonly status: EndedStatus;
  /** The code of the cause, unless a reviewer denied the request. */
  readonly refusal?: string | null | undefined;
  /** The words of the reviewer who denied it. */
  readonly reviewerReason?: string | null | undefined;
}

const WHAT: Readonly<Record<EndedStatus, string>> = {
  denied: "was denied by a reviewer",
  expired: "was not decided before its approval expired",
  cancelled: "was cancelled",
  lapsed: "was approved, but the approval was not used in time",
  revoked: "was approved, but the approval was revoked",
  refused: "is refused by the current policies",
};
const NEXT: Readonly<Record<EndedStatus, string>> = {
  denied: "Do not run it.",
  expired: "Submit it again if it is still needed.",
  cancelled: "Do not run it.",
  lapsed: "Submit it again if it is still needed.",
  revoked: "Submit it again if it is still needed.",
  refused: "Submit it again to see why.",
};

export function isEndedStatus(status: string): status is EndedStatus {
  return (ENDED_STATUSES as readonly string[]).includes(status);
}

/**
 * Returns the text about a request that ended without an execution.
 * INVARIANT: the API and its clients use this text, so that every path to a denial says the same.
 */
export function describeEnd({ actionType, status, refusal, reviewerReason }: EndedRequest): string {
  const code = refusal && (status === "refused" || status === "cancelled") ? `: ${refusal}` : "";
  const next = refusal === "AGENT_HALTED" ? "A person halted this: try again after the halt has ended." : NEXT[status];
  return `${actionType} ${WHAT[status]}${code}. ${(status === "denied" && reviewerReason) || next}`;
}

/** Returns the reason code of a request that ended without an execution. */
export function reasonOfEnd({ status, refusal }: Pick<EndedRequest, "status" | "refusal">): string {
  if (status === "denied") return "DENIED_BY_REVIEWER";
  return refusal ?? `APPROVAL_${status.toUpperCase()}`;
}
