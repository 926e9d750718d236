"use client";

import { Button } from "#components/ui/button.tsx";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { Link } from "#components/ui/link.tsx";
import { may } from "#lib/session/may.ts";
import { useMe } from "#lib/session/session-context.tsx";
import { Part } from "./report-part.tsx";
import { useExport } from "./use-compliance.ts";

const FORMATS = ["json", "csv", "html"] as const;

/** Buttons that export the report as files. */
export function ReportExports() {
  const { you } = useMe();
  const { mutate, data, error, isPending, variables } = useExport();
  if (!may(you, "audit:export")) return null;
  return (
    <Part title="Export" className="print:hidden">
      <p className="text-ink-2">Each export, also to print, contains the limits and is recorded in the ledger under your name.</p>
      <div className="mt-3 flex gap-2">
        {FORMATS.map((format) => (
          <Button key={format} blocked={isPending ? "The report is exported." : null} onClick={() => mutate(format)}>
            {format.toUpperCase()}
          </Button>
        ))}
      </div>
      <div role="status" className="mt-3 empty:hidden">
        {data && !isPending && (
          <p className="break-words text-ink-2">
            {data.file} was exported.{" "}
            <Link href={`/audit?q=${data.id}`} className="text-accent-text hover:underline">
              Open its entry
            </Link>
          </p>
        )}
      </div>
      {error && (
        <div className="mt-3">
          <ErrorNotice
            title="The export failed"
            stillWorks="The report on this page is complete."
            error={error}
            onRetry={() => variables && mutate(variables)}
          />
        </div>
      )}
    </Part>
  );
}
