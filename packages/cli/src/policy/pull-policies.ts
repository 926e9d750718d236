import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicySummary } from "@agentlattice/contract";
import type { ApiClient } from "@agentlattice/contract/client";
import { parsePolicyYaml, policyHash } from "@agentlattice/core/policy";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { formatSystemErrorCode } from "../system-error.ts";
import { table } from "../terminal/columns.ts";
import { UsageError } from "../usage-error.ts";
import { sha256 } from "../verify/node-crypto.ts";
import { findActiveVersion, findNewest } from "./find-version.ts";
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
  /** States whether this version is active. */
  readonly state: "draft" | "in force";
}

interface Found extends Pulled {
  readonly text: string;
}

/** Matches names that are safe as file names, because the server must not choose where files are written. */
const SAFE_NAME = /^[a-z0-9][a-z0-9._-]{0,127}$/i;

/** Writes policies of the server into files. */
export async function pullPolicies(context: ApiContext, folder: string, request: PullRequest): Promise<number> {
  const { api, json, style, print, printJson } = context;
  const found: Found[] = [];
  for (const { id } of await findPolicies(api, request.name)) {
    const one = await findOne(api, folder, id, request);
    if (one) found.push(one);
  }
  requireDistinctFiles(found);
  // All policies are read before a file is written, so that an outage leaves the folder unchanged.
  for (const { file, change, text } of request.dryRun ? [] : found) if (change !== "unchanged") saveText(file, text);
  const pulled = found.map(({ text: _, ...one }): Pulled => one);
  if (json) {
    printJson({ dry_run: request.dryRun ?? false, policies: pulled });
    return 0;
  }
  const colours = { created: style.green, updated: style.yellow, unchanged: style.dim };
  const rows = pulled.map(({ file, change, version, state }) => [escapeText(file), change, `v${version}`, state]);
  for (const line of table(rows, (text, column) => (column === 1 ? colours[text.trim() as Pulled["change"]](text) : text))) print(line);
  if (pulled.length === 0) print("There are no active policies. --newest includes drafts.");
  return 0;
}

async function findPolicies(api: ApiClient, names: readonly string[] | undefined): Promise<PolicySummary[]> {
  const found: PolicySummary[] = [];
  for await (const policy of listAll((page) => api.listPolicies({ query: page })))
    if (!names || names.includes(policy.name)) found.push(policy);
  const missing = names?.filter((name) => !found.some((policy) => policy.name === name)) ?? [];
  if (missing.length > 0) throw new UsageError(`There is no policy ${missing.join(", ")}.`);
  return found;
}

/**
 * Reads the active version, so that publishing the pulled file changes nothing.
 * @returns null for a policy without an active version, unless it was requested by name
 */
async function findOne(api: ApiClient, folder: string, id: string, request: PullRequest): Promise<Found | null> {
  const saved = await findNewest(api, id);
  const active = await findActiveVersion(api, saved);
  if (!active && !request.newest && !request.name) return null;
  const { name, version, yaml, hash } = request.newest ? saved : (active ?? saved);
  if (!SAFE_NAME.test(name)) throw new UsageError(`The policy name ${name} is not safe as a file name. No file was written.`);
  const file = join(folder, `${name}.yaml`);
  const present = readIfPresent(file);
  const change = present === null ? "created" : hasSameMeaning(present, hash) ? "unchanged" : "updated";
  return { file, name, change, version, state: version === active?.version ? "in force" : "draft", text: normaliseText(yaml) };
}

/** Refuses names that are equal on file systems that ignore case. @throws UsageError */
function requireDistinctFiles(found: readonly Pulled[]): void {
  const files = new Map<string, string>();
  for (const { file, name } of found) {
    const other = files.get(file.toLowerCase());
    if (other !== undefined)
      throw new UsageError(`The policies ${other} and ${name} have the same file name. Pull one of them with --name.`);
    files.set(file.toLowerCase(), name);
  }
}

/** Reads a file when it exists. Links are refused, because they may point anywhere. @throws UsageError */
function readIfPresent(file: string): string | null {
  try {
    const found = lstatSync(file, { throwIfNoEntry: false });
    if (found?.isFile()) return readFileSync(file, "utf8");
    if (!found) return null;
  } catch (error) {
    throw new UsageError(`Cannot read ${file}${formatSystemErrorCode(error)}.`);
  }
  throw new UsageError(`${file} is not a regular file. Move it, or pull into another folder.`);
}

/** Returns true when the file has the same meaning. Its formatting and comments are then kept. */
function hasSameMeaning(text: string, hash: string): boolean {
  const parsed = parsePolicyYaml(text, "stored");
  return parsed.ok && policyHash(sha256, parsed.policy) === hash;
}

/** Normalises line ends, so that the file has the same bytes on every machine. */
function normaliseText(text: string): string {
  return `${text.replace(/\r\n?/g, "\n").trimEnd()}\n`;
}
