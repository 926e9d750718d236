import type { PolicySummary } from "@agentlattice/contract";
import { comparePolicies, type PolicyComparison, parsePolicyYaml } from "@agentlattice/core/policy";
import type { AgentLattice } from "@agentlattice/sdk";
import { createTwoFilesPatch } from "diff";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import type { Style } from "../terminal/style.ts";
import { findNewest, findVersionInForce } from "./find-version.ts";
import { isBroken, type PolicyFile, readPolicies } from "./read-policies.ts";
import { describeBroken, fileJson } from "./validate-policies.ts";

/** What `--fail-on` takes. */
export const FAIL_ON = ["nothing", "difference", "widening"] as const;
/** What `--against` takes: what decides now, or what was saved last. */
export const AGAINST = ["active", "newest"] as const;

interface DiffRequest {
  readonly against: (typeof AGAINST)[number];
  readonly failOn: (typeof FAIL_ON)[number];
}

/** One file beside the server's version of the same policy. */
interface Difference extends Pick<PolicyComparison, "reach" | "facts" | "changes"> {
  readonly file: string;
  readonly name: string;
  readonly change: "new" | "changed" | "unchanged";
  /** The server's version; `null` when it has none. */
  readonly version: number | null;
  /** Unified, of the texts; empty when nothing is said differently. */
  readonly patch: string;
}

/** `policy diff`: what putting the files in force would change. @returns 0, or 1 for a broken file and for what `failOn` names */
export async function diffPolicies(context: ApiContext, paths: readonly string[], request: DiffRequest): Promise<number> {
  const { al, json, style, print, printJson } = context;
  const files = readPolicies(paths);
  const broken = files.filter(isBroken);
  if (broken.length > 0) {
    if (json) printJson({ valid: false, files: files.map(fileJson) });
    else for (const line of [...describeBroken(broken, style), style.red("Nothing was compared.")]) print(line);
    return 1;
  }
  const known = new Map<string, PolicySummary>();
  for await (const policy of listAll<PolicySummary>(al, "/policies")) known.set(policy.name, policy);
  const differences: Difference[] = [];
  for (const file of files)
    if (!isBroken(file)) differences.push(await diffOne(al, file, known.get(file.policy.metadata.name)?.id, request.against));
  const named = new Set(differences.map(({ name }) => name));
  const onlyOnServer = [...known.keys()].filter((name) => !named.has(name)).sort();
  if (json) printJson({ against: request.against, policies: differences, only_on_server: onlyOnServer });
  else for (const line of describe(differences, onlyOnServer, style)) print(line);
  return differences.some(({ change, reach }) => fails(request.failOn, change, reach)) ? 1 : 0;
}

function fails(failOn: DiffRequest["failOn"], change: Difference["change"], reach: Difference["reach"]): boolean {
  if (failOn === "nothing" || change === "unchanged") return false;
  // What cannot be shown to be narrower may be wider.
  return failOn === "difference" || reach === "wider" || reach === "unclear";
}

async function diffOne(al: AgentLattice, file: PolicyFile, id: string | undefined, against: DiffRequest["against"]): Promise<Difference> {
  const { name } = file.policy.metadata;
  const there = id === undefined ? null : await findVersion(al, id, against);
  const parsed = there && parsePolicyYaml(there.yaml);
  const comparison = comparePolicies(parsed?.ok ? parsed.policy : null, file.policy);
  const change = there === null ? "new" : there.hash === file.hash ? "unchanged" : "changed";
  return {
    file: file.file,
    name,
    change,
    version: there?.version ?? null,
    reach: comparison.reach,
    facts: comparison.facts,
    changes: comparison.changes,
    patch: change === "unchanged" ? "" : patchOf(name, there, file.text),
  };
}

async function findVersion(al: AgentLattice, id: string, against: DiffRequest["against"]) {
  const newest = await findNewest(al, id);
  return against === "newest" ? newest : findVersionInForce(al, newest);
}

function patchOf(name: string, there: { readonly version: number; readonly yaml: string } | null, text: string): string {
  const before = there === null ? "/dev/null" : `server/${name}.yaml v${there.version}`;
  return createTwoFilesPatch(before, `${name}.yaml`, lines(there?.yaml ?? ""), lines(text), undefined, undefined, { context: 3 });
}

const lines = (text: string) => (text === "" ? "" : `${text.replace(/\r\n?/g, "\n").trimEnd()}\n`);

const SIGNS = { widens: "+", narrows: "-", changes: "~" } as const;

function describe(differences: readonly Difference[], onlyOnServer: readonly string[], style: Style): string[] {
  const changed = differences.filter(({ change }) => change !== "unchanged");
  const shown = changed.flatMap(({ name, change, version, reach, facts, patch }) => [
    `${style.bold(escapeText(name))} ${change === "new" ? "not in force" : `differs from v${version}`}, ${reachText(reach, style)}`,
    ...facts.map(({ kind, text }) => `  ${SIGNS[kind]} ${escapeText(text)}`),
    ...patch
      .split("\n")
      .slice(1, -1)
      .map((line) => paint(escapeText(line), style)),
    "",
  ]);
  const rest = onlyOnServer.length === 0 ? [] : [style.dim(`Only on the server: ${escapeText(onlyOnServer.join(", "))}`)];
  const count = `${changed.length} of ${differences.length} ${differences.length === 1 ? "policy differs" : "policies differ"}`;
  return [...shown, ...rest, changed.length === 0 ? style.green("✓ Nothing differs.") : style.yellow(count)];
}

function reachText(reach: Difference["reach"], style: Style): string {
  if (reach === "wider") return style.red("lets more through");
  if (reach === "narrower") return style.green("lets less through");
  return reach === "same" ? "with the same answers" : style.yellow("may let more through");
}

/** A line of a unified diff in its colour. */
export function paint(line: string, style: Style): string {
  if (line.startsWith("+++") || line.startsWith("---")) return style.bold(line);
  if (line.startsWith("+")) return style.green(line);
  if (line.startsWith("-")) return style.red(line);
  return line.startsWith("@@") ? style.cyan(line) : line;
}
