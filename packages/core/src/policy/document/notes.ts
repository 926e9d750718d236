import { issueAt, type PolicyIssue } from "../../model/issue.ts";
import { noteGitleaks } from "../../modules/secrets/gitleaks.ts";
import type { Policy } from "./document.ts";

/** What of a valid policy is left out or understood in another way than its author may think. Nothing is wrong with it. */
export function policyNotes({ spec }: Policy): readonly PolicyIssue[] {
  const toml = spec.modules?.secrets?.gitleaks_toml;
  return toml === undefined ? [] : noteGitleaks(toml).map((note) => issueAt(["spec", "modules", "secrets", "gitleaks_toml"], note));
}
