import { expect, test } from "vitest";
import { jumpTarget } from "./jump-target.ts";

test.each([
  ["apr_01h455vb4pex5vsknk084sn02q", "/approvals/apr_01h455vb4pex5vsknk084sn02q"],
  ["  apr_01h455vb4pex5vsknk084sn02q\n", "/approvals/apr_01h455vb4pex5vsknk084sn02q"],
  ["pol_01h455vb4pex5vsknk084sn02q", "/policies/pol_01h455vb4pex5vsknk084sn02q"],
  ["agt_01h455vb4pex5vsknk084sn02q", "/agents/agt_01h455vb4pex5vsknk084sn02q"],
  ["del_01h455vb4pex5vsknk084sn02q", "/delegations/del_01h455vb4pex5vsknk084sn02q"],
  ["usr_01h455vb4pex5vsknk084sn02q", null],
  ["48,291", "/audit?entry=48291"],
  ["0", "/audit?entry=0"],
  ["refund", null],
  ["apr_../../keys", null],
  ["-1", null],
  ["", null],
])("%j leads to %s", (text, href) => expect(jumpTarget(text)?.href ?? null).toBe(href));
