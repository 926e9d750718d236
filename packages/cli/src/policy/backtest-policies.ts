import type { BacktestResult } from "@agentlattice/contract";
import { AgentLattice } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { apiClient } from "../connection/api-client.ts";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";
import type { Style } from "../terminal/style.ts";
import { isBroken, readPolicies } from "./read-policies.ts";
import { describeBroken, fileJson } from "./validate-policies.ts";

interface BacktestRequest {
  readonly limit: number;
  readonly from?: string;
  readonly to?: string;
  readonly failOn: "nothing" | "difference" | "widening";
}

/** Timeout in milliseconds. A backtest of a million decisions takes minutes on a busy machine. */
const TIMEOUT_MS = 600_000;

const NOT_REPLAYED: Readonly<Record<BacktestResult["reasons"][number]["reason"], string>> = {
  payload_erased: "the submission is erased",
  agent_gone: "the agent was deleted",
  content_withheld: "a module withheld content",
  history_unknown: "depends on a limit that was not active then",
};

/**
 * Replays recorded decisions against policy files and prints what would change.
 * @returns 0, or 1 for an invalid file and for the result that `failOn` names
 */
export async function backtestPolicies(context: ApiContext, paths: readonly string[], request: BacktestRequest): Promise<number> {
  const { connection, json, style, print, printJson, signal } = context;
  const files = readPolicies(paths);
  const broken = files.filter(isBroken);
  if (broken.length > 0) {
    if (json) printJson({ valid: false, files: files.map(fileJson) });
    else for (const line of [...describeBroken(broken, style), style.red("Nothing was replayed.")]) print(line);
    return 1;
  }
  const api = apiClient(new AgentLattice({ ...connection, requestTimeoutMs: TIMEOUT_MS }));
  const { limit, from, to } = request;
  const results: (BacktestResult & { readonly file: string })[] = [];
  for (const file of files) {
    const result = await api.backtestDocument({ body: { yaml: file.text, limit, from, to }, signal });
    results.push({ file: file.file, ...result });
    if (!json) for (const line of describe(result, style)) print(line);
  }
  if (json) printJson({ policies: results });
  return results.some((result) => fails(result, request.failOn)) ? 1 : 0;
}

function fails({ changed, wider }: BacktestResult, failOn: BacktestRequest["failOn"]): boolean {
  return failOn === "difference" ? changed > 0 : failOn === "widening" && wider > 0;
}

const count = (value: number) => value.toLocaleString("en-US");

function describe(result: BacktestResult, style: Style): string[] {
  const { name, considered, replayed, changed, wider, mode, classes, since, more } = result;
  const head = `${style.bold(escapeText(name))}  ${count(changed)} of ${count(replayed)} decisions would change`;
  if (considered === 0) return [style.bold(escapeText(name)), style.dim("  No recorded decision has an action that this policy covers.")];
  const rows = classes.map(({ before, after, direction, count: found, examples }) => [
    `  ${before} → ${after}`,
    count(found),
    direction,
    escapeText(examples.map(({ audit_event_id }) => audit_event_id)[0] ?? ""),
  ]);
  const colours = { wider: style.yellow, narrower: style.green, other: style.dim };
  return [
    wider > 0 ? `${head}, ${style.yellow(`${count(wider)} would allow more`)}` : head,
    ...(mode === "enforce" ? [] : [style.dim("  The policy does not enforce, so publishing it changes no decision.")]),
    ...table(rows, (text, column) =>
      column === 2 ? (colours[text.trim() as "other"] ?? style.dim)(text) : column === 3 ? style.dim(text) : text,
    ),
    ...(since === null ? [] : [style.dim(`  Since ${since}${more ? "; older decisions were left out" : ""}.`)]),
    ...describeNotReplayed(result, style),
  ];
}

function describeNotReplayed({ not_replayed, considered, reasons }: BacktestResult, style: Style): string[] {
  if (not_replayed === 0) return [];
  const share = ((100 * not_replayed) / considered).toFixed(1);
  return [
    style.yellow(`  ${count(not_replayed)} (${share} %) could not be replayed:`),
    ...reasons.map(({ reason, count: found }) => `    ${count(found)}  ${NOT_REPLAYED[reason]}`),
  ];
}
