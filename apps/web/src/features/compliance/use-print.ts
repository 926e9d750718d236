"use client";

import type { ComplianceReport } from "@agentlattice/contract";
import { useEffect, useState } from "react";
import { usePrintedReport } from "./use-compliance.ts";

/** Returns a function that records an export of the report, shows the exported report, and prints it. */
export function usePrint(report: ComplianceReport | null) {
  const { mutate, isPending, error } = usePrintedReport();
  const [exported, setExported] = useState<string | null>(null);
  const digest = report?.digest ?? null;
  useEffect(() => {
    // The digest on paper must be the recorded one, so the exported report is displayed first.
    if (exported === null || exported !== digest) return;
    setExported(null);
    window.print();
  }, [exported, digest]);
  return { print: () => mutate(undefined, { onSuccess: setExported }), isPending, error };
}
