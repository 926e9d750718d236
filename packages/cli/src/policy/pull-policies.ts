import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicySummary } from "@agentlattice/contract";
import { parsePolicyYaml, policyHash } from "@agentlattice/core/policy";
import type { AgentLattice } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";
import { UsageError } from "../usage-error.ts";
import { sha256 } from "../verify/node-crypto.ts";
import { findNewest, findVersionInForce } from "./find-version.ts";
import { saveText } from "./save-text.ts";

interface PullRequest {
  readonly name?: readonly string[];
  readonly dryRun?: boolean;
  readonly newest?: boolean;
}

interface Pulled {
  readonly file: string;
  readonly name: string;
  readonly change: "created" | "updated" | "unchanged";
  readonly version: number;
  /** Whether this version decides. */
  readonly state: "draft" | "in force";
}

interface Found extends Pulled {
  readonly text: string;
}

/** A name becomes a file's name, so it must be one: whoever answers does not choose where we write. */
const SAFE_NAME = /^[a-z0-9][a-z0-9._-]{0,127}$/i;

/** `policy pull`. */
export async function pullPolicies(context: ApiContext, folder: string, request: PullRequest): Promise<number> {
  const { al, json, style, print, printJson } = context;
  const found: Found[] = [];
  for (const { id } of await findPolicies(al, request.name)) {
    const one = await findOne(al, folder, id, request);
    if (one) found.push(one);
  }
  assertApart(found);
  // Everything was read before anything is written: a server that goes away leaves the folder as it was.
  for (const { file, change, text } of request.dryRun ? [] : found) if (change !== "unchanged") saveText(file, text);
  const pulled = found.map(({ text: _, ...one }): Pulled => one);
  if (json) {
    printJson({ dry_run: request.dryRun ?? false, policies: pulled });
    return 0;
  }
  const colours = { created: style.green, updated: style.yellow, unchanged: style.dim };
  const rows = pulled.map(({ file, change, version, state }) => [escapeText(file), change, `v${version}`, state]);
  for (const line of table(rows, (text, column) => (column === 1 ? colours[text.trim() as Pulled["change"]](text) : text))) print(line);
  if (pulled.length === 0) print("No policy is in force. --newest writes drafts too.");
  return 0;
}

async function findPolicies(al: AgentLattice, names: readonly string[] | undefined): Promise<PolicySummary[]> {
  const found: PolicySummary[] = [];
  for await (const policy of listAll<PolicySummary>(al, "/policies")) if (!names || names.includes(policy.name)) found.push(policy);
  const missing = names?.filter((name) => !found.some((policy) => policy.name === name)) ?? [];
  if (missing.length > 0) throw new UsageError(`There is no policy ${missing.join(", ")}.`);
  return found;
}

/** What is in force, so that publishing what was pulled changes nothing. @returns null for a policy that is not, unless it was asked for */
async function findOne(al: AgentLattice, folder: string, id: string, request: PullRequest): Promise<Found | null> {
  const saved = await findNewest(al, id);
  const inForce = await findVersionInForce(al, saved);
  if (!inForce && !request.newest && !request.name) return null;
  const { name, version, yaml, hash } = request.newest ? saved : (inForce ?? saved);
  if (!SAFE_NAME.test(name)) throw new UsageError(`A policy is called ${name}, which is no name for a file. Nothing was written.`);
  const file = join(folder, `${name}.yaml`);
  const present = readIfThere(file);
  const change = present === null ? "created" : saysTheSame(present, hash) ? "unchanged" : "updated";
  return { file, name, change, version, state: version === inForce?.version ? "in force" : "draft", text: normal(yaml) };
}

/** Names that some file systems take for one. @throws UsageError */
function assertApart(found: readonly Pulled[]): void {
  const files = new Map<string, string>();
  for (const { file, name } of found) {
    const other = files.get(file.toLowerCase());
    if (other !== undefined) throw new UsageError(`The policies ${other} and ${name} would be one file. Pull one with --name.`);
    files.set(file.toLowerCase(), name);
  }
}

/** A link may lead anywhere. @throws UsageError */
function readIfThere(file: string): string | null {
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found?.isFile()) return readFileSync(file, "utf8");
    if (!found) return null;
  } catch (error) {
    throw new UsageError(`Cannot read ${file} (${(error as NodeJS.ErrnoException).code}).`);
  }
  throw new UsageError(`${file} is not an ordinary file. Move it away, or pull into another folder.`);
}

/** What is only written differently, comments included, is the author's own and stays. */
function saysTheSame(text: string, hash: string): boolean {
  const parsed = parsePolicyYaml(text);
  return parsed.ok && policyHash(sha256, parsed.policy) === hash;
}

/** The same bytes on every machine, as git likes them. */
function normal(text: string): string {
  return `${text.replace(/\r\n?/g, "\n").trimEnd()}\n`;
}
