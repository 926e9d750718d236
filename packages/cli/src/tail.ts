import { ACTION_PATTERN } from "@agentlattice/core/action-pattern";
import { parseMoment } from "@agentlattice/core/input";
import { matchesCapability } from "@agentlattice/core/policy";
import type { Command } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { parseDuration } from "./gate/read-request.ts";
import { findAgents } from "./keys/find-agents.ts";
import { DECISIONS, type Feed } from "./tail/feed.ts";
import { followFeed } from "./tail/follow-feed.ts";
import { readRecent } from "./tail/read-recent.ts";
import { type Row, rowPrinter } from "./tail/show-row.ts";
import { UsageError } from "./usage-error.ts";

export interface TailFlags extends ApiFlags {
  readonly follow?: boolean;
  readonly action?: string;
  readonly agent?: string;
  readonly decision?: string;
  readonly environment?: string;
  readonly since?: string;
  readonly lines: string;
}

const ENVIRONMENTS = ["prod", "staging", "dev"] as const satisfies readonly Row["environment"][];
const MAX_LINES = 10_000;

const HELP = `
Shows the newest entries. With --follow it continues with new entries, and resumes after a lost connection without a gap.
Times are local on a terminal and UTC otherwise.

Exit codes
  0    the end, also after Ctrl-C or when the reader closed the pipe
  2    the command line or the credential is wrong
  5    the API did not answer

Examples
  agentlattice tail --follow
  agentlattice tail --since 2h --decision denied --action 'pr.*'
  agentlattice tail -f --json | jq 'select(.kind == "approval.requested")'
`;

/** Adds `agentlattice tail`. */
export function addTail(program: Command): void {
  withApiFlags(
    program
      .command("tail")
      .description("show the newest entries of the ledger, and follow it with --follow")
      .option("-f, --follow", "continue with new entries")
      .option("-n, --lines <count>", "maximum number of earlier entries", "20")
      .option("--action <pattern>", "only this action: pr.merge, or pr.*")
      .option("--agent <name>", "only this agent, by name or id")
      .option("--decision <decision>", DECISIONS.join(", "))
      .option("--environment <name>", `only this environment: ${ENVIRONMENTS.join(", ")}`)
      .option("--since <when>", "since a time (2026-11-21T08:00:00Z) or a duration ago (90s, 30m, 8h, 7d)"),
    "print one JSON object per line",
  )
    .addHelpText("after", HELP)
    .action(runTail);
}

async function runTail(flags: TailFlags): Promise<void> {
  const filters = readFilters(flags, Date.now());
  await runApi("organisation", flags, async (context) => {
    const { api, signal } = context;
    const agents = await findAgents(api);
    const feed: Feed = { ...filters, ...(flags.agent === undefined ? {} : { agent: agents.idOf(flags.agent) }) };
    const show = rowPrinter(context, agents);
    const stop = new AbortController();
    // A closed pipe ends the command.
    process.stdout.once("error", () => stop.abort());
    signal.addEventListener("abort", () => stop.abort(), { once: true });
    const { rows, head } = await readRecent(api, feed);
    for (const row of rows) show(row);
    if (flags.follow) await followFeed(context, feed, head, { show, signal: stop.signal });
    return 0;
  });
}

function readFilters({ action, decision, environment, since, lines }: TailFlags, now: number): Omit<Feed, "agent"> {
  const count = /^\d{1,6}$/.test(lines) ? Number(lines) : Number.NaN;
  if (!(count <= MAX_LINES)) throw new UsageError(`--lines takes a whole number up to ${MAX_LINES}, not ${lines}.`);
  const decided = DECISIONS.find((word) => word === decision);
  if (decision !== undefined && !decided) throw new UsageError(`--decision is one of ${DECISIONS.join(", ")}, not ${decision}.`);
  if (action !== undefined && !ACTION_PATTERN.test(action))
    throw new UsageError(`--action takes an action such as pr.merge, pr.* or tool.mcp__github__*, not ${action}.`);
  if (environment !== undefined && !ENVIRONMENTS.some((known) => known === environment))
    throw new UsageError(`--environment is one of ${ENVIRONMENTS.join(", ")}, not ${environment}.`);
  return {
    accepts: (row) =>
      (action === undefined || (row.action_type !== null && matchesCapability(action, row.action_type))) &&
      (environment === undefined || row.environment === environment),
    ...(decided ? { decision: decided } : {}),
    ...(since === undefined ? {} : { since: readSince(since, now) }),
    lines: since === undefined ? count : MAX_LINES,
  };
}

function readSince(text: string, now: number): number {
  if (/^\d{4}-\d\d-\d\d/.test(text)) {
    const at = parseMoment(text);
    if (at !== null) return at;
    throw new UsageError(`--since takes a time such as 2026-11-21T08:00:00Z or a date, not ${text}.`);
  }
  return now - parseDuration(text, "--since");
}
