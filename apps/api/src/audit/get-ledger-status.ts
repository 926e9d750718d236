import type { LedgerStatus } from "@agentlattice/contract";
import { toBase64 } from "@agentlattice/core/ledger";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { Principal } from "../http/principal.ts";
import { generationOf } from "./earlier-generations.ts";

const STATES = { LEDGER_DIVERGED: "diverged", SIGNER_STATE_INVALID: "signer_state_invalid", SIGNING_PENDING: "not_signed" } as const;
const REMEDIES = {
  diverged:
    "Find out why the database changed. If it was restored on purpose: inform everyone who keeps heads or pins of this ledger, stop the API and run npm run restore, which begins a new generation. If not: keep the database as it is, and restore the right one.",
  signer_state_invalid:
    "Restore the file from a backup. Only if the database was neither restored nor changed by hand, remove the file instead. Nothing has to be started again.",
  not_signed: "Look at the log of the API. Entries that are recorded already are signed as soon as it works again.",
} as const;

/** Returns the signing status of the ledger, with the remedy for a fault. It needs no signature itself. */
export async function getLedgerStatus({
  principal,
  deps,
}: {
  principal: Principal;
  deps: Pick<Deps, "database">;
}): Promise<z.output<typeof LedgerStatus>> {
  const { orgId } = principal.scope;
  const { origin, size } = await deps.database.storedHead(orgId);
  const generation = generationOf(origin);
  const fault = deps.database.health.faultOf(orgId);
  const head = { origin, generation, stored_size: size };
  if (!fault) return { state: "signed", ...head, since: null, signed: null, message: null, remedy: null };
  const state = STATES[fault.code];
  return {
    state,
    ...head,
    since: new Date(fault.since).toISOString(),
    signed: fault.signed && { size: fault.signed.size, root: toBase64(fault.signed.root) },
    message: fault.message,
    remedy: REMEDIES[state],
  };
}
