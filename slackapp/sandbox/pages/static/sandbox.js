// Follows the workspace and saves a few clicks. Everything works without this file.
"use strict";

const REGIONS = ["top", "people", "side", "main", "dialog", "traffic"];
const region = (root, name) => root.querySelector(`[data-region="${name}"]`);
const isTyping = (node) =>
  node && node.matches("textarea, select, input:not([type=hidden]), summary");

// The values a person has entered, carried over when the app redraws what they are looking at.
function carry(from, to) {
  for (const field of from.querySelectorAll("[name]")) {
    const same = [...to.querySelectorAll(`[name="${CSS.escape(field.name)}"]`)];
    if (field.type === "radio" || field.type === "checkbox") {
      const twin = same.find((other) => other.value === field.value);
      if (twin) twin.checked = field.checked;
    } else if (field.matches("textarea, select, input:not([type=hidden])") && same.length === 1) {
      same[0].value = field.value;
    }
  }
}

// What the server last sent for each region, so that only what changed is redrawn.
const sent = new Map();

// The same field in the dialog as it is drawn now, or nothing.
function twin(field, root) {
  if (!field?.name) return null;
  const same = [...root.querySelectorAll(`[name="${CSS.escape(field.name)}"]`)];
  const alike = same.filter((other) => other.value === field.value);
  return alike.find((other) => other.className === field.className) || alike[0] || same[0] || null;
}

function swap(next, name) {
  const now = region(document, name);
  const then = region(next, name);
  const html = then?.outerHTML;
  if (!now || !then || sent.get(name) === html) return;
  let stay = null;
  if (name === "dialog") {
    if ((now.dataset.hash || "") === (then.dataset.hash || "")) return;
    const view = (root) => root.querySelector("[data-view]")?.dataset.view;
    if (view(now) && view(now) === view(then)) {
      carry(now, then);
      stay = { field: document.activeElement, top: now.querySelector(".body")?.scrollTop };
    }
  } else if (now.contains(document.activeElement) && isTyping(document.activeElement)) {
    return;
  } else {
    const open = [...now.querySelectorAll("details[open][id]")].map((node) => node.id);
    carry(now, then);
    for (const id of open) then.querySelector(`#${CSS.escape(id)}`)?.setAttribute("open", "");
  }
  const scroller = now.querySelector(".scroller");
  const top = scroller?.scrollTop;
  const atEnd = scroller?.matches("[role=log]") && scroller.scrollHeight - top - scroller.clientHeight < 40;
  const pressed = now.contains(document.activeElement) && document.activeElement.matches("button");
  const had = pressed && name !== "dialog" ? known(document.activeElement) : null;
  sent.set(name, html);
  now.replaceWith(then);
  if (had) found(then, had)?.focus({ preventScroll: true });
  if (scroller) {
    const same = then.querySelector(".scroller");
    same.scrollTop = atEnd ? same.scrollHeight : top;
  }
  enhance(then);
  if (name !== "dialog") return;
  const wrong = then.querySelector("[role=alert]");
  const body = then.querySelector(".body");
  // A button that had the focus only because there was nothing to fill in gives it up.
  const idle = stay?.field?.matches("button[autofocus]");
  const focused = stay && !wrong && !idle && twin(stay.field, then);
  if (stay && body) body.scrollTop = stay.top;
  if (focused) focused.focus({ preventScroll: true });
  else (wrong?.closest("fieldset, .field")?.querySelector("input, select") || then.querySelector("[autofocus]"))?.focus();
}

// What was pressed leads to the page as it is then. Until that comes this one keeps its dialog: what
// were entered into another would be lost, and so would be where the focus goes back to.
let leaving = false;

let busy = false;
let again = false;
async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    const answer = await fetch(location.href, { headers: { accept: "text/html" } });
    const next = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const name of REGIONS) if (name !== "dialog" || !leaving) swap(next, name);
    const shell = document.getElementById("shell");
    if (shell) shell.inert = Boolean(document.querySelector("[data-region=dialog] .overlay"));
    back();
  } finally {
    busy = false;
    if (again) {
      again = false;
      refresh();
    }
  }
}

