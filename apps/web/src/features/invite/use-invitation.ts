"use client";

import type { InvitationView } from "@agentlattice/contract";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";

/**
 * The state of the invitation in the URL. `partial`: the link is truncated. `closed`: used, withdrawn or expired; the API supplies
 * the reason.
 */
export type Found =
  | { readonly state: "reading" }
  | { readonly state: "partial" }
  | { readonly state: "closed"; readonly reason: string }
  | { readonly state: "failed"; readonly error: unknown; readonly retry: () => void }
  | { readonly state: "open"; readonly token: string; readonly invitation: InvitationView };

/** Reads the invitation from the URL. INVARIANT: its token is in the fragment, which browsers do not send to servers. */
export function useInvitation(): Found {
  const hash = useSyncExternalStore(onHash, readHash, () => null);
  const token = hash === null ? null : /^#(ali_[A-Za-z0-9_-]{43})$/.exec(hash)?.[1];
  const [found, setFound] = useState<Found>({ state: "reading" });
  const read = useCallback(async () => {
    if (!token) return;
    setFound({ state: "reading" });
    try {
      setFound({ state: "open", token, invitation: await api.readInvitation({ body: { token } }) });
    } catch (error) {
      const closed = error instanceof ApiError && error.code === "INVITATION_INVALID";
      setFound(closed ? { state: "closed", reason: error.message } : { state: "failed", error, retry: () => void read() });
    }
  }, [token]);
  useEffect(() => {
    void read();
  }, [read]);
  return token === undefined ? { state: "partial" } : found;
}

function onHash(listener: () => void): () => void {
  window.addEventListener("hashchange", listener);
  return () => window.removeEventListener("hashchange", listener);
}

const readHash = () => window.location.hash;
