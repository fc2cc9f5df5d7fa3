// Beside a conversation: copies answers, and follows the first one, which the page itself streams: tells readers of the
// screen about it, and asks for the page again when it breaks off. Mends what players do with a sound that is sent while
// it is made. Runs while the page still arrives; without this file everything still works.
"use strict";

(() => {
  const say = (text) => {
    const line = document.querySelector("[data-status-line]");
    if (line && line.textContent !== text) line.textContent = text;
  };

  // The answer under way may not have arrived yet when this runs.
  if (!begin() && document.readyState === "loading") {
    const watch = new MutationObserver(() => { if (begin()) watch.disconnect(); });
    watch.observe(document, { childList: true, subtree: true });
    document.addEventListener("DOMContentLoaded", () => watch.disconnect());
  }

  function begin() {
    const live = document.querySelector("[data-live]");
    if (!live) return false;
    say(live.dataset.live);
    if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", () => tellEnd(live));
    else setTimeout(tellEnd, 500, live); // faster than this script: one word after the other all the same
    watchOver(live);
    return true;
  }

  // Told twice: that the search began, then the answer. The title of the window follows.
  function tellEnd(live) {
    const end = live.querySelector("[data-said]");
    if (!end) return;
    const words = "whole" in end.dataset ? live.querySelectorAll(".said, blockquote :is(p:not(.origin), li, th, td), legend") : [];
    say([end.dataset.said, ...Array.from(words, (piece) => piece.textContent)].join(" "));
    document.title = document.title.replace(/^.*?( – )/, `${end.dataset.title}$1`);
  }

  // A page whose connection broke looks to the browser like one that still arrives. The server goes on: once it has kept
  // the answer and the page still lacks it, the page is asked for again.
  function watchOver(live) {
    const code = document.getElementById("transcript").dataset.events.split("/")[2];
    const isKept = async () => {
      const reply = await fetch(`/api/conversations/${code}`, { cache: "no-store" });
      return (await reply.json()).answers.length >= document.querySelectorAll(".turn:not(.message)").length;
    };
    let timesMissing = 0;
    const watch = setInterval(async () => {
      if (live.querySelector("[data-said]")) return clearInterval(watch);
      const isMissing = await isKept().catch(() => false); // no network yet: the next look tells
      timesMissing = isMissing ? timesMissing + 1 : 0;
      if (timesMissing > 1) location.reload();
    }, 3000);
  }

  // Chromium cannot move in a sound that came without its length: it offers no place, or goes to the start. As soon as the
  // listener stops such a sound, it is asked for again whole, at the same place.
  const places = new WeakMap(); // where each sound was heard last
  const cannotMove = (sound) => !Number.isFinite(sound.duration) || !sound.seekable.length || !sound.seekable.end(0);
  function renew(sound, place) {
    const source = sound.querySelector("source");
    if (source.src.includes("&whole") || !sound.currentSrc.startsWith(source.src) || !cannotMove(sound)) return;
    const goesOn = !sound.paused;
    source.src += "&whole=yes";
    sound.preload = "metadata";
    sound.load();
    sound.currentTime = place;
    if (goesOn) sound.play();
  }
  const onSound = (name, act) => document.addEventListener(name, (event) => {
    if (event.target instanceof HTMLMediaElement) act(event.target);
  }, true); // these events do not bubble
  onSound("timeupdate", (sound) => { if (!sound.seeking) places.set(sound, sound.currentTime); });
  onSound("seeking", (sound) => renew(sound, places.get(sound) || 0));
  onSound("pause", (sound) => renew(sound, sound.ended ? 0 : sound.currentTime));

  // A sound that broke off is told beside its player, and can be tried again.
  const brokenLine = (sound) => sound.parentElement.querySelector("[data-broken]");
  onSound("playing", (sound) => {
    if (brokenLine(sound).hidden) return;
    brokenLine(sound).hidden = true;
    say(""); // so that it is told again if it breaks off again
  });
  document.addEventListener("error", ({ target }) => {
    if (!target.matches || !target.matches("audio, audio source:last-of-type")) return;
    const sound = target.closest("audio");
    brokenLine(sound).hidden = false;
    say(brokenLine(sound).textContent);
    sound.preload = "none";
    sound.load();
  }, true);

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
    button.textContent = told;
    say(told);
  });
})();
