// Perfetto's own reader of traces, without a browser: node perfetto.js FOLDER < [[trace, [query, ...]], ...]
// FOLDER has engine_bundle.js and trace_processor.wasm, of Perfetto's page. They speak protocol buffers, TraceProcessorRpc of
// Perfetto's trace_processor.proto; what is needed of these is written and read here by hand.
// Answers with JSON: for each trace, for each query, a list of rows, or {"error": …}.
const fs = require("fs");
const path = require("path");
const vm = require("vm");

const folder = process.argv[2];

// ---- protocol buffers

function varint(value) {
  const bytes = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  return Buffer.from([...bytes, value]);
}
const numberField = (id, value) => Buffer.concat([varint(id * 8), varint(value)]);
const bytesField = (id, value) => Buffer.concat([varint(id * 8 + 2), varint(value.length), value]);

function readVarint(cursor) {
  let value = 0n, shift = 0n, byte;
  do {
    byte = cursor.buffer[cursor.at++];
    value |= BigInt(byte & 127) << shift;
    shift += 7n;
  } while (byte & 128);
  return Number(BigInt.asIntN(64, value));
}
function readVarints(buffer) {
  const cursor = { buffer, at: 0 }, found = [];
  while (cursor.at < buffer.length) found.push(readVarint(cursor));
  return found;
}
function* readFields(buffer) {
  const cursor = { buffer, at: 0 };
  while (cursor.at < buffer.length) {
    const key = readVarint(cursor), id = Math.floor(key / 8);
    if (key % 8 === 0) {
      yield [id, readVarint(cursor)];
    } else {
      const length = key % 8 === 1 ? 8 : readVarint(cursor);
      yield [id, buffer.subarray(cursor.at, cursor.at + length)];
      cursor.at += length;
    }
  }
}

// ---- the reader, which thinks that it is a worker of a page

const [APPEND, FINALIZE, QUERY, RESET] = [1, 2, 3, 11];

function makeReader() {
  class XMLHttpRequest {
    open(_method, file) {
      const content = fs.readFileSync(path.join(folder, path.basename(file)));
      this.response = content.buffer.slice(content.byteOffset, content.byteOffset + content.length);
    }
    send() {}
  }
  const self = { location: { href: "http://localhost/engine.js" } };
  const quiet = { log() {}, warn() {}, error() {} };
  const world = vm.createContext({
    self, XMLHttpRequest, WorkerGlobalScope: Object, console: quiet, URL, TextDecoder, TextEncoder, performance,
    crypto: globalThis.crypto, setTimeout,
  });
  vm.runInContext(fs.readFileSync(path.join(folder, "engine_bundle.js"), "utf8"), world);
  const toWorld = vm.runInContext("bytes => Uint8Array.from(bytes)", world);
  const replies = [];
  const port = { postMessage: (message) => replies.push(Buffer.from(message)) };
  self.onmessage({ data: port });
  let count = 0;
  return async (request, ...fields) => {
    while (!port.onmessage) await new Promise((resolve) => setTimeout(resolve, 10));
    const message = Buffer.concat([numberField(1, count++), numberField(2, request), ...fields]);
    port.onmessage({ data: toWorld(bytesField(1, message)) });
    return replies.splice(0);
  };
}

function* resultsOf(replies) {
  for (const reply of replies)
    for (const [id, message] of readFields(reply))
      if (id === 1) for (const [field, value] of readFields(message)) if (field === 203) yield value;
}
function rowsOf(replies) {
  let columns = 0, error = null;
  const cells = [];
  for (const result of resultsOf(replies)) {
    for (const [field, value] of readFields(result)) {
      if (field === 1) columns++;
      if (field === 2) error = value.toString();
      if (field === 3) cells.push(...cellsOf(value));
    }
  }
  if (error !== null) return { error };
  return cells.length ? Array.from({ length: cells.length / columns }, (_, row) => cells.slice(row * columns, (row + 1) * columns)) : [];
}
function cellsOf(batch) {
  let kinds = [], numbers = [], texts = [];
  const reals = [];
  for (const [field, value] of readFields(batch)) {
    if (field === 1) kinds = readVarints(value);
    if (field === 2) numbers = readVarints(value);
    if (field === 3) for (let at = 0; at < value.length; at += 8) reals.push(value.readDoubleLE(at));
    if (field === 5) texts = value.toString().split("\0");
  }
  const next = { 1: () => null, 2: () => numbers.shift(), 3: () => reals.shift(), 4: () => texts.shift() };
  return kinds.map((kind) => next[kind]());
}

async function main() {
  const ask = makeReader();
  await new Promise((resolve) => setTimeout(resolve, 100)); // it is ready then
  const answers = [];
  for (const [trace, queries] of JSON.parse(fs.readFileSync(0, "utf8"))) {
    await ask(RESET);
    await ask(APPEND, bytesField(101, Buffer.from(trace)));
    await ask(FINALIZE);
    const found = [];
    for (const query of queries) found.push(rowsOf(await ask(QUERY, bytesField(103, bytesField(1, Buffer.from(query))))));
    answers.push(found);
  }
  console.log(JSON.stringify(answers));
}

main();
