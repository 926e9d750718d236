"use client";

import type { LedgerStatus } from "@agentlattice/contract";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useOp } from "#lib/api/use-op.ts";
import { formatCount } from "#lib/format/text.ts";

const POLL_MS = 15_000;

const TITLES: Readonly<Record<Exclude<LedgerStatus["state"], "signed">, string>> = {
  diverged: "The ledger contradicts its signed head. All decisions are stopped",
  signer_state_invalid: "The signer cannot read its last signed head. All decisions are stopped",
  not_signed: "The ledger is not being signed. All decisions are stopped",
};

/** Shows an alert above every page while decisions are stopped because of the ledger: the cause, since when, and what to do. */
export function LedgerBanner() {
  const { data: status } = useOp("getLedgerStatus", {}, { refetchInterval: POLL_MS, retry: false });
  if (!status || status.state === "signed") return null;
  return (
    <section role="alert" aria-label="Ledger" className="max-h-[40dvh] shrink-0 overflow-y-auto border-b bg-canvas px-4 py-3 tablet:px-6">
      <div className="flex items-start gap-3">
        <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" className="mt-0.5 shrink-0 text-deny" />
        <div className="min-w-0 max-w-[80ch] text-label">
          <h2 className="text-body font-semibold">{TITLES[status.state]}</h2>
          <p className="mt-0.5 break-words text-ink-2">{status.message}</p>
          <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
            <Detail name="Detected">
              {status.since && (
                <time dateTime={status.since}>{new Date(status.since).toLocaleString("en-GB", { timeZoneName: "short" })}</time>
              )}
            </Detail>
            <Detail name="Ledger">
              <span className="font-mono break-all">{status.origin}</span>
            </Detail>
            <Detail name="Stored">{formatCount(status.stored_size)} entries</Detail>
            {status.signed && (
              <Detail name="Last signed">
                {formatCount(status.signed.size)} entries, root <span className="font-mono break-all">{status.signed.root}</span>
              </Detail>
            )}
            <Detail name="What to do">{status.remedy}</Detail>
          </dl>
        </div>
      </div>
    </section>
  );
}

function Detail({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
