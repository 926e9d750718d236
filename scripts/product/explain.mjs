import { existsSync } from "node:fs";
import { inRoot } from "../lib/paths.mjs";
import { ToolFailed } from "../lib/run-quietly.mjs";
import { SettingError } from "./settings.mjs";

/**
 * Returns the message for the terminal: the sentence of an expected failure, else the whole error.
 * @param {unknown} error
 * @returns {Promise<string>}
 */
export async function explain(error) {
  const cause = await explainFile(error);
  if (!(cause instanceof Error)) return String(cause);
  const expected = cause instanceof SettingError || cause instanceof ToolFailed || cause.name === "ProvisionError";
  return expected ? cause.message : String(cause.stack);
}

/** @param {unknown} error */
async function explainFile(error) {
  const built = inRoot("packages/db/dist/provision.mjs");
  if (!existsSync(built)) return error;
  try {
    const { explainFileError } = await import(built);
    return explainFileError(error);
  } catch {
    // A build that cannot be loaded cannot explain anything. The error itself is what matters.
    return error;
  }
}
