// Takes the one-time token out of the address's fragment, which no browser sends, into the form; then out of the history.

const form = document.querySelector("[data-token-from-fragment]");
const token = location.hash.slice(1);
if (form && token) {
  form.elements.token.value = token;
  form.elements.token.readOnly = true;
  form.elements.password.focus();
  history.replaceState(null, "", location.pathname);
}
