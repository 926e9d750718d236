import type { ExportManifest } from "@agentlattice/contract";
import { encodeId } from "@agentlattice/core";
import { toBase64 } from "@agentlattice/core/ledger";
import type { OrgScope, PayloadRow } from "@agentlattice/db";
import { PLACEHOLDERS } from "../actions/decision-payload.ts";
import type { Deps } from "../deps.ts";
import { Measured } from "./measured.ts";

const MAX_NAMED = 100;

/** The stored seqs of a range, and the log that it belongs to. */
interface PayloadLinesRange {
  readonly from: number;
  readonly to: number;
  readonly origin: string;
  /** What a stored seq is less than the seq in its log. */
  readonly offset: number;
}

/** Writes the payloads of a range of entries in the format that `verify --payloads` reads, one per line. */
export class PayloadLines {
  readonly #deps: Pick<Deps, "database">;
  readonly #scope: OrgScope;
  readonly #range: PayloadLinesRange;
  readonly #measured = new Measured();
  readonly #unreadable: number[] = [];
  #values = 0;

  constructor(deps: Pick<Deps, "database">, scope: OrgScope, range: PayloadLinesRange) {
    this.#deps = deps;
    this.#scope = scope;
    this.#range = range;
  }

  chunks(): AsyncGenerator<Uint8Array> {
    return this.#measured.through(this.#lines());
  }

  /** Returns the result. Call it once, after all data has passed. */
  result(): NonNullable<ExportManifest["payloads"]> {
    return { file: "payloads.ndjson", values: this.#values, unreadable: this.#unreadable, ...this.#measured.result() };
  }

  /** INVARIANT: the values behind placeholders have a separate permission and are never exported. */
  async *#lines(): AsyncGenerator<Uint8Array> {
    const { database } = this.#deps;
    const { data: dataKey } = await database.keysOf(this.#scope.orgId);
    for await (const rows of database.reader.payloads(this.#scope, { ...this.#range, dataKey, except: [PLACEHOLDERS] }))
      yield Buffer.from(rows.map((row) => this.#lineOf(row)).join(""));
  }

  #lineOf({ seq: stored, entryId, field, salt, text }: PayloadRow): string {
    const seq = stored + this.#range.offset;
    if (text === null) {
      if (this.#unreadable.length < MAX_NAMED) this.#unreadable.push(seq);
      return "";
    }
    this.#values++;
    // The value is the canonical text of the commitment, so it is not serialised again.
    return `{"seq":${seq},"id":"${encodeId("evt", entryId)}","field":${JSON.stringify(field)},"salt":"${toBase64(salt)}","value":${text}}\n`;
  }
}
