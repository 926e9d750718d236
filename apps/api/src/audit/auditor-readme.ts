import type { ZipManifest } from "./export-manifest.ts";

/** Returns the instructions for the recipient of an export. The commands run in the folder of the extracted zip. */
export function auditorReadme(manifest: ZipManifest): string {
  const { origin, vkey, from, to, entries, size, exported_at, payloads, policies, checkpoint } = manifest;
  const whole = from === 0 && to + 1 === size;
  const others = "--payloads payloads.ndjson --policies policies.ndjson";
  const range = whole ? "" : ` --range ${from}:${to + 1}`;
  const verify =
    checkpoint === null
      ? `agentlattice verify entries.ndjson --checkpoint checkpoint.txt --vkey '${vkey}'${range} --allow-tail ${others}`
      : `agentlattice verify . --vkey '${vkey}' ${others}`;
  return `# Evidence of the log ${origin}

Exported at ${exported_at}: ${entries} entries, ${from} to ${to}, under a signed head of ${size} entries.

| file | content |
|---|---|
| \`entries.ndjson\` | Every entry, byte for byte as it was hashed, one per line. Entries hold ids, codes, numbers and hashes. |
${
  checkpoint === null
    ? ""
    : "| `checkpoint.txt` | The signed head of the log (C2SP tlog-checkpoint): number of entries, Merkle root, Ed25519 signature. |\n"
}| \`payloads.ndjson\` | ${payloads?.values ?? 0} values that are kept outside the log: names, reasons, arguments, outcomes. Each has the salt that ties it to its commitment in an entry. |
| \`policies.ndjson\` | The texts of ${policies?.versions ?? 0} policy versions that entries name by their SHA-256. |
| \`manifest.json\` | The range, counts and SHA-256 of the files. It makes no claim that is not checked against the signed head. |

${generationNote(manifest)}## Check it

The command works offline and needs Node.js 20.19 or newer. Install it with \`npm install -g agentlattice\`. Then, in this folder:

\`\`\`sh
${verify}
\`\`\`

The key in this command was written by the same server as the files. Compare it with a key that you received from somebody you trust.

## What the exit code means

| code | meaning |
|---|---|
| 0 | Valid, and compared with a head that you verified before. |
| 10 | Valid: hashes, links, signature, payloads and policies agree. It is the expected result of a first check. The signature shows that the log's key signed these entries; it cannot show that the operator did not sign another history for somebody else. Compare with a head that you or somebody else kept to rule that out. |
| 20 | The signature or the key does not fit. Nothing is proven. |
| 30 | The entries contradict a head that you verified before. |
| 40 | Something was changed. The first bad entry and the class of the fault are printed, such as PAYLOAD_MISMATCH or POLICY_MISMATCH. |
| 2 | The command was not understood, or a file cannot be read. |

${
  whole
    ? `To compare with later exports, keep a pin. The first run creates it and ends with 10; every later run compares and ends with 0:

\`\`\`sh
${verify} --pin pin.json
${verify} --pin pin.json
\`\`\`
`
    : "This export contains a part of the log. The hashes in manifest.json prove it under the signed head; a pin needs the whole log.\n"
}
## What is not here

- \`withheld\` in the output counts commitments without a value in \`payloads.ndjson\`: values that were erased, and the originals behind
  placeholders, which nobody exports. A withheld value is not a fault.${
    payloads && payloads.unreadable.length > 0
      ? `\n- The stored payloads of these entries were changed and cannot be decrypted: ${payloads.unreadable.join(", ")}.`
      : ""
  }
- The log shows what was recorded and that it was not changed afterwards. It cannot show that what an agent said was true.
`;
}

/** Returns the section about other generations of a ledger that was restored. */
function generationNote({ checkpoint, generation, earlier_generations: earlier }: ZipManifest): string {
  if (checkpoint === null)
    return `## An earlier generation

This is generation ${generation} of a ledger that was restored from a backup. Its signed heads are not in the database any more: \`npm run restore\` wrote the newest
one to a folder on the server, as \`checkpoint.txt\`, with the key as \`vkey.txt\`. Ask the operator for them, and put \`checkpoint.txt\` into this folder. Entry 0 of the next
generation (\`ledger.restored\`) contains the size and the root of this one. Compare the key in the command with \`vkey.txt\`.

`;
  if (earlier.length === 0) return "";
  const names = earlier.map(({ generation: number, size }) => `generation ${number} with ${size} entries`).join(", ");
  return `## What came before

The ledger was restored from a backup. This export is generation ${generation} and does not contain ${names}. Each is exported by itself
(\`agentlattice export --payloads --generation <number> --out evidence-g<number>.zip\`).

`;
}
