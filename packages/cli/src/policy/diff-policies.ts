import type { PolicySummary } from "@agentlattice/contract";
import type { ApiClient } from "@agentlattice/contract/client";
import { comparePolicies, type PolicyComparison, parsePolicyYaml } from "@agentlattice/core/policy";
import { createTwoFilesPatch } from "diff";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import type { Style } from "../terminal/style.ts";
import type { Against, FailOn } from "./diff-options.ts";
import { findActiveVersion, findNewest } from "./find-version.ts";
import { isBroken, type PolicyFile, readPolicies } from "./read-policies.ts";
import { describeBroken, fileJson } from "./validate-policies.ts";

interface DiffRequest {
  readonly against: Against;
  readonly failOn: FailOn;
}

/** A file compared with the server's version of the same policy. */
interface Difference extends Pick<PolicyComparison, "reach" | "facts" | "changes"> {
  readonly file: string;
  readonly name: string;
  readonly change: "new" | "changed" | "unchanged";
  /** The server's version, or null when it has none. */
  readonly version: number | null;
  /** Unified diff of the texts, or an empty text when they have the same meaning. */
  readonly patch: string;
}

/**
 * Compares policy files with the server and prints what publishing them would change.
 * @returns 0, or 1 for an invalid file and for a result that `failOn` names
 */
export async function diffPolicies(context: ApiContext, paths: readonly string[], request: DiffRequest): Promise<number> {
  const { api, json, style, print, printJson } = context;
  const files = readPolicies(paths);
  const broken = files.filter(isBroken);
  if (broken.length > 0) {
    if (json) printJson({ valid: false, files: files.map(fileJson) });
    else for (const line of [...describeBroken(broken, style), style.red("Nothing was compared.")]) print(line);
    return 1;
  }
  const known = new Map<string, PolicySummary>();
  for await (const policy of listAll((page) => api.listPolicies({ query: page }))) known.set(policy.name, policy);
  const differences: Difference[] = [];
  for (const file of files)
    if (!isBroken(file)) differences.push(await diffOne(api, file, known.get(file.policy.metadata.name)?.id, request.against));
  const named = new Set(differences.map(({ name }) => name));
  const onlyOnServer = [...known.keys()].filter((name) => !named.has(name)).sort();
  if (json) printJson({ against: request.against, policies: differences, only_on_server: onlyOnServer });
  else for (const line of describe(differences, onlyOnServer, style)) print(line);
  return differences.some(({ change, reach }) => fails(request.failOn, change, reach)) ? 1 : 0;
}

function fails(failOn: DiffRequest["failOn"], change: Difference["change"], reach: Difference["reach"]): boolean {
  if (failOn === "nothing" || change === "unchanged") return false;
  // A change that is not proven to be narrower counts as wider.
  return failOn === "difference" || reach === "wider" || reach === "unclear";
}

async function diffOne(api: ApiClient, file: PolicyFile, id: string | undefined, against: DiffRequest["against"]): Promise<Difference> {
  const { name } = file.policy.metadata;
  const onServer = id === undefined ? null : await findVersion(api, id, against);
  const parsed = onServer && parsePolicyYaml(onServer.yaml, "stored");
  const comparison = comparePolicies(parsed?.ok ? parsed.policy : null, file.policy);
  const change = onServer === null ? "new" : onServer.hash === file.hash ? "unchanged" : "changed";
  return {
    file: file.file,
    name,
    change,
    version: onServer?.version ?? null,
    reach: comparison.reach,
    facts: comparison.facts,
    changes: comparison.changes,
    patch: change === "unchanged" ? "" : patchOf(name, onServer, file.text),
  };
}

async function findVersion(api: ApiClient, id: string, against: DiffRequest["against"]) {
  const newest = await findNewest(api, id);
  return against === "newest" ? newest : findActiveVersion(api, newest);
}

function patchOf(name: string, onServer: { readonly version: number; readonly yaml: string } | null, text: string): string {
  const before = onServer === null ? "/dev/null" : `server/${name}.yaml v${onServer.version}`;
  return createTwoFilesPatch(before, `${name}.yaml`, lines(onServer?.yaml ?? ""), lines(text), undefined, undefined, { context: 3 });
}

const lines = (text: string) => (text === "" ? "" : `${text.replace(/\r\n?/g, "\n").trimEnd()}\n`);

const SIGNS = { widens: "+", narrows: "-", changes: "~" } as const;

function describe(differences: readonly Difference[], onlyOnServer: readonly string[], style: Style): string[] {
  const changed = differences.filter(({ change }) => change !== "unchanged");
  const shown = changed.flatMap(({ name, change, version, reach, facts, patch }) => [
    `${style.bold(escapeText(name))} ${change === "new" ? "not on the server" : `differs from v${version}`}, ${reachText(reach, style)}`,
    ...facts.map(({ kind, text }) => `  ${SIGNS[kind]} ${escapeText(text)}`),
    ...patch
      .split("\n")
      .slice(1, -1)
      .map((line) => paint(escapeText(line), style)),
    "",
  ]);
  const rest = onlyOnServer.length === 0 ? [] : [style.dim(`Only on the server: ${escapeText(onlyOnServer.join(", "))}`)];
  const count = `${changed.length} of ${differences.length} ${differences.length === 1 ? "policy differs" : "policies differ"}`;
  return [...shown, ...rest, changed.length === 0 ? style.green("✓ No differences.") : style.yellow(count)];
}

function reachText(reach: Difference["reach"], style: Style): string {
  if (reach === "wider") return style.red("allows more");
  if (reach === "narrower") return style.green("allows less");
  return reach === "same" ? "with the same decisions" : style.yellow("may allow more");
}

/** Colours a line of a unified diff. */
export function paint(line: string, style: Style): string {
  if (line.startsWith("+++") || line.startsWith("---")) return style.bold(line);
  if (line.startsWith("+")) return style.green(line);
  if (line.startsWith("-")) return style.red(line);
  return line.startsWith("@@") ? style.cyan(line) : line;
}
