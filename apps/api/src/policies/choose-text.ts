import type { PolicyInput, PolicyVersionInput } from "@agentlattice/contract";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { findVisibleVersion } from "./policy-reach.ts";
import { parsePolicyInput } from "./reading/read-policy-input.ts";
import { requireReader } from "./require-reader.ts";

export interface ChooseText {
  readonly principal: Principal;
  readonly policyId: string;
  readonly input: PolicyVersionInput;
  readonly deps: Pick<Deps, "database" | "inspector">;
}

/** Returns the text of a saved version, or the submitted text. @throws AppError NOT_FOUND, FORBIDDEN, INVALID_REQUEST for another policy's text */
export async function chooseText({ principal, policyId, input, deps }: ChooseText): Promise<PolicyInput> {
  const { scope } = requireReader(principal);
  const { policy, version } = await deps.database.inOrg(scope, (client) => findVisibleVersion(client, principal, policyId, input.version));
  const { document, yaml } = input;
  if (document === undefined && yaml === undefined) return { yaml: version.yaml };
  const sent = yaml === undefined ? { document } : { yaml };
  const parsed = await parsePolicyInput({ deps, principal }, sent);
  if (parsed.ok) assertSamePolicy(policy.name, parsed.policy.metadata.name);
  return sent;
}

/** Requires that the text belongs to the policy. @throws AppError INVALID_REQUEST */
export function assertSamePolicy(name: string, sent: string): void {
  if (name === sent) return;
  throw new AppError("INVALID_REQUEST", {
    detail: `The document has another name than the policy ${name}. Use this policy's name, or send the document to the route without an id.`,
  });
}
