import type { PolicyInput, PolicyValidation } from "@agentlattice/contract";
import { policyHash } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import type { z } from "zod";
import { parsePolicyInput } from "./read-policy-input.ts";

/** What is wrong with a document; saves nothing. */
export function validatePolicy(input: PolicyInput): z.output<typeof PolicyValidation> {
  const parsed = parsePolicyInput(input);
  if (!parsed.ok) return { valid: false, issues: [...parsed.issues] };
  return { valid: true, issues: [], hash: policyHash(sha256, parsed.policy) };
}
