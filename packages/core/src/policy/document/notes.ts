import { noteGitleaks } from "@agentlattice/detect";
import { issueAt, type PolicyIssue } from "../../model/issue.ts";
import type { Policy } from "./document.ts";

/** Returns notes on a valid policy: parts that are ignored or read differently than the author may expect. */
export function policyNotes({ spec }: Policy): readonly PolicyIssue[] {
  const toml = spec.modules?.secrets?.gitleaks_toml;
  return toml === undefined ? [] : noteGitleaks(toml).map((note) => issueAt(["spec", "modules", "secrets", "gitleaks_toml"], note));
}
