// Answers that are no success stand in #notice until they are closed; losing the connection says so and loses nothing.
// Also the button that prints: it is there only where a script can press it.

export function startNotices() {
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  document.addEventListener("click", (event) => {
    if (event.target.closest?.("[data-close-notice]")) document.querySelector("#notice").replaceChildren();
  });
  // What wants a factor first is sent as an ordinary form: the page that asks for it keeps what was typed.
  document.addEventListener("send-as-page", (event) => event.target.closest?.("form")?.submit());
  document.addEventListener("htmx:sendError", () => {
    const words = document.querySelector("#link-state")?.dataset.off;
    if (words) document.querySelector("#notice").textContent = words;
  });
}
