import type { Command } from "commander";
import { progressLine } from "./terminal/progress-line.ts";
import { UsageError } from "./usage-error.ts";
import { extractEvidence } from "./verify/extract-evidence.ts";
import { readFolder } from "./verify/read-folder.ts";
import { assertReadable, findFile, parseRange, readCheckpoint, readVkey } from "./verify/read-inputs.ts";
import { outcomeJson, showOutcome } from "./verify/show-outcome.ts";
import { type VerifyRequest, verifyExport } from "./verify/verify-export.ts";

/** Short runs show no progress. */
const PROGRESS_DELAY_MS = 400;

interface VerifyOptions {
  readonly vkey: string;
  readonly checkpoint?: string;
  readonly pin?: string;
  readonly payloads?: string | undefined;
  readonly policies?: string | undefined;
  readonly range?: string;
  readonly allowTail?: boolean;
  readonly json?: boolean;
}

const EXIT_CODES = `
Exit codes
  0   valid, and consistent with the pin
  10  valid, but not compared with an earlier head (no pin)
  20  the signature, the key or the pin does not match
  30  diverged from the pin
  40  invalid: prints the first bad entry and the class of the fault
  2   the command line is wrong or a file cannot be read
`;

/**
 * Adds `agentlattice verify`, which checks an export offline. The identity and key of the log come from the user, never from a file of
 * the export.
 */
export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("check an exported ledger offline: every entry, every link, the Merkle root and the signed checkpoint")
    .argument("<entries>", "the export: the zip or the folder written by export, or one entry per line (NDJSON)")
    .requiredOption("--vkey <key>", "the log's verifier key (name+id+key), or a file that contains it")
    .option("--checkpoint <file>", "the signed checkpoint; - reads standard input")
    .option("--pin <file>", "compare with the head in this file, and store the new one")
    .option("--payloads <file>", "check these payloads (NDJSON) against the commitments in the entries")
    .option("--policies <file>", "check these policy texts (NDJSON) against the hashes in the entries")
    .option("--range <a:b>", "the file holds entries from a up to, not including, b: checks continuity only")
    .option("--allow-tail", "accept entries after the signed head, which are not covered by the signature")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXIT_CODES)
    .action(runVerify);
}

async function runVerify(entries: string, options: VerifyOptions): Promise<void> {
  const evidence = await extractEvidence(entries);
  try {
    const files = evidence && { payloads: evidence.payloads ?? undefined, policies: evidence.policies ?? undefined };
    await verifyPath(evidence?.folder ?? entries, { ...files, ...options });
  } finally {
    await evidence?.remove();
  }
}

async function verifyPath(path: string, options: VerifyOptions): Promise<void> {
  const request = await readRequest(path, options);
  const { progress, clear } = progressLine(
    process.stderr,
    (bytes) => `Verifying ${Math.floor((100 * bytes) / Math.max(request.entries.bytes, 1))} %`,
    PROGRESS_DELAY_MS,
  );
  const outcome = await verifyExport(request, progress).finally(clear);
  process.stdout.write(options.json ? outcomeJson(outcome) : showOutcome(outcome));
  process.exitCode = outcome.exitCode;
}

async function readRequest(path: string, options: VerifyOptions): Promise<VerifyRequest> {
  const folder = await readFolder(path);
  const range = options.range === undefined ? (folder?.part?.range ?? null) : parseRange(options.range);
  const checkpoint = options.checkpoint ?? folder?.checkpoint;
  if (!range && checkpoint === undefined)
    throw new UsageError("Give --checkpoint: without a signed head nothing can be proven. (For a part of a log, give --range a:b.)");
  if (range && options.pin !== undefined) throw new UsageError("--pin needs the whole log: a range cannot be compared with a head.");
  const vkey = await readVkey(options.vkey);
  for (const file of [options.payloads, options.policies]) if (file !== undefined) await assertReadable(file);
  return {
    entries: await findFile(folder?.entries ?? path),
    vkey,
    note: checkpoint === undefined ? null : await readCheckpoint(checkpoint),
    pinFile: options.pin ?? null,
    payloads: options.payloads ?? null,
    policies: options.policies ?? null,
    range,
    edges: options.range === undefined ? (folder?.part?.edges ?? null) : null,
    allowTail: options.allowTail ?? false,
  };
}
