// The landscape of the loss, moved by sliders. The paths were computed beforehand by the chapter's
// own code and stand in landscape-data.js; here they are only looked up, drawn and put into words.
(() => {
  "use strict";
  const data = window.landscape;
  const root = document.getElementById("landscape");
  if (!data || !root) return;
  const { steps, learningRates, batchSizes, bowls, frames } = data;
  const allRows = batchSizes.at(-1);

  const predictions = [
    "Fewer and fewer steps: the larger the learning rate, the sooner it arrives.",
    "Fewer steps at first; then it swings to and fro; beyond some value it never arrives.",
    "It arrives for every learning rate, but along a noisier and noisier path.",
  ];
  const radio = (text, i) =>
    `<label><input type="radio" name="landscape-prediction" value="${i}"> ${text}</label>`;
  const slider = (id, name, count, start) =>
    `<div class="landscape-slider"><label for="landscape-${id}">${name}</label>
     <output id="landscape-${id}-value" for="landscape-${id}"></output>
     <input type="range" id="landscape-${id}" min="0" max="${count - 1}" value="${start}">
     ${id === "lr" ? '<span class="landscape-limit" aria-hidden="true"></span>' : ""}</div>`;

  root.innerHTML = `
    <fieldset class="landscape-predict"><legend>Predict first</legend>
      <p>All ${allRows} rows are used for every step, and both features are standardised. You
      raise the learning rate from ${learningRates[0]} to ${learningRates.at(-1)}. What happens
      to the path from the square to the star?</p>
      ${predictions.map(radio).join("")}
      <p class="landscape-note" role="status">Choose an answer to free the sliders.</p>
    </fieldset>
    <fieldset class="landscape-controls" disabled><legend>Then move</legend>
      ${slider("lr", "Learning rate", learningRates.length, 0)}
      ${slider("batch", "Batch size", batchSizes.length, batchSizes.length - 1)}
      ${slider("scale", "Scale of feature 2", bowls.length, 0)}
    </fieldset>
    <p class="landscape-words" aria-live="polite" aria-atomic="true"></p>
    <div class="landscape-panels">
      <svg viewBox="0 0 466 460" role="img" aria-label="Contours of the loss over the two weights, with the path of the training steps. The paragraph before says in words what it shows."></svg>
      <svg viewBox="0 0 466 460" role="img" aria-label="The loss after each step. The paragraph before says in words what it shows."></svg>
    </div>`;

  const find = (selector) => root.querySelector(selector);
  const inputs = ["lr", "batch", "scale"].map((id) => find(`#landscape-${id}`));
  const [map, curve] = root.querySelectorAll("svg");

  // ---- drawing --------------------------------------------------------------------------
  const PIXELS = 400, LEFT = 52, TOP = 8; // of the frame inside the view box
  const W1 = [-2, 5], W2 = [-5.5, 1.5], LOSS = [-0.5, 2.5]; // the last one in powers of ten
  const at = (value, [low, high]) => (PIXELS * (value - low)) / (high - low);
  const mapX = (w) => LEFT + at(w, W1);
  const mapY = (w) => TOP + PIXELS - at(w, W2);
  const curveX = (step) => LEFT + at(step, [0, steps]);
  const curveY = (loss) => TOP + PIXELS - at(Math.min(Math.log10(loss), 9), LOSS);

  const tag = (name, attributes, content = "") =>
    `<${name} ${Object.entries(attributes).map(([k, v]) => `${k}="${v}"`).join(" ")}>${content}</${name}>`;
  const text = (x, y, content, anchor = "middle") =>
    tag("text", { x, y, "text-anchor": anchor }, content);
  const line = (points, cls) =>
    tag("polyline", { class: cls, points: points.map((p) => p.map((v) => v.toFixed(1)).join()).join(" ") });

  function frame(id, inside, xTicks, yTicks, xLabel, yLabel) {
    const box = { x: LEFT, y: TOP, width: PIXELS, height: PIXELS };
    const bottom = TOP + PIXELS;
    return tag("clipPath", { id }, tag("rect", box)) +
      tag("g", { "clip-path": `url(#${id})` }, inside) + tag("rect", { ...box, class: "box" }) +
      xTicks.map(([x, name]) => text(x, bottom + 18, name)).join("") +
      yTicks.map(([y, name]) => text(LEFT - 6, y + 5, name, "end")).join("") +
      text(LEFT + PIXELS / 2, bottom + 40, xLabel) +
      tag("text", { x: -TOP - PIXELS / 2, y: 14, "text-anchor": "middle", transform: "rotate(-90)" }, yLabel);
  }

  function drawMap(bowl, path) {
    const [bestX, bestY] = [mapX(bowl.best[0]), mapY(bowl.best[1])];
    const angle = (-Math.atan2(bowl.flat[1], bowl.flat[0]) * 180) / Math.PI;
    const unit = PIXELS / (W1[1] - W1[0]);
    const rings = [...Array(9).keys()].map((k) => {
      const level = 0.25 * 2 ** k; // by how much the loss exceeds its lowest value there
      const [rx, ry] = bowl.curvatures.map((curvature) => unit * Math.sqrt((2 * level) / curvature));
      return tag("ellipse", { class: "ring", cx: bestX, cy: bestY, rx, ry, transform: `rotate(${angle} ${bestX} ${bestY})` });
    });
    const points = path.map(([x, y]) => [mapX(x), mapY(y)]);
    const dots = points.slice(1).map(([cx, cy]) => tag("circle", { class: "dot", cx, cy, r: 3.2 }));
    const star = [...Array(10).keys()].map((k) => {
      const radius = k % 2 ? 4.5 : 11, turn = (Math.PI * k) / 5;
      return [bestX + radius * Math.sin(turn), bestY - radius * Math.cos(turn)];
    });
    map.innerHTML = frame("landscape-map",
      rings.join("") + line(points, "path") + dots.join("") +
      tag("rect", { class: "start", x: mapX(0) - 6, y: mapY(0) - 6, width: 12, height: 12 }) +
      tag("polygon", { class: "best", points: star.join(" ") }),
      [-2, -1, 0, 1, 2, 3, 4, 5].map((w) => [mapX(w), String(w).replace("-", "−")]),
      [-5, -4, -3, -2, -1, 0, 1].map((w) => [mapY(w), String(w).replace("-", "−")]),
      "weight of feature 1", "weight of feature 2");
  }

  function drawCurve(bowl, path) {
    const [h11, h12, , h22] = bowl.hessian;
    const losses = path.map(([w1, w2]) => {
      const [u, v] = [w1 - bowl.best[0], w2 - bowl.best[1]];
      return bowl.floor + (h11 * u * u + 2 * h12 * u * v + h22 * v * v) / 2;
    });
    const floor = curveY(bowl.floor);
    curve.innerHTML = frame("landscape-curve",
      line([[LEFT, floor], [LEFT + PIXELS, floor]], "floor") +
      line(losses.map((loss, step) => [curveX(step), curveY(loss)]), "path thick") +
      text(LEFT + PIXELS - 6, floor + 18, "lowest possible", "end"),
      [0, 20, 40, 60].map((step) => [curveX(step), step]),
      [1, 10, 100].map((loss) => [curveY(loss), loss]), "step", "loss on all rows");
  }

  // ---- words ----------------------------------------------------------------------------
  const short = (number) => String(Number(number.toPrecision(2)));

  function inWords(lr, batch, bowl, outcome, number) {
    const steepest = bowl.curvatures[1], full = batch === allRows;
    const swings = full && outcome !== "diverges" && lr * steepest > 1 ? ", swinging to and fro" : "";
    const what = {
      diverges: "diverges: it leaves the picture and does not come back.",
      arrives: `arrives${swings}: from step ${number} on, less than 1 % of the distance is left.`,
      creeps: `is still on its way${swings}: after ${steps} steps, ${Math.round(100 * number)} % of the distance is left.`,
      hovers: `hovers about the lowest point: over the last 20 steps it is ${short(number)} away on average; it began ${short(Math.hypot(...bowl.best))} away.`,
    }[outcome];
    const rows = full ? `all ${batch} rows` : batch === 1 ? "a single row" : `${batch} rows`;
    return `Learning rate ${lr}, ${rows} per step, scale ${bowl.scale}: the path <strong>${what}</strong> ` +
      `The limit <span class="landscape-together">2/λ<sub>max</sub></span> is ${(2 / steepest).toPrecision(3)}; the bowl is ` +
      `${short(steepest / bowl.curvatures[0])} times as curved across as along.`;
  }

  function show() {
    const [l, b, s] = inputs.map((input) => Number(input.value));
    const [lr, batch, bowl] = [learningRates[l], batchSizes[b], bowls[s]];
    const [outcome, number, flat] = frames[s][b][l];
    const path = [];
    for (let i = 0; i < flat.length; i += 2) path.push([flat[i] / 1000, flat[i + 1] / 1000]);
    drawMap(bowl, path);
    drawCurve(bowl, path);
    const values = [lr, batch === allRows ? `${batch}, all rows` : batch, bowl.scale === 1 ? "1, standardised" : bowl.scale];
    inputs.forEach((input, i) => {
      input.setAttribute("aria-valuetext", values[i]);
      find(`#${input.id}-value`).textContent = values[i];
    });
    find(".landscape-words").innerHTML = inWords(lr, batch, bowl, outcome, number);
    const limit = 2 / bowl.curvatures[1]; // between two positions of the slider, mark it there
    const above = learningRates.findIndex((rate) => rate > limit);
    const [low, high] = [learningRates[above - 1], learningRates[above]];
    const share = (above - 1 + Math.log(limit / low) / Math.log(high / low)) / (learningRates.length - 1);
    find(".landscape-limit").style.setProperty("--share", share);
    find(".landscape-limit").classList.toggle("landscape-late", share > 0.5);
  }

  root.addEventListener("change", (event) => {
    if (event.target.name !== "landscape-prediction") return;
    find(".landscape-controls").disabled = false;
    find(".landscape-note").textContent = "Noted. Now move the learning rate and see. What was to be seen is told below the figure.";
  });
  inputs.forEach((input) => input.addEventListener("input", show));
  show();
})();
