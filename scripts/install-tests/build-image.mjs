import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { DockerfileParser } from "dockerfile-ast";
import { runQuietly } from "../lib/run-quietly.mjs";
import { inTree, makeFolder } from "./sandbox.mjs";

/**
 * @typedef {import("./sandbox.mjs").Tree} Tree
 * @typedef {Tree & { command: string[], healthcheck: string[] }} Image
 */

/** Environment of npm that names the registry and its certificates. Docker's builder gets these from its own configuration. */
const npmEnv = () =>
  Object.fromEntries(
    Object.entries(process.env).filter(([name]) => /^(npm_config_|NPM_CONFIG_|NODE_EXTRA_CA_CERTS|https?_proxy|no_proxy)/i.test(name)),
  );

/**
 * Builds the file tree of an image from its Dockerfile: every instruction is executed in order, as Docker's builder does. Stages that start
 * with the same instructions share the layer of `npm ci`.
 * @param {{ context: string, dockerfile: string, dir: string, log: string }} options `dir` holds the trees of all stages
 * @returns {Promise<Image>} the tree of the last stage
 */
export async function buildImage({ context, dockerfile, dir, log }) {
  const parsed = DockerfileParser.parse(readFileSync(path.join(context, dockerfile), "utf8"));
  /** @type {Record<string, Tree>} */
  const stages = {};
  /** @type {Image | undefined} */
  let image;
  let key = "";
  for (const instruction of parsed.getInstructions()) {
    const keyword = instruction.getKeyword();
    const words = instruction.getArguments().map((argument) => argument.getValue());
    const text = instruction.getArgumentsContent()?.replaceAll(/\\\n/g, " ") ?? "";
    if (keyword === "ARG") continue;
    if (keyword === "FROM") {
      const name = words[1] === "AS" ? String(words[2]) : `last-${Object.keys(stages).length}`;
      image = {
        root: path.join(dir, `${path.basename(path.dirname(dockerfile))}-${name}`),
        env: {},
        dir: "/",
        command: [],
        healthcheck: [],
      };
      mkdirSync(image.root, { recursive: true });
      stages[name] = image;
      key = "";
      continue;
    }
    if (image === undefined) throw new Error(`${dockerfile} does not start with FROM.`);
    key = createHash("sha256").update(`${key}\0${keyword} ${text}`).digest("hex");
    await execute({ keyword, words, text, flags: instruction.toString() }, { image, stages, context, dir, key, log });
  }
  if (image === undefined) throw new Error(`${dockerfile} has no stage.`);
  return image;
}

/**
 * @param {{ keyword: string, words: string[], text: string, flags: string }} instruction
 * @param {{ image: Image, stages: Record<string, Tree>, context: string, dir: string, key: string, log: string }} build
 */
async function execute({ keyword, words, text, flags }, { image, stages, context, dir, key, log }) {
  switch (keyword) {
    case "ENV":
      for (const word of words) image.env[word.slice(0, word.indexOf("="))] = word.slice(word.indexOf("=") + 1);
      return;
    case "WORKDIR":
      image.dir = text;
      makeFolder(image, text);
      return;
    case "USER":
      image.user = text;
      return;
    case "COPY": {
      const from = /--from=(\w+)/.exec(flags)?.[1];
      copy(words, from === undefined ? context : /** @type {Tree} */ (stages[from]).root, image);
      return;
    }
    case "RUN":
      await run(text, image, path.join(dir, `layer-${key.slice(0, 16)}`), log);
      return;
    case "CMD":
      image.command = JSON.parse(text);
      return;
    case "HEALTHCHECK":
      image.healthcheck = JSON.parse(text.slice(text.indexOf("CMD") + 3));
      return;
    case "EXPOSE":
      return;
    default:
      throw new Error(`${keyword} is an instruction that the test of images does not know.`);
  }
}

/** @param {string[]} words @param {string} source @param {Tree} tree */
function copy(words, source, tree) {
  const target = String(words.at(-1));
  const to = path.join(tree.root, path.resolve(tree.dir, target));
  for (const word of words.slice(0, -1)) {
    const from = path.join(source, word);
    const asFile = !statSync(from).isDirectory();
    const into = asFile && (target.endsWith("/") || words.length > 2) ? path.join(to, path.basename(word)) : to;
    cpSync(from, into, { recursive: true, verbatimSymlinks: true });
  }
}

/**
 * Runs a command of a Dockerfile. What `npm ci` installs is kept, and another image that starts with the same instructions gets it as hard
 * links.
 * @param {string} text @param {Tree} tree @param {string} layer @param {string} log
 */
async function run(text, tree, layer, log) {
  const isInstall = text.startsWith("npm ci ");
  if (isInstall && existsSync(layer)) return runQuietly(["cp", "--archive", "--link", "--force", `${layer}/.`, tree.root], { log });
  // Docker creates the folders of `/` that a command writes to.
  for (const [, folder] of text.matchAll(/ (\/[a-z]+)(?= |$)/g)) makeFolder(tree, String(folder));
  await runQuietly(inTree(tree, ["sh", "-c", text], { env: npmEnv() }), { log });
  if (isInstall) await runQuietly(["cp", "--archive", "--link", tree.root, layer], { log });
}
