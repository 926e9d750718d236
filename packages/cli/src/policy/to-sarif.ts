import { isAbsolute } from "node:path";
import { pathToFileURL } from "node:url";
import { locatePath } from "@agentlattice/core/policy";
import { SarifBuilder, SarifResultBuilder, SarifRuleBuilder, SarifRunBuilder } from "node-sarif-builder";
import { CLI_VERSION } from "../cli-version.ts";
import type { Findings } from "./reports.ts";

const RULES = {
  "policy-invalid": "A policy file must be a valid policy document.",
  "case-failed": "Every case of a policy must come out as it says.",
  "no-cases": "A policy carries cases that show what it lets through and what it stops.",
} as const;

/** Where the sources are, as GitHub calls it. */
const ROOT = "%SRCROOT%";

/** SARIF 2.1.0: one result per error of a file, per case that failed, and a note per policy without cases. */
export function toSarif({ broken, results }: Findings, show: (file: string) => string): string {
  const run = new SarifRunBuilder().initSimple({ toolDriverName: "agentlattice policy", toolDriverVersion: CLI_VERSION });
  for (const [ruleId, text] of Object.entries(RULES))
    run.addRule(new SarifRuleBuilder().initSimple({ ruleId, shortDescriptionText: text, fullDescriptionText: text }));
  const add = (ruleId: keyof typeof RULES, level: "error" | "note", place: Place) => {
    const result = new SarifResultBuilder().initSimple({ ruleId, level, messageText: place.message });
    const shown = show(place.file);
    // What lies outside of the working folder has no place under the root of the sources.
    const isOutside = shown.startsWith("../") || isAbsolute(shown);
    result.setLocationArtifactUri(isOutside ? { uri: pathToFileURL(place.file).href } : { uri: toUri(shown), uriBaseId: ROOT });
    result.setLocationRegion({ startLine: place.line ?? 1, startColumn: place.column ?? 1 });
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
  // The list of files has each without the root that the places in it have.
  for (const { location } of output.runs[0]?.artifacts ?? []) if (location?.uri?.startsWith("file:") === false) location.uriBaseId = ROOT;
  return `${JSON.stringify(output, null, 2)}\n`;
}

function toUri(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}

interface Place {
  readonly file: string;
  readonly message: string;
  /** From 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}
