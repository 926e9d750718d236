import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * A file tree of an image. Its folders are the folders below `/` that the image adds to its base image: Debian with Node, for which the
 * system of this machine stands.
 * @typedef {{ root: string, env: Record<string, string>, dir: string, user?: string }} Tree
 */

/** A network of its own with loopback only, so that services use the ports of the documents. Needs root on Linux. */
export class Network {
  /** @param {string} dir folder for the files of the network @param {string[]} hosts names of services, which are on loopback */
  constructor(dir, hosts = []) {
    this.hosts = path.join(dir, "hosts");
    writeFileSync(this.hosts, `127.0.0.1 localhost ${hosts.join(" ")}\n`);
    this.holder = spawn("unshare", ["--net", "--", "sleep", "infinity"], { stdio: "ignore" });
    const deadline = Date.now() + 10_000;
    for (;;) {
      try {
        execFileSync("nsenter", [...this.#enter(), "ip", "link", "set", "lo", "up"], { stdio: "pipe" });
        if (this.#isSeparate()) return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
      }
    }
  }

  #enter() {
    return ["--target", String(this.holder.pid), "--net", "--"];
  }

  /** `unshare` enters the new network shortly after it starts. Before, commands would run in this machine's network. */
  #isSeparate() {
    const links = execFileSync("nsenter", [...this.#enter(), "ip", "-o", "link"], { encoding: "utf8" });
    return links.trim().split("\n").length === 1;
  }

  /** Returns a command that runs in this network. @param {string[]} command */
  inside(command) {
    return ["nsenter", ...this.#enter(), ...command];
  }

  close() {
    this.holder.kill("SIGKILL");
  }
}

/**
 * Returns a command that runs in the file tree of an image, without the files and the environment of this machine.
 * @param {Tree} tree
 * @param {string[]} command
 * @param {object} [options]
 * @param {Record<string, string>} [options.env]
 * @param {boolean} [options.readOnly] as `read_only` in a compose file
 * @param {Record<string, string>} [options.volumes] folders of this machine by their path in the container
 * @param {string} [options.hosts] the file `/etc/hosts`
 */
export function inTree(tree, command, { env = {}, readOnly = false, volumes = {}, hosts = "/etc/hosts" } = {}) {
  const bind = readOnly ? "--ro-bind" : "--bind";
  const account = path.join(tree.root, ".passwd");
  writeFileSync(account, "root:x:0:0::/root:/bin/sh\nnode:x:1000:1000::/home/node:/bin/sh\nredis:x:999:999::/:/bin/sh\n");
  const group = path.join(tree.root, ".group");
  writeFileSync(group, "root:x:0:\nnode:x:1000:\nredis:x:999:\n");
  const folders = readdirSync(tree.root).filter((name) => !name.startsWith("."));
  const user = USERS[tree.user ?? "root"];
  if (user === undefined) throw new Error(`No number is known for the user ${tree.user}.`);
  return [
    "bwrap",
    ...["--ro-bind", "/usr", "/usr", "--tmpfs", "/usr/local", "--symlink", "usr/bin", "/bin", "--symlink", "usr/sbin", "/sbin"],
    ...["--symlink", "usr/lib", "/lib", "--symlink", "usr/lib64", "/lib64"],
    // Folders that bwrap creates by itself can be read by root only.
    ...["/etc", "/usr/local/bin", "/usr/local/lib", "/usr/local/lib/node_modules"].flatMap((folder) => [
      "--perms",
      "0755",
      "--dir",
      folder,
    ]),
    ...nodeAsInTheImage(),
    ...["--ro-bind", account, "/etc/passwd", "--ro-bind", group, "/etc/group", "--ro-bind", hosts, "/etc/hosts"],
    ...["/etc/resolv.conf", "/etc/nsswitch.conf", "/etc/ssl", "/etc/ld.so.cache", "/etc/alternatives"].flatMap((file) => [
      "--ro-bind-try",
      file,
      file,
    ]),
    ...["--perms", "1777", "--tmpfs", "/tmp", "--proc", "/proc", "--dev", "/dev"],
    ...folders.flatMap((name) => [bind, path.join(tree.root, name), `/${name}`]),
    ...Object.entries(volumes).flatMap(([at, folder]) => ["--bind", folder, at]),
    ...["--clearenv", "--setenv", "PATH", "/usr/local/bin:/usr/bin:/bin:/usr/sbin", "--setenv", "HOME", "/tmp"],
    ...Object.entries({ ...tree.env, ...env }).flatMap(([name, value]) => ["--setenv", name, value]),
    // A process namespace of its own ends with bwrap. A change of the user would clear the signal that bwrap asks for.
    ...["--die-with-parent", "--unshare-pid", "--chdir", tree.dir, "--"],
    ...(user === 0 ? [] : ["setpriv", `--reuid=${user}`, `--regid=${user}`, "--clear-groups", "--"]),
    ...command,
  ];
}

/** @type {Readonly<Record<string, number>>} */
const USERS = { root: 0, node: 1000, redis: 999 };

/** Node and npm stand where Node's image has them. */
function nodeAsInTheImage() {
  const npm = path.join(execFileSync("npm", ["root", "--global"], { encoding: "utf8" }).trim(), "npm");
  if (!existsSync(npm)) throw new Error(`npm is not in ${npm}.`);
  return [
    ...["--ro-bind", process.execPath, "/usr/local/bin/node"],
    ...["--ro-bind", npm, "/usr/local/lib/node_modules/npm"],
    ...["--symlink", "../lib/node_modules/npm/bin/npm-cli.js", "/usr/local/bin/npm"],
  ];
}

/** Creates the folder of a path in a tree. @param {Tree} tree @param {string} folder */
export function makeFolder(tree, folder) {
  mkdirSync(path.join(tree.root, folder), { recursive: true });
}
