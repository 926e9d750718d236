import { utf8 } from "@agentlattice/core/ledger";
import { expect, test } from "vitest";
import { verifyRange } from "./verify-range.ts";

const VKEY = "log.example/log/k3v9t2/g1+e8eb6db6+AddamAGCsQq31Uv+08lkBzoO4XLz2qYjJa8CGmj3B1Ea";
/** The worked example of docs/ledger-format.md. */
const CHECKPOINT = `log.example/log/k3v9t2/g1
2
9kwYFwlooMwYYaPUD61t6P90rw1s/PTHFQRLEbGsodI=

— log.example/log/k3v9t2/g1 6OtttvaXf/6I5XYayEUOCPZHUpAI3zd03rK2jae9bbLQvKdw6uyJOG/TT+rHxs6a5T4pz7pAwAZ59pBG7kjJ3GkwPwg=
`;
const ENTRY = `{"actor":{"id":"usr_01jd6s5x0afc0bwzj6k8v4mq71","type":"user"},"corr":"cor_01jd6s5x0afc0bwzj6k8v4mq72","data":{"action_type":"pr.merge","approval":"apr_01jd6s5x0afc0bwzj6k8v4mq71","decision":"approve","digest":"5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a5a"},"id":"evt_01jd6s5x0afc0bwzj6k8v4mq72","kind":"approval.decided","log":"log.example/log/k3v9t2/g1","pd":{"reason":"f44b0a7b3db09225f1b99b58008c7af3db22cd5a356468c2e9c0c408ee513e5f"},"prev":"746a0ac7d677870c77a5aad52f9ea1f37c1924b5bba8c3cc2cf40fec8d80c2f2","seq":1,"subject":{"id":"apr_01jd6s5x0afc0bwzj6k8v4mq71","type":"approval"},"ts":"2026-11-21T08:00:41.250Z","v":1}\n`;

const sourceOf = (text: string, checkpoint = CHECKPOINT) => ({
  proof: async () => ({ left: ["dGoKx9Z3hwx3parVL56h83wZJLW7qMPMLPQP7I2AwvI="], right: [], checkpoint }),
  leaves: async () => ({ to: 1, bytes: utf8(text) }),
});
const verify = async (text: string, checkpoint?: string, vkey = VKEY) =>
  (await verifyRange({ from: 1, to: 1, whole: false, vkey }, sourceOf(text, checkpoint), () => {})).report;

test("verifies a range against its signed head", async () => {
  expect(await verify(ENTRY)).toMatchObject({ status: "SIGNED", entries: 1, size: 2 });
});

test("rejects a changed entry, head or key", async () => {
  expect(await verify(ENTRY.replace('"approve"', '"deny"'))).toMatchObject({ status: "INVALID", class: "ROOT_MISMATCH" });
  expect(await verify(ENTRY, CHECKPOINT.replace("\n2\n", "\n3\n"))).toMatchObject({ status: "INVALID", entries: 0 });
  expect(await verify(ENTRY, CHECKPOINT, VKEY.replace("AddamAGC", "BddamAGC"))).toMatchObject({ status: "INVALID", entries: 0 });
});

test("reads the whole log up to a head that was signed meanwhile and reports that head", async () => {
  const asked: number[] = [];
  const source = {
    ...sourceOf(ENTRY),
    leaves: async (from: number, limit: number) => {
      asked.push(from, limit);
      return { to: 1, bytes: utf8(ENTRY) };
    },
  };
  const { to, checkpoint } = await verifyRange({ from: 0, to: 0, whole: true, vkey: VKEY }, source, () => {});
  expect({ to, checkpoint, asked }).toEqual({ to: 1, checkpoint: CHECKPOINT, asked: [0, 2] });
});
