import { AppError } from "./app-error.ts";

const SENTENCES = {
  key: "The stored key contradicts its seal, so it was changed outside AgentLattice. Revoke it, create another key, and ask an admin to verify the ledger.",
  member:
    "The stored role of this person contradicts its seal, so it was changed outside AgentLattice. Ask another owner or admin to set the role again or to remove the person, and to verify the ledger.",
  counter:
    "A counter of the limits contradicts its seal or is missing, so it was changed outside AgentLattice. The action was not run. Try again after the period of the limit has ended, and ask an admin to verify the ledger.",
} as const;

/** Returns the error for a row that was changed outside the product. */
export function rowTampered(what: keyof typeof SENTENCES): AppError {
  return new AppError("APPROVAL_TAMPERED", { detail: SENTENCES[what] });
}
