import type { LogKey, pageQuery } from "@agentlattice/contract";
import { formatVkey } from "@agentlattice/core/ledger";
import { sha256 } from "@agentlattice/db";
import { z } from "zod";
import type { Deps } from "../deps.ts";
import { decodeCursor, toPage } from "../http/cursor.ts";
import type { Principal } from "../http/principal.ts";

const numberPosition = z.tuple([z.number().int().min(1).max(2_147_483_647)]);

/** A replacement of the key: the end of one key and the beginning of the next. */
interface Rotation {
  readonly number: number;
  readonly origin: string;
  readonly seq: bigint;
  readonly previousKey: Uint8Array;
  readonly publicKey: Uint8Array;
  readonly rotatedAt: Date;
}

interface LogKeysCall {
  readonly principal: Principal;
  readonly query: z.output<typeof pageQuery>;
  readonly deps: Pick<Deps, "database">;
}

/** Lists the keys of the ledger, newest first. Key number n ends with rotation n, and begins with the rotation before it. */
export async function listLogKeys({ principal, query: { cursor, limit }, deps }: LogKeysCall) {
  const { scope } = principal;
  const { orgId } = scope;
  const before = decodeCursor(cursor, numberPosition)?.[0];
  const head = await deps.database.storedHead(orgId);
  const { log } = await deps.database.keysOf(orgId, head.configVersion);
  const { rotations, createdAt } = await deps.database.inOrg(scope, async (client) => ({
    rotations: await client.logKey.findMany({
      where: { orgId, ...(before === undefined ? {} : { number: { lt: before } }) },
      select: { number: true, origin: true, seq: true, previousKey: true, publicKey: true, rotatedAt: true },
      orderBy: { number: "desc" },
      take: limit + 1,
    }),
    createdAt: (await client.organisation.findUniqueOrThrow({ where: { orgId }, select: { createdAt: true } })).createdAt,
  }));
  // The key in use has no end.
  const ends: readonly (Rotation | null)[] = before === undefined ? [null, ...rotations] : rotations;
  const keys = ends.map((end, index) => ({ end, begin: ends[index + 1] ?? null }));
  const shown = toPage(
    keys,
    limit,
    (key) => key,
    ({ begin }) => [(begin?.number ?? 0) + 1],
  );

  /** Counts the entries of all generations of the log before a rotation. Positions of earlier generations are negative. */
  const positionOf = async ({ origin, seq }: Pick<Rotation, "origin" | "seq">): Promise<number> =>
    origin === head.origin ? Number(seq) : ((await deps.database.seqOf(scope, generationOf(origin), Number(seq))) ?? 0);
  const start = firstOrigin(head.origin);
  const describe = async ({ begin, end }: (typeof keys)[number]): Promise<LogKey> => {
    const publicKey = begin?.publicKey ?? end?.previousKey ?? log.publicKey;
    const first = await positionOf(begin ?? { origin: start, seq: 0n });
    const last = end ? await positionOf(end) : head.size;
    return {
      number: (begin?.number ?? 0) + 1,
      status: end ? "replaced" : "current",
      vkey: formatVkey(sha256, { origin: end?.origin ?? head.origin, publicKey }),
      fingerprint: Buffer.from(sha256(publicKey)).toString("hex"),
      entry: begin && `g${generationOf(begin.origin)}.${begin.seq}`,
      created_at: (begin?.rotatedAt ?? createdAt).toISOString(),
      replaced_at: end?.rotatedAt.toISOString() ?? null,
      entries: last - first,
    };
  };
  return { ...shown, data: await Promise.all(shown.data.map(describe)) };
}

const GENERATION = /\/g(\d+)$/;

const generationOf = (origin: string): number => Number(GENERATION.exec(origin)?.[1] ?? 1);

/** Returns the origin of the first generation of a log. */
const firstOrigin = (origin: string): string => origin.replace(GENERATION, "/g1");
