import { encodeId } from "@agentlattice/core";
import type { Deps } from "../deps.ts";
import { AppError } from "../http/app-error.ts";
import type { Principal } from "../http/principal.ts";
import { actorOf, configEntry } from "./config-entry.ts";
import { readLeaves } from "./read-leaves.ts";

export interface ExportInput {
  readonly principal: Principal;
  /** seq of the first entry */
  readonly from: number;
  readonly deps: Deps;
}

export interface LedgerExport {
  readonly from: number;
  /** seq of the last entry: the export's own */
  readonly to: number;
  /** Signed note of size to + 1. */
  readonly checkpoint: string;
  readonly lines: ReadableStream<Uint8Array>;
}

const NEWLINE = Buffer.from("\n");

/**
 * The entries byte for byte, one a line. The export is recorded first and ends with its own entry, under the head that
 * was signed for it, so that file and checkpoint fit exactly. @throws AppError INVALID_REQUEST
 */
export async function exportLedger({ principal, from, deps }: ExportInput): Promise<LedgerExport> {
  const { scope } = principal;
  const { orgId } = scope;
  const org = encodeId("org", orgId);
  const { result: to, checkpoint } = await deps.database.audited(scope, async ({ client }) => {
    const head = await client.ledgerHead.findUniqueOrThrow({ where: { orgId }, select: { size: true } });
    const to = Number(head.size);
    if (from > to) throw beyondTheEnd(to);
    const data = { from, to, format: "ndjson" as const };
    const entry = configEntry({
      id: deps.newId(),
      kind: "audit.exported",
      actor: actorOf(principal),
      subject: { type: "organisation", id: org },
      data,
    });
    return { result: to, entries: [entry], changesAnswers: false };
  });
  return { from, to, checkpoint, lines: toLines(readLeaves(deps, scope, from, to + 1)) };
}

/** One page is read each time the client has taken the last; when it goes away, reading stops. */
function toLines(pages: ReturnType<typeof readLeaves>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const { value, done } = await pages.next();
        if (done) controller.close();
        else controller.enqueue(Buffer.concat(value.flatMap((leaf) => [leaf.bytes, NEWLINE])));
      },
      async cancel() {
        await pages.return(undefined);
      },
    },
    { highWaterMark: 1 },
  );
}

function beyondTheEnd(size: number): AppError {
  const message = `must not be beyond ${size}, where the ledger ends`;
  return new AppError("INVALID_REQUEST", { detail: `from: ${message}.`, errors: [{ path: "from", message }] });
}
