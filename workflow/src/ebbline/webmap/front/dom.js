/** Making elements. Text only ever becomes text nodes, so no name can turn into markup. */

const SVG_NAMESPACE = "http://www.w3.org/2000/svg";

/** @typedef {any} Child a node, a text, a list of them, or nothing */

/**
 * Put `children` at the end of `parent`; what is empty is left out.
 * @param {Node} parent
 * @param {Child} children
 */
export function append(parent, children) {
  if (Array.isArray(children)) for (const child of children) append(parent, child);
  else if (children instanceof Node) parent.appendChild(children);
  else if (typeof children === "string") parent.appendChild(document.createTextNode(children));
}

/**
 * @param {Element} element
 * @param {Record<string, any>} properties `on…` are listeners, `true` an empty attribute
 */
function setAll(element, properties) {
  for (const [name, value] of Object.entries(properties)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? "" : String(value));
  }
}

/**
 * Make an HTML element: `h("button", {type: "button", onclick: go}, "Go")`.
 * @template {keyof HTMLElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[K]}
 */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  setAll(element, properties);
  append(element, children);
  return element;
}

/**
 * Make an SVG element.
 * @template {keyof SVGElementTagNameMap} K
 * @param {K} tag
 * @param {Record<string, any>} [properties]
 * @param {...Child} children
 * @returns {SVGElementTagNameMap[K]}
 */
export function s(tag, properties = {}, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  setAll(element, properties);
  append(element, children);
  return element;
}

/**
 * Put `children` in the place of all that `parent` holds.
 * @param {Element} parent
 * @param {...Child} children
 */
export function fill(parent, ...children) {
  parent.replaceChildren();
  append(parent, children);
}

/**
 * Return the element with an id of the page; it is always there.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function byId(id) {
  const element = document.getElementById(id);
  if (!element) throw new Error(`the page has no #${id}`);
  return element;
}

/**
 * A button with a picture and a name; the name also shows as a tooltip.
 * @param {string} name
 * @param {SVGElement} image
 * @param {(event: MouseEvent) => void} onclick
 * @param {Record<string, any>} [properties]
 */
export function iconButton(name, image, onclick, properties = {}) {
  const all = { type: "button", class: "icon", "aria-label": name, title: name, onclick };
  return h("button", { ...all, ...properties }, image);
}

const PICTURES = {
  previous: "M7 5v14M19 5 9 12l10 7z",
  next: "M17 5v14M5 5l10 7-10 7z",
  play: "M7 4l13 8-13 8z",
  pause: "M7 4h4v16H7zM14 4h4v16h-4z",
  close: "M5 5l14 14M19 5 5 19",
  back: "M14 5l-7 7 7 7",
  plus: "M12 5v14M5 12h14",
  minus: "M5 12h14",
  table: "M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14",
  compare: "M4 5h7v14H4zM13 5h7v14h-7z",
  share: "M12 15V4M8 8l4-4 4 4M5 13v7h14v-7",
  download: "M12 4v11M8 11l4 4 4-4M5 20h14",
  about: "M12 11v6M12 7v.5M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z",
  story: "M5 6h14M5 12h14M5 18h9",
};

/**
 * A line drawing for a button, mirrored by the style sheet where the text runs from the right.
 * @param {keyof typeof PICTURES} name
 */
export function picture(name) {
  const attributes = { viewBox: "0 0 24 24", "aria-hidden": "true", class: `picture ${name}` };
  return s("svg", attributes, s("path", { d: PICTURES[name] }));
}
