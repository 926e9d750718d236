import type { Halt } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { listAll } from "../connection/list-all.ts";
import { escapeText } from "../escape-text.ts";
import { cut, table } from "../terminal/columns.ts";
import { nameScope } from "./describe-halt.ts";

const HEADINGS = ["ID", "SCOPE", "STATE", "CONFIRMED", "REQUESTED", "REASON"];
const MAX_CELL = 40;
const MAX_ROWS = 200;

/** Prints at most 200 halts, newest first. */
export async function listHalts({ api, json, style, log, print, printJson }: ApiContext, all: boolean): Promise<number> {
  const halts: Halt[] = [];
  let more = false;
  const query = all ? {} : ({ active: "true" } as const);
  for await (const halt of listAll((page) => api.listHalts({ query: { ...page, ...query } }), 50)) {
    more = halts.length === MAX_ROWS;
    if (more) break;
    halts.push(halt);
  }
  if (more) log(`Only the newest ${MAX_ROWS} halts are shown.`);
  if (json) printJson({ halts, has_more: more });
  else if (halts.length === 0) print(all ? "There were no halts." : "No halt is in force.");
  else for (const line of table([HEADINGS, ...halts.map(cells)], (text, _, row) => (row === 0 ? style.dim(text) : text))) print(line);
  return 0;
}

function cells(halt: Halt): string[] {
  const { acknowledged_count: confirmed, outstanding_count: outstanding } = halt;
  const requested = halt.requested_at.slice(0, 19).replace("T", " ");
  const clients = `${confirmed} of ${confirmed + outstanding}`;
  return [halt.id, cut(nameScope(halt), MAX_CELL), halt.status, clients, requested, cut(halt.reason ?? "–", MAX_CELL)].map(escapeText);
}
