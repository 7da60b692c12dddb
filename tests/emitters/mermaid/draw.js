// Draws Mermaid texts in a browser and reads the pictures: every text in them, from top to bottom, and what is forbidden.
async function draw(sources) {
  mermaid.initialize({ startOnLoad: false, logLevel: "fatal" });
  const found = [];
  for (const [number, source] of sources.entries()) {
    try {
      const { svg } = await mermaid.render(`picture${number}`, source);
      const place = document.createElement("div");
      place.innerHTML = svg;
      const asXml = new DOMParser().parseFromString(svg, "image/svg+xml").querySelector("parsererror");
      found.push({
        texts: [...place.querySelectorAll("text")].map((one) => [one.getAttribute("class") ?? "", one.textContent]),
        forbidden: [...place.querySelectorAll("script, a, img, image, iframe, foreignObject, math")].map((one) => one.tagName),
        bars: place.querySelectorAll("rect.activation0, rect.activation1, rect.activation2").length,
        broken: asXml ? asXml.textContent : "",
      });
    } catch (error) {
      found.push({ error: String(error) });
    }
  }
  const bytes = new TextEncoder().encode(JSON.stringify(found));
  document.body.textContent = "DRAWN:" + btoa([...bytes].map((byte) => String.fromCharCode(byte)).join("")) + ":END";
}
