import type { AuditEvent } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import type { Agents } from "../keys/find-agents.ts";
import { cut, fit } from "../terminal/columns.ts";
import type { Style } from "../terminal/style.ts";

/** An entry of the ledger, with the names of the API. */
export type Row = AuditEvent;

const SEQ_WIDTH = 7;
const STATUS_WIDTH = 11;
const ACTION_WIDTH = 24;
const AGENT_WIDTH = 18;

/** Symbol and colour of a status. The symbol carries the meaning without the colour. */
const SYMBOLS: Readonly<Record<string, readonly [symbol: string, colour: "green" | "red" | "yellow"]>> = {
  executed: ["✓", "green"],
  approved: ["✓", "green"],
  success: ["✓", "green"],
  denied: ["✗", "red"],
  refused: ["✗", "red"],
  revoked: ["✗", "red"],
  failure: ["✗", "red"],
  requested: ["…", "yellow"],
  expired: ["✗", "yellow"],
  lapsed: ["✗", "yellow"],
  cancelled: ["✗", "yellow"],
  partial: ["…", "yellow"],
};

/** Returns a function that prints an entry as columns or as JSON. */
export function rowPrinter({ json, printJson, print, style, io }: ApiContext, agents: Agents): (row: Row) => void {
  if (json) return printJson;
  const columns = io.stdout.isTTY === true ? (process.stdout.columns ?? Infinity) : Infinity;
  return (row) => print(lineOf(row, { agent: agents.nameOf(row.agent_id), style, columns, local: io.stdout.isTTY === true }));
}

interface RowFormat {
  readonly agent: string;
  readonly style: Style;
  /** Width of the terminal in columns. */
  readonly columns: number;
  /** Shows local time of day instead of the full time in UTC. */
  readonly local: boolean;
}

/** Returns an entry as one line. All text from the server is escaped. */
export function lineOf(row: Row, { agent, style, columns, local }: RowFormat): string {
  const [symbol, colour] = SYMBOLS[row.status ?? ""] ?? ["·", undefined];
  const paint = colour === undefined ? style.dim : style[colour];
  const time = local ? new Date(row.timestamp).toLocaleTimeString("en-GB") : escapeText(row.timestamp);
  const subject = row.denial_reason ?? (row.action_type === null ? `${row.subject.type} ${row.subject.id}` : row.subject.id);
  const cells = [
    [time, style.dim],
    [String(row.seq).padStart(SEQ_WIDTH), style.dim],
    [fit(`${symbol} ${escapeText(row.status ?? "")}`, STATUS_WIDTH), paint],
    [fit(escapeText(row.action_type ?? row.kind), ACTION_WIDTH), style.bold],
    [fit(escapeText(agent), AGENT_WIDTH), (text: string) => text],
  ] as const;
  const before = cells.reduce((width, [text]) => width + text.length + 2, 0);
  const last = cut(escapeText(subject), Math.max(1, columns - before));
  return [...cells.map(([text, paintCell]) => paintCell(text)), row.denial_reason ? style.red(last) : style.dim(last)].join("  ").trimEnd();
}
