// Ticking rows of a list: all at once, a range with Shift, and how many they are. What is ticked is sent by the form.
const boxes = () => [...document.querySelectorAll("[data-row] input[type=checkbox]")];
let last;

function show() {
  const all = boxes(), ticked = all.filter(box => box.checked).length, isAll = ticked > 0 && ticked === all.length;
  const head = document.querySelector("[data-check-all]"), choice = document.querySelector(".all-choice input");
  if (head) {
    head.checked = isAll;
    head.indeterminate = ticked > 0 && !isAll;
  }
  if (choice && !isAll) choice.checked = false;
  const label = document.querySelector("[data-selected]");
  if (label) label.textContent = choice?.checked ? "All selected" : `${ticked} selected`;
}

document.addEventListener("click", event => {
  const box = event.target.closest?.("[data-row] input[type=checkbox]");
  if (!box) return;
  const all = boxes(), from = all.indexOf(last), to = all.indexOf(box);
  if (event.shiftKey && from >= 0)
    for (const between of all.slice(Math.min(from, to), Math.max(from, to) + 1)) between.checked = box.checked;
  last = box;
});

document.addEventListener("change", event => {
  if (event.target.matches("[data-check-all]")) for (const box of boxes()) box.checked = event.target.checked;
  if (event.target.matches("input[type=checkbox]")) show();
});
document.addEventListener("reset", () => setTimeout(show)); // the boxes change after the event
document.addEventListener("live:updated", show);
addEventListener("pageshow", show); // the browser may bring ticks back
