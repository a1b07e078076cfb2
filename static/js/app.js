// After htmx has swapped a list, put the reader at its beginning and say how many rows there are.
document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  if (target.hasAttribute("tabindex")) target.focus({ preventScroll: false });
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  document.querySelectorAll("details.menu[open]").forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
});
