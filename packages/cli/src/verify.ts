import type { Command } from "commander";
import { UsageError } from "./usage-error.ts";
import { readFolder } from "./verify/read-folder.ts";
import { assertReadable, findFile, parseRange, readCheckpoint, readVkey } from "./verify/read-inputs.ts";
import { outcomeJson, showOutcome } from "./verify/show-outcome.ts";
import { showProgress } from "./verify/show-progress.ts";
import { type VerifyRequest, verifyExport } from "./verify/verify-export.ts";

interface VerifyOptions {
  readonly vkey: string;
  readonly checkpoint?: string;
  readonly pin?: string;
  readonly payloads?: string;
  readonly policies?: string;
  readonly range?: string;
  readonly allowTail?: boolean;
  readonly json?: boolean;
}

const EXIT_CODES = `
Exit codes
  0   valid, and compared with a pin
  10  valid, but with nothing to compare it with: unpinned and unwitnessed
  20  the signature, the key or the pin does not fit
  30  diverged from the pin
  40  invalid: the first bad entry and its class are printed
  2   the command was not understood or a file cannot be read
`;

/** `agentlattice verify`: checks an exported log offline. The log's identity and key come from the user, never from a file of the log. */
export function addVerify(program: Command): void {
  program
    .command("verify")
    .description("check an exported ledger offline: every entry, every link, the Merkle root and the signed checkpoint")
    .argument("<entries>", "the export: one entry per line (NDJSON), or the folder that export made")
    .requiredOption("--vkey <key>", "the log's verifier key (name+id+key), or a file that holds it")
    .option("--checkpoint <file>", "the signed checkpoint; - reads standard input")
    .option("--pin <file>", "compare with the head verified last time, and remember this one")
    .option("--payloads <file>", "check these payloads (NDJSON) against the commitments in the entries")
    .option("--policies <file>", "check these texts of policies (NDJSON) against the hashes in the entries")
    .option("--range <a:b>", "the file holds only entries a up to, not including, b: shows continuity, not proof")
    .option("--allow-tail", "accept entries after the signed head, which nothing vouches for")
    .option("--json", "print one JSON object")
    .addHelpText("after", EXIT_CODES)
    .action(runVerify);
}

async function runVerify(entries: string, options: VerifyOptions): Promise<void> {
  const request = await readRequest(entries, options);
  const { progress, clear } = showProgress(request.entries.bytes, process.stderr);
  const outcome = await verifyExport(request, progress).finally(clear);
  process.stdout.write(options.json ? outcomeJson(outcome) : showOutcome(outcome));
  process.exitCode = outcome.exitCode;
}

async function readRequest(path: string, options: VerifyOptions): Promise<VerifyRequest> {
  const folder = await readFolder(path);
  const range = options.range === undefined ? (folder?.part?.range ?? null) : parseRange(options.range);
  const checkpoint = options.checkpoint ?? folder?.checkpoint;
  if (!range && checkpoint === undefined)
    throw new UsageError("--checkpoint is needed: without a signed head nothing can be proven. (A part of a log: --range a:b)");
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
