"use client";

import type { ComplianceReport } from "@agentlattice/contract";
import { operationPath } from "@agentlattice/contract/client";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { parseAsString, parseAsStringLiteral } from "nuqs";
import { api, getBlob } from "#lib/api/browser-api.ts";
import { keyOf, useOp, usePages } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";
import { saveFile } from "#lib/save-file.ts";
import { parseAsDate } from "./periods.ts";

const OPERATIONS = {
  "article-12": "getArticle12Report",
  "owasp-agentic": "getOwaspReport",
  soc2: "getSoc2Report",
  hipaa: "getHipaaReport",
} as const;

export type ReportName = ComplianceReport["report"];

export const REPORTS: readonly { readonly value: ReportName; readonly text: string }[] = [
  { value: "article-12", text: "EU AI Act, Article 12" },
  { value: "owasp-agentic", text: "OWASP Agentic" },
  { value: "soc2", text: "SOC 2" },
  { value: "hipaa", text: "HIPAA" },
];

const FIRST_REPORT: ReportName = "article-12";

/** The report, its period and the open list of agents and tools. All of them are in the URL. `report` is null when the URL names no report. */
export function useComplianceView() {
  const [{ report, ...view }, setView] = useView({
    report: parseAsString.withDefault(FIRST_REPORT),
    from: parseAsDate,
    to: parseAsDate,
    open: parseAsStringLiteral(["coverage"]),
  });
  const known = REPORTS.find(({ value }) => value === report)?.value ?? null;
  return [{ ...view, report: known }, setView] as const;
}

/** Returns the report that the URL names, with its operation and its query. Only pages that show a report call it. */
function useReportQuery() {
  const [{ report: named, from, to }] = useComplianceView();
  const report = named ?? FIRST_REPORT;
  const environment = useEnvironment();
  const range = { from: from ?? undefined, to: to ?? undefined, environment: environment ?? undefined };
  return { report, range, operation: OPERATIONS[report] };
}

/** Reads the selected report once. Neither entries nor a new connection refresh it, so that its numbers stay those of its signed head. */
export function useReport() {
  const { operation, range } = useReportQuery();
  return useOp(operation, { query: range }, { refetchOnReconnect: false, meta: { isSnapshot: true } });
}

/** Reads the agents and tools of the period. */
export function useCoverage() {
  const { range } = useReportQuery();
  return usePages("getCoverage", { query: { ...range, limit: 100 } });
}

/** A recorded export. */
interface Exported {
  readonly file: string;
  /** Id of its entry. */
  readonly id: string;
}

/** Exports the selected report as a file. The API records it. */
export function useExport() {
  const { report, range, operation } = useReportQuery();
  return useMutation({
    mutationFn: async (format: "json" | "csv" | "html"): Promise<Exported> => {
      const { blob, headers } = await getBlob(operationPath(operation, { query: { ...range, format } }));
      const file = `${report}.${format}`;
      saveFile(file, blob);
      return { file, id: headers.get("al-export-id") ?? "" };
    },
  });
}

/** Exports the selected report, which the API records, and shows exactly this report. @returns its digest */
export function usePrintedReport() {
  const queries = useQueryClient();
  const { range, operation } = useReportQuery();
  return useMutation({
    mutationFn: async () => {
      const report = await api[operation]({ query: { ...range, format: "json" } });
      queries.setQueryData(keyOf(operation, { query: range }), report);
      return report.digest;
    },
  });
}
