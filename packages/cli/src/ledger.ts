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
  agentlattice ledger rotate-key --vkey "$VKEY"
`;

/** Adds `agentlattice ledger rotate-key`. */
export function addLedger(program: Command): void {
  const ledger = program.command("ledger").description("replace the key that signs the ledger").addHelpText("after", HELP);
  asPerson(ledger.command("rotate-key").description("replace the key; stdout gets the new verifier key"))
    .option("--vkey <vkey>", "the verifier key to replace (default: the current one)")
    .addHelpText("after", HELP)
    .action((flags: PersonFlags & { vkey?: string }) => runApi("person", flags, (context) => rotateKey(context, flags.vkey)));
}

async function rotateKey({ api, json, log, print, printJson }: ApiContext, given: string | undefined): Promise<number> {
  const vkey = given ?? (await api.getCheckpoint()).vkey;
  const rotated = await api.rotateLogKey({ body: { vkey } });
  if (json) {
    printJson(rotated);
    return 0;
  }
  log(`Replaced the key at entry ${rotated.seq}. Give the new verifier key to everybody who verifies the ledger:`);
  print(rotated.vkey);
  return 0;
}
