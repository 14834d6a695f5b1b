// Charts are drawn by the server. Here: their times in the zone of whoever looks, and the values under the pointer.
const forms = {
  seconds: { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false },
  minutes: { hour: "2-digit", minute: "2-digit", hour12: false },
  days: { weekday: "short", hour: "2-digit", minute: "2-digit", hour12: false },
  day: { weekday: "short", day: "numeric" },
};

customElements.define("chart-hover", class extends HTMLElement {
  connectedCallback() {
    this.localise();
    document.addEventListener("live:updated", this);
    this.addEventListener("pointermove", this);
    this.addEventListener("pointerleave", this);
  }

  disconnectedCallback() { document.removeEventListener("live:updated", this); }

  handleEvent(event) {
    if (event.type === "live:updated") this.localise();
    else if (event.type === "pointermove" && event.target.closest(".canvas")) this.show(event.clientX);
    else this.hide();
  }

  localise() {
    for (const time of this.querySelectorAll("time")) {
      time.textContent = new Intl.DateTimeFormat(undefined, forms[time.dataset.form]).format(new Date(time.dateTime));
    }
  }

  hide() { for (const part of this.querySelectorAll(".cursor, .chart-tip")) part.hidden = true; }

  show(clientX) {
    const box = this.querySelector(".canvas").getBoundingClientRect(), rows = this.querySelectorAll("tbody tr");
    const at = Math.max(0, Math.min(rows.length - 1, Math.floor((clientX - box.left) / box.width * rows.length)));
    const x = (at + .5) / rows.length * 100, cells = [...rows[at].cells];
    const cursor = this.querySelector(".cursor"), tip = this.querySelector(".chart-tip");
    cursor.hidden = tip.hidden = false;
    cursor.style.left = x + "%";
    tip.style.left = x < 60 ? `calc(${x}% + 12px)` : "auto";
    tip.style.right = x < 60 ? "auto" : `calc(${100 - x}% + 12px)`;
    const title = document.createElement("b");
    title.textContent = cells[0].textContent;
    tip.replaceChildren(title, ...[...this.querySelectorAll("thead th")].slice(1).map((head, i) => {
      const row = document.createElement("div"), value = document.createElement("span");
      row.dataset.colour = head.dataset.colour;
      value.textContent = cells[i + 1].textContent;
      row.append(head.textContent, value);
      return row;
    }));
  }
});
