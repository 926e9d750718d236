import type { ComplianceReport } from "@agentlattice/contract";
import { stringify } from "csv-stringify/sync";
import { consoleLink } from "../http/console-link.ts";

const OPTIONS = { escape_formulas: true, record_delimiter: "windows" } as const;
/** The columns in order. New columns are added at the end. */
const COLUMNS = ["part", "reference", "title", "status", "id", "label", "count", "link"];

/** Writes a report as CSV: one row per count, gap, limit and member of its evidence. */
export function writeCsv(report: ComplianceReport, consoleUrl: string): string {
  const { range, coverage, verification, log, oversight, retention } = report;
  const about: Readonly<Record<string, string | number | null>> = {
    report: report.report,
    title: report.title,
    source: report.source,
    organisation: report.organisation.name,
    organisation_id: report.organisation.id,
    environment: report.environment,
    from: range.from,
    to: range.to,
    first_seq: range.first_seq,
    last_seq: range.last_seq,
    computed_at: report.computed_at,
    log_origin: log.origin,
    log_size: log.size,
    log_root: log.root,
    verification: verification.status,
    verified_at: verification.at,
    digest: report.digest,
    decisions: oversight.decisions ?? "not_computed",
    median_ms: oversight.median_ms,
    p95_ms: oversight.p95_ms,
    retention_months: retention.months ?? "unlimited",
    required_months: retention.required_months,
    oldest_entry_at: retention.oldest_entry_at,
  };
  const rows = [
    COLUMNS,
    ...Object.entries(about).map(([id, value]) => ["report", "", "", "", id, value, null, ""]),
    ...report.sections.flatMap(({ reference, title, status, counts, gaps }) => [
      ...counts.map(({ id, label, count, href }) => [
        "count",
        reference,
        title,
        status,
        id,
        label,
        count ?? "not_computed",
        consoleLink(consoleUrl, href),
      ]),
      ...gaps.map((gap) => ["gap", reference, title, status, "", gap, null, ""]),
    ]),
    ...Object.entries(coverage.totals ?? { coverage: "not_computed" }).map(([id, count]) => [
      "coverage",
      "",
      "",
      coverage.status,
      id,
      "",
      count,
      "",
    ]),
    ...report.limits.map(({ id, text }) => ["limit", "", "", "", id, text, null, ""]),
  ];
  return stringify(rows, OPTIONS);
}
