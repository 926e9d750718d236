import type { ComplianceReportName } from "@agentlattice/contract";
import { getCoverage } from "../coverage/get-coverage.ts";
import type { Deps } from "../deps.ts";
import { authorise } from "../http/authorise.ts";
import { type App, mountRoute } from "../http/mount-route.ts";
import { computeReport } from "./compute-report.ts";
import { exportReport, type ReportFormat } from "./export-report.ts";

const REPORTS = {
  getArticle12Report: "article-12",
  getOwaspReport: "owasp-agentic",
  getSoc2Report: "soc2",
  getHipaaReport: "hipaa",
} as const satisfies Record<string, ComplianceReportName>;

/** The HTML file has no scripts and loads nothing. */
const CSP = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export function mountCompliance(app: App, deps: Deps): void {
  for (const [operation, name] of Object.entries(REPORTS) as [keyof typeof REPORTS, ComplianceReportName][]) {
    mountRoute(app, deps, operation, async ({ c, principal, query }) => {
      const format = query.format ?? acceptedFormat(c.req.header("accept"));
      if (format === null) return c.json(await computeReport(deps, principal, name, query));
      authorise(principal, "audit:export");
      const file = await exportReport(deps, principal, await computeReport(deps, principal, name, query), format);
      return c.body(file.content, 200, {
        "content-type": file.type,
        "content-disposition": `attachment; filename="${name}.${format}"`,
        "content-security-policy": CSP,
        "al-export-id": file.id,
      });
    });
  }
  mountRoute(app, deps, "getCoverage", async ({ c, principal, query }) => c.json(await getCoverage(deps, principal, query)));
}

/** Returns the file format that a client prefers to JSON; null when it prefers JSON or takes anything. */
function acceptedFormat(accept: string | undefined): ReportFormat | null {
  const first = accept?.split(",")[0]?.split(";")[0]?.trim().toLowerCase();
  return first === "text/csv" ? "csv" : first === "text/html" ? "html" : null;
}
