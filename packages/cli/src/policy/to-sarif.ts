import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { locatePath } from "@agentlattice/core/policy";
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from "node-sarif-builder";
import { CLI_VERSION } from "../cli-version.ts";
import type { Findings } from "./findings.ts";

const RULES = {
  "policy-invalid": "A policy file must be a valid policy document.",
  "case-failed": "Every case of a policy must have the expected result.",
  "no-cases": "A policy has cases that show what it allows and what it denies.",
} as const;

/** GitHub's name for the root of the sources. */
const ROOT = "%SRCROOT%";

/** Returns SARIF 2.1.0 with one result per issue and per failed case, and a note per policy without cases. */
export function toSarif({ broken, results }: Findings, show: (file: string) => string): string {
  const run = new SarifRunBuilder().initSimple({ toolDriverName: "agentlattice policy", toolDriverVersion: CLI_VERSION });
  for (const [ruleId, text] of Object.entries(RULES))
    run.addRule(new SarifRuleBuilder().initSimple({ ruleId, shortDescriptionText: text, fullDescriptionText: text }));
  const add = (ruleId: keyof typeof RULES, level: "error" | "note", location: Location) => {
    const result = new SarifResultBuilder().initSimple({ ruleId, level, messageText: location.message });
    const shown = show(location.file);
    // A file outside the working folder has no path relative to the root.
    const isOutside = shown.startsWith("../") || isAbsolute(shown);
    result.setLocationArtifactUri(isOutside ? { uri: pathToFileURL(location.file).href } : { uri: toUri(shown), uriBaseId: ROOT });
    result.setLocationRegion({ startLine: location.line ?? 1, startColumn: location.column ?? 1 });
    run.addResult(result);
  };
  for (const { file, issues } of broken)
    for (const { path, message, suggestion, line, column } of issues) {
      const what = `${path ? `${path}: ` : ""}${message}${suggestion === undefined ? "" : ` Write ${suggestion} instead.`}`;
      add("policy-invalid", "error", { file, message: what, line, column });
    }
  for (const { file, cases } of results) {
    if (cases?.length === 0) add("no-cases", "note", { file: file.file, message: `${file.policy.metadata.name} has no cases.` });
    cases?.forEach(({ name, passed, expected, actual, message }, index) => {
      const line = locatePath(file.text, `cases[${index}]`) ?? 1;
      if (!passed)
        add("case-failed", "error", { file: file.file, line, message: `${name}: expected ${expected}, got ${actual}. ${message}` });
    });
  }
  const sarif = new SarifBuilder();
  sarif.addRun(run);
  const output = sarif.buildSarifOutput();
  // The builder lists files without the root, so it is added.
  for (const { location } of output.runs[0]?.artifacts ?? []) if (location?.uri?.startsWith("file:") === false) location.uriBaseId = ROOT;
  return `${JSON.stringify(output, null, 2)}\n`;
}

function toUri(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

interface Location {
  readonly file: string;
  readonly message: string;
  /** Starts at 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}
