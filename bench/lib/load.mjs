// Closed-loop HTTP/1.1 load generator on raw sockets. Its own cost is small.
import net from "node:net";

/**
 * Sends the requests that `next` makes over `connections` keep-alive connections for `ms`.
 * @param {{ port: number, connections: number, ms: number, next: () => string, onBody?: (status: number, body: string) => void }} options
 * @returns {Promise<{ requests: number, seconds: number, latencies: number[], statuses: Record<string, number> }>}
 */
export async function load({ port, connections, ms, next, onBody }) {
  const latencies = [];
  const statuses = {};
  const startedAt = performance.now();
  const deadline = startedAt + ms;
  await Promise.all(Array.from({ length: connections }, () => runConnection({ port, next, deadline, latencies, statuses, onBody })));
  return { requests: latencies.length, seconds: (performance.now() - startedAt) / 1000, latencies, statuses };
}

function runConnection({ port, next, deadline, latencies, statuses, onBody }) {
  return new Promise((resolve, reject) => {
    const socket = net.connect({ port, host: "127.0.0.1", noDelay: true });
    let pending = Buffer.alloc(0);
    let sentAt = 0;
    const send = () => {
      sentAt = performance.now();
      socket.write(next());
    };
    socket.on("connect", send);
    socket.on("error", reject);
    socket.on("close", resolve);
    socket.on("data", (chunk) => {
      pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
      const response = parseResponse(pending);
      if (!response) return;
      latencies.push(performance.now() - sentAt);
      statuses[response.status] = (statuses[response.status] ?? 0) + 1;
      if (onBody) onBody(response.status, response.body.toString("utf8"));
      pending = pending.subarray(response.length);
      if (performance.now() >= deadline) socket.end();
      else send();
    });
  });
}

/** Parses one response with Content-Length or chunked encoding. Returns null while it is incomplete. */
function parseResponse(bytes) {
  const end = bytes.indexOf("\r\n\r\n");
  if (end < 0) return null;
  const head = bytes.toString("latin1", 0, end);
  const status = Number(head.slice(9, 12));
  const declared = /\r\ncontent-length: (\d+)/i.exec(head);
  if (declared) {
    const length = end + 4 + Number(declared[1]);
    return bytes.length < length ? null : { status, length, body: bytes.subarray(end + 4, length) };
  }
  const last = bytes.indexOf("0\r\n\r\n", end + 4);
  return last < 0 ? null : { status, length: last + 5, body: bytes.subarray(end + 4, last) };
}

/** Returns a request as bytes. */
export function request(method, path, headers, body) {
  const lines = Object.entries({
    host: "127.0.0.1",
    ...headers,
    ...(body ? { "content-type": "application/json", "content-length": Buffer.byteLength(body) } : {}),
  });
  return `${method} ${path} HTTP/1.1\r\n${lines.map(([name, value]) => `${name}: ${value}`).join("\r\n")}\r\n\r\n${body ?? ""}`;
}
