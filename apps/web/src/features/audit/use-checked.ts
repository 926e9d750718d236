"use client";

import type { Receipt } from "@agentlattice/contract";
import { useEffect, useState } from "react";

/** The result of verifying a proof in this browser. */
export type Checked =
  | { readonly state: "checking" }
  | { readonly state: "signed"; readonly size: number; readonly rootHex: string; readonly tookMs: number }
  | { readonly state: "invalid"; readonly reason: string };

/** Verifies a proof with the key that the server names. The server's own statement about the result is not used. */
export function useChecked(proof: (Receipt & { tree_size: number }) | undefined, vkey: string | undefined): Checked {
  const [checked, setChecked] = useState<Checked>({ state: "checking" });
  useEffect(() => {
    if (!proof || !vkey) return;
    let current = true;
    void import("#lib/ledger/verify-in-browser.ts").then(({ checkReceipt }) => {
      const outcome = checkReceipt(proof, vkey);
      if (current) setChecked(outcome);
    });
    return () => {
      current = false;
    };
  }, [proof, vkey]);
  return checked;
}
