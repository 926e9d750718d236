import { createHmac, timingSafeEqual } from "node:crypto";
import { toBase64 } from "@agentlattice/core/ledger";
import type { OrgReader } from "../tenancy/org-reader.ts";
import type { OrgScope } from "../tenancy/org-scope.ts";

/** A generation of a log and its predecessor. */
export interface Generation {
  readonly origin: string;
  readonly previousOrigin: string;
  readonly previousSize: number;
  readonly previousRoot: Uint8Array;
}

const NAME = /^(.+\/g)([1-9]\d{0,8})$/;

/** Returns the origin of the log's next generation. @throws RangeError when the origin has no generation */
export function nextOrigin(origin: string): { readonly origin: string; readonly generation: number } {
  const [, base, generation] = NAME.exec(origin) ?? [];
  if (base === undefined) throw new RangeError("The origin of a log must end with its generation.");
  return { origin: `${base}${Number(generation) + 1}`, generation: Number(generation) + 1 };
}

/** Computes the proof that a generation was begun with the key-encryption key. */
export function generationMac(kek: Uint8Array, orgId: string, generation: Generation): Buffer {
  const { origin, previousOrigin, previousSize, previousRoot } = generation;
  const message = ["al/generation/v1", orgId, origin, previousOrigin, previousSize, toBase64(previousRoot)].join("\n");
  return createHmac("sha256", kek).update(message).digest();
}

/**
 * Returns the seq under which the database stores an entry of a generation, given its seq in that generation; null when that generation has
 * no such entry. Entries of earlier generations are stored below 0.
 */
export async function readStoredSeq(reader: OrgReader, scope: OrgScope, generation: number, seq: number): Promise<number | null> {
  const [found] = await reader.rows<{ current: number; size: number | null; later: number }>(scope, {
    name: "ledger_place",
    text: `SELECT substring(h.origin FROM '/g([0-9]+)$')::float8 AS current,
        (SELECT previous_size FROM app.ledger_generation WHERE org_id = $1 AND generation = $2 + 1)::float8 AS size,
        (SELECT coalesce(sum(previous_size), 0) FROM app.ledger_generation WHERE org_id = $1 AND generation > $2)::float8 AS later
      FROM app.ledger_head h WHERE h.org_id = $1`,
    values: [scope.orgId, generation],
  });
  if (!found || generation > found.current) return null;
  if (generation === found.current) return seq;
  return found.size !== null && seq < found.size ? seq - found.later : null;
}

/** Returns true when the generation with this origin was begun with the key-encryption key. */
export async function readAuthorisation(reader: OrgReader, kek: Uint8Array, scope: OrgScope, origin: string): Promise<boolean> {
  const rows = await reader.rows<Generation & { mac: Buffer }>(scope, {
    name: "ledger_generation",
    text: `SELECT origin, previous_origin AS "previousOrigin", previous_size::float8 AS "previousSize", previous_root AS "previousRoot", mac
      FROM app.ledger_generation WHERE org_id = $1 AND origin = $2`,
    values: [scope.orgId, origin],
  });
  return rows.some((row) => timingSafeEqual(row.mac, generationMac(kek, scope.orgId, row)));
}

/** A generation of a log that has ended, and its head. */
export interface EndedGeneration {
  readonly generation: number;
  readonly origin: string;
  readonly size: number;
  readonly root: Uint8Array;
  readonly endedAt: Date;
}

/** Returns the generations before the newest one, oldest first. */
export function readEndedGenerations(reader: OrgReader, scope: OrgScope): Promise<EndedGeneration[]> {
  return reader.rows<EndedGeneration>(scope, {
    name: "ended_generations",
    text: `SELECT generation - 1 AS generation, previous_origin AS origin, previous_size::float8 AS size, previous_root AS root, begun_at AS "endedAt"
      FROM app.ledger_generation WHERE org_id = $1 ORDER BY generation`,
    values: [scope.orgId],
  });
}
