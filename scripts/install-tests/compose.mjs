import { readFileSync } from "node:fs";
import path from "node:path";
import { parse } from "yaml";

/**
 * @typedef {object} Service
 * @property {{ dockerfile: string }} [build]
 * @property {string[]} [command]
 * @property {string} [user]
 * @property {boolean} [read_only]
 * @property {Record<string, string>} environment
 * @property {string[]} [volumes] `volume:/path`
 * @property {string[]} [profiles]
 */

/**
 * Reads a compose file: variables from `.env` are filled in, and `<<` is merged.
 * @param {string} file @param {Record<string, string>} env
 * @returns {{ services: Record<string, Service>, configs: Record<string, { content: string }> }}
 */
export function readCompose(file, env) {
  const { services, configs } = parse(fillIn(readFileSync(file, "utf8"), env), { merge: true });
  return { services, configs };
}

/** Reads the variables of an `.env` file. @param {string} text */
export const readEnvFile = (text) =>
  Object.fromEntries([...text.matchAll(/^([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [String(name), String(value)]));

/**
 * Fills in `${NAME}`, `${NAME:-default}` and `${NAME:?error}`, nested ones too. `$$` is a dollar.
 * @param {string} text @param {Record<string, string>} env
 * @returns {string}
 * @throws Error for a required variable that is missing
 */
function fillIn(text, env) {
  const inner = /\$\{([A-Z_]+)(?:(:-|:\?)([^${}]*))?\}/;
  const withoutComments = text.replaceAll(/^\s*#.*$/gm, "").replaceAll("$$", "\u0000");
  let filled = withoutComments;
  for (let match = inner.exec(filled); match !== null; match = inner.exec(filled)) {
    const [whole, name = "", kind, rest = ""] = match;
    const value = env[name] ?? "";
    if (value === "" && kind === ":?") throw new Error(`${name}: ${rest}`);
    filled = filled.replace(whole, () => (value === "" && kind === ":-" ? rest : value));
  }
  return filled.replaceAll("\u0000", "$");
}

/** The folder of this machine for each volume. @param {Service} service @param {string} dir */
export function volumesOf(service, dir) {
  return Object.fromEntries(
    (service.volumes ?? []).map((line) => {
      const [name = "", at = ""] = line.split(":");
      return [at, path.join(dir, name)];
    }),
  );
}
