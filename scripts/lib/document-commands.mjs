import { readdirSync, readFileSync } from "node:fs";
import { inRoot } from "./paths.mjs";

const PROGRAMS =
  /^(?:[A-Z][A-Z0-9_]*=\S+ +)*(?:npm|npx|node|psql|pg_dump|pg_restore|docker|curl|openssl|agentlattice|chmod|export|git|pip|python3?)(?= |$)/;
/** Names of programs, which are not commands on their own. */
const NAMES = new Set(["npm", "npx", "node", "psql", "pg_dump", "docker", "curl", "agentlattice", "git", "export"]);

/** @typedef {{ file: string, command: string }} DocumentedCommand */

/** Lists every document. @returns {string[]} */
export function listDocuments() {
  const inFolder = (/** @type {string} */ folder) =>
    readdirSync(inRoot(folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".md") && !/(^|\/)(node_modules|dist|\.next|src)\//.test(name))
      .map((name) => `${folder}/${name}`);
  return ["README.md", "CONTRIBUTING.md", "SECURITY.md", ...["docs", "packages", "examples"].flatMap(inFolder)];
}

/** Returns the shell commands of a document, from blocks and from code in sentences. @param {string} file @returns {DocumentedCommand[]} */
export function commandsOf(file) {
  const text = readFileSync(inRoot(file), "utf8");
  const shells = [...text.matchAll(/^```(?:sh|bash|shell|console)\n([\s\S]*?)^```$/gm)].flatMap(([, block = ""]) => linesOf(block));
  const prose = text.replace(/^```[\s\S]*?^```$/gm, "");
  const indented = prose.split("\n").flatMap((line) => (/^ {4}\S/.test(line) ? linesOf(line) : []));
  const inline = [...prose.replace(/^ {4}.*$/gm, "").matchAll(/`([^`\n]+)`/g)].map(([, code = ""]) => code);
  return [...shells, ...indented, ...inline].filter(isCommand).map((command) => ({ file, command }));
}

/** @param {string} block */
function linesOf(block) {
  return block
    .replace(/\\\n\s*/g, "")
    .split("\n")
    .map((line) => line.replace(/\s+# .*$/, "").trim());
}

/** @param {string} text */
const isCommand = (text) => PROGRAMS.test(text) && !NAMES.has(text);
