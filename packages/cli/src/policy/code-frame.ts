import { escapeText } from "../escape-text.ts";
import { cut, widthOf } from "../terminal/columns.ts";
import type { Style } from "../terminal/style.ts";

const BEFORE = 2;
const AFTER = 1;
const MAX_WIDTH = 120;

/** Returns the lines around a position, with a caret below it. Line and column start at 1. */
export function codeFrame(text: string, line: number, column: number, style: Style): string[] {
  const lines = text.trimEnd().split(/\r\n|\n|\r/);
  const first = Math.max(1, line - BEFORE);
  const last = Math.min(lines.length, line + AFTER);
  const gutter = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const source = lines[number - 1] ?? "";
    // A long line is shown from a little before the position.
    const from = Math.max(0, number === line ? column - MAX_WIDTH + 20 : 0);
    const head = `${number === line ? ">" : " "} ${String(number).padStart(gutter)} | `;
    const code = cut(printable(source.slice(from)), MAX_WIDTH);
    shown.push(number === line ? `${style.red(head)}${code}` : style.dim(`${head}${code}`));
    if (number === line)
      shown.push(
        `${style.dim(`  ${" ".repeat(gutter)} | `)}${" ".repeat(widthOf(printable(source.slice(from, column - 1))))}${style.red("^")}`,
      );
  }
  return shown;
}

/** Replaces tabs, because they would move the caret. */
function printable(text: string): string {
  return escapeText(text.replaceAll("\t", " "));
}
