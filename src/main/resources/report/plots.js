(() => {
  const data = JSON.parse(document.getElementById("plot-data").textContent);
  const root = document.documentElement;
  const height = 220;
  const plots = new Map();

  const color = (name) => getComputedStyle(root).getPropertyValue(name).trim();

  // a dashed line at the moment of the rehearsed disaster, another at what is allowed
  function lines(allowed) {
    return (u) => {
      const ctx = u.ctx;
      const box = u.bbox;
      const ratio = devicePixelRatio;
      ctx.save();
      ctx.beginPath();
      ctx.rect(box.left, box.top, box.width, box.height);
      ctx.clip();
      ctx.lineWidth = ratio;
      ctx.setLineDash([4 * ratio, 3 * ratio]);
      if (data.disaster !== null) {
        const x = Math.round(u.valToPos(data.disaster, "x", true));
        ctx.strokeStyle = color("--ink");
        ctx.beginPath();
        ctx.moveTo(x, box.top);
        ctx.lineTo(x, box.top + box.height);
        ctx.stroke();
      }
      if (allowed !== null) {
        const y = Math.round(u.valToPos(allowed, "y", true));
        ctx.strokeStyle = color("--bad");
        ctx.beginPath();
        ctx.moveTo(box.left, y);
        ctx.lineTo(box.left + box.width, y);
        ctx.stroke();
      }
      ctx.restore();
    };
  }

  function top(values, allowed) {
    const known = values.filter((value) => value !== null);
    return Math.max(1, allowed === null ? 0 : allowed, ...known) * 1.1;
  }

  function draw(name, allowed) {
    const place = document.getElementById(name);
    if (!place) {
      return;
    }
    plots.get(name)?.destroy();
    const axis = {
      stroke: color("--soft"),
      grid: { stroke: color("--line"), width: 1 },
      ticks: { stroke: color("--line"), width: 1 },
      font: "12px system-ui, sans-serif",
      labelFont: "12px system-ui, sans-serif",
    };
    const options = {
      width: place.clientWidth,
      height,
      legend: { show: false },
      cursor: { show: false },
      scales: { x: { time: false, range: [0, data.end] }, y: { range: [0, top(data[name], allowed)] } },
      axes: [
        { ...axis, label: "seconds since the start", labelSize: 18 },
        { ...axis, size: 56, incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 5e4, 1e5, 2e5, 5e5, 1e6, 1e7, 1e8] },
      ],
      series: [
        {},
        {
          stroke: color("--fill"),
          width: 2,
          fill: color("--fill") + "22",
          paths: uPlot.paths.stepped({ align: 1 }),
          points: { show: data.at.length < 40, size: 5, fill: color("--fill") },
        },
      ],
      hooks: { draw: [lines(allowed)] },
    };
    plots.set(name, new uPlot(options, [data.at, data[name]], place));
  }

  function drawAll() {
    draw("records", data.maxRecords);
    draw("seconds", data.maxSeconds);
  }

  drawAll();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
  let width = innerWidth;
  addEventListener("resize", () => {
    if (innerWidth !== width) {
      width = innerWidth;
      drawAll();
    }
  });
  // paper is white, whatever the screen is
  addEventListener("beforeprint", () => {
    root.classList.add("print");
    document.querySelectorAll("details").forEach((part) => (part.open = true));
    drawAll();
  });
  addEventListener("afterprint", () => {
    root.classList.remove("print");
    drawAll();
  });
})();
