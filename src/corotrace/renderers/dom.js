// The little of a browser that PlantUML's JavaScript engine asks for: elements to build its SVG from, the widths of
// text, timers. It is evaluated before the engine; nothing in here reaches a file, the network or the clock.
(function (root) {
  "use strict";

  // The first is the font that is measured here, and that a PNG is drawn in; the others are for a browser.
  const FONT_FAMILY = "Corotrace Gothic, NanumGothic, sans-serif";
  // Height of a line above and below its baseline, in em. Capitals and Hangul reach 0.74 em up, small letters
  // 0.54 em: with these two numbers the middle of the line is the middle of what is seen.
  const ASCENT = 0.93;
  const DESCENT = 0.24;
  // A character that the font lacks will be drawn in some other font: guesses, in em.
  const LACKING = 0.62;
  const LACKING_WIDE = 1.0;
  const INVISIBLE = /^[\p{M}\p{Cf}\u200b]$/u;
  const WIDE = /^[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]$|^[\u{1f000}-\u{3fffd}]$/u;
  const NOT_XML = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/gu;

  // ---- text -------------------------------------------------------------------------------------------------------

  const advances = { regular: new Map(), bold: new Map() }; // code point -> em
  let lacking = new Set(); // the characters of this diagram that the font has not

  function advance(character, table) {
    const known = table.get(character.codePointAt(0));
    if (known !== undefined) return known;
    if (character === "\u00a0") return table.get(0x20);
    if (INVISIBLE.test(character)) return 0;
    lacking.add(character);
    return WIDE.test(character) ? LACKING_WIDE : LACKING;
  }

  function textWidth(text, size, bold) {
    const table = bold ? advances.bold : advances.regular;
    let width = 0;
    for (const character of String(text)) width += advance(character, table);
    return width * size;
  }

  class Canvas2D {
    constructor() { this.font = "14px sans-serif"; }

    measureText(text) {
      const size = parseFloat((/([\d.]+)px/.exec(this.font) || [])[1]) || 14;
      return {
        width: textWidth(text, size, /^\s*bold/i.test(this.font)),
        actualBoundingBoxAscent: ASCENT * size,
        actualBoundingBoxDescent: DESCENT * size,
        fontBoundingBoxAscent: ASCENT * size,
        fontBoundingBoxDescent: DESCENT * size,
      };
    }
  }

  // ---- elements ---------------------------------------------------------------------------------------------------

  class TextNode {
    constructor(text) { this.textContent = String(text); this.parentNode = null; }
  }

  class Unwritten { // a comment or a processing instruction: it would repeat the source, values and all
    constructor() { this.textContent = ""; this.parentNode = null; }
  }

  class Element {
    constructor(name) {
      this.nodeName = this.tagName = this.localName = name;
      this.attributes = new Map();
      this.childNodes = [];
      this.parentNode = null;
      this.style = {};
    }

    get ownerDocument() { return root.document; }
    get firstChild() { return this.childNodes[0] || null; }
    get textContent() { return this.childNodes.map((child) => child.textContent).join(""); }
    set textContent(text) { this.childNodes = []; if (text !== null && text !== "") this.appendChild(new TextNode(text)); }

    setAttribute(name, value) { this.attributes.set(name, String(value)); }
    setAttributeNS(namespace, name, value) { this.setAttribute(name, value); }
    getAttribute(name) { return this.attributes.has(name) ? this.attributes.get(name) : null; }

    appendChild(child) { return this.insertBefore(child, null); }

    insertBefore(child, next) {
      if (child.parentNode) child.parentNode.removeChild(child);
      const place = next ? this.childNodes.indexOf(next) : this.childNodes.length;
      this.childNodes.splice(place, 0, child);
      child.parentNode = this;
      return child;
    }

    removeChild(child) {
      const place = this.childNodes.indexOf(child);
      if (place >= 0) this.childNodes.splice(place, 1);
      child.parentNode = null;
      return child;
    }

    getBBox() {
      const size = this.fontSize();
      return { x: 0, y: -ASCENT * size, width: this.drawnWidth(), height: (ASCENT + DESCENT) * size };
    }

    getContext() { return new Canvas2D(); }

    fontSize() { return parseFloat(this.getAttribute("font-size")) || 14; }
    drawnWidth() { return textWidth(this.textContent, this.fontSize(), this.getAttribute("font-weight") === "bold"); }
  }

  // ---- writing the SVG --------------------------------------------------------------------------------------------

  const ENTITIES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\n": "&#10;", "\r": "&#13;", "\t": "&#9;" };

  function escapeXml(text, special) {
    return String(text).replace(NOT_XML, "\ufffd").replace(special, (character) => ENTITIES[character]);
  }

  // A text says how wide it was measured, so that it keeps to its box in a viewer that has another font.
  function fixWidth(element) {
    element.setAttribute("font-family", FONT_FAMILY);
    const width = element.drawnWidth();
    if (width > 0) {
      element.setAttribute("textLength", width.toFixed(2));
      element.setAttribute("lengthAdjust", "spacing");
    }
  }

  function write(node, out) {
    if (node instanceof Unwritten) return;
    if (node instanceof TextNode) { out.push(escapeXml(node.textContent, /[&<>]/g)); return; }
    if (node.tagName === "text") fixWidth(node);
    out.push("<", node.tagName);
    for (const [name, value] of node.attributes) out.push(" ", name, '="', escapeXml(value, /[&<>"\n\r\t]/g), '"');
    if (!node.childNodes.length) { out.push("/>"); return; }
    out.push(">");
    for (const child of node.childNodes) write(child, out);
    out.push("</", node.tagName, ">");
  }

  root.XMLSerializer = class {
    serializeToString(node) { const out = []; write(node, out); return out.join(""); }
  };

  // ---- the page ---------------------------------------------------------------------------------------------------

  const page = new Element("#document");
  page.createElement = (name) => new Element(name);
  page.createElementNS = (namespace, name) => new Element(name);
  page.createTextNode = (text) => new TextNode(text);
  page.createComment = () => new Unwritten();
  page.createProcessingInstruction = () => new Unwritten();
  page.getElementById = () => null;
  page.head = new Element("head");
  page.body = new Element("body");

  root.document = page;
  root.window = root.self = root;
  root.console = { log() {}, info() {}, warn() {}, error() {} };
  // Themes, emoji and the standard library are scripts that a browser would fetch: say at once that there are none,
  // else the engine waits for ever.
  root.PLANTUML_STDLIB_LOADER = (name, done, failed) => failed("the embedded engine has no " + name);

  const timers = [];
  root.setTimeout = (callback) => timers.push(callback);
  root.clearTimeout = () => {};

  // ---- what the worker calls --------------------------------------------------------------------------------------

  root.corotrace = {
    // widths: {"regular": [[first code point, how many, advance in 1/1000 em], ...], "bold": [...]}
    setAdvances(widths) {
      for (const weight of Object.keys(advances)) {
        for (const [first, count, advanced] of widths[weight]) {
          for (let code = first; code < first + count; code++) advances[weight].set(code, advanced / 1000);
        }
      }
    },

    // -> {svg, lacking} or {error, lacking}, or {lacking} alone where the engine gave no answer at all
    draw(source) {
      const answer = {};
      lacking = new Set();
      root.plantuml.renderToString(
        source.split("\n"),
        (svg) => { answer.svg = String(svg); },
        (error) => { answer.error = String(error); },
        { maxSvgSize: 0 },
      );
      while (timers.length) timers.shift()();
      answer.lacking = [...lacking].join("");
      return JSON.stringify(answer);
    },
  };
})(globalThis);
