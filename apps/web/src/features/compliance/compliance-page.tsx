"use client";

import type { ComplianceReport } from "@agentlattice/contract";
import dynamic from "next/dynamic";
import { FilterBar } from "#components/list/filter-bar.tsx";
import { ListNotice } from "#components/list/list-notice.tsx";
import { ListSkeleton } from "#components/list/list-skeleton.tsx";
import { Button } from "#components/ui/button.tsx";
import { Dialog } from "#components/ui/dialog.tsx";
import { Empty } from "#components/ui/empty.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Segmented } from "#components/ui/segmented.tsx";
import { StatusPill } from "#components/ui/status-pill.tsx";
import { useWide } from "#components/ui/use-wide.ts";
import { TopBarPart } from "#features/shell/top-bar-part.tsx";
import { ENVIRONMENT_NAME } from "#lib/environment/environment.tsx";
import { formatCount, plural } from "#lib/format/text.ts";
import { formatUtcTime } from "#lib/format/time.ts";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { Evidence, Limits } from "./evidence.tsx";
import { LedgerHealth } from "./ledger-health.tsx";
import { Oversight, Retention } from "./oversight.tsx";
import { PeriodFilter } from "./period-filter.tsx";
import { describeRange } from "./periods.ts";
import { PrintButton } from "./print-button.tsx";
import { ReportCoverage } from "./report-coverage.tsx";
import { ReportExports } from "./report-exports.tsx";
import { ReportSection } from "./report-section.tsx";
import { REPORTS, type ReportName, useComplianceView, useReport } from "./use-compliance.ts";
import { usePrint } from "./use-print.ts";

const CoverageList = dynamic(() => import("./coverage-list.tsx").then((module) => module.CoverageList), { ssr: false });
const SKELETON = <ListSkeleton rows={9} row="h-[42px]" bars={["h-3 w-40", "h-3 w-56", "ml-auto h-3 w-12", "h-3 w-16"]} className="pt-8" />;

/** The report that the URL names. */
export function CompliancePage() {
  const [{ report }] = useComplianceView();
  return report === null ? <UnknownReport /> : <KnownReport report={report} />;
}

function UnknownReport() {
  const [, setView] = useComplianceView();
  const choices = REPORTS.map(({ value, text }) => (
    <Button key={value} onClick={() => void setView({ report: value })}>
      {text}
    </Button>
  ));
  return (
    <section aria-label="Compliance" className="p-5 tablet:px-6">
      <Empty title="There is no such report" action={<div className="flex flex-wrap gap-2">{choices}</div>}>
        The address of this page names a report that does not exist. Choose one of these.
      </Empty>
    </section>
  );
}

/** A report of the evidence in a period, with its limits. From 1200 px the limits are a pane, below that they are above the counts. */
function KnownReport({ report }: { report: ReportName }) {
  const { you } = useMe();
  const [{ open }, setView] = useComplianceView();
  const { data, error, refetch, isFetching } = useReport();
  const wide = useWide();
  const { print, isPending, error: printError } = usePrint(data ?? null);
  const blockedBy = !data ? "The report is not computed yet." : isPending ? "The report is exported." : null;
  const reports = <Segmented label="Report" value={report} options={REPORTS} onChange={(next) => void setView({ report: next })} />;
  return (
    <section aria-label="Compliance" className="flex min-h-0 min-w-0 flex-1 flex-col print:block">
      <TopBarPart>
        {wide && reports}
        {may(you, "audit:export") && (
          <div className="ml-auto">
            <PrintButton blocked={blockedBy} onPrint={print} />
          </div>
        )}
      </TopBarPart>
      <div className="print:hidden">
        {!wide && <div className="overflow-x-auto border-b px-4 py-2.5 tablet:px-6">{reports}</div>}
        <FilterBar
          count={data ? `Computed ${formatUtcTime(data.computed_at)} UTC, ${plural(data.log.size, "signed entry", "signed entries")}` : ""}
          primary={
            <>
              <PeriodFilter range={data?.range ?? null} />
              <Button size="table" blocked={isFetching ? "The report is computed." : null} onClick={() => void refetch()}>
                Compute again
              </Button>
            </>
          }
        />
      </div>
      {printError && (
        <div className="border-b p-4 tablet:px-6 print:hidden">
          <ErrorNotice
            title="The report was not printed"
            stillWorks="The report on this page is complete."
            error={printError}
            onRetry={print}
          />
        </div>
      )}
      {error ? (
        <ListNotice>
          <ErrorNotice
            title="The report did not load"
            stillWorks="The audit log still works."
            error={error}
            onRetry={() => void refetch()}
          />
        </ListNotice>
      ) : data ? (
        <Report report={data} wide={wide} />
      ) : (
        SKELETON
      )}
      {open === "coverage" && (
        <Dialog open onClose={() => void setView({ open: null })} title="Agents and tools" placement="side">
          <CoverageList />
        </Dialog>
      )}
    </section>
  );
}

