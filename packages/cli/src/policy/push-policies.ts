import type { PolicySummary, PolicyVersion, PublishResult } from "@agentlattice/contract";
import type { AgentLattice } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { answerOf, listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";
import { findNewest, findVersionInForce } from "./find-version.ts";
import { isBroken, type PolicyFile, readPolicies } from "./read-policies.ts";
import { describeBroken, fileJson } from "./validate-policies.ts";

interface PushRequest {
  readonly publish?: boolean;
  readonly dryRun?: boolean;
}

/** What became of one file. */
interface Pushed {
  readonly file: string;
  readonly name: string;
  readonly change: "created" | "updated" | "unchanged";
  /** `null` in a dry run of something new. */
  readonly id: string | null;
  readonly version: number | null;
  /** Whether this version decides now; `published` when it does because of this push. */
  readonly state: "draft" | "in force" | "published";
}

/** `policy push`. Everything is checked before anything is sent. @returns 0, or 1 when a file is not a policy */
export async function pushPolicies(context: ApiContext, paths: readonly string[], request: PushRequest): Promise<number> {
  const { al, json, style, print, printJson } = context;
  const files = readPolicies(paths);
  const broken = files.filter(isBroken);
  if (broken.length > 0) {
    if (json) printJson({ valid: false, files: files.map(fileJson) });
    else for (const line of [...describeBroken(broken, style), style.red("Nothing was pushed.")]) print(line);
    return 1;
  }
  const known = new Map<string, string>();
  for await (const { name, id } of listAll<PolicySummary>(al, "/policies")) known.set(name, id);
  const pushed: Pushed[] = [];
  for (const file of files.filter((one): one is PolicyFile => !isBroken(one))) {
    try {
      pushed.push(await pushOne(al, file, known.get(file.policy.metadata.name), request));
    } catch (error) {
      if (!json) tellStop(context, file.file, pushed, files.length);
      throw error;
    }
  }
  if (json) printJson({ dry_run: request.dryRun ?? false, policies: pushed });
  else show(context, pushed, request.dryRun ?? false);
  return 0;
}

async function pushOne(al: AgentLattice, file: PolicyFile, id: string | undefined, { publish, dryRun }: PushRequest): Promise<Pushed> {
  const { name } = file.policy.metadata;
  const newest = id === undefined ? null : await findNewest(al, id);
  const inForce = newest && (await findVersionInForce(al, newest));
  if (inForce?.hash === file.hash)
    return { file: file.file, name, change: "unchanged", id: inForce.id, version: inForce.version, state: "in force" };
  const change = newest === null ? "created" : newest.hash === file.hash ? "unchanged" : "updated";
  const result = { file: file.file, name, change } as const;
  if (dryRun) {
    const version = change === "unchanged" ? (newest?.version ?? null) : (newest?.version ?? 0) + 1;
    return { ...result, id: id ?? null, version, state: publish ? "published" : "draft" };
  }
  const saved =
    change === "unchanged" && newest !== null
      ? newest
      : answerOf<PolicyVersion>(await al.request("POST", "/policies", { body: { yaml: file.text } }));
  if (!publish) return { ...result, id: saved.id, version: saved.version, state: "draft" };
  const body = { version: saved.version };
  const { version } = answerOf<PublishResult>(await al.request("POST", `/policies/${saved.id}/publish`, { body }));
  return { ...result, id: saved.id, version, state: "published" };
}

/** A server refuses one file after it took others: people are told which. */
function tellStop({ say }: ApiContext, file: string, pushed: readonly Pushed[], all: number): void {
  const done = pushed.length === 0 ? "Nothing was pushed." : `Pushed before it: ${pushed.map(({ name }) => name).join(", ")}.`;
  const left = all - pushed.length - 1;
  say(escapeText(`Stopped at ${file}. ${done}${left > 0 ? ` Not looked at: ${left} more.` : ""}`));
}

function show({ style, print }: ApiContext, pushed: readonly Pushed[], dryRun: boolean): void {
  const rows = pushed.map(({ name, change, version, state }) => [escapeText(name), change, `v${version}`, state]);
  const colours = { created: style.green, updated: style.yellow, unchanged: style.dim, published: style.green, draft: style.dim };
  for (const line of table(rows, (text, column) =>
    column === 1 || column === 3 ? (colours[text.trim() as "draft"] ?? style.dim)(text) : text,
  ))
    print(line);
  const changed = pushed.filter(({ change, state }) => change !== "unchanged" || state === "published").length;
  if (dryRun) print(style.dim(changed === 0 ? "Nothing would change." : "A dry run: nothing was changed."));
  else if (changed === 0) print(style.dim("Unchanged: the server has all of it already."));
}
