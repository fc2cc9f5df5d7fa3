// Makes a conversation lighter to follow; without this file everything still works.
// Asks without reloading, and shows each piece of the answer as the server renders it.
"use strict";

const form = document.querySelector("[data-ask]");
const transcript = document.getElementById("transcript");
const status = document.querySelector("[data-status-line]");
let messages = null; // the stream of an open request for a human

const FIRST_LOOK_SECONDS = 10;

if (transcript) watchReviews(transcript);

// The first question opens the page of its conversation; only further ones are asked from here.
if (form && transcript && window.EventSource) {
  form.addEventListener("submit", (event) => ask(event, form.elements.text.value));
  transcript.addEventListener("submit", (event) => {
    if (event.target.matches("[data-choices]")) ask(event, event.submitter.value);
  });
}

async function ask(event, text) {
  event.preventDefault();
  const button = event.submitter || form.querySelector("button");
  if (button.getAttribute("aria-disabled")) return; // a button that is really disabled loses the focus
  button.setAttribute("aria-disabled", "true");
  const asked = new FormData(form);
  asked.set("text", text);
  try {
    const reply = await send(asked);
    if (reply) await take(reply, text, event.target !== form);
  } catch {
    form.elements.text.value = text;
    form.submit(); // the plain way: its page tells what is wrong
  } finally {
    button.removeAttribute("aria-disabled");
  }
}

async function send(asked) {
  try {
    const body = new URLSearchParams(asked);
    return await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body });
  } catch { // nothing was reached: a browser that goes there by itself would lose this page
    tellMistake(form.dataset.cut);
    return null;
  }
}

async function take(reply, text, fromChoice) {
  const body = await reply.json();
  if (!reply.ok) return tellMistake(body.message);
  tellMistake("");
  if (form.elements.text.value === text) form.elements.text.value = ""; // and not what is being typed meanwhile
  if (body.question_id) follow(body.question_id, fromChoice);
  else if (!messages || messages.readyState === EventSource.CLOSED) location.reload(); // nothing else would show it
}

function tellMistake(message) {
  const mistake = form.querySelector("[data-mistake]");
  mistake.textContent = message;
  mistake.hidden = !message;
  if (!message) return form.elements.text.removeAttribute("aria-invalid");
  form.elements.text.setAttribute("aria-invalid", "true");
  form.elements.text.focus();
}

// Only the last answer asks: the choices before it become plain text.
function retireChoices() {
  for (const choices of transcript.querySelectorAll("[data-choices]")) {
    const asked = document.createElement("p");
    asked.className = "said";
    asked.textContent = choices.querySelector("legend").textContent;
    const options = choices.querySelector(".options");
    for (const button of options.querySelectorAll("button")) button.replaceWith(...button.childNodes);
    const text = document.createElement("div");
    text.className = "choices";
    text.append(asked, options);
    choices.replaceWith(text);
  }
}

function follow(questionId, fromChoice) {
  retireChoices();
  const turn = document.createElement("article");
  turn.className = "turn";
  transcript.append(turn);
  if (fromChoice) { // the button that had the focus is gone
    turn.tabIndex = -1;
    turn.focus({ preventScroll: true });
  }
  turn.scrollIntoView({ block: "start" });
  // Fragments are rendered and escaped by the server. A broken stream resumes by itself after the last event it got.
  const stream = new EventSource(`${transcript.dataset.events}/${questionId}`);
  status.textContent = transcript.dataset.searching; // an answer faster than its stream tells its end alone
  const add = (event) => turn.insertAdjacentHTML("beforeend", event.data);
  for (const name of ["question", "sources", "part"]) stream.addEventListener(name, add);
  stream.addEventListener("say", (event) => { // twice an answer; a stream that resumes may repeat itself
    if (status.textContent !== event.data) status.textContent = event.data;
  });
  stream.addEventListener("error", () => { // closed for good, such as too many answers followed: the page has it all
    if (stream.readyState === EventSource.CLOSED) location.reload();
  });
  stream.addEventListener("ended", (event) => {
    stream.close();
    turn.innerHTML = event.data;
    tellTitle(turn);
    watchReviews(turn);
  });
}

function tellTitle(turn) {
  const end = turn.querySelector("[data-title]");
  if (end) document.title = document.title.replace(/^.*?( – )/, `${end.dataset.title}$1`);
}

// While a request for a human is open: what agents write and what is done to it, as it is.
if (transcript && transcript.dataset.messages && window.EventSource) {
  messages = new EventSource(transcript.dataset.messages); // resumes by itself after the last event it got
  document.querySelector("[data-by-hand]").hidden = true;
  messages.addEventListener("say", (event) => { status.textContent = event.data; });
  messages.addEventListener("banner", (event) => { document.querySelector("[data-banner]").innerHTML = event.data; });
  messages.addEventListener("form", (event) => nameForm(JSON.parse(event.data)));
  messages.addEventListener("entries", (event) => addEntries(event.data));
  messages.addEventListener("over", () => messages.close());
  messages.addEventListener("error", () => { // closed for good: the page goes on by hand
    if (messages.readyState === EventSource.CLOSED) document.querySelector("[data-by-hand]").hidden = false;
  });
}

function nameForm(words) {
  form.querySelector("[data-label]").textContent = words.label;
  document.getElementById("question-hint").textContent = words.hint;
  form.querySelector("[data-button]").textContent = words.button;
}

// A broken stream may tell again what it told: each message and change is shown once. The focus stays where it is.
function addEntries(html) {
  const fragment = document.createRange().createContextualFragment(html);
  for (const entry of [...fragment.children]) {
    const [name, number] = entry.dataset.message ? ["message", entry.dataset.message] : ["change", entry.dataset.change];
    if (!transcript.querySelector(`[data-${name}="${number}"]`)) transcript.append(entry);
  }
}

// An answer that an agent checks first is asked for again while the page is looked at, less and less often.
function watchReviews(within) {
  for (const waiting of within.querySelectorAll("[data-waits]")) watch(waiting, FIRST_LOOK_SECONDS);
}

function watch(waiting, seconds) {
  setTimeout(async () => {
    if (!waiting.isConnected) return;
    const next = Math.min(seconds * 1.2, 60);
    if (document.hidden) return watch(waiting, seconds);
    try {
      const reply = await fetch(waiting.dataset.waits);
      if (reply.status === 404) return; // erased
      if (reply.status !== 200) return watch(waiting, next);
      const turn = waiting.closest(".turn");
      const said = waiting.dataset.arrived;
      turn.innerHTML = await reply.text();
      status.textContent = said;
      tellTitle(turn);
    } catch {
      watch(waiting, next); // the network comes back
    }
  }, seconds * 1000);
}
