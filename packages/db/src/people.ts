import type { OrgClient } from "./tenancy/in-org.ts";

/** Stores a person's new password. INVARIANT: the transaction names the person; row-level security lets no other row be changed. */
export async function storePassword(client: OrgClient, userId: string, passwordHash: string): Promise<void> {
  await client.$executeRaw`SELECT set_config('app.user_id', ${userId}, true)`;
  await client.appUser.update({ where: { userId }, data: { passwordHash }, select: { userId: true } });
}

/** Stores a person who is new to this installation. Plain INSERT: a person is visible only through a membership, which comes next. */
export async function storePerson(
  client: OrgClient,
  person: { userId: string; email: string; name: string; passwordHash: string },
): Promise<void> {
  await client.$executeRaw`INSERT INTO app.app_user (user_id, email, name, password_hash)
    VALUES (${person.userId}::uuid, ${person.email}, ${person.name}, ${person.passwordHash})`;
}
