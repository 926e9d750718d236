import type { LogReport } from "@agentlattice/core/ledger";
import type { CheckedHead } from "#features/shell/use-head.ts";
import { formatCount, plural } from "#lib/format/text.ts";
import { StatusLadder } from "./status-ladder.tsx";
import type { Run } from "./use-verify-range.ts";

/** The result of a verification and its limits. */
export function VerifyOutcome({ run, head }: { run: Extract<Run, { state: "done" }>; head: CheckedHead }) {
  const { request, outcome, tookMs } = run;
  const { report, to } = outcome;
  const whole = request.from === 0 && to + 1 === report.size;
  const signed = report.status === "SIGNED";
  return (
    <div className="mt-1 border-t pt-4">
      <h3 className="text-body">
        {signed
          ? `${plural(report.entries, "entry", "entries")} verified in ${(tookMs / 1000).toFixed(1)} s`
          : `${report.status}${report.class ? ` (${report.class})` : ""}`}
      </h3>
      <p className="mt-1 text-label text-ink-2">{report.message}</p>
      {signed && report.class && (
        <p role="alert" className="mt-2 text-label text-deny">
          {report.class}: {faultOf(report)}
        </p>
      )}
      <div className="mt-4">
        <StatusLadder
          head={signed ? head : { ...head, status: "INVALID" }}
          signedBy={signed ? <>Checkpoint {formatCount(report.size ?? 0)} covers these entries.</> : null}
          fault={signed ? null : faultOf(report)}
        />
      </div>
      <h3 className="mt-5 text-body">Limits of this result</h3>
      <ul className="mt-1 list-disc pl-4 text-label text-ink-2">
        {!whole && (
          <li>
            It does not cover entries before {formatCount(request.from)} or after {formatCount(to)}.
          </li>
        )}
        {head.status !== "PINNED" && <li>It does not show that nothing was rewritten before this browser saw its first head.</li>}
        <li>It does not show that logged data is true, or that everything was logged.</li>
        <li>It does not show that the key is authentic. Compare it with a key from a source that you trust.</li>
      </ul>
    </div>
  );
}

function faultOf({ first_bad_seq, message }: LogReport): string {
  return first_bad_seq === undefined ? message : `First bad entry: ${formatCount(first_bad_seq)}.`;
}
