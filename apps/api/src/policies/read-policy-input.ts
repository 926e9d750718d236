import type { PolicyInput } from "@agentlattice/contract";
import { type ParsedPolicy, type Policy, type PolicyIssue, parsePolicy, parsePolicyYaml, toYaml } from "@agentlattice/core/policy";
import { AppError } from "../http/app-error.ts";

/** Reads what was sent, as JSON or as YAML. */
export function parsePolicyInput(input: PolicyInput): ParsedPolicy {
  return input.yaml === undefined ? parsePolicy(input.document) : parsePolicyYaml(input.yaml);
}

/** A valid policy and its text: the author's own, comments and all, or one that is made from the document. */
export function readPolicyInput(input: PolicyInput): { policy: Policy; yaml: string } {
  const parsed = parsePolicyInput(input);
  if (!parsed.ok) throw policyInvalid(parsed.issues);
  return { policy: parsed.policy, yaml: input.yaml ?? toYaml(parsed.policy) };
}

function policyInvalid(issues: readonly PolicyIssue[]): AppError {
  const [first] = issues;
  const detail = first ? `${first.path || "The document"}: ${describe(first)}` : "The policy document is not valid.";
  return new AppError("POLICY_INVALID", { detail, errors: issues.map((issue) => ({ path: issue.path, message: describe(issue) })) });
}

/** Where it is wrong, how, and what to write instead. */
function describe({ message, suggestion, line, column }: PolicyIssue): string {
  const place = line === undefined ? "" : column === undefined ? `line ${line}: ` : `line ${line}, column ${column}: `;
  return `${place}${message}${suggestion === undefined ? "" : ` (did you mean ${suggestion}?)`}`;
}
