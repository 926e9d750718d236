import { expect, test } from "vitest";
import { inEnvironment } from "./in-environment.ts";

test.each([
  ["/audit", "dev", "/audit?environment=dev"],
  ["/audit?kind=action.denied", "dev", "/audit?kind=action.denied&environment=dev"],
  ["/agents/agt_1#keys", "dev", "/agents/agt_1?environment=dev#keys"],
  ["/audit?environment=prod", "dev", "/audit?environment=prod"],
  ["/audit?q=environment=prod", "dev", "/audit?q=environment=prod&environment=dev"],
  ["/audit", null, "/audit"],
  ["https://example.com/", "dev", "https://example.com/"],
  ["#content", "dev", "#content"],
])("%j in %j is %j", (href, environment, expected) => expect(inEnvironment(href, environment)).toBe(expected));
