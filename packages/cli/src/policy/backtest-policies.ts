import type { BacktestResult } from "@agentlattice/contract";
import { AgentLattice } from "@agentlattice/sdk";
import type { ApiContext } from "../api-command.ts";
import { answerOf } from "../connection/list-all.ts";
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

/** A backtest of a million decisions may take this long on a busy machine. */
const TIMEOUT_MS = 600_000;

const NOT_REPLAYED: Readonly<Record<BacktestResult["reasons"][number]["reason"], string>> = {
  payload_erased: "what was submitted is erased",
  agent_gone: "the agent is gone",
  content_withheld: "a module kept content back",
  history_unknown: "depends on a limit that was not in force then",
};

/** `policy backtest`: what the files would have answered to recorded decisions. @returns 0, or 1 for a broken file and for what `failOn` names */
export async function backtestPolicies(context: ApiContext, paths: readonly string[], request: BacktestRequest): Promise<number> {
  const { connection, json, style, print, printJson, signal } = context;
  const files = readPolicies(paths);
  const broken = files.filter(isBroken);
  if (broken.length > 0) {
    if (json) printJson({ valid: false, files: files.map(fileJson) });
    else for (const line of [...describeBroken(broken, style), style.red("Nothing was replayed.")]) print(line);
    return 1;
  }
  const al = new AgentLattice({ apiKey: connection.apiKey, baseUrl: connection.baseUrl, requestTimeoutMs: TIMEOUT_MS });
  const { limit, from, to } = request;
  const results: (BacktestResult & { readonly file: string })[] = [];
  for (const file of files) {
    const body = { yaml: file.text, limit, ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
    const answer = await al.request("POST", "/policies/backtest", { body, signal });
    const result = answerOf<BacktestResult>(answer);
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
  if (considered === 0) return [style.bold(escapeText(name)), style.dim("  No recorded decision is on an action that it covers.")];
  const rows = classes.map(({ before, after, direction, count: found, examples }) => [
    `  ${before} → ${after}`,
    count(found),
    direction,
    escapeText(examples.map(({ audit_event_id }) => audit_event_id)[0] ?? ""),
  ]);
  const colours = { wider: style.yellow, narrower: style.green, other: style.dim };
  return [
    wider > 0 ? `${head}, ${style.yellow(`${count(wider)} let more through`)}` : head,
    ...(mode === "enforce" ? [] : [style.dim("  It does not enforce: publishing it changes none of them.")]),
    ...table(rows, (text, column) =>
      column === 2 ? (colours[text.trim() as "other"] ?? style.dim)(text) : column === 3 ? style.dim(text) : text,
    ),
    ...(since === null ? [] : [style.dim(`  Since ${since}${more ? "; older ones were left out" : ""}.`)]),
    ...missing(result, style),
  ];
}

function missing({ not_replayed, considered, reasons }: BacktestResult, style: Style): string[] {
  if (not_replayed === 0) return [];
  const share = ((100 * not_replayed) / considered).toFixed(1);
  return [
    style.yellow(`  ${count(not_replayed)} (${share} %) could not be replayed:`),
    ...reasons.map(({ reason, count: found }) => `    ${count(found)}  ${NOT_REPLAYED[reason]}`),
  ];
}
