// Adds a button that records: press to start, press to stop. Without this file the form takes a recording all the same.
// The sound goes to this service alone; the browser's own recognition and voices are never used.
"use strict";

for (const form of document.querySelectorAll("[data-speak]")) {
  const words = form.dataset;
  const line = form.querySelector("[data-speak-line]");
  const box = document.getElementById("question");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "press";
  button.textContent = words.press;
  form.prepend(button);
  let recorder = null;
  let timer = 0;

  const tell = (text) => { line.textContent = text; };

  button.addEventListener("click", () => {
    if (recorder) recorder.stop();
    else start();
  });

  async function start() {
    if (!navigator.mediaDevices || !window.MediaRecorder) {
      return tell(window.isSecureContext ? words.noMicrophone : words.noHttps);
    }
    let stream;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    } catch (error) {
      return tell(error.name === "NotFoundError" ? words.noMicrophone : words.refused);
    }
    const pieces = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => pieces.push(event.data));
    recorder.addEventListener("stop", () => {
      clearTimeout(timer);
      for (const track of stream.getTracks()) track.stop();
      const clip = new Blob(pieces, { type: recorder.mimeType });
      recorder = null;
      button.textContent = words.press;
      send(clip);
    });
    recorder.start();
    button.textContent = words.pressAgain;
    tell(words.recording);
    timer = setTimeout(() => recorder && recorder.stop(), (Number(words.seconds) - 1) * 1000);
  }

  async function send(clip) {
    tell(words.writing);
    const data = new FormData(form);
    data.set("audio", clip, "recording");
    try {
      const reply = await fetch(form.action, { method: "POST", headers: { Accept: "application/json" }, body: data });
      const heard = await reply.json();
      if (!reply.ok) return tell(heard.message);
      box.value = heard.text;
      tell(heard.is_masked ? `${words.written} ${words.masked}` : words.written);
      if (heard.suggestion) suggest(heard.suggestion);
      box.focus(); // the person has just asked for these words, and checks them there
    } catch {
      tell(words.broken);
    }
  }

  function suggest(text) {
    const choice = document.createElement("button");
    choice.type = "button";
    choice.textContent = words.suggestion.replace("{suggestion}", text);
    choice.addEventListener("click", () => { box.value = text; choice.remove(); box.focus(); });
    line.after(choice);
  }
}
