"use client";

import type { CheckpointView as CheckpointSchema } from "@agentlattice/contract";
import { useQuery } from "@tanstack/react-query";
import type { z } from "zod";
import { api } from "#lib/api/browser-api.ts";
import { keyOf } from "#lib/api/use-op.ts";
import type { PinnedHead } from "#lib/ledger/pinned-head.ts";

type Checkpoint = z.infer<typeof CheckpointSchema>;

/** The verification status of a head; see docs/ledger-format.md. */
export type HeadStatus = "INVALID" | "DIVERGED" | "SIGNED" | "PINNED";

/** The newest head with this browser's verification result. */
export interface CheckedHead extends Checkpoint {
  readonly status: HeadStatus;
  readonly rootHex: string | null;
  /** The pinned head it was compared with. */
  readonly pin: PinnedHead | null;
}

/**
 * Fetches the newest head, verifies it with the key that the server names and compares it with the pinned head. On the first visit
 * the key is only the server's own claim, so the status is SIGNED and no better.
 */
export function useHead() {
  return useQuery({
    queryKey: keyOf("getCheckpoint", {}),
    queryFn: async ({ signal }): Promise<CheckedHead> => {
      const [head, { openHead }, { compareWithPin }] = await Promise.all([
        api.getCheckpoint({ signal }),
        import("#lib/ledger/verify-in-browser.ts"),
        import("#lib/ledger/compare-with-pin.ts"),
      ]);
      const opened = openHead(head);
      if (opened.status === "INVALID" || opened.rootHex === null) return { ...head, ...opened, pin: null };
      const compared = await compareWithPin({ ...head, rootHex: opened.rootHex }, Date.now(), signal);
      if (compared.state === "none") return { ...head, ...opened, pin: null };
      return { ...head, ...opened, status: compared.state === "extends" ? "PINNED" : "DIVERGED", pin: compared.pin };
    },
  });
}
