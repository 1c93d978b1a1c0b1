"use strict";

const drop = document.getElementById("drop");
const input = document.getElementById("image");
const preview = document.getElementById("preview");
const status = document.getElementById("status");
const answer = document.getElementById("answer");
const network = document.getElementById("network");
const classes = document.getElementById("classes");
let asked = 0;

input.addEventListener("change", () => classify(input.files[0]));
drop.addEventListener("dragover", event => { event.preventDefault(); drop.classList.add("over"); });
drop.addEventListener("dragleave", () => drop.classList.remove("over"));
drop.addEventListener("drop", event => {
  event.preventDefault();
  drop.classList.remove("over");
  classify(event.dataTransfer.files[0]);
});

async function classify(file) {
  if (!file) {
    return;
  }
  const question = ++asked;
  URL.revokeObjectURL(preview.src);
  preview.src = URL.createObjectURL(file);
  preview.hidden = false;
  answer.hidden = true;
  say("…");

  const form = new FormData();
  form.append("image", file);
  try {
    const response = await fetch("predict", { method: "POST", body: form });
    const body = await response.json();
    // An earlier image's answer may come after a later one's.
    if (question !== asked) {
      return;
    }
    if (response.ok) {
      show(body.predictions);
    } else {
      say(body.detail ?? body.title, true);
    }
  } catch (failure) {
    if (question === asked) {
      say("The service cannot be reached.", true);
    }
  }
}

async function describe() {
  const response = await fetch("model");
  if (!response.ok) {
    return;
  }
  const model = await response.json();
  network.textContent = `${model.network ?? "The network"} looks at ${model.width} x ${model.height} pixels.`;
  classes.querySelector("summary").textContent = `It knows ${model.labels.length} labels`;
  classes.querySelector("ul").replaceChildren(...model.labels.map(label => element("li", label)));
  classes.hidden = false;
}

function show(predictions) {
  answer.tBodies[0].replaceChildren(...predictions.map(prediction => {
    const row = document.createElement("tr");
    const bar = document.createElement("meter");
    bar.value = prediction.probability;
    const cell = document.createElement("td");
    cell.appendChild(bar);
    row.append(element("td", prediction.label), cell, element("td", (100 * prediction.probability).toFixed(1) + " %"));
    return row;
  }));
  answer.hidden = false;
  say("");
}

function element(name, text) {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function say(text, failed = false) {
  status.textContent = text;
  status.classList.toggle("failed", failed);
}

describe().catch(() => say("The service cannot be reached.", true));
