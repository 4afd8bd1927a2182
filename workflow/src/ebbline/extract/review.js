"use strict";
// Rows come from data attributes and go into a text area as text: nothing is ever parsed as HTML.
(function () {
  const boxes = Array.from(document.querySelectorAll("input[data-row]"));
  const rows = document.getElementById("rows");
  const count = document.getElementById("count");

  function gather() {
    const accepted = boxes.filter((box) => box.checked);
    count.textContent = accepted.length + " accepted";
    const lines = accepted.map((box) => box.dataset.row).join("");
    rows.value = accepted.length ? document.body.dataset.header + "\n" + lines : "";
  }

  function filter() {
    const shown = {};
    document.querySelectorAll("input[data-show]").forEach((box) => {
      shown[box.dataset.show] = box.checked;
    });
    document.querySelectorAll("article").forEach((article) => {
      let visible = 0;
      article.querySelectorAll(".candidate").forEach((candidate) => {
        const weak = candidate.classList.contains("weak");
        const show = shown[candidate.dataset.standing] && (!weak || shown.weak);
        candidate.classList.toggle("hidden", !show);
        visible += show ? 1 : 0;
      });
      article.classList.toggle("hidden", visible === 0);
    });
    document.querySelectorAll(".unread").forEach((list) => {
      list.classList.toggle("hidden", !shown.unread);
    });
  }

  document.addEventListener("change", (event) => {
    if (event.target.dataset.show) filter();
    gather();
  });
  document.getElementById("copy").addEventListener("click", () => {
    rows.focus();
    rows.select();
    if (navigator.clipboard) navigator.clipboard.writeText(rows.value).catch(() => document.execCommand("copy"));
    else document.execCommand("copy");
  });
  document.getElementById("save").addEventListener("click", () => {
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([rows.value], { type: "text/csv" }));
    link.download = "accepted.csv";
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  });
  filter();
  gather();
})();
