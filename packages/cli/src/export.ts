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
  readonly environment?: string;
}

const HELP = `
The folder gets entries.ndjson (every entry byte for byte) or entries.csv, checkpoint.txt (the signed head over them) and
manifest.json (range, counts, SHA-256). A file has its final name only when it is whole and as the manifest says. The export
is itself recorded. It needs an organisation's key with audit:export, or the login of an owner, admin or auditor.

Then, offline:  agentlattice verify <folder> --vkey "$VKEY"

With --payloads one zip is written instead: entries, signed head, payloads (names, reasons, arguments, outcomes), texts of
policies, manifest, and a README whose commands an auditor runs as they are written.

Exit codes
  0    written
  2    the command line, the key or the request is wrong
  5    no answer, or it broke off
  40   what came is not what the manifest names; nothing was kept

Examples
  agentlattice export --out evidence
  agentlattice export --out q3 --from 2026-07-01T00:00:00Z --to 2026-09-30T23:59:59Z
  agentlattice export --payloads --out evidence.zip
  agentlattice export --out denials --format csv --kind action.denied
`;

/** `agentlattice export`: evidence in a folder, ready to be verified. */
export function addExport(program: Command): void {
  withApiFlags(
    program
      .command("export")
      .description("write the ledger, its signed head and a manifest into a folder")
      .requiredOption("--out <path>", "the folder, made when it is not there; with --payloads the zip file")
      .option("--payloads", "one zip with the payloads, the texts of policies and instructions for an auditor")
      .option("--format <format>", "ndjson (to verify) or csv (to read)", "ndjson")
      .option("--from <place>", "from this seq or time on")
      .option("--to <place>", "up to this seq or time, inclusive")
      .option("--kind <kinds>", "only these kinds: action.denied,approval.*")
      .option("--action <pattern>", "only this action: pr.merge, or pr.*")
      .option("--agent <name>", "only the record of this agent: its name or id")
      .option("--agent-id <id>", "the same, by id alone")
      .option("--actor <id>", "only what this person, agent or key did, or system")
      .option("--status <statuses>", "only these statuses: denied,expired")
      .option("--policy <policy>", "only what this policy decided: its id or name")
      .option("--approval <id>", "only the entries of this approval")
      .option("--environment <environment>", "only what happened there: prod, staging or dev")
      .option("--force", "replace what is in the folder"),
  )
    .addHelpText("after", HELP)
    .action(runExport);
}

async function runExport(flags: ExportFlags): Promise<void> {
  const { out, format, force = false } = flags;
  if (format !== "ndjson" && format !== "csv") throw new UsageError(`--format is ndjson or csv, not ${format}.`);
  const { from, to, kind, action: action_type, agent, agentId, actor, status, policy, approval: approval_id, environment } = flags;
  if (agent !== undefined && agentId !== undefined) throw new UsageError("Give either --agent or --agent-id.");
  await runApi("organisation", flags, async (context) => {
    const agent_id = agent === undefined ? agentId : (await findAgents(context.al)).idOf(agent);
    const filters = { from, to, kind, action_type, agent_id, actor, status, policy, approval_id, environment };
    const query = Object.fromEntries(Object.entries(filters).filter((pair): pair is [string, string] => pair[1] !== undefined));
    if (!flags.payloads) return performExport(context, { out, format, query, force });
    const narrowed = Object.keys(query).filter((name) => name !== "from" && name !== "to");
    if (narrowed.length > 0 || format !== "ndjson")
      throw new UsageError("--payloads takes --from and --to only: entries that were left out could not be verified.");
    return performBundle(context, { out, query, force });
  });
}
