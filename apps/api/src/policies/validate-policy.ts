import type { PolicyInput, PolicyValidation } from "@agentlattice/contract";
import { policyHash } from "@agentlattice/core/policy";
import { sha256 } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import { notesOf } from "./notes-of.ts";
import { parsePolicyInput, type Reader } from "./reading/read-policy-input.ts";

interface Validator extends Reader {
  readonly deps: Reader["deps"] & Pick<Deps, "database" | "mail">;
}

/** Validates a document without saving it. */
export async function validatePolicy(reader: Validator, input: PolicyInput): Promise<z.output<typeof PolicyValidation>> {
  const parsed = await parsePolicyInput(reader, input);
  if (!parsed.ok) return { valid: false, issues: [...parsed.issues] };
  const { deps, principal } = reader;
  const notes = await deps.database.inOrg(principal.scope, (client) => notesOf(client, principal.scope.orgId, parsed.policy, deps));
  return { valid: true, issues: [], ...notes, hash: policyHash(sha256, parsed.policy) };
}
