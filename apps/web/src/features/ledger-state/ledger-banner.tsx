"use client";

import type { LedgerStatus } from "@agentlattice/contract";
import { CircleAlert } from "lucide-react";
import type { ReactNode } from "react";
import { useOp } from "#lib/api/use-op.ts";
import { formatCount } from "#lib/format/text.ts";

const LOOK_EVERY_MS = 15_000;

const TITLES: Readonly<Record<Exclude<LedgerStatus["state"], "signed">, string>> = {
  diverged: "The ledger does not extend what was signed: nothing is decided",
  signer_state_invalid: "The signer cannot read what it signed last: nothing is decided",
  not_signed: "The ledger is not being signed: nothing is decided",
};

/** Says above every page that nothing is decided, what is wrong with the ledger, since when, and what to do. */
export function LedgerBanner() {
  const { data: status } = useOp("getLedgerStatus", {}, { refetchInterval: LOOK_EVERY_MS, retry: false });
  if (!status || status.state === "signed") return null;
  return (
    <section role="alert" aria-label="Ledger" className="max-h-[40dvh] shrink-0 overflow-y-auto border-b bg-canvas px-4 py-3 tablet:px-6">
      <div className="flex items-start gap-3">
        <CircleAlert size={16} strokeWidth={1.75} aria-hidden="true" className="mt-0.5 shrink-0 text-deny" />
        <div className="min-w-0 max-w-[80ch] text-label">
          <h2 className="text-body font-semibold">{TITLES[status.state]}</h2>
          <p className="mt-0.5 break-words text-ink-2">{status.message}</p>
          <dl className="mt-2 grid grid-cols-[auto_1fr] gap-x-4 gap-y-0.5">
            <Fact name="Noticed">
              {status.since && (
                <time dateTime={status.since}>{new Date(status.since).toLocaleString("en-GB", { timeZoneName: "short" })}</time>
              )}
            </Fact>
            <Fact name="Ledger">
              <span className="font-mono break-all">{status.origin}</span>
            </Fact>
            <Fact name="In the database">{formatCount(status.stored_size)} entries</Fact>
            {status.signed && (
              <Fact name="Signed last">
                {formatCount(status.signed.size)} entries, root <span className="font-mono break-all">{status.signed.root}</span>
              </Fact>
            )}
            <Fact name="What to do">{status.remedy}</Fact>
          </dl>
        </div>
      </div>
    </section>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2">{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
