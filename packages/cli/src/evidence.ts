import { Argument, type Command, Option } from "commander";
import { type ApiFlags, runApi, withApiFlags } from "./api-command.ts";
import { exportReport } from "./evidence/export-report.ts";
import { listAnomalies } from "./evidence/list-anomalies.ts";

const REPORTS = ["article-12", "owasp-agentic", "soc2", "hipaa"];

const HELP = `
The report goes to stdout unless --out names a file. The ledger records the export. You need an organisation's key with
audit:read and audit:export, or the login of an owner, admin or auditor.

Exit codes
  0  written
  2  the command line or the credential is wrong, or the credential may not do this
  5  the API did not answer

Examples
  agentlattice compliance article-12 --from 2026-11-01 --to 2026-11-30 --format html --out article-12.html
  agentlattice compliance soc2 --format csv > soc2.csv
`;

interface ReportFlags extends ApiFlags {
  readonly from?: string;
  readonly to?: string;
  readonly environment?: string;
  readonly format: string;
  readonly out?: string;
}

/** Adds `agentlattice compliance` and `agentlattice anomalies`. */
export function addEvidence(program: Command): void {
  withApiFlags(
    program
      .command("compliance")
      .description("export a report that counts the evidence in the ledger")
      .addArgument(new Argument("<report>", "the report").choices(REPORTS))
      .option("--from <time>", "a time or a date (default: 30 days before --to)")
      .option("--to <time>", "a time or a date, which includes its whole day (default: now)")
      .addOption(new Option("--environment <name>", "only this environment").choices(["prod", "staging", "dev"]))
      .addOption(new Option("--format <format>", "the format").choices(["json", "csv", "html"]).default("json"))
      .option("--out <file>", "a new file"),
    "print errors as one JSON object",
  )
    .addHelpText("after", HELP)
    .action((report: string, { from, to, environment, format, out, ...flags }: ReportFlags) =>
      runApi("organisation", flags, (context) => exportReport(context, { report, format, out, query: { from, to, environment } })),
    );
  withApiFlags(program.command("anomalies").description("list activity of agents that differs from what is usual"))
    .option("--expected", "those that were marked as expected")
    .action((flags: ApiFlags & { expected?: boolean }) =>
      runApi("organisation", flags, (context) => listAnomalies(context, flags.expected ? "expected" : "open")),
    );
}
