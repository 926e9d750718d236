// Reads the set's templates. A file holds sections, each headed by a line `=== kind`, then what it says of the way it is kept, then the text.
import { readFileSync } from "node:fs";
import path from "node:path";

/** @param {string} file @returns {{ kind: string, way: string, text: string }[]} */
export function sections(file) {
  return readFileSync(path.join(import.meta.dirname, file), "utf8")
    .split(/^=== /m)
    .slice(1)
    .map((section) => {
      const [, head, body] = /^([^\n]*)\n([\s\S]*?)\n*$/.exec(section);
      const [kind, way = ""] = head.split(" : ");
      return { kind, way, text: body };
    });
}

/**
 * Ordinary text of about `size` characters. The ways: `file NAME` repeats the whole, `lines NAME` draws single lines, `parts NAME` draws what
 * stands between lines of three dots, `head NAME` keeps the first part once and repeats the second, `json` makes a list of values of it,
 * `talk` a conversation.
 */
export function ordinary(m, size, { way, text }) {
  const [mode, name = ""] = way.split(" ");
  const parts = text.split("\n...\n");
  const grow = (next, start = []) => {
    const made = start;
    for (let length = made.join("\n").length; length < size; length += made.at(-1).length) made.push(m.fill(next()));
    return made;
  };
  if (mode === "json") return { status: 200, body: grow(() => m.pick(parts)).map((part) => JSON.parse(part)) };
  if (mode === "talk") {
    const said = grow(() => m.pick(text.split("\n")));
    return { channel: m.fill("«kebab»"), messages: said.map((line) => ({ user: m.login(), ts: m.fill("«epoch».«dec 6»"), text: line })) };
  }
  const lines = text.split("\n");
  const made = {
    file: () => grow(() => text),
    lines: () => grow(() => m.pick(lines)),
    parts: () => grow(() => m.pick(parts)),
    head: () => grow(() => m.pick(parts.slice(1)), [m.fill(parts[0])]),
  }
    [mode]()
    .join("\n");
  return wrapped(m, m.fill(name), made);
}

/** As agents carry text: a file they read or wrote, what a command printed, what somebody sent them. */
function wrapped(m, name, text) {
  return m.pick([
    () => ({ tool: "write_file", arguments: { path: name, content: text } }),
    () => ({ tool: "bash", arguments: { command: `cat ${name}` }, result: { exit_code: 0, stdout: text, stderr: "" } }),
    () => ({ type: "tool_result", path: name, content: [{ type: "text", text }] }),
    () => ({ role: "user", content: `${m.pick(["Please look at this:", "Why does this fail?", "Review:", "Summarise."])}\n\n${text}` }),
  ])();
}
