// Makes the front-end files that the pages and the PDFs need out of the installed npm packages:
// only the rules, icons and letters that Halte uses. Run by `make`; safe to run again.
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { PurgeCSS } from "purgecss";
import subsetFont from "subset-font";

const ROOT = join(dirname(fileURLToPath(import.meta.url)), "..");
const PACKAGES = join(ROOT, "node_modules");
const APPS = join(ROOT, "halte");
const VENDOR = join(APPS, "core", "static", "vendor");
const WEIGHTS = { 400: "Regular", 600: "SemiBold" };

// Letters, marks, digits and punctuation of Arabic, with the marks that steer its direction.
// The joined forms follow: the subset keeps every glyph that a layout rule can reach.
const ARABIC = [
  [0x20, 0x20], [0x28, 0x29], [0xa0, 0xa0], [0xab, 0xab], [0xbb, 0xbb], [0x60c, 0x60d],
  [0x61b, 0x61c], [0x61f, 0x61f], [0x621, 0x63a], [0x640, 0x655], [0x660, 0x66d], [0x670, 0x671],
  [0x200c, 0x200f], [0x2066, 0x2069], [0x25cc, 0x25cc], [0xfdf2, 0xfdf2],
];

// Turkish, Romanian, Albanian, Polish and their neighbours: one name in the language menu is enough
// to make a browser fetch this file, so it holds no more than Europe's letters.
const LATIN_EXTENDED = [[0x100, 0x17f], [0x218, 0x21b], [0x1e9e, 0x1e9e]];

// What a PDF may have to write: names of people in the alphabets that the fonts hold.
const PDF = {
  latin: [[0x20, 0x17f], [0x2010, 0x2027], [0x202f, 0x203a], [0x20ac, 0x20ac], [0x2212, 0x2212]],
  "latin-ext": [[0x100, 0x24f], [0x250, 0x2af], [0x1e00, 0x1eff]],
  cyrillic: [[0x400, 0x45f], [0x490, 0x4ff]],
  "cyrillic-ext": [[0x460, 0x52f]],
  greek: [[0x370, 0x3ff]],
  vietnamese: [[0x102, 0x103], [0x110, 0x111], [0x128, 0x129], [0x168, 0x169], [0x1a0, 0x1b0], [0x300, 0x309], [0x323, 0x323], [0x1ea0, 0x1ef9]],
};
const ARABIC_OF_NAMES = [[0x20, 0x20], [0x60c, 0x6ff], [0x200c, 0x200f], [0x25cc, 0x25cc]];

class BuildError extends Error {}

const read = (...parts) => readFile(join(PACKAGES, ...parts));
const withoutMap = (text) => text.replace(/\s*(\/\*# sourceMappingURL=.*?\*\/|\/\/# sourceMappingURL=\S*)\s*$/, "\n");

/** Every file below a folder of ours whose path fits. */
async function ours(folder, fits) {
  const found = [];
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !["vendor", "migrations", "tests", "__pycache__"].includes(entry.name))
      found.push(...(await ours(path, fits)));
    else if (entry.isFile() && fits(path)) found.push(path);
  }
  return found;
}

// What only people at work are shown: its words must not make the public's Bootstrap larger.
const WORK_ONLY = [
  /^(accounts|oversight)\//,
  /^network\/(domain|forms|loading|management|models|templates|views)\//,
  /^network\/(finders|notices|work|timeline)\.py$/,
  /^core\/(work|mail|files|rows|devdb|management)\//,
  /^core\/templates\/core\/(?!base|_footer|_languages)/,
  /^core\/static\/core\/(work|idle)\.js$/,
];

/** Bootstrap without the rules that no template, script or Python file names. */
async function stylesheets() {
  const paths = await ours(APPS, (path) => /\/templates\/.*\.html$|\.py$|\/static\/.*\.(js|css)$/.test(path));
  const texts = await Promise.all(paths.map((path) => readFile(path, "utf8")));
  const all = texts
    .map((raw, index) => ({ raw, extension: paths[index].split(".").pop(), path: relative(APPS, paths[index]) }))
    .filter(({ extension }) => extension !== "css");
  const everybodys = all.filter(({ path }) => !WORK_ONLY.some((part) => part.test(path)));
  const variables = [...new Set(texts.flatMap((text) => text.match(/--bs-[\w-]+/g) ?? []))];
  return Object.fromEntries([
    await bootstrap("bootstrap.min.css", "bootstrap.min.css", everybodys, variables),
    await bootstrap("bootstrap.rtl.min.css", "bootstrap.rtl.min.css", everybodys, variables),
    await bootstrap("bootstrap-work.min.css", "bootstrap.min.css", all, variables),
  ]);
}

async function bootstrap(name, from, texts, variables) {
  const raw = withoutMap((await read("bootstrap", "dist", "css", from)).toString());
  const [purged] = await new PurgeCSS().purge({
    content: [{ raw: "html body", extension: "html" }, ...texts],
    css: [{ raw }],
    keyframes: true,
    variables: true,
    safelist: { variables, standard: ["is-valid", "is-invalid", "active", "disabled", "show"] },
  });
  return [name, Buffer.from(purged.css)];
}

