import type { AuditEvent } from "@agentlattice/contract";
import type { ApiContext } from "../api-command.ts";
import { escapeText } from "../escape-text.ts";
import type { Agents } from "../keys/find-agents.ts";
import { cut, fit } from "../terminal/columns.ts";
import type { Style } from "../terminal/style.ts";

/** A row of the ledger, in the wire's own words. */
export type Row = AuditEvent;

const SEQ_WIDTH = 7;
const STATUS_WIDTH = 11;
const ACTION_WIDTH = 24;
const AGENT_WIDTH = 18;

/** Good, bad and waiting, by mark and by colour: colour alone is not for everybody. */
const MARKS: Readonly<Record<string, readonly [mark: string, colour: "green" | "red" | "yellow"]>> = {
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

/** Prints a row as a line of columns, or as JSON. */
export function rowPrinter({ json, printJson, print, style, io }: ApiContext, agents: Agents): (row: Row) => void {
  if (json) return printJson;
  const columns = io.stdout.isTTY === true ? (process.stdout.columns ?? Infinity) : Infinity;
  return (row) => print(lineOf(row, { agent: agents.nameOf(row.agent_id), style, columns, local: io.stdout.isTTY === true }));
}

interface Look {
  readonly agent: string;
  readonly style: Style;
  /** Width of the terminal. */
  readonly columns: number;
  /** Local time of day, or the full time in UTC. */
  readonly local: boolean;
}

/** One line, without its end; everything of the server's in it is escaped. */
export function lineOf(row: Row, { agent, style, columns, local }: Look): string {
  const [mark, colour] = MARKS[row.status ?? ""] ?? ["·", undefined];
  const paint = colour === undefined ? style.dim : style[colour];
  const time = local ? new Date(row.timestamp).toLocaleTimeString("en-GB") : escapeText(row.timestamp);
  const subject = row.denial_reason ?? (row.action_type === null ? `${row.subject.type} ${row.subject.id}` : row.subject.id);
  const cells = [
    [time, style.dim],
    [String(row.seq).padStart(SEQ_WIDTH), style.dim],
    [fit(`${mark} ${escapeText(row.status ?? "")}`, STATUS_WIDTH), paint],
    [fit(escapeText(row.action_type ?? row.kind), ACTION_WIDTH), style.bold],
    [fit(escapeText(agent), AGENT_WIDTH), (text: string) => text],
  ] as const;
  const before = cells.reduce((width, [text]) => width + text.length + 2, 0);
  const last = cut(escapeText(subject), Math.max(1, columns - before));
  return [...cells.map(([text, paintCell]) => paintCell(text)), row.denial_reason ? style.red(last) : style.dim(last)].join("  ").trimEnd();
}
