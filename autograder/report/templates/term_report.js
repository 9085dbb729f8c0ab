"use strict";
(() => {
  const { data, colour, draw, redraw } = report;
  const form = document.getElementById("line");
  const select = form?.querySelector("select");
  if (form) {
    select.append(new Option("nobody", ""));
    data.students.forEach((name, at) => select.append(new Option(name, String(at))));
    form.hidden = false;
    select.addEventListener("change", redraw);
  }
  const percent = (share) => (share === null ? null : 100 * share);

  draw("plot-term", () => {
    const traces = data.stems.map((stem, at) => ({
      type: "box",
      name: stem,
      x: data.shares.map(() => stem),
      y: data.shares.map((shares) => percent(shares[at])),
      boxpoints: data.shares.length > 400 ? "outliers" : "all",
      jitter: 0.5,
      pointpos: 0,
      marker: { color: colour("bar"), size: 4, opacity: 0.6 },
      line: { color: colour("bar") },
      hoverinfo: "y",
    }));
    if (select?.value) {
      traces.push({
        type: "scatter",
        mode: "lines+markers",
        x: data.stems,
        y: data.shares[Number(select.value)].map(percent),
        line: { color: colour("failed"), width: 3 },
        marker: { size: 10 },
        hovertemplate: "%{x}: %{y:.0f} %<extra></extra>",
      });
    }
    return { traces, own: { height: 380, yaxis: { title: { text: "% of the points" }, range: [-3, 103] }, xaxis: { type: "category" } } };
  });
})();
