import type { ExportManifest } from "@agentlattice/contract";
import { decodeId } from "@agentlattice/core";
import { toHex } from "@agentlattice/core/ledger";
import { ENTRY_DATA } from "@agentlattice/core/ledger/schemas";
import type { OrgScope } from "@agentlattice/db";
import type { Deps } from "../deps.ts";
import { Measured } from "./measured.ts";

/** Writes the texts of the policy versions that entries of a range name by their hash, one per line. */
export class PolicyLines {
  readonly #deps: Pick<Deps, "database">;
  readonly #scope: OrgScope;
  readonly #range: { readonly from: number; readonly to: number };
  readonly #measured = new Measured();
  #versions = 0;

  constructor(deps: Pick<Deps, "database">, scope: OrgScope, range: { readonly from: number; readonly to: number }) {
    this.#deps = deps;
    this.#scope = scope;
    this.#range = range;
  }

  chunks(): AsyncGenerator<Uint8Array> {
    return this.#measured.through(this.#lines());
  }

  /** Returns the result. Call it once, after all data has passed. */
  result(): NonNullable<ExportManifest["policies"]> {
    return { file: "policies.ndjson", versions: this.#versions, ...this.#measured.result() };
  }

  async *#lines(): AsyncGenerator<Uint8Array> {
    const seen = new Set<string>();
    for await (const { text } of this.#deps.database.reader.blocks(this.#scope, { kinds: ["policy.changed"], ...this.#range }))
      for (const line of text.toString("utf8").trimEnd().split("\n")) {
        const { policy, version } = ENTRY_DATA["policy.changed"].parse(JSON.parse(line).data);
        if (seen.has(`${policy} ${version}`)) continue;
        seen.add(`${policy} ${version}`);
        yield* this.#lineOf(policy, version);
      }
  }

  async *#lineOf(policy: string, version: number): AsyncGenerator<Uint8Array> {
    const { orgId } = this.#scope;
    const policyId = decodeId("pol", policy) ?? "";
    const row = await this.#deps.database.inOrg(this.#scope, (client) =>
      client.policyVersion.findUnique({
        where: { orgId_policyId_version: { orgId, policyId, version } },
        select: { canonical: true, hash: true },
      }),
    );
    if (!row) return;
    this.#versions++;
    yield Buffer.from(`${JSON.stringify({ policy, version, hash: toHex(row.hash), text: row.canonical })}\n`);
  }
}
