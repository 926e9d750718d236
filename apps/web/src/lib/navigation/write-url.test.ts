import { beforeEach, expect, test, vi } from "vitest";
import { beginNavigation, writeUrl } from "./write-url.ts";

let path: string;
const write = (href: string) => {
  path = href;
};

beforeEach(() => {
  path = "/approvals";
  vi.stubGlobal("window", {
    location: {
      get href() {
        return `http://console.example${path}`;
      },
      get pathname() {
        return path;
      },
    },
    history: {
      replaceState: (_state: unknown, _title: string, href: string) => write(href),
      pushState: (_state: unknown, _title: string, href: string) => write(href),
    },
  });
  return () => vi.unstubAllGlobals();
});

test("a change of the URL does not cancel a navigation to another page", () => {
  beginNavigation("/audit?kind=session.*");
  writeUrl("/approvals/apr_1", { replace: true });
  writeUrl("/approvals/apr_2", { replace: false });
  expect(path).toBe("/approvals");
});

test("the URL changes again when the page is open, also after Back", () => {
  beginNavigation("/audit");
  path = "/audit";
  beginNavigation("http://console.example/approvals?tab=mine");
  path = "/approvals";
  writeUrl("/approvals/apr_1", { replace: true });
  expect(path).toBe("/approvals/apr_1");
  writeUrl("/approvals/apr_2", { replace: false });
  expect(path).toBe("/approvals/apr_2");
});
