import { connect, createServer } from "node:net";
import { SettingError } from "./settings.mjs";

/**
 * Refuses ports on which another program listens.
 * @param {import("./settings.mjs").Settings} settings
 */
export async function assertPortsFree({ webPort, apiPort }) {
  const problems = [
    ...((await isFree(webPort)) ? [] : [{ name: "WEB_PORT", port: webPort, what: "the console" }]),
    ...((await isFree(apiPort)) ? [] : [{ name: "API_PORT", port: apiPort, what: "the API" }]),
  ];
  if (problems.length === 0) return;
  const sentences = problems.map(({ name, port, what }) => `Port ${port} for ${what} (${name}) is taken by another program.`);
  const others = problems.map(({ name, port }) => `${name}=${port < 65_000 ? port + 100 : port - 100}`);
  throw new SettingError(`${sentences.join("\n  ")}\n  Stop it, or choose another: ${others.join(" ")} npm start`);
}

/** @param {number} port */
async function isFree(port) {
  return (await canListen(port)) && !(await answersOnIpv6(port));
}

/** @param {number} port @returns {Promise<boolean>} */
function canListen(port) {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}

/**
 * Returns true when no program listens on [::1], which would answer browsers that open localhost.
 * @param {number} port @returns {Promise<boolean>}
 */
function answersOnIpv6(port) {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "::1", timeout: 500 });
    const done = (/** @type {boolean} */ answer) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once("connect", () => done(true));
    socket.once("timeout", () => done(false));
    socket.once("error", () => done(false));
  });
}
