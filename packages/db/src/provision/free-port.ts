import { createServer } from "node:net";

/** Returns the wanted loopback port if it is free, otherwise one chosen by the system. */
export async function freePort(wanted: number | null): Promise<number> {
  if (wanted !== null && (await tryPort(wanted)) !== null) return wanted;
  const picked = await tryPort(0);
  if (picked === null) throw new Error("No free port on 127.0.0.1");
  return picked;
}

function tryPort(port: number): Promise<number | null> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(null));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : null));
    });
  });
}
