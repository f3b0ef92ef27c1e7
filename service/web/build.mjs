/** src/ → dist/: one script, one style sheet, one page. `--tests` builds the unit tests instead. */

import { cp, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const TARGET = ["chrome111", "edge111", "firefox115", "safari16.4"];

async function page() {
  await rm(here("dist"), { recursive: true, force: true });
  await mkdir(here("dist"), { recursive: true });
  await build({
    entryPoints: { review: here("src/main.ts"), styles: here("src/review.css") },
    outdir: here("dist"),
    bundle: true,
    minify: true,
    format: "esm",
    target: TARGET,
    legalComments: "none",
    logLevel: "warning",
  });
  await writeFile(here("dist/review.css"), await readFile(here("dist/styles.css")));
  await rm(here("dist/styles.css"));
  await cp(here("index.html"), here("dist/index.html"));
  for (const name of ["index.html", "review.js", "review.css"]) {
    const bytes = await readFile(here(`dist/${name}`));
    console.log(`${name.padEnd(12)} ${bytes.length} bytes, ${gzipSync(bytes, { level: 9 }).length} gzipped`);
  }
}

async function tests() {
  const names = (await readdir(here("tests"))).filter((name) => name.endsWith(".test.mjs"));
  await build({
    entryPoints: names.map((name) => here(`tests/${name}`)),
    outdir: here("tests/out"),
    bundle: true,
    format: "esm",
    platform: "node",
    logLevel: "warning",
  });
}

await (process.argv.includes("--tests") ? tests() : page());
