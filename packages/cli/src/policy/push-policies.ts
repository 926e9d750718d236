import type { PolicyImpact, PolicyIssue } from "@agentlattice/contract";
import type { ApiClient } from "@agentlattice/contract/client";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";
import { describeImpact } from "./describe-impact.ts";
import { findActiveVersion, findNewest } from "./find-version.ts";
import { isBroken, type PolicyFile, readPolicies } from "./read-policies.ts";
import { describeBroken, fileJson } from "./validate-policies.ts";

interface PushRequest {
  readonly publish?: boolean;
  readonly dryRun?: boolean;
}

/** The result of one file. */
interface Pushed {
  readonly file: string;
  readonly name: string;
  readonly change: "created" | "updated" | "unchanged";
  /** Null in a dry run of a new policy. */
  readonly id: string | null;
  readonly version: number | null;
  /** State of this version. `published` means that this push published it. */
  readonly state: "draft" | "in force" | "published";
  /** Parts of the published policy that have no effect on this server. */
  readonly notes?: readonly PolicyIssue[];
  /** In a dry run with `publish`: the open requests that would change. */
  readonly impact?: PolicyImpact;
}

/**
 * Saves policy files as new versions. All files are checked before anything is sent.
 * @returns 0, or 1 when a file is not a policy
 */
export async function pushPolicies(context: ApiContext, paths: readonly string[], request: PushRequest): Promise<number> {
  const { api, json, style, print, printJson } = context;
  const files = readPolicies(paths);
  const broken = files.filter(isBroken);
  if (broken.length > 0) {
    if (json) printJson({ valid: false, files: files.map(fileJson) });
    else for (const line of [...describeBroken(broken, style), style.red("Nothing was pushed.")]) print(line);
    return 1;
  }
  const known = new Map<string, string>();
  for await (const { name, id } of listAll((page) => api.listPolicies({ query: page }))) known.set(name, id);
  const pushed: Pushed[] = [];
  for (const file of files.filter((one): one is PolicyFile => !isBroken(one))) {
    try {
      pushed.push(await pushOne(api, file, known.get(file.policy.metadata.name), request));
    } catch (error) {
      if (!json) reportStop(context, file.file, pushed, files.length);
      throw error;
    }
  }
  if (json) printJson({ dry_run: request.dryRun ?? false, policies: pushed });
  else show(context, pushed, request.dryRun ?? false);
  return 0;
}

async function pushOne(api: ApiClient, file: PolicyFile, id: string | undefined, { publish, dryRun }: PushRequest): Promise<Pushed> {
  const { name } = file.policy.metadata;
  const newest = id === undefined ? null : await findNewest(api, id);
  const active = newest && (await findActiveVersion(api, newest));
  if (active?.hash === file.hash)
    return { file: file.file, name, change: "unchanged", id: active.id, version: active.version, state: "in force" };
  const change = newest === null ? "created" : newest.hash === file.hash ? "unchanged" : "updated";
  const result = { file: file.file, name, change } as const;
  if (dryRun) {
    const version = change === "unchanged" ? (newest?.version ?? null) : (newest?.version ?? 0) + 1;
    const impact = publish ? { impact: await api.previewPolicyImpact({ body: { yaml: file.text } }) } : {};
    return { ...result, id: id ?? null, version, state: publish ? "published" : "draft", ...impact };
  }
  const saved = change === "unchanged" && newest !== null ? newest : await api.createPolicy({ body: { yaml: file.text } });
  if (!publish) return { ...result, id: saved.id, version: saved.version, state: "draft" };
  const { version, notes } = await api.publishPolicy({ params: { id: saved.id }, body: { version: saved.version } });
  return { ...result, id: saved.id, version, state: "published", ...(notes ? { notes } : {}) };
}

/** Reports which files were pushed before the server refused one. */
function reportStop({ log }: ApiContext, file: string, pushed: readonly Pushed[], all: number): void {
  const done = pushed.length === 0 ? "Nothing was pushed." : `Pushed before it: ${pushed.map(({ name }) => name).join(", ")}.`;
  const left = all - pushed.length - 1;
  log(escapeText(`Stopped at ${file}. ${done}${left > 0 ? ` ${left} more were not pushed.` : ""}`));
}

function show({ style, print }: ApiContext, pushed: readonly Pushed[], dryRun: boolean): void {
  const rows = pushed.map(({ name, change, version, state }) => [escapeText(name), change, `v${version}`, state]);
  const colours = { created: style.green, updated: style.yellow, unchanged: style.dim, published: style.green, draft: style.dim };
  for (const line of table(rows, (text, column) =>
    column === 1 || column === 3 ? (colours[text.trim() as "draft"] ?? style.dim)(text) : text,
  ))
    print(line);
  for (const { name, notes = [] } of pushed)
    for (const { path, message } of notes) print(`${style.yellow("note")} ${escapeText(`${name}: ${path}: ${message}`)}`);
  for (const { name, impact } of pushed)
    if (impact) for (const line of [style.bold(escapeText(name)), ...describeImpact(impact, style)]) print(line);
  const changed = pushed.filter(({ change, state }) => change !== "unchanged" || state === "published").length;
  if (dryRun) print(style.dim(changed === 0 ? "Nothing would change." : "Dry run: no changes were made."));
  else if (changed === 0) print(style.dim("Nothing to push: the server has the same policies."));
}
