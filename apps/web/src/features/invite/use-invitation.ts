"use client";

import type { InvitationView } from "@agentlattice/contract";
import { useCallback, useEffect, useState, useSyncExternalStore } from "react";
import { ApiError } from "#lib/api/api-error.ts";
import { api } from "#lib/api/browser-api.ts";

/** `partial`: the link was cut off. `over`: used, withdrawn or too old, in the words of the API. */
export type Found =
  | { readonly state: "reading" }
  | { readonly state: "partial" }
  | { readonly state: "over"; readonly why: string }
  | { readonly state: "failed"; readonly error: unknown; readonly retry: () => void }
  | { readonly state: "open"; readonly token: string; readonly invitation: InvitationView };

/** The invitation in the address. INVARIANT: its token stands in the fragment, which browsers send nowhere. */
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
      const over = error instanceof ApiError && error.code === "INVITATION_INVALID";
      setFound(over ? { state: "over", why: error.message } : { state: "failed", error, retry: () => void read() });
    }
  }, [token]);
  useEffect(() => {
    void read();
  }, [read]);
  return token === undefined ? { state: "partial" } : found;
}

function onHash(call: () => void): () => void {
  window.addEventListener("hashchange", call);
  return () => window.removeEventListener("hashchange", call);
}

const readHash = () => window.location.hash;
