import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import { table } from "../terminal/columns.ts";

const STATES = { absent: "", draft: "draft", active: "active", disabled: "disabled" } as const;

/** Lists the policy library with the status of each policy. */
export async function listLibrary({ api, json, style, print, printJson }: ApiContext): Promise<number> {
  const library = await api.listLibrary();
  if (json) {
    printJson(library);
    return 0;
  }
  const rows = [
    ...library.policies.map(({ name, title, state, edited }) => ["policy", name, title, `${STATES[state]}${edited ? ", edited" : ""}`]),
    ...library.packs.map(({ name, title, policies }) => ["pack", name, title, `${policies.length} policies`]),
    ...library.starters.map(({ name, title, policies }) => ["starter", name, title, `${policies.length} policies`]),
  ].map((row) => row.map((cell) => escapeText(cell)));
  for (const line of table(rows, (text, column) => (column === 1 ? style.bold(text) : column === 2 ? text : style.dim(text)))) print(line);
  return 0;
}
