// Beside a conversation: copies answers, and tells readers of the screen about the first one, which the page itself
// streams. Runs while the page still arrives; without this file everything still works.
"use strict";

(() => {
  const say = (text) => {
    const line = document.querySelector("[data-status-line]");
    if (line && line.textContent !== text) line.textContent = text;
  };

  // Told twice: that the search began, then the answer. The title of the window follows.
  const live = document.querySelector("[data-live]");
  if (live && document.readyState === "loading") {
    say(live.dataset.live);
    document.addEventListener("DOMContentLoaded", () => {
      const end = live.querySelector("[data-said]");
      if (!end) return waitForNetwork(1);
      const words = "whole" in end.dataset ? live.querySelectorAll(".said, blockquote p:not(.origin), legend") : [];
      say([end.dataset.said, ...Array.from(words, (piece) => piece.textContent)].join(" "));
      document.title = document.title.replace(/^.*?( – )/, `${end.dataset.title}$1`);
    });
  }

  // The page broke off before the end of the answer: the server has kept it, so that the page is asked for again.
  async function waitForNetwork(seconds) {
    await new Promise((wake) => setTimeout(wake, seconds * 1000));
    try {
      await fetch("/api/health", { cache: "no-store" });
      location.reload();
    } catch {
      waitForNetwork(Math.min(seconds * 2, 30));
    }
  }

  // Browsers let a page copy only over HTTPS or on this machine itself: elsewhere the button stays away.
  if (navigator.clipboard) document.documentElement.classList.add("can-copy");
  document.addEventListener("click", async (event) => {
    const button = event.target.closest ? event.target.closest("[data-copy]") : null;
    if (!button) return;
    let told = button.dataset.copied;
    try {
      const reply = await fetch(button.dataset.copy);
      if (!reply.ok) throw new Error();
      await navigator.clipboard.writeText(await reply.text());
    } catch {
      told = button.dataset.notCopied;
    }
    say("");
    button.textContent = told;
    say(told);
  });
})();
