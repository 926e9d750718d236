import { describe, expect, it } from "vitest";
import { summariseUserAgent, truncateAddress } from "./describe-client.ts";

describe("the description of a client", () => {
  it.each([
    ["203.0.113.77", "203.0.113.0/24"],
    ["2001:db8:1:2::/64", "2001:db8:1::/48"],
    ["0:0:0:0::/64", "0:0:0::/48"],
    ["local", null],
    ["<script>", null],
  ])("%s is stored as %s", (address, network) => {
    expect(truncateAddress(address)).toBe(network);
  });

  it.each([
    ["Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0", "Firefox 128 on Linux"],
    [
      "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
      "Safari 18 on macOS",
    ],
    [
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
      "Edge 131 on Windows",
    ],
    [
      "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
      "Safari 18 on iOS",
    ],
    [
      "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36",
      "Chrome 131 on Android",
    ],
    ["curl/8.9.1", "curl 8"],
    ["<img src=x onerror=alert(1)> Firefox/‮999999", "Unknown client"],
    ["x".repeat(10_000), "Unknown client"],
    [undefined, null],
  ])("%s is named %s", (header, named) => {
    expect(summariseUserAgent(header)).toBe(named);
  });
});
