import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { readCheckpoint } from "./read-inputs.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "al-inputs-"));
});
afterAll(() => rm(folder, { recursive: true }));

const NOTE = "log.example/1\n2\nAAAA\n\n\u2014 log.example/1 BBBB\n";

it.each([
  ["as it was answered", NOTE, NOTE],
  ["as echo and jq -r write it", `${NOTE}\n`, NOTE],
  ["with a blank at its end, which is not ours to remove", `${NOTE} `, `${NOTE} `],
  ["without its last line end, which is missing", NOTE.slice(0, -1), NOTE.slice(0, -1)],
])("a checkpoint is read %s", async (_, written, read) => {
  const file = join(folder, "checkpoint.txt");
  await writeFile(file, written);
  expect(await readCheckpoint(file)).toBe(read);
});

it("a missing checkpoint is a usage error", async () => {
  await expect(readCheckpoint(join(folder, "nothing"))).rejects.toThrow("--checkpoint: cannot read");
});
