// The little that plain HTML cannot do. Every page works without it.

// After htmx has replaced a part that can take the focus, the reader is put at its beginning.
// Going back in the history swaps too, and names no target.
document.addEventListener("htmx:afterSwap", ({ detail: { target } }) => {
  if (target?.hasAttribute("tabindex")) target.focus();
});

// Where htmx gets no usable fragment (an error, a whole page such as the sign-in page, no line), the browser
// goes there itself, so that the reader sees what happened. What asks by itself (progress) just asks again.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, serverResponse, requestConfig } = event.detail;
  if (requestConfig.verb !== "get" || !/^\s*<!doctype/i.test(serverResponse)) return;
  event.detail.shouldSwap = false;
  location.assign(xhr.responseURL);
});
document.addEventListener("htmx:sendError", ({ detail: { requestConfig, pathInfo } }) => {
  if (requestConfig.verb === "get" && requestConfig.triggeringEvent) location.assign(pathInfo.finalRequestPath);
});

// A conflict of two edits, and a row that is gone, are pages to be shown, not failures.
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  if (detail.requestConfig.verb !== "post" || ![404, 409].includes(detail.xhr.status)) return;
  detail.shouldSwap = true;
  detail.isError = false;
});

// Menus close on Escape, on a click elsewhere and when another one opens.
const closeMenus = (except) => {
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    if (menu !== except) menu.open = false;
  });
};
document.addEventListener("keydown", ({ key, target }) => {
  if (key !== "Escape") return;
  target.closest("details.menu[open]")?.querySelector("summary").focus();
  closeMenus();
});
document.addEventListener("click", ({ target }) => closeMenus(target.closest("details.menu")));

// What is left empty in a filter stays out of the address.
document.addEventListener("formdata", ({ target, formData }) => {
  if (!target.matches("form.filters")) return;
  for (const [name, value] of [...formData]) if (value === "") formData.delete(name);
});

// A choice marked data-submit is sent when it is made; its form has a button too.
document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-submit]")) target.form.requestSubmit();
});
