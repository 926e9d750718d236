import { expect, test } from "vitest";
import { nameToConfirm } from "./confirm-name.ts";

test.each([
  ["orders-prod", "orders-prod"],
  [null, "db.migrate"],
  ["", "db.migrate"],
  ["orders\u200b-prod", "db.migrate"],
  ["two\nlines", "db.migrate"],
  [" padded", "db.migrate"],
  ["x".repeat(61), "db.migrate"],
])("target %j requires typing %s", (target, name) => expect(nameToConfirm({ target, action_type: "db.migrate" })).toBe(name));
