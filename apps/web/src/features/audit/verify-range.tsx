"use client";

import { useState } from "react";
import { Button } from "#components/ui/button.tsx";
import type { CheckedHead } from "#features/shell/use-head.ts";
import { formatCount, plural } from "#lib/format/text.ts";
import { NumberField } from "./number-field.tsx";
import { RecordVerification } from "./record-verification.tsx";
import { type Run, useVerifyRange } from "./use-verify-range.ts";
import { VerifyOutcome } from "./verify-outcome.tsx";

/** Verifies a range of entries in this browser. The server's own statement about the result is not used. */
export function VerifyRange({ head }: { head: CheckedHead }) {
  const last = head.size - 1;
  const [from, setFrom] = useState("0");
  const [to, setTo] = useState(String(last));
  const { run, start, cancel } = useVerifyRange();
  const problem = problemOf(from, to, last);
  return (
    <section aria-label="Verify a range">
      <p className="text-body text-ink-2">
        Your browser hashes every entry and checks every link. The result must equal the root that the log's key signed.
      </p>
      <form
        method="post"
        className="mt-4 flex flex-wrap items-end gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          if (!problem) start({ from: Number(from), to: Number(to), whole: isWhole(from, to, last), vkey: head.vkey });
        }}
      >
        <NumberField label="From entry" value={from} onChange={setFrom} />
        <NumberField label="To entry" value={to} onChange={setTo} />
        {run.state === "running" ? (
          <Button onClick={cancel}>Cancel</Button>
        ) : (
          <Button type="submit" variant="primary" blocked={problem}>
            Verify {problem ? "range" : plural(Number(to) - Number(from) + 1, "entry", "entries")}
          </Button>
        )}
      </form>
      {problem && <p className="mt-2 text-label text-deny">{problem}</p>}
      <div role="status" className="mt-4">
        <Progress run={run} />
      </div>
      {run.state === "done" && <VerifyOutcome run={run} head={head} />}
      {run.state === "done" && run.request.whole && run.outcome.report.status === "SIGNED" && (
        <RecordVerification key={run.tookMs} checkpoint={run.outcome.checkpoint} />
      )}
    </section>
  );
}

const isWhole = (from: string, to: string, last: number) => Number(from) === 0 && Number(to) === last;

function problemOf(from: string, to: string, last: number): string | null {
  if (!/^\d{1,15}$/.test(from) || !/^\d{1,15}$/.test(to)) return "Enter whole numbers from 0.";
  if (Number(to) > last) return `The newest entry under the signed head is ${formatCount(last)}.`;
  return Number(from) > Number(to) ? "The first entry must not be after the last." : null;
}

function Progress({ run }: { run: Run }) {
  if (run.state === "failed") return <p className="text-label text-deny">The verification failed. {run.message}</p>;
  if (run.state === "cancelled")
    return <p className="text-label text-ink-2">Cancelled after {plural(run.entries, "entry", "entries")}. Nothing was verified.</p>;
  if (run.state !== "running") return null;
  const total = run.request.to - run.request.from + 1;
  return (
    <>
      <div
        role="progressbar"
        aria-label="Verified"
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={run.entries}
        className="h-1 w-full overflow-hidden rounded-chip bg-sunken"
      >
        <div className="h-full bg-accent" style={{ width: `${(100 * run.entries) / total}%` }} />
      </div>
      <p className="tnum mt-2 text-label text-ink-2">
        {formatCount(run.entries)} of {plural(total, "entry", "entries")}
      </p>
    </>
  );
}
