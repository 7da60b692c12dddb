// Reads Mermaid texts with Mermaid's own parser: JSON in, JSON out. Arguments: mermaid.min.js, and where jsdom is.
const fs = require("fs");
const vm = require("vm");
const [, , bundle, modules] = process.argv;
const { JSDOM } = require(require.resolve("jsdom", { paths: [modules] }));
const dom = new JSDOM("<!DOCTYPE html><body></body>", { runScripts: "outside-only" });
dom.window.structuredClone = structuredClone;
dom.window.CSS = { supports: (_, value) => value === "transparent" };
new vm.Script(fs.readFileSync(bundle, "utf8")).runInContext(dom.getInternalVMContext());
const mermaid = dom.window.mermaid;
mermaid.initialize({ startOnLoad: false, logLevel: "fatal" });

async function read(source) {
  try {
    const db = (await mermaid.mermaidAPI.getDiagramFromText(source)).db;
    const actors = db.getActors(); // a map since Mermaid 11
    const all = actors.get ? [...actors.values()] : Object.values(actors);
    return {
      title: db.getDiagramTitle(),
      actors: all.map((actor) => [actor.name, actor.description, actor.type, actor.box ? actor.box.name : null]),
      messages: db.getMessages().map((one) => [one.type, one.from ?? null, one.to ?? null, one.message ?? ""]),
    };
  } catch (error) {
    return { error: String(error) };
  }
}

(async () => {
  const found = [];
  for (const source of JSON.parse(fs.readFileSync(0, "utf8"))) found.push(await read(source));
  process.stdout.write(JSON.stringify(found));
})();
