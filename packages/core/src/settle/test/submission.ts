import type { Verdict } from "../../model/verdict.ts";
import type { SubmitIntent } from "../intents.ts";

/** A verdict that allows an action for which no policy asks anything. */
export const ALLOWED: Verdict = {
  action: "ALLOW",
  status: "executed",
  message: "",
  conditions_evaluated: [],
  policies: [],
  shadow: [],
  obligations: [],
  findings: [],
  reason_codes: ["POLICY_COMPLIANT"],
  event_types: ["action.executed"],
  risk_score: 0,
};

/** Returns the intent of an allowed submission with the given members. */
export const submission = (given: Pick<SubmitIntent, "entry_id" | "principal"> & Partial<SubmitIntent>): SubmitIntent => ({
  kind: "submit",
  action_type: "pr.merge",
  verdict: ALLOWED,
  claim: null,
  approval: null,
  payloads: [],
  ...given,
});
