import type { InvitationView } from "@agentlattice/contract";
import type { AttemptLimit } from "@agentlattice/db";
import { takeAttempt } from "../auth/attempt-limit.ts";
import type { Client } from "../auth/describe-client.ts";
import type { Deps } from "../deps.ts";
import { invitationTokenHash, refuseEnded } from "./invitation-token.ts";

/** Limit of look-ups. Tokens cannot be guessed, so it only protects the database. */
const PER_ADDRESS: AttemptLimit = { limit: 60, windowSeconds: 60 };

/** Reads an invitation by its token. It does not reveal whether the email has an account. @throws AppError INVITATION_INVALID */
export async function readInvitation({
  token,
  client,
  deps,
}: {
  token: string;
  client: Client;
  deps: Pick<Deps, "database">;
}): Promise<InvitationView> {
  await takeAttempt(deps, `invitation/address/${client.address}`, PER_ADDRESS);
  const found = await deps.database.lookups.invitation(invitationTokenHash(token));
  refuseEnded(found);
  const { org_name, email, role, expires_at } = found;
  return { org_name, email, role, expires_at: new Date(expires_at).toISOString() };
}
