import { readFileSync } from "node:fs";

/** The content of `$DATA_DIR/demo.json`, which `npm start` writes. */
export interface Demo {
  readonly console_url: string;
  readonly api_url: string;
  readonly email: string;
  readonly password: string;
  readonly operator_email: string;
  readonly operator_password: string;
  readonly org_id: string;
  readonly agent_id: string;
  readonly agent_api_key: string;
  readonly org_api_key: string;
}

/** Returns the path of the demo.json that `readDemo` reads. */
export function demoFile(): string {
  const files: string[] = JSON.parse(process.env.AL_DEMO_FILES ?? "[]");
  const file = process.env.AL_DEMO_FILE ?? files[Number(process.env.TEST_PARALLEL_INDEX ?? 0)];
  if (!file) throw new Error("There is no product to test: run the browser tests with npm test -- browser, or set AL_DEMO_FILE");
  return file;
}

/**
 * Reads demo.json of the product under test: the one of this worker, or the running product that AL_DEMO_FILE names. The runner, which only
 * lists the tests, gets the first.
 */
export function readDemo(): Demo {
  return JSON.parse(readFileSync(demoFile(), "utf8")) as Demo;
}
