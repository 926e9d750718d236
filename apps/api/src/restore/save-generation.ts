import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { encodeId } from "@agentlattice/core";
import { formatVkey } from "@agentlattice/core/ledger";
import { grantOrgScope, sha256 } from "@agentlattice/db";
import type { Deps } from "../deps.ts";

/**
 * Writes what an auditor needs of a generation that ends: its entries, its verifier key and the newest signed head that was kept. Entries
 * after that head are included, but no signature covers them.
 * @returns the folder
 */
export async function saveGeneration(deps: Pick<Deps, "database" | "env">, orgId: string): Promise<string> {
  const { database, env } = deps;
  const scope = grantOrgScope(orgId);
  const { origin, size } = await database.storedHead(orgId);
  const folder = join(env.DATA_DIR, "generations", encodeId("org", orgId), origin.slice(origin.lastIndexOf("/") + 1));
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { log } = await database.keysOf(orgId);
  const kept = await database.inOrg(scope, (client) =>
    client.ledgerCheckpoint.findFirst({ where: { orgId, size: { lte: BigInt(size) } }, orderBy: { size: "desc" } }),
  );
  const secret = { mode: 0o600, flush: true };
  await writeFile(join(folder, "vkey.txt"), `${formatVkey(sha256, { origin, publicKey: log.publicKey })}\n`, secret);
  if (kept) await writeFile(join(folder, "checkpoint.txt"), kept.note, secret);
  const entries = database.reader.blocks(scope, { from: 0, to: size - 1 });
  await pipeline(Readable.from(textsOf(entries)), createWriteStream(join(folder, "entries.ndjson"), secret));
  return folder;
}

async function* textsOf(blocks: AsyncIterable<{ readonly text: Buffer }>): AsyncGenerator<Buffer> {
  for await (const { text } of blocks) yield text;
}
