import type { Command } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { collectOption } from "./collect-option.ts";
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

const HELP = `
Reports are append-only: a second report is a second entry. The first report with a cost settles the budgets. Until then
a budget keeps the reservation, or releases it when the action failed.

Exit codes
  0  recorded
  2  the command line, the key or the id is wrong
  5  the API did not answer

Example
  agentlattice report evt_01h455vb4pex5vsknk084sn02q --status failure --message "Merge conflict" --metadata files:=3
`;

/** Adds `agentlattice report`. */
export function addReport(program: Command): void {
  const command = program
    .command("report")
    .description("record the outcome of an action")
    .argument("<id>", "the audit_event_id of the action, which gate prints")
    .requiredOption("--status <status>", STATUSES.join(", "))
    .option("--message <text>", "a sentence about the outcome")
    .option("--metadata <name=value>", "a fact; name:=5 for a number or other JSON; repeatable", collectOption)
    .option("--metadata-json <object>", "facts as one JSON object");
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
