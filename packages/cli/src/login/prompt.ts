import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import { Interrupted } from "../interrupted.ts";
import { UsageError } from "../usage-error.ts";

/** Asks a question on the terminal. @throws Interrupted by Ctrl-C */
export function ask(question: string): Promise<string> {
  return askLine(question, true);
}

/** Asks without echoing the input. Without a terminal, reads the first line of standard input. @throws Interrupted by Ctrl-C */
export function askHidden(question: string): Promise<string> {
  return askLine(question, false);
}

function askLine(question: string, echo: boolean): Promise<string> {
  const terminal = process.stdin.isTTY === true;
  // Prompts go to stderr, because stdout carries the result. Readline echoes typed characters only to this stream.
  const screen = new Writable({
    write(chunk, _encoding, done) {
      if (echo) process.stderr.write(chunk);
      done();
    },
  });
  if (terminal) process.stderr.write(question);
  return new Promise((resolve, reject) => {
    const lines = createInterface({ input: process.stdin, output: screen, terminal });
    let answered = false;
    lines.once("line", (line) => {
      answered = true;
      lines.close();
      if (terminal && !echo) process.stderr.write("\n");
      if (line === "") reject(new UsageError("Nothing was entered."));
      else resolve(line);
    });
    lines.once("SIGINT", () => {
      answered = true;
      lines.close();
      process.stderr.write("\n");
      reject(new Interrupted("SIGINT"));
    });
    lines.once("close", () => {
      if (!answered) reject(new UsageError("Standard input ended before an answer was entered."));
    });
  });
}
