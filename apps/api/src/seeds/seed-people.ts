import { randomBytes } from "node:crypto";
import type { OrgScope, RoleName } from "@agentlattice/db";
import { hashPassword } from "../auth/hash-password.ts";
import type { Deps } from "../deps.ts";
import type { PersonPrincipal } from "../http/principal.ts";
import { addMember } from "./add-member.ts";
import type { SeededOrganisation, SeededPerson } from "./describe-organisation.ts";

/** Names and secrets as one flat object, in the format of demo.json. */
export type Credentials = Readonly<Record<string, string>>;

const PASSWORD_BYTES = 12;
const SESSION_MS = 3_600_000;

export async function newPassword(): Promise<{ password: string; hash: string }> {
  const password = randomBytes(PASSWORD_BYTES).toString("base64url");
  return { password, hash: await hashPassword(password) };
}

/** Adds the members of an organisation. The owner exists already. */
export async function seedPeople(
  deps: Deps,
  scope: OrgScope,
  ownerId: string,
  seeded: SeededOrganisation,
): Promise<{ people: Map<string, PersonPrincipal>; credentials: Credentials }> {
  const people = new Map([[seeded.owner.email, personOf(deps, scope, ownerId, "owner", seeded.owner)]]);
  const credentials: Record<string, string> = {};
  for (const member of seeded.members) {
    const { password, hash } = await newPassword();
    const userId = await addMember(deps, scope, { ...member, passwordHash: hash, addedBy: ownerId });
    people.set(member.email, personOf(deps, scope, userId, member.role, member));
    credentials[`${member.role}_email`] = member.email;
    credentials[`${member.role}_password`] = password;
  }
  return { people, credentials };
}

/** Returns a principal for a person whom this seed has just created. The person acts without a session. */
function personOf(deps: Deps, scope: OrgScope, userId: string, role: RoleName, { email, name }: SeededPerson): PersonPrincipal {
  const person: PersonPrincipal = {
    kind: "person",
    scope,
    configVersion: Number.MAX_SAFE_INTEGER,
    userId,
    role,
    email,
    name,
    sessionId: deps.newId(),
    unconfirmed: false,
    expiresAt: deps.now() + SESSION_MS,
    purgeAt: null,
    refresh: async () => person,
  };
  return person;
}
