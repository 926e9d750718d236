import { expect, it } from "vitest";
import { styleFor } from "./style.ts";

const tty = { isTTY: true, write: () => {} };
const pipe = { write: () => {} };
const RED = "\u001b[31mx\u001b[39m";

it.each([
  ["a terminal", tty, {}, RED],
  ["a pipe", pipe, {}, "x"],
  ["a terminal with NO_COLOR", tty, { NO_COLOR: "1" }, "x"],
  ["an empty NO_COLOR, which counts as none", tty, { NO_COLOR: "" }, RED],
  ["a dumb terminal", tty, { TERM: "dumb" }, "x"],
  ["a pipe with FORCE_COLOR", pipe, { FORCE_COLOR: "1" }, RED],
  ["a terminal with FORCE_COLOR=0", tty, { FORCE_COLOR: "0" }, "x"],
])("on %s", (_, output, env, shown) => {
  expect(styleFor(output, env).red("x")).toBe(shown);
});
