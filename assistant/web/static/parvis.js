// Makes a conversation lighter to follow; without this file everything still works.
// Asks without reloading, and shows each piece of the answer as the server renders it.
"use strict";

const form = document.querySelector("[data-ask]");
const transcript = document.getElementById("transcript");
const status = document.querySelector("[data-status-line]");

// The first question opens the page of its conversation; only further ones are asked from here.
if (form && transcript && window.EventSource) form.addEventListener("submit", ask);

async function ask(event) {
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
    if (!reply.ok) return tellMistake(body.message);
    tellMistake("");
    form.elements.text.value = "";
    follow(body.question_id);
  } catch {
    form.submit(); // the plain way: its page tells what is wrong
  } finally {
    button.disabled = false;
  }
}

function tellMistake(message) {
  const mistake = form.querySelector("[data-mistake]");
  mistake.textContent = message;
  mistake.hidden = !message;
  if (!message) return form.elements.text.removeAttribute("aria-invalid");
  form.elements.text.setAttribute("aria-invalid", "true");
  form.elements.text.focus();
}

function follow(questionId) {
  const turn = document.createElement("article");
  turn.className = "turn";
  transcript.append(turn);
  turn.scrollIntoView({ block: "start" });
  // Fragments are rendered and escaped by the server. A broken stream resumes by itself after the last event it got.
  const stream = new EventSource(`${transcript.dataset.events}/${questionId}`);
  const add = (event) => turn.insertAdjacentHTML("beforeend", event.data);
  for (const name of ["question", "sources", "part"]) stream.addEventListener(name, add);
  stream.addEventListener("say", (event) => { status.textContent = event.data; });
  stream.addEventListener("ended", (event) => {
    stream.close();
    turn.innerHTML = event.data;
  });
}
