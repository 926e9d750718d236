import type { Grant } from "@agentlattice/contract";
import type { GateState } from "#components/ui/gate-mark.tsx";
import { formatCount } from "../../lib/format/text.ts";

const STATUS: Readonly<Record<Grant["status"], { readonly mark: GateState; readonly word: string }>> = {
  active: { mark: "allow", word: "Active" },
  used_up: { mark: "idle", word: "Used up" },
  expired: { mark: "idle", word: "Expired" },
  revoked: { mark: "idle", word: "Revoked" },
  ended: { mark: "idle", word: "Ended" },
};

/** Returns the mark and the word of a grant at a time. A grant may have expired since it was loaded. */
export function statusOf({ status, expires_at }: Pick<Grant, "status" | "expires_at">, now: number) {
  return STATUS[status === "active" && Date.parse(expires_at) <= now ? "expired" : status];
}

const BECAUSE: Readonly<Record<string, string>> = {
  POLICY_CHANGED: "a policy that asked changed",
  KEY_REVOKED: "the agent's key was revoked",
  AGENT_DISABLED: "the agent was disabled",
  DELEGATION_INVALID: "the agent's delegation ended",
  APPROVAL_UNDONE: "the approval was undone",
  APPROVAL_REVOKED: "the approval was revoked",
};

/** Returns why a grant ended before its time, or null. */
export function endedBecause({ ended_because, bounds }: Pick<Grant, "ended_because" | "bounds">): string | null {
  if (ended_because !== null && ended_because !== "REVOKED") return BECAUSE[ended_because] ?? ended_because;
  return bounds === null ? "its terms were erased" : null;
}

/** Describes the uses of a grant: `3 of 10, 120 of 600 amount`. */
export function describeUses({ uses, used_sum, bounds }: Pick<Grant, "uses" | "used_sum" | "bounds">): string {
  if (bounds === null) return formatCount(uses);
  const sum = bounds.sum === null ? "" : `, ${bounds.sum_field} ${formatCount(used_sum)} of ${formatCount(bounds.sum)}`;
  return `${formatCount(uses)} of ${formatCount(bounds.count)}${sum}`;
}
