"use strict";
(() => {
  const { data, colour, draw } = report;
  // Plotly reads a little HTML in texts of its own.
  const plain = (text) => text.replace(/[&<>]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[c]);
  const cut = (text, limit) => plain(text.length > limit ? `${text.slice(0, limit - 1)}…` : text);

  draw("plot-scores", () => ({
    traces: [
      {
        type: "bar",
        x: data.bins.map(([low, high]) => `${low}–${high}`),
        y: data.bins.map((bin) => bin[2]),
        text: data.bins.map((bin) => (bin[2] ? String(bin[2]) : "")),
        textposition: "outside",
        cliponaxis: false,
        marker: { color: colour("bar") },
        customdata: data.bins.map((bin) => Math.round((100 * bin[2]) / data.graded)),
        hovertemplate: "%{x} points: %{y} hand-ins, %{customdata} %<extra></extra>",
      },
    ],
    own: { height: 320, xaxis: { title: { text: "points" }, type: "category" }, yaxis: { title: { text: "hand-ins" }, rangemode: "tozero" } },
  }));

  draw("plot-questions", (width) => {
    const known = data.questions.filter((question) => question[2] !== null);
    return {
      traces: [
        {
          type: "scatter",
          mode: width > 560 ? "markers+text" : "markers",
          x: known.map((question) => question[1]),
          y: known.map((question) => question[2]),
          text: known.map((question) => plain(question[0])),
          textposition: known.map((_, at) => ["top center", "bottom center", "middle right", "middle left"][at % 4]),
          textfont: { size: 12 },
          marker: { color: colour("bar"), size: known.map((question) => 7 + 2 * Math.sqrt(question[3])), opacity: 0.85 },
          hovertemplate: "%{text}<br>difficulty %{x:.2f}, discrimination %{y:.2f}<extra></extra>",
        },
      ],
      own: {
        height: 400,
        xaxis: { title: { text: "difficulty" }, range: [-0.02, Math.max(0.3, 1.15 * Math.max(...known.map((q) => q[1])))] },
        yaxis: { title: { text: "discrimination" }, range: [Math.min(-0.15, ...known.map((q) => q[2] - 0.1)), 1.1] },
        shapes: [{ type: "line", x0: 0, x1: 1, xref: "paper", y0: 0.2, y1: 0.2, line: { color: colour("quiet"), dash: "dot", width: 1 } }],
      },
    };
  });

  const tooltip = document.createElement("div");
  tooltip.className = "tooltip";
  tooltip.hidden = true;
  document.body.append(tooltip);

  const point = ({ event, points: [{ pointIndex: [test, student] }] }) => {
    const digit = data.heat[test][student];
    const state = digit === "-" ? "not graded" : data.states[digit];
    const [question, sentence] = data.tests[test];
    tooltip.textContent = `${data.students[student]}, ${data.totals[student]} points. ${question}, ${state}: ${sentence}`;
    tooltip.hidden = false;
    const left = Math.min(event.clientX + 14, innerWidth - tooltip.offsetWidth - 8);
    tooltip.style.left = `${Math.max(8, left)}px`;
    tooltip.style.top = `${Math.min(event.clientY + 14, innerHeight - tooltip.offsetHeight - 8)}px`;
  };

  draw("plot-tests", (width, place) => {
    if (!place.dataset.drawn) {
      setTimeout(() => {
        place.on("plotly_hover", point);
        place.on("plotly_unhover", () => (tooltip.hidden = true));
      });
    }
    const count = data.states.length;
    const steps = data.states.flatMap((state, at) => {
      const fill = colour(state.replaceAll(" ", "-"));
      return [[at / count, fill], [(at + 1) / count, fill]];
    });
    const rows = data.heat.map((row) => [...row]);
    const wide = width > 560;
    return {
      traces: [
        {
          type: "heatmap",
          z: rows.map((row) => row.map((digit) => (digit === "-" ? null : Number(digit)))),
          y: data.tests.map((_, at) => at),
          zmin: -0.5,
          zmax: count - 0.5,
          colorscale: steps,
          showscale: false,
          xgap: data.students.length > 150 ? 0 : 1,
          ygap: 1,
          hoverinfo: "none", // a text for each of 100,000 fields takes seconds; see below
        },
      ],
      own: {
        height: 90 + 16 * data.tests.length,
        margin: { l: wide ? 330 : 120, r: 16, t: 8, b: 44 },
        xaxis: { title: { text: "hand-ins, best first" }, showticklabels: false, ticks: "", showgrid: false },
        yaxis: {
          autorange: "reversed",
          showgrid: false,
          automargin: false,
          tickfont: { size: 11 },
          tickvals: data.tests.map((_, at) => at),
          ticktext: data.tests.map(([question, sentence], at) => {
            const first = at === 0 || data.tests[at - 1][0] !== question;
            if (!wide) return first ? cut(question, 16) : "";
            const room = first ? 50 - question.length : 52;
            return `${first ? `<b>${plain(question)}</b> ` : ""}${cut(sentence, Math.max(12, room))}`;
          }),
        },
      },
    };
  });

  draw("plot-effort", () => ({
    traces: [
      {
        type: "scatter",
        mode: "markers",
        x: data.seconds,
        y: data.mebibytes,
        text: data.students.map((name) => cut(name, 60)),
        marker: { color: colour("bar"), size: 8, opacity: 0.7 },
        hovertemplate: "%{text}<br>%{x} s, %{y:,} MiB<extra></extra>",
      },
    ],
    own: { height: 320, xaxis: { title: { text: "seconds" }, rangemode: "tozero" }, yaxis: { title: { text: "MiB" } } },
  }));
})();
