// Makes the page lighter to use; without this file everything still works.
// Asks without reloading, and shows each piece of the answer as the server renders it.
"use strict";

const form = document.querySelector("[data-ask]");
if (form && window.EventSource && window.fetch) {
  form.addEventListener("submit", ask);
}

async function ask(event) {
  const transcript = document.getElementById("transcript");
  const code = form.elements.code.value;
  if (!transcript || !code) return; // the first question opens its own page
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  try {
    const reply = await fetch(form.action, {
      method: "POST",
      headers: { Accept: "application/json" },
      body: new URLSearchParams(new FormData(form)),
    });
    const body = await reply.json();
    if (!reply.ok) return refuse(body.message);
    accept();
    follow(transcript, body.question_id);
  } catch {
    refuse(form.dataset.lost || document.body.dataset.lost || "");
    form.submit(); // the plain way tells what is wrong in a page of its own
  } finally {
    button.disabled = false;
  }
}

function refuse(message) {
  const mistake = form.querySelector("[data-mistake]");
  mistake.textContent = message;
  mistake.hidden = false;
  form.elements.text.setAttribute("aria-invalid", "true");
  form.elements.text.focus();
}

function accept() {
  form.querySelector("[data-mistake]").hidden = true;
  form.elements.text.removeAttribute("aria-invalid");
  form.elements.text.value = "";
}

function follow(transcript, questionId) {
  const status = document.querySelector("[data-status-line]");
  const turn = document.createElement("article");
  turn.className = "turn";
  transcript.append(turn);
  const stream = new EventSource(`${transcript.dataset.events}?question=${questionId}`);
  const add = (event) => turn.insertAdjacentHTML("beforeend", event.data);
  for (const name of ["question", "sources", "part"]) stream.addEventListener(name, add);
  stream.addEventListener("say", (event) => { status.textContent = event.data; });
  stream.addEventListener("ended", (event) => {
    stream.close();
    turn.innerHTML = event.data; // rendered and escaped by the server
  });
}
