import type { PolicyInput } from "@agentlattice/contract";
import { type ParsedPolicy, type Policy, type PolicyIssue, toYaml } from "@agentlattice/core/policy";
import { AppError } from "../../http/app-error.ts";
import { readHere } from "./read-here.ts";
import { readOnThread } from "./read-on-thread.ts";

/** Characters. So many are read in some milliseconds, whatever they are. */
const SHORT = 8 * 1024;

/** Reads what was sent, as JSON or as YAML; apart from the thread that serves requests when it is long. */
export async function parsePolicyInput({ document, yaml }: PolicyInput): Promise<ParsedPolicy> {
  const text = yaml === undefined ? { json: JSON.stringify(document ?? null) } : { yaml };
  return (text.yaml ?? text.json ?? "").length <= SHORT ? readHere(text) : readOnThread(text);
}

/** A valid policy and its text: the author's own, comments and all, or one that is made from the document. @throws AppError POLICY_INVALID */
export async function readPolicyInput(input: PolicyInput): Promise<{ policy: Policy; yaml: string }> {
  const parsed = await parsePolicyInput(input);
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
