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

/** Reads demo.json of the product under test, which AL_DEMO_FILE names. */
export function readDemo(): Demo {
  const file = process.env.AL_DEMO_FILE;
  if (!file) throw new Error("AL_DEMO_FILE is not set: run the browser tests with npm test -- browser");
  return JSON.parse(readFileSync(file, "utf8")) as Demo;
}
