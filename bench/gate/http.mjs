// Requests of the agents that wait and of the people who decide, over connections of their own.
import http from "node:http";

const waiting = new http.Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY });
export const acting = new http.Agent({ keepAlive: true, maxSockets: 4 });

let isStopping = false;
/** Ends all waits: servers that stop answer them, or break them off. */
export function stopWaiting() {
  isStopping = true;
}

/** Waits until the decision. A wait that timed out is repeated, as the SDK does. */
export async function wait(port, path, headers) {
  for (;;) {
    const answer = await send(waiting, port, "GET", path, { ...headers, prefer: "wait=25" });
    if (answer.status !== 202 || isStopping) return answer;
  }
}

export function send(agent, port, method, path, headers, body) {
  const text = body && JSON.stringify(body);
  return new Promise((resolve, reject) => {
    const options = {
      agent,
      port,
      method,
      path,
      host: "127.0.0.1",
      headers: { ...headers, ...(text ? { "content-type": "application/json", "content-length": Buffer.byteLength(text) } : {}) },
    };
    const req = http.request(options, (res) => {
      let received = "";
      res.setEncoding("utf8").on("data", (chunk) => {
        received += chunk;
      });
      res.on("end", () => resolve({ at: performance.now(), status: res.statusCode, body: JSON.parse(received) }));
    });
    req.on("error", (cause) => !isStopping && reject(new Error(`${method} ${port}${path} broke off`, { cause }))).end(text);
  });
}
