import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { type DataColumn, DataTable } from "./data-table.tsx";

interface Agent {
  readonly id: string;
  readonly name: string;
  readonly calls: number;
}

const AGENTS: readonly Agent[] = [
  { id: "a", name: "release-bot", calls: 12 },
  { id: "b", name: "refund-bot", calls: 3 },
  { id: "c", name: "<b>bold</b>", calls: 0 },
];
const COLUMNS: readonly DataColumn<Agent>[] = [
  { id: "name", header: "Agent", isRowHeader: true, cell: ({ name }) => name },
  { id: "calls", header: "Calls", align: "right", cell: ({ calls }) => calls },
  { id: "menu", header: "Actions", hiddenHead: true, cell: () => null },
];

function render(props: Partial<Parameters<typeof DataTable<Agent>>[0]> = {}): string {
  return renderToStaticMarkup(
    createElement(DataTable<Agent>, { caption: "Agents", items: AGENTS, columns: COLUMNS, idOf: ({ id }) => id, ...props }),
  );
}

/** Returns the text of every element with a tag, without the tags inside it. */
function textsOf(html: string, tag: string): string[] {
  return [...html.matchAll(new RegExp(`<${tag}\\b[^>]*>(.*?)</${tag}>`, "g"))].map(([, inner = ""]) =>
    inner.replace(/<[^>]+>/g, "").trim(),
  );
}

describe("DataTable", () => {
  it("has a caption, a header for each column and a row for each item", () => {
    const html = render();
    expect(textsOf(html, "caption")).toEqual(["Agents"]);
    expect(textsOf(html, "th")).toEqual(["Agent", "Calls", "Actions", "release-bot", "refund-bot", "&lt;b&gt;bold&lt;/b&gt;"]);
    expect(textsOf(html, "td")).toEqual(["12", "", "3", "", "0", ""]);
    expect(html.match(/<th scope="row"/g)).toHaveLength(3);
    expect(html).toMatch(/<span class="sr-only">Actions<\/span>/);
  });

  it("announces the column by which the API sorted, and does not sort itself", () => {
    const html = render({ sortedBy: { column: "calls", descending: false } });
    expect(html.match(/aria-sort="\w+"/g)).toEqual(['aria-sort="ascending"']);
    expect(render({ sortedBy: { column: "name", descending: true } })).toContain('aria-sort="descending"');
    expect(textsOf(html, "td").filter((text) => text !== "")).toEqual(["12", "3", "0"]);
  });

  it("marks the selected row only", () => {
    expect(render()).not.toContain("aria-current");
    const [, ...rows] = render({ selectedId: "b", rowClassName: ({ id }) => `row-${id}` }).split("<tr");
    expect(rows.map((row) => row.includes('aria-current="true"'))).toEqual([false, false, true, false]);
    expect(rows[2]).toContain("row-b");
  });

  it("renders the rows of its window with their positions, and spacers for the others", () => {
    const html = render({ rowWindow: { indexes: [1], above: 40, below: 0, spacer: "loading" } });
    expect(html).toContain('aria-rowcount="4"');
    expect(html.match(/aria-rowindex="\d+"/g)).toEqual(['aria-rowindex="3"']);
    expect(html.match(/<tr style="height:\d+px"/g)).toEqual(['<tr style="height:40px"']);
    expect(textsOf(html, "td")).toEqual(["loading", "3", ""]);
  });

  it("ignores positions of a window that are past the end, as after a row was removed", () => {
    expect(render({ items: AGENTS.slice(0, 1), rowWindow: { indexes: [0, 1], above: 0, below: 0, spacer: null } })).not.toContain(
      "refund-bot",
    );
  });

  it("has a list of the items for narrow screens", () => {
    const html = render({ stacked: { below: "tablet", item: ({ name }) => createElement("li", null, name) } });
    expect(textsOf(html, "li")).toEqual(["release-bot", "refund-bot", "&lt;b&gt;bold&lt;/b&gt;"]);
    expect(html).toMatch(/<table class="[^"]*hidden tablet:table/);
    expect(html).toMatch(/<ul class="tablet:hidden/);
  });

  it("has no rows without items", () => {
    expect(textsOf(render({ items: [] }), "td")).toEqual([]);
  });
});
