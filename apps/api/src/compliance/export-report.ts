import type { ComplianceReport } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import type { EntryData } from "@agentlattice/core/ledger/schemas";
import { actorOf, configEntry } from "../audit/config-entry.ts";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { writeCsv } from "./write-csv.ts";
import { writeHtml } from "./write-html.ts";

export type ReportFormat = "json" | "csv" | "html";

/** A report as a file. */
interface ReportFile {
  /** Id of the export's own entry, `evt_…`. */
  readonly id: string;
  readonly content: string;
  readonly type: string;
}

const TYPES = { json: "application/json", csv: "text/csv; charset=utf-8; header=present", html: "text/html; charset=utf-8" } as const;
const NAMES = {
  "article-12": "article_12",
  "owasp-agentic": "owasp_agentic",
  soc2: "soc2",
  hipaa: "hipaa",
} as const satisfies Record<ComplianceReport["report"], EntryData<"audit.exported">["report"]>;

/** Records the export of a report with its digest, and writes it as a file. */
export async function exportReport(
  deps: Pick<Deps, "database" | "env" | "newId">,
  principal: Principal,
  report: ComplianceReport,
  format: ReportFormat,
): Promise<ReportFile> {
  const id = deps.newId();
  const { range, log, environment, digest } = report;
  const entry = configEntry({
    id,
    kind: "audit.exported",
    actor: actorOf(principal),
    subject: { type: "organisation", id: encodeId("org", principal.scope.orgId) },
    data: {
      from: range.first_seq ?? log.size,
      to: range.last_seq ?? log.size,
      format,
      report: NAMES[report.report],
      status: "report",
      digest,
      ...(environment === null ? {} : { filters: { environment } }),
    },
  });
  await deps.database.audited(principal.scope, async () => ({ result: null, entries: [entry], changesAnswers: false }));
  return { id: encodeId("evt", id), content: write(report, format, deps.env.AL_CONSOLE_URL), type: TYPES[format] };
}

function write(report: ComplianceReport, format: ReportFormat, consoleUrl: string): string {
  switch (format) {
    case "json":
      return `${JSON.stringify(report, null, 2)}\n`;
    case "csv":
      return writeCsv(report, consoleUrl);
    case "html":
      return writeHtml(report, consoleUrl);
  }
}
