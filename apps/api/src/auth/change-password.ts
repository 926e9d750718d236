import type { PasswordInput } from "@agentlattice/contract";
import { storePassword } from "@agentlattice/db";
import type { z } from "zod";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { memberEntry } from "../members/member-entry.ts";
import { confirmPassword } from "./confirm-password.ts";
import type { Client } from "./describe-client.ts";
import { hashPassword } from "./hash-password.ts";
import { endOtherSessions } from "./my-sessions.ts";
import { refuseWeakPassword } from "./password-policy.ts";

export interface ChangePasswordRequest {
  readonly principal: PersonPrincipal;
  readonly input: z.output<typeof PasswordInput>;
  readonly client: Client;
  readonly deps: Pick<Deps, "database" | "env" | "newId" | "now">;
}

/**
 * Changes the caller's password and ends all their other sessions in every organisation.
 * @throws AppError INVALID_CREDENTIALS, PASSWORD_WEAK, TOO_MANY_ATTEMPTS
 */
export async function changePassword({ principal, input, client, deps }: ChangePasswordRequest): Promise<number> {
  const { email, name, userId, scope } = principal;
  const user = await confirmPassword({ principal, password: input.current_password, client, deps });
  refuseWeakPassword(input.new_password, [email, name, ...user.memberships.map((membership) => membership.org_name)]);
  const passwordHash = await hashPassword(input.new_password);
  await deps.database.audited(scope, async (context) => {
    await storePassword(context.client, userId, passwordHash);
    const entry = memberEntry({ id: deps.newId(), principal, userId, change: "password_changed", role: principal.role });
    return { result: null, entries: [entry], changesAnswers: false };
  });
  return endOtherSessions({ principal, deps });
}
