// Completes the search box: what the archive suggests for the word being typed goes into the list the browser shows.
// Everything works without it. GPL-3.0-or-later, as kielo itself.
"use strict";

const box = document.getElementById("q");
const list = document.getElementById("suggestions");
const WAIT = 80; // milliseconds without a key, after which is asked
let waiting = 0;
let asked = "";

async function suggest() {
  const typed = box.value;
  if (typed === asked || typed.trim().length < 2) return;
  asked = typed;
  try {
    const answer = await fetch("/suggest?q=" + encodeURIComponent(typed));
    if (!answer.ok || asked !== typed) return;
    const told = await answer.json();
    list.replaceChildren(
      ...told.suggestions.map((each) => {
        const option = document.createElement("option");
        option.value = each.text;
        option.lang = each.lang;
        return option;
      }),
    );
  } catch {
    asked = "";
  }
}

if (box && list) {
  box.removeAttribute("autocomplete"); // some browsers show no list beside it
  box.setAttribute("list", "suggestions");
  box.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, WAIT);
  });
}
