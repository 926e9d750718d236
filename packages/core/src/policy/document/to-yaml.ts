import { Document, isMap, isScalar, isSeq, type Node, visit } from "yaml";
import { readPath } from "../../model/path.ts";
import type { Policy } from "./document.ts";
import { openYaml, positionOf } from "./parse-yaml.ts";

const KEY_ORDER = [
  "apiVersion",
  "kind",
  "metadata",
  "spec",
  "cases",
  "name",
  "description",
  "owner",
  "labels",
  "mode",
  "match",
  "when",
  "require",
  "otherwise",
  "effect",
  "approval",
  "limits",
  "history",
  "modules",
  "private",
  "obligations",
  "actions",
  "agents",
  "names",
  "environments",
  "fallback",
  "field",
  "operator",
  "value",
  "remedy",
  "action_type",
  "input",
  "environment",
  "agent",
  "ancestors",
  "at",
  "earlier",
  "times",
  "ago",
  "expect",
];
const MAX_FLOW_WIDTH = 100;

/** Formats a policy as YAML: keys in the order of the documentation, short lists and conditions on one line. */
export function toYaml(policy: Policy): string {
  const document = new Document(policy, { aliasDuplicateObjects: false, version: "1.2" });
  visit(document, {
    Map(_key, map) {
      map.items.sort((a, b) => rank(a.key) - rank(b.key));
    },
    Collection(key, node) {
      // Only nodes of scalars and short lists are easier to read on one line.
      if (key !== null && isShort(node)) node.flow = true;
    },
  });
  return document.toString({ lineWidth: 0, flowCollectionPadding: true });
}

/**
 * Returns the line (from 1) of a path such as `spec.require[0]`, or of its nearest existing ancestor. Returns null when the text is not one
 * YAML document.
 */
export function locatePath(yamlText: string, path: string): number | null {
  const opened = openYaml(yamlText);
  return opened.ok ? positionOf(opened.document, readPath(path), opened.lines).line : null;
}

function rank(key: unknown): number {
  const index = KEY_ORDER.indexOf(isScalar(key) ? String(key.value) : String(key));
  return index < 0 ? KEY_ORDER.length : index;
}

function isShort(node: Node): boolean {
  const leaf = isSeq(node)
    ? node.items.every(isScalar)
    : isMap(node) && node.items.every(({ value }) => isScalar(value) || (isSeq(value) && value.items.every(isScalar)));
  return leaf && JSON.stringify(node.toJSON()).length <= MAX_FLOW_WIDTH;
}
