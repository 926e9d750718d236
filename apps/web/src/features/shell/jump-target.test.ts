import { expect, test } from "vitest";
import { entriesAbout, jumpTarget } from "./jump-target.ts";

test.each([
  ["apr_01h455vb4pex5vsknk084sn02q", "/approvals/apr_01h455vb4pex5vsknk084sn02q"],
  ["  apr_01h455vb4pex5vsknk084sn02q\n", "/approvals/apr_01h455vb4pex5vsknk084sn02q"],
  ["pol_01h455vb4pex5vsknk084sn02q", "/policies/pol_01h455vb4pex5vsknk084sn02q"],
  ["agt_01h455vb4pex5vsknk084sn02q", "/agents/agt_01h455vb4pex5vsknk084sn02q"],
  ["del_01h455vb4pex5vsknk084sn02q", "/delegations/del_01h455vb4pex5vsknk084sn02q"],
  ["usr_01h455vb4pex5vsknk084sn02q", "/audit?q=usr_01h455vb4pex5vsknk084sn02q"],
  ["ab".repeat(32), `/audit?q=${"ab".repeat(32)}`],
  ["AB".repeat(32), null],
  ["48,291", "/audit?entry=48291"],
  ["#41", "/audit?entry=41"],
  ["0", "/audit?entry=0"],
  ["refund", null],
  ["apr_../../keys", null],
  ["-1", null],
  ["", null],
])("%j leads to %s", (text, href) => expect(jumpTarget(text)?.href ?? null).toBe(href));

test.each([
  ["refund", "/audit?action=refund.*"],
  ["refund.", "/audit?action=refund.*"],
  [" refund.issue ", "/audit?action=refund.issue"],
  ["what is this", null],
  ["a&kind=x", null],
  ["", null],
])("%j is about %s", (text, href) => expect(entriesAbout(text)?.href ?? null).toBe(href));
