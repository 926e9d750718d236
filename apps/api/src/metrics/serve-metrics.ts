import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { collectDefaultMetrics, type Registry } from "prom-client";
import type { Log } from "../http/log.ts";

/**
 * Serves `GET /metrics` in Prometheus text format on a separate port, so that agents cannot reach it. It adds memory, CPU, garbage collection
 * and event loop lag of the process.
 */
export function serveMetrics({ registry, port, host, log }: { registry: Registry; port: number; host: string; log: Log }): Server {
  collectDefaultMetrics({ register: registry });
  const server = createServer((request, response) => {
    if (request.method !== "GET" || request.url !== "/metrics") {
      response.writeHead(404).end();
      return;
    }
    registry.metrics().then(
      (text) => response.writeHead(200, { "content-type": registry.contentType, "cache-control": "no-store" }).end(text),
      (err) => {
        log.error({ err }, "the metrics could not be collected");
        response.writeHead(500).end();
      },
    );
  });
  // The process continues without metrics when the port is taken.
  server.on("error", (err: NodeJS.ErrnoException) => log.error({ code: err.code, port }, "the metrics are not served"));
  server.listen(port, host, () => log.info({ port: (server.address() as AddressInfo).port }, "serving metrics"));
  return server.unref();
}
