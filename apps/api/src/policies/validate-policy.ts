import type { PolicyInput, PolicyValidation } from "@agentlattice/contract";
import { policyHash, policyNotes } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import type { z } from "zod";
import { parsePolicyInput, type Reader } from "./reading/read-policy-input.ts";

/** Validates a document without saving it. */
export async function validatePolicy(reader: Reader, input: PolicyInput): Promise<z.output<typeof PolicyValidation>> {
  const parsed = await parsePolicyInput(reader, input);
  if (!parsed.ok) return { valid: false, issues: [...parsed.issues] };
  const notes = policyNotes(parsed.policy);
  return { valid: true, issues: [], ...(notes.length > 0 ? { notes: [...notes] } : {}), hash: policyHash(sha256, parsed.policy) };
}
