// Builds ../dist from src: one script, one style sheet, the fonts, the page.
//
//     node build.mjs            write ../dist
//     node build.mjs --out DIR  write elsewhere
//
// The same source gives the same bytes: names carry the hash of their content, and nothing of the
// day or the machine goes in.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { build } from "esbuild";

const here = import.meta.dirname;
const { values } = parseArgs({ options: { out: { type: "string" } } });
const out = values.out ?? join(here, "../dist");

execFileSync(join(here, "node_modules/.bin/buf"), ["generate", join(here, "../../../proto")], {
  cwd: here,
  stdio: "inherit",
});
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.tsx" },
  outdir: out,
  bundle: true,
  format: "esm",
  splitting: true,
  minify: true,
  target: "es2022",
  jsx: "automatic",
  jsxImportSource: "preact",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  publicPath: "/",
  loader: { ".woff2": "file", ".svg": "file" },
  legalComments: "linked",
  metafile: true,
});

const entry = Object.entries(metafile.outputs).find(([, o]) => o.entryPoint === "src/main.tsx");
const name = (path) => `/${path.split("/").at(-1)}`;
const page = readFileSync(join(here, "src/index.html"), "utf8")
  .replace("SCRIPT", name(entry[0]))
  .replace("STYLE", name(entry[1].cssBundle));
writeFileSync(join(out, "index.html"), page);
cpSync(join(here, "src/icon.svg"), join(out, "icon.svg"));
cpSync(
  join(here, "node_modules/@fontsource/be-vietnam-pro/LICENSE"),
  join(out, "be-vietnam-pro-OFL.txt"),
);
