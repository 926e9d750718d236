import { execFile } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { demoFile } from "./demo.ts";

const ROOT = path.resolve(import.meta.dirname, "..");

/** The owner of a sample organisation. */
export interface SampleOwner {
  readonly org_id: string;
  readonly email: string;
  readonly password: string;
}

/**
 * Creates a sample in the database of the running product, as `npm run seed` does. The password is printed once, so it is kept beside demo.json
 * for the other tests and workers.
 */
export async function seedSample(name: string): Promise<SampleOwner> {
  const dataDir = path.dirname(demoFile());
  const kept = path.join(dataDir, `sample-${name}.json`);
  if (existsSync(kept)) return JSON.parse(readFileSync(kept, "utf8")) as SampleOwner;
  const { DATABASE_URL: _, ...env } = process.env;
  const args = [path.join(ROOT, "scripts/seed.mjs"), name, "--built"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT, env: { ...env, DATA_DIR: dataDir } });
  const owner = JSON.parse(stdout.trim().split("\n").at(-1) ?? "")[name] as SampleOwner;
  writeFileSync(kept, JSON.stringify(owner));
  return owner;
}
