import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import yauzl from "yauzl";

/** Extracts a zip and names its files in their order. */
export async function extractZip(zip: string, into: string): Promise<string[]> {
  mkdirSync(into, { recursive: true });
  const file = await promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open)(zip, { lazyEntries: true, validateEntrySizes: true });
  const names: string[] = [];
  await new Promise<void>((resolve, reject) => {
    file.on("error", reject).on("end", resolve);
    file.on("entry", (entry: yauzl.Entry) => {
      names.push(entry.fileName);
      file.openReadStream(entry, async (error, stream) => {
        if (error) return reject(error);
        const parts: Buffer[] = [];
        for await (const part of stream) parts.push(part as Buffer);
        writeFileSync(join(into, entry.fileName), Buffer.concat(parts));
        file.readEntry();
      });
    });
    file.readEntry();
  });
  return names;
}
