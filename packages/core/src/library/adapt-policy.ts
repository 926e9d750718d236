import { isNode } from "yaml";
import { readPath } from "../model/path.ts";
import { openYaml } from "../policy/document/parse-yaml.ts";
import type { Setting } from "./shape.ts";

/**
 * Replaces values at some paths of a document. Everything else, including comments and layout, is unchanged.
 * @throws Error for a path that is not in the document
 */
export function adaptPolicy(yaml: string, settings: readonly Setting[]): string {
  return settings.reduce(adaptOne, yaml);
}

/** Returns the JSON value at a path of a document, or null. */
export function valueAt(yaml: string, path: string): unknown {
  const opened = openYaml(yaml);
  const node: unknown = opened.ok ? opened.document.getIn(readPath(path), true) : undefined;
  return isNode(node) ? node.toJSON() : null;
}

function adaptOne(yaml: string, { path, value }: Setting): string {
  const opened = openYaml(yaml);
  const node: unknown = opened.ok ? opened.document.getIn(readPath(path), true) : undefined;
  if (!isNode(node) || !node.range) throw new Error(`there is no ${path} in this document`);
  const [from, to] = node.range;
  // JSON is YAML, on one line.
  return `${yaml.slice(0, from)}${JSON.stringify(value)}${yaml.slice(to)}`;
}
