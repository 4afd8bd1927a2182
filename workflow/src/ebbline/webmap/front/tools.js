/** The buttons at the top: views, language, table, share, download, about. */

import { byId, fill, h, iconButton, picture } from "./dom.js";
import { sourceName } from "./badges.js";
import { downloads } from "./downloads.js";
import { isoOf } from "./days.js";
import { SHAPES, WIDE } from "./picture.js";

/** @typedef {import("./app.js").App} App */

export class Tools {
  /** @param {App} app */
  constructor(app) {
    this.app = app;
    this.root = byId("tools");
    this.dialog = /** @type {HTMLDialogElement} */ (byId("dialog"));
    this.dialog.addEventListener("click", (e) => {
      if (e.target === this.dialog) this.dialog.close();
    });
    this.build();
    new ResizeObserver(() => {
      document.body.style.setProperty("--tools-height", `${this.root.offsetHeight}px`);
    }).observe(this.root);
    app.store.listen((_, changed) => {
      if (["language", "view", "table"].some((k) => changed.has(/** @type {any} */ (k)))) this.build();
    });
  }

  build() {
    const { app } = this;
    const { choice } = app;
    const focus = document.activeElement?.id ?? "";
    const skip = byId("skip");
    fill(skip, app.t("skip"));
    skip.onclick = () => app.store.set({ table: true });
    this.root.setAttribute("aria-label", app.t("tools"));
    const views = app.data.case.views.map(({ id }) =>
      h(
        "button",
        { type: "button", id: `view-${id}`, "aria-pressed": String(choice.view === id), onclick: () => this.#view(id) },
        app.words.language.views[id],
      ),
    );
    const languages = app.data.languages
      .filter((l) => l.code !== choice.language)
      .map((l) =>
        h("button", { type: "button", id: `lang-${l.code}`, lang: l.code, onclick: () => app.store.set({ language: l.code }) }, l.name),
      );
    const table = () => app.store.set({ table: !app.choice.table });
    fill(
      this.root,
      h("div", { class: "views", role: "group", "aria-label": app.t("views") }, views),
      h(
        "div",
        { class: "actions" },
        languages,
        iconButton(app.t("table"), picture("table"), table, { id: "open-table", "aria-pressed": String(choice.table) }),
        iconButton(app.t("share"), picture("share"), () => this.#open(shareBox(app)), { id: "share" }),
        iconButton(app.t("download"), picture("download"), () => this.#open(downloadBox(app)), { id: "download" }),
        iconButton(app.t("about"), picture("about"), () => this.#open(aboutBox(app)), { id: "about" }),
      ),
    );
    if (focus) document.getElementById(focus)?.focus({ preventScroll: true });
  }

  /** @param {string} view */
  #view(view) {
    this.app.store.set({ view, table: false });
    this.app.map.showView(view);
  }

  /** @param {Element[]} content the first is the title */
  #open(content) {
    const { app, dialog } = this;
    const close = iconButton(app.t("close"), picture("close"), () => dialog.close(), { class: "icon close" });
    content[0].id = "dialog-title";
    dialog.setAttribute("aria-labelledby", "dialog-title");
    fill(dialog, h("div", { class: "dialog-inside" }, close, content));
    dialog.showModal();
  }
}

/** @param {App} app */
function shareBox(app) {
  const address = window.location.href.split("#")[0] + app.map.address();
  const link = h("input", { type: "text", readonly: true, id: "link", value: address, "aria-label": app.t("link"), dir: "ltr" });
  const file = decodeURIComponent(address.split("#")[0].split("/").pop() ?? "map.html") || "map.html";
  const plain = (/** @type {string} */ text) => text.replace(/["<&]/g, "");
  const title = plain(app.words.language.title);
  // Written out, the end of a script would end the one that it stands in.
  const tag = "script";
  const frame = (/** @type {string} */ shape) => [
    `<iframe src="${file}${app.map.address()}&embed=1&shape=${shape}" title="${title}" width="100%" height="560" style="border:0" sandbox="allow-scripts allow-popups"></iframe>`,
    `<${tag}>`,
    'addEventListener("message", ({ data, source }) => { for (const f of document.querySelectorAll("iframe"))',
    '  if (f.contentWindow === source && data?.ebbline === "height") f.height = data.height; });',
    `</${tag}>`,
  ].join("\n");
  const picture_ = `${app.data.case.results}-${isoOf(app.choice.day)}.png`;
  const still = (/** @type {string} */ shape) =>
    `<a href="${file}${app.map.address()}"><img src="${picture_}" width="${SHAPES[shape][0]}" height="${SHAPES[shape][1]}" alt="${plain(app.finding())}" style="height:auto;max-width:100%"></a>`;
  const embed = h("textarea", { readonly: true, rows: 6, "aria-label": app.t("embed"), dir: "ltr", id: "embed-code" });
  const image = h("textarea", { readonly: true, rows: 3, "aria-label": app.t("embed_picture"), dir: "ltr", id: "picture-code" });
  const shaped = (/** @type {string} */ shape) => {
    app.store.set({ shape });
    [embed.value, image.value] = [frame(shape), still(shape)];
  };
  const shape = app.choice.shape ?? WIDE;
  [embed.value, image.value] = [frame(shape), still(shape)];
  const save = downloads(app).find(({ id }) => id === "png");
  const said = h("span", { role: "status" });
  const copy = (/** @type {HTMLInputElement | HTMLTextAreaElement} */ field) => async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      fill(said, app.t("copied"));
    } catch {
      fill(said, document.execCommand("copy") ? app.t("copied") : app.t("copy_by_hand"));
    }
  };
  return [
    h("h2", {}, app.t("share")),
    h("p", {}, app.t("share_lead")),
    h("p", { class: "field" }, link, h("button", { type: "button", onclick: copy(link) }, app.t("copy"))),
    h("p", {}, app.t("embed_lead")),
    shapeField(app, shaped),
    h("p", { class: "field" }, embed, h("button", { type: "button", onclick: copy(embed) }, app.t("copy"))),
    h("p", {}, app.t("embed_picture")),
    h("p", { class: "field" }, image, h("button", { type: "button", onclick: copy(image) }, app.t("copy"))),
    h("p", {}, save && h("button", { type: "button", onclick: save.run }, picture("download"), " ", save.name)),
    h("p", {}, said),
  ];
}

/**
 * A choice of the shape of a picture or frame.
 * @param {App} app
 * @param {(shape: string) => void} onchange
 */
function shapeField(app, onchange) {
  const field = h(
    "select",
    { onchange: () => onchange(field.value) },
    Object.keys(SHAPES).map((shape) => h("option", { value: shape, selected: shape === (app.choice.shape ?? WIDE) }, shape)),
  );
  return h("p", {}, h("label", {}, app.t("shape"), " ", field));
}

/** @param {App} app */
function downloadBox(app) {
  return [
    h("h2", {}, app.t("download")),
    h("p", {}, app.t("download_lead", { day: app.words.day(app.choice.day) })),
    shapeField(app, (shape) => app.store.set({ shape })),
    h(
      "ul",
      { class: "downloads" },
      downloads(app).map(({ id, name, run }) =>
        h("li", {}, h("button", { type: "button", id: `get-${id}`, onclick: run }, picture("download"), name)),
      ),
    ),
  ];
}

/** @param {App} app */
function aboutBox(app) {
  const { words, data } = app;
  const made = [app.t("edition"), app.t("made_on")].filter(Boolean);
  const byCollection = data.case.collections.map((collection) => {
    const sources = Object.keys(data.sources).filter((id) => data.sources[id].collection === collection);
    return [
      h("h3", {}, words.language.collections[collection] ?? collection),
      h("ul", { class: "sources" }, sources.map((id) => h("li", {}, sourceName(app, id)))),
    ];
  });
  return [
    h("h2", {}, words.language.title),
    h("p", {}, app.t("about_what")),
    h("p", {}, app.t("about_land")),
    h("p", {}, h("strong", {}, app.t("disclaimer"))),
    h("h3", {}, app.t("keys_title")),
    h("p", {}, app.t("keys")),
    ...byCollection.flat(),
    h("h3", {}, app.t("rights_title")),
    h("p", {}, app.t("rights")),
    ...made.map((line) => h("p", { class: "detail" }, line)),
  ];
}
