import { describe, expect, it } from "vitest";
import { parseDuration, readActionOptions, readCommand } from "./read-request.ts";

describe("readActionOptions", () => {
  it("joins target, pairs and JSON into metadata", () => {
    const flags = {
      target: "acme/shop#42",
      metadata: ["branch=main", "query=a=b", "empty="],
      metadataJson: '{"lines_changed": 120}',
      justification: "why",
      summary: "Merge #42",
      audience: "ci",
    };
    expect(readActionOptions(flags)).toEqual({
      metadata: { lines_changed: 120, branch: "main", query: "a=b", empty: "", target: "acme/shop#42" },
      justification: "why",
      summary: "Merge #42",
      audience: "ci",
    });
    expect(readActionOptions({})).toEqual({});
  });

  it.each([
    [{ metadata: ["novalue"] }, "name=text"],
    [{ metadata: ["=x"] }, "name=text"],
    [{ metadata: [":=5"] }, "name=text"],
    [{ metadata: ["n:=five"] }, "n=text"],
    [{ metadata: ["n:="] }, "takes JSON"],
    [{ metadata: ['a:={"b":1,"b":2}'] }, "the same key twice"],
    [{ metadata: ['a:=[{"x":{"b":1,"\\u0062":2}}]'] }, "the same key twice"],
    [{ metadata: ["a:=1e-400"] }, "losing digits"],
    [{ metadata: ["a:=1e400"] }, "losing digits"],
    [{ metadata: ["a:=-0"] }, "losing digits"],
    [{ metadata: ["a:=9007199254740993"] }, "losing digits"],
    [{ metadata: ['a:={"__proto__":1}'] }, "not allowed in JSON"],
    [{ metadata: ['a:="\\ud800"'] }, "lone surrogate"],
    [{ metadataJson: '{"a":1,"a":2}' }, "the same key twice"],
    [{ metadataJson: '{"amount":1e-400}' }, "losing digits"],
    [{ metadata: ["n=5", "n:=5"] }, "more than once"],
    [{ metadata: ["a=1", "a=2"] }, "more than once"],
    [{ metadata: ["target=x"], target: "y" }, "more than once"],
    [{ metadataJson: '{"a":1}', metadata: ["a=2"] }, "more than once"],
    [{ metadataJson: "[1]" }, "takes a JSON object"],
    [{ metadataJson: "{" }, "takes a JSON object"],
    [{ arguments: "{}" }, "Name it with --tool"],
    [{ tool: "" }, "--tool takes the name"],
    [{ tool: "x", arguments: "" }, "--arguments takes JSON"],
    [{ tool: "x", arguments: '{"a":1,"a":2}' }, "the same key twice"],
    [{ tool: "x", arguments: "[9007199254740993]" }, "losing digits"],
  ])("refuses %j", (flags, sentence) => {
    expect(() => readActionOptions(flags)).toThrow(sentence);
  });

  it("takes a tool and its arguments, which may be any JSON", () => {
    expect(readActionOptions({ tool: "Bash" })).toEqual({ tool: { name: "Bash" } });
    for (const given of [{ a: [1, null] }, [], "text", 5, null])
      expect(readActionOptions({ tool: "Bash", arguments: JSON.stringify(given) }).tool).toEqual({ name: "Bash", arguments: given });
  });

  it("parses the value after := as JSON", () => {
    const metadata = ["n:=5", "draft:=false", 'labels:=["a"]', "none:=null", 'text:="5"', "url=a:=b", "plain=5"];
    expect(readActionOptions({ metadata }).metadata).toEqual({
      n: 5,
      draft: false,
      labels: ["a"],
      none: null,
      text: "5",
      url: "a:=b",
      plain: "5",
    });
  });

  it("sends a name such as __proto__ unchanged, so that the server refuses it", () => {
    expect(Object.keys(readActionOptions({ metadata: ["__proto__=x"] }).metadata ?? {})).toEqual(["__proto__"]);
  });
});

describe("parseDuration", () => {
  it.each([
    ["90", 90_000],
    ["90s", 90_000],
    ["1.5m", 90_000],
    ["8h", 28_800_000],
    ["2d", 172_800_000],
    ["250ms", 250],
  ])("%s", (text, ms) => {
    expect(parseDuration(text)).toBe(ms);
  });

  it.each(["", "0", "-1s", "8 hours", "1w", "NaN", "1e3"])("refuses %j", (text) => {
    expect(() => parseDuration(text)).toThrow("--timeout takes");
  });
});

describe("readCommand", () => {
  it.each([
    [
      ["git", "push", "--force"],
      ["node", "al", "gate", "pr.merge", "--", "git", "push", "--force"],
    ],
    [
      ["npm", "test", "--", "-u"],
      ["node", "al", "gate", "pr.merge", "--", "npm", "test", "--", "-u"],
    ],
    [[], ["node", "al", "gate", "pr.merge"]],
  ])("takes %j", (words, argv) => {
    expect(readCommand(words, argv)).toEqual(words);
  });

  it.each([
    [["git"], ["node", "al", "gate", "pr.merge", "git"]],
    [
      ["stray", "git"],
      ["node", "al", "gate", "pr.merge", "stray", "--", "git"],
    ],
    [[], ["node", "al", "gate", "pr.merge", "--"]],
  ])("refuses %j of %j", (words, argv) => {
    expect(() => readCommand(words, argv)).toThrow("after --");
  });
});
