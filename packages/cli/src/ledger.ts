import type { Command } from "commander";
import { type ApiContext, asPerson, type PersonFlags, runApi } from "./api-command.ts";

const HELP = `
Only an owner replaces the key, with the session that agentlattice login creates. Exports and receipts from then on carry the chain
from the old key, so verify accepts both the old and the new verifier key. Of concurrent rotations one wins.

Exit codes
  0  done
  2  the command line or the credential is wrong, the credential may not do this, or the key was replaced meanwhile
  5  the API did not answer: compare the verifier key before you try again

Examples
  agentlattice ledger rotate-key
  agentlattice ledger rotate-key --vkey "$VKEY" --reason "The yearly replacement of keys."
`;

/** Adds `agentlattice ledger rotate-key`. */
export function addLedger(program: Command): void {
  const ledger = program.command("ledger").description("replace the key that signs the ledger").addHelpText("after", HELP);
  asPerson(ledger.command("rotate-key").description("replace the key; stdout gets the new verifier key"))
    .option("--vkey <vkey>", "the verifier key to replace (default: the current one)")
    .option("--reason <text>", "stored encrypted with the entry of the rotation")
    .addHelpText("after", HELP)
    .action((flags: RotateFlags) => runApi("person", flags, (context) => rotateKey(context, flags)));
}

type RotateFlags = PersonFlags & { vkey?: string; reason?: string };

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
