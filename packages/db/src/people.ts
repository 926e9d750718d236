import { foldText } from "@agentlattice/core/fold";
import type { OrgClient } from "./tenancy/in-org.ts";

/** Stores a person's new password. INVARIANT: the transaction names the person, and row-level security protects all other rows. */
export async function storePassword(client: OrgClient, userId: string, passwordHash: string): Promise<void> {
  await client.$executeRaw`SELECT set_config('app.user_id', ${userId}, true)`;
  await client.appUser.update({ where: { userId }, data: { passwordHash }, select: { userId: true } });
}

/** Stores a new person. It is a plain INSERT, because a person becomes visible only through a membership. */
export async function storePerson(
  client: OrgClient,
  person: { userId: string; email: string; name: string; passwordHash: string },
): Promise<void> {
  await client.$executeRaw`INSERT INTO app.app_user (user_id, email, email_key, name, password_hash)
    VALUES (${person.userId}::uuid, ${person.email}, ${foldText(person.email)}, ${person.name}, ${person.passwordHash})`;
}
