import type { Command } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { escapeText } from "./escape-text.ts";
import { readMetadata } from "./gate/read-request.ts";
import { readUsageFlags, type UsageFlags, withUsageFlags } from "./gate/usage-flags.ts";
import { UsageError } from "./usage-error.ts";

interface ReportFlags extends ApiFlags, UsageFlags {
  readonly status: string;
  readonly message?: string;
  readonly metadata?: readonly string[];
  readonly metadataJson?: string;
}

const STATUSES = ["success", "failure", "partial"] as const;
const collect = (value: string, earlier: readonly string[] = []) => [...earlier, value];

const HELP = `
Append-only: a second report is a second entry. The first report that states a cost settles the budgets; until then a
budget keeps what it had reserved, or gets it back when the action failed.

Exit codes
  0  recorded
  2  the command line, the key or the id is wrong
  5  no answer

Example
  agentlattice report evt_01h455vb4pex5vsknk084sn02q --status failure --message "Merge conflict" --metadata files:=3
`;

/** `agentlattice report`: records how an action went. */
export function addReport(program: Command): void {
  const command = program
    .command("report")
    .description("record how an action went")
    .argument("<id>", "the action's audit_event_id, as gate prints it")
    .requiredOption("--status <status>", STATUSES.join(", "))
    .option("--message <text>", "what happened, in a sentence")
    .option("--metadata <name=value>", "a fact; name:=5 for a number or other JSON; repeatable", collect)
    .option("--metadata-json <object>", "facts as JSON");
  withApiFlags(withUsageFlags(command)).addHelpText("after", HELP).action(runReport);
}

async function runReport(id: string, flags: ReportFlags): Promise<void> {
  const status = STATUSES.find((word) => word === flags.status);
  if (!status) throw new UsageError(`--status is one of ${STATUSES.join(", ")}, not ${flags.status}.`);
  const metadata = readMetadata(flags);
  const usage = readUsageFlags(flags);
  await runApi("agent", flags, async ({ al, json, print, printJson }) => {
    const { message } = flags;
    const recorded = await al.report(id, {
      status,
      ...(message === undefined ? {} : { message }),
      ...(metadata ? { metadata } : {}),
      ...(usage ? { usage } : {}),
    });
    if (json)
      printJson({ id: recorded.id, audit_event_id: recorded.auditEventId, status: recorded.status, reported_at: recorded.reportedAt });
    else print(`recorded ${escapeText(recorded.status)} for ${escapeText(recorded.auditEventId)} as ${escapeText(recorded.id)}`);
    return 0;
  });
}
