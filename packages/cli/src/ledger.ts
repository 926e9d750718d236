import type { LogKey } from "@agentlattice/contract";
import type { Command } from "commander";
import { type ApiContext, type ApiFlags, asPerson, type PersonFlags, runApi, withApiFlags } from "./api-command.ts";
import { listAll } from "./connection/list-all.ts";
import { escapeText } from "./escape-text.ts";
import { table } from "./terminal/columns.ts";

const HELP = `
Only an owner replaces the key, with the session that agentlattice login creates. Exports and receipts from then on carry the chain
from the old key, so verify accepts both the old and the new verifier key. Of concurrent rotations one wins.

Exit codes
  0  done
  2  the command line or the credential is wrong, the credential may not do this, or the key was replaced meanwhile
  5  the API did not answer: compare the verifier key before you try again

Examples
  agentlattice ledger keys
  agentlattice ledger rotate-key
  agentlattice ledger rotate-key --vkey "$VKEY" --reason "The yearly replacement of keys."
`;

const HEADINGS = ["KEY", "STATUS", "FINGERPRINT", "SIGNS FROM", "CREATED", "REPLACED", "ENTRIES"];

/** Adds `agentlattice ledger keys|rotate-key`. */
export function addLedger(program: Command): void {
  const ledger = program.command("ledger").description("list and replace the keys that sign the ledger").addHelpText("after", HELP);
  withApiFlags(ledger.command("keys").description("list the keys of the ledger, newest first")).action((flags: ApiFlags) =>
    runApi("organisation", flags, listLogKeys),
  );
  asPerson(ledger.command("rotate-key").description("replace the key; stdout gets the new verifier key"))
    .option("--vkey <vkey>", "the verifier key to replace (default: the current one)")
    .option("--reason <text>", "stored encrypted with the entry of the rotation")
    .addHelpText("after", HELP)
    .action((flags: RotateFlags) => runApi("person", flags, (context) => rotateKey(context, flags)));
}

type RotateFlags = PersonFlags & { vkey?: string; reason?: string };

async function listLogKeys({ api, json, style, print, printJson }: ApiContext): Promise<number> {
  const keys: LogKey[] = [];
  for await (const key of listAll((page) => api.listLogKeys({ query: page }))) keys.push(key);
  if (json) printJson({ keys });
  else for (const line of table([HEADINGS, ...keys.map(cells)], (text, _, row) => (row === 0 ? style.dim(text) : text))) print(line);
  return 0;
}

function cells({ number, status, fingerprint, entry, created_at, replaced_at, entries }: LogKey): string[] {
  const times = [created_at, replaced_at].map((time) => time?.slice(0, "2026-11-21T08:00".length).replace("T", " ") ?? "");
  return [String(number), status, fingerprint, entry ?? "", ...times, String(entries)].map(escapeText);
}

async function rotateKey({ api, json, log, print, printJson }: ApiContext, flags: RotateFlags): Promise<number> {
  const vkey = flags.vkey ?? (await api.getCheckpoint()).vkey;
  const { reason } = flags;
  const rotated = await api.rotateLogKey({ body: { vkey, ...(reason !== undefined && { reason }) } });
  if (json) {
    printJson(rotated);
    return 0;
  }
  log(`Replaced the key at entry ${rotated.seq}. Give the new verifier key to everybody who verifies the ledger:`);
  print(rotated.vkey);
  return 0;
}
