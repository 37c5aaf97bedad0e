// A list that narrows while one types, with or without Vietnamese marks. Without this it is a plain list of choices.

const MARKS = /[\u0300-\u036f]/g;

/** Lower case without marks, so that "cam xuyen" finds "Cẩm Xuyên". */
export function folded(text) {
  return text.normalize("NFD").replace(MARKS, "").replace(/[đĐ]/g, "d").toLowerCase();
}

export function startTypeahead() {
  upgradeAll(document);
  document.addEventListener("htmx:afterSwap", () => upgradeAll(document));
}

function upgradeAll(root) {
  for (const select of root.querySelectorAll("select[data-typeahead]:not([data-upgraded])")) upgrade(select);
}

function upgrade(select) {
  select.dataset.upgraded = "";
  const input = document.createElement("input");
  input.type = "search";
  input.autocomplete = "off";
  input.placeholder = select.dataset.typeahead;
  input.setAttribute("aria-label", select.dataset.typeahead);
  input.setAttribute("aria-controls", select.id);
  select.before(input);
  select.size = 6;
  const all = [...select.options].filter((option) => option.value);
  const chosen = all.find((option) => option.defaultSelected);
  select.replaceChildren(...all);
  if (select.hasAttribute("data-compact")) compact(select, input, chosen);
  input.addEventListener("input", () => narrow(select, all, folded(input.value)));
  input.addEventListener("keydown", (event) => onKey(event, select));
  select.addEventListener("keydown", (event) => onKey(event, select));
}

/** Shows what is chosen in the field itself, and the list only while one looks for another. */
function compact(select, input, chosen) {
  const settle = () => {
    select.hidden = true;
    input.value = select.selectedOptions[0]?.text ?? "";
  };
  if (chosen) chosen.selected = true;
  else select.selectedIndex = -1;
  settle();
  input.addEventListener("focus", () => input.select());
  input.addEventListener("input", () => { select.hidden = false; });
  input.addEventListener("blur", () => setTimeout(() => { if (document.activeElement !== select) settle(); }, 150));
  select.addEventListener("change", () => { input.value = select.selectedOptions[0]?.text ?? ""; });
  select.addEventListener("blur", settle);
}

function narrow(select, all, wanted) {
  const fits = all.filter((option) => folded(option.text).includes(wanted));
  fits.sort((a, b) => starts(b, wanted) - starts(a, wanted));
  select.replaceChildren(...fits);
  if (fits.length > 0) select.selectedIndex = 0;
}

function starts(option, wanted) {
  return folded(option.text).replace(/^(xa|phuong|thi tran) /, "").startsWith(wanted) ? 1 : 0;
}

function onKey(event, select) {
  if (event.isComposing || event.keyCode === 229) return;
  if (event.code === "ArrowDown" || event.code === "ArrowUp") {
    if (event.target === select) return;
    event.preventDefault();
    const step = event.code === "ArrowDown" ? 1 : -1;
    select.selectedIndex = Math.min(select.options.length - 1, Math.max(0, select.selectedIndex + step));
  } else if ((event.code === "Enter" || event.code === "NumpadEnter") && !event.ctrlKey && select.selectedIndex >= 0) {
    event.preventDefault();
    if (select.hasAttribute("data-compact")) {
      select.hidden = true;
      select.form.querySelector("[data-first]")?.focus();
    } else {
      select.form.querySelector("button:not([type=button])").click();
    }
  }
}
