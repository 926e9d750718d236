import type { Command } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { performBundle } from "./export/perform-bundle.ts";
import { performExport } from "./export/perform-export.ts";
import { findAgents } from "./keys/find-agents.ts";
import { UsageError } from "./usage-error.ts";

interface ExportFlags extends ApiFlags {
  readonly out: string;
  readonly format: string;
  readonly force?: boolean;
  readonly payloads?: boolean;
  readonly generation?: string;
  readonly from?: string;
  readonly to?: string;
  readonly kind?: string;
  readonly action?: string;
  readonly agent?: string;
  readonly agentId?: string;
  readonly actor?: string;
  readonly status?: string;
  readonly policy?: string;
  readonly approval?: string;
  readonly anomaly?: string;
  readonly environment?: string;
  readonly run?: string;
  readonly session?: string;
  readonly correlation?: string;
  readonly eventId?: string;
}

const HELP = `
Writes entries.ndjson (every entry byte for byte) or entries.csv, checkpoint.txt (the signed head that covers them) and
manifest.json (range, counts, SHA-256) into the folder. A file gets its final name only when it is complete and matches the
manifest. The ledger records the export. You need an organisation's key with audit:export, or the login of an owner, admin
or auditor.

To verify it offline:  agentlattice verify <folder> --vkey "$VKEY"

With --payloads the result is one zip instead: entries, signed head, payloads (names, reasons, arguments, outcomes), policy
texts, manifest, and a README with the commands for an auditor.

Exit codes
  0    written
  2    the command line, the key or the request is wrong
  5    the API did not answer, or the connection broke
  40   the data does not match the manifest; nothing was kept

Examples
  agentlattice export --out evidence
  agentlattice export --out q3 --from 2026-07-01T00:00:00Z --to 2026-09-30T23:59:59Z
  agentlattice export --payloads --out evidence.zip
  agentlattice export --out denials --format csv --kind action.denied
`;

/** Adds `agentlattice export`. */
export function addExport(program: Command): void {
  withApiFlags(
    program
      .command("export")
      .description("export the ledger, its signed head and a manifest")
      .requiredOption("--out <path>", "the folder, created if needed; with --payloads, the zip file")
      .option("--payloads", "one zip with payloads, policy texts and instructions for an auditor")
      .option("--generation <number>", "with --payloads: an earlier generation of a ledger that was restored")
      .option("--format <format>", "ndjson (to verify) or csv (to read)", "ndjson")
      .option("--from <position>", "the first entry: a seq or a time")
      .option("--to <position>", "the last entry, inclusive: a seq or a time")
      .option("--kind <kinds>", "only these kinds: action.denied,approval.*")
      .option("--action <pattern>", "only this action: pr.merge, or pr.*")
      .option("--agent <name>", "only entries of this agent, by name or id")
      .option("--agent-id <id>", "only entries of this agent, by id")
      .option("--actor <id>", "only entries of this actor: the id of a person, agent or key, or system")
      .option("--status <statuses>", "only these statuses: denied,expired")
      .option("--policy <policy>", "only decisions of this policy, by id or name")
      .option("--approval <id>", "only entries of this approval")
      .option("--anomaly <code>", "only anomalies with this code: BULK_ACCESS, OFF_HOURS")
      .option("--environment <name>", "only this environment: prod, staging or dev")
      .option("--run <id>", "only actions of this run")
      .option("--session <id>", "only actions of this session")
      .option("--correlation <id>", "only requests with this correlation id, and what followed them")
      .option("--event-id <id>", "only the request with this id of yours (X-AL-Event-ID) or evt_…, and what followed it")
      .option("--force", "replace existing files"),
  )
    .addHelpText("after", HELP)
    .action(runExport);
}

async function runExport(flags: ExportFlags): Promise<void> {
  const { out, format, force = false } = flags;
  if (format !== "ndjson" && format !== "csv") throw new UsageError(`--format is ndjson or csv, not ${format}.`);
  const { from, to, kind, action: action_type, agent, agentId, actor, status, policy, approval: approval_id, anomaly, environment } = flags;
  const { run: run_id, session: session_id, correlation: correlation_id, eventId: event_id } = flags;
  if (agent !== undefined && agentId !== undefined) throw new UsageError("Give either --agent or --agent-id.");
  await runApi("organisation", flags, async (context) => {
    const agent_id = agent === undefined ? agentId : (await findAgents(context.api)).idOf(agent);
    const columns = { from, to, kind, action_type, agent_id, actor, status, policy, approval_id, anomaly, environment };
    const filters = { ...columns, run_id, session_id, correlation_id, event_id };
    const query = Object.fromEntries(Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined));
    const { generation } = flags;
    if (generation !== undefined && (!flags.payloads || !/^[1-9]\d{0,8}$/.test(generation)))
      throw new UsageError("--generation takes a number such as 1, together with --payloads.");
    if (!flags.payloads) return performExport(context, { out, format, query, force });
    const narrowed = Object.keys(query).filter((name) => name !== "from" && name !== "to");
    if (narrowed.length > 0 || format !== "ndjson")
      throw new UsageError("--payloads takes only --from and --to. An export with other filters cannot be verified.");
    return performBundle(context, { out, query: generation === undefined ? query : { ...query, generation }, force });
  });
}
