"use client";

import { parseAsString } from "nuqs";
import { useOp, usePages } from "#lib/api/use-op.ts";
import { useEnvironment } from "#lib/environment/environment.tsx";
import { useView } from "#lib/navigation/use-view.ts";

/** The selected approval, stored in the URL. */
export function useOutcomeView() {
  return useView({ approval: parseAsString });
}

/** Approvals whose permit was consumed without a known outcome, oldest first. */
export function useUnknownOutcomes() {
  const environment = useEnvironment() ?? undefined;
  return usePages("listApprovals", { query: { environment, status: "unknown", limit: 50 } });
}

/** Approvals whose unknown outcome became known in the last 7 days, newest request first. */
export function useSettledOutcomes() {
  const environment = useEnvironment() ?? undefined;
  return usePages("listApprovals", { query: { environment, status: "settled", settled_within: "7d", limit: 50 } });
}

const KNOWN = 100;

/** The ledger entries about an approval, newest first. */
export function useApprovalEntries(id: string) {
  return useOp("listAuditEvents", { query: { approval_id: id, limit: KNOWN } });
}