// A button by what it sends, to find it on the page as it is drawn anew.
function known(button) {
  return { ref: button.form?.querySelector("[name=_ref]")?.value || "", value: button.value };
}
function found(root, { ref, value }) {
  const alike = [...root.querySelectorAll(`button[value="${CSS.escape(value)}"]`)];
  return alike.find((button) => known(button).ref === ref);
}

// What was pressed outside a dialog: closing what it opened gives it the focus again.
const PRESSED = "pressed";
function remember(event) {
  const button = event.submitter;
  if (!button || button.closest("[role=dialog]")) return;
  sessionStorage.setItem(PRESSED, JSON.stringify({ ...known(button), opened: false }));
}

// The page may have been loaded anew in between, by the press and by the closing.
function back() {
  const kept = JSON.parse(sessionStorage.getItem(PRESSED) || "null");
  if (!kept) return;
  if (document.querySelector("[data-region=dialog] .overlay")) {
    sessionStorage.setItem(PRESSED, JSON.stringify({ ...kept, opened: true }));
    return;
  }
  if (!kept.opened) return;
  sessionStorage.removeItem(PRESSED);
  found(document, kept)?.focus();
}

// Acts at once; a dialog stays where it is scrolled to.
async function send(button) {
  if (!button.closest("[role=dialog]")) {
    button.click();
    return;
  }
  const body = new URLSearchParams(new FormData(button.form));
  body.set(button.name, button.value);
  await fetch(button.form.action, { method: "POST", body, redirect: "manual" });
  refresh();
}

function enhance(root) {
  for (const button of root.querySelectorAll(".acting > .apply")) {
    button.parentElement.addEventListener("change", () => send(button));
  }
  for (const filter of root.querySelectorAll(".picker > .filter")) {
    filter.addEventListener("input", () => {
      const wanted = filter.value.trim().toLowerCase();
      for (const tick of filter.parentElement.querySelectorAll(".tick")) {
        tick.hidden = !tick.textContent.toLowerCase().includes(wanted);
      }
    });
    filter.addEventListener("keydown", (event) => {
      if (event.key === "Enter") event.preventDefault();
    });
  }
  for (const most of root.querySelectorAll(".picker > .most")) {
    const boxes = [...most.parentElement.querySelectorAll("input[type=checkbox]")];
    const count = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      const full = chosen >= Number(most.dataset.most);
      most.textContent = `${chosen} of up to ${most.dataset.most} chosen`;
      for (const box of boxes) box.disabled = full && !box.checked;
    };
    most.parentElement.addEventListener("change", count);
    count();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = document.querySelector("details.overflow[open]");
  const close = document.querySelector("[data-region=dialog] [data-close]");
  if (!menu && !close) return;
  // A browser's own Escape stops the loading of a page: here, of the one without the dialog.
  event.preventDefault();
  if (menu) menu.open = false;
  else close.click();
});

// A menu at the end of the channel opens into what can be seen.
document.addEventListener("toggle", (event) => {
  const menu = event.target.matches?.("details.overflow[open]") && event.target.querySelector(".menu");
  if (menu) menu.scrollIntoView({ block: "nearest" });
}, true);

// A link button is a link that also tells the app it was pressed.
document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-act]");
  const form = link?.closest("form");
  if (!form) return;
  const body = new URLSearchParams(new FormData(form));
  body.set("_act", link.dataset.act);
  fetch(form.action, { method: "POST", body });
});

document.addEventListener("submit", (event) => {
  leaving = true;
  event.target.setAttribute("aria-busy", "true");
  remember(event);
});
window.addEventListener("pageshow", () => {
  leaving = false;
  for (const form of document.querySelectorAll("form[aria-busy]")) form.removeAttribute("aria-busy");
});

for (const name of REGIONS) sent.set(name, region(document, name)?.outerHTML);
enhance(document);
const log = document.querySelector(".scroller[role=log]");
if (log) log.scrollTop = log.scrollHeight;
document.querySelector("[aria-current=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
back();
new EventSource("/live").addEventListener("message", refresh);