/** A symbol for each name in icons.txt: one file for public pages, one with all for the work face. */
async function sprites() {
  const list = await readFile(join(ROOT, "frontend", "icons.txt"), "utf8");
  const [everywhere, work] = list.split(/^# Only on the work face.*$/m).map((part) =>
    part.split("\n").map((line) => line.trim()).filter((line) => line && !line.startsWith("#")),
  );
  return {
    "icons.svg": await sprite(everywhere),
    "icons-work.svg": await sprite([...everywhere, ...work]),
  };
}

async function sprite(names) {
  const symbols = await Promise.all([...new Set(names)].sort().map(symbol));
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg">\n${symbols.join("\n")}\n</svg>\n`);
}

async function symbol(name) {
  const svg = await read("bootstrap-icons", "icons", `${name}.svg`).catch(() => {
    throw new BuildError(`frontend/icons.txt names “${name}”, which Bootstrap Icons does not have.`);
  });
  const drawing = svg.toString().replace(/^[\s\S]*?<svg[^>]*>|<\/svg>\s*$/g, "").replace(/\s*\n\s*/g, "");
  return `<symbol id="i-${name}" viewBox="0 0 16 16" fill="currentColor">${drawing}</symbol>`;
}

/** The letters of the pages: Latin as it comes, the others reduced to what is written here. */
async function webFonts() {
  const files = {};
  for (const weight of Object.keys(WEIGHTS)) {
    const face = (family, script) =>
      read("@fontsource", family, "files", `${family}-${script}-${weight}-normal.woff2`);
    files[`noto-sans-latin-${weight}.woff2`] = await face("noto-sans", "latin");
    files[`noto-sans-latin-ext-${weight}.woff2`] = await reduced(
      await face("noto-sans", "latin-ext"), LATIN_EXTENDED,
    );
    files[`noto-sans-arabic-${weight}.woff2`] = await reduced(
      await face("noto-sans-arabic", "arabic"), ARABIC,
    );
  }
  return files;
}

/** The letters of PDFs, in the one format that the maker of PDFs reads. */
async function pdfFonts() {
  const files = {};
  for (const weight of Object.keys(WEIGHTS)) {
    const take = async (family, script, ranges) => {
      const font = await read("@fontsource", family, "files", `${family}-${script}-${weight}-normal.woff2`);
      files[`pdf/${family}-${script}-${weight}.ttf`] = await reduced(font, ranges, "truetype");
    };
    for (const [script, ranges] of Object.entries(PDF)) await take("noto-sans", script, ranges);
    await take("noto-sans-arabic", "arabic", ARABIC_OF_NAMES);
  }
  return files;
}

function reduced(font, ranges, targetFormat = "woff2") {
  const letters = ranges.flatMap(([from, to]) =>
    Array.from({ length: to - from + 1 }, (_, step) => String.fromCodePoint(from + step)),
  );
  return subsetFont(font, letters.join(""), { targetFormat, noHinting: true });
}

/** The map's script, its styles, and the pictures these styles name. */
async function map() {
  const files = {};
  for (const name of ["leaflet.js", "leaflet.css"])
    files[`leaflet/${name}`] = Buffer.from(withoutMap((await read("leaflet", "dist", name)).toString()));
  for (const name of await readdir(join(PACKAGES, "leaflet", "dist", "images")))
    files[`leaflet/images/${name}`] = await read("leaflet", "dist", "images", name);
  return files;
}

/** The licences under which these files are passed on. */
async function licences() {
  const packages = ["bootstrap", "bootstrap-icons", "leaflet", "@fontsource/noto-sans", "@fontsource/noto-sans-arabic"];
  const texts = await Promise.all(
    packages.map(async (name) => `${name}\n\n${(await read(name, "LICENSE")).toString().trim()}\n`),
  );
  return Buffer.from(texts.join(`\n${"-".repeat(80)}\n`));
}

/** Puts a folder in place in one step, so that a stopped build leaves no half of one. */
async function place(folder, files) {
  const unfinished = `${folder}.new`;
  await rm(unfinished, { recursive: true, force: true });
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(dirname(join(unfinished, name)), { recursive: true });
    await writeFile(join(unfinished, name), bytes);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(unfinished, folder);
}

function table(files) {
  const size = (bytes) => `${(bytes / 1000).toFixed(1)} kB`.padStart(10);
  console.log(`${"front-end file".padEnd(34)}${"raw".padStart(10)}${"gzip".padStart(10)}`);
  for (const [name, bytes] of Object.entries(files).sort())
    console.log(`${name.padEnd(34)}${size(bytes.length)}${size(gzipSync(bytes).length)}`);
}

async function build() {
  const [css, icons, fonts, letters, leaflet, notice] = await Promise.all([
    stylesheets(), sprites(), webFonts(), pdfFonts(), map(), licences(),
  ]);
  const vendor = { ...css, ...icons, ...fonts, ...letters, ...leaflet, "licences.txt": notice };
  await place(VENDOR, vendor);
  table(vendor);
}

try {
  await build();
} catch (error) {
  const missing = error.code === "ENOENT" && String(error.path).startsWith(PACKAGES);
  if (!(error instanceof BuildError) && !missing) throw error;
  console.error(missing ? `${error.path} is missing. Run: npm ci` : error.message);
  process.exitCode = 1;
}
