"use client";

import type { GovernanceHealth } from "@agentlattice/contract";
import clsx from "clsx";
import type { ReactNode } from "react";
import { ErrorNotice } from "#components/ui/error-notice.tsx";
import { SkeletonBar } from "#components/ui/skeleton-bar.tsx";
import { useOp } from "#lib/api/use-op.ts";
import { formatAmount, plural } from "#lib/format/text.ts";
import { formatUtc } from "#lib/format/time.ts";
import { Fact, Part } from "./report-part.tsx";

/** The state of the ledger now. It is no part of the report, and not printed. */
export function LedgerHealth() {
  const { data, error, refetch } = useOp("getGovernanceHealth", {});
  return (
    <Part title="Ledger health now" className="print:hidden">
      {data && "chain_integrity" in data && <Parts health={data} />}
      {!data && !error && <SkeletonBar className="h-32 w-full" />}
      {error && (
        <ErrorNotice
          title="The ledger health did not load"
          stillWorks="The report is complete."
          error={error}
          onRetry={() => void refetch()}
        />
      )}
    </Part>
  );
}

const CHAIN = { verified: "Verified", unverified: "Only the newest entries verified", failed: "Failed", unknown: "Not checked" } as const;
const STATE = { ok: "In force", failed: "Failed", unknown: "Not checked" } as const;

function Parts({ health }: { health: GovernanceHealth }) {
  const { chain_integrity: chain, key_resolution: keys, append_only_grants: grants, write_latency: latency, bus, checked_at } = health;
  return (
    <dl>
      <Fact name="Chain">
        <State failed={chain.status === "failed"}>{CHAIN[chain.status]}</State>
      </Fact>
      <Fact name="Keys">
        <State failed={keys.status === "failed"}>
          {keys.resolved === null || keys.unresolved === null
            ? "Not checked"
            : `${plural(keys.resolved, "key", "keys")} resolved, ${keys.unresolved} unresolved`}
        </State>
      </Fact>
      <Fact name="Append-only rights">
        <State failed={grants.status === "failed"}>{STATE[grants.status]}</State>
      </Fact>
      <Fact name="Bus">
        <State failed={bus.status === "degraded"}>{bus.reason ?? "All processes use the same bus"}</State>
      </Fact>
      <Fact name="Write latency">
        {latency.p50_ms === null || latency.p95_ms === null
          ? "No writes measured"
          : `p50 ${formatAmount(latency.p50_ms)} ms, p95 ${formatAmount(latency.p95_ms)} ms`}
      </Fact>
      <Fact name="Checked">{formatUtc(checked_at)}</Fact>
    </dl>
  );
}

function State({ failed, children }: { failed: boolean; children: ReactNode }) {
  return <span className={clsx(failed && "font-medium text-deny")}>{children}</span>;
}
