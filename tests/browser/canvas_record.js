/**
 * Keeps a record of what is drawn on canvases, and tells the paths of an SVG picture in the same
 * form, so that a test can ask what a reader sees at a point. It knows the browser alone and nothing
 * of the page.
 */
(() => {
  const proto = CanvasRenderingContext2D.prototype;
  const records = new WeakMap();
  const shapes = new WeakMap();
  const patterns = new WeakMap();
  const probes = new WeakMap();

  const recordOf = (canvas) => {
    if (!records.has(canvas)) records.set(canvas, []);
    return records.get(canvas);
  };
  const newShape = () => ({ moves: 0, lines: 0, arcs: [], points: [] });
  const shapeOf = (path) => {
    if (!shapes.has(path)) shapes.set(path, newShape());
    return shapes.get(path);
  };

  for (const [name, note] of Object.entries({
    moveTo: (shape, x, y) => { shape.moves += 1; shape.points.push([x, y]); },
    lineTo: (shape, x, y) => { shape.lines += 1; shape.points.push([x, y]); },
    arc: (shape, x, y, r, from, to) => {
      shape.arcs.push([from, to]);
      shape.points.push([x - r, y - r], [x + r, y + r]);
    },
    addPath: (shape, other) => shape.points.push(...shapeOf(other).points.slice(0, 2)),
  })) {
    const own = Path2D.prototype[name];
    Path2D.prototype[name] = function (...values) {
      note(shapeOf(this), ...values);
      return own.apply(this, values);
    };
  }

  const createPattern = proto.createPattern;
  proto.createPattern = function (image, repeat) {
    const pattern = createPattern.call(this, image, repeat);
    const inks = recordOf(image);
    const base = inks.find((call) => call.call === "fillRect")?.paint ?? "";
    const ink = inks.find((call) => call.call !== "fillRect")?.paint ?? "";
    patterns.set(pattern, { base, ink });
    return pattern;
  };

  const paintOf = (style) => (typeof style === "string" ? style : patterns.get(style) ?? "other");
  const place = (context, shape) => {
    const { a, d, e, f } = context.getTransform();
    const xs = shape.points.map(([x]) => x * a + e);
    const ys = shape.points.map(([, y]) => y * d + f);
    return [Math.min(...xs), Math.min(...ys), Math.max(...xs), Math.max(...ys)];
  };
  const told = (context, call, path, paint) => {
    const shape = path instanceof Path2D ? shapeOf(path) : newShape();
    const small = shape.points.length < 60;
    return {
      ...{ call, paint: paintOf(paint), dashed: context.getLineDash().length > 0 },
      ...{ moves: shape.moves, lines: shape.lines, arcs: shape.arcs },
      level: shape.points[0]?.[1] === shape.points[1]?.[1],
      ...{ box: small ? place(context, shape) : null, hits: [] },
    };
  };

  const fill = proto.fill;
  proto.fill = function (...given) {
    const [path] = given;
    const call = told(this, "fill", path, this.fillStyle);
    for (const [i, [x, y]] of (probes.get(this.canvas) ?? []).entries())
      if (path instanceof Path2D && this.isPointInPath(path, x, y, "evenodd")) call.hits.push(i);
    recordOf(this.canvas).push(call);
    return fill.apply(this, given);
  };
  const stroke = proto.stroke;
  proto.stroke = function (...given) {
    const [path] = given;
    const call = told(this, "stroke", path, this.strokeStyle);
    const known = probes.get(this.canvas);
    if (known && path instanceof Path2D) {
      const [dash, width] = [this.getLineDash(), this.lineWidth];
      this.setLineDash([]);
      this.lineWidth = Math.max(width, 3 / this.getTransform().a);
      for (const [i, [x, y]] of known.entries())
        if (this.isPointInStroke(path, x, y)) call.hits.push(i);
      this.setLineDash(dash);
      this.lineWidth = width;
    }
    recordOf(this.canvas).push(call);
    return stroke.apply(this, given);
  };
  const fillRect = proto.fillRect;
  proto.fillRect = function (...box) {
    recordOf(this.canvas).push({ call: "fillRect", paint: paintOf(this.fillStyle), hits: [] });
    return fillRect.apply(this, box);
  };
  const clearRect = proto.clearRect;
  proto.clearRect = function (x, y, width, height) {
    if (width >= this.canvas.width && height >= this.canvas.height) records.set(this.canvas, []);
    return clearRect.call(this, x, y, width, height);
  };
  const drawImage = proto.drawImage;
  proto.drawImage = function (image, ...box) {
    if (image instanceof HTMLCanvasElement && box.length === 4) {
      const { a, d, e, f } = this.getTransform();
      const [x, y, width, height] = box;
      recordOf(this.canvas).push({
        ...{ call: "image", calls: recordOf(image), hits: [] },
        box: [x * a + e, y * d + f, (x + width) * a + e, (y + height) * d + f],
      });
    }
    return drawImage.call(this, image, ...box);
  };

  /** The paths of an SVG picture in the form of calls: those on the map's own scale, then others. */
  const readPicture = (svg, points) => {
    const calls = [[], []];
    for (const path of svg.querySelectorAll("g > path, svg.marker > path")) {
      const group = path.parentNode;
      const matrix = (group.getAttribute("transform") ?? "").match(/-?[\d.e-]+/g)?.map(Number);
      const [k, , , , tx, ty] = matrix ?? [1, 0, 0, 1, 0, 0];
      const d = path.getAttribute("d");
      const parts = [...d.matchAll(/([MLA])([^MLAZ]*)/g)];
      const corners = parts.map(([, , text]) => text.trim().split(/[ ,]+/).map(Number).slice(-2));
      const [xs, ys] = [0, 1].map((i) => corners.map((point) => point[i]));
      const of = (letter) => parts.filter(([, name]) => name === letter).length;
      const call = path.getAttribute("stroke") ? "stroke" : "fill";
      const colour = path.getAttribute(call);
      const pattern = colour.startsWith("url") && svg.querySelector(colour.slice(4, -1));
      const ink = (part) => part.getAttribute("stroke") ?? part.getAttribute("fill");
      const paint = pattern
        ? { base: ink(pattern.querySelector("rect")), ink: ink(pattern.querySelector("path, circle")) }
        : colour;
      const dashed = path.hasAttribute("stroke-dasharray");
      if (call === "stroke") {
        path.removeAttribute("stroke-dasharray");
        path.setAttribute("stroke-width", Math.max(path.getAttribute("stroke-width"), 1.5 / k));
      }
      const test = call === "stroke" ? "isPointInStroke" : "isPointInFill";
      const hits = points.flatMap(([x, y], i) =>
        path[test](new DOMPoint((x - tx) / k, (y - ty) / k)) ? [i] : []);
      const small = corners.length < 60;
      const box = [
        ...[Math.min(...xs) * k + tx, Math.min(...ys) * k + ty],
        ...[Math.max(...xs) * k + tx, Math.max(...ys) * k + ty],
      ];
      calls[matrix ? 0 : 1].push({
        ...{ call, paint, dashed, moves: of("M"), lines: of("L"), arcs: of("A") ? [1] : [] },
        ...{ level: ys[0] === ys[1], box: small ? box : null, hits },
      });
    }
    return calls;
  };

  /** Points (canvas pixels) at which the next drawings of a canvas are to be told. */
  window.recorded = {
    ask: (canvas, points) => probes.set(canvas, points),
    of: (canvas) => recordOf(canvas),
    picture: readPicture,
  };
})();
