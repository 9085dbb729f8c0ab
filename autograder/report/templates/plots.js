"use strict";
// Unpacks plotly once the page is readable, draws in the colours of the page, and draws again where
// these change: dark and light, screen and paper.
const report = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const drawings = new Map();
  const colour = (name) =>
    getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

  const layout = (own) => {
    const line = { color: colour("ink"), gridcolor: colour("line"), zerolinecolor: colour("line") };
    const merged = {
      paper_bgcolor: colour("paper"),
      plot_bgcolor: colour("paper"),
      font: { family: "system-ui, sans-serif", size: 14, color: colour("ink") },
      margin: { l: 60, r: 16, t: 16, b: 50 },
      hoverlabel: { bgcolor: colour("panel"), font: { color: colour("ink") }, align: "left" },
      dragmode: "zoom",
      showlegend: false,
      ...own,
    };
    for (const axis of ["xaxis", "yaxis"]) merged[axis] = { ...line, automargin: true, ...own[axis] };
    return merged;
  };

  const draw = (id) => {
    const place = document.getElementById(id);
    const { traces, own } = drawings.get(id)(place.clientWidth, place);
    place.style.height = `${own.height}px`;
    Plotly.react(place, traces, layout(own), { responsive: true, displaylogo: false });
    place.dataset.drawn = "yes";
  };
  const redraw = () => window.Plotly && document.querySelectorAll("[data-drawn]").forEach((one) => draw(one.id));

  const unpack = async () => {
    const packed = document.getElementById("plotly").textContent;
    const bytes = Uint8Array.from(atob(packed), (char) => char.charCodeAt(0));
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
    const script = document.createElement("script");
    script.textContent = await new Response(stream).text();
    document.head.append(script);
  };

  const start = async () => {
    const places = [...drawings.keys()].map((id) => document.getElementById(id));
    try {
      await unpack();
      // Each is drawn when it comes near; all, before they are printed.
      const near = new IntersectionObserver(
        (seen) => {
          for (const one of seen.filter((each) => each.isIntersecting)) {
            near.unobserve(one.target);
            draw(one.target.id);
          }
        },
        { rootMargin: "400px" },
      );
      places.forEach((place) => near.observe(place));
      addEventListener("beforeprint", () =>
        places.filter((place) => !place.dataset.drawn).forEach((place) => draw(place.id)),
      );
      document.documentElement.dataset.plots = "ready";
    } catch (error) {
      const told = `No plot: this browser is too old for it (${error}). The tables say the same.`;
      places.forEach((place) => (place.textContent = told));
    }
  };

  for (const query of ["(prefers-color-scheme: dark)", "print"]) {
    matchMedia(query).addEventListener("change", redraw);
  }
  addEventListener("load", () => setTimeout(start));
  return {
    data,
    colour,
    redraw,
    draw: (id, make) => document.getElementById(id) && drawings.set(id, make),
  };
})();