function Report({ report, wide }: { report: ComplianceReport; wide: boolean }) {
  const { sections, range, digest } = report;
  const limits = <Limits limits={report.limits} />;
  const evidence = (
    <>
      <Evidence report={report} />
      <Oversight oversight={report.oversight} />
      <ReportCoverage coverage={report.coverage} />
      <Retention retention={report.retention} />
      <ReportExports />
      <LedgerHealth />
    </>
  );
  return (
    <div className="flex min-h-0 flex-1 print:table print:w-full">
      <div className="pane min-h-0 min-w-0 flex-1 pb-10">
        <ReportHead report={report} />
        {!wide && limits}
        {range.first_seq === null ? <Nothing /> : sections.map((section) => <ReportSection key={section.id} section={section} />)}
        {!wide && evidence}
      </div>
      {wide && (
        <aside aria-label="Limits and evidence" className="pane min-h-0 w-[366px] shrink-0 border-l print:w-auto print:border-l-0">
          {limits}
          {evidence}
        </aside>
      )}
      {/* Browsers repeat a footer on each page only if its content cannot break across pages. */}
      <footer className="hidden break-inside-avoid text-small print:table-footer-group">
        <p className="pt-3">
          Report digest (SHA-256): <span className="font-mono">{digest}</span>
        </p>
      </footer>
    </div>
  );
}

function ReportHead({ report }: { report: ComplianceReport }) {
  const { title, source, organisation, environment, range, sections } = report;
  const gaps = sections.reduce((sum, section) => sum + section.gaps.length, 0);
  const scopeName = environment === null ? organisation.name : `${organisation.name}, ${ENVIRONMENT_NAME[environment]}`;
  return (
    <header className="flex flex-wrap items-start justify-between gap-x-6 gap-y-2 border-b px-4 py-6 tablet:px-6">
      <div className="min-w-0">
        <h2 className="text-subject break-words">{title} report</h2>
        <p className="mt-1 break-words text-ink-2">
          {source}. {scopeName}, {describeRange(range)}.
        </p>
        {range.first_seq !== null && range.last_seq !== null && (
          <p className="tnum mt-0.5 text-label text-ink-3">
            Entries {formatCount(range.first_seq)} to {formatCount(range.last_seq)}
          </p>
        )}
      </div>
      {gaps > 0 && <StatusPill state="hold">{plural(gaps, "gap", "gaps")}</StatusPill>}
    </header>
  );
}

function Nothing() {
  const [, setView] = useComplianceView();
  return (
    <div className="p-5 tablet:px-6">
      <Empty
        title="No entries in this period."
        action={<Button onClick={() => void setView({ from: null, to: null })}>Show the last 30 days</Button>}
      >
        Counts appear when the ledger has entries in the period.
      </Empty>
    </div>
  );
}
