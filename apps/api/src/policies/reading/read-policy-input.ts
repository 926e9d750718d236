import type { PolicyInput } from "@agentlattice/contract";
import { type ParsedPolicy, type Policy, type PolicyIssue, toYaml } from "@agentlattice/core/policy";
import type { Deps } from "../../deps.ts";
import { AppError } from "../../http/app-error.ts";
import type { Principal } from "../../http/principal.ts";

/** The caller and the parser. */
export interface Reader {
  readonly deps: Pick<Deps, "inspector">;
  readonly principal: Pick<Principal, "scope">;
}

/** Parses submitted JSON or YAML. Long texts are parsed on a separate thread. */
export function parsePolicyInput({ deps, principal }: Reader, { document, yaml }: PolicyInput): Promise<ParsedPolicy> {
  const text = yaml === undefined ? { json: JSON.stringify(document ?? null) } : { yaml };
  return deps.inspector.readPolicy(principal.scope, text);
}

/** Returns a valid policy and its YAML: the author's text, or one generated from the document. @throws AppError POLICY_INVALID */
export async function readPolicyInput(reader: Reader, input: PolicyInput): Promise<{ policy: Policy; yaml: string }> {
  const parsed = await parsePolicyInput(reader, input);
  if (!parsed.ok) throw policyInvalid(parsed.issues);
  return { policy: parsed.policy, yaml: input.yaml ?? toYaml(parsed.policy) };
}

function policyInvalid(issues: readonly PolicyIssue[]): AppError {
  const [first] = issues;
  const detail = first ? `${first.path || "The document"}: ${describe(first)}` : "The policy document is not valid.";
  return new AppError("POLICY_INVALID", { detail, errors: issues.map((issue) => ({ path: issue.path, message: describe(issue) })) });
}

/** Describes an issue with its location and suggestion. */
function describe({ message, suggestion, line, column }: PolicyIssue): string {
  const position = line === undefined ? "" : column === undefined ? `line ${line}: ` : `line ${line}, column ${column}: `;
  return `${position}${message}${suggestion === undefined ? "" : ` (did you mean ${suggestion}?)`}`;
}
